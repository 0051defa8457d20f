"""An activity in the outbox: its states, its stored form, its request, how long it is kept, who sees it.

Pure functions of plain values; nothing here raises. Rules: docs/specification.md, section 9.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from flex_sfdc.browser.clock import has_passed
from flex_sfdc.flex.task_facts import is_time
from flex_sfdc.salesforce.fields import RELATIONS, Fields, fields_in, fields_without, task_id

ABSENT = ""
OPEN = "open"  # the agent works on the task; the plugin logs `fields` if this page disappears
DRAFT = "draft"  # the agent has pressed Complete
WAITING = "waiting"
SENT = "sent"  # a save is under way
SAVED = "saved"  # the activity is in Salesforce; only the ids stay here, for late notes
REJECTED = "rejected"  # Salesforce does not accept it; the agent decides
UNKNOWN = "unknown"  # this or another session may have written it to Salesforce; the agent decides
NOT_ADDED = "note"  # changes arrived after the save, and cannot be added without the record's id
DISCARDED = "discarded"  # the agent or the configuration decided not to write it

UNSAVED = (WAITING, SENT, REJECTED, UNKNOWN, NOT_ADDED)
AWAITING_AGENT = (REJECTED, UNKNOWN, NOT_ADDED)  # nothing happens until the agent decides

DAY_MS = 86_400_000
AGE_MS = {SAVED: DAY_MS, DISCARDED: DAY_MS}  # how long an entry is kept
MAX_AGE_MS = 7 * DAY_MS
MAX_UNSAVED = 100
MAX_SAVED = 200
MAX_PROGRESS = 9_000_000_000_000_000  # more than `sends` can be, even in an item that other code wrote
MAX_CHARACTERS = 1_000_000  # all unsaved activities together; Flex and its plugins share 5,000,000


class Entry(TypedDict):
    """An activity in the outbox. Times are milliseconds since 1970."""

    state: str
    at: int  # open, draft: the time of the last refresh; later states: the end of the task
    org: str  # the host of the org it belongs to
    id: str  # the record's id in Salesforce; with an id, a save is an update
    fields: Fields
    pending: Fields  # changes that arrived during a save
    tries: int
    due: int  # waiting: the earliest time of the next try; sent: the time of the last try
    reason: str  # Salesforce's message about the failure, only for the agent
    about: str  # the record's name or the customer's number, only for the agent
    channel: str  # the interaction channel: a note names its channel
    noted: bool  # the copilot's note has arrived
    elsewhere: bool  # another session may log it
    keyless: bool  # such a session may have logged it without the key
    superseded: bool  # the agent left this session while the task continued: another session knows more
    no_record: bool  # the agent chose "None of these"
    unrelated: str  # the id of the record that Salesforce did not accept as a relation
    second: bool  # `unrelated` is the second record, and the activity is on the first
    replaces: bool  # the agent has chosen another record for the rejected one
    dropped: Fields  # fields that Salesforce rejected: sent once more if the agent saves it again
    task: str  # the task's SID: components of the page name tasks by it
    sent_with_key: bool  # sent as a create; Salesforce carries out only one create for each key
    fields_frozen: bool  # a create got no answer, and is repeated with exactly these fields
    decided: bool  # the agent decided to send it although Salesforce may have it, even without a key
    sends: int  # how many times it was sent: a stored item with fewer is an earlier one
    token: str  # a mark on the creates of this browser, which recognises them by it


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
        "keyless": False,
        "superseded": False,
        "no_record": False,
        "unrelated": "",
        "second": False,
        "replaces": False,
        "dropped": {},
        "task": "",
        "sent_with_key": False,
        "fields_frozen": False,
        "decided": False,
        "sends": 0,
        "token": "",
    }


# The browser may hold entries of an earlier or a later version, so stored names never change.
_STORED_NAMES = {"sent_with_key": "keyed", "fields_frozen": "fixed"}


def stored(entry: Entry) -> dict[str, object]:
    """Return the entry under the names that the browser stores. `read` is the inverse."""
    return {_STORED_NAMES.get(key, key): value for key, value in entry.items()}


def with_pending(entry: Entry) -> Entry:
    """Return the entry with its pending changes merged into its fields."""
    fields = {**entry["fields"], **entry["pending"]}
    return {**entry, "fields": fields, "pending": {}, "sent_with_key": False, "fields_frozen": False}


def payload(entry: Entry) -> dict[str, object]:
    """Return the request to Salesforce: a new Task, or changes to the Task with the entry's id."""
    if not entry["id"]:
        return {**entry["fields"], "entityApiName": "Task"}
    return {**fields_without(entry["fields"], ("entityApiName",)), "Id": entry["id"]}


def is_settled(entry: Entry) -> bool:
    """Return whether the activity can no longer change, except by a late note."""
    return entry["state"] in (ABSENT, SAVED, DISCARDED) and not entry["unrelated"]


def is_outdated(entry: Entry, latest: Entry) -> bool:
    """Return whether other code has restored an entry from before a send, its task's end, or a save."""
    return _progress(entry) < _progress(latest)


def _progress(entry: Entry) -> int:
    if entry["id"] or entry["state"] in (SAVED, NOT_ADDED, DISCARDED):
        return MAX_PROGRESS
    return 0 if entry["state"] in (OPEN, DRAFT) else entry["sends"] + 1


def is_too_old(entry: Entry, now: int) -> bool:
    """Return whether the entry has been kept for longer than allowed."""
    return now - entry["at"] > AGE_MS.get(entry["state"], MAX_AGE_MS)


def surplus(entries: Mapping[str, Entry], now: int) -> list[str]:
    """Return the reservations of the entries to drop: the oldest, beyond a limit of age, number or size."""
    dropped: list[str] = []
    done = 0
    unsaved = 0
    characters = 0
    for sid in sorted(entries, key=lambda sid: entries[sid]["at"], reverse=True):
        entry = entries[sid]
        for value in entry["fields"].values():
            if isinstance(value, str):
                characters = characters + len(value)
        if entry["state"] in AGE_MS and not entry["unrelated"]:
            done = done + 1
            is_excess = done > MAX_SAVED
        else:
            unsaved = unsaved + 1
            is_excess = unsaved > MAX_UNSAVED or characters > MAX_CHARACTERS
        has_ended = entry["state"] not in (OPEN, DRAFT)
        if entry["state"] != SENT and (is_too_old(entry, now) or (has_ended and is_excess)):
            dropped.append(sid)
    return dropped


# The fields of a task that continues after the agent has logged out: no customer data except ids.
FIELDS_AFTER_LOGOUT = (
    *("Subject", "Status", "ActivityDate", "CallType", "TaskSubtype", "CallObject"),
    *("CallDurationInSeconds", *RELATIONS),
)


def after_logout(entry: Entry, configured: list[str]) -> Entry:
    """Return the part of an entry that may stay in the browser when its task outlasts a logout.

    A task that was logged while it was missing from Flex must not be logged again. `configured`: the fields
    that the account fills; they may hold customer data.
    """
    state = entry["state"]
    remnant: Entry = {**blank(entry["org"]), "state": ABSENT, "at": entry["at"], "id": entry["id"]}
    if entry["id"] or state in (SAVED, NOT_ADDED, DISCARDED):
        return {**remnant, "state": DISCARDED if state == DISCARDED else SAVED}
    if state not in (OPEN, SENT, UNKNOWN):
        return remnant
    safe = [name for name in FIELDS_AFTER_LOGOUT if name not in configured]
    fields = {name: value for name, value in entry["fields"].items() if name in safe}
    remnant = {
        **remnant,
        "state": OPEN if state == OPEN else UNKNOWN,
        "fields": fields,
        "elsewhere": entry["elsewhere"],
        "keyless": entry["keyless"],
        "superseded": True,
    }
    if not entry["sent_with_key"]:
        return remnant
    return {
        **remnant,
        "state": WAITING,
        "token": entry["token"],
        "sent_with_key": True,
        "fields_frozen": True,
    }


def read(item: object, org: str) -> Entry | None:
    """Return the stored entry, or None for anything else, which other code may have written there.

    `org` is for entries of version 0.1.0, which stored the org in the key and had other names for `pending`,
    `reason` and the state REJECTED.
    """
    state = item.get("state") if isinstance(item, dict) else None
    if not isinstance(item, dict) or not isinstance(state, str) or state not in _STATES_READ:
        return None
    entry: Any = blank(org)
    for key, default in blank(org).items():
        value = _usable(item.get(_STORED_NAMES.get(key, key), default), default)
        if value is None:
            return None
        entry[key] = value
    entry["state"] = _STATES_READ[state]
    if "amend" in item:
        why = item.get("why")
        entry["pending"] = fields_in(item["amend"]) or {}
        entry["reason"] = why if isinstance(why, str) else ""
        entry["tries"] = 0
    # An activity that was never sent cannot be in Salesforce, so its fields may change.
    entry["fields_frozen"] = entry["fields_frozen"] and (
        entry["sent_with_key"] or entry["decided"] or entry["tries"] > 0
    )
    valid = entry["id"] in ("", task_id(entry["id"]))
    return entry if valid else None


def _usable(value: object, default: object) -> object:
    """Return a stored value that has the type of `default`, None for any other."""
    if isinstance(default, dict):
        return fields_in(value)
    if isinstance(default, bool):
        return value is True
    if isinstance(default, int):
        return value if is_time(value) else None
    return value if isinstance(value, str) else None


_STATES_READ = {
    **{
        state: state for state in (OPEN, DRAFT, WAITING, SENT, SAVED, REJECTED, UNKNOWN, NOT_ADDED, DISCARDED)
    },
    "refused": REJECTED,
}


# The activities that the agent sees because they are missing or incomplete in Salesforce -----------------

SHOWN_AFTER_MS = 15_000  # most activities are saved before that
NOTIFIED_AFTER_MS = 300_000
UNRELATED = "unrelated"  # saved, without the record that Salesforce did not accept


class Row(TypedDict):
    """An activity that is missing or incomplete in Salesforce, as the agent sees it."""

    sid: str
    state: str  # one of `UNSAVED`, or UNRELATED
    subject: str
    about: str
    why: str
    at: int
    elsewhere: bool
    unrelated: bool
    second: bool


def rows(entries: Mapping[str, Entry], org: str, now: int) -> list[Row]:
    """Return the activities of an org that the agent has to see, the oldest first."""
    shown: list[Row] = []
    for sid in sorted(entries, key=lambda sid: entries[sid]["at"]):
        entry = entries[sid]
        state = entry["state"]
        is_delayed = state in (WAITING, SENT) and has_passed(SHOWN_AFTER_MS, entry["at"], now)
        if entry["org"] != org:
            continue
        if state == SAVED and entry["unrelated"]:
            state = UNRELATED
        elif not is_delayed and state not in AWAITING_AGENT:
            continue
        subject = entry["fields"].get("Subject")
        shown.append(
            {
                "sid": sid,
                "state": state,
                "subject": subject if isinstance(subject, str) else "",
                "about": entry["about"],
                "why": entry["reason"],
                "at": entry["at"],
                "elsewhere": entry["elsewhere"],
                "unrelated": entry["unrelated"] != "",
                "second": entry["second"],
            }
        )
    return shown


def needs_notification(row: Row, now: int) -> bool:
    """Return whether to notify the agent, instead of only listing the activity."""
    if row["state"] == UNRELATED:
        return False  # another notification reports it
    return row["state"] not in (WAITING, SENT) or has_passed(NOTIFIED_AFTER_MS, row["at"], now)


def news_of(row: Row) -> list[str]:
    """Return what a notification reports of an activity: it is not saved, and the agent has to decide.

    Another try is not news.
    """
    decision = [f"{row['sid']} {row['state']}"] if row["state"] in AWAITING_AGENT else []
    return [row["sid"], *decision]
