"""docs/specification.md, section 5, in the real Flex UI: the agent chooses a task's record."""

from __future__ import annotations

import asyncio

import pytest

from build.demo.desktop import Desktop, Offered
from build.demo.plugin_setup import has_reached_salesforce, with_plugin
from build.demo.product import Product
from build.demo.record_dropdown import (
    IN_VIEW,
    NONE,
    NOT_SAVED,
    SAVED,
    SAVING,
    RecordDropdown,
    with_choices,
    writes_held_up,
)
from build.demo.salesforce import ACME, ADA, BOB, CASE, LEE
from build.demo.twilio.serverless import FORBIDDEN
from build.demo.twilio.taskrouter import Refused
from build.demo.waiting import eventually
from flex_sfdc.flex.task_store import FORGET_AFTER_MS
from flex_sfdc.record_choice.service import BLOCKED_LIMIT_MS

from .hosts import EACH_HOST, Open
from .test_record_in_view import search_has_ended

A_WHILE = 0.5
REQUIRED = "PSSalesforceAssociationRequired"
NOTICE = "PSSalesforceRecordNotSaved"


def record_of(desktop: Desktop, task: Offered) -> tuple[str | None, str | None]:
    """Return the task's record in TaskRouter."""
    attributes = desktop.twilio.taskrouter.attributes(task.task)
    return attributes.get("sfdcObjectId"), attributes.get("sfdcObjectType")


async def logged(desktop: Desktop, task: Offered) -> dict[str, object]:
    """Wait for the activity of the task."""

    def found() -> list[dict[str, object]]:
        return [
            activity for activity in desktop.org.activities.values() if activity["CallObject"] == task.task
        ]

    await eventually(found, "an activity is saved")
    return found()[0]


# The place and the contents


@EACH_HOST
async def test_the_dropdown_lists_the_records_and_none_of_these_under_the_head_of_the_canvas(
    desktop: Desktop,
) -> None:
    _, dropdown = await with_choices(desktop)
    options = await dropdown.locator.locator("option").evaluate_all(
        "options => options.map(({value, text, disabled}) => [value, text, disabled])"
    )
    assert options == [
        ["", "Select a record", True],
        [BOB.id, "Bob Smith - Contact", False],
        [LEE.id, "Lee Smith - Lead", False],
        [ACME.id, "Acme Smithies - Account", False],
        [NONE, "None of these", False],
    ]
    await dropdown.shows("")
    script = """() => [...document.querySelector('.Twilio-TaskCanvas-default').children]
        .findIndex((child) => child.querySelector('label > select'))"""
    assert await desktop.flex(script) == 1


async def test_calls_and_chats_get_the_dropdown(desktop: Desktop) -> None:
    dropdown = RecordDropdown(desktop)
    chat = await desktop.start_chat(["Hello"], {"customerName": "Smith", "name": "Smith"})
    await dropdown.choose(LEE.id)
    await dropdown.shows(LEE.id, SAVED)
    call = await desktop.start_call({"name": "Smith"})
    await dropdown.shows("")
    await dropdown.choose(ACME.id)
    await dropdown.shows(ACME.id, SAVED)
    assert record_of(desktop, chat) == (LEE.id, "Lead")
    assert record_of(desktop, call) == (ACME.id, "Account")


async def test_without_activity_logging_there_is_no_dropdown_and_no_stopped_completion(
    quiet_desktop: Desktop,
) -> None:
    task = await quiet_desktop.offer_task({"name": "Smith"})
    await quiet_desktop.accept(task)
    await quiet_desktop.lightning.called("searchAndScreenPop")
    await asyncio.sleep(A_WHILE)
    assert await RecordDropdown(quiet_desktop).locator.count() == 0
    assert await quiet_desktop.complete(task) is None


# Choosing


async def test_while_a_choice_is_saved_the_dropdown_and_the_completion_of_that_task_are_blocked(
    desktop: Desktop,
) -> None:
    second_task = await desktop.offer_task({"from": "anonymous"})
    await desktop.accept(second_task)
    task, dropdown = await with_choices(desktop)
    async with writes_held_up(desktop):
        await dropdown.choose(BOB.id)
        await dropdown.shows(BOB.id, SAVING)
        assert await dropdown.locator.is_disabled()
        await dropdown.completion_is_blocked()
        for payload in ({"sid": task.reservation}, {"sid": task.reservation, "reason": "done"}):
            assert await desktop.invoke("CompleteTask", payload) is not None
        script = """sid => {
            const task = Twilio.Flex.Manager.getInstance().store.getState().flex.worker.tasks.get(sid);
            return Twilio.Flex.Actions.invokeAction('CompleteTask', { task, reason: 'another plugin' })
                .then(() => 'completed', () => 'refused');
        }"""
        assert await desktop.flex(script, task.reservation) == "refused"
        assert await desktop.complete(second_task) is None
        await desktop.task_gone(second_task)
    await dropdown.shows(BOB.id, SAVED)
    await dropdown.completion_is_free()
    assert await desktop.complete(task) is None
    await desktop.task_gone(task)


@pytest.mark.parametrize("channel", ["voice", "chat"])
async def test_while_a_choice_is_saved_the_button_above_the_task_ends_the_contact(
    desktop: Desktop, channel: str
) -> None:
    if channel == "voice":
        task = await desktop.start_call({"name": "Smith"})
    else:
        task = await desktop.start_chat(["Hello"], {"name": "Smith"})
    dropdown = RecordDropdown(desktop)
    async with writes_held_up(desktop):
        await dropdown.choose(BOB.id)
        await dropdown.shows(BOB.id, SAVING)
        await dropdown.complete_button.click()
        await desktop.task_status(task, "wrapping")
        assert await desktop.complete(task) is not None
    await dropdown.shows(BOB.id, SAVED)


async def test_a_completion_that_another_plugin_blocks_stays_blocked(desktop: Desktop) -> None:
    task, dropdown = await with_choices(desktop)
    script = """([sid, name]) => {
        window.theirs = window.theirs ?? { task: { sid } };
        Twilio.Flex.Actions[name]('CompleteTask', window.theirs);
    }"""
    await desktop.flex(script, [task.reservation, "blockAction"])
    await dropdown.choose(BOB.id)
    await dropdown.shows(BOB.id, SAVED)
    await asyncio.sleep(A_WHILE)
    await dropdown.completion_is_blocked()
    await desktop.flex(script, [task.reservation, "unblockAction"])
    await dropdown.completion_is_free()


async def test_an_unanswered_save_unblocks_the_task_after_a_while(desktop: Desktop) -> None:
    task, dropdown = await with_choices(desktop)
    async with writes_held_up(desktop):
        await dropdown.choose(BOB.id)
        await dropdown.completion_is_blocked()
        await desktop.skip(BLOCKED_LIMIT_MS)
        await desktop.notification(NOTICE)
        await dropdown.shows(BOB.id, NOT_SAVED)
        await dropdown.completion_is_free()
        assert await desktop.complete(task) is None
        await desktop.task_gone(task)
        assert (await logged(desktop, task))["WhoId"] == BOB.id


async def test_a_save_that_failed_can_be_tried_again(desktop: Desktop) -> None:
    desktop.twilio.taskrouter.refusals["attributes"] = Refused(403, "no")
    task, dropdown = await with_choices(desktop, {"kept": {"a": 1}})
    await dropdown.choose(ACME.id)
    await dropdown.shows(ACME.id, NOT_SAVED)
    desktop.twilio.taskrouter.refusals.clear()
    await dropdown.confirm.click()
    await dropdown.shows(ACME.id, SAVED)
    assert record_of(desktop, task) == (ACME.id, "Account")
    assert desktop.twilio.taskrouter.attributes(task.task)["kept"] == {"a": 1}
    assert await dropdown.confirm.count() == 0


async def test_the_serverless_function_saves_the_choice_if_there_is_one(admin_desktop: Desktop) -> None:
    desktop = admin_desktop
    task, dropdown = await with_choices(desktop)
    desktop.twilio.http.serverless.failures = [FORBIDDEN]
    await dropdown.choose(BOB.id)
    await dropdown.shows(BOB.id, NOT_SAVED)
    await dropdown.choose(LEE.id)
    await dropdown.shows(LEE.id, SAVED)
    await desktop.until(
        """sid => Twilio.Flex.Manager.getInstance().store.getState().flex.worker.tasks.get(sid)
            .attributes.sfdcObjectType === 'Lead'""",
        task.reservation,
    )
    await dropdown.choose(NONE)
    await dropdown.shows(NONE, SAVED)
    await asyncio.sleep(A_WHILE)
    assert record_of(desktop, task) == ("", "")
    assert desktop.twilio.taskrouter.attribute_writes == []


# The guard of the completion


@EACH_HOST
async def test_without_a_choice_the_completion_is_stopped_and_the_agent_notified(desktop: Desktop) -> None:
    task, dropdown = await with_choices(desktop)
    await dropdown.press_complete()
    await desktop.notification(REQUIRED)
    await asyncio.sleep(A_WHILE)
    await desktop.task_status(task, "accepted")
    await dropdown.choose(BOB.id)
    await dropdown.shows(BOB.id, SAVED)
    await dropdown.press_complete()
    await desktop.task_gone(task)


async def test_without_a_choice_the_completion_is_stopped_in_another_view_too(admin_desktop: Desktop) -> None:
    desktop = admin_desktop
    task, dropdown = await with_choices(desktop)
    views = """() => Twilio.Flex.Manager.getInstance().store.getState().flex.view.activeView === 'teams'
        && !document.querySelector('.Twilio-TaskCanvas')"""
    try:
        for _ in range(2):  # Flex names a view after it has rendered it, even when the agent comes back
            assert await desktop.invoke("NavigateToView", {"viewName": "teams"}) is None
            await desktop.until(views, what="the teams are shown")
            assert await desktop.complete(task) is not None
            assert await desktop.invoke("NavigateToView", {"viewName": "agent-desktop"}) is None
            await dropdown.ready()
        await desktop.notification(REQUIRED)
    finally:
        assert await desktop.invoke("NavigateToView", {"viewName": "agent-desktop"}) is None
    await dropdown.choose(BOB.id)
    await dropdown.shows(BOB.id, SAVED)
    assert await desktop.complete(task) is None


async def test_a_call_that_has_ended_and_a_chat_that_was_wrapped_up_wait_for_the_choice(
    desktop: Desktop,
) -> None:
    dropdown = RecordDropdown(desktop)
    call = await desktop.start_call({"name": "Smith"})
    await dropdown.ready()
    await desktop.customer_hangs_up(call)
    assert await desktop.complete(call) is not None
    await dropdown.choose(BOB.id)
    await dropdown.shows(BOB.id, SAVED)
    assert await desktop.complete(call) is None
    await desktop.task_gone(call)
    chat = await desktop.start_chat(["Hello"], {"name": "Smith"})
    await dropdown.ready()
    await desktop.wrap_up(chat)
    submitted = len(desktop.twilio.copilot.submitted)
    assert await desktop.complete(chat) is not None
    assert len(desktop.twilio.copilot.submitted) == submitted, "the agent keeps the notes"
    await dropdown.choose(NONE)
    await dropdown.shows(NONE, SAVED)
    assert await desktop.complete(chat) is None
    await desktop.task_gone(chat)
    assert len(desktop.twilio.copilot.submitted) == submitted + 1


async def is_forgotten(desktop: Desktop, task: Offered) -> None:
    """Wait until the activity of the task is saved; then its choices and other facts are dropped in time."""
    saved = """sid => Object.entries(localStorage).some(
        ([key, text]) => key.endsWith('activity.' + sid) && JSON.parse(text).state === 'saved')"""
    await desktop.until(saved, task.reservation, "the activity is saved")
    await desktop.skip(FORGET_AFTER_MS)
    script = """sid => !(sid in Twilio.Flex.Manager.getInstance().store.getState()
        .salesforceIntegration.tasks)
        && !Object.keys(localStorage).some(key => key.endsWith('task.' + sid))"""
    await desktop.until(script, task.reservation, "the plugin has forgotten the task")


async def test_without_the_dropdown_in_the_canvas_a_task_is_completed_and_its_choices_are_forgotten(
    open_desktop: Open, product: Product
) -> None:
    # Its own page: on a shared one the timer may be that of an earlier test, which keeps its own time.
    async with open_desktop(with_plugin(product)) as desktop:
        await desktop.boot()
        await has_reached_salesforce(desktop)
        shown, dropdown = await with_choices(desktop)
        await desktop.flex("() => Twilio.Flex.TaskCanvas.Content.remove('associate-record-dropdown')")
        for sid in (None, shown.reservation):  # Flex applies it when it opens the canvas
            assert await desktop.invoke("SelectTask", {"sid": sid}) is None
        await dropdown.locator.wait_for(state="detached")
        assert await desktop.complete(shown) is None
        await desktop.task_gone(shown)
        await is_forgotten(desktop, shown)
        task = await desktop.offer_task({"name": "Smith"})
        await desktop.accept(task)
        await eventually(
            lambda: len(desktop.lightning.calls_of("searchAndScreenPop")) == 2, "a search has been sent"
        )
        await asyncio.sleep(A_WHILE)
        assert await dropdown.locator.count() == 0
        assert await desktop.complete(task) is None


# Several tasks, a reload, the end


async def test_each_of_two_tasks_has_its_own_choice(desktop: Desktop) -> None:
    first, dropdown = await with_choices(desktop)
    async with writes_held_up(desktop):
        await dropdown.choose(BOB.id)
        await dropdown.shows(BOB.id, SAVING)
        two, _ = await with_choices(desktop)
        await dropdown.shows("")
        await dropdown.completion_is_free()
        await dropdown.choose(LEE.id)
        await dropdown.shows(LEE.id, SAVING)
        await desktop.select(first)
        await dropdown.shows(BOB.id, SAVING)
    await dropdown.shows(BOB.id, SAVED)
    await desktop.select(two)
    await dropdown.shows(LEE.id, SAVED)
    assert (record_of(desktop, first), record_of(desktop, two)) == ((BOB.id, "Contact"), (LEE.id, "Lead"))


async def test_a_reload_keeps_the_choices_and_saves_the_chosen_record(desktop: Desktop) -> None:
    none, dropdown = await with_choices(desktop)
    await dropdown.choose(NONE)
    await dropdown.shows(NONE, SAVED)
    task, _ = await with_choices(desktop)
    async with writes_held_up(desktop):
        await dropdown.choose(LEE.id)
        await dropdown.shows(LEE.id, SAVING)
        await desktop.reload_frame()
    await desktop.select(task)
    await dropdown.shows(LEE.id, SAVED)
    assert record_of(desktop, task) == (LEE.id, "Lead")
    await dropdown.completion_is_free()
    assert await desktop.complete(task) is None
    await desktop.select(none)
    await dropdown.shows(NONE, SAVED)
    assert await desktop.complete(none) is None


# The record in view


@EACH_HOST
async def test_the_record_in_view_is_preselected_and_saved_when_the_agent_confirms(desktop: Desktop) -> None:
    await desktop.lightning.show(None)
    task, dropdown = await with_choices(desktop)
    await desktop.lightning.show(CASE)
    await asyncio.sleep(A_WHILE)
    await dropdown.shows("")
    await desktop.lightning.show(LEE)
    await dropdown.shows(LEE.id, IN_VIEW)
    assert await desktop.complete(task) is not None
    await desktop.notification(REQUIRED)
    assert record_of(desktop, task) == (None, None)
    await dropdown.confirm.click()
    await dropdown.shows(LEE.id, SAVED)
    assert record_of(desktop, task) == (LEE.id, "Lead")


async def test_a_search_without_results_offers_the_record_in_view_and_does_not_require_it(
    desktop: Desktop,
) -> None:
    await desktop.lightning.show(None)
    task = await desktop.offer_task({"name": "Nobody Known"})
    await desktop.accept(task)
    await search_has_ended(desktop, task)
    dropdown = RecordDropdown(desktop)
    assert await dropdown.locator.count() == 0
    for record in (CASE, ADA):
        await desktop.lightning.show(record)
        await dropdown.shows(record.id, IN_VIEW)
    assert await desktop.complete(task) is None
    assert "WhoId" not in await logged(desktop, task)


@EACH_HOST
async def test_the_agent_a_task_is_transferred_to_sees_and_logs_both_records(desktop: Desktop) -> None:
    twilio = desktop.twilio.taskrouter
    task, dropdown = await with_choices(desktop)
    await dropdown.choose(BOB.id)
    await dropdown.shows(BOB.id, SAVED)
    await dropdown.second.select_option(ACME.id)
    pair = {"sfdcObjectId": BOB.id, "sfdcRelatedId": ACME.id}
    await eventually(
        lambda: {**twilio.attributes(task.task), **pair} == twilio.attributes(task.task),
        lambda: f"both records are on the task: {twilio.attributes(task.task)}",
    )
    await desktop.completed_elsewhere(task)
    received = await desktop.offer_task(twilio.attributes(task.task), transferred=True)
    await desktop.accept(received)
    await desktop.until(
        "id => document.querySelector('.Twilio-TaskCanvas label > select')?.value === id",
        ACME.id,
        "the second record is shown",
    )
    assert await desktop.complete(received) is None
    await desktop.task_gone(received)

    def logged() -> list[tuple[object, object]]:
        return [
            (activity.get("WhoId"), activity.get("WhatId")) for activity in desktop.org.activities.values()
        ]

    await eventually(lambda: logged() == [(BOB.id, ACME.id)] * 2, lambda: f"logged: {logged()}")
