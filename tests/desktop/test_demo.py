"""`package.py demo`: its commands on one side, the agent in the real Flex UI on the other."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from build.demo.builder import Builder
from build.demo.commands import BadCommand
from build.demo.commands.catalogue import COMMANDS, run
from build.demo.commands.customers import AUTOMATIC
from build.demo.demo import Demo
from build.demo.inner_loop import InnerLoop
from build.demo.product import ROOT
from build.demo.record_dropdown import NONE, SAVED, RecordDropdown
from build.demo.room.server import ControlRoom, listen
from build.demo.scenarios import HEADER_LIST
from build.demo.waiting import eventually

from .conftest import Loop

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext

BUILT_WITHIN_MS = 100_000
"""A builder starts first, which may take a while on a busy machine."""


@pytest.fixture(autouse=True)
def _fresh(loop: Loop, demo: Demo) -> Iterator[None]:
    """Remove all tasks and faults, and what a reload of Flex during a save has left to the agent."""
    yield
    loop.run(run(demo, "salesforce-normal"))
    loop.run(run(demo, "twilio-normal"))
    loop.run(demo.desktop.reset())
    loop.run(demo.desktop.discard_unsaved())


CUSTOMERS = [name for name, command in COMMANDS.items() if command.group == "Customers"]
OFFERS = CUSTOMERS[: CUSTOMERS.index("several")]


@pytest.mark.parametrize("name", OFFERS)
async def test_every_customer_reaches_the_agent_and_ends_as_an_activity(demo: Demo, name: str) -> None:
    before = len(demo.desktop.twilio.unhandled)
    await run(demo, name)
    task = demo.newest_task()
    await demo.desktop.task_status(task, "pending")
    await demo.desktop.accept(task)
    if demo.state()["tasks"][-1]["channel"] == "voice":
        await demo.desktop.on_a_call()
    await run(demo, "complete")
    await eventually(lambda: demo.state()["activities"], f"the activity of {name} is saved")
    assert demo.desktop.twilio.unhandled[before:] == []


async def test_a_customer_can_give_up_while_it_rings(demo: Demo) -> None:
    await run(demo, "call-known")
    call = demo.newest_task()
    await demo.desktop.task_status(call, "pending")
    await run(demo, "hang-up")
    await demo.desktop.task_gone(call)


async def test_the_customer_hangs_up_and_the_copilot_writes_late(demo: Demo) -> None:
    await run(demo, "call-known")
    call = demo.newest_task()
    await demo.desktop.accept(call)
    await demo.desktop.on_a_call()
    await run(demo, "hang-up")
    await demo.desktop.task_status(call, "wrapping")
    assert await demo.desktop.complete(call) is None
    await eventually(lambda: demo.state()["activities"], "the activity is saved")
    await run(demo, "late-note", {"summary": "Too late?"})
    await eventually(lambda: "Too late?" in str(demo.state()["activities"]), "the note is saved")


async def test_the_copilot_in_its_automatic_mode_writes_what_the_agent_never_sees(demo: Demo) -> None:
    await run(demo, "copilot", {"mode": AUTOMATIC})
    demo.desktop.twilio.copilot.codes = [{"disposition_code": "Resolved", "topic_path": "Orders"}]
    await run(demo, "text-message")
    chat = demo.newest_task()
    await demo.desktop.task_status(chat, "pending")
    await demo.desktop.accept(chat)
    assert await demo.desktop.invoke("WrapupTask", {"sid": chat.reservation}) is None
    await demo.desktop.task_status(chat, "wrapping")
    assert await demo.desktop.complete(chat) is None
    summary = demo.desktop.twilio.copilot.summary
    await eventually(lambda: summary in str(demo.state()["activities"]), "the activity has the note")
    assert "Resolved" in str(demo.state()["activities"])
    assert await demo.desktop.events("notesSubmitted") != []
    demo.desktop.twilio.copilot.codes = []
    await run(demo, "copilot")
    assert demo.desktop.twilio.copilot.notes_visible


async def test_a_call_and_its_task_survive_a_reload_of_flex(demo: Demo) -> None:
    await run(demo, "call-known")
    call = demo.newest_task()
    await demo.desktop.accept(call)
    await demo.desktop.on_a_call()
    await run(demo, "reload-flex")
    await demo.desktop.task_status(call, "accepted")
    await demo.desktop.on_a_call()


async def test_nobody_answers_an_outbound_call(demo: Demo) -> None:
    await run(demo, "twilio-unanswered", {"reason": "Busy"})
    await run(demo, "show-record", {"name": "Grace Hopper"})
    await demo.desktop.lightning.click_number()
    await eventually(lambda: "Busy" in str(demo.state()["activities"]), "the activity says that it was busy")


async def test_while_twilio_is_down_flex_receives_nothing_and_afterwards_everything(demo: Demo) -> None:
    await run(demo, "twilio-down")
    await eventually(lambda: demo.desktop.twilio.listening_workers == 0, "Flex is cut off")
    await run(demo, "call-known")
    await run(demo, "twilio-normal")
    await demo.desktop.task_status(demo.newest_task(), "pending")


async def test_theme_width_and_configuration_reach_flex(demo: Demo) -> None:
    await run(demo, "theme", {"name": "dark"})
    await run(demo, "panel-width", {"pixels": 320})
    await run(demo, "configure", {"keys": json.dumps({"enabled": False})})
    assert await demo.desktop.flex("() => Boolean(document.querySelector('svg[alt=\"Company Logo\"]'))")
    is_light = "() => Twilio.Flex.Manager.getInstance().configuration.theme.isLight"
    assert await demo.desktop.flex(is_light) is False
    assert await demo.desktop.flex("() => innerWidth") == 320
    await run(demo, "theme", {"name": "light"})
    await run(demo, "everything-on")


async def test_an_admin_whose_role_is_chosen_by_keyboard_sees_the_diagnostics(
    demo: Demo, browser: BrowserContext
) -> None:
    room = ControlRoom(demo)
    page = await browser.new_page()
    header = demo.desktop.page.frame_locator("iframe").locator(HEADER_LIST)
    heading = header.filter(has_text="Salesforce: ok")  # without activities of an earlier test
    role = page.get_by_label("Role: Role")
    async with room.serving(listen(0)):
        await page.goto(room.address)
        assert await heading.count() == 0
        await role.press("End")
        await page.get_by_role("button", name="Set: Role").press("Enter")
        await heading.wait_for()
        await eventually(lambda: demo.state()["busy"] == 0, "Flex is reloaded")
        await page.reload()
        await expect(role).to_have_value("admin")
        await page.close()
    await run(demo, "role", {"name": "agent"})
    assert await heading.count() == 0


async def test_an_agent_who_has_logged_out_can_log_in_again(demo: Demo) -> None:
    await run(demo, "log-out")
    await run(demo, "log-in")
    await run(demo, "call-known")
    await demo.desktop.task_status(demo.newest_task(), "pending")


async def test_a_logout_that_the_plugin_stops_is_reported(demo: Demo) -> None:
    await run(demo, "salesforce-validation-rule")
    task = await demo.desktop.offer_task({"name": "Smith", "direction": "inbound"}, "voice")
    await demo.desktop.accept(task)
    await demo.desktop.completed_elsewhere(task)
    with pytest.raises(BadCommand, match="stopped"):
        await run(demo, "log-out")


async def test_the_log_has_each_call_of_the_plugin_with_its_answer(demo: Demo) -> None:
    await run(demo, "show-record", {"name": "Ada Lovelace"})
    await eventually(
        lambda: "getAppViewInfo" in titles(demo) or "onNavigationChange" in titles(demo), "logged"
    )
    await run(demo, "salesforce-silent")
    await run(demo, "call-known")
    await eventually(lambda: lost(demo), "a call without an answer is logged")


def titles(demo: Demo) -> list[str]:
    return [entry.title for entry in demo.log.entries]


def lost(demo: Demo) -> list[Any]:
    return [entry for entry in demo.log.entries if entry.details.get("copies") == 0]


async def test_a_saved_rule_reaches_the_running_demo_and_a_broken_one_is_shown_over_the_page(
    demo: Demo, tmp_path: Path
) -> None:
    for name in ("flex_sfdc", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("settings.yaml", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    rule = tmp_path / "flex_sfdc" / "utils" / "screen_pop.py"
    good = rule.read_text("utf-8")
    await run(demo, "callback")
    task = demo.newest_task()
    await demo.desktop.accept(task)
    plugins = demo.desktop.setup.account.plugins
    before = list(plugins)
    lines: list[str] = []
    async with Builder.open(tmp_path, tmp_path / "dist") as builder:
        loop = InnerLoop(demo, builder, tmp_path, lines.append)
        watching = asyncio.ensure_future(loop.run())
        await asyncio.sleep(0)
        rule.write_text(good + "\nBROKEN = open('x')\n", "utf-8")
        shown = demo.desktop.page.get_by_role("alert")
        await shown.wait_for(timeout=BUILT_WITHIN_MS)
        line = good.count("\n") + 2
        assert f"flex_sfdc/utils/screen_pop.py:{line}:" in await shown.inner_text()
        assert [f"flex_sfdc/utils/screen_pop.py:{line}:" in text for text in lines] == [True]
        assert plugins == before
        strings = tmp_path / "flex_sfdc" / "strings" / "en-US.yaml"
        strings.write_text(strings.read_text("utf-8").replace("Incoming Task", "Pick up!"), "utf-8")
        rule.write_text(good, "utf-8")
        await shown.wait_for(state="detached", timeout=BUILT_WITHIN_MS)
        await eventually(lambda: plugins != before, "Flex has the new build")
        await demo.desktop.task_status(task, "accepted")
        await run(demo, "web-chat")
        await eventually(lambda: demo.desktop.org.softphone.label == "Pick up!", "the new text is shown")
        watching.cancel()
    plugins[:] = before
    await demo.reload()


@pytest.mark.parametrize(
    ("name", "values", "why"),
    [
        ("no-such", {}, "there is no command no-such"),
        ("activity", {"name": "Asleep"}, "name: expected one of Available, Break, Offline"),
        ("panel-width", {"pixels": "wide"}, "pixels: expected a value like 400"),
        ("panel-width", {"pixels": 5}, "pixels: expected a number from 200 to 1920"),
        ("theme", {"colour": "dark"}, "theme has no parameter colour"),
        ("configure", {"keys": "{"}, "keys: expected JSON"),
        ("configure", {"keys": '{"enable": true}'}, "keys: Additional properties are not allowed"),
        ("configure", {"keys": '{"enabled": 1}'}, "enabled: 1 is not of type 'boolean'"),
        ("hang-up", {}, "no task is accepted or pending"),
    ],
)
async def test_a_wrong_command_says_why(demo: Demo, name: str, values: dict[str, Any], why: str) -> None:
    with pytest.raises(BadCommand, match=why):
        await run(demo, name, values)


# The control room ---------------------------------------------------------------------------------


async def test_a_person_in_the_control_room_and_the_agent_see_the_same_call(
    demo: Demo, browser: BrowserContext
) -> None:
    room = ControlRoom(demo)
    page = await browser.new_page()
    async with room.serving(listen(0)):
        await page.goto(room.address)
        await page.locator("button.run", has_text="A customer calls").click()
        await page.locator(".task", has_text="ringing").wait_for()
        await demo.desktop.accept(demo.newest_task())
        await demo.desktop.on_a_call()
        task = page.locator(".task", has_text="accepted")
        await task.get_by_role("button", name="Complete").click()
        await page.get_by_role("tab", name="Salesforce data").click()
        await page.get_by_role("region", name=re.compile(r"Activities \([1-9]")).wait_for()
        await page.locator("#log .method", has_text="saveLog").first.wait_for()
        await page.close()


async def test_all_of_a_call_can_be_played_by_keyboard(demo: Demo, browser: BrowserContext) -> None:
    room = ControlRoom(demo)
    page = await browser.new_page()
    async with room.serving(listen(0)):
        await page.goto(room.address)
        await page.locator("button.run", has_text="A number shared by three records calls").press("Enter")
        await page.locator(".task", has_text="ringing").wait_for()
        frame, keyboard = demo.desktop.frame, demo.desktop.page.keyboard
        await frame.get_by_role("button", name="Accept").first.press("Enter")
        dropdown = RecordDropdown(demo.desktop)
        await dropdown.locator.focus()
        await keyboard.press("End")
        await dropdown.shows(NONE, SAVED)
        await demo.desktop.on_a_call()
        hang_up = page.locator("button.run", has_text="The customer hangs up")
        await hang_up.press("Enter")
        await demo.desktop.task_status(demo.newest_task(), "wrapping")
        await demo.desktop.close_notifications()
        await dropdown.complete_button.press("Enter")
        await eventually(lambda: demo.state()["activities"], "the activity is saved")
        await page.close()
