"""The org package's panel, with a page instead of Flex in its frame that speaks the protocol."""

from __future__ import annotations

import contextlib
import copy
import itertools
import json
from collections.abc import AsyncIterator
from typing import Any

from playwright.async_api import BrowserContext, Frame, Page, Route

from build.demo.salesforce import SALESFORCE_ORIGIN, Lightning, Org
from build.demo.salesforce.behaviour import NORMAL, Behaviour
from build.demo.waiting import eventually

FLEX = "https://softphone.example"
FACTS = "getCallCenterSettings"  # the corresponding request of Open CTI
STRANGER = "https://evil.example"
CLIENT = """<!doctype html><title>Flex</title><script>
window.heard = [];  // from the window: text, origin, ports
window.said = [];   // through the ports, in order: port's number, message
const ports = [];
addEventListener('message', (event) => {
    const { data, origin, source } = event;
    heard.push({ data, origin, ports: event.ports.length, own: source === parent });
    for (const port of event.ports) {
        const number = ports.push(port) - 1;
        port.onmessage = ({ data }) => said.push({ port: number, ...JSON.parse(data) });
    }
});
window.post = (text, target) => parent.postMessage(text, target);
window.send = (text, port) => ports[port].postMessage(text);
</script>"""


class BarePanel:
    """The Lightning page with the panel, whose frame shows a page of the tests."""

    def __init__(self, page: Page, lightning: Lightning) -> None:
        self.page = page
        self.lightning = lightning
        self.page_errors: list[str] = []
        self._path = "/agent-desktop"
        self._ids = itertools.count(1)

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls,
        browser: BrowserContext,
        org: Org | None = None,
        address: str = f"{FLEX}/agent-desktop",
        permissions: tuple[str, ...] = ("Flex_Agent",),
        facts: Behaviour = NORMAL,
        is_console: bool = True,
        language: str = "en-US",
    ) -> AsyncIterator[BarePanel]:
        """Open a tab with the panel, before any hello. `facts`: how Salesforce answers it."""
        page = await browser.new_page()
        panel = cls(page, Lightning(org or Org(), has_panel=True))
        panel.lightning.permissions = list(permissions)
        panel.lightning.is_console = is_console
        panel.lightning.language = language
        panel.lightning.behave(FACTS, facts)
        page.on("pageerror", lambda error: panel.page_errors.append(str(error)))
        try:
            await page.route("**/*", panel._handle)
            panel.lightning.embed(address)
            await panel.lightning.open_on(page)
            await page.goto(f"{SALESFORCE_ORIGIN}/lightning/page/home")
            yield panel
        finally:
            await panel.lightning.close()
            await page.unroute_all(behavior="ignoreErrors")
            await page.close()

    async def _handle(self, route: Route) -> None:
        if route.request.url.startswith((FLEX, STRANGER)):
            await route.fulfill(content_type="text/html; charset=utf-8", body=CLIENT)
        elif not await self.lightning.handle(route):
            await route.fulfill(status=404, body="")

    @property
    def frame(self) -> Frame:
        """The frame that the panel shows."""
        return next(frame for frame in self.page.frames if self._path in frame.url)

    async def another(self) -> BarePanel:
        """Put a second panel on the same page, as a second item of the utility bar; return it."""
        copied = copy.copy(self)
        copied._path = "/another-desktop"
        place = "url => { window.components.panel(document.body, url); }"
        await self.page.evaluate(place, FLEX + copied._path)
        has_loaded = "path => [...document.querySelectorAll('c-flex-panel')].length === 2"
        await self.page.wait_for_function(has_loaded, arg=copied._path)
        await eventually(
            lambda: any(copied._path in frame.url for frame in self.page.frames), "it has its frame"
        )
        await copied.frame.wait_for_function("() => window.send !== undefined")
        return copied

    async def add_frame(self, url: str) -> Frame:
        """Put another frame on Salesforce's page, next to the panel."""
        script = """url => new Promise((done) => {
            const frame = document.createElement('iframe');
            frame.onload = () => done();
            frame.src = url;
            document.body.append(frame);
        })"""
        await self.page.evaluate(script, url)
        return next(frame for frame in self.page.frames if frame.url == url)

    async def hello(self, hello_id: str = "h1", **changes: Any) -> dict[str, Any]:
        """Say hello, and return the answer."""
        before = len(await self.frame.evaluate("() => heard"))
        await self.post({"flexSfdc": "hello", "id": hello_id, "versions": [1], "plugin": "1.4.0", **changes})
        await self.frame.wait_for_function("known => heard.length > known", arg=before)
        answer: dict[str, Any] = json.loads(await self.frame.evaluate("() => heard.at(-1).data"))
        return answer

    async def post(self, message: Any, frame: Frame | None = None, target: str = SALESFORCE_ORIGIN) -> None:
        """Post a message to Salesforce's page, from the panel's frame or from another."""
        text = message if isinstance(message, str) else json.dumps(message)
        await (frame or self.frame).evaluate("([text, target]) => post(text, target)", [text, target])

    async def heard(self) -> list[dict[str, Any]]:
        """Return the messages that the frame's window has received so far."""
        return list(await self.frame.evaluate("() => heard"))

    async def ask(self, call: str, port: int = 0, **values: Any) -> dict[str, Any]:
        """Send a request, and return its answer."""
        number = next(self._ids)
        await self.send({"id": number, "call": call, "values": values}, port)
        await self.frame.wait_for_function("id => said.some((one) => one.id === id)", arg=number)
        return next(item for item in await self.said() if item.get("id") == number)

    async def send(self, message: Any, port: int = 0) -> None:
        """Send anything through a port."""
        text = message if isinstance(message, str) else json.dumps(message)
        await self.frame.evaluate("([text, port]) => send(text, port)", [text, port])

    async def said(self) -> list[dict[str, Any]]:
        """Return the messages that the ports have received so far, in order."""
        return list(await self.frame.evaluate("() => said"))

    async def events(self, name: str) -> list[Any]:
        """Return the values of all events of this name, after everything that has happened so far."""
        await self.ask("ping", port=await self.frame.evaluate("() => heard.length - 1"))
        return [item["value"] for item in await self.said() if item.get("event") == name]
