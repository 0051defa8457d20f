"""Click-to-dial in the real Flex UI: a click in Salesforce becomes a call, or the agent learns why not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from build.demo.desktop import Desktop
from build.demo.plugin_setup import with_plugin
from build.demo.product import Product
from build.demo.salesforce import ADA, BOB, PAT
from build.demo.setup import Setup
from build.demo.twilio import taskrouter
from build.demo.twilio.taskrouter import Refused
from build.demo.waiting import eventually

from .hosts import EACH_HOST

Open = Callable[[Setup], AbstractAsyncContextManager[Desktop]]
A_WHILE = 0.5


async def no_call(desktop: Desktop, since: int) -> None:
    """Nothing was dialled, and nothing will be."""
    await asyncio.sleep(A_WHILE)
    assert len(desktop.twilio.taskrouter.created_tasks) == since


@EACH_HOST
async def test_a_number_clicked_in_salesforce_starts_a_call_with_the_record(desktop: Desktop) -> None:
    await desktop.lightning.show(ADA)
    await desktop.lightning.click_number()
    await desktop.on_a_call()
    created = desktop.twilio.taskrouter.created_tasks[-1]
    assert created["Attributes"]["outbound_to"] == "+14155550101"
    assert created["Attributes"]["sfdcObjectId"] == ADA.id
    assert created["Attributes"]["sfdcObjectType"] == "Contact"


@EACH_HOST
async def test_the_record_of_a_person_account_is_its_contact(desktop: Desktop) -> None:
    await desktop.lightning.show(PAT)
    await desktop.lightning.click_number()
    await desktop.on_a_call()
    attributes = desktop.twilio.taskrouter.created_tasks[-1]["Attributes"]
    assert (attributes["sfdcObjectId"], attributes["sfdcObjectType"]) == (PAT.person_contact_id, "Contact")


async def test_a_number_without_a_record_is_dialled_without_one(desktop: Desktop) -> None:
    await desktop.lightning.emit("onClickToDial", {"number": "(415) 555-0199"})
    await desktop.on_a_call()
    attributes = desktop.twilio.taskrouter.created_tasks[-1]["Attributes"]
    assert "sfdcObjectId" not in attributes
    assert "sfdcObjectType" not in attributes


@EACH_HOST
async def test_on_a_call_the_agent_is_notified_and_no_second_call_starts(desktop: Desktop) -> None:
    await desktop.start_call()
    dialled = len(desktop.twilio.taskrouter.created_tasks)
    await desktop.lightning.show(BOB)
    await desktop.lightning.click_number()
    await desktop.notification("PSSalesforceAlreadyOnPhone")
    await no_call(desktop, dialled)


@EACH_HOST
async def test_offline_the_agent_is_notified_and_no_call_starts(desktop: Desktop) -> None:
    await desktop.offline()
    dialled = len(desktop.twilio.taskrouter.created_tasks)
    await desktop.lightning.show(ADA)
    await desktop.lightning.click_number()
    shown = await desktop.notification("PSSalesforceUnableToCallOffline")
    assert shown.context == {"activity": "Offline"}
    await no_call(desktop, dialled)


async def test_after_a_change_of_activity_the_offline_notice_is_gone(desktop: Desktop) -> None:
    await desktop.offline()
    await desktop.lightning.show(ADA)
    await desktop.lightning.click_number()
    await desktop.notification("PSSalesforceUnableToCallOffline")
    await desktop.set_activity("Available")
    await desktop.until("() => !document.querySelector('.Twilio-NotificationBar-MessageContainer')")


async def test_a_second_click_while_the_first_is_under_way_is_ignored(desktop: Desktop) -> None:
    dialled = len(desktop.twilio.taskrouter.created_tasks)
    await asyncio.gather(*(desktop.lightning.emit("onClickToDial", {"number": ADA.phone}) for _ in range(3)))
    await desktop.on_a_call()
    await no_call(desktop, dialled + 1)


async def test_a_click_before_the_task_of_a_started_call_has_come_starts_no_other(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    reserve: list[Callable[[], object]] = []
    monkeypatch.setattr(taskrouter, "later", lambda _, act: reserve.append(act))
    dialled = len(desktop.twilio.taskrouter.created_tasks)
    await desktop.lightning.emit("onClickToDial", {"number": ADA.phone})
    await eventually(lambda: reserve, "the call is started")
    await no_call(desktop, dialled + 1)
    await desktop.lightning.emit("onClickToDial", {"number": ADA.phone})
    await no_call(desktop, dialled + 1)
    reserve[0]()
    await desktop.on_a_call()
    await no_call(desktop, dialled + 1)


async def test_a_call_that_cannot_be_started_tells_the_agent(desktop: Desktop) -> None:
    desktop.twilio.taskrouter.refusals["create-task"] = Refused(500, "TaskRouter is out of order")
    await desktop.lightning.show(ADA)
    await desktop.lightning.click_number()
    await desktop.until("() => desktopTest.notifications.length > 0")


async def test_a_hidden_panel_is_opened(desktop: Desktop) -> None:
    desktop.org.softphone.visible = False
    await desktop.lightning.show(ADA)
    await desktop.lightning.click_number()
    await desktop.on_a_call()
    await eventually(lambda: desktop.org.softphone.visible, "the panel is open")
    assert len(desktop.lightning.calls_of("setSoftphonePanelVisibility")) == 1


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
