"""A page without Flex in the softphone's place, for tests that need only Salesforce and its scripts."""

from __future__ import annotations

import contextlib
import urllib.parse
from collections.abc import AsyncIterator
from typing import Any

from playwright.async_api import BrowserContext, Frame, Page, Route

from build.demo.design import Design
from build.demo.salesforce import NONCE, SALESFORCE_ORIGIN, Lightning, Org

SOFTPHONE_ORIGIN = "https://softphone.example"
PAGE = "<!doctype html><title>Softphone</title><script>window.seen = [];</script>"
QUERY = {
    "sfdcIframeOrigin": SALESFORCE_ORIGIN,
    "sfdcIFrameOrigin": SALESFORCE_ORIGIN,
    "mode": "Lightning",
    "nonce": NONCE,
}
LOAD = """([url]) => new Promise((resolve) => {
    const script = document.createElement('script');
    script.src = url;
    script.onload = () => resolve(true);
    script.onerror = () => resolve(false);
    document.head.append(script);
})"""


class BareSoftphone:
    """The frame, and the Lightning page around it."""

    def __init__(self, page: Page, lightning: Lightning) -> None:
        self.page = page
        self.lightning = lightning
        self.page_errors: list[str] = []
        self.console: list[str] = []

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls,
        browser: BrowserContext,
        query: dict[str, str] | None = None,
        scripts: bool = True,
        org: Org | None = None,
        design: Design | None = None,
    ) -> AsyncIterator[BareSoftphone]:
        """Open a tab with the page in it, by default with both of Salesforce's scripts loaded."""
        page = await browser.new_page()
        softphone = cls(page, Lightning(org or Org(), design=design))
        try:
            await softphone._connect(QUERY if query is None else query)
            if scripts:
                await softphone.load_open_cti()
                await softphone.load_console()
            yield softphone
        finally:
            await softphone.lightning.close()
            await page.unroute_all(behavior="ignoreErrors")
            await page.close()

    async def _connect(self, query: dict[str, str]) -> None:
        self.page.on("pageerror", lambda error: self.page_errors.append(str(error)))
        self.page.on("console", lambda line: self.console.append(line.text))
        await self.page.route("**/*", self._handle)
        self.lightning.embed(f"{SOFTPHONE_ORIGIN}/?{urllib.parse.urlencode(query)}")
        await self.lightning.open_on(self.page)
        await self.page.goto(f"{self.lightning.origin}/lightning/page/home")

    async def _handle(self, route: Route) -> None:
        if route.request.url.startswith(SOFTPHONE_ORIGIN):
            await route.fulfill(content_type="text/html; charset=utf-8", body=PAGE)
        elif not await self.lightning.handle(route):
            await route.fulfill(status=404, body="")

    @property
    def frame(self) -> Frame:
        """The softphone's frame."""
        return next(frame for frame in self.page.frames if frame.url.startswith(SOFTPHONE_ORIGIN))

    async def load_open_cti(self, version: str = "66.0") -> bool:
        """Load Open CTI's script, and return whether its `onload` fired."""
        url = f"{self.lightning.origin}/support/api/{version}/lightning/opencti_min.js"
        return bool(await self.frame.evaluate(LOAD, [url]))

    async def load_console(self, version: str = "66.0") -> bool:
        """Load the Console toolkit's script, and return whether its `onload` fired."""
        url = f"{self.lightning.origin}/support/console/{version}/integration.js"
        return bool(await self.frame.evaluate(LOAD, [url]))

    async def run(self, script: str, argument: Any = None) -> Any:
        """Evaluate a function in the frame."""
        return await self.frame.evaluate(script, argument)

    async def ask(self, method: str, arguments: dict[str, Any] | None = None) -> Any:
        """Call an Open CTI method with a callback, and return its response."""
        script = """([method, args]) => new Promise((resolve) =>
            sforce.opencti[method]({...args, callback: resolve}))"""
        return await self.run(script, [method, arguments or {}])

    async def heard(self) -> list[Any]:
        """Return the notes of the listeners in `seen`, after everything that the page has posted so far.

        Messages keep their order, so the answer to a new request comes after them.
        """
        await self.ask("isSoftphonePanelVisible")
        return list(await self.run("() => seen"))

    async def thrown(self, script: str) -> str | None:
        """Return the exception that an expression throws synchronously, or None."""
        attempt = """source => {
            try { eval(source); return null; } catch (error) { return `${error.name}: ${error.message}`; }
        }"""
        thrown = await self.run(attempt, script)
        return None if thrown is None else str(thrown)
