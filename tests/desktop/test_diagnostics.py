"""docs/specification.md, section 11, in the real Flex UI: the list names each problem, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest

from build.demo.desktop import Desktop
from build.demo.flex.bundle import flex_bundle
from build.demo.plugin_setup import with_plugin
from build.demo.product import Product
from build.demo.salesforce import ADA, Serving
from build.demo.salesforce.behaviour import never
from build.demo.salesforce.refusals import validation_rule
from build.demo.setup import Setup
from build.demo.twilio.serverless import Serverless
from build.demo.waiting import eventually
from flex_sfdc.salesforce.open_cti import CALL_LIMIT_MS
from flex_sfdc.utils.sfdc_loader import ROUND_TRIP_LIMITS_MS

from .hosts import Open, narrowed, width_is
from .test_incoming_task import HEADER_FITS, WIDTHS
from .test_startup import LOGOS

SUMMARY = ".Twilio-MainHeader summary"
MARK = f"() => getComputedStyle(document.querySelector('{SUMMARY}'), '::before').content"
NAMED = """() => [...document.querySelectorAll('.Twilio-MainHeader details')]
    .filter((one) => one.textContent.startsWith('Salesforce:'))
    .flatMap((one) => [...one.querySelectorAll('strong')].map((named) => named.innerText))"""
WITH_TEXT = (560, 600, 721, 801)  # from 551 on, Flex shows the name of the agent's activity too
LONGER = f"""() => {{
    const heading = [...document.querySelectorAll('{SUMMARY} > span')].pop();
    heading.textContent += ', which takes more words in another language';
}}"""
A_WHILE = 1.0


def for_admin(setup: Setup) -> Setup:
    """Give the agent the role of an admin too."""
    setup.account.roles = ("agent", "admin")
    return setup


async def names(desktop: Desktop, *named: str) -> None:
    """Wait until the open list names exactly these, with their levels."""
    script = f"expected => JSON.stringify(({NAMED})()) === JSON.stringify(expected)"
    try:
        await desktop.until(script, list(named), f"the list names {named}")
    except AssertionError as error:
        raise AssertionError(f"{error}: it names {await desktop.flex(NAMED)}") from None


@asynccontextmanager
async def open_list(desktop: Desktop) -> AsyncIterator[None]:
    """Open the list, and close it at the end."""
    await desktop.close_notifications()
    summary = desktop.frame.locator(SUMMARY, has_text="Salesforce")
    await summary.click()
    try:
        yield
    finally:
        await desktop.close_notifications()
        await summary.click()


async def summary_is(desktop: Desktop, text: str) -> None:
    """Wait until the header has this text, "" for no list."""
    script = f"text => (document.querySelector('{SUMMARY}')?.innerText.trim() ?? '') === text"
    await desktop.until(script, text, f"the header says {text!r}")


async def named(desktop: Desktop, *expected: str) -> None:
    """Open the list, and check the problems that it names."""
    async with open_list(desktop):
        await names(desktop, *expected)


# Healthy


async def test_an_agent_sees_nothing_while_all_is_well(desktop: Desktop) -> None:
    call = await desktop.start_call()
    await summary_is(desktop, "")
    await desktop.customer_hangs_up(call)
    await summary_is(desktop, "")


async def test_an_admin_sees_that_all_is_well(admin_desktop: Desktop) -> None:
    await summary_is(admin_desktop, "Salesforce: ok")
    await named(admin_desktop)


# Broken while Flex runs, and repaired


async def test_a_salesforce_that_falls_silent_is_named_until_it_answers(admin_desktop: Desktop) -> None:
    admin_desktop.lightning.always_for_every_method(never())
    async with open_list(admin_desktop):
        await admin_desktop.skip(CALL_LIMIT_MS)
        await names(admin_desktop, "Salesforce responds: problem")
        await summary_is(admin_desktop, "Salesforce: 1 problem")
        admin_desktop.lightning.behave_normally()
        await names(admin_desktop)


async def test_a_denied_microphone_is_named_until_it_is_allowed(admin_desktop: Desktop) -> None:
    async def microphone(setting: str) -> None:
        await session.send(
            "Browser.setPermission", {"permission": {"name": "microphone"}, "setting": setting}
        )

    session = await admin_desktop.page.context.new_cdp_session(admin_desktop.page)
    await microphone("denied")
    try:
        async with open_list(admin_desktop):
            await names(admin_desktop, "Microphone: problem")
            await microphone("granted")
            await names(admin_desktop)
    finally:
        await microphone("granted")


async def test_the_report_is_selected_and_has_every_check(admin_desktop: Desktop) -> None:
    async with open_list(admin_desktop):
        await admin_desktop.frame.get_by_role("button", name="Copy report").click()
        report = await admin_desktop.flex("() => getSelection().toString()")
        assert report == await admin_desktop.frame.get_by_label("Copy report").input_value()
    assert "origin: ok\nscript: ok\nsalesforce: ok\n" in report
    assert f"task attributes by https://{Serverless.DOMAIN}/" in report


async def two_lists_fit(desktop: Desktop) -> None:
    """Check that both headings fit into panels of all widths, in any language."""
    await desktop.until(f"() => document.querySelectorAll('{SUMMARY}').length === 2")
    for width in WIDTHS:
        await width_is(desktop, width)
        await desktop.until(HEADER_FITS, what=f"both lists fit into {width} px")
        assert "☁" in await desktop.flex(MARK), f"the heading is more than a triangle at {width} px"
    await desktop.flex(LONGER)
    for width in WITH_TEXT:
        await width_is(desktop, width)
        await desktop.until(HEADER_FITS, what=f"long texts fit into {width} px")


async def test_the_list_works_by_keyboard_in_a_narrow_panel_and_axe_finds_nothing(
    admin_desktop: Desktop,
) -> None:
    desktop = admin_desktop
    async with narrowed(desktop, 320):
        desktop.org.rules.append(validation_rule("CallDisposition", "Nothing is sold on Sundays."))
        task = await desktop.offer_task({"from": ADA.phone, "conversations": {"outcome": "sold"}})
        await desktop.accept(task)
        await desktop.complete(task)
        await two_lists_fit(desktop)
        await width_is(desktop, 320)
        spoken = await desktop.frame.locator(".Twilio-MainHeader-end").aria_snapshot()
        assert "1 activity not saved" in spoken
        assert "⚠" not in spoken, "the mark has the number too"
        desktop.lightning.always_for_every_method(never())
        await desktop.frame.locator(SUMMARY, has_text="Salesforce:").focus()
        await desktop.page.keyboard.press("Enter")
        await desktop.skip(CALL_LIMIT_MS)
        await names(desktop, "Salesforce responds: problem", "Activities: warning")
        await desktop.page.keyboard.press("Tab")
        assert await desktop.flex("() => document.activeElement.innerText") == "Copy report"
        await desktop.frame.add_script_tag(path=flex_bundle() / "axe.js")
        run = "async () => (await axe.run('details')).violations.map(one => [one.id, one.nodes[0].html])"
        assert await desktop.flex(run) == []
        inside = """() => [...document.querySelectorAll('details[open] :is(summary, button, code, strong)')]
            .every((one) => one.getBoundingClientRect().right <= innerWidth
                && one.getBoundingClientRect().left >= 0)"""
        assert await desktop.flex(inside)
        edge = "() => getComputedStyle(document.querySelector('details[open] > div')).borderTopColor"
        assert not (await desktop.flex(edge)).endswith(", 0)"), "an edge that a dark page shows too"
        # The focus moves to the next button, and the list that the agent has left covers nothing.
        await desktop.page.keyboard.press("Tab")
        await desktop.until("() => document.querySelector('details[open]') === null", what="it is closed")


# Broken from the start


def silent(desktop: Desktop) -> None:
    desktop.lightning.always_for_every_method(never())


async def gives_up(desktop: Desktop) -> None:
    """Let the plugin give up waiting for Salesforce's first answer."""
    is_reported = "() => desktopTest.notifications.length > 0"
    await desktop.skip_until(is_reported, ROUND_TRIP_LIMITS_MS[:-1], "the plugin notifies the agent")


async def reported_once(desktop: Desktop) -> None:
    """Check that the agent has one notification, and the console one error."""
    errors = partial(desktop.lines, "error", "[flex-sfdc]")
    await desktop.until("() => desktopTest.notifications.length > 0", what="a notification")
    await eventually(errors, "an error in the console")
    await asyncio.sleep(A_WHILE)
    assert len(await desktop.notifications()) == 1
    assert len(errors()) == 1
    assert desktop.page_errors == []


async def test_a_salesforce_that_never_answers_is_reported_once_and_named_in_the_list(
    open_desktop: Open, product: Product
) -> None:
    async with open_desktop(with_plugin(product)) as desktop:
        silent(desktop)
        await desktop.boot()
        await gives_up(desktop)
        await reported_once(desktop)
        await summary_is(desktop, "Salesforce: 1 problem")
        await desktop.close_notifications()
        await named(desktop, "Salesforce responds: problem")


@pytest.mark.usefixtures("compiled_panel")
async def test_flex_and_the_panel_tell_an_agent_without_the_permission_set(
    open_desktop: Open, product: Product
) -> None:
    async with open_desktop(with_plugin(product, has_panel=True)) as desktop:
        desktop.lightning.permissions = []
        await desktop.boot()
        await summary_is(desktop, "Salesforce: 1 problem")
        await named(desktop, "Access in Salesforce: problem")
        assert await desktop.page.locator("c-flex-panel [role=status]").is_visible()


async def test_a_missing_console_and_wrong_keys_are_shown_to_an_admin_and_the_agent_can_call(
    open_desktop: Open, product: Product
) -> None:
    configuration = {"screen_popp": True, "prefer": "Lead", "help_url": "https://wiki.example/flex"}
    async with open_desktop(for_admin(with_plugin(product, configuration=configuration))) as desktop:
        desktop.lightning.scripts.console = Serving.NOT_FOUND
        await desktop.boot()
        await desktop.notification("PSSalesforceConsoleNotReachable")
        await summary_is(desktop, "Salesforce: warning")
        async with open_list(desktop):
            await names(desktop, "Pop-out control: warning", "Configuration: warning")
            await wrong_keys_are_explained(desktop)
        await desktop.lightning.show(ADA)
        await desktop.lightning.click_number()
        await desktop.on_a_call()


async def wrong_keys_are_explained(desktop: Desktop) -> None:
    """Check that the open list has a line for each wrong key, and a link to the step that fixes them."""
    link = desktop.frame.locator(".Twilio-MainHeader details a").last
    assert await link.get_attribute("href") == "https://wiki.example/flex#9-switch-the-plugin-on"
    mistakes = desktop.frame.locator("details code", has_text="salesforce_integration.screen_popp")
    assert len((await mistakes.inner_text()).splitlines()) == 2, "a line for each"
    colours = """() => [...document.querySelectorAll('details :is(a, button)')]
        .map((one) => getComputedStyle(one).color)"""
    assert len(set(await desktop.flex(colours))) == 1, "of Flex's theme, which may be dark"


OFF: list[tuple[dict[str, Any], tuple[str, ...], int]] = [
    ({"configuration": {"enabled": False}}, ("Plugin switched on: problem",), 0),
    ({"embedded": False}, ("Flex in Salesforce: problem",), 1),
]


@pytest.mark.parametrize(("choices", "expected", "warnings"), OFF, ids=lambda item: str(item)[:30])
async def test_an_admin_sees_why_the_plugin_is_off_and_nothing_else_is_registered(
    open_desktop: Open, product: Product, choices: dict[str, Any], expected: tuple[str, ...], warnings: int
) -> None:
    async with open_desktop(for_admin(with_plugin(product, **choices))) as desktop:
        await desktop.boot()
        await summary_is(desktop, "Salesforce: 1 problem")
        await named(desktop, *expected)
        if desktop.setup.embedded:
            await width_is(desktop, 500)
            await desktop.until(HEADER_FITS, what="the heading fits beside Flex's logo")
        assert await desktop.plugin_state(product.name) == "Initialized"
        assert desktop.lightning.scripts.requested == []
        assert await desktop.flex(LOGOS) == 1
        assert len(desktop.lines("warning", "[flex-sfdc]")) == warnings
        registered = "() => [...Twilio.Flex.Notifications.registeredNotifications.keys()]"
        assert [name for name in await desktop.flex(registered) if "Salesforce" in name] == []
