"""The control room's page, driven by a person; the demo behind the real server is a fake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any, cast

import pytest

from build.demo.commands import BadCommand
from build.demo.event_log import EventLog
from build.demo.plugin_setup import feature
from build.demo.room import server
from build.demo.room.scenario_command import ROOM_COMMANDS
from build.demo.waiting import eventually

from .conftest import Loop

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Locator, Page

    from build.demo.demo import Demo

WIDTH, HEIGHT, NARROW = 520, 900, 360
KEPT = 1000
MARKUP = "<img src=x onerror=document.title='run'>"
AXE = (
    """async () => (await axe.run()).violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])"""
)
LAST = "() => document.querySelector('#log li:last-child').innerText"
OVERFLOW = "() => document.documentElement.scrollWidth - innerWidth"


class FakeDemo:
    """Record the commands, and show the state that the test sets."""

    def __init__(self) -> None:
        self.log = EventLog()
        self.ran: list[tuple[str, dict[str, Any]]] = []
        self.fails: dict[str, str] = {}
        self._state: dict[str, Any] = {
            "salesforce": "normal",
            "twilio": "normal",
            "busy": 0,
            "activity": "Available",
            "tasks": [],
            "view": None,
            "softphone": {"label": "Phone", "width": 1000},
            "activities": [],
            "configuration": feature({"enabled": True}),
            "records": [{"id": "003A", "type": "Contact", "name": "Ada Lovelace"}],
        }

    def state(self) -> dict[str, Any]:
        return self._state

    def change(self, **changes: Any) -> None:
        self._state = {**self._state, **changes}
        self.log.send("state", self._state)

    async def run(self, name: str, values: Mapping[str, Any]) -> None:
        self.log.write("demo", ROOM_COMMANDS[name].label, command=name, parameters=dict(values))
        self.ran.append((name, dict(values)))
        if name in self.fails:
            raise BadCommand(self.fails[name])
        if name.startswith("salesforce-"):
            self.change(salesforce=name.removeprefix("salesforce-"))


class Room:
    """The page, used like a person."""

    def __init__(self, page: Page, demo: FakeDemo, stack: AsyncExitStack) -> None:
        self.page = page
        self.demo = demo
        self.errors: list[str] = []
        self._stack = stack
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    async def demo_ends(self) -> None:
        await self._stack.aclose()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def group(self, name: str) -> Locator:
        return self.page.get_by_role("region", name=name)

    async def tab(self, name: str) -> None:
        await self.page.get_by_role("tab", name=name).click()

    async def ran(self, command: str, **values: Any) -> None:
        """Wait until this command is the newest."""
        await eventually(lambda: self.demo.ran[-1:] == [(command, values)], f"{command} has run")

    async def announced(self, text: str) -> None:
        await self.page.locator("#announcements", has_text=text).wait_for(state="attached")

    @property
    def lines(self) -> Locator:
        return self.page.locator("#log li:visible")

    async def has_lines(self, count: int) -> None:
        await self.page.wait_for_function(
            "count => document.querySelectorAll('#log li:not([hidden])').length === count", arg=count
        )


@pytest.fixture
def room(loop: Loop, browser: BrowserContext, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    monkeypatch.setattr(server, "run", lambda demo, name, values, _: demo.run(name, values))
    demo, stack = FakeDemo(), AsyncExitStack()
    control_room = server.ControlRoom(cast("Demo", demo))
    page = loop.run(browser.new_page())
    room = Room(page, demo, stack)
    loop.run(stack.enter_async_context(control_room.serving(server.listen(0))))
    loop.run(page.set_viewport_size({"width": WIDTH, "height": HEIGHT}))
    loop.run(page.goto(control_room.address))
    loop.run(page.locator("#connection[data-is=connected]").wait_for())
    yield room
    loop.run(page.close())
    loop.run(stack.aclose())
    assert room.errors == []


def a_task(number: int, status: str, **changes: Any) -> dict[str, Any]:
    attributes = {"name": f"Customer {number}", "direction": "inbound"}
    task = {"reservation": f"WR{number}", "task": f"WT{number}", "status": status, "channel": "voice"}
    return {**task, "attributes": attributes, **changes}


# Commands -----------------------------------------------------------------------------------------


async def test_a_command_runs_with_the_values_that_are_chosen(room: Room) -> None:
    await room.group("Customers").get_by_role("button", name="A customer calls").click()
    await room.ran("call-known")
    await room.button("Options: A web chat").click()
    await room.page.get_by_role("textbox", name="Message").fill("Hi")
    await room.button("Run: A web chat").click()
    await room.ran("web-chat", text="Hi")
    await room.page.get_by_label("Activity: Activity").select_option("Break")
    await room.button("Set: Activity").click()
    await room.ran("activity", name="Break")
    await room.page.get_by_label("Panel width: Pixels").fill("320")
    await room.page.keyboard.press("Enter")
    await room.ran("panel-width", pixels=320)
    await room.page.get_by_label("Scenario: Name").select_option("record-choice")
    await room.button("Play: Scenario").click()
    await room.ran("play-scenario", name="record-choice")


async def test_a_failure_is_shown_at_its_command_until_it_runs_again(room: Room) -> None:
    room.demo.fails["hang-up"] = f"there is no call {MARKUP}"
    hang_up = room.button("The customer hangs up")
    await hang_up.click()
    await room.announced(f"The customer hangs up failed: there is no call {MARKUP}")
    card = room.page.locator(".command", has=hang_up)
    assert await card.locator(".failure").inner_text() == room.demo.fails["hang-up"]
    room.demo.fails.clear()
    await hang_up.click()
    await room.announced("The customer hangs up: done")
    assert await card.locator(".failure").is_hidden()
    assert await room.page.title() != "run"


async def test_the_mode_that_is_on_is_shown_with_a_way_back(room: Room) -> None:
    silent = room.group("Salesforce").get_by_role("button", name="Silent")
    await silent.click()
    back = room.button("Back to normal: Salesforce")
    await back.wait_for()
    assert "Salesforce: silent" in await room.page.locator("#modes").inner_text()
    assert await silent.get_attribute("aria-pressed") == "true"
    await back.press("Enter")
    await room.ran("salesforce-normal")
    await back.wait_for(state="detached")
    assert await silent.get_attribute("aria-pressed") == "false"


async def test_a_reloaded_page_shows_the_mode_that_is_on(room: Room) -> None:
    await room.group("Salesforce").get_by_role("button", name="Silent").click()
    await room.button("Back to normal: Salesforce").wait_for()
    await room.page.reload()
    await room.page.locator("[aria-pressed=true]", has_text="Silent").wait_for()


# State --------------------------------------------------------------------------------------------


async def test_tasks_are_shown_with_what_can_happen_to_them(room: Room) -> None:
    chat = a_task(2, "pending", channel="chat", attributes={"name": MARKUP, "channelType": "whatsapp"})
    room.demo.change(tasks=[a_task(1, "accepted"), chat, a_task(3, "completed")])
    tasks = room.group("Now").get_by_role("listitem")
    await tasks.nth(1).wait_for()
    assert (await tasks.nth(0).inner_text()).startswith(f"{MARKUP}\nWhatsApp\nringing")
    assert (await tasks.nth(1).inner_text()).startswith("Customer 1\nCall\naccepted\nHang up")
    assert await tasks.nth(0).get_by_role("button").all_inner_texts() == ["Cancel"]
    await room.page.get_by_text("Ended (1)").click()
    assert "Late copilot note" in await tasks.nth(2).inner_text()
    await tasks.nth(1).get_by_role("button", name="Hang up").click()
    await room.ran("hang-up", task="WT1")
    assert await room.page.title() != "run"


async def test_a_new_state_neither_moves_the_focus_nor_closes_anything(room: Room) -> None:
    room.demo.change(tasks=[a_task(1, "accepted")])
    task = room.group("Now").get_by_role("listitem")
    await task.get_by_text("Attributes").click()
    await task.get_by_role("button", name="Complete").focus()
    room.demo.change(tasks=[a_task(1, "wrapping"), a_task(2, "pending")], view="Ada Lovelace")
    await room.page.get_by_text("wrapping up").wait_for()
    assert await room.page.evaluate("() => document.activeElement.textContent") == "Complete"
    assert await room.page.locator(".task details[open]").count() == 1
    assert "Ada Lovelace" in await room.group("Now").inner_text()


async def test_saved_activities_are_shown_with_their_fields(room: Room) -> None:
    await room.tab("Salesforce data")
    room.demo.change(activities=[{"Id": "00T1", "Subject": "Inbound call", "Description": "A note"}])
    await room.page.locator("summary", has_text="Inbound call").click()
    room.demo.change(activities=[*room.demo.state()["activities"], {"Id": "00T2", "Subject": "Chat"}])
    await room.page.get_by_text("Activities (2)").wait_for()
    assert await room.page.get_by_text("A note", exact=True).is_visible(), "it stays open"


# Configuration ------------------------------------------------------------------------------------


async def test_the_configuration_is_a_form_that_sends_what_differs_from_the_defaults(room: Room) -> None:
    await room.tab("Configuration")
    page = room.page
    assert await page.get_by_role("switch", name="enabled").is_checked()
    assert await page.locator(".key[data-changed]").count() == 1
    await page.get_by_role("switch", name="screen_pop").check()
    await page.get_by_role("textbox", name="trusted_origins").fill("https://acme.lightning.force.com\n")
    await room.button("Add an entry to activity_fields").click()
    await page.keyboard.type("Priority__c")
    await page.get_by_label("activity_fields: value").fill("3")
    assert await page.locator(".key[data-changed]").count() == 4
    await room.button("Apply").click()
    await page.get_by_text("Applied: Flex has reloaded").wait_for()
    name, values = room.demo.ran[-1]
    (text,) = values.values()
    assert name == "configure"
    assert text == (
        '{"enabled":true,"screen_pop":true,"trusted_origins":["https://acme.lightning.force.com"],'
        '"activity_fields":{"Priority__c":3}}'
    )


async def test_a_wrong_value_is_named_at_its_field_and_not_sent(room: Room) -> None:
    await room.tab("Configuration")
    origins = room.page.get_by_role("textbox", name="trusted_origins")
    await origins.fill("http://acme.example")
    await room.button("Apply").click()
    await room.announced("trusted_origins: “http://acme.example” is not valid here")
    assert await origins.get_attribute("aria-invalid") == "true"
    assert await room.page.evaluate("() => document.activeElement.tagName") == "TEXTAREA"
    assert room.demo.ran == []
    await room.button("Undo").click()
    assert await origins.get_attribute("aria-invalid") == "false"
    assert await origins.input_value() == ""


async def test_a_value_that_the_demo_refuses_is_named_at_its_field_too(room: Room) -> None:
    room.demo.fails["configure"] = "record_channel: is not there"
    await room.tab("Configuration")
    await room.button("All defaults").click()
    await room.button("Apply").click()
    field = room.page.locator(".key", has=room.page.get_by_role("textbox", name="record_channel"))
    await field.get_by_text("record_channel: is not there").wait_for()


async def test_edits_stay_when_the_configuration_changes_elsewhere(room: Room) -> None:
    await room.tab("Configuration")
    switch = room.page.get_by_role("switch", name="screen_pop")
    await switch.check()
    room.demo.change(configuration=feature({"click_to_dial": True}), activity="Break")
    await room.page.get_by_text("Break").first.wait_for(state="attached")
    assert await switch.is_checked()
    await room.button("Undo").click()
    assert not await switch.is_checked()
    assert await room.page.get_by_role("switch", name="click_to_dial").is_checked()


# The log ------------------------------------------------------------------------------------------


def a_call(demo: FakeDemo, method: str, **details: Any) -> None:
    call = {"api": "Open CTI", "method": method, "arguments": {"n": 1}, "copies": 1, "seconds": 0.02}
    demo.log.write("salesforce", method, **{**call, "answer": {"success": True}, **details})


async def test_the_log_is_filtered_by_kind_and_text(room: Room) -> None:
    a_call(room.demo, "saveLog", answer={"success": False})
    a_call(room.demo, "searchAndScreenPop")
    room.demo.log.write("console", MARKUP, level="error")
    await room.has_lines(3)
    assert "refused" in await room.lines.first.inner_text()
    assert MARKUP in await room.lines.last.inner_text()
    await room.page.get_by_label("Filter the log").fill("SAVElog")
    await room.has_lines(1)
    await room.page.get_by_label("Filter the log").fill("")
    await room.page.get_by_role("group", name="Kinds").get_by_text("salesforce").click()
    await room.has_lines(1)
    assert await room.page.title() != "run"


async def test_a_paused_log_keeps_new_entries_and_a_cleared_log_is_empty(room: Room) -> None:
    await room.button("Pause").click()
    a_call(room.demo, "saveLog")
    await room.page.get_by_text("1 waiting").wait_for()
    await room.has_lines(0)
    await room.button("Pause").click()
    await room.has_lines(1)
    await room.button("Clear").click()
    await room.has_lines(0)


async def test_lines_are_copied_as_text_and_big_values_are_folded(room: Room) -> None:
    a_call(room.demo, "saveLog", arguments={"Description": "x" * 900})
    a_call(room.demo, "refreshView", copies=0, answer=None)
    await room.has_lines(2)
    await room.button("Copy all").click()
    await room.announced("Log copied")
    await room.tab("Configuration")
    field = room.page.get_by_role("textbox", name="trusted_origins")
    await field.press("ControlOrMeta+v")
    copied = await field.input_value()
    assert "salesforce  saveLog  20 ms\n" in copied
    assert '    answer: {"success":true}\n' in copied
    assert "refreshView  20 ms  no answer" in copied
    await room.lines.first.locator(".line").press("Enter")
    details = room.page.locator("#log .details")
    assert len(await details.inner_text()) < 900
    await details.get_by_role("button", name="Show all").click()
    assert "x" * 900 in await details.inner_text()


async def test_the_log_keeps_the_newest_and_does_not_move_under_a_reader(room: Room) -> None:
    for number in range(KEPT):
        room.demo.log.write("build", f"line {number}")
    await room.has_lines(KEPT)
    top = "() => { const list = document.querySelector('#log ol'); return [...list.children].find("
    top += "(line) => line.getBoundingClientRect().top >= list.getBoundingClientRect().top).innerText }"
    await room.page.evaluate("() => { document.querySelector('#log ol').scrollTop = 9000; }")
    before = await room.page.evaluate(top)
    for number in range(50):
        room.demo.log.write("build", f"new {number}")
    to_end = room.page.locator(
        ".to-end", has_text="50 new"
    )  # by role it would take seconds, with this many lines
    await to_end.wait_for()
    assert await room.page.locator("#log li").count() == KEPT
    assert await room.page.evaluate(top) == before
    await to_end.click()
    assert "new 49" in await room.page.evaluate(LAST)
    room.demo.log.write("build", "followed")
    await room.page.wait_for_function(f"() => ({LAST})().includes('followed')")
    await to_end.wait_for(state="hidden")


# The page -----------------------------------------------------------------------------------------


async def test_the_end_of_the_demo_is_shown_plainly(room: Room) -> None:
    await room.demo_ends()
    await room.page.get_by_role("alert").get_by_text("The demo has ended").wait_for()
    assert await room.page.locator("main").get_attribute("inert") is not None


async def test_the_control_room_works_with_only_the_keyboard(room: Room) -> None:
    keyboard = room.page.keyboard
    await room.page.get_by_role("tab", name="Controls").focus()
    await keyboard.press("ArrowLeft")
    assert await room.page.get_by_role("tabpanel", name="Configuration").is_visible()
    await keyboard.press("Home")
    focus = "() => document.activeElement.innerText"
    for _ in range(9):
        await keyboard.press("Tab")
        if (await room.page.evaluate(focus)).startswith("A customer calls"):
            break
    await keyboard.press("Space")
    await room.ran("call-known")
    await room.page.get_by_role("separator").focus()
    height = "() => document.getElementById('log').offsetHeight"
    before = await room.page.evaluate(height)
    await keyboard.press("ArrowUp")
    assert await room.page.evaluate(height) > before


async def test_axe_finds_nothing_and_nothing_overflows(room: Room, flex_scripts: str) -> None:
    room.demo.fails["hang-up"] = "there is no call"
    room.demo.change(tasks=[a_task(1, "accepted"), a_task(2, "completed")], activities=[{"Id": "00T1"}])
    a_call(room.demo, "saveLog", answer={"success": False})
    a_call(room.demo, "saveLog", copies=0)
    for kind in ("event", "console", "blocked", "build"):
        room.demo.log.write(kind, f"a long line {'of words ' * 20}", level="error")
    await room.group("Salesforce").get_by_role("button", name="Silent").click()
    await room.group("Customers").get_by_role("button", name="The customer hangs up").click()
    await room.button("Options: A web chat").click()
    await room.lines.first.locator(".line").click()
    axe = await room.page.request.get(f"{flex_scripts}/axe.js")
    await room.page.evaluate(await axe.text())
    for width, scheme in ((WIDTH, "light"), (NARROW, "dark")):
        await room.page.set_viewport_size({"width": width, "height": HEIGHT})
        await room.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for tab in ("Controls", "Salesforce data", "Configuration"):
            await room.tab(tab)
            assert await room.page.evaluate(AXE) == [], (scheme, tab)
            assert await room.page.evaluate(OVERFLOW) <= 0, (width, tab)


async def test_without_a_window_the_room_shows_the_whole_salesforce_page_above_the_log(room: Room) -> None:
    picture = "<svg xmlns='http://www.w3.org/2000/svg' width='1400' height='900'/>"
    await room.page.route(
        "**/api/picture*", lambda route: route.fulfill(content_type="image/svg+xml", body=picture)
    )
    assert not await room.page.get_by_role("tab", name="Page").count()
    await room.page.set_viewport_size({"width": 1280, "height": HEIGHT})
    room.demo.change(headless=True)
    await room.tab("Page")
    await room.page.wait_for_function("() => document.querySelector('.live').naturalWidth === 1400")
    script = "() => ['.live', '#log'].map((part) => document.querySelector(part).getBoundingClientRect())"
    shown, log = await room.page.evaluate(script)
    assert shown["bottom"] <= log["top"]
    assert shown["height"] > 0.55 * HEIGHT, "large enough to be read"
    assert shown["width"] / shown["height"] == pytest.approx(1400 / 900, 0.01)
