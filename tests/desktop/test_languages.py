"""The agent's language, in the real Flex UI: chosen as Flex chooses, English where there is none."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from build.demo.desktop import Desktop
from build.demo.plugin_setup import has_reached_salesforce, with_plugin
from build.demo.product import Product
from build.demo.record_dropdown import RecordDropdown
from build.demo.salesforce import ADA
from build.demo.setup import Setup
from build.demo.twilio import PluginFile
from build.demo.waiting import eventually

from .conftest import Loop
from .desktops import Desktops
from .hosts import Open
from .test_utility_bar import softphone_is

# Another plugin of the account, which starts before this one and overrides some of its strings.
OWN_WORDS = """
class OwnWords {
    constructor() { this.name = 'own-words'; }
    init(flex, manager) { Object.assign(manager.strings, %s); }
}
Twilio.Flex.Plugins.init(OwnWords);
"""

# Another plugin replaces all of Flex's strings later, and breaks this plugin's.
BREAKS_WORDS = """() => {
    const manager = Twilio.Flex.Manager.getInstance();
    window.wordsBefore = manager.strings;
    const own = Object.keys(manager.strings).filter((key) => key.startsWith('PSSalesforce'));
    manager.strings = { ...manager.strings, ...Object.fromEntries(own.map((key) => [key, '{{#if'])) };
}"""


def with_language(product: Product, **worker_attributes: Any) -> Setup:
    """Return an account where this agent has these attributes."""
    setup = with_plugin(product)
    setup.account.worker_attributes.update(worker_attributes)
    return setup


def own_words(**strings: str) -> PluginFile:
    """Return a plugin that sets strings before this one starts."""
    entry = {"name": "own-words", "version": "1.0.0", "phase": 1}
    return PluginFile(entry, (OWN_WORDS % json.dumps(strings)).encode())


async def message(desktop: Desktop, *words: str) -> None:
    """Wait until the agent reads that."""
    script = """words => {
        const bar = document.querySelector('.Twilio-NotificationBar-MessageContainer');
        return bar && words.every((word) => bar.innerText.includes(word));
    }"""
    await desktop.until(script, list(words), f"the agent reads {words}")


async def dials_offline(desktop: Desktop) -> None:
    """Have the agent click a number while offline."""
    await desktop.lightning.listens_for("onClickToDial")
    await desktop.offline()
    await desktop.lightning.emit("onClickToDial", {"number": ADA.phone})


async def saved_activity(desktop: Desktop) -> dict[str, Any]:
    """Wait until Salesforce has an activity, the only one."""
    await eventually(lambda: desktop.org.activities, "an activity is saved")
    (saved,) = desktop.org.activities.values()
    return saved


@pytest.fixture
def german_desktop(loop: Loop, desktops: Desktops, product: Product) -> Desktop:
    """Return the desktop of a German agent whose account has its own strings; shared among these tests."""
    setup = with_language(product, language="de-DE")
    words = own_words(PSSalesforceAlreadyOnPhone="Erst auflegen!", PSSalesforceDialingFailed="{{#if reason")
    setup.account.plugins.insert(0, words)
    return loop.run(desktops.shared("in German", lambda: setup, has_reached_salesforce))


async def test_a_german_agent_reads_german(german_desktop: Desktop) -> None:
    await german_desktop.accept(await german_desktop.offer_task())
    await softphone_is(german_desktop, label="1 Aufgabe")
    second_task = await german_desktop.offer_task()
    await softphone_is(german_desktop, label="Eingehende Aufgabe")
    await german_desktop.accept(second_task)
    await softphone_is(german_desktop, label="2 Aufgaben")
    await dials_offline(german_desktop)
    await message(german_desktop, "Wechseln Sie von „Offline“ zu einer anderen Aktivität")


async def test_the_accounts_own_wording_wins_over_the_language(german_desktop: Desktop) -> None:
    await german_desktop.start_call()
    await softphone_is(german_desktop, label="1 Aufgabe")
    await german_desktop.lightning.emit("onClickToDial", {"number": ADA.phone})
    await message(german_desktop, "Erst auflegen!")


async def test_the_plugins_text_replaces_a_text_that_is_not_a_template_whenever_it_is_set(
    german_desktop: Desktop,
) -> None:
    await german_desktop.lightning.emit("onClickToDial", {})
    await message(german_desktop, "Der Anruf konnte nicht gestartet werden")
    await german_desktop.flex(BREAKS_WORDS)
    await german_desktop.accept(await german_desktop.offer_task({"name": "Smith"}))
    await RecordDropdown(german_desktop).any_language.wait_for()
    await german_desktop.close_notifications()
    await dials_offline(german_desktop)
    await message(german_desktop, "Wechseln Sie von „Offline“ zu einer anderen Aktivität")
    await german_desktop.flex("() => { Twilio.Flex.Manager.getInstance().strings = window.wordsBefore; }")


async def test_where_flex_localises_itself_its_language_counts(open_desktop: Open, product: Product) -> None:
    setup = with_language(product, language="de-DE")
    setup.account.features["localization-beta"] = True
    async with open_desktop(setup) as desktop:
        # The value that Flex's own language menu stores.
        await desktop.page.add_init_script(
            "try { localStorage.setItem('TWILIO_FLEX_LOCALE_PREFERENCE', 'ja-JP'); } catch { }"
        )
        await desktop.boot()
        assert await desktop.flex("() => Twilio.Flex.Manager.getInstance().localization.localeTag") == "ja-JP"
        await desktop.accept(await desktop.offer_task())
        await softphone_is(desktop, label="タスク 1 件")


async def languages_named(desktop: Desktop) -> list[Any]:
    """Return the language marks of the dropdown on the canvas: of its label, its options and its status."""
    script = """() => {
        const found = document.querySelectorAll('.Twilio-TaskCanvas label :is(span, select, option)');
        return [...found].map((element) => element.getAttribute('lang'));
    }"""
    return list(await desktop.flex(script))


async def test_texts_name_their_language_where_the_page_is_in_another_one(german_desktop: Desktop) -> None:
    async def languages_now() -> list[Any]:
        await german_desktop.accept(await german_desktop.offer_task({"name": "Smith"}))
        await RecordDropdown(german_desktop).any_language.wait_for()
        return await languages_named(german_desktop)

    label, dropdown, placeholder, *records, none = await languages_now()
    assert (label, placeholder, none) == ("de-DE", "de-DE", "de-DE")
    assert {dropdown, *records} == {None}, "record names have no language"
    page = await german_desktop.flex("() => document.documentElement.lang")
    await german_desktop.flex("() => { document.documentElement.lang = 'de-DE'; }")
    assert set(await languages_now()) == {None}, "German, as the page"
    await german_desktop.flex("lang => { document.documentElement.lang = lang; }", page)


async def test_an_activity_has_the_agents_own_date_and_time_in_the_agents_language(
    german_desktop: Desktop,
) -> None:
    # A zone where it is another day than in UTC, whenever this runs.
    early = datetime.now(timezone.utc).hour < 11
    zone, hours = ("Pacific/Pago_Pago", -11) if early else ("Pacific/Kiritimati", 14)
    session = await german_desktop.page.context.new_cdp_session(german_desktop.frame)
    await session.send("Emulation.setTimezoneOverride", {"timezoneId": zone})
    try:
        task = await german_desktop.offer_task({"direction": "inbound"})
        await german_desktop.accept(task)
        await german_desktop.wrap_up(task)
        before = datetime.now(timezone.utc)
        assert await german_desktop.complete(task) is None
        saved = await saved_activity(german_desktop)
        moments = [moment + timedelta(hours=hours) for moment in (before, datetime.now(timezone.utc))]
    finally:
        await session.send("Emulation.setTimezoneOverride", {"timezoneId": ""})
    assert saved["ActivityDate"] in {f"{moment:%Y-%m-%d}" for moment in moments}
    assert saved["Subject"].partition(" at ")[2] in {f"{moment:%d.%m.%Y, %H:%M}" for moment in moments}
