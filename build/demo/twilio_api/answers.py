"""Twilio's answers: resources, pages of them, and refusals."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from build.demo.twilio_api.account import Row
from build.demo.twilio_api.request import Request

PAGE_SIZE = 50
MAX_PAGE_SIZE = 1000

USUAL = {
    400: (20001, "Bad request"),
    401: (20003, "Authenticate"),
    403: (20403, "Forbidden"),
    404: (20404, "The requested resource was not found"),
    405: (20004, "Method not allowed"),
    409: (20409, "Conflict"),
    429: (20429, "Too Many Requests"),
    500: (20500, "An internal server error has occurred"),
    503: (20503, "Service Unavailable"),
}
"""Code and message by status. Twilio's own codes for a conflict in these APIs are unknown."""


@dataclass(frozen=True)
class Answer:
    """A complete HTTP answer."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Refused(Exception):
    """A request that Twilio refuses, with the status, Twilio's code and the message."""

    def __init__(self, status: int, message: str | None = None, code: int | None = None) -> None:
        usual_code, usual_message = USUAL.get(status, (20000 + status, "Error"))
        self.status = status
        self.code = code or usual_code
        self.message = message or usual_message
        super().__init__(f"{status} {self.message}")

    def answer(self, headers: Mapping[str, str] | None = None) -> Answer:
        return document(
            {
                "code": self.code,
                "message": self.message,
                "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
                "status": self.status,
            },
            self.status,
            headers,
        )


def not_found(request: Request) -> Refused:
    """Return Twilio's refusal, whose message has the path without the version of the API."""
    path = request.path.removeprefix("/v1")
    return Refused(404, f"The requested resource {path} was not found")


def document(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(
        status,
        json.dumps(value).encode(),
        {"Content-Type": "application/json; charset=utf-8", **(headers or {})},
    )


def created(row: Row) -> Answer:
    return document(row, 201)


def deleted() -> Answer:
    return Answer(204)


def page(request: Request, key: str, rows: Sequence[Row], *, by: str = "sid") -> Answer:
    """Return one page, with the address of the next.

    The token of a page is the last row of the previous page, so rows added between two pages move nothing.
    As in Twilio's APIs, `Page` without a token leads nowhere.
    """
    size = _number(request, "PageSize", PAGE_SIZE, MAX_PAGE_SIZE)
    number = _number(request, "Page", 0, None)
    token = request.query.get("PageToken")
    if number and not token:
        raise Refused(400, "Page number out of range", 20006)
    begin = 0
    if token:
        places = [place for place, row in enumerate(rows) if "PA" + row[by] == token]
        if not places:
            raise Refused(400, "Invalid page token", 20007)
        begin = places[0] + 1
    shown = rows[begin : begin + size]
    more = begin + size < len(rows)
    meta = {
        "page": number,
        "page_size": size,
        "first_page_url": _address(request, PageSize=size, Page=0),
        "previous_page_url": _address(request, PageSize=size, Page=0) if number else None,
        "url": _address(request, PageSize=size, Page=number),
        "next_page_url": _address(request, PageSize=size, Page=number + 1, PageToken="PA" + shown[-1][by])
        if more
        else None,
        "key": key,
    }
    return document({key: shown, "meta": meta})


def _number(request: Request, name: str, default: int, largest: int | None) -> int:
    text = request.query.get(name, str(default))
    if not text.isdigit() or (largest is not None and not 1 <= int(text) <= largest):
        raise Refused(400, f"Invalid {name}")
    return int(text)


def _address(request: Request, **query: object) -> str:
    return f"https://{request.host}{request.path}?{urlencode(query)}"
