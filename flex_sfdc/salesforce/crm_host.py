"""The port to the CRM: everything the plugin asks of the page that embeds Flex.

Open CTI (`edge/open_cti.py`) is one driver. Salesforce retires it on 28 February 2028; another driver only
has to keep these promises.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Answer:
    """What came of a request. `why` is empty on success, else codes and reasons without customer data: it may
    be logged. `unknown`: nobody answered; it may have happened all the same."""

    success: bool
    value: object
    why: str
    unknown: bool = False


Answered = Callable[[Answer], object]


class CrmHost(Protocol):
    """Every `answered` is called exactly once, within a time limit, whatever the CRM does; no method
    raises."""

    def reach(self, attempt: int, answered: Answered) -> None:
        """Try once to reach the CRM. `attempt` counts from 0. Success: it answers requests."""

    def ask(self, answered: Answered) -> None:
        """Whether the CRM answers now."""

    def listen_for_clicks(self, listener: Callable[[object], None], answered: Answered) -> None:
        """Let the agent click numbers in the CRM; `listener` gets what was clicked. May be asked again after
        a failure."""

    def pop_record(self, record_id: str, answered: Answered) -> None:
        """Show the agent a record."""

    def search_and_pop(self, term: str, fields: Mapping[str, str], answered: Answered) -> None:
        """Search for who calls, and show the agent what is found. The answer's value: what
        `utils.screen_pop.found` reads. `fields`: of a new record."""

    def save_activity(self, values: Mapping[str, object], answered: Answered) -> None:
        """Write an activity: a new one, or that of `values["Id"]`.

        Success: the answer's value is its id, empty where the CRM does not say. Refused: the value is the
        list of the CRM's own errors, for `activities.rejections` to read. The one exception to "once": an
        answer that comes after an `unknown` one is passed on too.
        """

    def refresh_view(self) -> None:
        """Show what was written on the page that the agent looks at."""

    def watch_view(self, listener: Callable[[object], None], answered: Answered) -> None:
        """Tell `listener` what the agent looks at, then whenever that changes; it may be told of the same
        again. What it is told is for `utils.messages.record_in`."""

    def listen_on(self, channel: str, listener: Callable[[object], None], answered: Answered) -> None:
        """Tell `listener` what the page's own components publish on a channel, whatever that is."""

    def publish(self, channel: str, message: Mapping[str, object], answered: Answered) -> None:
        """Tell the page's own components something."""

    def open_panel(self) -> None:
        """Open the panel Flex is in, if the CRM says that it is hidden."""

    def set_item_icon(self, icon: str, answered: Answered) -> None:
        """Show an icon (the name of an SLDS utility icon) on the panel's item, which stays visible when the
        panel is not."""

    def set_item_label(self, label: str, answered: Answered) -> None:
        """Show a label on the panel's item."""

    def when_popout_is_controlled(self, act: Callable[[], object]) -> None:
        """Do `act` as soon as `allow_popout` can be asked, now if it can; never if it never can."""

    def allow_popout(self, allowed: bool, answered: Answered) -> None:
        """Whether the agent may move the panel into a window of its own, and back."""
