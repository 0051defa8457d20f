"""Build the plugin for the demo, in a process that stays warm from build to build."""

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
    """Build the plugin of a checkout into a folder."""

    def __init__(self, root: Path, out: Path) -> None:
        self._root = root
        self._out = out
        self._process: Process | None = None

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, root: Path, out: Path) -> AsyncIterator[Builder]:
        """Return a builder whose process ends with the `with`."""
        builder = cls(root, out)
        try:
            yield builder
        finally:
            await builder.discard()

    async def build(self) -> tuple[Product, float]:
        """Build, and return the product and the duration in seconds. Raises BuildFailed."""
        process = self._process = self._process or await self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        report = None
        try:
            with contextlib.suppress(ConnectionError, ValueError):
                process.stdin.write(b"\n")
                await process.stdin.drain()
                report = json.loads(await process.stdout.readline())
        finally:
            if report is None:  # the process has died, or was cancelled: the next build starts a new one
                await self.discard()
        if report is None:
            assert process.stderr is not None
            lines = (await process.stderr.read()).decode(errors="replace").strip().splitlines()
            raise BuildFailed(lines[-1] if lines else "the build ended without a result")
        if "error" in report:
            raise BuildFailed(str(report["error"]))
        return Product(self._out), float(report["seconds"])

    async def discard(self) -> None:
        """End the process, because the tool chain has changed or no more builds are needed."""
        process, self._process = self._process, None
        if process is not None:
            await _end(process)

    async def _start(self) -> Process:
        command = [sys.executable, "-m", MODULE, str(self._root), str(self._out)]
        starting = asyncio.ensure_future(
            asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=PIPE, stdout=PIPE, stderr=PIPE)
        )
        try:
            return await asyncio.shield(starting)
        except asyncio.CancelledError:  # the process can only be ended after it has started
            await _end(await starting)
            raise


async def _end(process: Process) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
