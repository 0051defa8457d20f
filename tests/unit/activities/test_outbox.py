"""docs/specification.md, section 9: each activity is written once, and the agent sees those that are not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from flex_sfdc.activities.events import COMPLETING, OPENED
from tests.support import records
from tests.support.plugin.browser import JsError
from tests.support.plugin.salesforce import answers, is_locked, never, rejects, twice
from tests.support.plugin.tab import HOUR, MINUTE, NAME, OTHER, SID, TASK, Tab
from tests.support.records import ADA

NOTE = {"Description": "a boat"}
RULE = {"statusCode": "FIELD_CUSTOM_VALIDATION_EXCEPTION", "message": f"{NAME}: no", "fields": ["Status"]}
BOB: Any = {"id": records.BOB, "type": "Contact", "name": "Bob"}
CONVERTED = {"statusCode": "CANNOT_UPDATE_CONVERTED_LEAD", "message": "converted", "fields": []}


def test_an_activity_is_in_the_browser_until_it_is_in_salesforce() -> None:
    tab = Tab().finish()
    assert tab.kept[SID]["fields"] == TASK
    assert tab.written == []
    tab.passes()
    assert (tab.written, tab.states, tab.kept[SID]["fields"]) == ([TASK], {SID: "saved"}, {})
    assert NAME not in json.dumps(tab.kept)


@pytest.mark.parametrize("kind", [OPENED, COMPLETING])
def test_the_activity_of_an_open_task_is_kept_but_neither_written_nor_shown(kind: str) -> None:
    tab = Tab().happens(kind).passes(MINUTE)
    assert tab.kept[SID]["fields"] == TASK
    assert not tab.outbox.is_finished(SID)
    assert (tab.salesforce.asked, tab.unsaved) == ([], [])


def test_a_discarded_activity_is_never_written() -> None:
    tab = Tab(answering=False).finish().passes(HOUR).answers()
    tab.outbox.give_up(SID)
    tab.finish().passes(HOUR)
    assert (tab.written, tab.unsaved) == ([], [])
    assert NAME not in json.dumps(tab.kept)


def test_an_activity_that_needs_confirmation_is_written_when_the_agent_confirms() -> None:
    tab = Tab().happens("ended", confirm=True).passes(HOUR)
    assert tab.salesforce.asked == []
    assert [(row["state"], row["elsewhere"], row["about"]) for row in tab.unsaved] == [
        ("unknown", True, NAME)
    ]
    tab.outbox.save_again(SID)
    tab.passes()
    assert tab.written == [TASK]


def test_the_agent_sees_an_activity_that_flex_could_not_show_at_first() -> None:
    tab = Tab()
    store = tab.page.manager.store
    dispatch = store.dispatch
    store.dispatch = raises
    tab.happens("ended", confirm=True).passes()
    assert tab.unsaved == []
    store.dispatch = dispatch
    tab.outbox.restore()
    assert [row["state"] for row in tab.unsaved] == ["unknown"]


def raises(_: object) -> None:
    """Fail as a middleware of another plugin may."""
    raise JsError("TypeError")


# Late notes


@pytest.mark.parametrize("kind", [OPENED, COMPLETING])
def test_a_note_on_an_open_task_is_written_with_its_activity(kind: str) -> None:
    tab = Tab().happens(kind).amend(NOTE).finish()
    tab.passes()
    assert tab.written == [{**TASK, **NOTE}]


@pytest.mark.parametrize("later", [1_000, HOUR])
def test_a_note_updates_a_saved_activity_by_its_id_without_a_notification(later: int) -> None:
    tab = Tab().finish().passes(later).amend(NOTE)
    assert tab.unsaved == []
    tab.passes()
    (record_id,) = tab.salesforce.activities
    assert tab.salesforce.asked[1:] == [{**NOTE, "Id": record_id}]
    assert (tab.written, tab.states) == ([{**TASK, **NOTE}], {SID: "saved"})
    assert NOTE["Description"] not in json.dumps(tab.kept)
    assert tab.page.shown == []


def test_a_note_that_arrives_during_a_save_is_sent_after_it() -> None:
    tab = Tab()
    held_back = tab.holds()
    tab.finish().passes().amend(NOTE).answers()
    answers(*held_back[0])
    tab.passes()
    assert ["Id" in value for value in tab.salesforce.asked] == [False, True]
    assert tab.states == {SID: "saved"}


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_note_for_an_activity_with_unknown_id_is_shown_to_the_agent(moment: str) -> None:
    tab = Tab()
    held_back = tab.holds()
    tab.finish().passes()
    if moment == "before":
        tab.amend(NOTE)
    answers(held_back[0][0], None)
    tab.passes()
    if moment == "after":
        tab.amend(NOTE)
    assert [row["state"] for row in tab.unsaved] == ["note"]
    assert tab.outbox.text_of(SID) == f"Description: {NOTE['Description']}"
    assert tab.page.shown == ["PSSalesforceActivityNotSaved"]
    tab.passes(HOUR)
    assert len(tab.salesforce.asked) == 1
    tab.outbox.give_up(SID)
    assert (tab.unsaved, tab.states) == ([], {SID: "discarded"})


# Another record


def test_an_activity_whose_record_is_rejected_is_saved_without_it_and_the_agent_is_notified() -> None:
    tab = Tab()
    tab.salesforce.rejected = {"WhoId": CONVERTED}
    tab.finish(WhoId=ADA).passes(MINUTE)
    assert tab.written == [TASK]
    assert [(row["state"], row["about"]) for row in tab.unsaved] == [("unrelated", NAME)]
    tab.passes(HOUR)
    assert tab.page.shown == ["PSSalesforceActivityRelationRefused"], "it is not reported as unsaved"
    assert NAME not in tab.page.printed


def unrelated() -> Tab:
    """Return an activity that was saved without its record."""
    tab = Tab()
    tab.salesforce.rejected = {"WhoId": CONVERTED}
    tab.finish(WhoId=ADA).passes()
    tab.salesforce.rejected = {}
    return tab


def test_another_record_that_the_agent_chooses_updates_the_activity() -> None:
    tab = unrelated()
    tab.outbox.relate(SID, BOB)
    tab.passes()
    assert tab.written == [{**TASK, "WhoId": BOB["id"]}]
    assert (tab.unsaved, tab.states) == ([], {SID: "saved"})


def test_another_record_that_is_rejected_too_can_be_chosen_again() -> None:
    tab = unrelated()
    tab.salesforce.rejected = {"WhoId": CONVERTED}
    tab.outbox.relate(SID, BOB)
    tab.passes(MINUTE)
    assert [(row["state"], row["about"]) for row in tab.unsaved] == [("unrelated", "Bob")]
    assert tab.written == [TASK]


def test_an_activity_may_stay_without_a_record() -> None:
    tab = unrelated()
    tab.outbox.give_up(SID)
    tab.passes(HOUR)
    assert (tab.unsaved, tab.written) == ([], [TASK])
    tab.amend(NOTE).passes()
    assert tab.written == [{**TASK, **NOTE}]


# Notifications and the list


def test_a_rejected_activity_is_shown_with_the_reason_and_not_sent_again() -> None:
    tab = Tab().answers(rejects(RULE)).finish(Status="Nope").passes(HOUR)
    assert len(tab.salesforce.asked) == 1
    assert [(row["state"], row["why"]) for row in tab.unsaved] == [("rejected", RULE["message"])]
    assert tab.page.shown == ["PSSalesforceActivityNotSaved"]
    assert "FIELD_CUSTOM_VALIDATION_EXCEPTION (Status)" in tab.page.printed


def test_an_activity_that_waits_long_is_shown_then_notified_until_it_is_saved() -> None:
    tab = Tab(answering=False).finish().passes(14_000)
    assert tab.unsaved == []
    tab.passes(17_000)
    assert [(row["sid"], row["state"], row["subject"]) for row in tab.unsaved] == [
        (SID, "waiting", TASK["Subject"])
    ]
    assert tab.page.shown == ["PSSalesforceNotReachable"]
    tab.passes(5 * MINUTE)
    assert tab.page.shown == ["PSSalesforceNotReachable", "PSSalesforceActivityNotSaved"]
    tab.answers().passes(3 * MINUTE)
    assert (tab.unsaved, tab.page.flex.Notifications.active) == ([], [])


def test_each_activity_that_is_not_saved_is_notified_once() -> None:
    tab = Tab().answers(never)
    for sid in (SID, OTHER):
        tab.finish(sid).passes(HOUR)
    shown = [dict(context) for _, context in tab.page.flex.Notifications.shown]
    assert shown == [{"numLogs": "1", "singular": True}, {"numLogs": "2", "singular": False}]


def test_the_agent_is_notified_of_the_result_of_a_further_try_and_not_of_the_try() -> None:
    tab = Tab().answers(rejects(RULE)).finish().passes(10 * MINUTE)
    assert len(tab.page.shown) == 1
    tab.page.flex.Notifications.active.clear()
    tab.outbox.save_again(SID)
    assert len(tab.page.shown) == 1
    tab.passes()
    assert (tab.states, len(tab.page.shown)) == ({SID: "rejected"}, 2)


def test_activities_that_are_rejected_again_in_a_row_are_notified_once() -> None:
    tab = Tab().answers(rejects(RULE))
    for sid in (SID, OTHER):
        tab.finish(sid)
    tab.passes(10 * MINUTE)
    tab.page.flex.Notifications.active.clear()
    already = len(tab.page.shown)
    for sid in (SID, OTHER):
        tab.outbox.save_again(sid)
    tab.passes()
    assert (tab.states, len(tab.page.shown)) == ({SID: "rejected", OTHER: "rejected"}, already + 1)


def test_a_listener_of_the_store_that_throws_does_not_stop_the_outbox() -> None:
    tab = Tab()

    def throws() -> None:
        raise JsError("another plugin's")

    tab.page.manager.store.subscribe(throws)
    tab.answers(rejects(RULE)).finish().passes(1_000)
    assert len(tab.salesforce.asked) == 1
    assert tab.page.shown == ["PSSalesforceActivityNotSaved"]


def test_the_agent_copies_the_fields_that_salesforce_would_have_received() -> None:
    tab = Tab(answering=False).finish().amend(NOTE)
    assert tab.outbox.text_of(SID).split("\n") == [
        "entityApiName: Task",
        f"Subject: Call with {NAME}",
        "Topic__c: boats",
        "Description: a boat",
    ]
    assert tab.outbox.text_of(OTHER) == ""


def test_the_agent_need_not_wait_for_the_next_attempt() -> None:
    tab = Tab().silent().finish().passes(HOUR).answers()
    tab.outbox.save_again(SID)
    tab.passes(500)
    assert tab.written == [TASK]


def test_a_pausing_activity_is_sent_at_once_when_the_agent_cannot_wait() -> None:
    tab = Tab().answers(is_locked).finish().passes(10 * MINUTE).answers()
    tab.outbox.hurry()
    assert tab.outbox.is_busy()
    tab.passes(500)
    assert tab.written == [TASK]
    assert not tab.outbox.is_busy()


def test_an_answer_that_arrives_twice_counts_once() -> None:
    tab = Tab().answers(twice).finish().passes(MINUTE)
    assert len(tab.salesforce.asked) == 1
    assert tab.salesforce.calls.count("refreshView") == 1


def test_an_idle_outbox_sets_no_timer() -> None:
    tab = Tab().finish().passes(MINUTE)
    assert tab.page.window.timers == []
