"""The life of an activity: the state after each event, as a table.

Pure functions of plain values; nothing here raises. Rules: docs/specification.md, section 9.
"""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.activities.entries import (
    ABSENT,
    DISCARDED,
    DRAFT,
    NOT_ADDED,
    OPEN,
    REJECTED,
    SAVED,
    SENT,
    UNKNOWN,
    WAITING,
    Entry,
    blank,
    with_pending,
)
from flex_sfdc.activities.events import (
    ACTIVITY_REJECTED,
    AMENDED,
    ANSWERED_SAVED,
    CLAIMED_ELSEWHERE,
    COMPLETING,
    COMPLETION_FAILED,
    CONTINUED,
    ENDED,
    FIELD_REJECTED,
    GIVEN_UP,
    HURRIED,
    KEY_MISSING,
    KEY_RELIED_ON,
    NO_ANSWER,
    NOT_WRITTEN,
    OPENED,
    ORPHANED,
    RELATED,
    RELATION_REJECTED,
    RETRIED,
    SENDING,
    TAKEN_OVER,
    Event,
)
from flex_sfdc.activities.sessions import lacking_changes
from flex_sfdc.plain_data import nth_or_last
from flex_sfdc.salesforce.fields import (
    LEAD,
    NO_RELATION,
    RELATIONS,
    Fields,
    fields_without,
    has_relation,
    task_id,
)

# The pause before each try, after an answer that proves that nothing was written: as many pauses as tries.
# The long pauses spare an org that is over its limits. docs/activities.md lists them.
SAVE_RETRY_PAUSES_MS = (0, 1_000, 5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000)
MAX_TRIES = len(SAVE_RETRY_PAUSES_MS)
HOUR_MS = 3_600_000


def retry_pause_ms(entry: Entry) -> int:
    """Return how long an entry pauses after its last try, without the random part."""
    return nth_or_last(SAVE_RETRY_PAUSES_MS, entry["tries"])


# The steps. Each takes the entry and the event, and returns the new entry. --------------------------------


def _open(entry: Entry, event: Event) -> Entry:
    return {**_snapshot(entry, event), "state": OPEN}


def _draft(entry: Entry, event: Event) -> Entry:
    return {**_snapshot(entry, event), "state": DRAFT}


def _snapshot(entry: Entry, event: Event) -> Entry:
    return {
        **entry,
        "at": event["now"],
        "org": event["org"],
        "fields": event["fields"],
        "pending": {},  # the fields have the copilot's note
        "about": event["about"],
        "channel": event["channel"] or entry["channel"],
        "task": event.get("task") or entry["task"],
        "keyless": entry["keyless"] or event.get("keyless") is True,
        "superseded": event.get("superseded") is True,
        "no_record": event.get("no_record") is True,
        "elsewhere": event["confirm"],
    }


def _reopen(entry: Entry, event: Event) -> Entry:
    return {**entry, "state": OPEN, "at": event["now"], "pending": {}}


def _take_over(entry: Entry, event: Event) -> Entry:
    is_superseded = entry["superseded"] or event.get("superseded") is True
    return {**entry, "elsewhere": True, "superseded": is_superseded}


def _finish(entry: Entry, event: Event) -> Entry:
    """End the task. Fields that the event lacks come from the last snapshot.

    If another session may log the task too, the key prevents a second activity; where a session has none,
    the agent decides.
    """
    confirm = event["confirm"]
    return {
        **entry,
        "state": UNKNOWN if confirm and (entry["keyless"] or not event.get("once")) else WAITING,
        "at": event["now"],
        "fields": event.get("fields") or entry["fields"],
        "about": event.get("about") or entry["about"],
        "channel": event.get("channel") or entry["channel"],
        "task": event.get("task") or entry["task"],
        "no_record": event.get("no_record", entry["no_record"]) is True,
        "elsewhere": confirm,
    }


def _send(entry: Entry, event: Event) -> Entry:
    """Send it. If a create may have been written already, repeat it only with its key and the same fields."""
    once = event.get("once") is True
    is_unsafe = _may_lack_key(entry) or (not once and (entry["fields_frozen"] or entry["elsewhere"]))
    if is_unsafe and not entry["decided"]:
        return {**entry, "state": UNKNOWN}
    merged = entry if once and entry["fields_frozen"] else with_pending(entry)
    return {
        **merged,
        "state": SENT,
        "due": event["now"],
        "tries": entry["tries"] + 1,
        "sends": entry["sends"] + 1,
        "token": entry["token"] or event.get("token", ""),
        "sent_with_key": once and not entry["id"],
        "decided": False,
    }


def _save(entry: Entry, event: Event) -> Entry:
    """Record that Salesforce has the activity. Changes that arrived during the save are sent next."""
    record_id = entry["id"] or task_id(event["id"])
    saved: Entry = {
        **blank(entry["org"]),
        "state": SAVED,
        "at": entry["at"],
        "id": record_id,
        "about": entry["about"] if entry["unrelated"] else "",
        "channel": entry["channel"],
        "noted": entry["noted"],
        "unrelated": entry["unrelated"],
        "second": entry["second"],
        "task": entry["task"],
    }
    lacking = lacking_changes(entry, event, record_id)
    return _amend(saved, {"fields": lacking, "now": event["now"]}) if lacking else saved


def _drop_relation(entry: Entry, event: Event) -> Entry:
    """Save it without the rejected record. The agent may choose another, or has already done so."""
    tried = {**event.get("fields", {}), **entry["fields"]}
    sent = [name for name in RELATIONS if tried.get(name)]  # None clears a relation
    names = [name for name in sent if name in event["names"]] or sent
    if not names:
        return _reject(entry, event)
    rejected = [entry["fields"][name] for name in names if name in entry["fields"]]
    if rejected and not has_relation(entry["pending"]):
        remaining: Entry = {**_drop(entry, names), "unrelated": f"{rejected[0]}"}
    else:
        remaining = {**_without(entry, names), "unrelated": ""}  # the agent has chosen another
    remaining = {**remaining, "second": _is_second(entry, names, event.get("second") or "")}
    if remaining["id"] and has_relation(remaining["fields"]):
        # Clear the saved relation that the new one replaces.
        remaining = {**remaining, "fields": {**NO_RELATION, **remaining["fields"]}}
    remaining = with_pending(remaining)
    if remaining["id"] and not remaining["fields"]:  # the update had no other changes
        return {**remaining, "state": SAVED}
    return _send_anew(remaining)


def _is_second(entry: Entry, names: list[str], second: str) -> bool:
    """Return whether the rejected relation is the second record's, and the first record's stays."""
    if entry["replaces"]:
        return entry["second"]
    first_relation = "WhatId" if names == ["WhoId"] else "WhoId"
    if entry["fields"].get(first_relation):
        return names == [second or "WhatId"]
    return names == [second] and entry["id"] != "" and first_relation not in entry["fields"]


def _drop_fields(entry: Entry, event: Event) -> Entry:
    merged = with_pending(entry)
    names = [name for name in event["names"] if name in merged["fields"]]
    if not names:
        return _reject(entry, event)
    # No endless loop: each rejection leaves fewer fields.
    return _send_anew(_drop(merged, names))


def _send_anew(entry: Entry) -> Entry:
    return {**entry, "state": WAITING, "due": 0, "tries": 0}


def _without(entry: Entry, names: list[str]) -> Entry:
    return {**entry, "fields": fields_without(entry["fields"], names)}


def _drop(entry: Entry, names: list[str]) -> Entry:
    """Leave out the fields that Salesforce did not accept, and keep them for another save."""
    dropped = {name: value for name, value in entry["fields"].items() if name in names}
    return {**_without(entry, names), "dropped": {**entry["dropped"], **dropped}}


def _reject(entry: Entry, event: Event) -> Entry:
    """Let the agent decide. Keep later changes apart from fields that an earlier try may have written."""
    merged = entry if entry["fields_frozen"] and not event.get("proven") else with_pending(entry)
    return {**merged, "state": REJECTED, "reason": event["reason"]}


def _postpone(entry: Entry, event: Event) -> Entry:
    """Try again later, because nothing was written; after the last try, let the agent decide."""
    if entry["tries"] >= MAX_TRIES:
        return _reject(entry, event)
    return _wait(entry, event)


def _wait(entry: Entry, event: Event) -> Entry:
    return {**entry, "state": WAITING, "due": event["due"], "reason": event["reason"]}


def _doubt(entry: Entry, event: Event) -> Entry:
    """Decide about a save that may have been written.

    Repeat an update, or a create with a key. Repeating a create without a key could double the activity.
    """
    if entry["sent_with_key"]:
        return {**_wait(entry, event), "fields_frozen": True}
    return _postpone(entry, event) if entry["id"] else {**entry, "state": UNKNOWN, "reason": event["reason"]}


def _retry(entry: Entry, _: Event) -> Entry:
    """Send all fields again: the org may now accept those that it rejected."""
    fields = with_pending(entry)["fields"]
    dropped = {name: value for name, value in entry["dropped"].items() if fields.get(name) is None}
    retried: Entry = {
        **_send_anew(entry),
        "elsewhere": False,
        "decided": entry["decided"] or entry["state"] == UNKNOWN,
        "dropped": {},
        "unrelated": "" if has_relation(entry["dropped"]) else entry["unrelated"],
    }
    if entry["fields_frozen"]:
        return {**retried, "pending": {**entry["pending"], **dropped}}
    return {**retried, "fields": {**entry["fields"], **dropped}}


def _hurry(entry: Entry, _: Event) -> Entry:
    """Make the entry due now; this additional try does not count."""
    return {**entry, "due": 0, "tries": max(0, entry["tries"] - 1)} if entry["due"] else entry


def _discard(entry: Entry, event: Event) -> Entry:
    """Stop writing it. Keep its channel, or a late note would go to another task on that channel."""
    state = SAVED if entry["id"] else DISCARDED
    remnant: Entry = {**blank(entry["org"]), "state": state, "at": event["now"], "id": entry["id"]}
    return {**remnant, "channel": entry["channel"], "noted": entry["noted"]}


def _give_way(entry: Entry, _: Event) -> Entry:
    """Leave the activity to the page that has claimed it."""
    return {
        **entry,
        "state": UNKNOWN,
        "elsewhere": True,
        "tries": max(1, entry["tries"]),
        "fields_frozen": False,  # the other page may send it without the key
        "decided": False,
    }


def _rely_on_key(entry: Entry, _: Event) -> Entry:
    """Send an activity that was held back only because it may exist: its key prevents a second one."""
    is_safe = entry["fields_frozen"] or (entry["elsewhere"] and not entry["tries"])
    is_held_back = _may_lack_key(entry) or entry["id"] or not is_safe
    return entry if is_held_back else {**entry, "state": WAITING, "due": 0}


def _may_lack_key(entry: Entry) -> bool:
    """Return whether another session may have written it without a key, so that no key finds it."""
    return entry["elsewhere"] and entry["keyless"]


def _distrust_key(entry: Entry, _: Event) -> Entry:
    """Remember that another session may write it without a key, so that a key found later proves nothing."""
    return entry if entry["keyless"] else {**entry, "keyless": True}


def _collect(entry: Entry, event: Event) -> Entry:
    """Keep changes until the activity is sent next."""
    return {**entry, "pending": {**entry["pending"], **event["fields"]}}


def _amend(entry: Entry, event: Event) -> Entry:
    """Change an activity that is already in Salesforce."""
    state = WAITING if entry["id"] else NOT_ADDED
    fields = {**entry["fields"], **event["fields"]}
    return {**entry, "state": state, "fields": fields, "at": event["now"], "tries": 0, "due": 0}


def _relate(entry: Entry, event: Event) -> Entry:
    """Replace or remove the activity's record. Update the activity if it is already in Salesforce."""
    is_unrelated = entry["state"] == SAVED and entry["unrelated"] != ""
    if is_unrelated and not event["fields"]:
        return _keep_unrelated(entry, event)
    replaced = _replaced_relations(entry, event["fields"])
    cleared: Fields = NO_RELATION if entry["id"] and len(replaced) == len(RELATIONS) else {}
    if entry["sent_with_key"]:  # the activity may have been written: a later update clears the relations
        cleared = {name: None for name in replaced}
    change: Event = {**event, "fields": {**cleared, **event["fields"]}}
    related: Entry = {
        **entry,
        "unrelated": "",
        "about": event["about"],
        "no_record": not event["fields"],
        "replaces": is_unrelated or entry["replaces"],
        "pending": fields_without(entry["pending"], RELATIONS),
        "dropped": fields_without(entry["dropped"], RELATIONS),
    }
    if entry["sent_with_key"]:
        return _collect(related, change)
    if entry["state"] != SAVED:
        return _collect(_without(related, replaced), change)
    return _amend(related, change) if entry["id"] else entry


def _replaced_relations(entry: Entry, chosen: Fields) -> list[str]:
    """Return the relations that a choice replaces.

    These are both, or the one that Salesforce rejected, because it has accepted the other. A lead is the only
    record of its activity.
    """
    rejected = entry["unrelated"]
    if not rejected or not chosen or f"{chosen.get('WhoId')}"[:3] == LEAD:
        return list(RELATIONS)
    return [name for name in RELATIONS if name in chosen or entry["fields"].get(name) == rejected]


def _keep(entry: Entry, event: Event) -> Entry:
    """Keep an entry whose task continues, so that it gets no second one. Store it at most once an hour."""
    return {**entry, "at": event["now"]} if event["now"] - entry["at"] > HOUR_MS else entry


def _keep_unrelated(entry: Entry, _: Event) -> Entry:
    return {**entry, "unrelated": "", "about": ""}


Step = Callable[[Entry, Event], Entry]

_ANSWERS: dict[str, Step] = {
    ANSWERED_SAVED: _save,
    FIELD_REJECTED: _drop_fields,
    RELATION_REJECTED: _drop_relation,
    ACTIVITY_REJECTED: _reject,
    NOT_WRITTEN: _postpone,
}
_BY_THE_AGENT: dict[str, Step] = {RETRIED: _retry, GIVEN_UP: _discard, AMENDED: _collect, RELATED: _relate}
_WORKED_ON: dict[str, Step] = {
    COMPLETING: _draft,
    ENDED: _finish,
    TAKEN_OVER: _take_over,
    AMENDED: _collect,
    GIVEN_UP: _discard,
    KEY_MISSING: _distrust_key,
}

# By state and kind of event. An event that a state does not list changes nothing.
TRANSITIONS: dict[str, dict[str, Step]] = {
    ABSENT: {OPENED: _open, COMPLETING: _draft, ENDED: _finish},
    OPEN: {**_WORKED_ON, OPENED: _open},
    DRAFT: {**_WORKED_ON, COMPLETION_FAILED: _reopen, RELATED: _relate},
    WAITING: {
        **_BY_THE_AGENT,
        SENDING: _send,
        HURRIED: _hurry,
        CLAIMED_ELSEWHERE: _give_way,
        ANSWERED_SAVED: _save,  # a late answer
        KEY_MISSING: _distrust_key,
    },
    SENT: {**_ANSWERS, NO_ANSWER: _doubt, ORPHANED: _doubt, AMENDED: _collect, RELATED: _relate},
    SAVED: {AMENDED: _amend, RELATED: _relate, GIVEN_UP: _keep_unrelated, CONTINUED: _keep},
    REJECTED: {**_BY_THE_AGENT, ANSWERED_SAVED: _save},
    UNKNOWN: {  # an answer may be late
        **_ANSWERS,
        **_BY_THE_AGENT,
        KEY_RELIED_ON: _rely_on_key,
        KEY_MISSING: _distrust_key,
    },
    NOT_ADDED: {GIVEN_UP: _discard, AMENDED: _amend},
    DISCARDED: {CONTINUED: _keep},
}


def transition(entry: Entry, event: Event) -> Entry:
    """Return the entry after an event, or the same object if its state does not list the event."""
    step = TRANSITIONS[entry["state"]].get(event["kind"])
    if step is None:
        return entry
    after = step(entry, event)
    return {**after, "noted": True} if event.get("noted") else after
