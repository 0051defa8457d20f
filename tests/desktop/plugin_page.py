"""An empty page with the minimum of Flex that a plugin's script needs, to see the script's own effects."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, Page, Route

from build.demo.product import Product

ORIGIN = "https://plugin.example"
SNAPSHOT = Path(__file__).parent / "snapshot.js"
FLEX = "window.Twilio = { Flex: { Plugins: { loaded: [], init(plugin) { this.loaded.push(plugin); } } } };"
LOAD = """url => new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = url;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
})"""


class PluginPage:
    """The page; scripts of the given builds can be loaded into it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, browser: BrowserContext, *products: Product) -> AsyncIterator[PluginPage]:
        """Open a new tab."""
        files = {"/": ("text/html", b"<!doctype html><title>Empty</title>")}
        for product in products:
            files[f"/{product.name}.js"] = ("application/javascript", product.script)
            files[f"/{product.name}.mjs"] = ("application/javascript", product.module)
        page = await browser.new_page()
        try:
            await page.route("**/*", lambda route: _serve(route, files))
            await page.goto(ORIGIN + "/")
            await page.add_script_tag(path=SNAPSHOT)
            await page.evaluate(FLEX)
            yield cls(page)
        finally:
            await page.close()

    async def load(self, product: Product) -> None:
        """Load the script as Flex does: a classic script tag."""
        await self.page.evaluate(LOAD, f"{ORIGIN}/{product.name}.js")

    async def run(self, script: str, argument: Any = None) -> Any:
        """Evaluate a function in the page."""
        return await self.page.evaluate(script, argument)


async def _serve(route: Route, files: dict[str, tuple[str, bytes]]) -> None:
    file = files.get(route.request.url.removeprefix(ORIGIN))
    if file is None:
        await route.fulfill(status=404, body="")
    else:
        await route.fulfill(content_type=file[0], body=file[1])
