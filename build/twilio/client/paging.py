"""Twilio's lists, read to the last page."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import urlsplit

from build.remote.errors import UnexpectedAnswer
from build.twilio.client.answers import Answer
from build.twilio.client.request import Request, get


def read_all(send: Callable[[Request], Answer], step: str, host: str, path: str, key: str) -> list[Answer]:
    """Return every entry of a list, in its order, all pages read. Raises ReleaseError.

    An entry that comes twice counts once: lists begin with the newest, so an entry added meanwhile pushes
    another to the next page. Every page is requested from the same host, whatever address the answer names:
    credentials follow no link.
    """
    found: dict[str, Answer] = {}
    visited: set[str] = set()
    page: str | None = path
    while page is not None:
        if page in visited:
            raise UnexpectedAnswer(step, "the list never ends: a page leads to one that was read before")
        visited.add(page)
        answer = send(get(step, host, page))
        for entry in answer.answers(key):
            found.setdefault(json.dumps(entry.data, sort_keys=True), entry)
        page = _next(answer)
    return list(found.values())


def _next(answer: Answer) -> str | None:
    link = Answer(answer.step, answer.mapping("meta")).text_or_none("next_page_url")
    if not link:
        return None
    parts = urlsplit(link)
    if not parts.path.startswith("/"):
        raise UnexpectedAnswer(answer.step, "the list's next page has no address")
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
