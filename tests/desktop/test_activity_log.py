"""docs/specification.md, section 6, in the real Flex UI: a task that has ended is in Salesforce."""

from __future__ import annotations

import asyncio
import datetime
import re
import time
from typing import Any

from build.demo.desktop import Desktop, Offered
from build.demo.plugin_setup import with_plugin
from build.demo.product import Product
from build.demo.record_dropdown import writes_held_up
from build.demo.salesforce import ADA, CASE
from build.demo.twilio.taskrouter import Refused
from build.demo.waiting import eventually
from flex_sfdc.activities.tracker import CONFIRM_AFTER_MS

from .hosts import EACH_HOST, Open

A_WHILE = 1.0
NUMBER = "+14155550199"  # of no record in the org


async def activity(desktop: Desktop) -> dict[str, Any]:
    """Wait for the only activity, and a while for a second one."""
    await eventually(lambda: desktop.org.activities, "an activity is saved")
    await asyncio.sleep(A_WHILE)
    (found,) = desktop.org.activities.values()
    return dict(found)


async def nothing_logged(desktop: Desktop) -> None:
    """Check that there is no activity, and that none follows."""
    await asyncio.sleep(A_WHILE)
    assert desktop.lightning.calls_of("saveLog") == []


async def worked_on(
    desktop: Desktop, attributes: dict[str, Any] | None = None, channel: str = "default"
) -> Offered:
    """Have the agent accept a task."""
    task = await desktop.offer_task(attributes, channel)
    await desktop.accept(task)
    return task


async def completed(desktop: Desktop, task: Offered) -> None:
    """Have the agent complete the task."""
    assert await desktop.complete(task) is None
    await desktop.task_gone(task)


async def test_a_completed_call_is_an_activity_and_the_view_shows_it(desktop: Desktop) -> None:
    today, began = datetime.date.today(), time.monotonic()
    call = await desktop.start_call(
        {"from": NUMBER, "conversations": {"content": "Fine.", "outcome": "Done"}}
    )
    await asyncio.sleep(2)
    await desktop.customer_hangs_up(call)
    at_most = time.monotonic() - began
    await asyncio.sleep(at_most)  # wrap-up time, which is not part of the call
    await completed(desktop, call)
    logged = await activity(desktop)
    subject = logged.pop("Subject")
    duration = logged.pop("CallDurationInSeconds")
    day = logged.pop("ActivityDate")
    assert today.isoformat() <= day <= datetime.date.today().isoformat()  # a midnight may be in between
    assert re.fullmatch(r"\[Completed\] Inbound voice at \w{3} \d+, 20\d\d, \d+:\d\d\s[AP]M", subject)
    assert 2 <= duration <= at_most + 1  # TaskRouter's times are whole seconds
    assert logged == {
        "Status": "Completed",
        "CallType": "Inbound",
        "TaskSubtype": "Call",
        "Description": "Fine.",
        "CallDisposition": "Done",
        "CallObject": call.task,
        "Phone": NUMBER,
    }
    await eventually(lambda: desktop.org.views_refreshed, "the view shows it")
    assert desktop.org.views_refreshed == 1


@EACH_HOST
async def test_an_outbound_call_has_the_number_that_was_called(desktop: Desktop) -> None:
    await desktop.lightning.show(ADA)
    await desktop.lightning.click_number()
    await desktop.on_a_call()
    (created,) = desktop.twilio.taskrouter.created_tasks[-1:]
    reservation = desktop.twilio.taskrouter.reservation_of(created["sid"])
    call = Offered(str(reservation["sid"]), str(created["sid"]))
    await desktop.customer_hangs_up(call)
    await completed(desktop, call)
    logged = await activity(desktop)
    assert logged["Subject"].startswith("[Completed] Outbound voice at ")
    assert (logged["CallType"], logged["WhoId"]) == ("Outbound", ADA.id)
    called = None if desktop.lightning.has_panel else created["Attributes"]["outbound_to"]
    assert logged.get("Phone") == called, "tasks have no Phone, but Open CTI takes it"
    assert logged["CallDurationInSeconds"] >= 0
    await eventually(lambda: desktop.org.views_refreshed, "the view shows it")


@EACH_HOST
async def test_a_chat_has_the_copilots_note(desktop: Desktop) -> None:
    desktop.twilio.copilot.codes = [{"disposition_code": "Resolved", "topic_path": "Orders|Late"}]
    chat = await desktop.start_chat(["Hello"], {"identity": "nobody@nowhere.example"})
    await desktop.wrap_up(chat)
    await completed(desktop, chat)
    logged = await activity(desktop)
    assert logged["Subject"].startswith("[Completed] Inbound chat at ")
    assert logged["TaskSubtype"] == "Task"
    assert logged["Description"] == desktop.twilio.copilot.summary
    assert logged["CallDisposition"] == "Resolved"
    assert "Phone" not in logged
    assert "CallDurationInSeconds" not in logged
    assert len(desktop.lightning.calls_of("saveLog")) == 1


async def test_a_calls_note_is_assigned_by_the_channel_of_its_conference(desktop: Desktop) -> None:
    call = await desktop.start_call({"from": NUMBER})
    await desktop.customer_hangs_up(call)
    await completed(desktop, call)
    assert "Description" not in await activity(desktop)
    saved = desktop.org.activities
    script = """note => { Twilio.Flex.Manager.getInstance().events.emit('notesSubmitted', note); }"""
    channel = desktop.twilio.interactions.conferences[call.task].channel_sid
    await desktop.flex(script, {"channelSid": channel, "summary": "Late.", "sid": "GN1"})
    await eventually(lambda: "Late." in str(saved), lambda: f"the note is saved: {saved}")
    assert (await activity(desktop))["Description"] == "Late."
    assert "Id" in desktop.lightning.calls_of("saveLog")[1].args["object"]


@EACH_HOST
async def test_a_match_that_is_still_being_written_on_the_task_is_related(desktop: Desktop) -> None:
    async with writes_held_up(desktop) as has_begun:
        task = await worked_on(desktop, {"identity": ADA.name})
        await has_begun.wait()
        await completed(desktop, task)
        assert (await activity(desktop))["WhoId"] == ADA.id


@EACH_HOST
async def test_a_task_that_ends_elsewhere_while_the_agent_works_on_it_is_logged(desktop: Desktop) -> None:
    for status in ("canceled", "completed"):
        task = await worked_on(desktop, {"sfdcObjectId": ADA.id})
        desktop.twilio.taskrouter.move(task.reservation, status)
        await desktop.task_gone(task)
        logged = await activity(desktop)
        assert logged["Subject"].startswith(f"[{status.title()}] Inbound default at ")
        assert (logged["Status"], logged["WhoId"]) == ("Completed", ADA.id)
        desktop.org.activities.clear()


async def test_a_task_that_the_agent_never_accepts_is_not_logged(desktop: Desktop) -> None:
    for status in ("canceled", "rejected", "rescinded", "timeout"):
        task = await desktop.offer_task({"sfdcObjectId": ADA.id})
        desktop.twilio.taskrouter.move(task.reservation, status)
        await desktop.task_gone(task)
    await nothing_logged(desktop)


async def test_a_completion_that_twilio_refuses_is_not_logged_until_it_succeeds(desktop: Desktop) -> None:
    task = await worked_on(desktop)
    desktop.twilio.taskrouter.refusals["completed"] = Refused(500, "out of order")
    await desktop.complete(task)
    await nothing_logged(desktop)
    desktop.twilio.taskrouter.refusals.clear()
    await completed(desktop, task)
    await activity(desktop)


async def test_custom_fields_are_saved_with_notes(open_desktop: Open, product: Product) -> None:
    fields = {
        "External_Id__c": "attributes.customers.external_id",
        "Topic__c": "copilot.topic_path",
        "Sentiment__c": "copilot.sentiment",
        "Type": "Call",
        "IsReminderSet": False,
        "Nonsense": "case.sid",
        "Id": "constant.x",
    }
    async with open_desktop(with_plugin(product, configuration={"activity_fields": fields})) as desktop:
        desktop.twilio.copilot.codes = [{"disposition_code": "Resolved", "topic_path": "Orders"}]
        await desktop.boot()
        await desktop.lightning.listens_for("onClickToDial")
        chat = await desktop.start_chat(["Hello"], {"customers": {"external_id": "C-17"}})
        await desktop.wrap_up(chat)
        await completed(desktop, chat)
        logged = await activity(desktop)
        assert {name: logged.get(name) for name in fields} == {
            "External_Id__c": "C-17",
            "Topic__c": "Orders",
            "Sentiment__c": "neutral",
            "Type": "Call",
            "IsReminderSet": False,
            "Nonsense": None,
            "Id": None,
        }
        for name in ("Nonsense", "Id"):
            assert len(desktop.lines("warning", containing=f"activity_fields.{name} ")) == 1


async def test_a_reload_during_a_call_and_one_right_after_complete_lose_nothing(desktop: Desktop) -> None:
    task = await worked_on(desktop, {"sfdcObjectId": ADA.id})
    await desktop.reload_frame()
    await desktop.lightning.listens_for("onClickToDial")
    await desktop.flex(
        "sid => { Twilio.Flex.Actions.invokeAction('CompleteTask', {sid}); }", task.reservation
    )
    reservation = desktop.twilio.taskrouter.reservations[task.reservation]
    await eventually(lambda: reservation["reservation_status"] == "completed", "Twilio has the completion")
    await desktop.reload_frame()
    await desktop.task_gone(task)
    logged = await activity(desktop)
    assert logged["Subject"].startswith("[Completed]")
    assert logged["WhoId"] == ADA.id


async def test_a_later_tab_knows_when_a_task_began_and_both_log_it_once(desktop: Desktop) -> None:
    first = await worked_on(desktop, {"sfdcObjectId": ADA.id})
    began = desktop.twilio.taskrouter.reservations[first.reservation]["date_updated"] * 1000
    await asyncio.sleep(A_WHILE)
    desktop.twilio.taskrouter.set_attributes(first.task, {"sfdcObjectId": ADA.id, "more": 1})
    async with desktop.another_tab() as second_tab:
        await second_tab.boot()
        await second_tab.lightning.listens_for("onClickToDial")
        script = """sid => Twilio.Flex.Manager.getInstance().store.getState()
            .salesforceIntegration.tasks[sid]"""
        facts = await second_tab.until(script, first.reservation, "the second tab knows the task")
        assert facts["accepted"] == (await desktop.flex(script, first.reservation))["accepted"]
        assert facts["accepted_at_server"] == began
        await completed(desktop, first)
        second = await worked_on(desktop, {"sfdcObjectId": CASE.id})
        desktop.twilio.taskrouter.move(second.reservation, "canceled")
        await desktop.task_gone(second)
        await second_tab.task_gone(second)
        await eventually(lambda: len(desktop.org.activities) > 1, "both are saved")
        await asyncio.sleep(A_WHILE)
        saved = [*desktop.lightning.calls_of("saveLog"), *second_tab.lightning.calls_of("saveLog")]
        assert len(saved) == 2
        assert len(desktop.org.activities) == 2


async def test_without_the_flag_nothing_is_logged(quiet_desktop: Desktop) -> None:
    for status in ("completed", "canceled"):
        task = await worked_on(quiet_desktop, {"sfdcObjectId": ADA.id})
        quiet_desktop.twilio.taskrouter.move(task.reservation, status)
        await quiet_desktop.task_gone(task)
    await nothing_logged(quiet_desktop)


async def test_a_task_that_ends_during_a_reload_is_an_activity(desktop: Desktop) -> None:
    task = await worked_on(desktop, {"sfdcObjectId": CASE.id, "sfdcObjectType": "Case"})
    desktop.twilio.when_nobody_listens(lambda: desktop.twilio.taskrouter.move(task.reservation, "canceled"))
    await desktop.reload_frame()
    await desktop.task_gone(task)
    assert await desktop.events("taskCanceled") == []
    await desktop.skip(CONFIRM_AFTER_MS)
    logged = await activity(desktop)
    assert logged["WhatId"] == CASE.id


async def without_network(desktop: Desktop, task: Offered, status: str) -> None:
    """Break the connection to TaskRouter; Flex sees later changes of the task when it has reconnected."""
    twilio, is_broken = desktop.twilio, asyncio.Event()

    def change() -> None:
        twilio.taskrouter.move(task.reservation, status)
        is_broken.set()

    twilio.when_nobody_listens(change)
    twilio.drop_worker_sockets()
    await is_broken.wait()


async def test_a_task_that_ends_while_the_network_is_down_is_an_activity(desktop: Desktop) -> None:
    task = await worked_on(desktop, {"sfdcObjectId": CASE.id, "sfdcObjectType": "Case"})
    await without_network(desktop, task, "completed")
    await desktop.task_gone(task)
    assert await desktop.events("taskCompleted") == []
    await desktop.skip(CONFIRM_AFTER_MS)
    logged = await activity(desktop)
    assert logged["WhatId"] == CASE.id
