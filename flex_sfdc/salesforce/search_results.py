"""Read the records that a search found, and prefer one of them.

Pure functions of plain values. Rules: docs/specification.md, section 4. `utils/screen_pop.py` decides what is
searched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flex_sfdc.plain_data import DIGITS, is_true, section, shown, text, value_under, visible
from flex_sfdc.salesforce.records import Record, can_have_activities, looks_like_id

MOST_RECENT = "most_recent"
NAMES = ("LastName", "Subject", "Title")  # the name of a record without a name or a number
# These fields do not help an agent distinguish records.
INDISTINCT_KEYS = (
    "Id",
    "object",
    "RecordType",
    "LastModifiedDate",
    "IsPersonAccount",
    "PersonContactId",
    "Name",
    *NAMES,
)
MAX_DETAIL = 80


def records_found(result: object) -> list[Record]:
    """Return the records in the answer to a search, whose keys are their ids; none for another form.

    Leave out records that cannot have activities, because the agent chooses the record of an activity.
    Replace a person account with its contact, and list that contact only once.
    """
    records: list[Record] = []
    details: list[dict[str, str]] = []
    counts: dict[str, int] = {}  # of each id, look and detail
    if not isinstance(result, dict):
        return records
    for record_id, entry in result.items():
        if not isinstance(record_id, str) or not looks_like_id(record_id) or not isinstance(entry, dict):
            continue
        record = _record_of(record_id, entry)
        own_id = record["id"][:15]
        if can_have_activities(record["id"]) and own_id not in counts:
            own = details_of(record, entry)
            records.append(record)
            details.append(own)
            for part in [own_id, look_of(record), *list(own)]:
                counts[part] = (counts.get(part) or 0) + 1
    for place, record in enumerate(records):
        if counts[look_of(record)] > 1:
            distinct = [value for detail, value in details[place].items() if counts[detail] == 1]
            record["detail"] = ", ".join(distinct)[:MAX_DETAIL] or record["id"]
    return records


def id_to_show(result: object) -> str:
    """Return the id of the only record found: a person account's own, although its match is its contact."""
    ids = [record_id for record_id in section(result, ()) if can_have_activities(record_id)]
    return [*ids, ""][0]


def _record_of(record_id: str, entry: Mapping[str, object]) -> Record:
    """Return the record of an entry, under its name, its number or its id."""
    kind = text(entry, "RecordType") or text(entry, "object")
    numbers = [key for key in entry if isinstance(key, str) and key[-6:] == "Number"]
    names = [shown(value_under(entry, key)) for key in ("Name", "CaseNumber", *numbers, *NAMES)]
    name = [*[visible(candidate) for candidate in names if candidate], record_id][0]
    contact_id = text(entry, "PersonContactId")
    if is_true(entry.get("IsPersonAccount")) and looks_like_id(contact_id):
        record_id = contact_id
        kind = "Contact"
    record: Record = {"id": record_id, "type": kind, "name": name}
    modified = text(entry, "LastModifiedDate")
    if modified:
        record["modified"] = modified
    return record


def look_of(record: Record) -> str:
    """Return what an agent sees of a record."""
    return f"{record['name']}\n{record['type']}"


def details_of(record: Record, entry: Mapping[str, object]) -> dict[str, str]:
    """Return the values, such as email or account, that may distinguish a record from others that look alike.

    Their keys are the same only for records that look alike and have the same value in the same field.
    """
    values = {key: shown_under(entry, key) for key in entry if key not in INDISTINCT_KEYS}
    return {f"{look_of(record)}\n{key}\n{value}": value for key, value in values.items() if value}


def shown_under(entry: object, key: str) -> str:
    """Return the text of a field, or the name of the record to which the field refers."""
    value = value_under(entry, key)
    return text(value, "Name") or shown(value)


def preferred(records: list[Record], prefer: Sequence[str]) -> Record | None:
    """Return the only record, or the one that the account prefers; None if the agent has to choose.

    `prefer`: names of objects in order of preference, or MOST_RECENT.
    """
    candidates = records
    for kind in prefer:
        of_kind = [record for record in records if record["type"].lower() == kind.lower()]
        if of_kind:
            candidates = of_kind
            break
    if candidates and MOST_RECENT in [kind.lower() for kind in prefer]:
        candidates = most_recent(candidates)
    return candidates[0] if len(candidates) == 1 else None


def most_recent(records: list[Record]) -> list[Record]:
    """Return the records that were changed last, all records if their dates cannot be compared.

    The largest text is the latest date only in the form 2027-01-31, and in one time zone.
    """
    dates = [record.get("modified") or "" for record in records]
    zones = [date[19:].lstrip(DIGITS + ".") for date in dates]
    if not all(date[4:5] + date[7:8] == "--" for date in dates) or zones[1:] != zones[:-1]:
        return records
    latest = max(dates)[:19]  # a date may have no milliseconds
    return [record for record in records if record["modified"][:19] == latest]
