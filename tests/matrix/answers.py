"""Salesforce's answers to a save that fails: some prove that nothing was written, others prove nothing."""

from __future__ import annotations

from .page import NAME, NUMBER, Json


def error(status_code: str, *fields: str, message: str = f"{NAME} {NUMBER} stopped it") -> Json:
    """Return one record's own error."""
    return {"statusCode": status_code, "message": message, "fields": list(fields)}


def failure(code: str, **more: object) -> Json:
    """Return an answer of Open CTI itself, without a word about the record."""
    return {
        "success": False,
        "returnValue": None,
        "errors": [{"code": code, "description": "An error occurred", **more}],
    }


# Answers that prove nothing: the record may have been written before whatever failed.
AMBIGUOUS: dict[str, Json] = {
    "SERVER_UNAVAILABLE": failure("SERVER_UNAVAILABLE", details=None),
    "SERVER_ERROR": failure("SERVER_ERROR", details=None),
    "SOFTPHONE_CONTAINER_ERROR": failure("SOFTPHONE_CONTAINER_ERROR", details=None),
    "GENERIC_ERROR": failure("GENERIC_ERROR", details=None),
    "GENERIC_ERROR-empty-details": failure("GENERIC_ERROR", details=[]),
    "unknown-code": failure("SOMETHING_NEW", details=None),
    "lock-as-code-of-the-call": failure("UNABLE_TO_LOCK_ROW", details=None),
    "success-false": {"success": False},
    "no-errors": {"success": False, "returnValue": None, "errors": None},
    "errors-empty": {"success": False, "returnValue": None, "errors": []},
    "errors-as-text": {"success": False, "returnValue": None, "errors": "SERVER_ERROR"},
    "error-singular": {"success": False, "error": [{"code": "SERVER_ERROR", "description": "x"}]},
    "null": {"success": None},
    "nothing": {},
}

# A record's own status codes for temporary errors: nothing was written, and the plugin sends again.
TRANSIENT = (
    "UNABLE_TO_LOCK_ROW",
    "REQUEST_LIMIT_EXCEEDED",
    "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE",
)

# Rejected permanently: a rule of the org.
