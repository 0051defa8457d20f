"""docs/specification.md, section 10: one activity for each key, and the last word is the agent's."""

from __future__ import annotations

from typing import Any

import pytest

from flex_sfdc.activities.rules import AMENDED, ENDED, OPENED, TAKEN_OVER
from flex_sfdc.salesforce.fields import RELATIONS
from tests.support.plugin.page import Page
from tests.support.plugin.salesforce import answers, lost, never
from tests.support.plugin.tab import ON, SID, TASK, Tab
from tests.support.records import ADA, BOB, CASE, LEE

LIGHTNING = {**ON, "crm_host": "lightning", "copilot_notes": True}
NOTE = {"Description": "a boat", "Summary__c": "a boat"}
FIELDS_OF = {ADA: "WhoId", BOB: "WhoId", LEE: "WhoId", CASE: "WhatId"}
RECORDS = [ADA, CASE, LEE, ""]


def lightning(**settings: Any) -> Tab:
    """Return a page in the component that writes each key once."""
    return Tab(Page({**LIGHTNING, **settings}))


def another_machine(tab: Tab, **settings: Any) -> Tab:
    """Return a page of the same agent, with the same org and nothing else in common."""
    other = lightning(**settings)
    other.page.lightning.keys = tab.page.lightning.keys
    other.page.lightning.edited = tab.page.lightning.edited
    other.page.salesforce.activities = tab.page.salesforce.activities
    return other


def relation(record: str) -> dict[str, str]:
    return {FIELDS_OF[record]: record} if record else {}


def relations_of(activity: dict[str, Any]) -> dict[str, str]:
    return {name: activity[name] for name in RELATIONS if activity.get(name)}


def is_taken_over(tab: Tab, **fields: Any) -> None:
    """Log the last snapshot of a session that did not see the end of its task."""
    tab.happens(OPENED, **fields)
    now = tab.page.window.Date.now()
    tab.outbox.apply(SID, {"kind": AMENDED, "now": now, "fields": {}, "noted": "Summary__c" in fields})
    tab.outbox.apply(SID, {"kind": TAKEN_OVER})
    tab.outbox.apply(SID, {"kind": ENDED, "now": now, "confirm": True, "once": True})
    tab.passes(60_000)


@pytest.mark.parametrize("then", RECORDS)
@pytest.mark.parametrize("first", RECORDS)
@pytest.mark.parametrize("edited", [False, True])
def test_the_record_chosen_last_counts_after_a_lost_answer(first: str, then: str, edited: bool) -> None:
    page = lightning()
    page.answers(lost)
    page.finish(**relation(first))
    page.passes(31_000)
    page.page.lightning.edited |= set(page.salesforce.activities) if edited else set()
    page.outbox.relate(SID, {"id": then, "type": "", "name": "x"})
    page.answers()
    page.passes(600_000)
    (activity,) = page.written
    assert relations_of(activity) == relation(then)


@pytest.mark.parametrize("before", [answers, never, lost])
@pytest.mark.parametrize("theirs", RECORDS)
@pytest.mark.parametrize("ours", RECORDS)
def test_the_record_of_the_session_that_saw_the_end_counts(ours: str, theirs: str, before: Any) -> None:
    page = lightning()
    is_taken_over(another_machine(page), **relation(theirs))
    page.answers(before)
    page.finish(**relation(ours))
    page.passes(60_000)
    page.answers()
    page.passes(600_000)
    (activity,) = page.written
    assert relations_of(activity) == relation(ours)


def test_a_note_of_the_other_session_is_added_to_each_field_that_it_fills() -> None:
    settings = {"activity_fields": {"Summary__c": "copilot.summary"}}
    page = lightning(**settings)
    page.finish()
    page.passes(5_000)
    is_taken_over(another_machine(page, **settings), **NOTE)
    assert page.written == [{**{name: TASK[name] for name in TASK if name != "entityApiName"}, **NOTE}]
