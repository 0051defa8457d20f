"""The fake twilsock server: the WebSocket under Sync and Conversations.

A frame is `TWILSOCK V3.0 <header length>\\r\\n<header>\\r\\n<payload>`, header and payload JSON.
A `message` carries an HTTP request, its reply the HTTP answer; a `notification` pushes a Sync event.
"""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from build.demo.twilio import ids

Json = dict[str, Any]


class Socket(Protocol):
    """The part of a WebSocket that is used here."""

    def send(self, message: str | bytes) -> None: ...


@dataclass(frozen=True)
class TunneledRequest:
    """An HTTP request that arrived through the socket."""

    method: str
    host: str
    path: str
    query: str
    body: Json
    connection: Twilsock


class Twilsock:
    """One connection."""

    def __init__(self, socket: Socket, answer: Callable[[TunneledRequest], tuple[int, Any]]) -> None:
        self._socket = socket
        self._answer = answer

    def receive(self, frame: str | bytes) -> None:
        """Answer one frame from the client."""
        header, payload = _parse(frame.encode() if isinstance(frame, str) else frame)
        method = str(header["method"])
        if method == "init":
            self._send(_initialised(header))
        elif method == "message":
            self._tunnel(header, payload)
        elif method not in ("reply", "close"):
            self._send(_ok(header))

    def notify(self, event: Json) -> None:
        """Push a Sync event."""
        header = {
            "method": "notification",
            "id": ids.new_sid("TM"),
            "message_type": "twilio.sync.event",
            "payload_type": "application/json",
        }
        self._send(header, event)

    def _tunnel(self, header: Json, payload: bytes) -> None:
        request = header["http_request"]
        path, _, query = str(request["path"]).partition("?")
        query = query or urllib.parse.urlencode(request.get("params") or {})
        body = _json_object(payload)
        tunneled = TunneledRequest(str(request["method"]), str(request["host"]), path, query, body, self)
        status, answer = self._answer(tunneled)
        reply = _ok(header)
        reply["http_status"] = {"code": status, "status": "OK" if status < 300 else "Not Found"}
        reply["http_headers"] = {}
        reply["payload_type"] = "application/json"
        self._send(reply, answer)

    def _send(self, header: Json, payload: Any = None) -> None:
        body = b"" if payload is None else json.dumps(payload).encode()
        head = json.dumps({**header, "payload_size": len(body)}).encode()
        self._socket.send(b"TWILSOCK V3.0 %d\r\n%s\r\n%s" % (len(head), head, body))


def _parse(frame: bytes) -> tuple[Json, bytes]:
    first_line, _, remainder = frame.partition(b"\r\n")
    length = int(first_line.split(b" ")[2])
    header: Json = json.loads(remainder[:length])
    return header, remainder[length + 2 :] if header.get("payload_size") else b""


def _json_object(payload: bytes) -> Json:
    try:
        value = json.loads(payload)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _ok(header: Json) -> Json:
    return {"method": "reply", "id": header["id"], "status": {"code": 200, "status": "OK"}}


def _initialised(header: Json) -> Json:
    return {
        **_ok(header),
        "continuation_token": ids.new_sid("CT"),
        "continuation_token_status": {"reissued": True, "reissue_message": ""},
        "capabilities": ["client_update", "telemetry.v1"],
        "init_registrations": [],
        "offline_storage": {},
    }
