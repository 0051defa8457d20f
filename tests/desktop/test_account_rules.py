"""An account's own rules in the real Flex UI: dialling, logging, searching."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from build.demo.desktop import Desktop, Offered
from build.demo.plugin_setup import has_reached_salesforce, with_plugin
from build.demo.product import Product
from build.demo.salesforce import ADA, LEE, SALESFORCE_ORIGIN
from build.demo.salesforce.refusals import error
from build.demo.waiting import eventually

from .conftest import Loop
from .desktops import Desktops

DIAL = "Dial__c"
CALLER_ID, QUEUE = "+14155550188", "WQ" + "7" * 32
RULES: dict[str, Any] = {
    "trusted_origins": [f" {SALESFORCE_ORIGIN.upper()}:443/lightning/page/home"],
    "dial_channel": DIAL,
    "caller_id": CALLER_ID,
    "queue_sid": QUEUE,
    "log_tasks": {"kinds": ["inbound", "outbound", "unanswered", "internal", "callback"]},
    "activity_fields": {
        "Subject": "ACME: {{subject}}",
        "Topic__c": "{{task.queueName}} / {{worker.attributes.team}} / {{worker.name}}",
        "External_Id__c": "attributes.conversations.media.0.url",
        "CallDisposition": "attributes.sfdcParams",
    },
}


@pytest.fixture
def desktop(loop: Loop, desktops: Desktops, product: Product) -> Desktop:
    """Return a booted Flex of an account with its own rules; shared among these tests."""

    async def subscribed(desktop: Desktop) -> None:
        await has_reached_salesforce(desktop)
        await eventually(lambda: DIAL in desktop.org.channels, "the channel is heard")

    async def ready() -> Desktop:
        overrides = {"team": "Gold"}
        setup = partial(with_plugin, product, configuration=RULES)

        def with_team() -> Any:
            account_setup = setup()
            account_setup.account.worker_attributes.update(overrides)
            return account_setup

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
        return [
            activity
            for activity in desktop.org.activities.values()
            if activity.get("CallObject") == task.task
        ]

    await eventually(found, lambda: f"the task is logged; {desktop.org.activities}")
    return found()[0]


# Dialling


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
    assert len({item["Attributes"]["outbound_to"] for item in sent}) == 1
    assert [item["Attributes"]["sfdcParams"] for item in sent] == [params] * 4
    for created in sent:
        assert CALLER_ID in str(created)
        assert QUEUE in str(created)


# Logging


async def test_an_outbound_call_that_nobody_answers_is_logged_with_the_reason(desktop: Desktop) -> None:
    desktop.twilio.unanswered = 45305
    await desktop.lightning.show(ADA)
    await desktop.lightning.click_number()
    await eventually(lambda: desktop.twilio.taskrouter.created_tasks, "it is dialled")
    await eventually(lambda: desktop.org.activities, "it is logged")
    (activity,) = desktop.org.activities.values()
    assert str(activity["Subject"]).startswith("ACME: [Canceled] Outbound voice at ")
    assert (activity["WhoId"], activity["Phone"], activity["CallDisposition"]) == (
        ADA.id,
        "+14155550101",
        "No answer",
    )
    assert "CallDurationInSeconds" not in activity


async def test_texts_with_paths_name_the_task_the_worker_and_places_in_lists(desktop: Desktop) -> None:
    media = [{"url": "https://x.example/1"}, {"url": "https://x.example/2"}]
    task = await accepted(desktop, conversations={"media": media})
    activity = await logged(desktop, task)
    assert str(activity["Subject"]).startswith("ACME: [Completed] Inbound default at ")
    assert activity["Topic__c"] == f"Everyone / Gold / {desktop.setup.account.identity}"
    assert activity["External_Id__c"] == "https://x.example/1"


async def test_a_converted_lead_costs_only_the_relation_and_another_record_can_replace_it(
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
        lambda: [activity.get("WhoId") for activity in desktop.org.activities.values()] == [ADA.id],
        "the activity is on the other record",
    )


# Searching
