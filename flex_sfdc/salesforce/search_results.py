"""Read the records that a search found, and prefer one of them.

Pure functions of plain values. Rules: docs/specification.md, section 4. `utils/screen_pop.py` decides what is
searched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flex_sfdc.plain_data import DIGITS, is_true, shown, text, value_under, visible
from flex_sfdc.salesforce.records import Record, can_have_activities, looks_like_id, same_record

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
    entries: list[object] = []
    if not isinstance(result, dict):
        return records
    for record_id, entry in result.items():
        if not isinstance(record_id, str) or not looks_like_id(record_id) or not isinstance(entry, dict):
            continue
        record = _record_of(record_id, entry)
        is_new = not any(same_record(earlier["id"], record["id"]) for earlier in records)
        if can_have_activities(record["id"]) and is_new:
            records.append(record)
            entries.append(entry)
    for place, record in enumerate(records):
        lookalikes = [
            entries[earlier]
            for earlier, candidate in enumerate(records)
            if earlier != place and looks_same(candidate, record)
        ]
        if lookalikes:
            record["detail"] = difference(entries[place], lookalikes) or record["id"]
    return records


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


def looks_same(left: Record, right: Record) -> bool:
    """Return whether two records look alike to an agent."""
    return left["name"] == right["name"] and left["type"] == right["type"]


def difference(entry: object, lookalikes: list[object]) -> str:
    """Return the fields that distinguish a record from others of the same name, such as email or account."""
    parts: list[str] = []
    for key in entry if isinstance(entry, dict) else ():
        value = shown_under(entry, key)
        is_shared = any(shown_under(other, key) == value for other in lookalikes)
        if value and key not in INDISTINCT_KEYS and not is_shared:
            parts.append(value)
    return ", ".join(parts)[:MAX_DETAIL]


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
