"""Requests to a fake in this process: its answers and its faults without a socket, at half the cost."""

from __future__ import annotations

from collections.abc import Iterator

import httpx

from build.demo.twilio_api.request import read
from build.demo.twilio_api.server import FakeServer


class InProcess(httpx.BaseTransport):
    """A transport without a network, for families of tests that send thousands of requests."""

    def __init__(self, fake: FakeServer) -> None:
        self._fake = fake

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the fake's answer. Raises the errors that a client gets when a connection ends."""
        headers = {name.title(): value for name, value in request.headers.items()}
        parsed, password = read(request.method, request.url.raw_path.decode(), headers, request.read())
        answer, fault = self._fake.respond(parsed, password)
        if fault.silent:
            raise httpx.ReadError("Connection reset by peer")
        if fault.halved:
            stream = _Halved(answer.body)
            return httpx.Response(answer.status, headers=answer.headers, stream=stream)
        return httpx.Response(answer.status, headers=answer.headers, content=answer.body)


class _Halved(httpx.SyncByteStream):
    def __init__(self, body: bytes) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        yield self._body[: len(self._body) // 2]
        raise httpx.RemoteProtocolError("peer closed connection without sending complete message body")


class InterruptedAt(httpx.BaseTransport):
    """Ctrl-C at the n-th request, before or after it takes effect."""

    def __init__(self, fake: FakeServer, nth: int, *, is_done: bool) -> None:
        self._wire = InProcess(fake)
        self._left = nth
        self._is_done = is_done
        self.has_interrupted = False
        """Whether there were as many requests."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the fake's answer, or raise KeyboardInterrupt."""
        self._left -= 1
        if self._left:
            return self._wire.handle_request(request)
        self.has_interrupted = True
        if self._is_done:
            self._wire.handle_request(request)
        raise KeyboardInterrupt
