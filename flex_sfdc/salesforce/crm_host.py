"""Define the port to the CRM: every request of the plugin to the page that embeds Flex.

Its drivers are Open CTI (`open_cti.py`), which Salesforce retires on 28 February 2028, and a Lightning
component (`lightning.py`). `driver_choice.py` finds out which of them answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from flex_sfdc.answer import Answered


class CrmHost(Protocol):
    """Send requests to the CRM. Call every `answered` exactly once, within a time limit; never raise."""

    def health(self) -> dict[str, str]:
        """Return the driver's name and version under `driver`, and its own findings.

        `script`, `console` (which controls pop-out) and `access` (the agent's) hold the reason if it is
        missing, otherwise "". `classic`: the evidence that the page is Salesforce Classic, or "".
        """

    def reach(self, attempt: int, answered: Answered) -> None:
        """Try once to reach the CRM. `attempt` counts from 0. Success means that the CRM answers requests."""

    def when_lost(self, act: Callable[[str], object]) -> None:
        """Call `act` with the reason whenever the CRM stops answering and has to be reached again."""

    def ask(self, answered: Answered) -> None:
        """Ask whether the CRM answers now."""

    def saves_once(self) -> bool:
        """Return whether the CRM writes only one activity for each key, so that a create may be repeated."""

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

        The answer's value is for `search_results.records_found`. `fields`: of a new record.
        """

    def search(self, term: str, answered: Answered) -> None:
        """Search for the caller without showing anything. The answer's value is also for `pop_result`."""

    def pop_result(self, result: object, answered: Answered) -> None:
        """Show the result of `search`."""

    def save_activity(
        self, key: str, values: Mapping[str, object], marks: list[str], answered: Answered
    ) -> None:
        """Create an activity under its key, or update the activity `values["Id"]`.

        `marks`: what other sessions find in `updated`. They and the key only matter if the CRM `saves_once`.
        On success the answer's value is the activity's id, "" if the CRM does not return it; on refusal it is
        the list of the CRM's own errors, for `activities.rejections`. `answered` is called a second time
        only for a late answer after an `unknown` answer.
        """

    def refresh_view(self) -> None:
        """Refresh the page that the agent looks at."""

    def watch_view(self, listener: Callable[[object], None], answered: Answered) -> None:
        """Pass on the page that the agent looks at, now and after each change.

        The same page may be passed on twice. `salesforce.records.record_in` reads it.
        """

    def listen_on(self, channel: str, listener: Callable[[object], None], answered: Answered) -> None:
        """Pass on the messages that the page's own components publish on a channel."""

    def publish(self, channel: str, message: Mapping[str, object], answered: Answered) -> None:
        """Publish a message to the page's own components."""

    def open_panel(self) -> None:
        """Open the panel Flex is in, if the CRM reports that it is hidden."""

    def set_item_icon(self, icon: str, answered: Answered) -> None:
        """Show an SLDS utility icon on the panel's item, which stays visible when the panel is closed."""

    def set_item_label(self, label: str, answered: Answered) -> None:
        """Show a label on the panel's item."""

    def when_popout_is_controlled(self, act: Callable[[], object]) -> None:
        """Call `act` as soon as `allow_popout` works: possibly at once, possibly never."""

    def allow_popout(self, allowed: bool, answered: Answered) -> None:
        """Allow or forbid the agent to move the panel into a separate window and back."""
