"""A sample of the fault matrix (tests/matrix) on the real Flex UI: nothing hangs, all is written once."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

from build.demo.desktop import Desktop, Offered
from build.demo.salesforce import ADA
from build.demo.salesforce.behaviour import never, twice
from build.demo.salesforce.refusals import locked_row, request_limit, validation_rule
from build.demo.twilio.taskrouter import Refused
from build.demo.waiting import eventually
from flex_sfdc.activities.rules import SAVE_RETRY_PAUSES_MS
from flex_sfdc.salesforce.open_cti import SAVE_LIMIT_MS

from .hosts import EACH_HOST

NOT_SAVED = "PSSalesforceActivityNotSaved"
WAITS = """sid => Object.entries(localStorage)
    .some(([key, text]) => key.endsWith('activity.' + sid) && JSON.parse(text).state === 'waiting')"""


async def accepted(desktop: Desktop, **attributes: Any) -> Offered:
    """A task of Ada's that the agent has accepted."""
    known = {"sfdcObjectId": ADA.id, "sfdcObjectType": "Contact"}
    task = await desktop.offer_task({"from": ADA.phone, **known, **attributes})
    await desktop.accept(task)
    return task


async def completed(desktop: Desktop, **attributes: Any) -> Offered:
    """A task of Ada's, worked on and completed: whatever is wrong with Salesforce, that works."""
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


async def test_an_activity_whose_answer_comes_twice_is_written_once(desktop: Desktop) -> None:
    desktop.lightning.behave("saveLog", twice())
    await logged_once(desktop, await completed(desktop))


async def test_an_activity_whose_answer_comes_after_the_time_limit_is_written_once(desktop: Desktop) -> None:
    answer = desktop.lightning.hold("saveLog")
    task = await completed(desktop)
    await desktop.lightning.called("saveLog")
    await desktop.skip(SAVE_LIMIT_MS)
    await desktop.notification(NOT_SAVED)
    answer.set()
    await logged_once(desktop, task)


async def test_an_activity_whose_answer_got_lost_is_not_written_again_and_the_agent_is_notified(
    desktop: Desktop,
) -> None:
    desktop.lightning.behave("saveLog", never(processed=True))
    task = await completed(desktop)
    await desktop.lightning.called("saveLog")
    await desktop.reload_frame()
    await desktop.lightning.listens_for("onClickToDial")
    await desktop.notification(NOT_SAVED)
    await asyncio.sleep(2)
    assert len(activities(desktop, task)) == 1


async def test_an_activity_refused_for_good_tells_the_agent_and_holds_up_nothing(
    desktop: Desktop,
) -> None:
    desktop.org.rules.append(validation_rule("CallDisposition", "Nothing is sold on Sundays."))
    refused = await completed(desktop, conversations={"outcome": "sold"})
    other = await completed(desktop)
    await desktop.notification(NOT_SAVED)
    await logged_once(desktop, other)
    assert activities(desktop, refused) == []
    tried = [call for call in desktop.lightning.calls_of("saveLog") if refused.task in str(call.args)]
    assert len(tried) == 1, "it is not tried again by itself"


async def test_while_salesforce_is_away_tasks_are_completed_and_logged_when_it_is_back(
    desktop: Desktop,
) -> None:
    desktop.lightning.always_for_every_method(never())
    tasks = [await completed(desktop), await completed(desktop)]
    await desktop.salesforce_is_back()
    await logged_once(desktop, *tasks)


async def test_of_two_tabs_one_writes_the_activity(desktop: Desktop) -> None:
    async with desktop.another_tab() as other:
        await other.boot()
        await other.lightning.listens_for("onClickToDial")
        await logged_once(desktop, await completed(desktop), await completed(other))


async def test_a_tab_that_goes_before_salesforce_was_asked_leaves_the_activity_to_the_next(
    desktop: Desktop,
) -> None:
    async with desktop.another_tab() as other:
        await other.boot()
        await other.lightning.listens_for("onClickToDial")
        desktop.lightning.always_for_every_method(never())
        other.lightning.always_for_every_method(never())
        task = await completed(other)
    await desktop.salesforce_is_back()
    await logged_once(desktop, task)


async def test_attributes_that_cannot_be_written_keep_nobody_from_completing(desktop: Desktop) -> None:
    desktop.twilio.taskrouter.refusals["attributes"] = Refused(503, "Later.")
    task = await desktop.offer_task({"from": ADA.phone})
    await desktop.accept(task)
    await desktop.lightning.called("searchAndScreenPop")
    await desktop.complete(task)
    await desktop.task_gone(task)
    await eventually(lambda: activities(desktop, task), "it is logged")
    assert activities(desktop, task)[0].get("WhoId") in (None, ADA.id)
