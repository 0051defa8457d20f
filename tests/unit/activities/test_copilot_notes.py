"""docs/specification.md, section 6: the task of a copilot note, and the update of its activity."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from flex_sfdc.activities.copilot_notes import LATE_MS, Candidate, note_owner
from flex_sfdc.activities.entries import (
    DISCARDED,
    DRAFT,
    NOT_ADDED,
    OPEN,
    REJECTED,
    SAVED,
    SENT,
    UNKNOWN,
    WAITING,
)
from flex_sfdc.activities.tracker import DETECTED_AFTER_MS
from flex_sfdc.flex.task_store import FORGET_AFTER_MS
from tests.support.cases import each
from tests.support.plugin.desk import CHANNEL, SOON, Desk
from tests.support.plugin.entries import NOW
from tests.support.plugin.flex import FakeTask
from tests.support.plugin.salesforce import answers

REFUND = "Wants a refund."

ENDED = (WAITING, SENT, SAVED, REJECTED, UNKNOWN, NOT_ADDED, DISCARDED)


def task(sid: str, state: str, **changes: Any) -> Candidate:
    """Return a task on the channel, last changed a second ago."""
    candidate: Any = {
        "sid": sid,
        "state": state,
        "at": NOW - 1_000,
        "noted": False,
        "wrapping": False,
        **changes,
    }
    return candidate  # type: ignore[no-any-return]


def owner(*candidates: Candidate) -> str:
    """Return the owner of the note. Check that it does not depend on the order of the tasks."""
    owners = {note_owner(list(some), NOW) for some in (candidates, tuple(reversed(candidates)))}
    (only,) = owners
    return only


def test_a_note_on_a_channel_without_tasks_belongs_to_no_task() -> None:
    assert owner() == ""


@each("state", ["", OPEN, DRAFT, *ENDED])
@each("noted", [False, True])
@each("at", [0, NOW])
def test_a_note_belongs_to_the_only_task_whatever_its_state(state: str, noted: bool, at: int) -> None:
    assert owner(task("WR1", state, noted=noted, at=at)) == "WR1"


# Each of these tasks takes precedence over all that follow.
RANKED = (
    task("WR1", DRAFT, noted=True),
    task("WR2", WAITING),
    task("WR3", OPEN, wrapping=True),
    task("WR4", OPEN),
    task("WR5", SAVED, noted=True),
)


@pytest.mark.parametrize("first", range(len(RANKED)))
def test_a_note_belongs_to_the_task_being_completed_else_just_ended_else_in_wrap_up_else_open(
    first: int,
) -> None:
    assert owner(*RANKED[first:]) == RANKED[first]["sid"]


@pytest.mark.parametrize("state", ENDED)
def test_of_tasks_that_just_ended_the_note_belongs_to_the_oldest_without_one(state: str) -> None:
    older, newer = task("WR2", state, at=NOW - 2_000), task("WR1", state)
    assert owner(older, newer) == "WR2"
    assert owner({**older, "noted": True}, newer) == "WR1"


def test_a_task_that_ended_long_ago_no_longer_waits_for_a_note() -> None:
    old = task("WR1", SAVED, at=NOW - LATE_MS)
    assert owner(old, task("WR2", OPEN)) == "WR2"
    assert owner({**old, "at": NOW - LATE_MS + 1}, task("WR2", OPEN)) == "WR1"
    assert LATE_MS == 10 * 60_000


def test_after_all_tasks_have_ended_a_note_belongs_to_the_latest() -> None:
    assert (
        owner(task("WR1", SAVED, at=NOW - 9, noted=True), task("WR2", SAVED, at=NOW - 8, noted=True)) == "WR2"
    )


def test_a_task_in_wrap_up_with_a_note_does_not_precede_an_open_task() -> None:
    wrapping = task("WR1", OPEN, wrapping=True, noted=True)
    assert owner(wrapping, task("WR2", OPEN, at=NOW - 2_000)) == "WR2"


def test_a_ringing_task_gets_no_note_while_the_agent_works_on_another() -> None:
    assert owner(task("WR1", OPEN), task("WR2", "", at=0)) == "WR1"


# The note in the activity


def chatting(**settings: Any) -> Desk:
    """Have the agent accept a conversation."""
    desk = Desk(**settings).chat().boot().accepted().passes()
    return desk


def second(desk: Desk, status: str = "accepted") -> FakeTask:
    """Bring the conversation back to its agent as another task."""
    back = FakeTask(2, desk.task.attributes, status)
    desk.page.manager.flex_state.worker.tasks = {**desk.tasks, back.sid: back}
    desk.page.manager.store.changes()
    return back


def participates(desk: Desk, task: FakeTask, participant: str) -> None:
    """Keep the copilot's note of a reservation in Flex until the agent submits it."""
    slices = desk.page.manager.store.slices
    notes = slices.get("wrapupSummaries") or {}
    slices["wrapupSummaries"] = {**notes, task.sid: {"participantSid": participant}}


@pytest.mark.parametrize("drafted", [True, False])
@pytest.mark.parametrize("reloads", [True, False])
def test_a_note_before_the_end_is_in_the_activity(drafted: bool, reloads: bool) -> None:
    desk = chatting()
    if drafted:
        desk.completes()
    desk.notes()
    if reloads:
        desk = desk.reload().boot()
        desk.passes(DETECTED_AFTER_MS)
    desk.completed()
    assert (desk.activity["Description"], desk.activity["CallDisposition"]) == (REFUND, "Refund")
    assert len(desk.activities) == 1


def test_a_calls_note_is_found_by_the_channel_of_its_conference() -> None:
    desk = Desk().boot().accepted()
    desk.task.conference = SimpleNamespace(source=SimpleNamespace(channel=SimpleNamespace(sid=CHANNEL)))
    desk.completes()
    desk.task.conference = None
    desk.notes().completed()
    assert desk.activity["Description"] == REFUND


def test_a_calls_note_is_found_by_the_channel_even_after_its_end_and_a_reload() -> None:
    desk = Desk().boot().accepted()
    desk.task.conference = SimpleNamespace(source=SimpleNamespace(channel=SimpleNamespace(sid=CHANNEL)))
    desk.shows().passes()
    desk.task.conference = None
    desk.hangs_up()
    reloaded = desk.reload().boot()
    reloaded.passes(DETECTED_AFTER_MS).completed().notes().passes()
    assert reloaded.activity["Description"] == REFUND


@pytest.mark.parametrize("code", [None, {}])
def test_a_note_without_a_disposition_keeps_its_summary(code: object) -> None:
    desk = chatting()
    desk.says(conversations={"outcome": "Resolved", "content": "typed"})
    desk.completes().notes(dispositionCode=code).completed()
    assert (desk.activity["Description"], desk.activity["CallDisposition"]) == (REFUND, "Resolved")


@pytest.mark.parametrize("after", [SOON, FORGET_AFTER_MS * 6])
@pytest.mark.parametrize("reloads", [True, False])
def test_a_note_after_the_end_updates_the_saved_activity(after: int, reloads: bool) -> None:
    settings = {"activity_fields": {"Topic__c": "copilot.topic_path"}}
    desk = chatting(**settings)
    desk.completes().completed()
    assert "Description" not in desk.activity
    desk.passes(after)
    if reloads:
        desk = desk.reload().boot()
    desk.notes(dispositionCode={"disposition_code": "Refund", "topic_path": "Billing"}).passes()
    assert (desk.activity["Description"], desk.activity["Topic__c"]) == (REFUND, "Billing")
    updated = desk.page.salesforce.asked[-1]
    assert set(updated) == {"Id", "Description", "CallDisposition", "Topic__c"}


def test_a_note_for_a_saved_activity_is_not_stored() -> None:
    desk = chatting()
    desk.completed().passes(FORGET_AFTER_MS).notes().passes()
    storage = f"{desk.page.window.localStorage.items}{desk.page.window.sessionStorage.items}"
    assert "refund" not in storage
    assert desk.page.manager.store.getState().salesforceIntegration["tasks"] == {}


@pytest.mark.parametrize("status", ["pending", "accepted"])
@pytest.mark.parametrize("late", [False, True])
def test_a_note_of_a_returning_conversation_belongs_to_the_task_that_ended(status: str, late: bool) -> None:
    desk = chatting()
    desk.hangs_up()
    back = second(desk, status)
    desk.completes()
    if not late:
        desk.notes()
    desk.completed()
    if late:
        desk.notes().passes()
    assert desk.activity["Description"] == REFUND
    desk.task = back
    desk.accepted().hangs_up().notes(summary="Got it.").completed()
    assert [activity["Description"] for activity in desk.activities] == [REFUND, "Got it."]


@pytest.mark.parametrize("of_first", [True, False])
def test_a_note_belongs_to_the_owner_that_flex_names(of_first: bool) -> None:
    desk = chatting()
    first, back = desk.task, second(desk)
    desk.passes()
    participates(desk, first, "UT1")
    participates(desk, back, "UT2")
    desk.completes().notes(participantSid="UT1" if of_first else "UT2").completed()
    desk.task = back
    desk.completed()
    descriptions = [activity.get("Description") for activity in desk.activities]
    assert descriptions == ([REFUND, None] if of_first else [None, REFUND])


@pytest.mark.parametrize("participant", [None, "", 5, "UT9"])
def test_if_flex_names_no_owner_the_channel_decides(participant: object) -> None:
    desk = chatting()
    participates(desk, desk.task, "UT1")
    desk.notes(participantSid=participant).completed()
    assert desk.activity["Description"] == REFUND


def test_a_later_note_replaces_an_earlier_one() -> None:
    desk = chatting()
    desk.notes().notes(summary="Changed.", dispositionCode=None).completed()
    assert desk.activity["Description"] == "Changed."
    assert "CallDisposition" not in desk.activity


def test_a_note_survives_a_crash_of_the_page_in_which_its_task_ends() -> None:
    desk = chatting()
    desk.notes().vanishes()
    reloaded = desk.reload().boot()
    reloaded.passes(FORGET_AFTER_MS)
    assert reloaded.activity["Description"] == REFUND


def test_without_the_flag_notes_are_ignored() -> None:
    desk = chatting(copilot_notes=False)
    desk.completes().notes().completed()
    assert "Description" not in desk.activity


@each(
    "payload",
    [
        *(None, "x", 5, [], {}, {"channelSid": "UO9", "summary": "x"}, {"channelSid": CHANNEL}),
        *({"summary": "x"}, {"channelSid": "", "summary": "x"}, {"channelSid": CHANNEL, "summary": 5}),
    ],
)
def test_a_note_without_an_owner_or_content_changes_nothing(payload: object) -> None:
    desk = chatting()
    desk.page.manager.events.emit("notesSubmitted", payload)
    desk.completed()
    assert "Description" not in desk.activity
    assert "failed" not in desk.page.printed


def test_a_note_for_an_activity_with_unknown_id_is_left_to_the_agent() -> None:
    desk = Desk().chat()
    desk.page.salesforce.respond["saveLog"] = lambda callback, _: answers(callback, None)
    desk.boot().accepted().completed().notes()
    desk.passes()
    assert [row["state"] for row in desk.unsaved] == ["note"]
    assert desk.entry["fields"] == {"Description": REFUND, "CallDisposition": "Refund"}
    assert "refund" not in desk.page.printed


TEXTS_WITH_PATHS = {
    "Description": "{{task.queueName}}: {{description}}",
    "Mood__c": "{{copilot.sentiment}} mood",
}


@pytest.mark.parametrize(("reloaded", "queue"), [(False, "Everyone: "), (True, ": ")])
def test_a_late_note_changes_the_texts_with_paths_that_use_it(reloaded: bool, queue: str) -> None:
    desk = Desk(activity_fields=TEXTS_WITH_PATHS).chat().boot().accepted().completes()
    desk.completed()
    if reloaded:
        desk = desk.reload().boot()
    desk.notes(sentiment="good").passes()
    assert desk.activity["Description"] == f"{queue}Wants a refund."
    assert desk.activity["Mood__c"] == "good mood"


@pytest.mark.parametrize("disposition", [{"disposition_code": "Refund"}, None])
def test_the_last_note_counts_in_whichever_tab_it_is_submitted(disposition: object) -> None:
    desk = chatting()
    second_tab = desk.reload().boot()
    desk.completes().completed()
    second_tab.completed()
    for tab, summary in ((desk, "A"), (second_tab, "B"), (desk, "A")):
        tab.notes(summary=summary, dispositionCode=disposition).passes()
        assert desk.activity["Description"] == summary
        assert desk.activity.get("CallDisposition") == (disposition and "Refund")


@pytest.mark.parametrize("is_late", [False, True])
def test_a_note_that_comes_twice_keeps_what_a_person_has_edited_since(is_late: bool) -> None:
    desk = chatting()
    if not is_late:
        desk.completes().notes(summary="A").passes().completed().passes()
    else:
        desk.completes().completed().notes(summary="A").passes()
    assert desk.activity["Description"] == "A"
    desk.activity["Description"] = "edited by hand"
    desk.notes(summary="A").passes()
    assert desk.activity["Description"] == "edited by hand"
    desk.notes(summary="B").passes()
    assert desk.activity["Description"] == "B"
