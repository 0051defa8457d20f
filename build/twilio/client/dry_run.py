"""Implement `--dry-run`: read the account, and record all other requests instead of sending them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from build.twilio.client.answers import Answer
from build.twilio.client.request import Request, Transport

_MADE_UP = re.compile(r"%3Cnew%20.*?%3E")
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True)
class Planned:
    """A request as it would be sent."""

    step: str
    method: str
    host: str
    path: str
    fields: tuple[tuple[str, str], ...]
    """The values of a form; only the top-level names of JSON; the name, size and type of a file."""

    @property
    def changes(self) -> bool:
        """Whether the request would change something, and was therefore not sent."""
        return self.method != "GET"


class DryRun:
    """A transport that sends only requests that read, and answers all others itself.

    Resources that do not exist yet get made-up names between < and >. Reading such a resource sends nothing
    and finds nothing.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self.requests: list[Planned] = []
        """All requests in order: those that read were sent, except for new resources."""

    @property
    def planned(self) -> list[Planned]:
        """The requests that would change something."""
        return [request for request in self.requests if request.changes]

    def send(self, request: Request) -> Answer:
        """Return the real answer to a GET, and one made from its fields to a POST. Raises ReleaseError."""
        self.requests.append(
            Planned(request.step, request.method, request.host, request.path, _shown(request))
        )
        if not request.is_safe:
            return _MadeUp(request.step, _echo(request))
        if _MADE_UP.search(request.path):
            return _MadeUp(request.step, {"meta": {}})
        return self._transport.send(request)


class _MadeUp(Answer):
    """An answer with a made-up value under every key."""

    def text(self, name: str) -> str:
        value = self.data.get(name)
        return value if isinstance(value, str) else f"<{name.replace('_', ' ')}>"

    def text_or_none(self, name: str) -> str | None:
        return self.text(name) if name in self.data else None

    def whole_number(self, name: str) -> int:
        value = self.data.get(name)
        return value if isinstance(value, int) else 0

    def _list(self, name: str) -> list[object]:
        value = self.data.get(name)
        return value if isinstance(value, list) else []


def _echo(request: Request) -> Mapping[str, object]:
    """Return the form's fields under their names in answers: UniqueName becomes unique_name."""
    if request.body is not None:
        return request.body
    once = {_WORD.sub("_", name).lower(): value for name, value in request.fields}
    kind = request.path.rstrip("/").rsplit("/", 1)[-1].removesuffix("s").lower()
    # Nobody needs to wait for a build that was never started.
    return {**once, "sid": f"<new {kind}>", "status": "completed", "meta": {}}


def _shown(request: Request) -> tuple[tuple[str, str], ...]:
    names = tuple((name, "...") for name in request.body or ())
    file = request.file
    if file is None:
        return request.fields + names
    return (*request.fields, ("Content", f"{file.name}, {len(file.content):,} bytes, {file.media_type}"))
