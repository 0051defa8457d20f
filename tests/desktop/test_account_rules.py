"""Rules of accounts, in the real Flex UI: who is found, who is dialled, what is logged and how."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from build.demo.desktop import Desktop, Offered
from build.demo.plugin_setup import has_reached_salesforce, with_plugin
from build.demo.product import Product
from build.demo.record_select import RecordSelectDriver
from build.demo.salesforce import ADA, BOB, CASE, LEE, SALESFORCE_ORIGIN
from build.demo.salesforce.behaviour import refuse
from build.demo.salesforce.org import Record
from build.demo.salesforce.record_ids import record_id
from build.demo.salesforce.refusals import error
from build.demo.waiting import eventually

from .conftest import Loop
from .desktops import Desktops
from .test_faults import refused_twice

DIAL = "Dial__c"
CALLER_ID, QUEUE = "+14155550188", "WQ" + "7" * 32
RULES: dict[str, Any] = {
    "trusted_origins": [f" {SALESFORCE_ORIGIN.upper()}:443/lightning/page/home"],
    "dial_channel": DIAL,
    "caller_id": CALLER_ID,
    "queue_sid": QUEUE,
    "number_formats": {"+4930": "(030) ###-####"},
    "log_tasks": {"kinds": ["inbound", "outbound", "unanswered", "internal", "callback"]},
    "activity_fields": {
        "Subject": "ACME: {{subject}}",
        "Topic__c": "{{task.queueName}} / {{worker.attributes.team}} / {{worker.name}}",
        "External_Id__c": "attributes.conversations.media.0.url",
        "CallDisposition": "attributes.sfdcParams",
    },
}
PARIS, BERLIN = "+33123456789", "+49301234567"
A_WHILE = 0.5
USER = "0055f0000000001AAA"


@pytest.fixture
def desktop(loop: Loop, desktops: Desktops, product: Product) -> Desktop:
    """A booted Flex of an account with its own rules; shared among these tests."""

    async def subscribed(desktop: Desktop) -> None:
        await has_reached_salesforce(desktop)
        await eventually(lambda: DIAL in desktop.org.channels, "the channel is heard")

    async def ready() -> Desktop:
        overrides = {"team": "Gold"}
        setup = partial(with_plugin, product, configuration=RULES)

        def with_team() -> Any:
            made = setup()
            made.account.worker_attributes.update(overrides)
            return made

        desktop = await desktops.shared("with its own rules", with_team, subscribed)
        await desktop.lightning.show(None)
        desktop.twilio.unanswered = None
        return desktop

    return loop.run(ready())


def dialled(desktop: Desktop) -> tuple[Offered, dict[str, Any]]:
    """Return the call that was dialled last, and what Flex asked for."""
    created = desktop.twilio.taskrouter.created_tasks[-1]
    reservation = desktop.twilio.taskrouter.reservation_of(created["sid"])
    return Offered(str(reservation["sid"]), str(created["sid"])), created


async def accepted(desktop: Desktop, channel: str = "default", **attributes: Any) -> Offered:
    """Accept a task as the agent."""
    task = await desktop.offer_task(attributes, channel)
    await desktop.accept(task)
    return task


async def logged(desktop: Desktop, task: Offered) -> dict[str, Any]:
    """Complete a task, unless it is over, and return its activity."""
    if desktop.twilio.taskrouter.reservations[task.reservation]["reservation_status"] != "canceled":
        assert await desktop.complete(task) is None
    await desktop.task_gone(task)
    return await activity(desktop, task)


async def activity(desktop: Desktop, task: Offered) -> dict[str, Any]:
    """Wait for the activity of a task."""

    def found() -> list[dict[str, Any]]:
        return [one for one in desktop.org.activities.values() if one.get("CallObject") == task.task]

    await eventually(found, lambda: f"the task is logged; {desktop.org.activities}")
    return found()[0]


async def searches(desktop: Desktop, count: int) -> list[str]:
    """Return what was searched for, once that many searches have begun."""

    def terms() -> list[str]:
        return [str(call.args["searchParams"]) for call in desktop.lightning.calls_of("searchAndScreenPop")]

    await eventually(lambda: len(terms()) >= count, lambda: f"searched: {terms()}")
    await asyncio.sleep(A_WHILE)
    return terms()


# Who is dialled


async def test_a_click_and_messages_dial_alike_as_the_account_says(desktop: Desktop) -> None:
    sent = []
    params = "5005f0000000005AAA,Case"
    for number in ("(203) 555-0184 x204", "tel:(203) 555-0184 x204"):
        for message in (False, True):
            said = {"number": number, "params": params}
            if message:
                await desktop.lightning.publish(DIAL, said)
            else:
                await desktop.lightning.emit("onClickToDial", said)
            await desktop.on_a_call()
            call, created = dialled(desktop)
            sent.append(created)
            await desktop.customer_hangs_up(call)
            assert (await logged(desktop, call))["CallDisposition"] == params
    assert len({one["Attributes"]["outbound_to"] for one in sent}) == 1
    assert [one["Attributes"]["sfdcParams"] for one in sent] == [params] * 4
    for created in sent:
        assert CALLER_ID in str(created)
        assert QUEUE in str(created)


async def test_a_number_clicked_on_a_users_page_relates_the_activity_to_nothing(desktop: Desktop) -> None:
    click = {"number": ADA.phone, "recordId": USER, "recordName": "Ursula User", "objectType": "User"}
    await desktop.lightning.emit("onClickToDial", click)
    await desktop.on_a_call()
    call, _ = dialled(desktop)
    await desktop.customer_hangs_up(call)
    assert not {"WhoId", "WhatId"} & set(await logged(desktop, call))


# What is logged


async def test_an_outbound_call_that_nobody_answers_is_logged_with_the_reason(desktop: Desktop) -> None:
    desktop.twilio.unanswered = 45305
    await desktop.lightning.show(ADA)
    await desktop.lightning.click_number()
    await eventually(lambda: desktop.twilio.taskrouter.created_tasks, "it is dialled")
    await eventually(lambda: desktop.org.activities, "it is logged")
    (made,) = desktop.org.activities.values()
    assert str(made["Subject"]).startswith("ACME: [Canceled] Outbound voice at ")
    assert (made["WhoId"], made["Phone"], made["CallDisposition"]) == (ADA.id, "+14155550101", "No answer")
    assert "CallDurationInSeconds" not in made


async def test_a_colleagues_call_is_internal_and_nobody_is_searched(desktop: Desktop) -> None:
    said = {"name": "Alice Agent", "client_call": True, "internal": "true"}
    call = await desktop.start_call({**said, "from": "client:alice_40acme_2Ecom"})
    await desktop.customer_hangs_up(call)
    made = await logged(desktop, call)
    assert made["CallType"] == "Internal"
    assert not {"Phone", "WhoId", "WhatId"} & set(made)
    assert desktop.lightning.calls_of("searchAndScreenPop") == []


async def test_a_callback_request_is_not_a_call_and_a_voicemail_is_left_out(desktop: Desktop) -> None:
    numbers = {"from": "+15551230000", "direction": "inbound"}
    voicemail = await accepted(desktop, "default", taskType="voicemail", **numbers)
    assert await desktop.complete(voicemail) is None
    await desktop.task_gone(voicemail)
    callback = await accepted(desktop, "voice", taskType="callback", **numbers)
    await desktop.on_a_call()
    await desktop.customer_hangs_up(callback)
    made = await logged(desktop, callback)
    assert made["TaskSubtype"] == "Task"
    assert "CallDurationInSeconds" not in made
    await asyncio.sleep(A_WHILE)
    assert [one["CallObject"] for one in desktop.org.activities.values()] == [callback.task]


async def test_templates_name_the_task_the_worker_and_places_in_lists(desktop: Desktop) -> None:
    media = [{"url": "https://x.example/1"}, {"url": "https://x.example/2"}]
    task = await accepted(desktop, conversations={"media": media})
    made = await logged(desktop, task)
    assert str(made["Subject"]).startswith("ACME: [Completed] Inbound default at ")
    assert made["Topic__c"] == f"Everyone / Gold / {desktop.setup.account.identity}"
    assert made["External_Id__c"] == "https://x.example/1"


async def test_a_lead_that_was_converted_costs_only_the_relation_and_another_record_is_taken(
    desktop: Desktop,
) -> None:
    rejected = [error("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead")]
    desktop.org.rules.append(lambda value: rejected[0] if value.get("WhoId") == LEE.id else None)
    task = await accepted(desktop, sfdcObjectId=LEE.id, sfdcObjectType="Lead")
    made = await logged(desktop, task)
    assert "WhoId" not in made
    await desktop.notification("PSSalesforceActivityRelationRefused")
    await desktop.lightning.show(ADA)
    await desktop.close_notifications()
    header = desktop.frame.locator(".Twilio-MainHeader details")
    await header.locator("summary").click()
    await header.get_by_label("Salesforce record").select_option(ADA.id)
    await eventually(
        lambda: [one.get("WhoId") for one in desktop.org.activities.values()] == [ADA.id],
        "the activity is on the other record",
    )


async def test_an_activity_of_a_maintenance_window_is_sent_again(desktop: Desktop) -> None:
    code = "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE"
    details = [{"statusCode": code, "message": "Try again later."}]
    desktop.lightning.behave("saveLog", refuse(details=details), refuse(details=details))
    task = await accepted(desktop, sfdcObjectId=ADA.id)
    assert await desktop.complete(task) is None
    await refused_twice(desktop, task)
    assert (await activity(desktop, task))["WhoId"] == ADA.id
    assert len(desktop.lightning.calls_of("saveLog")) == 3


# Who is found


@pytest.mark.parametrize(
    ("number", "held", "second"),
    [(PARIS, "01 23 45 67 89", "0123456789"), (BERLIN, "(030) 123-4567", "(030) 123-4567")],
)
async def test_a_customer_whose_number_records_hold_in_another_notation_is_found(
    desktop: Desktop, number: str, held: str, second: str
) -> None:
    found = Record(record_id("Contact", 51), "Contact", "Ute Unger", held, "ute@x.example")
    desktop.org.records.append(found)
    task = await accepted(desktop, "voice", direction="inbound", **{"from": number})
    assert await searches(desktop, 2) == [number, second]
    await eventually(
        lambda: desktop.twilio.taskrouter.attributes(task.task).get("sfdcObjectId") == found.id,
        "the only match is on the task",
    )
    assert desktop.org.view == found


async def test_placeholder_names_are_not_searched_and_block_nobody(desktop: Desktop) -> None:
    identity = "f0c4b1d2e3a45968"
    said = {"from": "Customer", "name": "Spam Likely", "customerAddress": identity}
    task = await accepted(desktop, **said)
    assert await searches(desktop, 1) == [identity]
    await logged(desktop, task)


async def test_a_flows_search_text_comes_first_and_its_page_is_shown(desktop: Desktop) -> None:
    await accepted(desktop, sfdcSearchString="bob.smith@example.com", **{"from": ADA.phone})
    assert await searches(desktop, 1) == ["bob.smith@example.com"]
    await accepted(desktop, sfdcUrl="/lightning/page/home", **{"from": ADA.phone})
    await eventually(lambda: desktop.lightning.calls_of("screenPop"), "the page is shown")
    pops = [call.args for call in desktop.lightning.calls_of("screenPop")]
    assert pops == [{"type": "url", "params": {"url": "/lightning/page/home"}}]
    assert await searches(desktop, 1) == ["bob.smith@example.com"]


async def test_options_of_one_name_can_be_told_apart_and_a_case_has_its_number(desktop: Desktop) -> None:
    number = "(415) 555-0177"
    twins = [
        replace(BOB, id=record_id("Contact", at), phone=phone, email=f"{at}@x.example", name="Bob Twin")
        for at, phone in ((61, f"{number} a"), (62, f"{number} b"))
    ]
    desktop.org.records += [*twins, replace(CASE, phone=number)]
    await accepted(desktop, "voice", direction="inbound", **{"from": number})
    select = RecordSelectDriver(desktop)
    await select.ready()
    texts = await select.locator.locator("option").all_inner_texts()
    assert "00001026 - Case" in texts
    assert {f"Bob Twin - Contact - {one.phone}" for one in twins} <= set(texts)
