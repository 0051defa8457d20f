"""The agent's desktop: Salesforce in a tab of Chromium, the real Flex UI in its utility bar, fake back ends.

async with Desktop.open(browser, scripts, Setup(Account(plugins=[plugin]))) as desktop:
    await desktop.boot()
    await desktop.lightning.show(ADA)
    await desktop.lightning.click_number()
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time
import urllib.parse
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import BrowserContext, ConsoleMessage, Error, Frame, Page, Request, Route

from .fake_salesforce import NONCE, SALESFORCE_ORIGIN, Lightning, Org
from .fake_twilio import FLEX_ORIGIN, Account, FakeTwilio, ids
from .far_end import FarEndTab
from .flex_site import FlexSite

BOOT_TIMEOUT = 60.0
PATIENCE = 10.0
POLL = 0.05
_marks = itertools.count(1)


@dataclass
class Setup:
    """What a test may choose before Flex boots."""

    account: Account = field(default_factory=Account)
    org: Org = field(default_factory=Org)
    salesforce_origin: str = SALESFORCE_ORIGIN
    query: str | None = None
    embedded: bool = True
    voice: bool = True

    def softphone_url(self) -> str:
        """The address of the frame, with the query string of Lightning unless the test has its own."""
        query = self.query
        if query is None:
            origin = urllib.parse.quote(self.salesforce_origin, safe="")
            query = (
                f"?sfdcIframeOrigin={origin}&sfdcIFrameOrigin={origin}&mode=Lightning&isdtp=vw&nonce={NONCE}"
            )
        return f"{FLEX_ORIGIN}/agent-desktop{query}"


@dataclass(frozen=True)
class ConsoleLine:
    """A line of the browser's console."""

    kind: str
    text: str
    source: str


@dataclass(frozen=True)
class Notification:
    """A notification Flex was asked to show."""

    id: str
    context: dict[str, Any] | None


@dataclass(frozen=True)
class Offered:
    """A task as TaskRouter offered it."""

    reservation: str
    task: str


class Desktop:
    """One tab with Salesforce and Flex in it."""

    def __init__(
        self, page: Page, scripts: str, setup: Setup, far_end: FarEndTab, twilio: FakeTwilio
    ) -> None:
        self.page = page
        self.setup = setup
        self.twilio = twilio
        self.lightning = Lightning(setup.org, setup.salesforce_origin)
        self.far_end = far_end
        self.console: list[ConsoleLine] = []
        self.page_errors: list[str] = []
        self.requested: list[str] = []
        self._site = FlexSite(scripts, setup.account, setup.voice)

    @property
    def org(self) -> Org:
        """The Salesforce org."""
        return self.setup.org

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls, browser: BrowserContext, scripts: str, setup: Setup, twilio: FakeTwilio | None = None
    ) -> AsyncIterator[Desktop]:
        """A new tab, not booted yet. A second desktop of the same agent shares the first one's `twilio`."""
        page = await browser.new_page()
        far_end = FarEndTab(browser, page)
        shared = twilio is not None
        desktop = cls(page, scripts, setup, far_end, twilio or FakeTwilio(setup.account, far_end))
        mark = "shared" if shared else str(next(_marks))
        try:
            await desktop._connect(mark)
            yield desktop
        finally:
            await desktop._close(close_twilio=not shared)

    async def _connect(self, mark: str) -> None:
        page, twilio = self.page, self.twilio
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.page_errors.append(error.stack or str(error)))
        page.on("request", self._note_request)
        await page.add_init_script(self._site.seed_script(mark))
        await page.route("**/*", self._handle)
        await page.route_web_socket("**", twilio.connect)
        self.lightning.embed(self.setup.softphone_url())
        await self.lightning.open_on(page)

    async def _handle(self, route: Route) -> None:
        try:
            if not await self._site.handle(route) and not await self.lightning.handle(route):
                await self.twilio.handle(route)
        except Error as error:  # the tab went away under the answer
            if "closed" not in str(error) and "handled" not in str(error):
                raise

    def _note_console(self, message: ConsoleMessage) -> None:
        self.console.append(ConsoleLine(message.type, message.text, str(message.location.get("url", ""))))

    def _note_request(self, request: Request) -> None:
        self.requested.append(request.url)

    async def _close(self, close_twilio: bool) -> None:
        await self.lightning.close()
        await self.page.unroute_all(behavior="ignoreErrors")
        await self.page.close()
        await self.far_end.close()
        if close_twilio:
            await self.twilio.close()

    # Flex -----------------------------------------------------------------------------------------

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
        """Wait until Flex in the frame is up; raises with its error when it cannot."""
        script = "() => window.desktopTest && (desktopTest.bootError || desktopTest.booted)"
        outcome = await self.until(script, what="Flex has booted", patience=BOOT_TIMEOUT)
        if outcome is not True:
            raise AssertionError(f"Flex did not boot: {outcome}")

    @property
    def frame(self) -> Frame:
        """The frame Flex runs in."""
        if not self.setup.embedded:
            return self.page.main_frame
        for frame in self.page.frames:
            if frame.url.startswith(FLEX_ORIGIN):
                return frame
        raise AssertionError("there is no Flex frame")

    async def reset(self) -> None:
        """Bring a booted desktop back to how it was, but for what only a new boot can undo."""
        self.lightning.behave_normally()
        await self.twilio.end_everything()
        script = "() => Twilio.Flex.Manager.getInstance().store.getState().flex.worker.tasks.size === 0"
        await self.until(script, what="all tasks are gone")
        await self.set_activity("Available")
        script = """() => {
            desktopTest.notifications.length = desktopTest.events.length = 0;
            Twilio.Flex.Notifications.dismissNotifications?.();
        }"""
        await self.flex(script)
        await self.lightning.reset()
        self.console.clear()
        self.page_errors.clear()

    async def reload_frame(self) -> None:
        """Reload Flex alone, at the address it has now, and wait until it is up again."""
        self.lightning.softphone_reloads()
        await self.frame.evaluate("() => { window.desktopTest = undefined; location.reload(); }")
        await self.booted()

    async def flex(self, script: str, argument: Any = None) -> Any:
        """Evaluate a function in Flex's frame."""
        return await self.frame.evaluate(script, argument)

    async def until(
        self, script: str, argument: Any = None, what: str = "", patience: float = PATIENCE
    ) -> Any:
        """Evaluate until the result is true; raises with `what` when it never is."""
        end = time.monotonic() + patience
        while True:
            with contextlib.suppress(Error, AssertionError):
                if result := await self.flex(script, argument):
                    return result
            if time.monotonic() > end:
                errors = f"; the page's errors: {self.page_errors}" if self.page_errors else ""
                raise AssertionError(f"waited {patience:.0f} s in vain: {what or script}{errors}")
            await asyncio.sleep(POLL)

    async def invoke(self, action: str, payload: dict[str, Any]) -> str | None:
        """Invoke a Flex action; the message of its failure, or None."""
        script = """async ([action, payload]) => {
            try { await Twilio.Flex.Actions.invokeAction(action, payload); return null; }
            catch (error) { return String((error && error.message) || error); }
        }"""
        outcome = await self.flex(script, [action, payload])
        return None if outcome is None else str(outcome)

    async def state(self, path: str) -> Any:
        """A part of Flex's Redux state, such as `worker.activity.name`."""
        script = """path => path.split('.').reduce(
            (value, key) => value === undefined || value === null ? value : value[key],
            Twilio.Flex.Manager.getInstance().store.getState().flex)"""
        return await self.flex(script, path)

    async def plugin_state(self, name: str) -> str | None:
        """What Flex's plugin manager says of a plugin: `Initialized`, `Failed` …"""
        script = "name => Twilio.Flex.Plugins.plugins.find((plugin) => plugin.name === name)?.state ?? null"
        state = await self.flex(script, name)
        return None if state is None else str(state)

    # Tasks and calls ------------------------------------------------------------------------------

    async def offer_task(self, attributes: dict[str, Any] | None = None, channel: str = "default") -> Offered:
        """TaskRouter offers a task; returns once Flex has it."""
        reservation = self.twilio.taskrouter.create_reservation(attributes, channel)
        offered = Offered(str(reservation["sid"]), str(reservation["task_sid"]))
        await self.task_status(offered, "pending")
        return offered

    async def task_status(self, task: Offered, *statuses: str) -> str:
        """Wait until Flex has the task in one of the statuses."""
        script = """([sid, statuses]) => {
            const task = Twilio.Flex.Manager.getInstance().store.getState().flex.worker.tasks.get(sid);
            return task && statuses.includes(task.status) ? task.status : false;
        }"""
        what = f"the task is {' or '.join(statuses)}"
        return str(await self.until(script, [task.reservation, list(statuses)], what))

    async def task_gone(self, task: Offered) -> None:
        """Wait until Flex has dropped the task."""
        script = "sid => !Twilio.Flex.Manager.getInstance().store.getState().flex.worker.tasks.has(sid)"
        await self.until(script, task.reservation, "the task is gone")

    async def accept(self, task: Offered) -> None:
        """The agent accepts the task and opens it."""
        assert await self.invoke("AcceptTask", {"sid": task.reservation}) is None
        await self.task_status(task, "accepted")
        await self.select(task)

    async def select(self, task: Offered) -> None:
        """The agent opens the task: Flex replaces its address, and the query string is gone."""
        assert await self.invoke("SelectTask", {"sid": task.reservation}) is None

    async def wrap_up(self, task: Offered) -> None:
        """The agent ends the work with the customer; returns once the copilot's notes are there."""
        generated = len(self.twilio.copilot.generated)
        assert await self.invoke("WrapupTask", {"sid": task.reservation}) is None
        await self.task_status(task, "wrapping")
        if "conversationSid" in self.twilio.taskrouter.attributes(task.task):
            await self._notes_ready(generated)

    async def _notes_ready(self, already: int) -> None:
        """Until its notes are there Flex cancels CompleteTask."""
        summary = self.twilio.copilot.summary
        script = """summary => document.body.innerText.includes(summary)
            || [...document.querySelectorAll('textarea')].some((area) => area.value.includes(summary))"""
        await self.until(script, summary, "the copilot's notes are shown")
        assert len(self.twilio.copilot.generated) > already

    async def complete(self, task: Offered) -> str | None:
        """The agent completes the task; the message of a failure, or None."""
        return await self.invoke("CompleteTask", {"sid": task.reservation})

    async def start_call(self, attributes: dict[str, Any] | None = None) -> Offered:
        """A customer calls, the agent answers, and both can speak."""
        call = await self.offer_task(
            {"direction": "inbound", "from": "+15551230000", **(attributes or {})}, "voice"
        )
        await self.accept(call)
        await self.on_a_call()
        return call

    async def start_chat(self, messages: list[str], attributes: dict[str, Any] | None = None) -> Offered:
        """A customer writes, and the agent accepts the conversation."""
        chat = {
            "channelType": "web",
            "conversationSid": self.twilio.conversations.create(messages),
            "flexInteractionSid": ids.new_sid("KD"),
            "flexInteractionChannelSid": ids.new_sid("UO"),
            "flexChannelInviteSid": ids.new_sid("KG"),
            "customerName": "Cy Customer",
        }
        offered = await self.offer_task({**chat, **(attributes or {})}, "chat")
        await self.accept(offered)
        return offered

    async def customer_hangs_up(self, call: Offered) -> None:
        """The customer ends the call; returns once the task wraps up."""
        await self.twilio.hang_up(call.task)
        await self.task_status(call, "wrapping")

    async def on_a_call(self) -> None:
        """Wait until the agent's device has an open call."""
        script = """() => {
            const { activeCall } = Twilio.Flex.Manager.getInstance().store.getState().flex.phone;
            return activeCall && activeCall.status() === 'open';
        }"""
        await self.until(script, what="a call is open")

    async def offline(self) -> None:
        """The agent goes offline."""
        await self.set_activity("Offline")

    async def set_activity(self, name: str) -> None:
        """The agent changes activity; returns once Flex has it."""
        activity = next(a for a in self.twilio.taskrouter.activities if a["friendly_name"] == name)
        assert (
            await self.invoke(
                "SetActivity", {"activitySid": activity["sid"], "activityAvailable": activity["available"]}
            )
            is None
        )
        script = (
            "name => Twilio.Flex.Manager.getInstance().store.getState().flex.worker.activity.name === name"
        )
        await self.until(script, name, f"the activity is {name}")

    # What was seen --------------------------------------------------------------------------------

    async def notifications(self) -> list[Notification]:
        """Every notification Flex has shown since it booted."""
        seen = await self.flex("() => desktopTest.notifications")
        return [Notification(str(one["id"]), one["context"]) for one in seen]

    async def events(self, name: str) -> list[dict[str, Any]]:
        """What Flex's manager has emitted under that name: the `sid`, and of a note what it says."""
        return [one for one in await self.flex("() => desktopTest.events") if one["name"] == name]

    async def notification(self, notification_id: str) -> Notification:
        """Wait for a notification."""
        await self.until(
            "id => desktopTest.notifications.some(one => one.id === id)", notification_id, notification_id
        )
        return next(one for one in await self.notifications() if one.id == notification_id)

    def lines(self, kind: str, containing: str = "") -> list[str]:
        """The console's lines of a kind (`error`, `warning`, `log`) that hold some text."""
        return [line.text for line in self.console if line.kind == kind and containing in line.text]
