"""Chromium as the desktop tests need it."""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from playwright.async_api import BrowserContext, async_playwright

from . import prerequisites

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-background-timer-throttling",
    "--disable-component-update",
    "--disable-renderer-backgrounding",
    "--disable-sync",
    # A call needs a microphone, sound without a click, and a peer on this very machine.
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-features=WebRtcHideLocalIpsWithMdns,HttpsUpgrades,LocalNetworkAccessChecks,HttpsFirstBalancedModeAutoEnable",
    "--allow-loopback-in-peer-connection",
)
# Flex dies at load without storage, which Chromium denies to the frame of another site unless told otherwise.
PREFERENCES = {"profile": {"cookie_controls_mode": 0, "block_third_party_cookies": False}}


@contextlib.asynccontextmanager
async def open_browser(width: int = 1400, height: int = 900) -> AsyncIterator[BrowserContext]:
    """A Chromium with an empty profile of its own (a private window would deny the frame its storage)."""
    profile = Path(tempfile.mkdtemp(prefix="desktop-profile-"))
    try:
        (profile / "Default").mkdir()
        (profile / "Default" / "Preferences").write_text(json.dumps(PREFERENCES))
        async with async_playwright() as playwright:
            context = await playwright.chromium.launch_persistent_context(
                profile,
                executable_path=prerequisites.chromium(),
                headless=True,
                args=list(ARGUMENTS),
                viewport={"width": width, "height": height},
                permissions=["microphone", "notifications"],
            )
            try:
                yield context
            finally:
                await context.close()
    finally:
        shutil.rmtree(profile, ignore_errors=True)
