"""Specification, section 6: when an activity is written, and what the events of a task leave in it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from flex_sfdc.edge.activity import MOST_CHANNELS, SETTLES_MS
from flex_sfdc.edge.tasks import FORGET_AFTER_MS

from .fakes.browser import STARTED_MS, JsError
from .fakes.flex import FakeTask
from .fakes.page import Page
from .fakes.salesforce import lost, never

ADA = "0035f0000000001AAA"
BOB = "0035f0000000002AAA"
NUMBER = "+14155550101"
ON: dict[str, Any] = {"enabled": True, "activity_logging": True, "copilot_notes": True}
SOON = 1_000
CHANNEL = "UO" + "1" * 32
NOTE = {
    "channelSid": CHANNEL,
    "summary": "Wants a refund.",
    "dispositionCode": {"disposition_code": "Refund"},
}


class Desk:
    """A page with one task, which is a call unless a test says otherwise."""

    def __init__(self, page: Page | None = None, attributes: object = None, **settings: Any) -> None:
        self.page = page or Page({**ON, **settings})
        self.task = FakeTask(1, {"from": NUMBER} if attributes is None else attributes, "pending")
        self.task.taskChannelUniqueName = self.task.channelType = "voice"
        self.task.dateUpdated = SimpleNamespace(getTime=lambda: STARTED_MS)
        self.tasks[self.task.sid] = self.task

    @property
    def tasks(self) -> dict[str, Any]:
        """Those Flex has."""
        return self.page.manager.flex_state.worker.tasks  # type: ignore[no-any-return]

    def boot(self) -> Desk:
        self.page.boot()
        return self

    def chat(self) -> Desk:
        """The task is a conversation."""
        self.task.taskChannelUniqueName, self.task.channelType = "chat", "web"
        return self.says(flexInteractionChannelSid=CHANNEL)

    def says(self, **attributes: object) -> Desk:
        """The task has more attributes."""
        known = self.task.attributes
        assert isinstance(known, dict)
        self.task.attributes = {**known, **attributes}
        return self

    def passes(self, milliseconds: int = SOON) -> None:
        self.page.window.passes(milliseconds)

    def happens(self, event: str, status: str) -> None:
        """An event of the reservation: Flex tells of it before its state has changed."""
        self.task.status = status
        self.page.manager.events.emit(event, self.task)

    def accepted(self) -> Desk:
        self.happens("taskAccepted", "accepted")
        return self

    def hangs_up(self, after: int = 61_500) -> None:
        self.passes(after)
        self.happens("taskWrapup", "wrapping")

    def completes(self) -> None:
        """The agent clicks Complete."""
        for listener in self.page.flex.Actions.listeners.get("beforeCompleteTask", []):
            listener(SimpleNamespace(task=self.task, sid=self.task.sid), lambda: None)

    def completed(self) -> None:
        """Flex hears that the reservation is completed."""
        self.happens("taskCompleted", "completed")
        self.page.ends(self.task)
        self.passes()

    def canceled(self) -> None:
        self.happens("taskCanceled", "canceled")
        self.page.ends(self.task)
        self.passes()

    def notes(self, **said: Any) -> None:
        self.page.manager.events.emit("notesSubmitted", {**NOTE, **said})

    def reload(self) -> Desk:
        """The tab loads the frame again."""
        tasks = dict(self.tasks)
        desk = Desk(self.page.reload())
        desk.task = self.task
        desk.page.manager.flex_state.worker.tasks = tasks
        desk.page.salesforce.activities = self.page.salesforce.activities
        return desk

    @property
    def activities(self) -> list[dict[str, Any]]:
        """What Salesforce has."""
        return list(self.page.salesforce.activities.values())

    @property
    def activity(self) -> dict[str, Any]:
        """The only one."""
        (found,) = self.activities
        return found


def test_a_completed_call_is_logged_once() -> None:
    desk = Desk().boot().accepted()
    desk.hangs_up()
    desk.completes()
    desk.completed()
    assert desk.activity == {
        "entityApiName": "Task",
        "Subject": "[Completed] Inbound voice at Jan 15, 2027, 08:01 AM",
        "Status": "Completed",
        "ActivityDate": "2027-01-15",
        "CallType": "Inbound",
        "TaskSubtype": "Call",
        "CallObject": desk.task.taskSid,
        "CallDurationInSeconds": 61,
        "Phone": NUMBER,
    }


def test_a_task_completed_elsewhere_is_logged() -> None:
    desk = Desk().boot().accepted()
    desk.completed()
    assert desk.activity["Subject"].startswith("[Completed]")


def test_a_completion_that_fails_is_not_logged() -> None:
    desk = Desk().boot().accepted()
    desk.completes()
    desk.page.flex.Actions.emit("afterCompleteTask", SimpleNamespace(task=desk.task))
    desk.passes(SETTLES_MS)
    assert desk.activities == []
    desk.completes()
    desk.completed()
    assert len(desk.activities) == 1


def test_a_task_cancelled_while_the_agent_worked_on_it_is_logged_as_cancelled() -> None:
    desk = Desk().boot().accepted()
    desk.canceled()
    assert desk.activity["Subject"].startswith("[Canceled]")


def test_a_task_cancelled_while_it_rang_is_not_logged() -> None:
    desk = Desk().boot()
    desk.canceled()
    assert desk.activities == []


@pytest.mark.parametrize("event", ["taskRejected", "taskRescinded", "taskTimeout"])
def test_a_task_that_somebody_else_gets_is_not_logged(event: str) -> None:
    desk = Desk().boot()
    desk.happens(event, "rejected")
    desk.passes()
    assert desk.activities == []


def test_whatever_events_fire_there_is_one_activity() -> None:
    desk = Desk().boot().accepted()
    desk.completes()
    for _ in range(2):
        desk.happens("taskCompleted", "completed")
        desk.happens("taskCanceled", "canceled")
    desk.passes()
    desk.completed()
    assert desk.activity["Subject"].startswith("[Completed]")


@pytest.mark.parametrize("settings", [{"activity_logging": False}, {"activity_logging": None}])
def test_without_the_flag_nothing_is_logged_and_nothing_kept(settings: dict[str, Any]) -> None:
    desk = Desk(**settings).boot().accepted()
    desk.completes()
    desk.notes()
    desk.completed()
    assert desk.activities == []
    assert desk.page.window.localStorage.items == {}


def test_logging_needs_no_screen_pop_and_no_notes() -> None:
    desk = Desk(copilot_notes=False, screen_pop=False).boot().accepted()
    desk.completed()
    assert len(desk.activities) == 1


def test_the_record_of_the_task_is_related() -> None:
    desk = Desk(attributes={"sfdcObjectId": ADA, "sfdcObjectType": "Contact"}).boot().accepted()
    desk.completed()
    assert desk.activity["WhoId"] == ADA


def test_a_choice_that_could_not_be_saved_on_the_task_is_related_all_the_same() -> None:
    desk = Desk(attributes={"sfdcObjectId": ADA}).boot().accepted()
    store = desk.page.manager.store
    chosen = {"chosen": {"id": BOB, "type": "Contact", "name": "Bob"}, "instead": ADA, "failed": True}
    changes = {"tasks": {desk.task.sid: chosen}}
    store.dispatch({"type": "salesforceIntegration/changed", "changes": changes})
    desk.completed()
    assert desk.activity["WhoId"] == BOB


def test_a_call_lasts_from_accept_to_hang_up() -> None:
    desk = Desk().boot()
    desk.passes(20_000)
    desk.accepted()
    desk.hangs_up(9_999)
    desk.passes(60_000)
    desk.completed()
    assert desk.activity["CallDurationInSeconds"] == 9


def test_a_call_that_ends_with_its_task_lasts_until_then() -> None:
    desk = Desk().boot().accepted()
    desk.passes(5_000)
    desk.completed()
    assert desk.activity["CallDurationInSeconds"] == 5


def test_a_clock_that_was_set_back_makes_no_negative_duration() -> None:
    desk = Desk().boot().accepted()
    desk.page.window.now -= 50_000
    desk.happens("taskWrapup", "wrapping")
    desk.completed()
    assert desk.activity["CallDurationInSeconds"] == 0


def test_a_reload_during_the_call_changes_nothing_about_its_duration() -> None:
    desk = Desk().boot().accepted()
    desk.passes(10_000)
    again = desk.reload().boot()
    again.hangs_up(50_000)
    again.completed()
    assert again.activity["CallDurationInSeconds"] == 50


def test_a_call_from_before_the_plugin_lasts_since_its_reservation_was_accepted() -> None:
    desk = Desk()
    desk.task.status = "accepted"
    desk.task.dateUpdated = SimpleNamespace(getTime=lambda: STARTED_MS - 30_000)
    desk.boot()
    desk.passes(10_000 - 1)
    desk.completed()
    assert desk.activity["CallDurationInSeconds"] == 40


def test_a_call_that_had_ended_before_the_plugin_has_no_duration_and_counts_as_answered() -> None:
    desk = Desk()
    desk.task.status = "wrapping"
    desk.boot()
    desk.canceled()
    assert desk.activity["Subject"].startswith("[Canceled]")
    assert "CallDurationInSeconds" not in desk.activity


def test_the_date_is_the_agents() -> None:
    desk = Desk()
    desk.page.manager.workerClient.attributes = {"language": "de-DE"}
    desk.boot().accepted()
    desk.completed()
    assert desk.activity["Subject"] == "[Completed] Inbound voice at 15.01.2027, 08:00"


def test_where_flex_cannot_say_what_is_a_call_the_channels_name_does() -> None:
    desk = Desk()

    def broken(_: object) -> bool:
        raise JsError("a plugin's channel")

    desk.page.flex.TaskHelper.isCallTask = broken
    desk.boot().accepted()
    desk.completed()
    assert desk.activity["TaskSubtype"] == "Call"


def test_a_chat() -> None:
    desk = Desk().chat().boot().accepted()
    desk.completed()
    assert desk.activity["Subject"].startswith("[Completed] Inbound chat at ")
    assert desk.activity["TaskSubtype"] == "Task"
    assert "Phone" not in desk.activity
    assert "CallDurationInSeconds" not in desk.activity


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


def test_a_completion_during_which_the_page_was_reloaded_is_logged() -> None:
    desk = Desk().chat().boot().accepted()
    desk.completes()
    desk.notes()
    desk.tasks.clear()
    again = desk.reload().boot()
    again.passes()
    assert again.activity["Subject"].startswith("[Completed] Inbound chat")
    assert again.activity["Description"] == "Wants a refund."


def test_a_completion_that_did_not_happen_before_the_reload_is_not_logged() -> None:
    desk = Desk().boot().accepted()
    desk.completes()
    again = desk.reload().boot()
    again.passes(SETTLES_MS)
    assert again.activities == []
    again.canceled()
    assert again.activity["Subject"].startswith("[Canceled]")


def test_a_draft_waits_until_flex_knows_its_tasks() -> None:
    desk = Desk().boot().accepted()
    desk.completes()
    desk.tasks.clear()
    again = desk.reload()
    worker = again.page.manager.flex_state.worker
    worker.activity = None
    again.boot()
    again.passes(SETTLES_MS - 10)
    assert again.activities == []
    worker.activity = SimpleNamespace(sid="WA", name="Available", available=True)
    worker.tasks = {again.task.sid: again.task}
    again.passes(SETTLES_MS)
    assert again.activities == []
    again.completed()
    assert len(again.activities) == 1


def test_an_event_that_never_came_is_made_up_for() -> None:
    desk = Desk().boot().accepted()
    desk.completes()
    desk.page.ends(desk.task)
    desk.passes(SETTLES_MS + SOON)
    assert desk.activity["Subject"].startswith("[Completed]")


def test_what_ends_before_salesforce_answers_is_logged_when_it_does() -> None:
    desk = Desk()
    desk.page.salesforce.respond["getCallCenterSettings"] = never
    desk.page.salesforce.respond["isSoftphonePanelVisible"] = never
    desk.boot().accepted()
    desk.completes()
    desk.completed()
    assert desk.activities == []
    desk.page.salesforce.respond.clear()
    desk.passes(120_000)
    assert len(desk.activities) == 1


def test_a_session_that_another_one_has_taken_over_leaves_the_log_to_it() -> None:
    desk = Desk().boot().accepted()
    desk.page.manager.flex_state.session.singleSessionGuard = SimpleNamespace(sessionInvalidated=True)
    desk.completed()
    assert desk.activities == []


def test_fields_of_the_accounts_own() -> None:
    fields = {"External_Id__c": "attributes.customers.external_id", "Mood__c": "copilot.sentiment", "N__c": 3}
    desk = Desk(activity_fields=fields).chat().boot().accepted()
    desk.says(customers={"external_id": "C-1"})
    desk.notes(sentiment="neutral")
    desk.completed()
    own = {name: desk.activity.get(name) for name in fields}
    assert own == {"External_Id__c": "C-1", "Mood__c": "neutral", "N__c": 3}


def test_a_text_that_is_too_long_is_named_and_not_shown() -> None:
    desk = Desk(activity_fields={"Long__c": "attributes.x"}, attributes={"x": "s3cret" * 50})
    desk.boot().accepted()
    desk.completed()
    assert len(desk.activity["Long__c"]) == 255
    warnings = [line for line in desk.page.window.console.of("warn") if "Long__c" in line]
    assert len(warnings) == 1
    assert "s3cret" not in desk.page.printed


def test_the_customer_is_not_in_the_console() -> None:
    desk = Desk(attributes={"from": NUMBER, "sfdcObjectId": ADA, "conversations": {"content": "s3cret"}})
    desk.chat().boot().accepted()
    desk.completes()
    desk.notes()
    desk.completed()
    for secret in (NUMBER, ADA, "s3cret", "refund"):
        assert secret not in desk.page.printed
