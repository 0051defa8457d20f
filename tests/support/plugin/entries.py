"""Entries of the outbox and events about them, as short as a test needs them."""

from __future__ import annotations

from typing import Any

from flex_sfdc.activities import entries, events
from flex_sfdc.activities.entries import WAITING, Entry, blank
from flex_sfdc.activities.events import ANSWERED_SAVED, SENDING, Event
from flex_sfdc.activities.rules import transition
from flex_sfdc.salesforce.fields import Fields
from tests.support.records import ADA, TASK_ID

NOW = 1_800_000_000_000
LATER = NOW + 5_000
ORG = "acme.lightning.force.com"
ID = TASK_ID
TASK: Fields = {"Subject": "Call", "WhoId": ADA, "Topic__c": "boats"}
NOTE: Fields = {"Description": "a boat"}
STATES = (
    *(entries.ABSENT, entries.OPEN, entries.DRAFT, entries.WAITING, entries.SENT, entries.SAVED),
    *(entries.REJECTED, entries.UNKNOWN, entries.NOT_ADDED, entries.DISCARDED),
)
KINDS = (
    *(events.OPENED, events.COMPLETING, events.COMPLETION_FAILED, events.TAKEN_OVER, events.ENDED),
    *(events.SENDING, events.ORPHANED, events.ANSWERED_SAVED, events.FIELD_REJECTED),
    *(events.RELATION_REJECTED, events.ACTIVITY_REJECTED, events.NOT_WRITTEN, events.NO_ANSWER),
    *(events.AMENDED, events.RELATED, events.RETRIED, events.CLAIMED_ELSEWHERE, events.HURRIED),
    *(events.GIVEN_UP, events.KEY_RELIED_ON, events.KEY_MISSING, events.CONTINUED),
)


def an_entry(state: str = WAITING, **changes: Any) -> Entry:
    """Return an entry with the fields of a task, and nothing else unless a test passes it."""
    entry: Any = {**blank(ORG), "state": state, "at": NOW, "fields": TASK, **changes}
    return entry  # type: ignore[no-any-return]


def event_of(kind: str, **changes: Any) -> Event:
    """Return an event with every key that any kind has."""
    event: Any = {
        "kind": kind,
        "now": LATER,
        "due": LATER + 1_000,
        "org": ORG,
        "fields": {"Subject": "Later", **NOTE},
        "names": ["Topic__c"],
        "about": "Bob",
        "channel": "",
        "id": ID,
        "reason": "No.",
        "confirm": False,
        **changes,
    }
    if kind == ANSWERED_SAVED and "fields" not in changes:
        del event["fields"]
    return event  # type: ignore[no-any-return]


def after(entry: Entry, kind: str, **changes: Any) -> Entry:
    """Return the entry after one event."""
    return transition(entry, event_of(kind, **changes))


def sent_with_its_key(**changes: Any) -> Entry:
    """Return an activity whose create was sent with its key and has no answer."""
    return after(an_entry(WAITING, **changes), SENDING, once=True)
