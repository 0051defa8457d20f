"""Build the plugin for the demo; a process that waits with everything loaded makes the next build fast."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from pathlib import Path

from build.demo.product import ROOT, Product
from build.errors import ToolChainError

MODULE = "build.demo.warm_build"


class BuildFailed(ToolChainError):
    """The plugin could not be built: a line for each mistake, with its file and line."""


class Builder:
    """Builds the plugin of a checkout into a folder."""

    def __init__(self, root: Path, out: Path) -> None:
        self._root = root
        self._out = out
        self._waiting: Process | None = None

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, root: Path, out: Path) -> AsyncIterator[Builder]:
        """Start a builder whose processes end with the `with`."""
        builder = cls(root, out)
        try:
            yield builder
        finally:
            await builder.discard()

    async def build(self) -> tuple[Product, float]:
        """Build now; the product, and how many seconds it took. Raises BuildFailed."""
        process = self._waiting or await self._start()
        self._waiting = None
        try:
            output, errors = await process.communicate(b"\n")
        finally:
            await _end(process)
        self._waiting = await self._start()
        try:
            report = json.loads(output)
        except ValueError:
            lines = errors.decode(errors="replace").strip().splitlines()
            raise BuildFailed(lines[-1] if lines else "the build ended without a result") from None
        if "error" in report:
            raise BuildFailed(str(report["error"]))
        return Product(self._out), float(report["seconds"])

    async def discard(self) -> None:
        """End the process that waits: the tool chain has changed, or nothing is built any more."""
        process, self._waiting = self._waiting, None
        if process is not None:
            await _end(process)

    async def _start(self) -> Process:
        command = [sys.executable, "-m", MODULE, str(self._root), str(self._out)]
        starting = asyncio.ensure_future(
            asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=PIPE, stdout=PIPE, stderr=PIPE)
        )
        try:
            return await asyncio.shield(starting)
        except asyncio.CancelledError:  # a process that is half started can only be ended afterwards
            await _end(await starting)
            raise


async def _end(process: Process) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
