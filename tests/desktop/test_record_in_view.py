"""The record in view in the real Flex UI: the record that the agent looks at is suggested for the task."""

from __future__ import annotations

import asyncio
from typing import Any

from build.demo.desktop import Desktop, Offered
from build.demo.record_dropdown import IN_VIEW, RecordDropdown
from build.demo.salesforce import ADA, CASE
from build.demo.waiting import eventually

A_WHILE = 0.5
NOBODY = {"name": "Nobody Known"}


async def facts(desktop: Desktop, task: Offered) -> dict[str, Any]:
    """Return the plugin's data of the task."""
    script = """sid => Twilio.Flex.Manager.getInstance().store.getState().salesforceIntegration.tasks[sid]"""
    return await desktop.flex(script, task.reservation) or {}


async def searched(desktop: Desktop, attributes: dict[str, Any]) -> Offered:
    """Accept a task with no record in view, and wait for the end of the search."""
    await desktop.lightning.show(None)
    task = await desktop.offer_task(attributes)
    await desktop.accept(task)
    await search_has_ended(desktop, task)
    return task


async def search_has_ended(desktop: Desktop, task: Offered) -> None:
    """Wait until the plugin has the results of the search."""
    script = """sid => Twilio.Flex.Manager.getInstance().store.getState()
        .salesforceIntegration.tasks[sid]?.choices !== undefined"""
    await desktop.until(script, task.reservation, "the search has ended")


async def suggested(desktop: Desktop, task: Offered, record_id: str) -> None:
    """Wait until a record is suggested."""
    script = """([sid, id]) => Twilio.Flex.Manager.getInstance().store.getState()
        .salesforceIntegration.tasks[sid]?.viewed?.id === id"""
    await desktop.until(script, [task.reservation, record_id], "the record is suggested")


async def test_the_record_in_view_is_offered_for_a_call_from_flexs_dialpad(desktop: Desktop) -> None:
    await desktop.lightning.show(CASE)
    assert await desktop.invoke("StartOutboundCall", {"destination": "+15557770000"}) is None
    await desktop.on_a_call()
    (created,) = desktop.twilio.taskrouter.created_tasks[-1:]
    reservation = desktop.twilio.taskrouter.reservation_of(created["sid"])
    call = Offered(str(reservation["sid"]), str(created["sid"]))
    # No record is suggested while the previous test's screen pop is in flight: show it until it is suggested.
    while not (await facts(desktop, call)).get("viewed"):
        await desktop.lightning.show(CASE)
        await asyncio.sleep(A_WHILE)
    dropdown = RecordDropdown(desktop)
    await dropdown.shows(CASE.id, IN_VIEW)
    assert desktop.lightning.calls_of("searchAndScreenPop") == []
    await dropdown.confirm.click()
    await desktop.customer_hangs_up(call)
    await desktop.complete(call)
    await desktop.task_gone(call)
    await eventually(lambda: desktop.org.activities, "the activity is saved")
    (logged,) = desktop.org.activities.values()
    assert (logged["CallType"], logged["WhatId"]) == ("Outbound", CASE.id)


async def test_a_record_that_is_opened_is_for_the_task_that_is_open_in_flex(desktop: Desktop) -> None:
    first = await searched(desktop, NOBODY)
    second = await searched(desktop, NOBODY)
    await desktop.lightning.show(CASE)
    await suggested(desktop, second, CASE.id)
    await desktop.select(first)
    await desktop.lightning.show(ADA)
    await suggested(desktop, first, ADA.id)
    await suggested(desktop, second, CASE.id)


async def test_a_suggestion_survives_a_reload_which_offers_no_earlier_view(desktop: Desktop) -> None:
    first = await searched(desktop, NOBODY)
    await desktop.lightning.show(CASE)
    await suggested(desktop, first, CASE.id)
    second = await searched(desktop, NOBODY)
    desktop.org.view = ADA  # while Flex is away
    await desktop.reload_frame()
    await desktop.lightning.listens_for("onNavigationChange")
    await asyncio.sleep(A_WHILE)
    assert (await facts(desktop, first))["viewed"]["id"] == CASE.id
    assert "viewed" not in await facts(desktop, second)
    assert len(desktop.lightning.calls_of("onNavigationChange")) == 1, "once for the start"
