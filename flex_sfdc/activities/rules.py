"""The life of an activity: its states, and what moves it from one to the next.

Decisions only, plain values in and out; nothing here raises. Rules: docs/specification.md, section 9.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypedDict

from flex_sfdc.flex.task_facts import is_time
from flex_sfdc.plain_data import nth_or_last
from flex_sfdc.salesforce.records import looks_like_id
from flex_sfdc.utils.log_activity import is_field

ABSENT = ""
OPEN = "open"  # the agent works on the task; `fields` are what is logged if this page disappears
DRAFT = "draft"  # the agent has pressed Complete
WAITING = "waiting"
SENT = "sent"  # no answer yet
SAVED = "saved"  # kept without the customer's data: nothing writes it again, and late notes find its id
REJECTED = "rejected"  # Salesforce does not accept it; the agent decides
UNKNOWN = "unknown"  # it may have been written, here or by another session; the agent decides
NOTE = "note"  # what came after the save and cannot be added, because the record's id is not known
DISCARDED = "discarded"  # not to be written: by the agent, or by the configuration

UNSAVED = (WAITING, SENT, REJECTED, UNKNOWN, NOTE)
TO_BE_ANSWERED = (REJECTED, UNKNOWN, NOTE)  # nothing happens until the agent decides

Fields = Mapping[str, object]


class Entry(TypedDict):
    """An activity in the outbox. Times are milliseconds since 1970."""

    state: str
    at: int  # open, draft: when it was last brought up to date; later: when the task ended
    org: str  # the host of the org it belongs to
    id: str  # of the record in Salesforce, once known: then it is updated
    fields: Fields
    pending: Fields  # changes that came while it was under way
    tries: int
    due: int  # waiting: not sent before; sent: when
    reason: str  # Salesforce's, for the agent alone
    about: str  # the record's name or the customer's number, for the agent alone
    channel: str  # the interaction channel, by which notes come
    noted: bool  # the copilot's note has come
    elsewhere: bool  # another session may log it
    unrelated: str  # the record that Salesforce did not accept as its relation
    dropped: Fields  # what Salesforce did not accept: sent once more if the agent saves it again
    task: str  # the task's sid, by which components of the page name it


class Event(TypedDict, total=False):
    """Something that happened to an activity. Which keys a kind has: `TRANSITIONS`."""

    kind: str
    now: int
    due: int
    org: str
    fields: Fields
    names: list[str]
    about: str
    channel: str
    task: str
    id: str
    reason: str
    confirm: bool  # another session may have logged it
    noted: bool  # the copilot's note has come


class Row(TypedDict):
    """An activity that is not, or not as it should be, in Salesforce, as the agent sees it."""

    sid: str
    state: str  # one of `UNSAVED`, or UNRELATED
    subject: str
    about: str
    why: str
    at: int
    elsewhere: bool
    unrelated: bool


UNRELATED = "unrelated"  # saved, without the record that Salesforce did not accept

MAX_TRIES = 8
# By the number of tries, after an answer that proves that nothing was written. An org over its limits is not
# asked every minute.
SAVE_RETRY_PAUSES_MS = (0, 1_000, 5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000)
DAY_MS = 86_400_000
AGE_MS = {SAVED: DAY_MS, DISCARDED: DAY_MS}  # how long an entry is kept
MAX_AGE_MS = 7 * DAY_MS
MAX_UNSAVED = 100
MAX_SAVED = 200
MAX_CHARACTERS = 1_000_000  # of all that wait: a browser keeps 5,000,000 for Flex and all its plugins
MAX_REASON = 500
SHOWN_AFTER_MS = 15_000  # until then a waiting activity is not worth a word
NOTIFIED_AFTER_MS = 300_000
CONFIRM_AGE_MS = 300_000  # after such an absence another machine may have logged the task

RELATIONS = ("WhoId", "WhatId")
NO_RELATION: Fields = {"WhoId": None, "WhatId": None}
STANDARD_FIELDS = (  # without these it is no activity of ours; any other may be left out
    *("entityApiName", "Subject", "Status", "ActivityDate", "CallType", "TaskSubtype", "Description"),
    *("CallDisposition", "CallObject", "Phone", "CallDurationInSeconds", *RELATIONS),
)


# Of a task that goes on after the agent has logged out: nothing of the customer's, only ids.
FIELDS_AFTER_LOGOUT = (
    *("Subject", "Status", "ActivityDate", "CallType", "TaskSubtype", "CallObject"),
    *("CallDurationInSeconds", *RELATIONS),
)


def after_logout(entry: Entry, configured: list[str]) -> Entry:
    """Return what may stay in the browser of a task that goes on after the agent has logged out.

    It may have been logged before, when it was missing from Flex: then it is not begun again. `configured`:
    the fields that the account fills from anything.
    """
    state = entry["state"]
    kept: Entry = {**blank(entry["org"]), "state": ABSENT, "at": entry["at"], "id": entry["id"]}
    if entry["id"] or state in (SAVED, NOTE, DISCARDED):
        return {**kept, "state": DISCARDED if state == DISCARDED else SAVED}
    if state not in (OPEN, SENT, UNKNOWN):
        return kept
    safe = [name for name in FIELDS_AFTER_LOGOUT if name not in configured]
    fields = {name: value for name, value in entry["fields"].items() if name in safe}
    state = OPEN if state == OPEN else UNKNOWN
    return {**kept, "state": state, "fields": fields, "elsewhere": entry["elsewhere"]}


def blank(org: str) -> Entry:
    """Return the entry of a task without any events."""
    return {
        "state": ABSENT,
        "at": 0,
        "org": org,
        "id": "",
        "fields": {},
        "pending": {},
        "tries": 0,
        "due": 0,
        "reason": "",
        "about": "",
        "channel": "",
        "noted": False,
        "elsewhere": False,
        "unrelated": "",
        "dropped": {},
        "task": "",
    }


# The steps. Each takes the entry and the event, and returns the entry as it is afterwards. ----------------


def _open(entry: Entry, event: Event) -> Entry:
    return {**_snapshot(entry, event), "state": OPEN, "elsewhere": False}


def _draft(entry: Entry, event: Event) -> Entry:
    return {**_snapshot(entry, event), "state": DRAFT, "elsewhere": False}


def _snapshot(entry: Entry, event: Event) -> Entry:
    return {
        **entry,
        "at": event["now"],
        "org": event["org"],
        "fields": event["fields"],
        "about": event["about"],
        "channel": event["channel"] or entry["channel"],
        "task": event.get("task") or entry["task"],
    }


def _reopen(entry: Entry, event: Event) -> Entry:
    return {**entry, "state": OPEN, "at": event["now"], "pending": {}}


def _take_over(entry: Entry, _: Event) -> Entry:
    return {**entry, "elsewhere": True}


def _finish(entry: Entry, event: Event) -> Entry:
    """End the task; fields that the event lacks are those of the last snapshot."""
    confirm = event["confirm"]
    return {
        **entry,
        "state": UNKNOWN if confirm else WAITING,
        "at": event["now"],
        "fields": event.get("fields") or entry["fields"],
        "about": event.get("about") or entry["about"],
        "channel": event.get("channel") or entry["channel"],
        "task": event.get("task") or entry["task"],
        "elsewhere": confirm,
    }


def _send(entry: Entry, event: Event) -> Entry:
    return {**with_pending(entry), "state": SENT, "due": event["now"], "tries": entry["tries"] + 1}


def _save(entry: Entry, event: Event) -> Entry:
    """Note that Salesforce has the activity; changes that came meanwhile are sent next."""
    record_id = task_id(event["id"]) or entry["id"]
    saved: Entry = {
        **blank(entry["org"]),
        "state": SAVED,
        "at": entry["at"],
        "id": record_id,
        "about": entry["about"] if entry["unrelated"] else "",
        "channel": entry["channel"],
        "noted": entry["noted"],
        "unrelated": entry["unrelated"],
        "task": entry["task"],
    }
    sent = event.get("fields") or entry["fields"]
    whole = with_pending(entry)["fields"]
    pending = {name: value for name, value in whole.items() if sent.get(name) != value}
    for name in RELATIONS:  # another record was chosen meanwhile, or none
        if sent.get(name) and name not in whole:
            pending[name] = None
    return _amend(saved, {"fields": pending, "now": event["now"]}) if pending else saved


def _drop_relation(entry: Entry, event: Event) -> Entry:
    """Save it without the record; the agent may choose another, or has done so meanwhile."""
    tried = {**event.get("fields", {}), **entry["fields"]}
    sent = [name for name in RELATIONS if tried.get(name)]  # None clears a relation
    names = [name for name in sent if name in event["names"]] or sent
    if not names:
        return _reject(entry, event)
    left = [entry["fields"][name] for name in names if name in entry["fields"]]
    if left and not _has_relation(entry["pending"]):
        rest: Entry = {**_drop(entry, names), "unrelated": f"{left[0]}"}
    else:
        rest = {**_without(entry, names), "unrelated": ""}  # the agent has chosen another
    if rest["id"] and _has_relation(rest["fields"]):  # another replaced the one that is there: clear that too
        rest = {**rest, "fields": {**NO_RELATION, **rest["fields"]}}
    rest = with_pending(rest)
    if rest["id"] and not rest["fields"]:  # nothing else was to be changed
        return {**rest, "state": SAVED}
    return {**rest, "state": WAITING, "due": 0}


def _has_relation(fields: Fields) -> bool:
    return any(name in fields for name in RELATIONS)


def _drop_fields(entry: Entry, event: Event) -> Entry:
    whole = with_pending(entry)
    names = [name for name in event["names"] if name in whole["fields"]]
    return {**_drop(whole, names), "state": WAITING, "due": 0} if names else _reject(entry, event)


def _without(entry: Entry, names: list[str]) -> Entry:
    kept = {name: value for name, value in entry["fields"].items() if name not in names}
    return {**entry, "fields": kept}


def _drop(entry: Entry, names: list[str]) -> Entry:
    """Leave out what Salesforce did not accept."""
    dropped = {name: value for name, value in entry["fields"].items() if name in names}
    return {**_without(entry, names), "dropped": {**entry["dropped"], **dropped}}


def _reject(entry: Entry, event: Event) -> Entry:
    return {**with_pending(entry), "state": REJECTED, "reason": event["reason"]}


def _postpone(entry: Entry, event: Event) -> Entry:
    """Try again later, a limited number of times: nothing was written."""
    if entry["tries"] >= MAX_TRIES:
        return _reject(entry, event)
    return {**entry, "state": WAITING, "due": event["due"], "reason": event["reason"]}


def _doubt(entry: Entry, event: Event) -> Entry:
    """Decide about a save that may have been written.

    An update may be repeated; a second create would double the activity.
    """
    return _postpone(entry, event) if entry["id"] else {**entry, "state": UNKNOWN, "reason": event["reason"]}


def _retry(entry: Entry, _: Event) -> Entry:
    """Send all of it again: by now the org may accept what it did not."""
    again: Entry = {**entry, "state": WAITING, "due": 0, "tries": 0, "elsewhere": False}
    unrelated = "" if _has_relation(entry["dropped"]) else entry["unrelated"]
    fields = {**entry["fields"]}
    for name, value in entry["dropped"].items():
        if fields.get(name) is None:  # and nothing newer has come
            fields[name] = value
    return {**again, "fields": fields, "dropped": {}, "unrelated": unrelated}


def _hurry(entry: Entry, _: Event) -> Entry:
    return {**entry, "due": 0}


def _discard(entry: Entry, event: Event) -> Entry:
    """Write no more of it; a late note still belongs to it, and to no other task of its channel."""
    state = SAVED if entry["id"] else DISCARDED
    kept: Entry = {**blank(entry["org"]), "state": state, "at": event["now"], "id": entry["id"]}
    return {**kept, "channel": entry["channel"], "noted": entry["noted"]}


def _give_way(entry: Entry, _: Event) -> Entry:
    return {**entry, "state": UNKNOWN, "elsewhere": True}


def _collect(entry: Entry, event: Event) -> Entry:
    """Keep changes until the activity is sent next."""
    return {**entry, "pending": {**entry["pending"], **event["fields"]}}


def _amend(entry: Entry, event: Event) -> Entry:
    """Change an activity that is in Salesforce already."""
    state = WAITING if entry["id"] else NOTE
    fields = {**entry["fields"], **event["fields"]}
    return {**entry, "state": state, "fields": fields, "at": event["now"], "tries": 0, "due": 0}


def _relate(entry: Entry, event: Event) -> Entry:
    """Take another record, or none: what Salesforce has gets it in place of the one before."""
    is_unrelated = entry["state"] == SAVED and entry["unrelated"] != ""
    before: Fields = NO_RELATION if entry["id"] and not is_unrelated else {}
    fields = {**before, **event["fields"]}
    pending = {name: value for name, value in entry["pending"].items() if name not in RELATIONS}
    dropped = {name: value for name, value in entry["dropped"].items() if name not in RELATIONS}
    other: Entry = {**entry, "unrelated": "", "about": event["about"], "dropped": dropped, "pending": pending}
    if entry["state"] != SAVED:
        return _collect(_without(other, list(RELATIONS)), {**event, "fields": fields})
    if is_unrelated and not event["fields"]:
        return _keep_unrelated(entry, event)
    return _amend(other, {**event, "fields": fields}) if entry["id"] else entry


def _keep_unrelated(entry: Entry, _: Event) -> Entry:
    return {**entry, "unrelated": "", "about": ""}


Step = Callable[[Entry, Event], Entry]

# Now, org, fields, about, channel: the agent works on the task; also when anything about it has changed
OPENED = "opened"
COMPLETING = "completing"  # the same: Complete was pressed
COMPLETION_FAILED = "completion failed"  # now
TAKEN_OVER = "taken over"  # another session has the agent's tasks now
ENDED = "ended"  # now, confirm, and fields, about, channel where they are known
SENDING = "sending"  # now
ORPHANED = "orphaned"  # due, reason: the page that sent it is gone
ANSWERED_SAVED = "saved"  # now, id
FIELD_REJECTED = "field rejected"  # names, reason
RELATION_REJECTED = "relation rejected"  # reason
ACTIVITY_REJECTED = "activity rejected"  # reason
NOT_WRITTEN = "not written"  # due, reason
NO_ANSWER = "no answer"  # due, reason
AMENDED = "amended"  # now, fields, and noted if it is a note
RELATED = "related"  # now, fields, about: the agent chose another record
RETRIED = "retried"  # by the agent
CLAIMED_ELSEWHERE = "claimed elsewhere"  # another page, with which this one shares no storage, has it
HURRIED = "hurried"  # sent now, whenever it was due
GIVEN_UP = "given up"  # now: by the agent, or the account does not log such a task

_ANSWERS: dict[str, Step] = {
    ANSWERED_SAVED: _save,
    FIELD_REJECTED: _drop_fields,
    RELATION_REJECTED: _drop_relation,
    ACTIVITY_REJECTED: _reject,
    NOT_WRITTEN: _postpone,
}
_BY_THE_AGENT: dict[str, Step] = {RETRIED: _retry, GIVEN_UP: _discard, AMENDED: _collect, RELATED: _relate}
_WORKED_ON: dict[str, Step] = {
    OPENED: _open,
    COMPLETING: _draft,
    ENDED: _finish,
    TAKEN_OVER: _take_over,
    AMENDED: _collect,
    GIVEN_UP: _discard,
}

# By state and kind of event. What is not here changes nothing.
TRANSITIONS: dict[str, dict[str, Step]] = {
    ABSENT: {OPENED: _open, COMPLETING: _draft, ENDED: _finish},
    OPEN: _WORKED_ON,
    DRAFT: {
        COMPLETING: _draft,
        COMPLETION_FAILED: _reopen,
        ENDED: _finish,
        TAKEN_OVER: _take_over,
        AMENDED: _collect,
        RELATED: _relate,
        GIVEN_UP: _discard,
    },
    WAITING: {
        **_BY_THE_AGENT,
        SENDING: _send,
        HURRIED: _hurry,
        CLAIMED_ELSEWHERE: _give_way,
        ANSWERED_SAVED: _save,  # late
    },
    SENT: {**_ANSWERS, NO_ANSWER: _doubt, ORPHANED: _doubt, AMENDED: _collect, RELATED: _relate},
    SAVED: {AMENDED: _amend, RELATED: _relate, GIVEN_UP: _keep_unrelated},
    REJECTED: {**_BY_THE_AGENT, ANSWERED_SAVED: _save},
    UNKNOWN: {**_ANSWERS, **_BY_THE_AGENT},  # an answer may come late
    NOTE: {GIVEN_UP: _discard, AMENDED: _amend},
    DISCARDED: {},
}


def transition(entry: Entry, event: Event) -> Entry:
    """Return the entry after an event; the same object where the event changes nothing in its state."""
    step = TRANSITIONS[entry["state"]].get(event["kind"])
    if step is None:
        return entry
    after = step(entry, event)
    return {**after, "noted": True} if event.get("noted") else after


def with_pending(entry: Entry) -> Entry:
    """Return the entry with its pending changes merged into its fields."""
    return {**entry, "fields": {**entry["fields"], **entry["pending"]}, "pending": {}}


def payload(entry: Entry) -> dict[str, object]:
    """Return the request to Salesforce: a new Task, or changes of the one with this id."""
    if not entry["id"]:
        return {**entry["fields"], "entityApiName": "Task"}
    changes = {name: value for name, value in entry["fields"].items() if name != "entityApiName"}
    return {**changes, "Id": entry["id"]}


def optional_fields(fields: Fields) -> list[str]:
    """Return the names of the fields that Salesforce may reject without losing the activity."""
    return [name for name in fields if name not in STANDARD_FIELDS]


# What the browser kept ------------------------------------------------------------------------------------


def read(kept: object, org: str) -> Entry | None:
    """Return the entry that the browser kept, or None for anything else: other code may have written there.

    `org` is for entries of version 0.1.0, which had it in their key, and other names for three keys.
    """
    state = kept.get("state") if isinstance(kept, dict) else None
    if not isinstance(kept, dict) or not isinstance(state, str) or state not in _STATES_READ:
        return None
    entry: Any = blank(org)
    for key, default in blank(org).items():
        value = kept.get(key, default)
        if isinstance(default, dict):
            value = fields_in(value)
        elif isinstance(default, bool):
            value = value is True
        elif isinstance(default, int):
            value = value if is_time(value) else None
        elif not isinstance(value, str):
            value = None
        if value is None:
            return None
        entry[key] = value
    entry["state"] = _STATES_READ[state]
    if "amend" in kept:
        why = kept.get("why")
        entry["pending"] = fields_in(kept["amend"]) or {}
        entry["reason"] = why if isinstance(why, str) else ""
        entry["tries"] = 0
    valid = entry["id"] in ("", task_id(entry["id"]))
    return entry if valid else None


_STATES_READ = {
    **{state: state for state in (OPEN, DRAFT, WAITING, SENT, SAVED, REJECTED, UNKNOWN, NOTE, DISCARDED)},
    "refused": REJECTED,
}


def fields_in(value: object) -> dict[str, object] | None:
    """Return the fields of a Task that are in a value; None for another object's."""
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


# Time -----------------------------------------------------------------------------------------------------


def remaining_ms(due: int, now: int, pause_ms: int) -> int:
    """Return how long it is until `due`, which was set at most twice `pause_ms` ahead.

    A time beyond that is from before the clock was set back: it is due.
    """
    return due - now if due - now <= 2 * pause_ms else 0


def retry_pause_ms(entry: Entry) -> int:
    """Return how long an entry pauses after its last try, without the random part."""
    return nth_or_last(SAVE_RETRY_PAUSES_MS, entry["tries"])


def has_passed(time: int, since: int, now: int) -> bool:
    """Return whether this much time has passed; True too if the clock was set back, when it is unknown."""
    return not 0 <= now - since < time


def is_settled(entry: Entry) -> bool:
    """Return whether the activity can no longer change, except by a late note."""
    return entry["state"] in (ABSENT, SAVED, DISCARDED) and not entry["unrelated"]


def is_too_old(entry: Entry, now: int) -> bool:
    """Return whether the entry has been kept for long enough."""
    return now - entry["at"] > AGE_MS.get(entry["state"], MAX_AGE_MS)


def surplus(entries: Mapping[str, Entry], now: int) -> list[str]:
    """Return the reservations whose entries cannot be kept any longer: the oldest."""
    found: list[str] = []
    counts = {True: 0, False: 0}
    characters = 0
    for sid in sorted(entries, key=lambda sid: entries[sid]["at"], reverse=True):
        entry = entries[sid]
        done = entry["state"] in AGE_MS and not entry["unrelated"]
        counts[done] = counts[done] + 1
        for value in entry["fields"].values():
            if isinstance(value, str):
                characters = characters + len(value)
        if (
            entry["state"] not in (SENT, OPEN, DRAFT)
            and (
                is_too_old(entry, now)
                or counts[done] > (MAX_SAVED if done else MAX_UNSAVED)
                or (characters > MAX_CHARACTERS and not done)
            )
        ) or (entry["state"] in (OPEN, DRAFT) and is_too_old(entry, now)):
            found.append(sid)
    return found


# What the agent sees --------------------------------------------------------------------------------------


def rows(entries: Mapping[str, Entry], org: str, now: int) -> list[Row]:
    """Return the activities of an org that the agent has to see, the oldest first."""
    found: list[Row] = []
    for sid in sorted(entries, key=lambda sid: entries[sid]["at"]):
        entry = entries[sid]
        state = entry["state"]
        waits = state in (WAITING, SENT) and has_passed(SHOWN_AFTER_MS, entry["at"], now)
        if entry["org"] != org:
            continue
        if state == SAVED and entry["unrelated"]:
            state = UNRELATED
        elif not waits and state not in TO_BE_ANSWERED:
            continue
        subject = entry["fields"].get("Subject")
        found.append(
            {
                "sid": sid,
                "state": state,
                "subject": subject if isinstance(subject, str) else "",
                "about": entry["about"],
                "why": entry["reason"],
                "at": entry["at"],
                "elsewhere": entry["elsewhere"],
                "unrelated": entry["unrelated"] != "",
            }
        )
    return found


def needs_notification(row: Row, now: int) -> bool:
    """Return whether the agent is notified, instead of only finding it in the list."""
    if row["state"] == UNRELATED:
        return False  # it has its own notification
    return row["state"] not in (WAITING, SENT) or has_passed(NOTIFIED_AFTER_MS, row["at"], now)
