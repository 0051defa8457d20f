"""The HTTP side of the fake Twilio: every request that leaves Flex's page ends here."""

from __future__ import annotations

import base64
import json
import re
import struct
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from build.demo.twilio.account import FLEX_ORIGIN, LOGIN, Account
from build.demo.twilio.copilot import Copilot
from build.demo.twilio.interactions import Interactions
from build.demo.twilio.serverless import Serverless
from build.demo.twilio.taskrouter import Refused, TaskRouter

EVENT_BRIDGE = "event-bridge.twilio.com"
NOISE = re.compile(r"Telemetry|/logs/batch|segment|datadog|/api/v2/rum|EndpointEvents|EndpointMetrics")


@dataclass(frozen=True)
class Request:
    """A request from the page."""

    method: str
    host: str
    path: str
    query: str
    body: str
    headers: dict[str, str]

    def json(self) -> Any:
        """Return the body as JSON; an empty object if the body is not JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return {}

    def form(self) -> dict[str, str]:
        """Return the body as form fields."""
        return dict(urllib.parse.parse_qsl(self.body))


@dataclass(frozen=True)
class Reply:
    """A response to the page."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)

    @staticmethod
    def json(value: Any, status: int = 200) -> Reply:
        """Return a JSON answer."""
        return Reply(status, json.dumps(value).encode())


Handler = Callable[[Request], Reply]


class HttpApi:
    """Twilio's REST services that Flex calls directly."""

    def __init__(
        self, account: Account, taskrouter: TaskRouter, interactions: Interactions, copilot: Copilot
    ) -> None:
        self._account = account
        self._taskrouter = taskrouter
        self._interactions = interactions
        self.serverless = Serverless(taskrouter)
        self.unhandled: list[str] = []
        self.requests: list[Request] = []
        self._routes: list[tuple[str, str, Handler]] = [
            (r"flex-api\.twilio\.com", r"/v1/Configuration", lambda _: Reply.json(account.configuration())),
            (r"flex-api\.twilio\.com", r"/v1/Configuration/Public", self._public_configuration),
            (r".*", r"/v1/Accounts/\w+/Tokens/Info", lambda _: Reply.json(account.token_info())),
            (r"iam\.twilio\.com", r"/v1/Accounts/\w+/authenticate", self._authenticate),
            (r"flex\.twilio\.com", r"/api/v1/Session", self._session),
            (r"flex\.twilio\.com", r"/plugins", self._plugin_list),
            (r"flex\.twilio\.com", r"/plugins/.*", self._plugin_file),
            (r"flex-api\.twilio\.com", r".*/provision/status", lambda _: Reply.json({"status": "inactive"})),
            (
                r"flex-api\.twilio\.com",
                r".*/Teams/Context",
                lambda _: Reply.json({"team_setup_complete": False}),
            ),
            (re.escape(EVENT_BRIDGE), r"/v1/wschannels", self._event_bridge),
            (
                r"preview\.twilio\.com",
                r"/Flex/.*",
                lambda request: Reply.json(copilot.answer(request.path, request.form())),
            ),
            (re.escape(Serverless.DOMAIN), r"/.*", self._serverless),
            (r"assets.*", r".*(countries|flagPositions).*", lambda _: Reply.json([])),
            (r"status\.twilio\.com", r".*", lambda _: Reply.json({"components": [], "incidents": []})),
            (r".*", r".*\.css", lambda _: Reply(content_type="text/css")),
            (r".*", r".*\.mp3", lambda _: Reply(body=silence(), content_type="audio/wav")),
            (r"preview\.twilio\.com", r"/ProfileConnector/.*", lambda _: Reply.json({}, 404)),
        ]

    def answer(self, request: Request) -> Reply:
        """Return the answer to a request; 404 if nothing fakes it (then `unhandled` names it)."""
        self.requests.append(request)
        for host, path, handler in self._routes:
            if re.fullmatch(host, request.host) and re.fullmatch(path, request.path):
                return handler(request)
        if NOISE.search(request.host + request.path):
            return Reply.json({})
        self.unhandled.append(f"{request.method} {request.host}{request.path}")
        return Reply.json({"code": 20404, "message": "not faked", "status": 404}, 404)

    def _public_configuration(self, _request: Request) -> Reply:
        """Return what Flex's login reads."""
        return Reply.json({"configurations": [self._account.configuration()]})

    def _authenticate(self, request: Request) -> Reply:
        """Name the identity provider, which leads back to the address that Flex passes."""
        back = urllib.parse.quote(str(request.json().get("resource", FLEX_ORIGIN)), safe="")
        return Reply.json({"location": f"{FLEX_ORIGIN}{LOGIN}?to={back}"})

    def _session(self, _request: Request) -> Reply:
        return Reply.json({"insights_active": False, "features": self._account.feature_list()})

    def _plugin_list(self, _request: Request) -> Reply:
        return Reply.json([plugin.listed() for plugin in self._account.plugins])

    def _plugin_file(self, request: Request) -> Reply:
        for plugin in self._account.plugins:
            if plugin.path == request.path:
                return Reply(body=plugin.script, content_type="application/javascript; charset=utf-8")
        return Reply(404)

    def _event_bridge(self, request: Request) -> Reply:
        """Answer TaskRouter and Interactions: one POST that holds the real request."""
        tunneled = request.json()
        url, method, params = str(tunneled["url"]), str(tunneled["method"]), tunneled.get("params") or {}
        try:
            match = re.fullmatch(r"/?v1/Interactions/([^/]+)/?(.*)", url)
            if match:
                payload = self._interactions.rest(match[1], match[2], method, params)
            else:
                payload = self._taskrouter.rest(url, method, params)
        except Refused as refused:
            if refused.status == 404:
                self.unhandled.append(f"event bridge: {method} {url}: {refused}")
            return Reply.json({"message": str(refused)}, refused.status)
        return Reply.json({"payload": payload})

    def _serverless(self, request: Request) -> Reply:
        answer = self.serverless.answer(request.path, request.form())
        return Reply(answer.status, answer.body.encode(), answer.content_type)


def silent_sound() -> str:
    """Return the address of a sound that a page can play without a request."""
    return f"data:audio/wav;base64,{base64.b64encode(silence()).decode()}"


def silence() -> bytes:
    """Return a tenth of a second of silence, for the sounds Flex plays."""
    samples = bytes(1600)
    layout = struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16_000, 2, 16)
    return (
        b"RIFF"
        + struct.pack("<I", 36 + len(samples))
        + b"WAVEfmt "
        + layout
        + b"data"
        + struct.pack("<I", 1600)
        + samples
    )
