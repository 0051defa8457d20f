"""A server on loopback that answers by a script, for behaviour that is visible only on the wire."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl

DROPPED = "dropped"
"""The connection ends without an answer."""
RESET = "reset"
"""It breaks."""
CUT = "cut"
"""It ends in the middle of the answer."""


@dataclass(frozen=True)
class Reply:
    """A status with a JSON object, or with the content of `text`."""

    status: int = 200
    data: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None
    hangs_up: bool = False
    """The connection ends after the answer, which does not announce it."""


@dataclass(frozen=True)
class Seen:
    """A request as it arrived."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> list[tuple[str, str]]:
        """The fields of a form, in order."""
        return parse_qsl(self.body.decode(), keep_blank_values=True)


@dataclass
class Loopback:
    """The server's address, and the requests it received."""

    url: str
    seen: list[Seen]
    ended: int = 0
    """The number of connections that it has closed."""


class _Server(ThreadingHTTPServer):
    loopback: Loopback

    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        self.loopback.ended += 1


@contextmanager
def loopback(*script: Reply | str) -> Iterator[Loopback]:
    """Answer each request with the next reply of the script; the last one repeats."""
    result = Loopback("", [])
    server = _Server(("127.0.0.1", 0), _handler(result, script))
    server.loopback = result
    result.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield result
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(loopback: Loopback, script: Sequence[Reply | str]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            reply = script[min(len(loopback.seen), len(script) - 1)]
            loopback.seen.append(Seen(self.command, self.path, dict(self.headers.items()), body))
            if isinstance(reply, str):
                if reply == CUT:
                    self.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"sid"')
                if reply == RESET:
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.close_connection = True
                return
            content = (json.dumps(dict(reply.data)) if reply.text is None else reply.text).encode()
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            self.close_connection = reply.hangs_up

        do_GET = do_POST = answer

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    return Handler
