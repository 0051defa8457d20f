"""Start Chromium with the settings that the tests and the demo need."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from playwright.async_api import BrowserContext, async_playwright

from build.demo.chromium import find_chromium
from build.demo.twilio.account import FLEX_ORIGIN

ARGUMENTS = (
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-background-timer-throttling",
    "--disable-component-update",
    "--disable-renderer-backgrounding",
    "--disable-sync",
    "--force-prefers-reduced-motion",
    # A call needs a microphone, sound without a click, and a peer on this machine.
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--allow-loopback-in-peer-connection",
    # Nothing leaves the machine: hosts that are not routed cannot be reached.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE [::1]",
)
FEATURES_OFF = (
    *("WebRtcHideLocalIpsWithMdns", "HttpsUpgrades", "LocalNetworkAccessChecks"),
    "HttpsFirstBalancedModeAutoEnable",
)
WIDTH, HEIGHT = 1400, 900
# Flex's pages share a process, which keeps the UI compiled; streaming would parse it at each boot.
# A headless shell, unlike other browsers, gives the frame a separate process only when asked to.
# A page does not live long enough to gain from optimised code, nor from a small young generation, which a
# boot of Flex would fill, and V8 collect, a hundred times.
INVISIBLE_ONLY = (
    "--js-flags=--no-opt --no-maglev --min-semi-space-size=64 --max-semi-space-size=128",
    *("--disable-gpu", "--disable-software-rasterizer", "--process-per-site", "--site-per-process"),
    f"--disable-features={','.join((*FEATURES_OFF, 'ScriptStreaming'))}",
)
VISIBLE_ONLY = ("--mute-audio", "--window-position=0,0", f"--disable-features={','.join(FEATURES_OFF)}")
"""Muted, because the customer's end of a call plays a tone."""
# Flex fails to load without storage, which Chromium denies to a frame of another site by default.
PREFERENCES = {"profile": {"cookie_controls_mode": 0, "block_third_party_cookies": False}}


@contextlib.asynccontextmanager
async def open_browser(
    width: int = WIDTH, height: int = HEIGHT, headless: bool = True
) -> AsyncIterator[BrowserContext]:
    """Open a Chromium with a new, empty profile (a private window would deny the frame its storage).

    The browser also receives Ctrl-C, but ignores it: the caller has to close it.
    """
    profile = Path(tempfile.mkdtemp(prefix="desktop-profile-"))
    try:
        (profile / "Default").mkdir()
        (profile / "Default" / "Preferences").write_text(json.dumps(PREFERENCES))
        async with async_playwright() as playwright:
            context = await playwright.chromium.launch_persistent_context(
                profile,
                executable_path=find_chromium(headless),
                headless=headless,
                args=[*ARGUMENTS, *(INVISIBLE_ONLY if headless else _visible(width, height))],
                # Without the sandbox, Chrome shows a warning; root cannot use the sandbox.
                chromium_sandbox=not headless and not _is_root(),
                ignore_default_args=None if headless else ["--enable-automation"],
                viewport={"width": width, "height": height} if headless else None,
                no_viewport=not headless or None,
                handle_sigint=False,
                handle_sigterm=False,
                handle_sighup=False,
                permissions=["microphone", "notifications"],
            )
            try:
                if headless:
                    await _keep_a_process_for(FLEX_ORIGIN, context)
                yield context
            finally:
                await context.close()
    finally:
        shutil.rmtree(profile, ignore_errors=True)


def _visible(width: int, height: int) -> list[str]:
    return [*VISIBLE_ONLY, f"--window-size={width},{height}"]


def _is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0


async def _keep_a_process_for(origin: str, context: BrowserContext) -> None:
    """Hold an empty page of the origin open, so that frames of it share a process for the whole session.

    That process keeps the compiled Flex UI: the first boot takes ten seconds of CPU time, the next three.
    """
    page = context.pages[0] if context.pages else await context.new_page()
    await page.route(
        "**/*", lambda route: route.fulfill(content_type="text/html", body="<title>Empty</title>")
    )
    await page.goto(f"{origin}/empty")
