"""Wait for a condition outside of the page."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

PATIENCE = 60.0
"""Seconds. Long, because only a test that fails waits that long, and a machine may be busy."""
PAUSE = 0.02


async def eventually(
    condition: Callable[[], object], description: Callable[[], str] | str, patience: float = PATIENCE
) -> None:
    """Wait until `condition()` is true; raise with `description` if it never is."""
    end = time.monotonic() + patience
    while not condition():
        if time.monotonic() > end:
            problem = description if isinstance(description, str) else description()
            raise AssertionError(f"waited {patience:.0f} s: {problem}")
        await asyncio.sleep(PAUSE)
