"""What the agent can be told. Ids and time-outs are a contract: accounts override the texts by these keys.
Rules: docs/specification.md, section 8."""

from __future__ import annotations

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
