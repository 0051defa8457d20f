"""Tells the agent, through Flex's notifications."""

from __future__ import annotations

from collections.abc import Mapping

from flex_sfdc.contracts.flex import Flex
from flex_sfdc.log import Log
from flex_sfdc.notifications import TIMEOUTS_MS


def add_strings(strings: object, catalogue: Mapping[str, str]) -> None:
    """Give Flex the texts it does not have yet: a key that is already in `manager.strings` is the account's
    own wording."""
    for key, text in catalogue.items():
        if getattr(strings, key, None) is None:
            setattr(strings, key, text)


class Notices:
    """A notification that cannot be shown is one log line, never a failure of what wanted to show it."""

    def __init__(self, flex: Flex, log: Log) -> None:
        self._flex = flex
        self._log = log

    def announce(self) -> None:
        """Make every notification known to Flex. An id that someone has registered already stays theirs."""
        for name, timeout in TIMEOUTS_MS.items():
            self._announce_one(name, timeout)

    def _announce_one(self, name: str, timeout: int) -> None:
        notification = {
            "id": name,
            "content": name,
            "type": self._flex.NotificationType.error,
            "timeout": timeout,
        }
        self._log.attempt(
            f"registering {name}", lambda: self._flex.Notifications.registerNotification(notification)
        )

    def show(self, name: str, context: Mapping[str, object]) -> None:
        """Show it, once: the same notification from before goes. `context` fills the text's placeholders."""
        self.dismiss(name)
        self._log.attempt(f"showing {name}", lambda: self._flex.Notifications.showNotification(name, context))

    def dismiss(self, name: str) -> None:
        """Take it away, if it is shown."""
        self._log.attempt(
            f"dismissing {name}", lambda: self._flex.Notifications.dismissNotificationById(name)
        )
