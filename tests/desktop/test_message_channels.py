"""Message channels in the real Flex UI: components of the Salesforce page choose records, receive the
choices and events, and dial."""

from __future__ import annotations

import asyncio
import time
from functools import partial
from typing import Any

import pytest

from build.demo.desktop import Desktop, Offered
from build.demo.plugin_setup import has_reached_salesforce, with_plugin
from build.demo.product import Product
from build.demo.record_dropdown import SAVED, RecordDropdown
from build.demo.salesforce import ACME, ADA, BOB, LEE
from build.demo.salesforce.behaviour import refuse
from build.demo.waiting import eventually

from .conftest import Loop
from .desktops import Desktops
from .hosts import EACH_HOST, OPEN_CTI, PANEL

RECORDS, DIAL, EVENTS = "FlexRecords__c", "FlexDial__c", "FlexEvents__c"
"""The channels of the org package, the only ones that the panel reaches."""
CHANNELS = {
    **{"record_channel": RECORDS, "dial_channel": DIAL, "event_channel": EVENTS},
    "activity_fields": {"CallDisposition": "call.holdTime"},
}
A_WHILE = 0.5
BY_NAME = {"name": "Smith"}
FOUND = [
    {"recordId": record.id, "objectType": record.type, "name": record.name} for record in (BOB, LEE, ACME)
]


@pytest.fixture
def desktop(request: pytest.FixtureRequest, loop: Loop, desktops: Desktops, product: Product) -> Desktop:
    """Return a booted Flex whose plugin has all channels, in each host; shared among these tests."""
    host = getattr(request, "param", OPEN_CTI)
    if host == PANEL:
        request.getfixturevalue("compiled_panel")

    async def subscribed(desktop: Desktop) -> None:
        await has_reached_salesforce(desktop)
        await eventually(lambda: {RECORDS, DIAL, EVENTS} <= desktop.org.channels, "the channels are heard")

    async def ready() -> Desktop:
        setup = partial(with_plugin, product, configuration=CHANNELS, has_panel=host == PANEL)
        desktop = await desktops.shared(f"with channels, {host}", setup, subscribed)
        await desktop.lightning.show(None)
        desktop.org.published.clear()
        return desktop

    return loop.run(ready())


async def accepted(desktop: Desktop) -> Offered:
    """Accept a task as the agent, and wait until the page has received the choices."""
    task = await desktop.offer_task(BY_NAME)
    await desktop.accept(task)
    await published(desktop, reservationSid=task.reservation, choices=FOUND)
    return task


async def published(desktop: Desktop, **expected: Any) -> dict[str, Any]:
    """Wait until the last message to the page has these values."""

    def last() -> dict[str, Any]:
        return next(
            (dict(message) for channel, message in reversed(desktop.org.published) if channel == RECORDS), {}
        )

    await eventually(
        lambda: {**last(), **expected} == last(), lambda: f"expected {expected}, published {last()}"
    )
    return last()


async def saved(desktop: Desktop, task: Offered, record_id: str, kind: str) -> None:
    """Wait until the record is on the task."""
    expected = {"sfdcObjectId": record_id, "sfdcObjectType": kind}

    def written() -> dict[str, Any]:
        return dict(desktop.twilio.taskrouter.attributes(task.task))

    await eventually(lambda: {**written(), **expected} == written(), lambda: f"the task says {written()}")


@EACH_HOST
async def test_the_page_receives_the_choices_of_the_task_and_then_the_chosen_record(desktop: Desktop) -> None:
    task = await accepted(desktop)
    message = await published(desktop, reservationSid=task.reservation)
    assert message == {
        "type": "choices",
        "taskSid": task.task,
        "reservationSid": task.reservation,
        "choices": FOUND,
        "chosen": None,
        "relatedId": "",
    }
    await desktop.lightning.publish(RECORDS, {"recordId": LEE.id, "objectType": "Lead"})
    await published(desktop, chosen=LEE.id)
    await saved(desktop, task, LEE.id, "Lead")
    await RecordDropdown(desktop).shows(LEE.id, SAVED)  # until Flex has received it the completion is blocked
    assert await desktop.complete(task) is None
    await desktop.task_gone(task)
    await published(desktop, taskSid="", choices=[], chosen=None)


async def test_a_message_chooses_for_the_task_it_names_and_not_for_the_open_one(desktop: Desktop) -> None:
    named = await accepted(desktop)
    opened = await accepted(desktop)
    message = {"taskSid": named.task, "recordId": BOB.id, "objectType": "Contact"}
    await desktop.lightning.publish(RECORDS, message)
    await saved(desktop, named, BOB.id, "Contact")
    assert "sfdcObjectId" not in desktop.twilio.taskrouter.attributes(opened.task)


async def test_a_later_component_can_request_the_choices_and_the_plugin_ignores_its_own_messages(
    desktop: Desktop,
) -> None:
    task = await accepted(desktop)
    message = await published(desktop, reservationSid=task.reservation, chosen=None)
    desktop.org.published.clear()
    await desktop.lightning.publish(RECORDS, message)
    await asyncio.sleep(A_WHILE)
    assert desktop.org.published == []
    await desktop.lightning.publish(RECORDS, {"type": "request"})
    assert await published(desktop, reservationSid=task.reservation) == message
    assert len(desktop.org.published) == 1


@EACH_HOST
async def test_a_message_dials_with_its_record(desktop: Desktop) -> None:
    message = {"number": ADA.phone, "recordId": ADA.id, "objectType": "Contact"}
    await desktop.lightning.publish(DIAL, message)
    await desktop.on_a_call()
    attributes = desktop.twilio.taskrouter.created_tasks[-1]["Attributes"]
    assert attributes["outbound_to"] == "+14155550101"
    assert (attributes["sfdcObjectId"], attributes["sfdcObjectType"]) == (ADA.id, "Contact")


async def test_a_channel_the_org_does_not_have_is_an_error_in_the_console_and_nothing_else(
    desktops: Desktops, product: Product
) -> None:
    async with desktops.open(with_plugin(product, configuration=CHANNELS)) as desktop:
        desktop.lightning.behave("subscribe", always=refuse("INVALID_PARAM"))
        await desktop.boot()
        await desktop.lightning.listens_for("onClickToDial")
        failed = partial(desktop.lines, "error", "[flex-sfdc] cannot subscribe to the")
        await eventually(lambda: len(failed()) == 3, "the channels have failed")
        assert len(desktop.lightning.calls_of("subscribe")) == 9, "each channel three times"
        assert [
            notification.id
            for notification in await desktop.notifications()
            if "Salesforce" in notification.id
        ] == []


async def knows_the_customer(desktop: Desktop, call: Offered) -> None:
    """Wait until Flex has the participants of the call."""
    script = """sid => Twilio.Flex.Manager.getInstance().store.getState().flex.worker.tasks.get(sid)
        .conference?.participants.find((one) => one.participantType === 'customer')?.onHold === false"""
    await desktop.until(script, call.reservation, "Flex says whether the customer is on hold")


async def test_the_page_learns_of_a_hold_and_the_activity_has_its_duration_even_after_a_reload(
    desktop: Desktop,
) -> None:
    call = await desktop.start_call({"name": "nobody"})
    began = time.monotonic()

    def heard() -> list[str]:
        mine = [dict(said) for channel, said in desktop.org.published if channel == EVENTS]
        return [said["type"] for said in mine if said["reservationSid"] == call.reservation]

    async def comes(event: str) -> None:
        await eventually(lambda: heard()[-1:] == [event], lambda: f"heard {heard()}, not {event}")

    await comes("callStarted")
    await knows_the_customer(desktop, call)
    assert await desktop.invoke("HoldCall", {"sid": call.reservation}) is None
    await comes("callHeld")
    desktop.twilio.keep_calls_over_reload()
    await desktop.reload_frame()
    await desktop.on_a_call()
    await asyncio.sleep(A_WHILE)
    assert await desktop.invoke("UnholdCall", {"sid": call.reservation}) is None
    await comes("callResumed")
    at_most = time.monotonic() - began
    await desktop.customer_hangs_up(call)
    await comes("callEnded")
    assert await desktop.complete(call) is None
    await comes("activitySaved")
    assert heard() == ["callStarted", "callHeld", "callResumed", "callEnded", "activitySaved"]
    (logged,) = [
        activity for activity in desktop.org.activities.values() if activity["CallObject"] == call.task
    ]
    assert 0 < int(logged["CallDisposition"]) <= at_most


@EACH_HOST
async def test_the_page_receives_the_events_of_a_call_and_its_activity(desktop: Desktop) -> None:
    call = await desktop.start_call({"name": "nobody", "sfdcObjectId": ADA.id})
    await knows_the_customer(desktop, call)
    await desktop.customer_hangs_up(call)
    assert await desktop.complete(call) is None
    await desktop.task_gone(call)

    def heard() -> list[Any]:
        mine = [dict(said) for channel, said in desktop.org.published if channel == EVENTS]
        return [said for said in mine if said["reservationSid"] == call.reservation]

    await eventually(lambda: len(heard()) == 3, lambda: f"heard {heard()}")
    ids = {"taskSid": call.task, "reservationSid": call.reservation}
    (activity,) = [sid for sid, saved in desktop.org.activities.items() if saved.get("WhoId") == ADA.id]
    assert heard() == [
        {"type": "callStarted", **ids},
        {"type": "callEnded", **ids},
        {"type": "activitySaved", **ids, "activityId": activity, "recordId": ADA.id},
    ]
