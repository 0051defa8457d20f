"""The Lightning page as the softphone's host: its requests, its contents, and the tests' actions on it.

`protocols.py` answers the softphone.
"""

from __future__ import annotations

import asyncio
import urllib.parse
from collections.abc import Callable, Coroutine
from typing import Any

from playwright.async_api import Error, Page, Route

from build.demo.design import Design
from build.demo.salesforce import open_cti_api, page_actions, platform_api
from build.demo.salesforce.behaviour import Behaviour
from build.demo.salesforce.org import Json, Org, Record
from build.demo.salesforce.panel import panel_script
from build.demo.salesforce.protocols import API_TYPE, Call, Exchange, Protocols
from build.demo.salesforce.scripts import Scripts
from build.demo.salesforce.views import PAGE, lightning_page, page_state
from build.demo.waiting import PATIENCE, eventually

SALESFORCE_ORIGIN = "https://acme.lightning.force.com"
STRANGER_URL = "https://components.example/stranger.html"


class Lightning:
    """A Salesforce tab with the softphone in its utility bar."""

    def __init__(
        self,
        org: Org,
        origin: str = SALESFORCE_ORIGIN,
        design: Design | None = None,
        has_panel: bool = False,
    ) -> None:
        self.org = org
        self.has_panel = has_panel
        """The org package's panel is in the utility bar, instead of Open CTI's softphone."""
        self.origin = origin
        self.design = design
        self.scripts = Scripts()
        self.protocols = Protocols(org, origin, self)
        self.calls, self.console_calls = self.protocols.calls, self.protocols.console_calls
        self.behave, self.hold = self.protocols.behaviours.behave, self.protocols.behaviours.hold
        self.behave_normally = self.protocols.behaviours.behave_normally
        self.permissions = ["Flex_Agent"]
        """The agent's custom permissions, from the next load of the page on."""
        self.language = "en-US"
        """The agent's language in Salesforce, from the next load of the page on."""
        self.is_console = True
        """Whether the agent's app is a console app."""
        self.softphone_origin = ""
        self._softphone_url = ""
        self._page: Page | None = None
        self._served: Json = {}
        self._rendered: Json = {}
        self._running: set[asyncio.Task[None]] = set()

    # Serving the page -----------------------------------------------------------------------------

    async def open_on(self, page: Page) -> None:
        """Connect the page's messages; the caller opens its address."""
        self._page = page
        await page.expose_binding("salesforceReceives", lambda _source, message: self._receive(message))
        await page.expose_binding(
            "platformReceives", lambda _source, call: self._start(lambda: self.protocols.platform(call))
        )
        await page.expose_binding("salesforceDials", lambda _source, click: self._clicked(click))
        await page.expose_binding("agentActs", lambda _source, action: self._act(action))
        page.on("domcontentloaded", lambda _: self._start(self._catch_up))

    def embed(self, softphone_url: str) -> None:
        """Set the page that the utility bar's frame shows."""
        parts = urllib.parse.urlsplit(softphone_url)
        self._softphone_url = softphone_url
        self.softphone_origin = f"{parts.scheme}://{parts.netloc}"

    async def handle(self, route: Route) -> bool:
        """Answer a request if it is for Salesforce, or for the third party on its page."""
        url = urllib.parse.urlsplit(route.request.url)
        if route.request.url == STRANGER_URL:
            await route.fulfill(content_type="text/html", body=(PAGE / "stranger.html").read_text())
        elif f"{url.scheme}://{url.netloc}" != self.origin:
            return False
        elif url.path == "/panel.js":
            await route.fulfill(content_type="application/javascript; charset=utf-8", body=panel_script())
        elif self.scripts.serves(url.path):
            self._start(lambda: self.scripts.serve(route, url.path))
        elif self.design is not None and (asset := self.design.asset(url.path)) is not None:
            await route.fulfill(path=asset)
        elif url.path.startswith("/lightning"):
            self._served = self._rendered = self._state()
            data = {**self._served, "platform": self._platform()} if self.has_panel else self._served
            body = lightning_page(self._softphone_url, data, self.design is not None, self.has_panel)
            await route.fulfill(content_type="text/html; charset=utf-8", body=body)
        else:
            await route.fulfill(status=404, body="")
        return True

    # Actions of tests -----------------------------------------------------------------------------

    async def reset(self) -> None:
        """Forget calls and saved activities, and restore the org's first state."""
        await asyncio.gather(*self._running, return_exceptions=True)
        self.calls.clear()
        self.console_calls.clear()
        self.org.reset()
        await self.render()

    async def close_tabs(self) -> None:
        """Close the tabs of the console."""
        await self._the_page().evaluate("() => window.lightning.closeTabs()")

    def always_for_every_method(self, behaviour: Behaviour) -> None:
        """Set the answer to every Open CTI call from now on."""
        self.protocols.behaviours.always_for_every_method(behaviour, open_cti_api.METHODS)

    async def called(self, method: str, patience: float = PATIENCE) -> Call:
        """Wait until a method has been called, and return its first call."""
        await eventually(lambda: bool(self.calls_of(method)), f"{method} is called", patience)
        return self.calls_of(method)[0]

    async def console_called(self, method: str) -> None:
        """Wait until a method of the Console has been called."""
        await eventually(lambda: bool(self.console_calls_of(method)), f"{method} is called")

    def calls_of(self, method: str) -> list[Call]:
        """Return the calls of one method so far."""
        return [call for call in self.calls if call.method == method]

    def console_calls_of(self, method: str) -> list[Json]:
        """Return the Console calls of one method so far."""
        return [call for call in self.console_calls if call.get("xdomain_name") == method]

    async def show(self, record: Record | None) -> None:
        """Go to a record, or to the home page."""
        self.org.open(record)
        await self.render()
        await self.emit("onNavigationChange", open_cti_api.view_payload(self.org))

    async def click_number(self, even_if_disabled: bool = False) -> None:
        """Click the number of the record in view, as soon as click-to-dial is on."""
        if not even_if_disabled:
            await self.listens_for("onClickToDial")
        number = "c-flex-phones button" if self.has_panel else "[data-dial]"
        await self._the_page().locator(number).first.click(force=even_if_disabled)

    def softphone_reloads(self) -> None:
        """Forget all listeners until the softphone's scripts are loaded again."""
        self.protocols.listening.clear()

    async def listens_for(self, event: str, patience: float = PATIENCE) -> None:
        """Wait until the softphone listens for an event."""
        await eventually(
            lambda: event in self.protocols.listening, f"the softphone listens for {event}", patience
        )

    async def emit(self, event: str, payload: Any, **changes: Any) -> None:
        """Send an event of Open CTI to the softphone, or have the platform send the equivalent."""
        if self.has_panel:
            await self._emit_in_platform(event, payload, changes)
            return
        message = {
            "methodName": event,
            "apiVersion": self.protocols.api_version,
            "apiType": API_TYPE,
            "shouldExecuteListener": True,
            "response": payload,
            **changes,
        }
        self.protocols.observe(Exchange("event", event, payload))
        await self.post(message)

    async def publish(self, channel: str, message: Any) -> None:
        """Publish on a Lightning message channel, as a component of the page."""
        if channel in self.org.channels:
            await self.emit("subscribe", message, eventName=channel)

    async def _emit_in_platform(self, event: str, payload: Any, changes: Json) -> None:
        self.protocols.observe(Exchange("event", event, payload))
        if event == "onClickToDial":
            await self._deliver(platform_api.DIAL_CHANNEL, payload)
        elif event == "subscribe":
            await self._deliver(changes["eventName"], payload)
        elif event == "onNavigationChange":
            attributes = {"recordId": payload.get("recordId"), "objectApiName": payload.get("objectType")}
            page = {"type": "standard__recordPage", "attributes": attributes}
            await self._the_page().evaluate(
                "page => window.components.emit('CurrentPageReference', page)", page
            )

    async def _deliver(self, channel: str, message: Any) -> None:
        script = "([channel, message]) => window.components.deliver(channel, message)"
        await self._the_page().evaluate(script, [channel, message])

    async def post(self, message: Any) -> None:
        """Post anything to the softphone, from the Lightning page itself."""
        script = "([message, origin]) => window.lightning.post(message, origin)"
        await self._the_page().evaluate(script, [message, self.softphone_origin])

    async def post_as_stranger(self, message: Any) -> None:
        """Post anything to the softphone from a frame of another origin on the same page."""
        script = "([url, message]) => window.lightning.postFrom(url, message)"
        await self._the_page().evaluate(script, [STRANGER_URL, message])

    async def settle(self, call_id: int, answer: Json) -> None:
        """Settle the promise of a component's platform call."""
        script = "([id, answer]) => window.components?.settle(id, answer)"
        await self._the_page().evaluate(script, [call_id, answer])

    # Messages and contents of the page -----------------------------------------------------------

    def _receive(self, message: Json) -> None:
        data, origin = message["data"], message["origin"]
        if isinstance(data, str):
            self._start(lambda: self.protocols.console(data))
        elif isinstance(data, dict) and data.get("apiType") == API_TYPE:
            self._start(lambda: self.protocols.open_cti(data, origin))

    def _platform(self) -> Json:
        """Return the data that the platform's modules have from the start."""
        wires = {
            "CurrentPageReference": platform_api.reference(self.org),
            "EnclosingUtilityId": platform_api.UTILITY_ID,
            "IsConsoleNavigation": self.is_console,
            "MessageContext": {},
        }
        data = {"permissions": self.permissions, "language": self.language, "wires": wires}
        return {**data, "flexAddress": self._softphone_url}

    def _state(self) -> Json:
        state = page_state(self.org)
        return {**state, "reference": platform_api.reference(self.org)} if self.has_panel else state

    async def _clicked(self, click: Json) -> None:
        record = self.org.record(str(click["recordId"])) if click["recordId"] else None
        payload = {"number": click["number"], **(record.payload() if record else {})}
        await self.emit("onClickToDial", payload)

    async def _act(self, action: Json) -> None:
        was_popped_out = self.org.softphone.popped_out
        if page_actions.act(self.org, action):
            await self.render()
            await self.emit("onNavigationChange", open_cti_api.view_payload(self.org))
        if self.org.softphone.popped_out != was_popped_out:
            self.softphone_reloads()
        await self.render()

    async def render(self) -> None:
        """Send the page the changes since the last time."""
        state = self._state()
        changes = {name: value for name, value in state.items() if self._rendered.get(name) != value}
        self._rendered = state
        if changes:
            await self._the_page().evaluate("changes => window.lightning?.show?.(changes)", changes)

    async def _catch_up(self) -> None:
        """Send a new document the changes since it was loaded."""
        self._rendered = self._served
        await self.render()

    def _the_page(self) -> Page:
        if self._page is None:
            raise RuntimeError("the Lightning page is not open")
        return self._page

    def _start(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        task = asyncio.get_running_loop().create_task(self._quietly(work))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    @staticmethod
    async def _quietly(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Ignore that the tab is closed or reloaded during an answer."""
        try:
            await work()
        except Error as error:
            if "closed" not in str(error) and "destroyed" not in str(error):
                raise

    async def close(self) -> None:
        """Stop all background tasks."""
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
