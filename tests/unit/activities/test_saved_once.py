"""docs/specification.md, section 10: one activity for each key, with the agent's last choice."""

from __future__ import annotations

from typing import Any

import pytest

from flex_sfdc.activities.events import AMENDED, ENDED, OPENED, TAKEN_OVER
from flex_sfdc.salesforce.fields import RELATIONS
from tests.support.cases import each
from tests.support.plugin.page import Page
from tests.support.plugin.salesforce import answers, lost, never, rejects
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
    """Return a page of the same agent and org on another machine."""
    second_machine = lightning(**settings)
    second_machine.page.window.Math.random = lambda: 0.5
    second_machine.page.lightning.keys = tab.page.lightning.keys
    second_machine.page.lightning.edited = tab.page.lightning.edited
    second_machine.page.lightning.updates = tab.page.lightning.updates
    second_machine.page.salesforce.activities = tab.page.salesforce.activities
    return second_machine


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


@each("then", RECORDS)
@each("first", RECORDS)
@each("edited", [False, True])
def test_the_record_chosen_last_counts_after_a_lost_answer(first: str, then: str, edited: bool) -> None:
    page = lightning().answers(lost).finish(**relation(first)).passes(31_000)
    for task_id in page.salesforce.activities if edited else ():
        page.page.lightning.edit_by_person(task_id)
    page.outbox.relate(SID, {"id": then, "type": "", "name": "x"})
    page.answers().passes(600_000)
    (activity,) = page.written
    assert relations_of(activity) == relation(then)


@each("before", [answers, never, lost])
@each("others", RECORDS)
@each("own", RECORDS)
def test_the_record_of_the_session_that_saw_the_end_counts(own: str, others: str, before: Any) -> None:
    page = lightning()
    is_taken_over(another_machine(page), **relation(others))
    page.answers(before).finish(**relation(own)).passes(60_000).answers()
    page.passes(600_000)
    (activity,) = page.written
    assert relations_of(activity) == relation(own)


def test_a_note_of_the_other_session_is_added_to_each_field_that_it_fills() -> None:
    settings = {"activity_fields": {"Summary__c": "copilot.summary"}}
    page = lightning(**settings).finish().passes(5_000)
    is_taken_over(another_machine(page, **settings), **NOTE)
    assert page.written == [{**{name: TASK[name] for name in TASK if name != "entityApiName"}, **NOTE}]


def another_session_adds(tab: Tab, **fields: Any) -> None:
    """Log the task on another machine, which did not see its end, and change that activity afterwards."""
    second_machine = another_machine(tab)
    is_taken_over(second_machine, Subject="unfinished")
    for name in fields:
        if name in RELATIONS:
            second_machine.outbox.relate(SID, {"id": fields[name], "type": "", "name": "x"})
        else:
            second_machine.amend({name: fields[name]})
    second_machine.passes(60_000)


@pytest.mark.parametrize("later", [{"Description": "a boat"}, {"WhoId": BOB}, {"WhatId": CASE}], ids=str)
def test_a_late_update_from_another_session_stays_and_the_end_is_added(later: dict[str, str]) -> None:
    page = lightning()
    another_session_adds(page, **later)
    page.finish(**relation(ADA), Description="what was there before the note").passes(60_000)
    (activity,) = page.written
    assert activity["Subject"] == TASK["Subject"]
    expected = {"Description": "what was there before the note", **relation(ADA), **later}
    if later.keys() & set(RELATIONS):
        assert relations_of(activity) == later
    assert {name: activity[name] for name in later} == later
    assert activity["Description"] == expected["Description"]


def test_a_later_change_replaces_a_late_update_from_another_session() -> None:
    page = lightning()
    another_session_adds(page, Description="a boat")
    page.answers(lost).finish().passes(1_000).amend({"Description": "two boats"})
    page.answers().passes(600_000)
    (activity,) = page.written
    assert (activity["Subject"], activity["Description"]) == (TASK["Subject"], "two boats")


@pytest.mark.parametrize("moment", ["before", "after"])
def test_an_edit_of_a_person_is_not_overwritten_whenever_the_other_session_updates(moment: str) -> None:
    page = lightning()
    second_machine = another_machine(page)
    is_taken_over(second_machine, Subject="unfinished")
    (task_id,) = page.salesforce.activities
    if moment == "after":
        second_machine.amend(NOTE).passes(60_000)
    page.salesforce.activities[task_id]["Subject"] = "edited by hand"
    page.page.lightning.edit_by_person(task_id)
    if moment == "before":
        second_machine.amend(NOTE).passes(60_000)
    page.finish().passes(60_000)
    (activity,) = page.written
    assert (activity["Subject"], activity["Description"]) == ("edited by hand", NOTE["Description"])


def test_without_marked_updates_every_changed_field_is_kept() -> None:
    page = lightning()
    page.page.lightning.marks_updates = False
    another_session_adds(page, Description="a boat")
    page.finish().passes(60_000)
    (activity,) = page.written
    assert (activity["Subject"], activity["Description"]) == ("unfinished", "a boat")


def facts_change(page: Tab, saves_once: bool) -> None:
    """Replace the component with one whose org supports keys, or no longer supports them."""
    page.page.lightning.facts["savesOnce"] = saves_once
    page.page.lightning.is_replaced()
    page.passes(120_000)


def next_page(page: Tab, saves_once: bool) -> Tab:
    reloaded = page.page.reload()
    reloaded.window.now = page.page.window.now
    reloaded.window.opened += 60_000
    reloaded.lightning.facts["savesOnce"] = saves_once
    reloaded.lightning.keys = page.page.lightning.keys
    reloaded.salesforce.activities = page.salesforce.activities
    return Tab(reloaded)


def in_doubt(saved: Any, is_reloaded: bool) -> Tab:
    """Return a page with an unanswered activity, whose org then stopped supporting keys."""
    page = lightning().answers(saved).finish().passes(60_000)
    if is_reloaded:
        page = next_page(page, False)
    else:
        facts_change(page, False)
        page.answers()
    page.passes(3_600_000)
    assert page.states[SID] == "unknown"
    return page


@pytest.mark.parametrize("is_reloaded", [False, True])
def test_the_agent_can_save_again_when_keys_are_no_longer_supported(is_reloaded: bool) -> None:
    page = in_doubt(never, is_reloaded)
    page.outbox.save_again(SID)
    page.passes(60_000)
    assert (page.states[SID], len(page.written)) == ("saved", 1)


@pytest.mark.parametrize("saved", [never, lost])
@pytest.mark.parametrize("is_reloaded", [False, True])
def test_an_unknown_activity_is_sent_when_keys_are_supported_again(saved: Any, is_reloaded: bool) -> None:
    page = in_doubt(saved, is_reloaded)
    if is_reloaded:
        page = next_page(page, True)
    else:
        facts_change(page, True)
    page.passes(60_000)
    assert (page.states[SID], len(page.written)) == ("saved", 1)


def test_an_activity_of_another_session_is_sent_as_soon_as_keys_are_supported() -> None:
    page = lightning()
    facts_change(page, False)
    page.happens(ENDED, confirm=True).passes()
    assert page.states[SID] == "unknown"
    facts_change(page, True)
    assert (page.states[SID], len(page.written)) == ("saved", 1)


@pytest.mark.parametrize(
    "message", ["REQUEST_LIMIT_EXCEEDED", "STRING_TOO_LONG: Topic__c", "Topic__c is odd"]
)
def test_without_a_key_an_ambiguous_failure_is_not_repeated_whatever_its_message(message: str) -> None:
    page = lightning()
    facts_change(page, False)
    doubt = {"details": [{"code": "PLATFORM", "message": message}]}

    def written_and_failed(answer: Any, _: Any) -> None:
        page.salesforce.activities["00T5f0000000000AAA"] = {}
        answer({"success": False, "errors": [doubt]})

    page.answers(written_and_failed).finish().passes(3_600_000)
    assert (page.states[SID], len(page.salesforce.asked)) == ("unknown", 1)


def test_a_key_of_an_activity_that_the_agent_may_not_see_only_leaves_a_late_note() -> None:
    page = lightning().answers(lost).finish().passes(31_000)
    message = "duplicate value found: Flex_Key__c duplicates value on record with id: 00T5f0000000000"
    page.answers(rejects({"statusCode": "DUPLICATE_VALUE", "message": message, "fields": []}))
    page.passes(600_000)
    assert (page.states[SID], page.unsaved, page.page.shown) == ("saved", [], [])
    page.amend(NOTE)
    assert page.states[SID] == "note"


@pytest.mark.parametrize("odd", ["", None, 7, "0035f0000000001AAA"])
def test_an_existing_activity_without_an_id_is_unproven(odd: object) -> None:
    page = lightning()
    answer = {"success": True, "returnValue": {"id": odd, "existed": True, "edited": False}}
    page.answers(lambda callback, _: callback(answer)).finish().passes(5_000)
    assert page.states[SID] == "waiting"
    page.answers().passes(600_000)
    assert (page.states[SID], len(page.written)) == ("saved", 1)
