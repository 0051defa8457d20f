"""Salesforce's bad answers to a call, for tests to choose."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Behaviour:
    """The outcome of one answer. `processed`: whether the call takes effect before the answer goes wrong."""

    copies: int = 1
    delay: float = 0.0
    free: asyncio.Event | None = None
    processed: bool = True
    response: Any = None
    has_response: bool = False
    changes: Json = field(default_factory=dict)

    async def wait(self) -> None:
        """Wait until the answer is due."""
        await asyncio.sleep(self.delay)
        if self.free is not None:
            await self.free.wait()


NORMAL = Behaviour()


def refuse(code: str = "GENERIC_ERROR", description: str = "Refused.", details: Any = None) -> Behaviour:
    """Answer with Open CTI's failure."""
    error: Json = {"code": code, "description": description}
    if details is not None:
        error["details"] = details
    response = {"success": False, "returnValue": None, "errors": [error]}
    return Behaviour(processed=False, response=response, has_response=True)


def never(processed: bool = False) -> Behaviour:
    """Do not answer; with `processed` the call takes effect and only its answer is lost."""
    return Behaviour(copies=0, processed=processed)


def late(seconds: float) -> Behaviour:
    """Answer correctly after this time."""
    return Behaviour(delay=seconds)


def twice() -> Behaviour:
    """Answer correctly, twice."""
    return Behaviour(copies=2)


def nonsense(response: Any = "garbage") -> Behaviour:
    """Answer in a form that Salesforce never sends."""
    return Behaviour(processed=False, response=response, has_response=True)


def with_message(**changes: Any) -> Behaviour:
    """Answer correctly in a message with other fields, such as another `apiVersion`."""
    return Behaviour(changes=changes)


class Behaviours:
    """Salesforce's answers to future calls, by method."""

    def __init__(self) -> None:
        self._next: dict[str, list[Behaviour]] = {}
        self._always: dict[str, Behaviour] = {}
        self._held: list[asyncio.Event] = []

    def behave(self, method: str, *behaviours: Behaviour, always: Behaviour | None = None) -> None:
        """Set the answers to the next calls of a method, one behaviour each; `always`: all later calls."""
        self._next.setdefault(method, []).extend(behaviours)
        if always is not None:
            self._always[method] = always

    def hold(self, method: str) -> asyncio.Event:
        """Let the next call of a method take effect, and answer it when the event is set."""
        free = asyncio.Event()
        self._held.append(free)
        self.behave(method, Behaviour(free=free))
        return free

    def behave_normally(self) -> None:
        """Forget every behaviour, and send the answers that are held."""
        self._next.clear()
        self._always.clear()
        for free in self._held:
            free.set()
        self._held.clear()

    def always_for_every_method(self, behaviour: Behaviour, methods: Iterable[str]) -> None:
        """Set the answer to every call of these methods from now on."""
        for method in methods:
            self._always[method] = behaviour

    def take(self, method: str) -> Behaviour:
        """Return the behaviour of a method's next call."""
        queued = self._next.get(method)
        return queued.pop(0) if queued else self._always.get(method, NORMAL)
