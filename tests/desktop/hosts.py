"""Desktops of tests: the hosts that Flex is embedded in, a new desktop, a narrow panel."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import pytest

from build.demo.desktop import Desktop
from build.demo.setup import Setup

OPEN_CTI, PANEL = "open-cti", "panel"
"""Open CTI's softphone; the org package's panel, which the plugin reaches by its Lightning driver."""
DESIGNED = "designed"
"""Open CTI's softphone, in a demo with the design."""
Open = Callable[[Setup], AbstractAsyncContextManager[Desktop]]
"""Opens a new desktop for one test, not booted yet."""
# A promise of both hosts is tested once with each.
EACH_HOST = pytest.mark.parametrize("desktop", [OPEN_CTI, PANEL], indirect=True)
WITH_THE_PANEL = pytest.mark.parametrize("desktop", [PANEL], indirect=True)

SET_WIDTHS = """widths => {
    const frame = document.querySelector('iframe');
    return [frame, frame.parentElement].map(({ style }, index) => {
        const before = style.width;
        style.width = widths[index];
        return before;
    });
}"""


async def width_is(desktop: Desktop, width: int) -> list[str]:
    """Set the panel's width, and return the previous widths as CSS."""
    before: list[str] = await desktop.page.evaluate(SET_WIDTHS, [f"{width}px"] * 2)
    await desktop.until("width => innerWidth === width", width, f"the panel has {width} px")
    await desktop.pointer_arrives()
    return before


@contextlib.asynccontextmanager
async def narrowed(desktop: Desktop, width: int) -> AsyncIterator[None]:
    """Set the width of a shared desktop's panel, and restore it at the end."""
    before = await width_is(desktop, width)
    try:
        yield
    finally:
        await desktop.page.evaluate(SET_WIDTHS, before)
        await desktop.pointer_arrives()
