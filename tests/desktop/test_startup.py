"""Start-up in the real Flex UI: the origins the plugin trusts, the scripts it loads, its messages."""

from __future__ import annotations

import asyncio

from build.demo.desktop import Desktop
from build.demo.plugin_setup import with_plugin
from build.demo.product import Product
from build.demo.salesforce import SALESFORCE_ORIGIN
from build.demo.waiting import eventually

from .hosts import Open

PANELS = """() => [1, 2].map((number) =>
    Boolean(document.querySelector(`.Twilio-AgentDesktopView\\\\.Panel${number}`)))"""
LOGOS = "() => document.querySelectorAll('.Twilio-MainHeader svg[alt=\"Company Logo\"]').length"
A_WHILE = 1.0


async def test_flex_loads_the_plugin_with_its_integrity_and_initializes_it(
    desktop: Desktop, product: Product
) -> None:
    assert await desktop.plugin_state(product.name) == "Initialized"
    script = """name => {
        const script = [...document.scripts].find((one) => one.src.includes(name));
        return script && [script.integrity, script.crossOrigin];
    }"""
    assert await desktop.flex(script, product.name) == [product.entry["integrity"], "anonymous"]


async def test_the_scripts_come_from_the_trusted_origin_in_the_default_version(desktop: Desktop) -> None:
    once = dict.fromkeys(desktop.lightning.scripts.requested)  # an earlier test may have reloaded Flex
    assert list(once) == [
        f"{SALESFORCE_ORIGIN}/support/api/66.0/lightning/opencti_min.js",
        f"{SALESFORCE_ORIGIN}/support/console/66.0/integration.js",
    ]


async def test_the_configured_version_is_loaded_and_the_workers_configuration_wins(
    quiet_desktop: Desktop,
) -> None:
    await quiet_desktop.accept(await quiet_desktop.offer_task({"name": "Smith"}))
    assert (await quiet_desktop.lightning.called("searchAndScreenPop")).api_version == 60
    once = dict.fromkeys(quiet_desktop.lightning.scripts.requested)  # an earlier test may have reloaded Flex
    assert [url.split("/")[5] for url in once] == ["60.0"] * len(once)
    assert len(once) == 2
    await asyncio.sleep(A_WHILE)
    assert not quiet_desktop.org.dialling, "enableClickToDial, which a reset of the org does not undo"


async def test_the_crm_container_and_the_logo_are_hidden(desktop: Desktop) -> None:
    assert await desktop.flex(PANELS) == [True, False]
    assert await desktop.flex(LOGOS) == 0


async def test_a_hostile_origin_makes_the_plugin_load_nothing_and_one_error_names_it(
    open_desktop: Open, product: Product
) -> None:
    origin = "https://x.lightning.force.com.evil.example"
    async with open_desktop(with_plugin(product, salesforce_origin=origin, voice=False)) as desktop:
        await desktop.boot()
        await eventually(lambda: desktop.lines("error", containing=origin), "it is reported")
        await asyncio.sleep(A_WHILE)
        assert await desktop.plugin_state(product.name) == "Initialized"
        assert desktop.lightning.scripts.requested == []
        assert await desktop.flex("() => typeof window.sforce") == "undefined"
        assert len(desktop.lines("error", containing=origin)) == 1
