"""docs/specification.md, section 6: the copilot's notes, before the activity is written and after."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from flex_sfdc.edge.activity import MOST_CHANNELS
from flex_sfdc.edge.tasks import FORGET_AFTER_MS

from .fakes.desk import CHANNEL, SOON, Desk
from .fakes.flex import FakeTask
from .fakes.salesforce import lost


def test_a_note_before_the_completion_is_in_the_activity() -> None:
    desk = Desk().chat().boot().accepted()
    desk.completes()
    desk.notes()
    desk.completed()
    assert (desk.activity["Description"], desk.activity["CallDisposition"]) == ("Wants a refund.", "Refund")
    assert len(desk.page.salesforce.asked) == 1


def test_a_note_before_the_draft_survives_a_reload() -> None:
    desk = Desk().chat().boot().accepted()
    desk.notes()
    again = desk.reload().boot()
    again.completes()
    again.completed()
    assert again.activity["Description"] == "Wants a refund."


def test_a_note_of_a_call_comes_by_the_channel_of_its_conference() -> None:
    desk = Desk().boot().accepted()
    channel = SimpleNamespace(sid=CHANNEL)
    desk.task.conference = SimpleNamespace(source=SimpleNamespace(channel=channel))
    desk.completes()
    desk.task.conference = None
    desk.notes()
    desk.completed()
    assert desk.activity["Description"] == "Wants a refund."


@pytest.mark.parametrize("code", [None, {}])
def test_a_note_without_a_disposition_keeps_its_summary(code: object) -> None:
    desk = Desk().chat().boot().accepted()
    desk.says(conversations={"outcome": "Resolved", "content": "typed"})
    desk.completes()
    desk.notes(dispositionCode=code)
    desk.completed()
    assert (desk.activity["Description"], desk.activity["CallDisposition"]) == ("Wants a refund.", "Resolved")


@pytest.mark.parametrize("after", [SOON, FORGET_AFTER_MS * 6])
def test_a_note_after_completion_updates_the_saved_activity(after: int) -> None:
    desk = Desk(activity_fields={"Topic__c": "copilot.topic_path"}).chat().boot().accepted()
    desk.completes()
    desk.completed()
    assert "Description" not in desk.activity
    desk.passes(after)
    desk.notes(dispositionCode={"disposition_code": "Refund", "topic_path": "Billing"})
    desk.passes()
    assert desk.activity["Description"] == "Wants a refund."
    assert desk.activity["Topic__c"] == "Billing"
    assert len(desk.activities) == 1
    created, updated = desk.page.salesforce.asked
    assert "Id" not in created
    assert set(updated) == {"Id", "Description", "CallDisposition", "Topic__c"}


def test_a_note_after_completion_and_a_reload_updates_the_saved_activity() -> None:
    desk = Desk().chat().boot().accepted()
    desk.completed()
    again = desk.reload().boot()
    again.notes()
    again.passes()
    assert again.activity["Description"] == "Wants a refund."


def test_a_note_for_a_saved_activity_is_not_kept() -> None:
    desk = Desk().chat().boot().accepted()
    desk.completed()
    desk.passes(FORGET_AFTER_MS)
    desk.notes()
    desk.passes()
    kept = f"{desk.page.window.localStorage.items}{desk.page.window.sessionStorage.items}"
    assert "refund" not in kept
    assert desk.page.manager.store.getState().salesforceIntegration["tasks"] == {}


@pytest.mark.parametrize("status", ["pending", "accepted"])
@pytest.mark.parametrize("late", [False, True])
def test_a_note_of_a_conversation_that_came_back_is_of_the_task_that_ended(status: str, late: bool) -> None:
    desk = Desk().chat().boot().accepted()
    desk.hangs_up()
    back = FakeTask(2, desk.task.attributes, status)
    desk.tasks[back.sid] = back
    desk.completes()
    if not late:
        desk.notes()
    desk.completed()
    if late:
        desk.notes()
        desk.passes()
    assert desk.activity["Description"] == "Wants a refund."
    desk.task = back
    desk.accepted().hangs_up()
    desk.notes(summary="Got it.")
    desk.completed()
    assert [one["Description"] for one in desk.activities] == ["Wants a refund.", "Got it."]


def test_a_later_note_replaces_an_earlier_one() -> None:
    desk = Desk().chat().boot().accepted()
    desk.notes()
    desk.notes(summary="Changed.", dispositionCode=None)
    desk.completed()
    assert desk.activity["Description"] == "Changed."
    assert "CallDisposition" not in desk.activity


def test_without_the_flag_notes_are_ignored() -> None:
    desk = Desk(copilot_notes=False).chat().boot().accepted()
    desk.completes()
    desk.notes()
    desk.completed()
    assert "Description" not in desk.activity


@pytest.mark.parametrize(
    "payload", [None, "x", {}, {"channelSid": "UO9", "summary": "x"}, {"channelSid": CHANNEL}]
)
def test_a_note_of_nobody_or_without_content_changes_nothing(payload: object) -> None:
    desk = Desk().chat().boot().accepted()
    desk.page.manager.events.emit("notesSubmitted", payload)
    desk.completed()
    assert "Description" not in desk.activity


def test_a_note_whose_activity_salesforce_never_confirmed_is_told_without_its_content() -> None:
    desk = Desk().chat()
    desk.page.salesforce.respond["saveLog"] = lost
    desk.boot().accepted()
    desk.completed()
    desk.notes()
    desk.passes()
    assert "refund" not in desk.page.printed


def test_no_more_channels_are_remembered_than_notes_come_for() -> None:
    desk = Desk().chat().boot()
    for number in range(MOST_CHANNELS * 2):
        desk.task.sid = f"WR{number:032x}"
        desk.task.attributes = {"flexInteractionChannelSid": f"UO{number:032x}"}
        desk.accepted()
        desk.hangs_up(0)
    kept = desk.page.window.JSON.parse(desk.page.window.sessionStorage.items["flex-sfdc.channels"])
    assert len(kept) == MOST_CHANNELS
    assert kept[f"UO{MOST_CHANNELS * 2 - 1:032x}"] == f"WR{MOST_CHANNELS * 2 - 1:032x}"
