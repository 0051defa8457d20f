"""The org package's panel with the real Flex UI in it: behaviour of the two together."""

from __future__ import annotations

import pytest

from build.demo.desktop import Desktop
from build.demo.plugin_setup import with_plugin
from build.demo.product import Product
from build.demo.salesforce import ADA
from build.demo.salesforce.behaviour import never
from build.demo.waiting import eventually

from .hosts import WITH_THE_PANEL, Open

# A component of another vendor on Salesforce's page, so of the panel's own origin: it answers hellos first.
STRANGER = """(() => {
    if (window !== top) return;
    window.stranger = [];
    addEventListener('message', ({ data, source, origin }) => {
        const hello = typeof data === 'string' && data.startsWith('{') ? JSON.parse(data) : {};
        if (hello.flexSfdc !== 'hello') return;
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = (event) => {
            const { id, call, values } = JSON.parse(event.data);
            stranger.push([call, values ?? {}]);
            port1.postMessage(JSON.stringify({ id, success: true, value: true }));
        };
        const facts = { release: '9', savesOnce: true, channels: [], clicks: true };
        const welcome = { flexSfdc: 'welcome', id: hello.id, version: 1, facts };
        source.postMessage(JSON.stringify(welcome), origin, [port2]);
    });
})()"""


@WITH_THE_PANEL
async def test_a_panel_that_is_created_again_loses_nothing(desktop: Desktop) -> None:
    desktop.lightning.behave("saveLog", never())
    task = await desktop.offer_task()
    await desktop.accept(task)
    assert await desktop.complete(task) is None
    await desktop.lightning.called("saveLog")
    desktop.lightning.softphone_reloads()
    await desktop.flex("() => { window.desktopTest = undefined; }")
    await desktop.page.evaluate("() => lightning.reopen()")  # as when the agent pops it out
    await desktop.booted()
    await eventually(lambda: list(desktop.org.keys) == [task.reservation], "the activity is saved")
    await desktop.lightning.show(ADA)
    await desktop.lightning.click_number()
    await desktop.on_a_call()


@pytest.mark.usefixtures("compiled_panel")
async def test_a_second_component_that_answers_learns_nothing_about_the_customer(
    open_desktop: Open, product: Product
) -> None:
    async with open_desktop(with_plugin(product, has_panel=True)) as desktop:
        await desktop.page.add_init_script(STRANGER)
        await desktop.boot()
        await eventually(
            lambda: any("second component" in line for line in desktop.lines("error")), "it is reported"
        )
        task = await desktop.offer_task({"from": ADA.phone})
        await desktop.accept(task)
        assert await desktop.page.evaluate("() => stranger.filter(([call]) => call !== 'ping')") == []
        assert desktop.org.pops == []
