"""Build the plugin on every change, and reload Flex with it; a failed build is shown over the page."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

from playwright.async_api import Error

from build.bundle.watch import FileStates, file_states, wait_for_change
from build.demo.builder import Builder, BuildFailed
from build.demo.demo import Demo

PAUSE = 0.15
"""Seconds between two polls."""
TOOL_CHAIN = "build"
DEMO = "demo"
SHOW = """text => {
    document.getElementById('build-error')?.remove();
    if (!text) return;
    const shown = document.createElement('pre');
    shown.id = 'build-error';
    shown.setAttribute('role', 'alert');
    shown.textContent = text + '\\n\\nThe last good build keeps running.';
    shown.style.cssText = `position: fixed; inset: 16px 16px auto; z-index: 2147483647; margin: 0;
        padding: 16px; max-height: 60vh; overflow: auto;
        white-space: pre-wrap; font: 14px/1.5 ui-monospace, monospace;
        background: #2b0b0b; color: #ffd7d7; border: 2px solid #ff6b6b; border-radius: 6px`;
    document.body.append(shown);
}"""


class InnerLoop:
    """Watch a checkout for one demo."""

    def __init__(self, demo: Demo, builder: Builder, root: Path, say: Callable[[str], None]) -> None:
        self._demo = demo
        self._say = say
        self._builder = builder
        self._root = root
        self._error = ""
        self._seen = file_states(root)
        demo.desktop.page.on("domcontentloaded", lambda _: demo.start(self._show()))

    async def run(self) -> None:
        """Build whenever something has changed."""
        ended = threading.Event()
        try:
            while True:
                now = await asyncio.to_thread(wait_for_change, self._root, self._seen, PAUSE, ended)
                changed = self._changed(now)
                self._seen = now
                if any(TOOL_CHAIN in path.parts[:1] for path in changed):
                    await self._builder.discard()
                if not all(path.parts[:2] == (TOOL_CHAIN, DEMO) for path in changed):
                    await self.rebuild()
        finally:
            ended.set()  # otherwise the thread outlives a cancelled wait, and keeps the program running

    def _changed(self, now: FileStates) -> set[Path]:
        different = {name for name in {*now, *self._seen} if now.get(name) != self._seen.get(name)}
        return {Path(name).relative_to(self._root) for name in different}

    async def rebuild(self) -> None:
        """Build, and load the result into Flex, or show the failure over the page."""
        try:
            product, seconds = await self._builder.build()
        except BuildFailed as error:
            self._error = str(error)
            self._say(self._error)
            self._demo.log.write("build", self._error.splitlines()[0], text=self._error)
            await self._show()
            return
        self._error = ""
        await self._show()
        self._demo.desktop.setup.account.plugins[:] = [product.plugin_file()]
        try:
            await self._demo.reload()
            self._demo.log.write("build", f"built in {seconds:.1f} s, and Flex is reloaded", seconds=seconds)
        except (AssertionError, Error) as error:
            self._demo.log.write("build", "Flex does not start with this build", text=str(error))

    async def _show(self) -> None:
        try:
            await self._demo.desktop.page.evaluate(SHOW, self._error)
        except Error:  # the page is being reloaded, and shows the failure afterwards
            return
