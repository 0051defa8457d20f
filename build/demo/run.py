"""Run the demo: build the plugin, open the browser, and serve the control room until a person ends it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from playwright.async_api import BrowserContext, Error, Page

from build.demo.browser import WIDTH, open_browser
from build.demo.builder import Builder
from build.demo.demo import Demo
from build.demo.event_log import EventLog
from build.demo.flex.bundle import is_bundled, serve
from build.demo.inner_loop import InnerLoop
from build.demo.npm import Missing
from build.demo.plugin_setup import demo_setup
from build.demo.prerequisites import prepare, prepare_panel
from build.demo.product import ROOT
from build.demo.room.server import ControlRoom, listen
from build.demo.scenarios import LIGHTNING, OPEN_CTI, SCENARIOS
from build.demo.tour import take_tour
from build.errors import UserError, did_you_mean

Say = Callable[[str], None]
T = TypeVar("T")
ROOM_WIDTH = 560
PAGE_WIDTH = 860
"""Pixels in which the Salesforce page and the panel beside it can be used."""
WITH_WINDOW = "press Ctrl-C or close the Salesforce window to end the demo"
WITHOUT_WINDOW = "open it in a browser: its tab Page is the Salesforce window; press Ctrl-C to end the demo"
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


@dataclass(frozen=True)
class Options:
    """The choices on the command line."""

    port: int = 0
    headless: bool = False
    scenario: str | None = None
    """The scenario to begin with."""
    tour: Path | None = None
    """Instead of a demo: the folder for the pictures of all scenarios."""
    browser: str | None = None
    """The browser's program, if not the first that is found."""
    crm_host: str = OPEN_CTI
    """Whether Salesforce has Open CTI's softphone, or the org package's panel."""

    @property
    def has_window(self) -> bool:
        """Whether the browser shows its pages to a person; the tour does not."""
        return not self.headless and self.tour is None


@dataclass(frozen=True)
class Session:
    """A run of the demo, from its start until a person ends it."""

    options: Options
    listener: socket.socket
    """The socket of the control room."""
    ended: asyncio.Event
    say: Say


def run(options: Options, say: Say) -> None:
    """Run the demo to its end. Raises UserError with a one-line message for what keeps it from starting."""
    _check(options)
    if options.browser is not None:
        os.environ["CHROMIUM"] = options.browser
    listener = listen(options.port)  # before the slow steps
    if not is_bundled():
        say("installing the Flex UI from npm (only once, about a minute)")
    scripts = prepare(not options.has_window)
    if isinstance(scripts, Missing):
        raise UserError(f"demo: {scripts}")
    if (options.crm_host == LIGHTNING or options.tour is not None) and (missing := prepare_panel()):
        raise UserError(f"demo: {missing}")
    with tempfile.TemporaryDirectory(prefix="flex-sfdc-demo-") as folder, serve(scripts) as address:
        try:
            asyncio.run(_run(options, Path(folder), address, listener, say))
        except Error as error:
            reason = next(iter(str(error).splitlines()), "")
            raise UserError(f"demo: the browser failed: {reason}; choose another with --browser") from None
        except AssertionError as error:
            raise UserError(f"demo: {error}") from None


def _check(options: Options) -> None:
    """Raise UserError for a choice that cannot work here."""
    if options.scenario is not None and options.scenario not in SCENARIOS:
        hint = did_you_mean(options.scenario, SCENARIOS, "--list names them")
        raise UserError(f"--scenario {options.scenario}: there is no such scenario: {hint}")
    host = SCENARIOS[options.scenario].host if options.scenario is not None else ""
    if host not in ("", options.crm_host):
        raise UserError(f"--scenario {options.scenario}: runs only with --crm-host {host}")
    if options.has_window and not _has_display():
        raise UserError("demo: this machine has no display: add --headless, and open the address it prints")
    if options.browser is not None and shutil.which(options.browser) is None:
        raise UserError(
            f"--browser {options.browser}: not found; pass the path of a Chromium, Chrome or Edge"
        )


async def _run(options: Options, folder: Path, scripts: str, listener: socket.socket, say: Say) -> None:
    ended = asyncio.Event()
    expect_failures_after(ended)
    with signals_end(ended):
        await _until(ended, _demo(Session(options, listener, ended, say), folder, scripts))


async def _demo(session: Session, folder: Path, scripts: str) -> None:
    options, say = session.options, session.say
    say("building the plugin")
    async with (
        Builder.open(ROOT, folder) as builder,
        _meanwhile(builder.build()) as building,
        open_browser(headless=not options.has_window) as browser,
    ):
        product, _ = await building

        def opened(host: str) -> AbstractAsyncContextManager[Demo]:
            return Demo.open(browser, scripts, demo_setup(product, host == LIGHTNING), EventLog())

        if options.tour is not None:
            await take_tour(opened, options.tour, say)
        else:
            say("starting Salesforce and Flex in the browser")
            async with opened(options.crm_host) as demo:
                demo.start(InnerLoop(demo, builder, ROOT, say).run())
                await _be_used(session, demo, browser)


async def _be_used(session: Session, demo: Demo, browser: BrowserContext) -> None:
    """Show the demo and its control room until a person ends it."""
    options, say = session.options, session.say
    demo.is_headless = options.headless
    page = demo.desktop.page
    for blank in [candidate for candidate in browser.pages if not options.headless and candidate is not page]:
        await blank.close()
    room = ControlRoom(demo)
    async with room.serving(session.listener):
        with _closing_ends(page, browser, session.ended):
            if not options.headless:
                await _open_window(browser, page, room.address)
            say(f"control room: {room.address}")
            if options.scenario is not None:
                await _play(options.scenario, demo, say)
            say(WITH_WINDOW if options.has_window else WITHOUT_WINDOW)
            await session.ended.wait()


@contextlib.asynccontextmanager
async def _meanwhile(work: Coroutine[Any, Any, T]) -> AsyncIterator[asyncio.Future[T]]:
    """Do the work in the background, and end it with the block at the latest."""
    task = asyncio.ensure_future(work)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait({task})


async def _play(name: str, demo: Demo, say: Say) -> None:
    """Play a scenario. If a changed rule makes it fail, the demo continues."""
    try:
        await demo.desktop.lightning.listens_for("onClickToDial")
        await SCENARIOS[name].play(demo)
        say(f"scenario: {SCENARIOS[name].caption}")
    except (AssertionError, Error) as error:
        reason = next(iter(str(error).splitlines()), "it failed")
        say(f"the scenario {name} stopped: {reason}")


async def _until(ended: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Do the work, and stop when it is done or a person ends the demo."""
    task = asyncio.ensure_future(work)
    waiting = asyncio.ensure_future(ended.wait())
    await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if not task.done():
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        try:
            await task
        except Error:
            if not ended.is_set():  # the browser was closed during the work
                raise


async def _open_window(browser: BrowserContext, page: Page, address: str) -> None:
    """Open the control room in a second window, at the right of the screen."""
    width, height = await page.evaluate("[screen.availWidth, screen.availHeight]")
    x = max(0, width - ROOM_WIDTH)
    place = {"left": x, "top": 0, "width": ROOM_WIDTH, "height": min(900, height)}
    session = await browser.new_cdp_session(page)
    if PAGE_WIDTH <= x < WIDTH:  # unless the control room would cover the panel, or both fit
        window = await session.send("Browser.getWindowForTarget")
        bounds = {"windowId": window["windowId"], "bounds": {"width": x}}
        await session.send("Browser.setWindowBounds", bounds)
    await session.send("Target.createTarget", {"url": address, "newWindow": True, **place})
    await session.detach()


@contextlib.contextmanager
def _closing_ends(page: Page, browser: BrowserContext, ended: asyncio.Event) -> Iterator[None]:
    """Let the person who closes the window end the demo; the end of a failed demo closes it, too."""

    def end(_: object) -> None:
        ended.set()

    page.on("close", end)
    browser.on("close", end)
    try:
        yield
    finally:
        page.remove_listener("close", end)
        browser.remove_listener("close", end)


def expect_failures_after(ended: asyncio.Event) -> None:
    """Report no failed task after the end: a signal to the process group ends Playwright's driver, too."""
    asyncio.get_running_loop().set_exception_handler(
        lambda loop, context: None if ended.is_set() else loop.default_exception_handler(context)
    )


@contextlib.contextmanager
def signals_end(ended: asyncio.Event) -> Iterator[None]:
    """Let Ctrl-C, SIGTERM and a closed terminal end the demo cleanly, with its browser and its folder."""
    loop = asyncio.get_running_loop()
    before = {}
    for number in [getattr(signal, name) for name in SIGNALS if hasattr(signal, name)]:
        before[number] = signal.signal(number, lambda *_: loop.call_soon_threadsafe(ended.set))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _has_display() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
