"""A sample of the fault matrix (tests/matrix) in the real Flex UI: each activity is written once."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

from build.demo.desktop import Desktop, Offered
from build.demo.salesforce import ADA
from build.demo.salesforce.behaviour import never
from build.demo.salesforce.refusals import locked_row, request_limit
from build.demo.waiting import eventually
from flex_sfdc.activities.rules import SAVE_RETRY_PAUSES_MS

from .hosts import EACH_HOST

WAITS = """sid => Object.entries(localStorage)
    .some(([key, text]) => key.endsWith('activity.' + sid) && JSON.parse(text).state === 'waiting')"""


async def accepted(desktop: Desktop, **attributes: Any) -> Offered:
    """Return one of Ada's tasks, which the agent has accepted."""
    of_ada = {"sfdcObjectId": ADA.id, "sfdcObjectType": "Contact"}
    task = await desktop.offer_task({"from": ADA.phone, **of_ada, **attributes})
    await desktop.accept(task)
    return task


async def completed(desktop: Desktop, **attributes: Any) -> Offered:
    """Complete one of Ada's tasks, which works even if Salesforce fails."""
    task = await accepted(desktop, **attributes)
    await desktop.complete(task)
    await desktop.task_gone(task)
    return task


def activities(desktop: Desktop, task: Offered) -> list[dict[str, Any]]:
    """Return the task's activities in the org."""
    return [value for value in desktop.org.activities.values() if value.get("CallObject") == task.task]


async def logged_once(desktop: Desktop, *tasks: Offered) -> None:
    """Wait until there is one activity for each task; there is never a second one."""
    printed = partial(desktop.lines, "warning", "flex-sfdc")
    await eventually(
        lambda: all(activities(desktop, task) for task in tasks),
        lambda: f"it is logged; printed: {printed()}",
    )
    await asyncio.sleep(1)
    assert [len(activities(desktop, task)) for task in tasks] == [1] * len(tasks)
    assert all(activities(desktop, task)[0]["WhoId"] == ADA.id for task in tasks)
    assert desktop.page_errors == []


async def refused_twice(desktop: Desktop, task: Offered) -> None:
    """Wait until Salesforce has refused the activity twice for now, and the third try is due."""
    for tries, pause_ms in enumerate(SAVE_RETRY_PAUSES_MS[1:3], start=1):
        await eventually(
            lambda: len(desktop.lightning.calls_of("saveLog")) == tries,  # noqa: B023
            f"it was tried {tries} times",
        )
        await desktop.until(WAITS, task.reservation, "it waits for the next try")
        await desktop.advance(2 * pause_ms)


@EACH_HOST
async def test_an_activity_refused_for_now_is_written_once_when_salesforce_accepts_it(
    desktop: Desktop,
) -> None:
    desktop.lightning.behave("saveLog", locked_row(), request_limit())
    task = await completed(desktop)
    await refused_twice(desktop, task)
    await logged_once(desktop, task)


async def test_while_salesforce_is_away_tasks_are_completed_and_logged_when_it_is_back(
    desktop: Desktop,
) -> None:
    desktop.lightning.always_for_every_method(never())
    tasks = [await completed(desktop), await completed(desktop)]
    await desktop.salesforce_is_back()
    await logged_once(desktop, *tasks)
