"""Combine what the agent's sessions know about one activity, which any of them may have created.

Pure functions of plain values; nothing here raises. Rules: docs/specification.md, section 9.
"""

from __future__ import annotations

from flex_sfdc.activities.entries import Entry, with_pending
from flex_sfdc.activities.events import Event
from flex_sfdc.salesforce.fields import NO_RELATION, RELATIONS, Fields, fields_without, has_relation

# With these marks a session describes its data to the others. The org keeps them with the activity.
SUPERSEDED = "superseded"  # the task continued in another session, which knows more
UNDECIDED = "undecided"  # nobody has chosen a record in this session
NOTED = "noted"  # the copilot's note is in the activity


def marks(entry: Entry) -> list[str]:
    """Return the marks to send with an activity. A create has them too, so that every session sees them."""
    names = [NOTED] if entry["noted"] else []
    if entry["id"]:
        return names
    if entry["token"]:
        names = [*names, entry["token"]]
    if entry["elsewhere"] and entry["superseded"]:
        names = [*names, SUPERSEDED]
    return names if _is_decided(entry) else [*names, UNDECIDED]


def lacking_changes(entry: Entry, event: Event, record_id: str) -> Fields:
    """Return the changes that the activity in Salesforce lacks: those since the entry was sent.

    If another session created the activity, also return what this session knows better.
    """
    written = event.get("fields") or entry["fields"]
    latest = with_pending(entry)["fields"]
    updated = event.get("updated") or []
    of_note = event.get("names") or []
    later = [*entry["pending"]]
    if entry["noted"] and NOTED not in updated:
        later = [*later, *of_note]  # the update was made without the note
    if event.get("untouched") and record_id and not entry["id"] and entry["token"] not in updated:
        written = _known_to_others(entry, written, updated, of_note)
        if _knows_more(entry, updated) and _is_decided(entry) and not entry["unrelated"]:
            latest = {**NO_RELATION, **latest}  # clear a relation that the other session may have set
    changed_since = _set_later(updated)
    changes = {
        name: value
        for name, value in latest.items()
        if name != "entityApiName"
        and (name not in written or written[name] != value)
        and (name.lower() not in changed_since or name in later)
    }
    for name in RELATIONS:  # clear a relation that the agent has since changed or removed
        if written.get(name) and name not in latest:
            changes[name] = None
    return changes


def _is_decided(entry: Entry) -> bool:
    return not entry["elsewhere"] or entry["no_record"] or has_relation(entry["fields"])


def _knows_more(entry: Entry, updated: list[str]) -> bool:
    """Return whether this session saw the task end, or had it later than the activity's creator."""
    return not entry["elsewhere"] or (SUPERSEDED in updated and not entry["superseded"])


def _known_to_others(entry: Entry, sent: Fields, updated: list[str], of_note: list[str]) -> Fields:
    """Return the sent fields whose values in the activity are at least as good as this session's.

    If this session knows more, its values are better in all fields. Otherwise it may still have the note or
    the record, if the activity's creator lacked it. `of_note`: the fields that the note fills.
    """
    knows_more = _knows_more(entry, updated)
    is_noted = NOTED in updated
    adds_note = (knows_more or not is_noted) if entry["noted"] else (knows_more and not is_noted)
    added = [name for name in sent if (adds_note if name in of_note else knows_more)]
    if UNDECIDED in updated:
        added = [*added, *RELATIONS]
    return fields_without(sent, added)


def _set_later(updated: list[str]) -> list[str]:
    """Return the fields that updates have set since the create. The two relations count as one field."""
    relations = [name.lower() for name in RELATIONS]
    return [*updated, *relations] if any(name in updated for name in relations) else updated
