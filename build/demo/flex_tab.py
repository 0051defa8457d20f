"""A tab of Chromium with Salesforce, and the real Flex UI in its utility bar; both back ends are fakes."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playwright.async_api import BrowserContext, ConsoleMessage, Error, Frame, Page, Route

from build.demo.far_end import FarEndTab
from build.demo.flex.site import FORGET, FlexSite
from build.demo.salesforce import Lightning, Org
from build.demo.setup import Setup
from build.demo.twilio import FLEX_ORIGIN, FakeTwilio
from build.demo.waiting import PATIENCE

if TYPE_CHECKING:
    from typing_extensions import Self

BOOT_TIMEOUT = 120.0
# Tries a condition in the page, which costs a tenth of a request for each attempt.
ATTEMPTS = """async (argument) => {
    for (let attempt = 1; ; attempt += 1) {
        const result = await (%s)(argument);
        if (result || attempt === 20) return result;
        await new Promise((again) => setTimeout(again, 50));
    }
}"""
PAUSE = 0.05
_marks = itertools.count(1)


@dataclass(frozen=True)
class ConsoleLine:
    """A line of the browser's console."""

    kind: str
    text: str
    source: str


@dataclass(frozen=True)
class Notification:
    """A notification that Flex was asked to show."""

    id: str
    context: dict[str, Any] | None


class FlexTab:
    """The tab: opens, boots and reloads Flex, reads its state, and keeps its console output."""

    def __init__(
        self, page: Page, scripts: str, setup: Setup, far_end: FarEndTab, twilio: FakeTwilio, mark: str
    ) -> None:
        self.page = page
        self.setup = setup
        self.twilio = twilio
        self.lightning = Lightning(setup.org, setup.salesforce_origin, setup.design, setup.has_panel)
        self.far_end = far_end
        self.console: list[ConsoleLine] = []
        self.page_errors: list[str] = []
        self._scripts = scripts
        self._mark = mark
        self.site = FlexSite(scripts, setup.account, setup.voice, setup.plugin_service, setup.design)

    @property
    def org(self) -> Org:
        """The Salesforce org."""
        return self.setup.org

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, browser: BrowserContext, scripts: str, setup: Setup) -> AsyncIterator[Self]:
        """Open a new tab with empty storage and new back ends, not booted yet."""
        page = await browser.new_page()
        far_end = FarEndTab(browser, page)
        tab = cls(page, scripts, setup, far_end, FakeTwilio(setup.account, far_end), str(next(_marks)))
        try:
            async with tab._connected():
                yield tab
        finally:
            await far_end.close()
            await tab.twilio.close()

    @contextlib.asynccontextmanager
    async def another_tab(self) -> AsyncIterator[Self]:
        """Open a second tab of the same agent: the same storage, the same back ends."""
        page = await self.page.context.new_page()
        tab = type(self)(page, self._scripts, self.setup, self.far_end, self.twilio, self._mark)
        async with tab._connected():
            yield tab
            await page.goto("about:blank")  # closes Flex's connections, which a closing page cannot do
        await self.page.bring_to_front()

    @contextlib.asynccontextmanager
    async def _connected(self) -> AsyncIterator[None]:
        try:
            await self._connect()
            yield
        finally:
            await self.lightning.close()
            await self.page.unroute_all(behavior="ignoreErrors")
            await self.page.close()

    async def _connect(self) -> None:
        page, twilio = self.page, self.twilio
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.page_errors.append(error.stack or str(error)))
        await page.add_init_script(self.site.seed_script(self._mark, self.setup.holds_time))
        await page.route("**/*", self._handle)
        await page.route_web_socket("**", twilio.connect)
        self.lightning.embed(self.setup.softphone_url())
        await self.lightning.open_on(page)

    async def _handle(self, route: Route) -> None:
        try:
            if not await self.site.handle(route) and not await self.lightning.handle(route):
                await self.twilio.handle(route)
        except Error as error:  # the tab closed during the answer
            if "closed" not in str(error) and "handled" not in str(error):
                raise

    def _note_console(self, message: ConsoleMessage) -> None:
        self.console.append(ConsoleLine(message.type, message.text, str(message.location.get("url", ""))))

    async def boot(self) -> None:
        """Open the page and wait until Flex is up."""
        home = (
            self.setup.salesforce_origin + "/lightning/page/home"
            if self.setup.embedded
            else self.setup.softphone_url()
        )
        await self.page.goto(home, wait_until="commit", timeout=BOOT_TIMEOUT * 1000)
        await self.booted()

    async def booted(self) -> None:
        """Wait until Flex in the frame has started. Raises with Flex's error if it fails."""
        script = "() => window.desktopTest && (desktopTest.bootError || desktopTest.booted)"
        outcome = await self.until(script, what="Flex has booted", patience=BOOT_TIMEOUT)
        if outcome is not True:
            raise AssertionError(f"Flex did not boot: {outcome}")

    @property
    def frame(self) -> Frame:
        """The frame in which Flex runs."""
        if not self.setup.embedded:
            return self.page.main_frame
        for frame in self.page.frames:
            if frame.url.startswith(FLEX_ORIGIN):
                return frame
        raise AssertionError("there is no Flex frame")

    async def reload_frame(self) -> None:
        """Reload only Flex, at the address it has now, and wait until it is up again."""
        self.lightning.softphone_reloads()
        await self.frame.evaluate("() => { window.desktopTest = undefined; location.reload(); }")
        await self.booted()

    async def forget_at_next_boot(self) -> None:
        """Have Flex's next document drop the plugin's activities before anything reads them."""
        await self.frame.evaluate("key => sessionStorage.setItem(key, 'yes')", FORGET)

    async def flex(self, script: str, argument: Any = None) -> Any:
        """Evaluate a function in Flex's frame."""
        return await self.frame.evaluate(script, argument)

    async def until(
        self, script: str, argument: Any = None, what: str = "", patience: float = PATIENCE
    ) -> Any:
        """Evaluate until the result is true. Raises with `what` after a time limit."""
        end = time.monotonic() + patience
        while True:
            with contextlib.suppress(Error, AssertionError):
                if result := await self.flex(ATTEMPTS % script, argument):
                    return result
            if time.monotonic() > end:
                errors = [*self.page_errors, *self.lines("error")][-5:]
                errors_shown = f"; the page says: {errors}" if errors else ""
                raise AssertionError(f"waited {patience:.0f} s: {what or script}{errors_shown}")
            await asyncio.sleep(PAUSE)

    async def pointer_arrives(self) -> None:
        """Wait until the mouse reaches the frame where it is now.

        For a moment after a change of its size, Chromium sends a click to the element that was there before,
        and Playwright does not notice that the frame never gets the click.
        """
        script = """() => {
            window.pointerAt = undefined;
            onmousemove = ({ clientX }) => { window.pointerAt = clientX; };
        }"""
        await self.flex(script)
        end = time.monotonic() + PATIENCE
        for x in itertools.cycle((1, 2)):
            place = await (await self.frame.frame_element()).bounding_box()
            if place:
                await self.page.mouse.move(place["x"] + x, place["y"] + 1)
                if await self.flex("() => window.pointerAt") == x:
                    return
            if time.monotonic() > end:
                raise AssertionError(f"waited {PATIENCE:.0f} s: the mouse reaches Flex's frame")

    async def skip(self, limit_ms: int) -> None:
        """Wait until the plugin has set a timer of that length, and move the time to its end."""
        await self.until("ms => pluginTime.skip(ms)", limit_ms, f"the plugin waits for {limit_ms} ms")

    async def skip_until(self, script: str, limits_ms: Sequence[int], what: str) -> None:
        """Move the time to the end of each timer of these lengths until the script returns true.

        Unlike `skip`, do not wait for each timer: on a busy machine a short timer ends by itself.
        """
        attempt = f"limits => (({script})()) || (limits.some((ms) => pluginTime.skip(ms)), false)"
        await self.until(attempt, list(limits_ms), what)

    async def advance(self, by_ms: int) -> None:
        """Move the plugin's time forward in one step, so that answers which it awaits are late."""
        await self.flex("ms => pluginTime.advance(ms)", by_ms)

    async def invoke(self, action: str, payload: dict[str, Any]) -> str | None:
        """Invoke a Flex action; return the message of its failure, or None."""
        script = """async ([action, payload]) => {
            try { await Twilio.Flex.Actions.invokeAction(action, payload); return null; }
            catch (error) { return String((error && error.message) || error); }
        }"""
        outcome = await self.flex(script, [action, payload])
        return None if outcome is None else str(outcome)

    async def state(self, path: str) -> Any:
        """Return a part of Flex's Redux state, such as `worker.activity.name`."""
        script = """path => path.split('.').reduce(
            (value, key) => value === undefined || value === null ? value : value[key],
            Twilio.Flex.Manager.getInstance().store.getState().flex)"""
        return await self.flex(script, path)

    async def plugin_state(self, name: str) -> str | None:
        """Return a plugin's state in Flex's plugin manager: `Initialized`, `Failed` …"""
        script = "name => Twilio.Flex.Plugins.plugins.find((plugin) => plugin.name === name)?.state ?? null"
        state = await self.flex(script, name)
        return None if state is None else str(state)

    async def notifications(self) -> list[Notification]:
        """Return every notification that Flex has shown since it booted."""
        shown = await self.flex("() => desktopTest.notifications")
        return [Notification(str(entry["id"]), entry["context"]) for entry in shown]

    async def events(self, name: str) -> list[dict[str, Any]]:
        """Return the events of that name from Flex's manager: the `sid`, and the text of a note."""
        return [entry for entry in await self.flex("() => desktopTest.events") if entry["name"] == name]

    async def notification(self, notification_id: str) -> Notification:
        """Wait for a notification."""
        await self.until(
            "id => desktopTest.notifications.some(one => one.id === id)", notification_id, notification_id
        )
        return next(entry for entry in await self.notifications() if entry.id == notification_id)

    def lines(self, kind: str, containing: str = "") -> list[str]:
        """Return the console's lines of a kind (`error`, `warning`, `log`) that hold some text."""
        return [line.text for line in self.console if line.kind == kind and containing in line.text]
