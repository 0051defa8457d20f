"""The dropdown looks like Flex's own controls, and is accessible."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest

from build.demo.desktop import Desktop
from build.demo.record_dropdown import (
    CANVAS,
    IN_VIEW,
    NOT_SAVED,
    SAVED,
    RecordDropdown,
    with_choices,
    writes_held_up,
)
from build.demo.salesforce import ACME, BOB, CASE, LEE
from build.demo.twilio import ids
from build.demo.twilio.interactions import Conference
from build.demo.twilio.taskrouter import Refused
from build.demo.waiting import eventually
from flex_sfdc.record_choice.service import BLOCKED_LIMIT_MS

from .hosts import narrowed

LOOK = """selector => {
    const element = document.querySelector(selector);
    const { color, backgroundColor, fontFamily, fontSize, boxShadow } = getComputedStyle(element);
    return { color, backgroundColor, fontFamily, fontSize, boxShadow };
}"""
SELECT = f"{CANVAS} label > select"
SET_HEIGHT = """height => {
    const { style } = document.querySelector('iframe').parentElement;
    const before = style.height;
    style.height = height;
    return before;
}"""
CAN_CLICK = """selector => {
    const button = [...document.querySelectorAll(selector)].pop();
    const { left, top, width, height } = button.getBoundingClientRect();
    return button.contains(document.elementFromPoint(left + width / 2, top + height / 2));
}"""
# Flex's own elements, which axe reports without the plugin too: a button in a button, a text that scrolls.
FLEX_OWN = [".Twilio-TabHeader", ".Twilio-TaskInfoPanel-default"]


@contextlib.asynccontextmanager
async def both_on_a_task(
    desktop: Desktop, height: str, messages: tuple[str, ...] = ()
) -> AsyncIterator[RecordDropdown]:
    """Show both dropdowns in a narrow panel of this height, on a call, or on a chat with these messages.

    Restore the panel at the end.
    """
    async with narrowed(desktop, 400):
        before = await desktop.page.evaluate(SET_HEIGHT, height)
        try:
            if messages:
                await desktop.start_chat([*messages], {"name": "Smith"})
            else:
                await desktop.start_call({"name": "Smith"})
            dropdown = RecordDropdown(desktop)
            await dropdown.choose(BOB.id)
            await dropdown.second.wait_for()
            yield dropdown
        finally:
            await desktop.page.evaluate(SET_HEIGHT, before)


async def violations(desktop: Desktop, scripts: str) -> list[Any]:
    """Return axe's violations in the canvas."""
    await desktop.frame.add_script_tag(url=f"{scripts}/axe.js")
    script = """async ([canvas, flexOwn]) => (await axe.run({ include: [canvas], exclude: flexOwn }))
        .violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])"""
    violations_found: list[Any] = await desktop.flex(script, [CANVAS, FLEX_OWN])
    return violations_found


async def theme(desktop: Desktop, light: bool) -> None:
    """Give the account a light or a dark theme."""
    script = "isLight => Twilio.Flex.Manager.getInstance().updateConfig({ theme: { isLight } })"
    await desktop.flex(script, light)
    name = f"the {'light' if light else 'dark'} theme is there"
    is_there = f"""light => {{
        const [red] = getComputedStyle(document.querySelector('{CANVAS}')).backgroundColor.match(/\\d+/);
        return (Number(red) > 128) === light;
    }}"""
    await desktop.until(is_there, light, name)


async def test_axe_finds_nothing_on_a_canvas_without_choices(desktop: Desktop, flex_scripts: str) -> None:
    await desktop.accept(await desktop.offer_task({"from": "anonymous"}))
    await desktop.frame.locator(CANVAS).wait_for()
    assert await violations(desktop, flex_scripts) == []


async def test_axe_finds_nothing_whatever_the_dropdown_says(desktop: Desktop, flex_scripts: str) -> None:
    await desktop.lightning.show(None)
    _, dropdown = await with_choices(desktop)
    assert await violations(desktop, flex_scripts) == []
    await desktop.lightning.show(BOB)
    await dropdown.shows(BOB.id, IN_VIEW)
    assert await violations(desktop, flex_scripts) == []
    async with writes_held_up(desktop):
        await dropdown.choose(LEE.id)
        assert await violations(desktop, flex_scripts) == []
    await dropdown.shows(LEE.id, SAVED)
    assert await violations(desktop, flex_scripts) == []
    desktop.twilio.taskrouter.refusals["attributes"] = Refused(403, "no")
    await dropdown.choose(ACME.id)
    await dropdown.shows(ACME.id, NOT_SAVED)
    assert await violations(desktop, flex_scripts) == []


async def test_the_dropdown_has_flexs_font_and_colours_in_both_themes_and_axe_finds_nothing(
    desktop: Desktop, flex_scripts: str
) -> None:
    await desktop.lightning.show(None)
    _, dropdown = await with_choices(desktop)
    await desktop.lightning.show(BOB)
    await dropdown.shows(BOB.id, IN_VIEW)
    try:
        for light in (True, False):
            await theme(desktop, light)
            own, around = await desktop.flex(LOOK, SELECT), await desktop.flex(LOOK, CANVAS)
            for part in ("color", "backgroundColor", "fontFamily", "fontSize"):
                assert own[part] == around[part], (part, light)
            assert own["boxShadow"].endswith("1px"), "its border"
            assert await violations(desktop, flex_scripts) == []
    finally:
        await theme(desktop, light=True)


async def test_the_dropdown_follows_the_text_size_of_the_browser(desktop: Desktop) -> None:
    await with_choices(desktop)
    size = "size => { document.documentElement.style.fontSize = size; }"
    await desktop.flex(size, "200%")
    try:
        own, around = await desktop.flex(LOOK, SELECT), await desktop.flex(LOOK, CANVAS)
        assert own["fontSize"] == around["fontSize"] == "28px"
    finally:
        await desktop.flex(size, "")


async def test_high_contrast_shows_where_the_dropdown_ends(desktop: Desktop) -> None:
    await with_choices(desktop)
    border = f"""() => {{
        const {{ borderTopWidth, borderTopColor }} = getComputedStyle(document.querySelector('{SELECT}'));
        return [borderTopWidth, borderTopColor];
    }}"""
    await desktop.page.emulate_media(forced_colors="active")
    try:
        width, colour = await desktop.flex(border)
        assert (width, colour[:4]) == ("1px", "rgb(")
    finally:
        await desktop.page.emulate_media(forced_colors="none")


async def test_the_dropdown_works_with_only_the_keyboard(desktop: Desktop) -> None:
    await desktop.lightning.show(None)
    task, dropdown = await with_choices(desktop)
    keyboard = desktop.page.keyboard
    await dropdown.complete_button.focus()
    await keyboard.press("Tab")
    before = await desktop.flex(LOOK, SELECT)
    assert await desktop.flex("() => document.activeElement.matches('label > select')")
    assert before["boxShadow"].endswith("4px"), "the focus is visible"
    await desktop.lightning.show(LEE)
    await dropdown.shows(LEE.id, IN_VIEW)
    await keyboard.press("Tab")
    await keyboard.press("Enter")
    await dropdown.shows(LEE.id, SAVED)
    # Each step disables the dropdown while the choice is saved; then the focus is back in the dropdown.
    for key, record in (("ArrowDown", ACME), ("ArrowUp", LEE), ("ArrowUp", BOB)):
        await desktop.until("() => document.activeElement.matches('label > select')")
        await keyboard.press(key)
        await dropdown.shows(record.id, SAVED)
    assert desktop.twilio.taskrouter.attributes(task.task)["sfdcObjectId"] == BOB.id


async def test_a_change_is_announced_and_the_opening_of_another_task_is_not(desktop: Desktop) -> None:
    first, dropdown = await with_choices(desktop)
    watch = """() => {
        window.announced = [];
        const region = document.querySelector('.Twilio-TaskCanvas label > select').closest('div')
            .querySelector('[role=status]');
        window.region = region;
        new MutationObserver(() => announced.push(region.innerText))
            .observe(region, { childList: true, characterData: true, subtree: true });
    }"""
    await desktop.flex(watch)
    async with writes_held_up(desktop):
        await dropdown.choose(BOB.id)
        await desktop.until("() => announced.length === 1")
    await dropdown.shows(BOB.id, SAVED)
    assert await desktop.flex("() => announced") == ["Saving…", "Saved"]
    await with_choices(desktop)
    await desktop.select(first)
    await dropdown.shows(BOB.id, SAVED)
    assert await desktop.flex("() => announced.length === 2 && !region.isConnected")


async def test_the_dropdown_fits_into_a_panel_of_320_pixels(desktop: Desktop, flex_scripts: str) -> None:
    async with narrowed(desktop, 320):
        await with_choices(desktop)
        await desktop.lightning.show(LEE)
        dropdown = RecordDropdown(desktop)
        await dropdown.shows(LEE.id, IN_VIEW)
        for part in (dropdown.locator, dropdown.confirm):
            box = await part.evaluate("(element) => element.getBoundingClientRect().toJSON()")
            assert 0 <= box["left"] < box["right"] <= 320
        await dropdown.choose(BOB.id)
        await dropdown.shows(BOB.id, SAVED)
        box = await dropdown.second.evaluate("(element) => element.getBoundingClientRect().toJSON()")
        assert 0 <= box["left"] < box["right"] <= 320
        assert await violations(desktop, flex_scripts) == []
        script = f"() => document.querySelector('{CANVAS}').scrollWidth <= 320"
        assert await desktop.flex(script)


async def test_a_short_panel_has_both_dropdowns_in_one_row_and_shows_the_buttons_and_the_keypad_of_a_call(
    desktop: Desktop,
) -> None:
    async with both_on_a_task(desktop, "480px") as dropdown:
        boxes = """() => [...document.querySelectorAll('.Twilio-TaskCanvas label > select')]
            .map((select) => Math.round(select.getBoundingClientRect().top))"""
        await desktop.until(f"() => new Set(({boxes})()).size === 1", what="they are in one row")
        for shown in ("560px", "700px"):
            await desktop.page.evaluate(SET_HEIGHT, shown)
            await desktop.frame.get_by_role("button", name="Open dialpad").click()
            await desktop.until(CAN_CLICK, "[class*=Dialpad-Button]", "every digit can be dialled")
            await desktop.frame.get_by_role("button", name="Close dialpad").click()
            await dropdown.second.wait_for()
        await desktop.page.evaluate(SET_HEIGHT, "380px")  # as at a zoom of 200 %
        await desktop.until(CAN_CLICK, ".Twilio-CallCanvasActions button", "the call can be hung up")
        assert "Saved" in await desktop.frame.locator(CANVAS).aria_snapshot()


async def test_beside_a_button_the_status_of_the_first_record_is_above_the_second_dropdown(
    desktop: Desktop,
) -> None:
    async with both_on_a_task(desktop, "700px") as dropdown, writes_held_up(desktop):
        await dropdown.choose(ACME.id)
        await desktop.skip(BLOCKED_LIMIT_MS)
        await dropdown.shows(ACME.id, NOT_SAVED)
        tops = """() => ['label > select', '[role=status]', 'label ~ label > select']
            .map((part) => document.querySelector(`.Twilio-TaskCanvas ${part}`))
            .map((part) => part.getBoundingClientRect().top)"""
        first, status, second = await desktop.flex(tops)
        assert first < status < second


async def test_the_third_party_of_a_call_can_be_hung_up_beside_both_dropdowns(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_two = Conference.participants

    def of_three(conference: Conference) -> list[Any]:
        customer, agent = of_two(conference)
        sid, call = ids.related_sid("UT3", conference.task_sid), {"call_sid": [ids.new_sid("CA")]}
        media = {**customer["media_properties"], **call}
        return [customer, agent, {**customer, "sid": sid, "type": "external", "media_properties": media}]

    monkeypatch.setattr(Conference, "participants", of_three)
    async with both_on_a_task(desktop, "700px"):
        third = ".Twilio-ParticipantCanvasListItem:last-child button:last-child"
        await desktop.until(CAN_CLICK, third, "the third party can be hung up")


async def test_the_newest_message_of_a_chat_is_in_view_beside_both_dropdowns(desktop: Desktop) -> None:
    async with both_on_a_task(desktop, "700px", ("Hello.", "Where is my order?")):
        await desktop.until(CAN_CLICK, ".Twilio-MessageListItem", "the newest message is in view")
        widths = f"() => [...document.querySelectorAll('{SELECT}')].map((select) => select.offsetWidth)"
        first, second = await desktop.flex(widths)
        assert first > second + 40, "the name and the type of the first record are not cut"


async def test_a_second_record_is_chosen_by_keyboard_and_both_are_on_the_activity(desktop: Desktop) -> None:
    await desktop.lightning.show(None)
    task, dropdown = await with_choices(desktop)
    assert await dropdown.second.count() == 0
    await dropdown.choose(BOB.id)
    await dropdown.shows(BOB.id, SAVED)
    options = dropdown.second.locator("option")
    assert await options.all_inner_texts() == ["Nothing else", f"{ACME.name} - Account"]
    await desktop.lightning.show(CASE)
    await options.nth(2).wait_for(state="attached")
    keyboard = desktop.page.keyboard
    await dropdown.locator.focus()
    await keyboard.press("Tab")
    await keyboard.press("End")
    await desktop.until("id => document.activeElement.value === id", CASE.id, "the case is chosen")
    await dropdown.choose(LEE.id)
    await dropdown.shows(LEE.id, SAVED)
    assert await dropdown.second.count() == 0, "a lead has no second record"
    await dropdown.choose(BOB.id)
    await dropdown.shows(BOB.id, SAVED)
    await desktop.complete(task)
    await desktop.task_gone(task)
    await eventually(lambda: desktop.org.activities, "the activity is saved")
    (activity,) = desktop.org.activities.values()
    assert (activity["WhoId"], activity["WhatId"]) == (BOB.id, CASE.id)
