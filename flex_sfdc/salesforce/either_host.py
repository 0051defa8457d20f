"""Use whichever of two drivers reaches the CRM."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flex_sfdc.salesforce.crm_host import Answer, Answered, CrmHost


class EitherHost:
    """Implement `CrmHost` with whichever of two drivers reaches the CRM first. They take turns until then.

    `on_choice` is called with the chosen driver.
    """

    def __init__(self, first: CrmHost, second: CrmHost, on_choice: Callable[[CrmHost], object]) -> None:
        self._driver = first
        self._first = first
        self._second = second
        self._round = 0
        self._next = first
        self._last = second
        self._on_choice = on_choice
        self._is_chosen = False
        self._waiting_for_popout: list[Callable[[], object]] = []

    def health(self) -> dict[str, str]:
        """Return the health of the chosen driver; until one is chosen, the names of both."""
        if self._is_chosen:
            return self._driver.health()
        second = self._second.health()
        return {**second, "driver": f"{self._first.health()['driver']} or {second['driver']}"}

    def reach(self, attempt: int, answered: Answered) -> None:
        """Have the next driver try."""
        if self._is_chosen:
            self._driver.reach(attempt, answered)
            return
        driver = self._next
        self._next, self._last = self._last, driver
        driver.reach(self._round, lambda answer: self._on_reached(driver, answer, answered))
        if self._next is self._first:
            self._round = self._round + 1

    def _on_reached(self, driver: CrmHost, answer: Answer, answered: Answered) -> None:
        if answer.success and not self._is_chosen:
            self._is_chosen = True
            self._driver = driver
            self._on_choice(driver)
            for act in self._waiting_for_popout:
                self._driver.when_popout_is_controlled(act)
        answered(answer)

    def when_lost(self, act: Callable[[str], object]) -> None:
        """Listen to both drivers: `reach` uses the chosen driver again."""
        self._next.when_lost(act)
        self._last.when_lost(act)

    def ask(self, answered: Answered) -> None:
        """Pass the call on, as every method below does."""
        self._driver.ask(answered)

    def saves_once(self) -> bool:
        return self._driver.saves_once()

    def listen_for_clicks(self, listener: Callable[[object], None], answered: Answered) -> None:
        self._driver.listen_for_clicks(listener, answered)

    def pop_record(self, record_id: str, answered: Answered) -> None:
        self._driver.pop_record(record_id, answered)

    def pop_url(self, url: str, answered: Answered) -> None:
        self._driver.pop_url(url, answered)

    def search_and_pop(self, term: str, fields: Mapping[str, str], answered: Answered) -> None:
        self._driver.search_and_pop(term, fields, answered)

    def search(self, term: str, answered: Answered) -> None:
        self._driver.search(term, answered)

    def pop_result(self, result: object, answered: Answered) -> None:
        self._driver.pop_result(result, answered)

    def save_activity(
        self, key: str, values: Mapping[str, object], marks: list[str], answered: Answered
    ) -> None:
        self._driver.save_activity(key, values, marks, answered)

    def refresh_view(self) -> None:
        self._driver.refresh_view()

    def watch_view(self, listener: Callable[[object], None], answered: Answered) -> None:
        self._driver.watch_view(listener, answered)

    def listen_on(self, channel: str, listener: Callable[[object], None], answered: Answered) -> None:
        self._driver.listen_on(channel, listener, answered)

    def publish(self, channel: str, message: Mapping[str, object], answered: Answered) -> None:
        self._driver.publish(channel, message, answered)

    def open_panel(self) -> None:
        self._driver.open_panel()

    def set_item_icon(self, icon: str, answered: Answered) -> None:
        self._driver.set_item_icon(icon, answered)

    def set_item_label(self, label: str, answered: Answered) -> None:
        self._driver.set_item_label(label, answered)

    def when_popout_is_controlled(self, act: Callable[[], object]) -> None:
        """Wait until a driver is chosen, because each of them would call `act`."""
        if self._is_chosen:
            self._driver.when_popout_is_controlled(act)
        else:
            self._waiting_for_popout.append(act)

    def allow_popout(self, allowed: bool, answered: Answered) -> None:
        self._driver.allow_popout(allowed, answered)
