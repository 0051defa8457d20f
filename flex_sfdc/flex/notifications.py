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
CLICKS_REFUSED = "PSSalesforceAdviceClickToDial"  # the advice in the list of checks, which names the fix
CONSOLE_NOT_REACHABLE = "PSSalesforceConsoleNotReachable"
ACTIVITY_NOT_SAVED = "PSSalesforceActivityNotSaved"
ACTIVITY_FIELD_REJECTED = "PSSalesforceActivityFieldRefused"
ACTIVITY_RELATION_REJECTED = "PSSalesforceActivityRelationRefused"
ACTIVITY_SECOND_REJECTED = "PSSalesforceActivitySecondRefused"
ACTIVITY_NOT_KEPT = "PSSalesforceActivityNotKept"
ACTIVITIES_LOST = "PSSalesforceActivitiesLost"
UNSAVED_AT_LOGOUT = "PSSalesforceUnsavedAtLogout"
RECORD_NOT_SAVED = "PSSalesforceRecordNotSaved"

# How long each notification is shown, in milliseconds: it covers the top of Flex, where the tasks are. The
# key of its text is the notification's id.
STAYS_MS = 15_000
TIMEOUTS_MS = {
    ASSOCIATION_REQUIRED: 3500,
    ALREADY_ON_PHONE: 3500,
    UNABLE_TO_CALL_OFFLINE: 5000,
    DIALING_FAILED: 8000,
    OTHER_SESSION: 8000,
    NOT_REACHABLE: STAYS_MS,
    CLICKS_REFUSED: STAYS_MS,
    CONSOLE_NOT_REACHABLE: 8000,
    ACTIVITY_NOT_SAVED: STAYS_MS,
    ACTIVITY_FIELD_REJECTED: 8000,
    ACTIVITY_RELATION_REJECTED: STAYS_MS,
    ACTIVITY_SECOND_REJECTED: STAYS_MS,
    ACTIVITY_NOT_KEPT: STAYS_MS,
    ACTIVITIES_LOST: STAYS_MS,
    UNSAVED_AT_LOGOUT: 8000,
    RECORD_NOT_SAVED: 8000,
}

# Answers to an action of the agent, which are shown at once, even while a task rings.
AT_ONCE = (
    *(ASSOCIATION_REQUIRED, ALREADY_ON_PHONE, UNABLE_TO_CALL_OFFLINE, DIALING_FAILED, OTHER_SESSION),
    UNSAVED_AT_LOGOUT,
)
OF_PAGE = (NOT_REACHABLE, CONSOLE_NOT_REACHABLE)  # about the page, whoever is logged in


class Notifications:
    """Show the plugin's own notifications.

    While a task rings, show only answers to what the agent does then: others would cover the button
    that accepts the task. Show those when the ringing ends. A failure is only logged: other plugins
    listen to notifications, and may throw.
    """

    def __init__(self, flex: Flex, log: Log) -> None:
        self._flex = flex
        self._log = log
        self._is_ringing = False
        self._contexts: dict[str, Mapping[str, object]] = {}  # the contexts of the notifications shown so far
        self._deferred: dict[str, Mapping[str, object]] = {}

    def register_all(self) -> None:
        """Register every notification with Flex. Do not replace an id that is registered already."""
        self._register_each(TIMEOUTS_MS, "error")

    def register(self, name: str, timeout_ms: int, kind: str) -> None:
        """Register a notification. Its name is the key of its text.

        `kind`: `error`, `warning`, `success` or `information`.
        """
        self._register_each({name: timeout_ms}, kind)

    def _register_each(self, timeouts_ms: Mapping[str, int], kind: str) -> None:
        register = method_at(self._flex, "Notifications.registerNotification")
        flex_type = dig(self._flex, f"NotificationType.{kind}")
        for name, timeout in timeouts_ms.items():
            try:
                register({"id": name, "content": name, "type": flex_type, "timeout": timeout})
            except Exception:
                self._log.warn(f"the notification {name} could not be registered")

    def show(self, name: str, context: Mapping[str, object]) -> None:
        """Show a notification, and replace an earlier one of this name. `context` fills its placeholders."""
        self.dismiss(name)
        if self._is_ringing and name not in AT_ONCE:
            self._deferred[name] = context
        else:
            self._contexts[name] = context
            self._log.attempt(name, lambda: self._show(name, context))

    def _show(self, name: str, context: Mapping[str, object]) -> None:
        # If Flex shows nothing, it reports that only in its own log, without the name.
        if self._flex.Notifications.showNotification(name, context) is None:
            self._log.warn(f"{name} was not shown: not registered, or cancelled")

    def name_too(self, name: str, key: str, word: str) -> None:
        """Show a notification that names one more item, after the items that may still be unread."""
        before = self.unread(name)
        self.show(name, {key: word if before is None else f"{before[key]}, {word}"})

    def unread(self, name: str) -> Mapping[str, object] | None:
        """Return the context of a notification that is visible or deferred, None for any other."""
        deferred = self._deferred.get(name)
        return self._contexts.get(name) if deferred is None and self._is_active(name) else deferred

    def forget_worker(self) -> None:
        """Hide notifications about the previous worker's tasks from the next worker."""
        for name in [*self._contexts, *self._deferred]:
            if name not in OF_PAGE:
                self._contexts.pop(name, None)
                self.dismiss(name)

    def dismiss(self, name: str) -> None:
        """Dismiss a notification that is visible or deferred."""
        self._deferred.pop(name, None)
        self._log.attempt(name, lambda: self._flex.Notifications.dismissNotificationById(name))

    def on_ringing(self, is_ringing: bool) -> None:
        """Hide the notifications when a task begins to ring, and show them again when none rings."""
        self._is_ringing = is_ringing
        if is_ringing:
            for name in [*self._contexts]:
                if self._is_active(name):
                    self.dismiss(name)
                    self._deferred[name] = self._contexts[name]
        else:
            for name, context in [*self._deferred.items()]:
                self.show(name, context)

    def _is_active(self, name: str) -> bool:
        return bool(self._log.attempt(name, lambda: self._flex.Notifications.isNotificationActive(name)))
