"""The products in Chromium: their effects on a page, and the way from an error back to Python."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext

from build.demo.product import Product
from tests.support.shared_product import with_example_built_once

from .plugin_page import ORIGIN, PluginPage
from .source_map import SourceMap

CLASS = "SalesforceIntegrationPlugin"
BEFORE = """() => {
    window.before = null;
    pageSnapshot.started.length = 0;
    window.before = pageSnapshot.take(Twilio, pageSnapshot);
}"""
CHANGES = """() => pageSnapshot.changes(before, pageSnapshot.take(Twilio, pageSnapshot, before))
    .filter((path) => path !== 'globalThis.before')"""
STACK = """() => {
    const [Plugin] = Twilio.Flex.Plugins.loaded;
    let stack = '';
    const manager = { get configuration() { stack ||= new Error('here').stack; return {}; } };
    new Plugin().init({}, manager);
    return stack;
}"""
FRAME = re.compile(r"/([\w.-]+\.m?js):(\d+):(\d+)\)?$", re.MULTILINE)


@pytest.fixture
def other_product(shared_folder: Path) -> Product:
    """Return a plugin of another name, built outside of the loop."""
    return with_example_built_once(shared_folder)


async def test_loading_the_script_changes_nothing_on_the_page(
    browser: BrowserContext, product: Product
) -> None:
    async with PluginPage.open(browser, product) as page:
        await page.run(BEFORE)
        await page.load(product)
        assert await page.run("() => Twilio.Flex.Plugins.loaded.length") == 1
        assert await page.run(CHANGES) == []
        assert await page.run("() => pageSnapshot.started") == []


async def test_the_comparison_of_the_page_sees_a_change(browser: BrowserContext, product: Product) -> None:
    async with PluginPage.open(browser, product) as page:
        await page.run(BEFORE)
        await page.run(
            "() => { Array.prototype.mine = 1; window.other = 2; addEventListener('x', () => 1); }"
        )
        changes = await page.run(CHANGES)
        assert "globalThis.other" in changes
        assert [path for path in changes if path.endswith(".mine")] != []
        assert await page.run("() => pageSnapshot.started") == ["addEventListener(x)"]


async def test_two_plugins_load_on_one_page_without_touching_each_other(
    browser: BrowserContext, product: Product, other_product: Product
) -> None:
    async with PluginPage.open(browser, product, other_product) as page:
        await page.load(product)
        await page.run("() => { window.first = Twilio.Flex.Plugins.loaded[0]; }")
        await page.run(BEFORE)
        await page.load(other_product)
        assert await page.run(CHANGES) == []
        names = "() => Twilio.Flex.Plugins.loaded.map((Plugin) => new Plugin().name)"
        assert await page.run(names) == [product.name, other_product.name]


async def test_a_plugin_with_a_proxied_flex_registers_with_its_own(
    browser: BrowserContext, product: Product
) -> None:
    async with PluginPage.open(browser, product) as page:
        proxy = """name => {
            const loaded = window.loadedByProxy = [];
            Twilio.FlexProxy = { [name]: { Plugins: { init: (Plugin) => loaded.push(Plugin) } } };
        }"""
        await page.run(proxy, product.name)
        await page.load(product)
        assert await page.run("() => [loadedByProxy.length, Twilio.Flex.Plugins.loaded.length]") == [1, 0]


async def test_the_module_can_be_imported_and_exports_the_plugin_class(
    browser: BrowserContext, product: Product
) -> None:
    async with PluginPage.open(browser, product) as page:
        await page.run(BEFORE)
        script = """async ([url, name]) => {
            const Plugin = (await import(url))[name];
            return [typeof Plugin, new Plugin().name, Twilio.Flex.Plugins.loaded.length];
        }"""
        arguments = [f"{ORIGIN}/{product.name}.mjs", CLASS]
        assert await page.run(script, arguments) == ["function", product.name, 0]
        assert await page.run(CHANGES) == []


async def test_a_stack_leads_back_to_a_line_of_python(browser: BrowserContext, product: Product) -> None:
    async with PluginPage.open(browser, product) as page:
        await page.load(product)
        stack = await page.run(STACK)
    source_map = SourceMap(product.source_map)
    frames = [
        (int(line), int(column))
        for name, line, column in FRAME.findall(stack)
        if name == f"{product.name}.js"
    ]
    origins = [origin for line, column in frames if (origin := source_map.origin(line, column))]
    (entry,) = [origin for origin in origins if origin.source.endswith("flex_sfdc/plugin.py")]
    assert "configuration.custom_data" in entry.text
    assert all(origin.source.endswith(".py") for origin in origins)
