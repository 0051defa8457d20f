"""Click-to-dial in the real Flex UI: a click in Salesforce starts a call, or the agent learns why not."""

from __future__ import annotations

import asyncio

from build.demo.desktop import Desktop
from build.demo.plugin_setup import with_plugin
from build.demo.product import Product
from build.demo.salesforce import ADA, BOB
from build.demo.twilio.taskrouter import Refused
from build.demo.waiting import eventually

from .hosts import EACH_HOST, Open

A_WHILE = 0.5


async def no_call(desktop: Desktop, since: int) -> None:
    """Check that nothing was dialled, and that no call follows."""
    await asyncio.sleep(A_WHILE)
    assert len(desktop.twilio.taskrouter.created_tasks) == since


@EACH_HOST
async def test_a_number_clicked_in_salesforce_opens_the_panel_and_starts_a_call_with_the_record(
    desktop: Desktop,
) -> None:
    desktop.org.softphone.visible = False
    await desktop.lightning.show(ADA)
    await desktop.lightning.click_number()
    await desktop.on_a_call()
    created = desktop.twilio.taskrouter.created_tasks[-1]
    assert created["Attributes"]["outbound_to"] == "+14155550101"
    assert created["Attributes"]["sfdcObjectId"] == ADA.id
    assert created["Attributes"]["sfdcObjectType"] == "Contact"
    await eventually(lambda: desktop.org.softphone.visible, "the panel is open")
    assert len(desktop.lightning.calls_of("setSoftphonePanelVisibility")) == 1


@EACH_HOST
async def test_on_a_call_the_agent_is_notified_and_no_second_call_starts(desktop: Desktop) -> None:
    await desktop.start_call()
    dialled = len(desktop.twilio.taskrouter.created_tasks)
    await desktop.lightning.show(BOB)
    await desktop.lightning.click_number()
    await desktop.notification("PSSalesforceAlreadyOnPhone")
    await no_call(desktop, dialled)


@EACH_HOST
async def test_offline_the_agent_is_notified_until_they_are_back_and_no_call_starts(desktop: Desktop) -> None:
    await desktop.offline()
    dialled = len(desktop.twilio.taskrouter.created_tasks)
    await desktop.lightning.show(ADA)
    await desktop.lightning.click_number()
    shown = await desktop.notification("PSSalesforceUnableToCallOffline")
    assert shown.context == {"activity": "Offline"}
    await no_call(desktop, dialled)
    await desktop.set_activity("Available")
    await desktop.until("() => !document.querySelector('.Twilio-NotificationBar-MessageContainer')")


async def test_the_agent_is_notified_of_a_call_that_cannot_be_started(desktop: Desktop) -> None:
    desktop.twilio.taskrouter.refusals["create-task"] = Refused(500, "TaskRouter is out of order")
    await desktop.lightning.show(ADA)
    await desktop.lightning.click_number()
    await desktop.until("() => desktopTest.notifications.length > 0")


async def test_a_second_session_notifies_the_agent_and_no_call_starts(
    open_desktop: Open, product: Product
) -> None:
    async with open_desktop(with_plugin(product)) as desktop:
        desktop.twilio.another_session()
        await desktop.boot()
        await desktop.lightning.listens_for("onClickToDial")
        assert await desktop.state("session.singleSessionGuard.otherSessionDetected")
        before = len(await desktop.notifications())
        await desktop.lightning.emit("onClickToDial", {"number": ADA.phone})
        await desktop.until("count => desktopTest.notifications.length > count", before)
        await no_call(desktop, 0)
