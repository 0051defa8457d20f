"""One desktop at a time: a booted Flex shared among tests that leave it usable, or a new one for a test."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

from playwright.async_api import BrowserContext, Error

from build.demo.desktop import Desktop
from build.demo.setup import Setup

Wait = Callable[[Desktop], Awaitable[None]]


async def _at_once(_: Desktop) -> None:
    """Wait for nothing after the boot."""


def _holding_time(setup: Setup) -> Setup:
    """Hold the plugin's time limits, so that a busy machine does not fail a test."""
    return replace(setup, holds_time=True)


class Desktops:
    """Open desktops in one browser."""

    def __init__(self, browser: BrowserContext, scripts: str) -> None:
        self._browser = browser
        self._scripts = scripts
        self._shared: Desktop | None = None
        self._kind = ""
        self._stack = contextlib.AsyncExitStack()

    async def shared(self, kind: str, setup: Callable[[], Setup], is_up: Wait = _at_once) -> Desktop:
        """Return the booted desktop of that kind, as fresh as it can be without a new boot.

        The first test gets it as the later ones do: `is_up` waits for the events after the boot.
        """
        if self._shared is not None and self._kind == kind:
            with contextlib.suppress(AssertionError, Error):
                await self._shared.reset()
                await self._shared.discard_unsaved()
                if await self._shared.is_clean():  # otherwise the next test would see unsaved activities
                    await self._shared.lightning.reset()  # remove records that have been saved since
                    return self._shared
        await self.close_shared()
        opened = Desktop.open(self._browser, self._scripts, _holding_time(setup()))
        desktop = await self._stack.enter_async_context(opened)
        await desktop.boot()
        await is_up(desktop)
        await desktop.reset()
        self._shared, self._kind = desktop, kind
        return desktop

    async def close_shared(self) -> None:
        """Close the shared desktop."""
        self._shared = None
        await self._stack.aclose()

    @contextlib.asynccontextmanager
    async def open(self, setup: Setup) -> AsyncIterator[Desktop]:
        """Open a new desktop for one test, not booted yet."""
        await self.close_shared()
        async with Desktop.open(self._browser, self._scripts, _holding_time(setup)) as desktop:
            yield desktop
