"""Describe a request to Twilio as a value, and the transport that sends such values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import quote

from build.twilio.client.answers import Answer


@dataclass(frozen=True)
class File:
    """The content of an upload."""

    name: str
    content: bytes = field(repr=False)
    media_type: str


@dataclass(frozen=True)
class Request:
    """A GET, which changes nothing, or a POST of a form (with or without a file) or of JSON."""

    step: str
    """Its purpose, which begins its errors: "create the environment"."""
    method: str
    host: str
    """Twilio's host, whatever address it is sent to."""
    path: str
    """Already quoted, with its query."""
    fields: tuple[tuple[str, str], ...] = ()
    """The form, in this order; a name may occur again."""
    body: Mapping[str, object] | None = None
    """The JSON, instead of a form."""
    file: File | None = None
    """Sent as the form's last field, Content."""

    @property
    def is_safe(self) -> bool:
        """Whether the request may be sent twice."""
        return self.method == "GET"


class Transport(Protocol):
    """Send requests: to Twilio, to a dry run, or to a test."""

    def send(self, request: Request) -> Answer:
        """Return the JSON object of the answer. Raises ReleaseError."""


def part(text: str) -> str:
    """Return the text as one part of a path. Refuse a part of only dots, which would lead to another path."""
    return text.replace(".", "%2E") if text in (".", "..") else quote(text, safe="")


def get(step: str, host: str, path: str) -> Request:
    """Return a request that reads."""
    return Request(step, "GET", host, path)


def post(step: str, host: str, path: str, *fields: tuple[str, str]) -> Request:
    """Return a request that sends a form."""
    return Request(step, "POST", host, path, fields)
