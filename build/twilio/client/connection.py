"""Bind Twilio's API to one account and one transport: read pages of lists, create resources only once."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from build.remote.errors import AnswerLost, NotFound, RemoteRefused, UnexpectedAnswer
from build.remote.retry import Clock
from build.twilio.client.answers import Answer
from build.twilio.client.request import Request, Transport, get, post

SETTLING_SECONDS = 0.5
"""The wait after a lost answer before looking for its result: the server may still be working on it."""

T = TypeVar("T")


def read_all(send: Callable[[Request], Answer], step: str, host: str, path: str, key: str) -> list[Answer]:
    """Return every entry of a list, from all pages, in order. Raises ReleaseError.

    Return repeated entries only once: lists begin with the newest entry, so an entry added between two
    requests moves another to the next page. Request every page from the same host, whatever address the
    answer names, so that credentials follow no link.
    """
    entries: dict[str, Answer] = {}
    visited: set[str] = set()
    page: str | None = path
    while page is not None:
        if page in visited:
            raise UnexpectedAnswer(step, "the list never ends: a page leads to one that was read before")
        visited.add(page)
        answer = send(get(step, host, page))
        for entry in answer.answers(key):
            entries.setdefault(json.dumps(entry.data, sort_keys=True), entry)
        page = _next(answer)
    return list(entries.values())


def _next(answer: Answer) -> str | None:
    link = Answer(answer.step, answer.mapping("meta")).text_or_none("next_page_url")
    if not link:
        return None
    parts = urlsplit(link)
    if not parts.path.startswith("/"):
        raise UnexpectedAnswer(answer.step, "the list's next page has no address")
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def create_idempotently(
    send: Callable[[], T],
    find: Callable[[], T | None],
    sleep: Callable[[float], None],
    *,
    shared: bool = False,
) -> T:
    """Return the result of `send`; after a lost answer that of `find`, or of a second `send`.

    `shared`: accept an object of the same name that somebody else has just created, such as a service or a
    plugin. Raises the errors of `send` and `find`; AnswerLost if the second answer is lost too, and `find`
    still finds nothing.
    """
    try:
        return send()
    except AnswerLost:
        sleep(SETTLING_SECONDS)
        existing = find()
        if existing is not None:
            return existing
    except RemoteRefused as refusal:
        existing = find() if shared and refusal.status == 409 else None
        if existing is None:
            raise
        return existing
    return _send_again(send, find)


def _send_again(send: Callable[[], T], find: Callable[[], T | None]) -> T:
    try:
        return send()
    except (AnswerLost, RemoteRefused):
        # Twilio may refuse the second request because the first one arrived after all.
        existing = find()
        if existing is None:
            raise
        return existing


@dataclass(frozen=True)
class Connection:
    """A transport for requests, and the clock for the pauses between them."""

    transport: Transport
    clock: Clock

    def send(self, request: Request) -> Answer:
        """Return the JSON object of the answer. Raises ReleaseError."""
        return self.transport.send(request)

    def read_all(self, step: str, host: str, path: str, key: str) -> list[Answer]:
        """Return every entry of a list, from all pages. Raises ReleaseError."""
        return read_all(self.send, step, host, path, key)

    def create_idempotently(
        self, send: Callable[[], T], find: Callable[[], T | None], *, shared: bool = False
    ) -> T:
        """Send a request that creates something. A lost answer does not make it create a second one."""
        return create_idempotently(send, find, self.clock.sleep, shared=shared)


@dataclass(frozen=True)
class Api:
    """One of Twilio's hosts on a connection. `parse` converts an answer to a value."""

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
        """Return every resource of a list, from all pages. Raises ReleaseError."""
        return [parse(item) for item in self.connection.read_all(step, self.host, path, key)]

    def create(self, step: str, path: str, parse: Callable[[Answer], T], *fields: tuple[str, str]) -> T:
        """Send a form that creates or changes a resource, and return it. Raises ReleaseError."""
        return parse(self.connection.send(post(step, self.host, path, *fields)))
