"""docs/specification.md, section 6: which ends of a task are logged, and that each is once."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from flex_sfdc.edge.activity import SETTLES_MS
from flex_sfdc.edge.untold_ends import DOUBTED_AFTER_MS

from .fakes.desk import SOON, Desk
from .fakes.salesforce import never


def leaves(desk: Desk) -> None:
    """The page goes."""
    for listener in desk.page.window.listeners.get("pagehide", []):
        listener(SimpleNamespace(type="pagehide"))


def is_sure(desk: Desk) -> None:
    """Flex has told its tasks, and none that is missing came back for a while."""
    desk.page.manager.store.changes()
    desk.passes(SETTLES_MS + SOON)


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


# No network: when there is one again Flex has the tasks that are left, and tells of no event


def test_a_task_that_ended_without_network_is_logged_once() -> None:
    desk = Desk().chat().boot().accepted()
    desk.page.manager.store.changes()
    desk.notes()
    desk.passes(60_000)
    desk.page.ends(desk.task)
    assert desk.activities == []
    desk.passes(SETTLES_MS + SOON)
    assert desk.activity["Subject"].startswith("[Completed] Inbound chat")
    assert desk.activity["Description"] == "Wants a refund."
    desk.completed()
    assert len(desk.activities) == 1


def test_so_is_one_whose_completion_was_asked_for_before() -> None:
    desk = Desk().boot().accepted()
    desk.page.manager.store.changes()
    desk.completes()
    desk.passes(SETTLES_MS * 10)
    assert desk.activities == []
    desk.page.ends(desk.task)
    desk.passes(SETTLES_MS + SOON)
    assert len(desk.activities) == 1


def test_a_reload_in_between_loses_it_neither() -> None:
    desk = Desk().boot().accepted()
    desk.page.manager.store.changes()
    desk.page.ends(desk.task)
    leaves(desk)
    again = desk.reload().boot()
    again.passes(SETTLES_MS + SOON)
    assert len(again.activities) == 1


def test_a_task_that_comes_back_goes_on() -> None:
    desk = Desk().boot().accepted()
    desk.page.manager.store.changes()
    tasks = dict(desk.tasks)
    desk.page.ends(desk.task)
    desk.passes(SOON)
    desk.page.manager.flex_state.worker.tasks = tasks
    desk.page.manager.store.changes()
    desk.passes(SETTLES_MS)
    assert desk.activities == []
    assert desk.page.window.localStorage.items == {}


def test_one_that_rang_when_the_network_went_is_not_logged() -> None:
    desk = Desk().boot()
    desk.page.manager.store.changes()
    desk.page.ends(desk.task)
    desk.passes(SETTLES_MS + SOON)
    assert desk.activities == []


@pytest.mark.parametrize("guard", [None, SimpleNamespace(sessionInvalidated=True)])
def test_tasks_that_go_with_the_session_are_not_over(guard: object) -> None:
    desk = Desk().boot().accepted()
    desk.page.manager.store.changes()
    state = desk.page.manager.flex_state
    state.session.singleSessionGuard = guard
    activity = state.worker.activity
    if guard is None:
        state.worker.activity = None
    desk.page.ends(desk.task)
    state.worker.activity = activity
    is_sure(desk)
    assert desk.activities == []


def test_a_session_that_is_taken_over_before_flex_is_sure_logs_nothing() -> None:
    desk = Desk().boot().accepted()
    desk.page.manager.store.changes()
    desk.page.ends(desk.task)
    desk.page.manager.flex_state.session.singleSessionGuard = SimpleNamespace(sessionInvalidated=True)
    desk.page.manager.store.changes()
    leaves(desk)
    desk.passes(SETTLES_MS + SOON)
    assert desk.activities == []
    assert "flex-sfdc.left" not in desk.page.window.sessionStorage.items


def test_a_task_accepted_and_cancelled_without_an_event_of_the_first_is_logged() -> None:
    desk = Desk().boot()
    desk.task.status = "accepted"
    desk.page.manager.flex_state.worker.tasks = dict(desk.tasks)
    desk.page.manager.store.changes()
    desk.canceled()
    assert desk.activity["Subject"].startswith("[Canceled]")


# A reload: what ends before Flex is there again is told by no event either


def test_a_task_that_ended_during_a_reload_is_logged_once() -> None:
    desk = Desk().chat().boot().accepted()
    desk.notes()
    leaves(desk)
    desk.page.ends(desk.task)
    again = desk.reload().boot()
    again.page.manager.store.changes()
    leaves(again)
    again = again.reload().boot()
    again.passes(SETTLES_MS + SOON)
    assert again.activity["Subject"].startswith("[Completed] Inbound chat")
    assert again.activity["Description"] == "Wants a refund."
    again.passes(SETTLES_MS + SOON)
    assert len(again.activities) == 1


def test_so_is_one_that_ended_after_a_crash() -> None:
    desk = Desk().boot().accepted()
    desk.page.manager.store.changes()
    desk.page.ends(desk.task)
    again = desk.reload().boot()
    is_sure(again)
    assert len(again.activities) == 1


def test_one_that_another_machine_may_have_logged_since_is_left_to_the_agent() -> None:
    desk = Desk().boot().accepted()
    desk.page.manager.store.changes()
    desk.page.ends(desk.task)
    again = desk.reload()
    again.page.window.opened += DOUBTED_AFTER_MS
    again.boot().page.manager.store.changes()
    again.passes(SETTLES_MS + SOON)
    assert again.activities == []
    (entry,) = again.page.manager.store.getState().salesforceIntegration["unsaved"]
    assert entry["state"] == "unknown"
    assert "PSSalesforceActivityNotSaved" in again.page.shown


def test_what_is_left_to_the_agent_stays_so_through_a_reload_before_flex_is_sure() -> None:
    desk = Desk().boot().accepted()
    desk.page.manager.store.changes()
    desk.page.ends(desk.task)
    again = desk.reload()
    again.page.window.opened += DOUBTED_AFTER_MS
    again.boot().page.manager.store.changes()
    leaves(again)
    third = again.reload().boot()
    is_sure(third)
    assert third.activities == []
    (entry,) = third.page.manager.store.getState().salesforceIntegration["unsaved"]
    assert entry["state"] == "unknown"


def test_a_second_reload_before_anything_else_happens_loses_it_neither() -> None:
    desk = Desk().boot().accepted()
    leaves(desk)
    desk.page.ends(desk.task)
    again = desk.reload()
    again.page.start()
    leaves(again)
    third = again.reload().boot()
    is_sure(third)
    assert len(third.activities) == 1


def test_one_that_goes_on_after_a_reload_is_logged_when_it_ends() -> None:
    desk = Desk().boot().accepted()
    leaves(desk)
    again = desk.reload().boot()
    is_sure(again)
    assert again.activities == []
    again.canceled()
    assert again.activity["Subject"].startswith("[Canceled]")
    again.page.ends(again.task)
    again.page.manager.store.changes()
    assert "flex-sfdc.left" not in again.page.window.sessionStorage.items


def test_one_that_another_tab_has_logged_meanwhile_is_not_logged_again() -> None:
    desk = Desk().boot().accepted()
    leaves(desk)
    kept = dict(desk.page.window.sessionStorage.items)
    desk.completed()
    desk.page.window.sessionStorage.items = kept
    again = desk.reload().boot()
    is_sure(again)
    assert len(again.activities) == 1


def test_it_waits_until_flex_knows_its_tasks_also_through_a_second_reload() -> None:
    desk = Desk().boot().accepted()
    leaves(desk)
    desk.page.ends(desk.task)
    again = desk.reload()
    again.page.manager.flex_state.worker.activity = None
    again.boot().page.manager.store.changes()
    leaves(again)
    third = again.reload().boot()
    is_sure(third)
    assert len(third.activities) == 1


def test_another_worker_in_the_same_tab_neither_logs_nor_keeps_it() -> None:
    desk = Desk().boot().accepted()
    leaves(desk)
    desk.page.ends(desk.task)
    again = desk.reload()
    again.page.manager.workerClient = SimpleNamespace(attributes={}, sid="WK" + "9" * 32)
    again.boot().page.manager.store.changes()
    again.passes(SETTLES_MS + SOON)
    assert again.activities == []
    assert "flex-sfdc.left" not in again.page.window.sessionStorage.items


def test_a_session_that_another_one_has_taken_over_leaves_nothing_to_log() -> None:
    desk = Desk().boot().accepted()
    desk.page.manager.flex_state.session.singleSessionGuard = SimpleNamespace(sessionInvalidated=True)
    leaves(desk)
    assert "flex-sfdc.left" not in desk.page.window.sessionStorage.items


def test_who_logs_out_leaves_nothing_of_a_task_that_goes_on() -> None:
    desk = Desk().chat().boot().accepted()
    desk.notes()
    desk.page.manager.store.changes()
    assert "flex-sfdc.left" in desk.page.window.sessionStorage.items
    desk.page.manager.flex_state.worker.activity = None
    desk.page.ends(desk.task)
    desk.page.flex.Actions.emit("afterLogout", {})
    leaves(desk)
    desk.passes(SETTLES_MS + SOON)
    kept = desk.page.window.sessionStorage.items
    assert [key for key in kept if key.startswith("flex-sfdc.")] == []
    assert desk.activities == []
