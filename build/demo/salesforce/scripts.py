"""Serve Salesforce's two scripts, in the version that the URL names, or fail as a test chooses."""

from __future__ import annotations

import asyncio
import contextlib
import enum
import re
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Error, Route

PAGE = Path(__file__).parent / "page"
OPEN_CTI = re.compile(r"/support/api/(\d+)\.0/lightning/opencti_min\.js")
CONSOLE = re.compile(r"/support/console/(\d+\.0)/integration\.js")


class Serving(enum.Enum):
    """The outcome of a request for a script."""

    NORMAL = "served"
    NOT_FOUND = "404"
    HANGING = "no answer, ever"
    BROKEN = "a script that throws"
    DOING_NOTHING = "a script that defines nothing"


@dataclass
class Scripts:
    """Both scripts, and the URLs under which they were requested."""

    open_cti: Serving = Serving.NORMAL
    console: Serving = Serving.NORMAL
    requested: list[str] = field(default_factory=list)

    def serves(self, path: str) -> bool:
        """Return whether the path is one of the two scripts'."""
        return OPEN_CTI.fullmatch(path) is not None or CONSOLE.fullmatch(path) is not None

    async def serve(self, route: Route, path: str) -> None:
        """Answer a request for a script."""
        self.requested.append(route.request.url)
        open_cti, console = OPEN_CTI.fullmatch(path), CONSOLE.fullmatch(path)
        serving = self.open_cti if open_cti else self.console
        if serving is Serving.HANGING:
            await _never_answer(route)
        elif serving is Serving.NOT_FOUND:
            await route.fulfill(status=404, body="")
        elif serving is Serving.BROKEN:
            await _fulfill(route, "throw new Error('broken script');")
        elif serving is Serving.DOING_NOTHING:
            await _fulfill(route, "")
        elif open_cti:
            source = (PAGE / "open_cti_client.js").read_text()
            await _fulfill(route, source.replace("{{API_VERSION}}", open_cti[1]))
        elif console:
            source = (PAGE / "console_client.js").read_text()
            await _fulfill(route, source.replace("{{VERSION}}", console[1]))


async def _never_answer(route: Route) -> None:
    """Wait until the test is over, then release the request."""
    try:
        await asyncio.Event().wait()
    finally:
        with contextlib.suppress(Error):
            await route.abort()


async def _fulfill(route: Route, source: str) -> None:
    await route.fulfill(content_type="application/javascript; charset=utf-8", body=source)
