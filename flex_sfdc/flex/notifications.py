"""Notify the agent. The ids and time-outs are a contract: accounts override the texts by these keys.

Rules: docs/specification.md, section 8.
"""

from __future__ import annotations

from collections.abc import Mapping

from flex_sfdc.browser.log import Log
from flex_sfdc.browser.page_objects import dig, method_at
from flex_sfdc.flex.types import Flex

ASSOCIATION_REQUIRED = "PSSalesforceAssociationRequired"
ALREADY_ON_PHONE = "PSSalesforceAlreadyOnPhone"
UNABLE_TO_CALL_OFFLINE = "PSSalesforceUnableToCallOffline"
DIALING_FAILED = "PSSalesforceDialingFailed"
OTHER_SESSION = "PSSalesforceOtherSession"
NOT_REACHABLE = "PSSalesforceNotReachable"
CONSOLE_NOT_REACHABLE = "PSSalesforceConsoleNotReachable"
ACTIVITY_NOT_SAVED = "PSSalesforceActivityNotSaved"
ACTIVITY_FIELD_REFUSED = "PSSalesforceActivityFieldRefused"
ACTIVITY_RELATION_REFUSED = "PSSalesforceActivityRelationRefused"
ACTIVITY_NOT_KEPT = "PSSalesforceActivityNotKept"
ACTIVITIES_LOST = "PSSalesforceActivitiesLost"
UNSAVED_AT_LOGOUT = "PSSalesforceUnsavedAtLogout"
RECORD_NOT_SAVED = "PSSalesforceRecordNotSaved"

# How long each is shown, in milliseconds; 0 stays until the agent closes it. The string of a notification has
# the notification's id.
TIMEOUTS_MS = {
    ASSOCIATION_REQUIRED: 3500,
    ALREADY_ON_PHONE: 3500,
    UNABLE_TO_CALL_OFFLINE: 5000,
    DIALING_FAILED: 8000,
    OTHER_SESSION: 8000,
    NOT_REACHABLE: 0,
    CONSOLE_NOT_REACHABLE: 8000,
    ACTIVITY_NOT_SAVED: 0,
    ACTIVITY_FIELD_REFUSED: 8000,
    ACTIVITY_RELATION_REFUSED: 0,
    ACTIVITY_NOT_KEPT: 0,
    ACTIVITIES_LOST: 0,
    UNSAVED_AT_LOGOUT: 0,
    RECORD_NOT_SAVED: 8000,
}


class Notifications:
    """Show the plugin's own notifications.

    A failure is logged and has no other effect: other plugins listen, and may throw.
    """

    def __init__(self, flex: Flex, log: Log) -> None:
        self._flex = flex
        self._log = log

    def register_all(self) -> None:
        """Register every notification with Flex. An id that is registered already stays as it is."""
        register = method_at(self._flex, "Notifications.registerNotification")
        kind = dig(self._flex, "NotificationType.error")
        for name, timeout in TIMEOUTS_MS.items():
            try:
                register({"id": name, "content": name, "type": kind, "timeout": timeout})
            except Exception:
                self._log.warn(f"the notification {name} could not be registered")

    def show(self, name: str, context: Mapping[str, object]) -> None:
        """Show a notification, once: dismiss it first. `context` fills the text's placeholders."""
        self.dismiss(name)
        self._log.attempt(name, lambda: self._flex.Notifications.showNotification(name, context))

    def dismiss(self, name: str) -> None:
        """Dismiss a notification if it is shown."""
        self._log.attempt(name, lambda: self._flex.Notifications.dismissNotificationById(name))
