"""The screen pop in the real Flex UI: an accepted task shows its customer in Salesforce."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

from build.demo.desktop import Desktop, Offered
from build.demo.salesforce import ADA, BOB, PAT
from build.demo.salesforce.behaviour import never
from build.demo.twilio.serverless import BAD_GATEWAY, FunctionAnswer
from build.demo.twilio.taskrouter import Refused
from build.demo.waiting import eventually

from .hosts import EACH_HOST
from .test_record_in_view import search_has_ended

A_WHILE = 0.5
NUMBER = "+14155550101"


async def accepted(desktop: Desktop, attributes: dict[str, Any], transferred: bool = False) -> Offered:
    """Accept a task as the agent."""
    task = await desktop.offer_task(attributes, transferred=transferred)
    await desktop.accept(task)
    return task


async def saved(desktop: Desktop, task: Offered, sfdc_object_id: str, sfdc_object_type: str) -> None:
    """Wait until Flex knows the record of the task."""
    script = """([sid, id, type]) => {
        const task = Twilio.Flex.Manager.getInstance().store.getState().flex.worker.tasks.get(sid);
        return task && task.attributes.sfdcObjectId === id && task.attributes.sfdcObjectType === type;
    }"""
    await desktop.until(script, [task.reservation, sfdc_object_id, sfdc_object_type], "the record is saved")


async def no_pop(desktop: Desktop) -> None:
    """Check that nothing pops, now or later."""
    await asyncio.sleep(A_WHILE)
    assert desktop.lightning.calls_of("screenPop") == []
    assert desktop.lightning.calls_of("searchAndScreenPop") == []


@EACH_HOST
async def test_the_record_of_the_task_is_popped_and_nothing_else(desktop: Desktop) -> None:
    await accepted(desktop, {"sfdcObjectId": f" {BOB.id} ", "from": NUMBER})
    call = await desktop.lightning.called("screenPop")
    assert call.args == {"type": "sobject", "params": {"recordId": BOB.id}}
    await asyncio.sleep(A_WHILE)
    assert len(desktop.lightning.calls_of("screenPop")) == 1
    assert desktop.lightning.calls_of("searchAndScreenPop") == []
    assert desktop.org.view == BOB


async def test_a_task_that_other_code_accepts_pops_once(desktop: Desktop) -> None:
    task = await desktop.offer_task({"sfdcObjectId": BOB.id})
    desktop.twilio.taskrouter.move(task.reservation, "accepted")
    await desktop.lightning.called("screenPop")
    assert [event["sid"] for event in await desktop.events("taskAccepted")] == [task.reservation]
    assert await desktop.invoke("AcceptTask", {"sid": task.reservation}) is not None
    await asyncio.sleep(A_WHILE)
    assert len(desktop.lightning.calls_of("screenPop")) == 1


@EACH_HOST
async def test_a_caller_is_searched_for_and_the_only_match_saved_on_the_task(desktop: Desktop) -> None:
    call = await desktop.start_call({"from": NUMBER})
    search = await desktop.lightning.called("searchAndScreenPop")
    assert search.args["searchParams"] == NUMBER
    await saved(desktop, call, ADA.id, "Contact")
    assert desktop.org.view == ADA
    written = desktop.twilio.taskrouter.attributes(call.task)
    assert (written["from"], written["direction"]) == (NUMBER, "inbound")


async def test_a_chat_and_an_sms_are_searched_for_without_their_prefix(desktop: Desktop) -> None:
    chat = await desktop.start_chat(["Hello"], {"identity": "ada@example.com"})
    search = await desktop.lightning.called("searchAndScreenPop")
    assert search.args == {
        "searchParams": "ada@example.com",
        "callType": "inbound",
        "deferred": False,
        "defaultFieldValues": {"Email": "ada@example.com"},
    }
    await saved(desktop, chat, ADA.id, "Contact")
    sms = await accepted(desktop, {"customerAddress": f"whatsapp:{NUMBER}", "channelType": "whatsapp"})
    await saved(desktop, sms, ADA.id, "Contact")
    assert desktop.lightning.calls_of("searchAndScreenPop")[1].args["searchParams"] == NUMBER


@EACH_HOST
async def test_a_person_account_is_saved_as_its_contact(desktop: Desktop) -> None:
    task = await accepted(desktop, {"identity": "Pat Person"})
    await saved(desktop, task, str(PAT.person_contact_id), "Contact")


@EACH_HOST
async def test_if_the_search_finds_nothing_the_next_value_is_searched_for_and_popped(
    desktop: Desktop,
) -> None:
    task = await accepted(desktop, {"name": "Nobody Known", "from": NUMBER})
    await saved(desktop, task, ADA.id, "Contact")
    searches = desktop.lightning.calls_of("searchAndScreenPop")
    assert [call.args["searchParams"] for call in searches] == ["Nobody Known", NUMBER]
    assert desktop.org.view == ADA


@EACH_HOST
async def test_a_page_of_the_org_is_shown_instead_of_a_search(desktop: Desktop) -> None:
    path = "/lightning/o/Report/home"
    await accepted(desktop, {"sfdcUrl": path, "from": NUMBER})
    await eventually(lambda: desktop.org.page, "a page is shown")
    assert desktop.org.page == {"kind": "unknown", "url": path}
    assert desktop.lightning.calls_of("searchAndScreenPop") == []


async def test_an_outbound_task_pops_for_the_agent_it_is_transferred_to(desktop: Desktop) -> None:
    await accepted(desktop, {"direction": "outbound", "sfdcObjectId": ADA.id})
    await no_pop(desktop)
    await accepted(desktop, {"direction": "outbound", "sfdcObjectId": ADA.id}, transferred=True)
    await desktop.lightning.called("screenPop")


async def test_attributes_that_cannot_be_written_at_first_are_written_later(desktop: Desktop) -> None:
    desktop.twilio.taskrouter.refusals["attributes"] = Refused(503, "TaskRouter is out of order")
    task = await desktop.offer_task({"from": NUMBER})
    await desktop.accept(task)
    await eventually(lambda: desktop.twilio.taskrouter.refused, "they cannot be written")
    desktop.twilio.taskrouter.refusals.clear()
    await saved(desktop, task, ADA.id, "Contact")


async def test_after_a_reload_only_tasks_that_did_not_pop_before_are_popped(desktop: Desktop) -> None:
    await search_has_ended(desktop, await accepted(desktop, {"name": "Smith"}))
    desktop.lightning.behave("searchAndScreenPop", never())
    lost = await accepted(desktop, {"from": NUMBER})
    searches = partial(desktop.lightning.calls_of, "searchAndScreenPop")
    await eventually(lambda: len(searches()) == 2, "both are searched for")
    await desktop.reload_frame()
    await saved(desktop, lost, ADA.id, "Contact")
    assert [call.args["searchParams"] for call in searches()] == ["Smith", NUMBER, NUMBER]


async def test_a_serverless_function_writes_the_attributes_and_is_asked_again_when_it_fails(
    admin_desktop: Desktop,
) -> None:
    serverless = admin_desktop.twilio.http.serverless
    serverless.calls.clear()
    serverless.failures = [BAD_GATEWAY, FunctionAnswer(429, "slow down", "text/plain")]
    task = await accepted(admin_desktop, {"from": NUMBER})
    await saved(admin_desktop, task, ADA.id, "Contact")
    assert len(serverless.calls) == 3
    assert set(serverless.calls[0]) == {"Token", "taskSid", "attributesUpdate"}
    assert admin_desktop.twilio.taskrouter.attribute_writes == []
    assert admin_desktop.page_errors == []
