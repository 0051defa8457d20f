"""One account over one transport, and its API bound to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from build.remote.errors import NotFound
from build.remote.retry import Clock
from build.twilio.client import idempotency, paging
from build.twilio.client.answers import Answer
from build.twilio.client.request import Request, Transport, get, post

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
        self, send: Callable[[], T], find: Callable[[], T | None], *, shared: bool = False
    ) -> T:
        """Send a request that creates something, so that a lost answer creates nothing twice."""
        return idempotency.create_idempotently(send, find, self.clock.sleep, shared=shared)


@dataclass(frozen=True)
class Api:
    """One of Twilio's hosts on a connection; `parse` makes the value of an answer."""

    connection: Connection
    host: str

    def read(self, step: str, path: str, parse: Callable[[Answer], T]) -> T:
        """Return a resource. Raises ReleaseError, NotFound if it does not exist."""
        return parse(self.connection.send(get(step, self.host, path)))

    def find(self, step: str, path: str, parse: Callable[[Answer], T]) -> T | None:
        """Return a resource, or None if it does not exist. Raises ReleaseError."""
        try:
            return self.read(step, path, parse)
        except NotFound:
            return None

    def read_all(self, step: str, path: str, key: str, parse: Callable[[Answer], T]) -> list[T]:
        """Return every resource of a list, all pages read. Raises ReleaseError."""
        return [parse(item) for item in self.connection.read_all(step, self.host, path, key)]

    def create(self, step: str, path: str, parse: Callable[[Answer], T], *fields: tuple[str, str]) -> T:
        """Send a form that creates or changes a resource, and return it. Raises ReleaseError."""
        return parse(self.connection.send(post(step, self.host, path, *fields)))
