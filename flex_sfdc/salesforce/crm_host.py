"""Define the port to the CRM: every request of the plugin to the page that embeds Flex.

Its drivers are Open CTI (`open_cti.py`), which Salesforce retires on 28 February 2028, and a Lightning
component (`lightning.py`). `either_host.py` finds out which of them answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Answer:
    """The outcome of a request.

    `why` is empty on success, else codes and reasons without customer data: it may be logged. `unknown`:
    there was no answer, and it may have happened. `created`: the key had no activity before. `untouched`:
    nothing was written, since the key already has an activity, which only the plugin has changed since its
    creation; `updated` names those fields, in lower case.
    """

    success: bool
    value: object
    why: str
    unknown: bool = False
    untouched: bool = False
    updated: list[str] | None = None
    created: bool = False


Answered = Callable[[Answer], object]


class CrmHost(Protocol):
    """Call every `answered` exactly once, within a time limit; no method raises."""

    def health(self) -> dict[str, str]:
        """Return the driver's name and version under `driver`, and what it noticed itself.

        By what a driver needs, "" or why it is not there: its `script`, the `console` that controls pop-out,
        the agent's `access`. `classic`: how the page shows that it is Salesforce Classic.
        """

    def reach(self, attempt: int, answered: Answered) -> None:
        """Try once to reach the CRM. `attempt` counts from 0. Success: it answers requests."""

    def when_lost(self, act: Callable[[str], object]) -> None:
        """Call `act` with the reason whenever the CRM was reached and has to be reached again."""

    def ask(self, answered: Answered) -> None:
        """Ask whether the CRM answers now."""

    def saves_once(self) -> bool:
        """Return whether a create with a key that was saved before writes nothing and succeeds."""

    def listen_for_clicks(self, listener: Callable[[object], None], answered: Answered) -> None:
        """Let the agent click numbers in the CRM, and pass each click on.

        May be called again after a failure.
        """

    def pop_record(self, record_id: str, answered: Answered) -> None:
        """Show the agent a record."""

    def pop_url(self, url: str, answered: Answered) -> None:
        """Show the agent a page of the CRM, by its path."""

    def search_and_pop(self, term: str, fields: Mapping[str, str], answered: Answered) -> None:
        """Search for the caller, and show the agent the result.

        The answer's value is for `utils.screen_pop.found`. `fields`: of a new record.
        """

    def search(self, term: str, answered: Answered) -> None:
        """Search for the caller, and show nothing yet. The answer's value is also for `pop_result`."""

    def pop_result(self, result: object, answered: Answered) -> None:
        """Show what `search` has found."""

    def save_activity(self, key: str, values: Mapping[str, object], answered: Answered) -> None:
        """Write an activity: a new one under its key, or that of `values["Id"]`.

        The key only matters if the CRM `saves_once`. Success: the answer's value is its id, "" if the CRM
        does not return it. Refused: the value is the list of the CRM's own errors, for
        `activities.rejections`. The one exception to "once": an answer that comes after an `unknown` answer
        is passed on too.
        """

    def refresh_view(self) -> None:
        """Refresh the page that the agent looks at."""

    def watch_view(self, listener: Callable[[object], None], answered: Answered) -> None:
        """Pass on what the agent looks at now, and then whenever that changes.

        The same page may come again. It is for `salesforce.records.record_in`.
        """

    def listen_on(self, channel: str, listener: Callable[[object], None], answered: Answered) -> None:
        """Pass on what the page's own components publish on a channel."""

    def publish(self, channel: str, message: Mapping[str, object], answered: Answered) -> None:
        """Publish a message to the page's own components."""

    def open_panel(self) -> None:
        """Open the panel Flex is in, if the CRM reports that it is hidden."""

    def set_item_icon(self, icon: str, answered: Answered) -> None:
        """Show an SLDS utility icon on the panel's item, which stays visible when the panel is closed."""

    def set_item_label(self, label: str, answered: Answered) -> None:
        """Show a label on the panel's item."""

    def when_popout_is_controlled(self, act: Callable[[], object]) -> None:
        """Call `act` as soon as `allow_popout` works, now if it does; never if it never will."""

    def allow_popout(self, allowed: bool, answered: Answered) -> None:
        """Allow the agent to move the panel into a separate window, and back, or not."""
