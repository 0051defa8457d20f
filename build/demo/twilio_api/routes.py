"""The routes: the function that answers each method and path of a host."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from build.demo.twilio_api.account import Account, Row
from build.demo.twilio_api.answers import Answer, Refused, not_found
from build.demo.twilio_api.request import Request


@dataclass(frozen=True)
class Call:
    """A request with the account it concerns; `call["service"]` is that part of the path."""

    account: Account
    request: Request
    parts: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.parts[name]

    def required(self, name: str) -> str:
        """Return a field that must be present and not empty."""
        value = self.request.value(name)
        if not value:
            raise Refused(400, f"Missing required parameter {name} in the post body")
        return value

    def text(self, name: str, limit: int, default: str = "") -> str:
        """Return a field of at most this many characters."""
        value = self.request.value(name)
        if value is not None and len(value) > limit:
            raise Refused(400, f"{name} must be {limit} characters or less")
        return default if value is None else value

    def flag(self, name: str, default: bool) -> bool:
        """Return a field that is `true` or `false`, as Twilio writes them."""
        value = self.request.value(name)
        if value is None:
            return default
        if value.lower() not in ("true", "false"):
            raise Refused(400, f"{name} must be true or false")
        return value.lower() == "true"

    def existing(self, row: Row | None) -> Row:
        """Return the row that the path names, or refuse with 404."""
        if row is None:
            raise not_found(self.request)
        return row


Handler = Callable[[Call], Answer]


class Api:
    """The paths of one host."""

    def __init__(self, host: str, *, public: bool = False) -> None:
        self.host = host
        """A name, or `*.` and its end."""
        self.public = public
        """Whether it answers without credentials."""
        self._routes: list[tuple[str, re.Pattern[str], Handler]] = []

    def on(self, method: str, path: str) -> Callable[[Handler], Handler]:
        """Register a function for a path such as `/v1/Services/{service}`."""
        pattern = re.compile(re.sub(r"\{(\w+)(\+?)\}", _group, re.sub(r"\.", r"\\.", path)))

        def register(handler: Handler) -> Handler:
            self._routes.append((method, pattern, handler))
            return handler

        return register

    def serves(self, host: str) -> bool:
        return host.endswith(self.host[1:]) if self.host.startswith("*.") else host == self.host

    def handlers(self, path: str) -> dict[str, tuple[Handler, dict[str, str]]]:
        """Return the functions that answer this path, by method."""
        matches = ((method, handler, pattern.fullmatch(path)) for method, pattern, handler in self._routes)
        return {method: (handler, match.groupdict()) for method, handler, match in matches if match}


def _group(match: re.Match[str]) -> str:
    return f"(?P<{match[1]}>{'.+' if match[2] else '[^/]+'})"


def dispatch(apis: Sequence[Api], account: Account, request: Request) -> Answer:
    """Call the function for the request. Raises Refused."""
    handlers: dict[str, tuple[Handler, dict[str, str]]] = {}
    for api in apis:
        if api.serves(request.host):
            handlers |= api.handlers(request.path)
    if not handlers:
        raise not_found(request)
    if request.method not in handlers:
        raise Refused(405)
    handler, parts = handlers[request.method]
    return handler(Call(account, request, parts))
