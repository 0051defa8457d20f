"""Tells the agent, through Flex's notifications."""

from __future__ import annotations

from collections.abc import Mapping

from flex_sfdc.browser.log import Log
from flex_sfdc.flex.notifications import TIMEOUTS_MS
from flex_sfdc.flex.selectors import dig, method_at
from flex_sfdc.flex.types import Flex


class Notices:
    """Flex's notifications, the plugin's own ones. What is told may fail, and what it is about goes on: other
    plugins listen, and may throw."""

    def __init__(self, flex: Flex, log: Log) -> None:
        self._flex = flex
        self._log = log

    def announce(self) -> None:
        """Make every notification known to Flex. An id that someone has registered already stays theirs."""
        register = method_at(self._flex, "Notifications.registerNotification")
        kind = dig(self._flex, "NotificationType.error")
        for name, timeout in TIMEOUTS_MS.items():
            try:
                register({"id": name, "content": name, "type": kind, "timeout": timeout})
            except Exception:
                self._log.warn(f"the notification {name} could not be registered")

    def show(self, name: str, context: Mapping[str, object]) -> None:
        """Show it, once: the same notification from before goes. `context` fills the text's placeholders."""
        self.dismiss(name)
        self._log.attempt(name, lambda: self._flex.Notifications.showNotification(name, context))

    def dismiss(self, name: str) -> None:
        """Take it away, if it is shown."""
        self._log.attempt(name, lambda: self._flex.Notifications.dismissNotificationById(name))
