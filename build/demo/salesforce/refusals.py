"""Reasons for an org to reject a valid activity: its own rules, missing rights, and overload.

`org.rules.append(required("Topic__c"))` applies to every save, `behave("saveLog", locked_row())` to one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from build.demo.salesforce.behaviour import Behaviour, refuse

Json = dict[str, Any]
Rule = Callable[[Json], Json | None]

SAVE_FAILED = (
    "An error occurred while calling the saveLog() API method. Review the Details field in the error section."
)


def error(code: str, message: str, *fields: str) -> Json:
    """Return one of Salesforce's errors."""
    return {"message": message, "errorCode": code, "fields": list(fields)}


def validation_rule(name: str, message: str) -> Rule:
    """Return a rule of the org that never accepts a value of the field."""
    return lambda value: (
        error("FIELD_CUSTOM_VALIDATION_EXCEPTION", message, name) if value.get(name) is not None else None
    )


def required(name: str) -> Rule:
    """Return a rule that a field must be set when an activity is created."""
    return lambda value: (
        error("REQUIRED_FIELD_MISSING", f"Required fields are missing: [{name}]", name)
        if "Id" not in value and value.get(name) in (None, "")
        else None
    )


def not_writable(name: str) -> Rule:
    """Return a rule that the agent's profile may not write a field (field-level security)."""
    message = (
        f"Unable to create/update fields: {name}. Please check the security settings of this field and verify"
        " that it is read/write for your profile or permission set."
    )
    return lambda value: (
        error("INVALID_FIELD_FOR_INSERT_UPDATE", message, name) if value.get(name) is not None else None
    )


def locked_row() -> Behaviour:
    """Reject because somebody else is writing the same record: a temporary error."""
    return _refused("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record")


def request_limit() -> Behaviour:
    """Reject because the org has used up its requests of the day: a temporary error."""
    return _refused("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")


def _refused(code: str, message: str) -> Behaviour:
    return refuse("GENERIC_ERROR", SAVE_FAILED, [error(code, message)])
