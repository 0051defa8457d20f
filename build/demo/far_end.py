"""The other party of a voice call: a real RTCPeerConnection in a separate tab that plays a tone."""

from __future__ import annotations

import asyncio
from pathlib import Path

from playwright.async_api import BrowserContext, Page

SCRIPT = Path(__file__).parent / "twilio" / "far_end.js"


BLANK = "about:blank#telephone"


class FarEndTab:
    """The tab of the other party. It opens with the first call, behind the tab that the agent uses."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self._context = context
        self._page = page
        self._tab: Page | None = None
        """Ready to use."""
        self._opening = asyncio.Lock()

    async def offer(self, call_sid: str) -> str:
        """Start a call, and return the SDP that invites the agent's device."""
        async with self._opening:
            if self._tab is None or self._tab.is_closed():
                self._tab = await self._opened()
        return str(await self._tab.evaluate("call => farEnd.offer(call)", call_sid))

    async def accept(self, call_sid: str, answer_sdp: str) -> None:
        """Accept the answer from the agent's device."""
        await self._on_tab("([call, sdp]) => farEnd.accept(call, sdp)", [call_sid, answer_sdp])

    async def hang_up(self, call_sid: str) -> None:
        """End the call."""
        await self._on_tab("call => farEnd.hangUp(call)", call_sid)

    async def connected(self, call_sid: str) -> bool:
        """Wait until the connection is made or has failed; return whether media flows."""
        return bool(await self._on_tab("call => farEnd.connected(call)", call_sid))

    async def close(self) -> None:
        """Close the tab."""
        if self._tab is not None:
            await self._tab.close()

    async def _opened(self) -> Page:
        """Open a tab without covering the control room, as Playwright's `new_page` would."""
        session = await self._context.new_cdp_session(self._page)
        async with self._context.expect_page(lambda page: page.url == BLANK) as opening:
            await session.send("Target.createTarget", {"url": BLANK, "background": True})
        await session.detach()
        tab = await opening.value
        await tab.evaluate("document.title = 'Telephone of the customer'")
        await tab.add_script_tag(path=SCRIPT)
        return tab

    async def _on_tab(self, script: str, argument: object) -> object:
        if self._tab is None or self._tab.is_closed():
            return None
        result: object = await self._tab.evaluate(script, argument)
        return result
