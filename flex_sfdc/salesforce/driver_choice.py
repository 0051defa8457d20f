"""Find out which driver reaches the CRM."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.answer import Answer, Answered
from flex_sfdc.salesforce.crm_host import CrmHost


class DriverChoice:
    """Let the drivers take turns until one of them reaches the CRM, and then use that driver.

    `drivers`: one or two, with their `names`, in the order of their turns. `on_choice` is called with the
    name when one of two is chosen.
    """

    on_choice: Callable[[str], object]

    def __init__(self, names: tuple[str, ...], drivers: list[CrmHost]) -> None:
        self._names = names
        self._drivers = drivers
        self.current = drivers[0]  # the first driver, until one is chosen
        self._is_chosen = len(drivers) == 1
        self._turn = 0
        self._round = 0
        self._waiting: list[Callable[[], object]] = []

    def health(self) -> dict[str, str]:
        """Return the health of the chosen driver; until one is chosen, the names of both."""
        health = self.current.health()
        if self._is_chosen:
            return health
        second = self._drivers[1].health()
        return {**second, "driver": f"{health['driver']} or {second['driver']}"}

    def reach(self, attempt: int, answered: Answered) -> None:
        """Have the chosen driver try to reach the CRM, or the next driver."""
        if self._is_chosen:
            self.current.reach(attempt, answered)
        else:
            turn, number = self._turn, self._round
            self._turn = 1 - turn
            self._round = number + turn  # each driver counts its own attempts
            self._drivers[turn].reach(number, lambda answer: self._on_reached(turn, answer, answered))

    def _on_reached(self, turn: int, answer: Answer, answered: Answered) -> None:
        if answer.success and not self._is_chosen:
            self._is_chosen = True
            self.current = self._drivers[turn]
            self.on_choice(self._names[turn])
            for act in self._waiting:
                act()
        answered(answer)

    def when_lost(self, act: Callable[[str], object]) -> None:
        """Call `act` with the reason whenever the CRM stops answering and has to be reached again."""
        for driver in self._drivers:
            driver.when_lost(act)

    def when_chosen(self, act: Callable[[], object]) -> None:
        """Call `act` as soon as a driver is chosen."""
        if self._is_chosen:
            act()
        else:
            self._waiting.append(act)

    def when_popout_is_controlled(self, act: Callable[[], object]) -> None:
        """Wait until a driver is chosen, because each of them would call `act`."""
        self.when_chosen(lambda: self.current.when_popout_is_controlled(act))
