"""docs/specification.md, section 9, in the real Flex UI and browser storage: no activity gets lost."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

from build.demo.desktop import Desktop, Offered
from build.demo.flex.bundle import flex_bundle
from build.demo.plugin_setup import with_plugin
from build.demo.product import Product
from build.demo.salesforce import ADA
from build.demo.salesforce.behaviour import never
from build.demo.salesforce.refusals import validation_rule
from build.demo.twilio import ids
from build.demo.waiting import eventually
from flex_sfdc.activities.entries import SHOWN_AFTER_MS
from flex_sfdc.salesforce.open_cti import SAVE_LIMIT_MS

from .hosts import EACH_HOST, WITH_THE_PANEL, Open, narrowed

SCOPE = f"flex-sfdc.{ids.ACCOUNT}.{ids.WORKER}.activity."
NOT_SAVED = "PSSalesforceActivityNotSaved"
NAME = "Zebedee Quill"
SAID = "asked for a boat"
QUIET = 1.5


async def completed(desktop: Desktop, **attributes: Any) -> Offered:
    """Return a task that the agent has worked on and completed."""
    of_ada = {"sfdcObjectId": ADA.id, "sfdcObjectType": "Contact"}
    about = {"from": ADA.phone, "customerName": NAME, "conversations": {"content": SAID}}
    task = await desktop.offer_task({**about, **of_ada, **attributes})
    await desktop.accept(task)
    await desktop.complete(task)
    await desktop.task_gone(task)
    return task


async def ready(desktop: Desktop) -> None:
    """Wait until the plugin has reached Salesforce."""
    await desktop.lightning.listens_for("onClickToDial")


@contextlib.asynccontextmanager
async def ready_tab(desktop: Desktop) -> AsyncIterator[Desktop]:
    """Open another tab, whose plugin has reached Salesforce."""
    async with desktop.another_tab() as tab:
        await tab.boot()
        await ready(tab)
        yield tab


def written(desktop: Desktop, task: Offered) -> list[dict[str, Any]]:
    """Return the task's activities in the org."""
    return [value for value in desktop.org.activities.values() if value.get("CallObject") == task.task]


async def written_once(desktop: Desktop, task: Offered) -> dict[str, Any]:
    """Wait for the activity; a second one must not follow."""
    printed = partial(desktop.lines, "warning", "flex-sfdc")
    await eventually(lambda: written(desktop, task), lambda: f"it is written; printed: {printed()}")
    await asyncio.sleep(QUIET)
    assert len(written(desktop, task)) == 1
    return written(desktop, task)[0]


async def nobody_is_asked(desktop: Desktop) -> None:
    """Check that Flex has not notified the agent of an unsaved activity."""
    assert NOT_SAVED not in [notification.id for notification in await desktop.notifications()]


async def kept(desktop: Desktop) -> dict[str, dict[str, Any]]:
    """Return the browser's stored activities of this worker, by reservation."""
    script = "prefix => Object.entries(localStorage).filter(([key]) => key.startsWith(prefix))"
    return {key[len(SCOPE) :]: json.loads(text) for key, text in await desktop.flex(script, SCOPE)}


async def state_of(desktop: Desktop, task: Offered, state: str) -> None:
    """Wait until the activity of the task is kept in that state."""
    script = """([key, state]) => JSON.parse(localStorage.getItem(key) || '{}').state === state"""
    await desktop.until(script, [SCOPE + task.reservation, state], f"the activity is {state}")


async def unsaved(desktop: Desktop, count: int) -> None:
    """Wait until the header counts this many unsaved activities; for none it shows nothing."""
    script = """count => {
        const text = document.querySelector('.Twilio-MainHeader summary')?.innerText ?? '';
        return count ? text.startsWith(`${count} activit`) : !text;
    }"""
    await desktop.until(script, count, f"{count} activities are not saved")


async def button(desktop: Desktop, name: str) -> None:
    """Press a button of the open list as the agent."""
    await desktop.close_notifications()
    await desktop.frame.get_by_role("button", name=name, exact=True).click()


async def open_list(desktop: Desktop) -> None:
    """Open the list as the agent."""
    await desktop.close_notifications()
    await desktop.frame.locator(".Twilio-MainHeader summary").click()


async def test_while_salesforce_is_silent_agent_and_admin_see_the_waiting_activity(desktop: Desktop) -> None:
    desktop.lightning.always_for_every_method(never())
    task = await completed(desktop)
    await state_of(desktop, task, "waiting")
    await probed(desktop)
    await desktop.advance(SHOWN_AFTER_MS)
    await unsaved(desktop, 1)
    await open_list(desktop)
    await desktop.frame.get_by_text("Waiting for Salesforce.").wait_for()
    script = "() => Twilio.Flex.Manager.getInstance().store.getState().salesforceIntegration.unsaved"
    assert [item["sid"] for item in await desktop.flex(script)] == [task.reservation]
    assert desktop.lightning.calls_of("saveLog") == [], "nothing is sent that may get lost"
    await desktop.salesforce_is_back()
    await written_once(desktop, task)
    await unsaved(desktop, 0)


async def test_an_answer_after_the_time_limit_settles_the_activity(desktop: Desktop) -> None:
    answers = desktop.lightning.hold("saveLog")
    task = await completed(desktop)
    await desktop.lightning.called("saveLog")
    await desktop.skip(SAVE_LIMIT_MS)
    await unsaved(desktop, 1)
    await state_of(desktop, task, "unknown")
    answers.set()
    await unsaved(desktop, 0)
    await state_of(desktop, task, "saved")
    await written_once(desktop, task)


@EACH_HOST
async def test_a_reload_while_an_activity_waits_loses_nothing(desktop: Desktop) -> None:
    desktop.lightning.always_for_every_method(never())
    task = await completed(desktop)
    desktop.lightning.behave_normally()  # for the new page only: what the old one sent stays unanswered
    await desktop.reload_frame()
    await written_once(desktop, task)


@WITH_THE_PANEL
async def test_with_a_key_a_lost_answer_is_one_activity_and_nobody_is_asked(desktop: Desktop) -> None:
    desktop.lightning.behave("saveLog", never(processed=True))
    task = await completed(desktop)
    await desktop.lightning.called("saveLog")
    await desktop.skip(SAVE_LIMIT_MS)
    await state_of(desktop, task, "saved")
    await written_once(desktop, task)
    await nobody_is_asked(desktop)
    assert list(desktop.org.keys) == [task.reservation]


@WITH_THE_PANEL
async def test_with_a_key_a_reload_during_the_save_needs_no_confirmation(desktop: Desktop) -> None:
    desktop.lightning.behave("saveLog", never(processed=True))
    task = await completed(desktop)
    await desktop.lightning.called("saveLog")
    await desktop.reload_frame()
    await state_of(desktop, task, "saved")
    await written_once(desktop, task)
    await nobody_is_asked(desktop)


async def test_a_reload_during_a_save_leaves_the_activity_to_the_agent(desktop: Desktop) -> None:
    desktop.lightning.behave("saveLog", never())
    task = await completed(desktop)
    await desktop.lightning.called("saveLog")
    await desktop.reload_frame()
    await unsaved(desktop, 1)
    await desktop.notification(NOT_SAVED)
    await asyncio.sleep(QUIET)
    assert len(desktop.lightning.calls_of("saveLog")) == 1, "it may have been written"
    await open_list(desktop)
    await button(desktop, "Save again")
    await written_once(desktop, task)
    await unsaved(desktop, 0)


async def test_a_double_click_does_not_discard_an_activity(desktop: Desktop) -> None:
    desktop.org.rules.append(validation_rule("Status", "Never."))
    task = await completed(desktop)
    await unsaved(desktop, 1)
    await open_list(desktop)
    await desktop.frame.get_by_role("button", name="Discard", exact=True).dblclick()
    await button(desktop, "Keep")
    await unsaved(desktop, 1)
    await button(desktop, "Discard")
    await button(desktop, "Discard permanently")
    await unsaved(desktop, 0)
    assert written(desktop, task) == []
    assert NAME not in str(await kept(desktop))


async def test_a_tab_that_closes_during_a_save_leaves_the_activity_to_the_agent_in_another_tab(
    desktop: Desktop,
) -> None:
    async with ready_tab(desktop) as second_tab:
        for tab in (desktop, second_tab):
            tab.lightning.behave("saveLog", always=never())
        await completed(second_tab)
        await eventually(lambda: len(saves(desktop)) + len(saves(second_tab)) == 1, "one tab saves")
        sender, receiver = (second_tab, desktop) if saves(second_tab) else (desktop, second_tab)
        await sender.page.goto("about:blank")
        await unsaved(receiver, 1)
        assert len(saves(desktop)) + len(saves(second_tab)) == 1
    if sender is desktop:
        await desktop.boot()


async def probed(desktop: Desktop) -> None:
    """Wait until the plugin has probed the silent Salesforce: for the panel, then for the activity."""
    calls = desktop.lightning.calls_of
    is_probed = lambda: len(calls("getCallCenterSettings") + calls("isSoftphonePanelVisible")) > 1  # noqa: E731
    await eventually(is_probed, "Salesforce is probed")


def saves(desktop: Desktop) -> list[Any]:
    """Return the tab's write requests to Salesforce."""
    return list(desktop.lightning.calls_of("saveLog"))


async def a_cancelled_task_is_written_once(desktop: Desktop, other: Desktop) -> None:
    """Let a task be accepted and cancelled in two tabs; one of them writes it."""
    task = await desktop.offer_task({"from": ADA.phone, "sfdcObjectId": ADA.id})
    await desktop.accept(task)
    await other.task_status(task, "accepted")
    await desktop.customer_gives_up(task)
    await other.task_gone(task)
    await written_once(desktop, task)
    assert len(saves(desktop)) + len(saves(other)) == 1


@WITH_THE_PANEL
async def test_with_a_key_two_tabs_write_one_activity_even_if_the_sending_tab_closes(
    desktop: Desktop,
) -> None:
    async with ready_tab(desktop) as second_tab:
        await a_cancelled_task_is_written_once(desktop, second_tab)
        for tab in (desktop, second_tab):
            tab.lightning.calls.clear()
            tab.lightning.behave("saveLog", never(processed=True))
        task = await completed(second_tab)
        await eventually(lambda: saves(desktop) or saves(second_tab), "one tab saves")
        sender, receiver = (second_tab, desktop) if saves(second_tab) else (desktop, second_tab)
        receiver.lightning.behave_normally()
        await sender.page.goto("about:blank")
        await state_of(receiver, task, "saved")
        await written_once(receiver, task)
        await nobody_is_asked(receiver)
    if sender is desktop:
        await desktop.boot()


@EACH_HOST
async def test_a_permanent_rejection_names_the_field_and_can_be_copied(desktop: Desktop) -> None:
    desktop.org.rules.append(validation_rule("CallDisposition", "Nothing is sold on Sundays."))
    task = await completed(desktop, conversations={"content": SAID, "outcome": "sold"})
    await desktop.notification(NOT_SAVED)
    await unsaved(desktop, 1)
    await state_of(desktop, task, "rejected")
    await open_list(desktop)
    await desktop.frame.get_by_text("Nothing is sold on Sundays.").wait_for()
    script = "() => document.addEventListener('copy', () => { window.copied = getSelection().toString(); })"
    await desktop.flex(script)
    await button(desktop, "Copy")
    copied = await desktop.until("() => window.copied", what="it is copied")
    assert f"Description: {SAID}" in copied
    assert "CallDisposition: sold" in copied
    desktop.org.rules.clear()
    await button(desktop, "Save again")
    await written_once(desktop, task)
    assert "(CallDisposition)" in "".join(desktop.lines("warning", "flex-sfdc"))
    assert SAID not in "".join(line.text for line in desktop.console if "flex-sfdc" in line.text)


async def test_an_unsaved_activity_stops_the_first_logout_and_is_discarded_by_the_second(
    open_desktop: Open, product: Product
) -> None:
    async with open_desktop(with_plugin(product)) as desktop:
        await desktop.boot()
        await ready(desktop)
        task = await completed(desktop)
        await written_once(desktop, task)
        desktop.lightning.always_for_every_method(never())
        await completed(desktop)
        await desktop.log_out()
        shown = await desktop.notification("PSSalesforceUnsavedAtLogout")
        assert shown.context == {"numLogs": "1", "singular": True}
        unsaved_only = [entry for entry in (await kept(desktop)).values() if entry["state"] != "saved"]
        assert len(unsaved_only) == 1
        assert await desktop.state("worker.activity.sid")
        await desktop.log_out()
        await logged_out(desktop)
        assert await kept(desktop) == {}
        assert task.reservation not in str(await desktop.flex("() => [localStorage, sessionStorage]"))
        assert desktop.lines("error", "[flex-sfdc]") == []


async def logged_out(desktop: Desktop) -> None:
    """Wait until the agent is logged out."""
    await desktop.until(
        "() => !Twilio.Flex.Manager.getInstance().workerClient", what="the agent is logged out"
    )


ON_TOP = """() => {
    const button = document.querySelector('details[open] button');
    const { x, y } = button.getBoundingClientRect();
    return document.elementFromPoint(x + 5, y + 5) === button;
}"""


async def test_the_list_works_from_the_keyboard_in_a_narrow_panel_and_axe_finds_nothing(
    desktop: Desktop,
) -> None:
    desktop.org.rules.append(validation_rule("Status", "No " + "very " * 50 + "long activities."))
    await completed(desktop)
    task = await completed(desktop)
    await unsaved(desktop, 2)
    async with narrowed(desktop, 320):
        await desktop.frame.locator(".Twilio-MainHeader summary").focus()
        await desktop.page.keyboard.press("Enter")
        await desktop.frame.get_by_role("button", name="Save again").first.wait_for()
        wide = """() => {
            const box = document.querySelector('details > div').getBoundingClientRect();
            return box.left < 0 || box.right > innerWidth || box.bottom > innerHeight;
        }"""
        assert not await desktop.flex(wide)
        await desktop.frame.add_script_tag(path=flex_bundle() / "axe.js")
        run = "async () => (await axe.run('details')).violations.map(one => [one.id, one.nodes[0].html])"
        assert await desktop.flex(run) == []
        desktop.org.rules.clear()
        for _ in ("all", "the first"):
            await desktop.page.keyboard.press("Tab")
        for left in (1, 0):  # the focus goes to the next activity
            await desktop.page.keyboard.press("Enter")
            await unsaved(desktop, left)
        await written_once(desktop, task)


async def test_an_activity_that_is_discarded_in_another_tab_leaves_the_list(desktop: Desktop) -> None:
    """Every shared desktop is reset like this: the plugin would send an activity that it still has."""
    desktop.org.rules.append(validation_rule("Status", "Never."))
    await completed(desktop)
    await unsaved(desktop, 1)
    await desktop.invoke("ToggleOutboundDialer", {})
    await desktop.frame.locator("#dialer-phone-input").wait_for()
    await desktop.frame.locator(".Twilio-MainHeader summary").click()
    await desktop.until(ON_TOP, what="the dialpad does not cover the list")
    await desktop.invoke("ToggleOutboundDialer", {})
    await desktop.discard_unsaved()
    await unsaved(desktop, 0)
