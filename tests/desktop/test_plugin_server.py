"""`package.py serve` as the plugin service of a Flex on another origin."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext

from build.demo.flex.bundle import serve
from build.demo.plugin_setup import with_plugin
from build.demo.product import ROOT
from tests.support.serve_process import ServeProcess

from .hosts import Open

pytestmark = pytest.mark.usefixtures("open_desktop")  # so that they come together and share the server
SCRIPT = """name => {
    const script = [...document.scripts].find((one) => one.src.includes(name));
    return script && [script.src, script.integrity, script.crossOrigin];
}"""
# Load the list and the script as Flex does, but without Flex.
LOAD = """async (url) => {
    const headers = { 'X-Flex-JWE': 'token', 'X-Flex-Version': '2.17.1', 'Content-Type': 'application/json' };
    const answer = await fetch(url, { credentials: 'include', headers }).catch((error) => String(error));
    if (typeof answer === 'string') return answer;
    const [{ src, integrity }] = await answer.json();
    const script = document.createElement('script');
    Object.assign(script, { src, integrity, crossOrigin: 'anonymous' });
    window.Twilio = { Flex: { Plugins: { init: () => { window.initialized = true; } } } };
    const loaded = new Promise((resolve) => { script.onload = script.onerror = resolve; });
    document.head.append(script);
    await loaded;
    return window.initialized === true;
}"""


@pytest.fixture(scope="module")
def served() -> Iterator[ServeProcess]:
    """Yield the plugin of this checkout, served."""
    process = ServeProcess(ROOT)
    yield process
    process.close()


async def test_flex_loads_the_plugin_from_it(open_desktop: Open, served: ServeProcess) -> None:
    entry = served.entry()
    async with open_desktop(with_plugin(plugin_service=served.url)) as desktop:
        await desktop.boot()
        assert await desktop.plugin_state(str(entry["name"])) == "Initialized"
        expected = [entry["src"], entry["integrity"], "anonymous"]
        assert await desktop.flex(SCRIPT, entry["name"]) == expected
        await desktop.lightning.listens_for("onClickToDial")
        assert desktop.page_errors == []


async def test_a_page_on_another_origin_of_this_machine_loads_it_after_a_real_preflight(
    browser: BrowserContext, served: ServeProcess, tmp_path: Path
) -> None:
    """Nothing on this page is routed: the browser's own preflight would not get to the server."""
    (tmp_path / "index.html").write_text("<!doctype html><title>Flex</title>")
    page = await browser.new_page()
    try:
        with serve(tmp_path) as address:
            await page.goto(address.replace("127.0.0.1", "localhost"))
            assert await page.evaluate(LOAD, served.url) is True
    finally:
        await page.close()
    served.wait_for(r"^OPTIONS /plugins 200$")
    served.wait_for(r"^GET /plugins 200$")


async def test_a_page_of_another_site_reads_nothing_and_the_terminal_reports_it(
    browser: BrowserContext, served: ServeProcess
) -> None:
    page = await browser.new_page()
    try:
        await page.route(
            "https://elsewhere.example/", lambda route: route.fulfill(body="<title>Other</title>")
        )
        await page.goto("https://elsewhere.example/")
        assert await page.evaluate(LOAD, served.url) == "TypeError: Failed to fetch"
    finally:
        await page.close()
    served.wait_for(r"pages of https://elsewhere\.example may not read this")
