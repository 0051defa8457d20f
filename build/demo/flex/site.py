"""Flex's own website: the page that boots the real Flex UI, and its scripts."""

from __future__ import annotations

import json
import re
import urllib.parse
from pathlib import Path
from typing import Any

from playwright.async_api import Route

from build.demo.design import FLEX_FONT, STILL, Design
from build.demo.twilio.account import FLEX_ORIGIN, LOGIN, Account
from build.demo.twilio.http import silent_sound
from build.demo.twilio.ids import ACCOUNT

PAGE = Path(__file__).parent / "page"
VIEWS = re.compile(r"/|/(agent-desktop|teams|queues-stats)(/.*)?")
OWN_SCRIPTS = ("/time.js", "/observer.js")
SOUNDS = ("incoming", "outgoing", "disconnect", "dtmfh", "dtmfs", *(f"dtmf{key}" for key in range(10)))
"""The sounds that the voice SDK would load at each boot."""
APP_CONFIG = {
    "sso": {"accountSid": ACCOUNT, "loginPopup": False},
    "serviceBaseUrl": FLEX_ORIGIN,
    "pluginService": {"enabled": True, "initializationTimeout": 10_000},
    # Each line of the console and each request is an event for Playwright. Most events of a task are lines
    # that Flex logs for Twilio, and reports on the quality of the call, which a fake does not need.
    "logLevel": "warn",
    "sdkOptions": {"voice": {"publishEvents": False, "sounds": dict.fromkeys(SOUNDS, silent_sound())}},
}
LOG_IN = """<!doctype html><title>Login</title><script>
localStorage.setItem('TWILIO_FLEX_SSO', JSON.stringify({{SESSION}}));
location.replace(new URLSearchParams(location.search).get('to'));
</script>"""
# A new desktop must not find the previous one's data, but a reload must find it.
FORGET = "desktop-forget"
SEED_SESSION = """([origin, session, mark, holdsTime]) => {
    if (location.origin !== origin) return;
    window.holdsPluginTime = holdsTime;
    if (sessionStorage.getItem('desktop-forget')) {
        sessionStorage.removeItem('desktop-forget');
        Object.keys(localStorage).filter((key) => key.startsWith('flex-sfdc.') && key.includes('.activity.'))
            .forEach((key) => localStorage.removeItem(key));
    }
    if (localStorage.getItem('desktop-test') === mark) return;
    localStorage.clear();
    sessionStorage.clear();
    localStorage.setItem('desktop-test', mark);
    localStorage.setItem('TWILIO_FLEX_SSO', JSON.stringify(session));
}"""


class FlexSite:
    """Serve `https://flex.twilio.com`."""

    def __init__(
        self,
        scripts: str,
        account: Account,
        voice: bool = True,
        plugin_service: str | None = None,
        design: Design | None = None,
    ) -> None:
        self._real = (scripts, *([plugin_service] if plugin_service else []))
        self._scripts = scripts
        self._account = account
        self._design = design
        self.app_config: dict[str, Any] = {**APP_CONFIG, "disableBrowserVoice": not voice}
        """The page passes this to Flex from the next boot on."""
        if plugin_service:
            self.app_config["pluginService"] = {"enabled": True, "url": plugin_service}

    async def handle(self, route: Route) -> bool:
        """Answer a request if it is for the page or one of its scripts."""
        url = urllib.parse.urlsplit(route.request.url)
        if route.request.url.startswith(self._real):
            await route.continue_()
        elif f"{url.scheme}://{url.netloc}" != FLEX_ORIGIN:
            return False
        elif url.path in OWN_SCRIPTS:
            script = (PAGE / url.path[1:]).read_text()
            await route.fulfill(content_type="application/javascript", body=script)
        elif route.request.resource_type == "document" and VIEWS.fullmatch(url.path):
            await route.fulfill(content_type="text/html; charset=utf-8", body=self._page())
        elif url.path == LOGIN:
            body = LOG_IN.replace("{{SESSION}}", json.dumps(self._account.session()))
            await route.fulfill(content_type="text/html; charset=utf-8", body=body)
        elif self._design is not None and (asset := self._design.asset(url.path)) is not None:
            await route.fulfill(path=asset)
        else:
            return False
        return True

    def _page(self) -> str:
        page = (PAGE / "page.html").read_text()
        page = page.replace("{{STYLE}}", FLEX_FONT if self._design else STILL)
        page = page.replace("{{APP_CONFIG}}", json.dumps(self.app_config))
        return page.replace("{{SCRIPTS}}", self._scripts)

    def seed_script(self, mark: str, holds_time: bool) -> str:
        """Return the script that logs the agent in, to run before anything else in each document."""
        values = [FLEX_ORIGIN, self._account.session(), mark, holds_time]
        return f"({SEED_SESSION})({json.dumps(values)})"
