"""Context switching in the real Flex UI: Salesforce follows the task that the agent opens."""

from __future__ import annotations

import asyncio

from build.demo.desktop import Desktop
from build.demo.plugin_setup import has_reached_salesforce
from build.demo.salesforce import ADA, BOB
from build.demo.salesforce.org import Record
from build.demo.waiting import eventually

from .hosts import EACH_HOST

A_WHILE = 0.5
AFTER_POP_MS = 4_000


def shown(desktop: Desktop) -> list[str]:
    """Return the records that Salesforce was asked to show."""
    return [call.args["params"]["recordId"] for call in desktop.lightning.calls_of("screenPop")]


async def clicks(desktop: Desktop, record: Record) -> None:
    """Click a record's task in Flex's list, as the agent."""
    await desktop.frame.locator(f"[data-testid=task-item][aria-label*='{record.name}']").click()


@EACH_HOST
async def test_salesforce_follows_the_agent_and_not_flex(desktop: Desktop) -> None:
    await desktop.lightning.show(None)
    tasks = [
        await desktop.offer_task({"name": record.name, "sfdcObjectId": record.id}) for record in (ADA, BOB)
    ]
    for task in tasks:
        await desktop.accept(task)
    await eventually(lambda: shown(desktop) == [ADA.id, BOB.id], lambda: f"shown: {shown(desktop)}")
    await asyncio.sleep(A_WHILE)
    assert shown(desktop) == [ADA.id, BOB.id]  # only by the screen pop
    await desktop.advance(AFTER_POP_MS)
    await clicks(desktop, ADA)
    await eventually(lambda: shown(desktop) == [ADA.id, BOB.id, ADA.id], "the first record is shown")
    await eventually(lambda: desktop.org.view == ADA, "Salesforce shows it")
    await clicks(desktop, ADA)
    await desktop.reload_frame()
    await has_reached_salesforce(desktop)
    await asyncio.sleep(A_WHILE)
    assert shown(desktop) == [ADA.id, BOB.id, ADA.id]
    await clicks(desktop, BOB)
    await eventually(lambda: desktop.org.view == BOB, "Salesforce shows the second record")
    await desktop.advance(AFTER_POP_MS)
    before = shown(desktop)
    assert await desktop.complete(tasks[1]) is None
    await desktop.task_gone(tasks[1])
    await asyncio.sleep(A_WHILE)
    assert shown(desktop) == before  # Flex left the task that is over
    await clicks(desktop, ADA)
    await eventually(lambda: desktop.org.view == ADA, "Salesforce shows the first record again")
