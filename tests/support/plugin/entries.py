"""Entries of the outbox and events about them, as short as a test needs them."""

from __future__ import annotations

from typing import Any

from flex_sfdc.activities import entries, rules
from flex_sfdc.activities.entries import WAITING, Entry, blank
from flex_sfdc.activities.rules import ANSWERED_SAVED, Event
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
    *(rules.OPENED, rules.COMPLETING, rules.COMPLETION_FAILED, rules.TAKEN_OVER, rules.ENDED, rules.SENDING),
    *(rules.ORPHANED, rules.ANSWERED_SAVED, rules.FIELD_REJECTED, rules.RELATION_REJECTED),
    *(rules.ACTIVITY_REJECTED, rules.NOT_WRITTEN, rules.NO_ANSWER, rules.AMENDED, rules.RELATED),
    *(rules.RETRIED, rules.CLAIMED_ELSEWHERE, rules.HURRIED, rules.GIVEN_UP, rules.KEY_RELIED_ON),
    *(rules.KEY_MISSING, rules.CONTINUED),
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
