"""The running demo: one desktop, a log of all events, and the state that the control room shows."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import TYPE_CHECKING, Any

from playwright.async_api import BrowserContext, ConsoleMessage, Locator

from build.demo.desktop import Desktop, Offered
from build.demo.event_log import EventLog
from build.demo.salesforce import Exchange
from build.demo.waiting import eventually

if TYPE_CHECKING:
    from build.demo.setup import Setup

STATE_PAUSE = 0.3
PLUGIN_PATH = "/plugins/"
NORMAL = "normal"


class Demo:
    """The agent's desktop and everything around it that commands can change."""

    def __init__(self, desktop: Desktop, log: EventLog) -> None:
        self.desktop = desktop
        self.log = log
        self.salesforce = NORMAL
        self.twilio = NORMAL
        """How each behaves, as the control room names it."""
        self.chosen: dict[str, dict[str, Any]] = {}
        """The parameters with which each command ran last."""
        self.takes_pictures = False
        self.is_headless = False
        """Whether the page has no window: the control room shows it."""
        self.busy = 0
        """The number of commands that are running."""
        self.stack = contextlib.AsyncExitStack()
        """Closed with the demo: further tabs."""
        self._state: dict[str, Any] = {}
        self._blocked = 0
        self._running: set[asyncio.Task[None]] = set()

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls, browser: BrowserContext, scripts: str, setup: Setup, log: EventLog
    ) -> AsyncIterator[Demo]:
        """Open the desktop in the browser, and wait until Flex has started."""
        async with Desktop.open(browser, scripts, setup) as desktop:
            demo = cls(desktop, log)
            demo.watch(desktop)
            try:
                demo.start(demo._send_state())
                await desktop.boot()
                await demo.can_be_called()
                yield demo
            finally:
                await demo._close()

    def watch(self, desktop: Desktop) -> None:
        """Log what happens in a tab."""
        desktop.lightning.protocols.observe = self._note_exchange
        desktop.page.on("console", self._note_console)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a background task until the demo ends."""
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def after(self, seconds: float, act: Callable[[], object]) -> None:
        """Call a function later, if the demo still runs then."""

        async def wait() -> None:
            await asyncio.sleep(seconds)
            act()

        self.start(wait())

    async def reload(self) -> None:
        """Reload Flex; tasks, calls and everything in Salesforce stay."""
        self.desktop.twilio.keep_calls_over_reload()
        self.desktop.twilio.voice.registered.clear()
        await self.desktop.reload_frame()
        await self.can_be_called()

    async def can_be_called(self) -> None:
        """Wait for Flex's device, which appears only after the boot: an earlier call would not ring."""
        await eventually(lambda: self.desktop.twilio.voice.registered, "the agent's phone is registered")

    async def show_theme(self, is_light: bool) -> None:
        """Show Flex's light or dark theme, now and after every reload."""
        self.desktop.site.app_config["theme"] = {"isLight": is_light}
        script = "isLight => Twilio.Flex.Manager.getInstance().updateConfig({ theme: { isLight } })"
        await self.desktop.flex(script, is_light)

    async def log_in(self) -> None:
        """Log the agent in again with Flex's own button, after a logout."""
        self.desktop.twilio.voice.registered.clear()
        await self.login_button.click()
        await self.can_be_called()
        await self.desktop.lightning.render()

    @property
    def login_button(self) -> Locator:
        """The button that Flex shows after a logout."""
        return self.desktop.frame.get_by_test_id("Twilio-LoginFormView-LoginButton")

    async def renew_session(self) -> None:
        """Give Flex the account's current session for its next boot."""
        session = json.dumps(self.desktop.setup.account.session())
        script = "session => localStorage.setItem('TWILIO_FLEX_SSO', session)"
        await self.desktop.flex(script, session)

    def newest_task(self) -> Offered:
        """Return the latest offered task."""
        reservation = next(reversed(self.desktop.twilio.taskrouter.reservations.values()))
        return Offered(str(reservation["sid"]), str(reservation["task_sid"]))

    def state(self) -> dict[str, Any]:
        """Return the state that the control room shows next to the log."""
        desktop, org, taskrouter = self.desktop, self.desktop.org, self.desktop.twilio.taskrouter
        tasks = [
            {
                "reservation": sid,
                "task": reservation["task_sid"],
                "status": reservation["reservation_status"],
                "channel": taskrouter.tasks[reservation["task_sid"]]["task_channel_unique_name"],
                "attributes": taskrouter.attributes(str(reservation["task_sid"])),
            }
            for sid, reservation in taskrouter.reservations.items()
        ]
        return {
            "headless": self.is_headless,
            "salesforce": self.salesforce,
            "twilio": self.twilio,
            "busy": self.busy,
            "chosen": dict(self.chosen),
            "activity": taskrouter.worker["activity_name"],
            "tasks": tasks,
            "view": org.view.name if org.view else None,
            "softphone": dict(vars(org.softphone)),
            "activities": [{"Id": sid, **fields} for sid, fields in org.activities.items()],
            "configuration": desktop.setup.account.custom_data,
            "records": [vars(record) for record in org.records],
        }

    async def _send_state(self) -> None:
        """Send the state after each change, and the requests that no fake answered."""
        while True:
            state = self.state()
            if state != self._state:
                self._state = state
                self.log.send("state", state)
            unhandled = self.desktop.twilio.unhandled
            for request in unhandled[self._blocked :]:
                self.log.write("blocked", request)
            self._blocked = len(unhandled)
            await asyncio.sleep(STATE_PAUSE)

    def _note_exchange(self, exchange: Exchange) -> None:
        kind = "event" if exchange.api == "event" else "salesforce"
        self.log.write(kind, exchange.method, **vars(exchange))

    def _note_console(self, message: ConsoleMessage) -> None:
        if PLUGIN_PATH in str(message.location.get("url", "")):
            self.log.write("console", message.text, level=message.type)

    async def _close(self) -> None:
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self.stack.aclose()
