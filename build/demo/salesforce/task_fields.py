"""Salesforce's checks before it stores an activity: field names, types, lengths, picklists, references."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from build.demo.salesforce.record_ids import is_record_id

Check = Callable[[Any], str | None]
REFERENCE_WHO = ("003", "00Q")


def text(length: int) -> Check:
    """Return a check of a string with at most this many characters."""

    def check(value: Any) -> str | None:
        if not isinstance(value, str):
            return f"value not of required type: {value!r}"
        if len(value) > length:
            return f"data value too large: (max length={length})"
        return None

    return check


def picklist(*values: str) -> Check:
    """Return a check for a value in a restricted picklist."""

    def check(value: Any) -> str | None:
        return None if value in values else f"bad value for restricted picklist field: {value}"

    return check


def whole_number(digits: int) -> Check:
    """Return a check of a whole number with at most this many digits."""

    def check(value: Any) -> str | None:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value != int(value):
            return f"value not of required type: {value!r}"
        return None if abs(value) < 10**digits else "number too large"

    return check


def date(value: Any) -> str | None:
    """Check a date without a time, `YYYY-MM-DD`; return the error, None if it is valid."""
    try:
        datetime.datetime.strptime(value, "%Y-%m-%d")
    except (TypeError, ValueError):
        return f"value not of required type: {value!r}"
    return None


def reference(value: Any) -> str | None:
    """Check the id of any record; return the error, None if it is valid."""
    return None if is_record_id(value) else f"id value of incorrect type: {value}"


def who(value: Any) -> str | None:
    """Check the id of a Contact or a Lead; return the error, None if it is valid."""
    if is_record_id(value) and str(value)[:3] in REFERENCE_WHO:
        return None
    return f"id value of incorrect type: {value}"


def what(value: Any) -> str | None:
    """Check the id of any record but a Contact or a Lead; return the error, None if it is valid."""
    if is_record_id(value) and str(value)[:3] not in REFERENCE_WHO:
        return None
    return f"id value of incorrect type: {value}"


TASK_FIELDS: dict[str, Check] = {
    "Subject": text(255),
    "Status": picklist("Not Started", "In Progress", "Completed", "Waiting on someone else", "Deferred"),
    "Priority": picklist("High", "Normal", "Low"),
    "ActivityDate": date,
    "CallType": picklist("Inbound", "Outbound", "Internal"),
    "TaskSubtype": picklist("Task", "Call", "Email", "ListEmail", "Cadence"),
    "Type": picklist("Call", "Email", "Meeting", "Other"),
    "Description": text(32_000),
    "CallDisposition": text(255),
    "CallObject": text(255),
    "CallDurationInSeconds": whole_number(8),
    "Phone": text(40),
    "WhoId": who,
    "WhatId": what,
    "OwnerId": reference,
    "RecordTypeId": reference,
    "IsReminderSet": lambda value: (
        None if isinstance(value, bool) else f"value not of required type: {value!r}"
    ),
    "Topic__c": text(80),
    "Sentiment__c": picklist("positive", "neutral", "negative"),
    "External_Id__c": text(64),
}
NOT_FIELDS = ("entityApiName", "Id")


def problems(value: dict[str, Any]) -> list[dict[str, Any]]:
    """Return Salesforce's errors for an activity, one for each field; empty if it would accept it."""
    errors: list[dict[str, Any]] = []
    for name, content in value.items():
        if name in NOT_FIELDS:
            continue
        check = TASK_FIELDS.get(name)
        if check is None:
            message = f"No such column '{name}' on sobject of type Task"
            errors.append({"message": message, "errorCode": "INVALID_FIELD", "fields": [name]})
            continue
        error = None if content is None else check(content)  # null clears a field
        if error is not None:
            errors.append(
                {
                    "message": f"{name}: {error}",
                    "errorCode": "FIELD_INTEGRITY_EXCEPTION",
                    "fields": [name],
                }
            )
    if value.get("WhatId") and str(value.get("WhoId", "")).startswith("00Q"):
        message = "WhatId: Lead - no additional object"
        errors.append({"message": message, "errorCode": "FIELD_INTEGRITY_EXCEPTION", "fields": ["WhatId"]})
    return errors
