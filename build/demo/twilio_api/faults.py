"""Faults on demand, for the n-th request of a kind."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from build.demo.twilio_api.answers import Answer, Refused
from build.demo.twilio_api.request import Request


@dataclass(frozen=True)
class Fault:
    """One kind of failure; the functions below make them."""

    name: str
    answer: Answer | None = None
    """Instead of the real one."""
    silent: bool = False
    """The connection ends without an answer."""
    halved: bool = False
    """The connection ends in the middle of the answer."""
    takes_effect: bool = False
    """Whether the request takes effect anyway."""
    before: Callable[[], object] | None = None
    """An action elsewhere just before the request is handled."""
    build_ends: str | None = None
    """The final status of the build that the request starts."""


def refuse(
    status: int,
    message: str | None = None,
    *,
    code: int | None = None,
    retry_after: int | str | None = None,
    takes_effect: bool = False,
) -> Fault:
    """Answer with Twilio's own error body. With `takes_effect`, as if a gateway gave up on a success."""
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    name = f"{status}{' with Retry-After' if headers else ''}{' although done' if takes_effect else ''}"
    return Fault(name, answer=Refused(status, message, code).answer(headers), takes_effect=takes_effect)


def refuse_in_html(status: int) -> Fault:
    """Answer like a proxy or load balancer."""
    body = f"<html><head><title>{status}</title></head><body>Something went wrong</body></html>"
    return Fault(f"{status} in HTML", answer=Answer(status, body.encode(), {"Content-Type": "text/html"}))


def drop_before() -> Fault:
    """Break the connection before the request takes effect."""
    return Fault("dropped before", silent=True)


def drop_after() -> Fault:
    """Break the connection after the request took effect, before the answer."""
    return Fault("dropped after", silent=True, takes_effect=True)


def cut_off() -> Fault:
    """Break the connection in the middle of the answer, after the request took effect."""
    return Fault("cut off", halved=True, takes_effect=True)


def build_fails() -> Fault:
    """Start a build that fails."""
    return Fault("the build fails", takes_effect=True, build_ends="failed")


def build_never_ends() -> Fault:
    """Start a build that never ends."""
    return Fault("the build never ends", takes_effect=True, build_ends="building")


def first(do: Callable[[], object], name: str = "something else first") -> Fault:
    """Do something just before the request: another pipeline's release, a pause."""
    return Fault(name, takes_effect=True, before=do)


@dataclass
class _Armed:
    method: str
    path: str
    pattern: re.Pattern[str]
    fault: Fault
    begin: int
    end: int | None
    seen: int = 0

    def is_due(self, request: Request) -> bool:
        """Count the request if it is of this kind."""
        if self.method not in ("*", request.method) or not self.pattern.fullmatch(request.path):
            return False
        self.seen += 1
        return self.seen >= self.begin and (self.end is None or self.seen < self.end)


class Faults:
    """The faults that wait for their request."""

    def __init__(self) -> None:
        self._armed: list[_Armed] = []

    def on(self, method: str, path: str, fault: Fault, *, nth: int = 1, times: int | None = 1) -> None:
        """Let requests fail from the n-th on: `times` of them, or all if it is None.

        In `method`, `*` is any. In `path`, `*` is one part and `**` any number of them.
        """
        wildcards = {"**": ".*", "*": "[^/]+"}
        parts = re.split(r"(\*\*|\*)", path)
        pattern = re.compile("".join(wildcards.get(part, re.escape(part)) for part in parts))
        end = None if times is None else nth + times
        self._armed.append(_Armed(method, path, pattern, fault, nth, end))

    def due(self, request: Request) -> list[Fault]:
        """Return the fault for this request."""
        return [armed.fault for armed in self._armed if armed.is_due(request)]

    def clear(self) -> None:
        """Remove all faults: from now on everything works."""
        self._armed.clear()

    def unmet(self) -> list[str]:
        """Return the faults that no request met: a test that depends on such a fault proves nothing."""
        return [
            f"{armed.fault.name}: {armed.method} {armed.path}, request {armed.begin} of {armed.seen}"
            for armed in self._armed
            if armed.seen < armed.begin
        ]
