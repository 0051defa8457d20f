"""One account over one transport, and its API bound to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from build.twilio.client import idempotency, paging
from build.twilio.client.answers import Answer
from build.twilio.client.request import Request, Transport
from build.twilio.client.retry import Clock

T = TypeVar("T")


@dataclass(frozen=True)
class Connection:
    """How requests are sent, and the clock that waits between them."""

    transport: Transport
    clock: Clock

    def send(self, request: Request) -> Answer:
        """Return the JSON object of the answer. Raises ReleaseError."""
        return self.transport.send(request)

    def read_all(self, step: str, host: str, path: str, key: str) -> list[Answer]:
        """Return every entry of a list, all pages read. Raises ReleaseError."""
        return paging.read_all(self.send, step, host, path, key)

    def create_idempotently(
        self, send: Callable[[], T], look: Callable[[], T | None], *, shared: bool = False
    ) -> T:
        """Send a request that creates something, so that a lost answer creates nothing twice."""
        return idempotency.create_idempotently(send, look, self.clock.sleep, shared=shared)
