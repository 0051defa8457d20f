"""The fields of an activity, which is a Task in Salesforce, and the values that each field accepts.

Pure functions of plain values; nothing here raises. Facts: docs/platforms.md, "saveLog".
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from flex_sfdc.plain_data import is_date, is_name, is_whole_number, visible
from flex_sfdc.salesforce.records import Record, can_have_activities, looks_like_id

# The lengths of Salesforce's text fields. The length of any other field is unknown: assume 255, the maximum
# of a text field, except for the summary, which needs a long text area.
LENGTHS = {"Subject": 255, "Description": 32_000, "CallDisposition": 255, "CallObject": 255, "Phone": 40}
TEXTS = ("Status", *LENGTHS)
TEXT_LENGTH = 255
MAX_NUMBER = 1_000_000_000_000_000  # close to Salesforce's own limit; excludes infinity and NaN
MIN_NUMBER = -1_000_000_000_000_000
MAX_SECONDS = 99_999_999  # eight digits
MAX_FIELD_NAME_LENGTH = 80
# Fields that an account cannot set, compared without case, as Salesforce compares names. A namespace may
# precede them.
RESERVED = ("__id", "__entityapiname", "__flex_key__c", "__flex_updates__c")
PERSON_ID_PREFIXES = ("003", "00Q")  # the beginnings of the ids of contacts and leads, the same in every org
LEAD = "00Q"
RELATIONS = ("WhoId", "WhatId")

# Fields that take only these values; Salesforce checks all other fields.
CALL_TYPES = ("Inbound", "Outbound", "Internal")
SUBTYPES = ("Task", "Call", "Email", "ListEmail", "Cadence", "LinkedIn")

Value = str | int | float | bool
Fields = Mapping[str, object]

NOTE_FIELDS = ("Description", "CallDisposition")  # the copilot's note fills these
NO_RELATION: Fields = {"WhoId": None, "WhatId": None}
STANDARD_FIELDS = (  # if Salesforce rejects any other field, the activity is saved without it
    *("entityApiName", "Subject", "Status", "ActivityDate", "CallType", "TaskSubtype", "Description"),
    *("CallDisposition", "CallObject", "Phone", "CallDurationInSeconds", *RELATIONS),
)


def is_field(name: str) -> bool:
    """Return whether an account can set a field of this name. The plugin sets a few fields itself."""
    is_reserved = f"__{name.lower()}".endswith(RESERVED)
    return 0 < len(name) <= MAX_FIELD_NAME_LENGTH and not is_reserved and is_name(name)


def field_name(written: str, others: Iterable[str]) -> str:
    """Return a field's name as the standard fields or `others` spell it, or as written if neither has it.

    Salesforce ignores case.
    """
    names = [name for name in (*STANDARD_FIELDS, *others) if name.lower() == written.lower()]
    return [*names, written][0]


def put(fields: dict[str, Value], name: str, value: object, length: int) -> bool:
    """Set a field if it accepts the value, and return whether a string had to be cut.

    `length`: the limit for a field of unknown length. A relation accepts only the id of a record that can
    have activities.
    """
    if isinstance(value, (int, float)):
        if not MIN_NUMBER < value < MAX_NUMBER:
            return False
        if name not in TEXTS or isinstance(value, bool):
            if takes(name, value):
                fields[name] = value
            return False
        value = f"{value}"
    if not isinstance(value, str):
        return False
    limit = LENGTHS.get(name, length)
    full = value.strip()
    start = full[: 2 * limit]  # reading a very long text would make Flex wait
    # Leave out control characters, and the half of an emoji that remains if other code cuts a text.
    readable = "".join([c for c in start if (" " <= c < "\ud800") or c > "\udfff" or c in "\t\n\r"])
    readable = (readable if name == "Description" else visible(readable)).strip()
    if not takes(name, readable):
        return False
    shortened = cut(readable, limit)
    if shortened:
        fields[name] = shortened
    return start != full or shortened != readable


def takes(name: str, value: object) -> bool:
    """Return whether a standard field accepts the value; True for other fields, which Salesforce checks."""
    if name in RELATIONS:
        is_person = isinstance(value, str) and value[:3] in PERSON_ID_PREFIXES
        return isinstance(value, str) and can_have_activities(value) and is_person == (name == "WhoId")
    if name == "ActivityDate":
        return isinstance(value, str) and is_date(value)
    if name == "CallDurationInSeconds":
        return is_whole_number(value, 0, MAX_SECONDS)
    if name in ("CallType", "TaskSubtype"):
        return value in (CALL_TYPES if name == "CallType" else SUBTYPES)
    return name not in TEXTS or isinstance(value, str)


def cut(text: str, length: int) -> str:
    """Return the text, or as much of its beginning as fits, however Salesforce counts characters.

    A character outside the basic multilingual plane counts as two; so may a line break.
    """
    if len(text) * 2 <= length:
        return text
    room = length
    for place, character in enumerate(text):
        room = room - (2 if character == "\n" or character > "\uffff" else 1)
        if room < 0:
            return text[:place]
    return text


def fits(text: str, length: int) -> bool:
    """Return whether nothing of a string has to be cut."""
    return cut(text, length) == text


def related(record: Record | None, second: Record | None = None) -> dict[str, str]:
    """Return the fields that relate the activity to the record and to a second record.

    One field relates to contacts and leads, another to all other records. The id decides, not the type:
    Salesforce rejects an id in the wrong field. A lead has no second record.
    """
    record_id = record["id"] if record else ""
    if not can_have_activities(record_id):
        return {}
    fields = {relation_of(record_id): record_id}
    if second is None or LEAD in (record_id[:3], second["id"][:3]):
        return fields
    return {**related(second), **fields}


def only_lead(fields: dict[str, Value]) -> None:
    """Remove the second relation of a lead: Salesforce relates an activity on a lead to nothing else."""
    if f"{fields.get('WhoId')}"[:3] == LEAD:
        fields.pop("WhatId", None)


def relation_of(record_id: str) -> str:
    """Return the name of the field that relates an activity to the record."""
    return "WhoId" if record_id[:3] in PERSON_ID_PREFIXES else "WhatId"


def fields_without(fields: Fields, names: Container[str]) -> dict[str, object]:
    """Return the fields except those with these names."""
    return {name: value for name, value in fields.items() if name not in names}


def has_relation(fields: Fields) -> bool:
    """Return whether the fields set or clear a relation."""
    return any(name in fields for name in RELATIONS)


def can_be_second(second: Record, record: Record | None) -> bool:
    """Return whether an activity on `record` can be on a second record as well."""
    return len(related(record, second)) == len(RELATIONS)


def optional_fields(fields: Fields) -> list[str]:
    """Return the names of the fields that Salesforce may reject without losing the activity."""
    return [name for name in fields if name not in STANDARD_FIELDS]


def fields_in(value: object) -> dict[str, object] | None:
    """Return the fields of a Task in an untrusted value, None if the value is no Task."""
    if not isinstance(value, dict) or value.get("entityApiName", "Task") != "Task":
        return None
    return {
        name: field
        for name, field in value.items()
        if is_field(name) and (is_scalar(field) or (field is None and name in RELATIONS))
    }


def is_scalar(value: object) -> bool:
    """Return whether this can be the value of a field."""
    return isinstance(value, (str, int, float))


def task_id(value: object) -> str:
    """Return the id of a Task, or "" for anything else."""
    return value if isinstance(value, str) and value[:3] == "00T" and looks_like_id(value) else ""
