"""Waiting for something outside of the page."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

PATIENCE = 30.0
"""Seconds. Long, because only a test that fails waits that long, and a machine may be busy."""
PAUSE = 0.02


async def eventually(
    true: Callable[[], object], what: Callable[[], str] | str, patience: float = PATIENCE
) -> None:
    """Wait until it is true; raise with `what` if it never is."""
    end = time.monotonic() + patience
    while not true():
        if time.monotonic() > end:
            said = what if isinstance(what, str) else what()
            raise AssertionError(f"waited {patience:.0f} s: {said}")
        await asyncio.sleep(PAUSE)
