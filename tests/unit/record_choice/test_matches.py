"""docs/specification.md, sections 4 and 6: a single match, during and after its write on the task."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from flex_sfdc.activities.tracker import DETECTED_AFTER_MS
from flex_sfdc.record_choice.view import FRAGMENT
from tests.support.plugin.browser import JsError
from tests.support.plugin.desk import Desk
from tests.support.plugin.flex import FakePromise, Settled
from tests.support.plugin.salesforce import answers
from tests.support.records import ADA, ADA_FOUND, BOB, CAROL

CHANNEL = "Records__c"
REFUSED = SimpleNamespace(status=403)


def popped(*writes: object, found: object = ADA_FOUND) -> Desk:
    """Return a page whose agent accepted a task with one match; `writes`: the results of writing it."""
    desk = opened()
    desk.page.salesforce.found = found
    desk.task.promises = list(writes)  # type: ignore[arg-type]
    return desk.accepted()


def opened() -> Desk:
    """Open a task as the agent."""
    desk = Desk(screen_pop=True, record_channel=CHANNEL).boot()
    desk.page.select(desk.task)
    return desk


def chooses(desk: Desk, record_id: str) -> None:
    """Choose as the agent, in a component of the Salesforce page."""
    message = {"taskSid": desk.task.taskSid, "recordId": record_id, "objectType": "Contact"}
    desk.page.salesforce.says(CHANNEL, message)


def published(desk: Desk) -> Any:
    """Return the record that was last published to the page."""
    return desk.page.salesforce.published[-1][1]["chosen"]


def shown(desk: Desk) -> Any:
    """Return the contents of the canvas."""
    component = desk.page.flex.TaskCanvas.Content.parts[FRAGMENT].component
    return component(SimpleNamespace(task=desk.task))


def test_a_task_that_is_completed_while_its_match_is_written_is_logged_with_it() -> None:
    desk = popped(FakePromise())
    assert desk.page.flex.Actions.completes(desk.task)
    desk.completed()
    assert desk.activity["WhoId"] == ADA


def test_a_task_that_is_cancelled_while_its_match_is_written_is_logged_with_it() -> None:
    desk = popped(FakePromise())
    desk.canceled()
    assert desk.activity["WhoId"] == ADA


@pytest.mark.parametrize("write", [Settled(reason=REFUSED), Settled(reason=JsError("busy"))])
def test_a_match_that_cannot_be_written_is_in_the_activity_and_blocks_no_completion(write: object) -> None:
    desk = popped(*[write] * 9)
    desk.passes(300_000)
    assert desk.page.flex.Actions.completes(desk.task)
    desk.completed()
    assert desk.activity["WhoId"] == ADA


def test_a_match_that_cannot_be_written_is_shown_and_can_be_written_again() -> None:
    desk = popped(Settled(reason=REFUSED))
    box = shown(desk)
    label, confirm, status, second = box.children
    assert second is None
    assert label.children[1].props["value"] == ADA
    assert status.children == ("PSSalesforceRecordNotSaved",)
    confirm.props["onClick"](None)
    assert [written["sfdcObjectId"] for written in desk.task.written] == [ADA, ADA]


def test_during_and_after_the_write_the_agent_is_not_asked() -> None:
    promise = FakePromise()
    desk = popped(promise)
    assert shown(desk) is None
    promise.resolve()
    assert shown(desk) is None
    assert desk.page.flex.Actions.blocked == []


def test_the_match_is_published_at_once() -> None:
    assert published(popped(FakePromise())) == ADA


def test_a_record_that_somebody_else_has_just_written_counts() -> None:
    desk = popped(FakePromise())
    desk.says(sfdcObjectId=CAROL).completed()
    assert desk.activity["WhoId"] == CAROL


def test_a_choice_made_before_the_search_was_answered_stays() -> None:
    desk = opened()
    received: list[Any] = []
    desk.page.salesforce.respond["searchAndScreenPop"] = lambda callback, _: received.append(callback)
    desk.accepted()
    desk.task.promises = [FakePromise()]  # type: ignore[list-item]
    chooses(desk, BOB)
    answers(received[0], ADA_FOUND)
    assert [written["sfdcObjectId"] for written in desk.task.written] == [BOB]
    assert published(desk) == BOB


@pytest.mark.parametrize("write", [Settled(), Settled(reason=REFUSED)])
def test_a_choice_during_the_write_counts_even_if_it_cannot_be_written(write: Settled) -> None:
    promise = FakePromise()
    desk = popped(promise, *[Settled(reason=REFUSED)] * 9)
    chooses(desk, BOB)
    if write.reason is None:
        desk.says(sfdcObjectId=ADA, sfdcObjectType="Contact")
        promise.resolve()
    else:
        promise.reject(write.reason)
    desk.passes(300_000).completed()
    assert desk.activity["WhoId"] == BOB


def test_of_two_choices_the_last_is_in_the_activity_even_if_only_the_first_could_be_written() -> None:
    first = FakePromise()
    desk = popped(first, *[Settled(reason=REFUSED)] * 9, found={})
    chooses(desk, ADA)
    chooses(desk, BOB)
    desk.says(sfdcObjectId=ADA, sfdcObjectType="Contact")
    first.resolve()
    desk.passes(300_000).completed()
    assert desk.activity["WhoId"] == BOB


def test_a_write_that_a_reload_interrupts_is_repeated_after_it() -> None:
    desk = popped(FakePromise())
    reloaded = desk.reload().boot()
    assert [written["sfdcObjectId"] for written in reloaded.task.written] == [ADA, ADA]
    reloaded.passes(DETECTED_AFTER_MS).completed()
    assert reloaded.activity["WhoId"] == ADA


def test_a_record_that_was_set_since_is_not_replaced_after_a_reload() -> None:
    desk = popped(Settled(reason=REFUSED))
    desk.says(sfdcObjectId=BOB, sfdcObjectType="Contact")
    reloaded = desk.reload().boot()
    assert [written["sfdcObjectId"] for written in reloaded.task.written] == [ADA]
    reloaded.passes(DETECTED_AFTER_MS).completed()
    assert reloaded.activity["WhoId"] == BOB


def test_a_write_that_a_reload_interrupts_is_repeated_without_activities_too() -> None:
    desk = Desk(screen_pop=True, activity_logging=False).boot()
    desk.page.salesforce.found = ADA_FOUND
    desk.task.promises = [FakePromise()]  # type: ignore[list-item]
    desk.accepted()
    reloaded = desk.reload().boot()
    assert [written["sfdcObjectId"] for written in reloaded.task.written] == [ADA, ADA]


def test_a_reload_does_not_repeat_an_unsaved_choice_in_a_saved_activity() -> None:
    desk = popped(*[Settled(reason=REFUSED)] * 9).completed()
    assert desk.activity["WhoId"] == ADA
    desk.activity["WhoId"] = BOB  # a person's correction
    reloaded = desk.reload().boot().passes(60_000)
    assert reloaded.activity["WhoId"] == BOB


def test_without_a_dropdown_a_choice_by_message_that_a_reload_interrupts_blocks_no_completion() -> None:
    desk = Desk(record_channel=CHANNEL).boot().accepted()
    desk.task.promises = [FakePromise()]  # type: ignore[list-item]
    chooses(desk, ADA)
    assert not desk.page.flex.Actions.completes(desk.task)
    reloaded = desk.reload().boot()
    assert [written["sfdcObjectId"] for written in reloaded.task.written] == [ADA, ADA]
    assert reloaded.page.flex.Actions.completes(reloaded.task)


def test_a_match_written_before_a_reload_is_not_written_again() -> None:
    promise = FakePromise()
    desk = popped(promise)
    promise.resolve()
    desk.says(sfdcObjectId=ADA, sfdcObjectType="Contact")
    assert len(desk.reload().boot().task.written) == 1


def test_an_answer_after_the_task_ended_leaves_nothing_behind() -> None:
    promise = FakePromise()
    desk = popped(promise)
    desk.completed().passes(60_000)
    promise.reject(REFUSED)
    assert desk.page.manager.store.getState().salesforceIntegration["tasks"] == {}
