"""One desktop at a time: a booted Flex shared among tests that leave it usable, or a test's own."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable

from playwright.async_api import BrowserContext, Error

from .desktop import Desktop
from .setup import Setup


class Desktops:
    """Opens desktops in one browser."""

    def __init__(self, browser: BrowserContext, scripts: str) -> None:
        self._browser = browser
        self._scripts = scripts
        self._shared: Desktop | None = None
        self._kind = ""
        self._stack = contextlib.AsyncExitStack()

    async def shared(self, kind: str, setup: Callable[[], Setup]) -> Desktop:
        """The booted desktop of that kind, as fresh as it can be without a new boot."""
        if self._shared is not None and self._kind == kind:
            with contextlib.suppress(AssertionError, Error):
                await self._shared.reset()
                return self._shared
        await self.close_shared()
        desktop = await self._stack.enter_async_context(Desktop.open(self._browser, self._scripts, setup()))
        await desktop.boot()
        self._shared, self._kind = desktop, kind
        return desktop

    async def close_shared(self) -> None:
        """Close the shared desktop."""
        self._shared = None
        await self._stack.aclose()

    @contextlib.asynccontextmanager
    async def open(self, setup: Setup) -> AsyncIterator[Desktop]:
        """A desktop of a test's own, not booted yet."""
        await self.close_shared()
        async with Desktop.open(self._browser, self._scripts, setup) as desktop:
            yield desktop
