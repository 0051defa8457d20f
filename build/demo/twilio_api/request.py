"""A decoded request: its original host, and its fields."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import HTTP
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Upload:
    """One file of a multipart request."""

    filename: str
    content_type: str
    content: bytes


@dataclass
class Request:
    """A received request. Everything is decoded, so two requests with the same meaning are equal."""

    method: str
    host: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    fields: Fields = ()
    """Names and values of a form, in the order sent; a name may come more than once."""
    files: dict[str, Upload] = field(default_factory=dict)
    json: Any = None
    """The body, if it was JSON."""
    user: str = ""
    """The user: an account or an API key. The password is not stored."""
    token: str = ""
    """The token of `Authorization: Bearer`."""
    signature: str | None = None
    """X-Twilio-Signature, which a protected file needs."""
    status: int | None = None
    """The status of the answer; None if the connection was dropped, or there is no answer yet."""

    @property
    def line(self) -> str:
        """`POST flex-api.twilio.com/v1/Configuration`"""
        return f"{self.method} {self.host}{self.path}"

    @property
    def changes(self) -> bool:
        """Whether the request may have changed something."""
        return self.method not in ("GET", "HEAD", "OPTIONS")

    def values(self, name: str) -> list[str]:
        """Return all values of a field."""
        return [value for key, value in self.fields if key == name]

    def value(self, name: str) -> str | None:
        """Return a field's last value, None when it was not sent."""
        return next(reversed(self.values(name)), None)


class Unreadable(Exception):
    """A body that does not match its content type."""


def read(method: str, target: str, headers: Mapping[str, str], body: bytes) -> tuple[Request, str]:
    """Return the request and its password. Raises Unreadable."""
    address = urlsplit(target)
    user, password = _basic(headers.get("Authorization") or "")
    request = Request(
        method,
        (headers.get("Host") or "").split(":")[0].lower(),
        unquote(address.path),
        {name: values[-1] for name, values in parse_qs(address.query, keep_blank_values=True).items()},
        user=user,
        token=_bearer(headers.get("Authorization") or ""),
        signature=headers.get("X-Twilio-Signature"),
    )
    if body:
        _read_body(request, headers.get("Content-Type") or "", body)
    return request, password


def _bearer(header: str) -> str:
    scheme, _, token = header.partition(" ")
    return token if scheme.lower() == "bearer" else ""


def _basic(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return user, password


def _read_body(request: Request, content_type: str, body: bytes) -> None:
    header = Message()
    header["Content-Type"] = content_type
    kind = header.get_content_type()
    try:
        if kind == "application/json":
            request.json = json.loads(body)
        elif kind == "application/x-www-form-urlencoded":
            request.fields = tuple(
                parse_qsl(body.decode("ascii"), keep_blank_values=True, strict_parsing=True, errors="strict")
            )
        elif kind == "multipart/form-data":
            _read_parts(request, str(header.get_param("boundary")).encode(), body)
        else:
            raise Unreadable(f"Unsupported content type {content_type!r}")
    except ValueError as error:
        raise Unreadable(f"The body cannot be read: {error}") from error


def _read_parts(request: Request, boundary: bytes, body: bytes) -> None:
    delimiter = b"\r\n--" + boundary
    parts = (b"\r\n" + body).split(delimiter)
    if len(parts) < 2 or not parts[-1].startswith(b"--"):
        raise ValueError("the last part is missing")
    for part in parts[1:-1]:
        head, separator, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        header = _header(head)
        if not separator or header.name is None:
            raise ValueError("a part has no name")
        if header.filename is None:
            request.fields += ((header.name, content.decode()),)
        else:
            request.files[header.name] = Upload(header.filename, header.content_type, content)


class _Header(NamedTuple):
    """The headers of a part."""

    content_type: str
    name: str | None
    filename: str | None


@lru_cache(maxsize=1024)  # most parts have one of a few heads, and the parser is slow
def _header(text: bytes) -> _Header:
    message = message_from_bytes(text + b"\r\n\r\n", policy=HTTP)
    name = message.get_param("name", header="Content-Disposition")
    return _Header(
        message.get_content_type(),
        name if isinstance(name, str) else None,
        message.get_filename(),
    )
