"""The live log of the demo: the messages between plugin, Salesforce and Twilio, and other events."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

KEPT = 2000
"""Entries that a control room sees when it opens."""


@dataclass(frozen=True)
class Entry:
    """An event in the log."""

    number: int
    at: float
    """Seconds since 1970."""
    kind: str
    """`salesforce` (a call of the plugin), `event` (Salesforce to the plugin), `console`, `build`,
    `blocked` (a request that would have left the machine), `demo` (a command of the control room).
    """
    title: str
    details: dict[str, Any]


@dataclass(frozen=True)
class Message:
    """A message to a control room: an entry of the log (`log`), or the whole state (`state`)."""

    name: str
    data: Any


class EventLog:
    """Keep the newest entries, and send new ones to all listeners."""

    def __init__(self) -> None:
        self.entries: deque[Entry] = deque(maxlen=KEPT)
        self._count = 0
        self._listeners: set[asyncio.Queue[Message]] = set()

    def write(self, kind: str, title: str, **details: Any) -> Entry:
        """Add an entry. `details` may hold anything: values that are not plain data are logged as text."""
        self._count += 1
        entry = Entry(self._count, time.time(), kind, title, _plain(details))
        self.entries.append(entry)
        self.send("log", asdict(entry))
        return entry

    def send(self, name: str, data: Any) -> None:
        """Send a message to all current listeners."""
        for queue in self._listeners:
            queue.put_nowait(Message(name, data))

    @contextlib.contextmanager
    def listening(self) -> Iterator[asyncio.Queue[Message]]:
        """Receive the kept entries, and then every message during the `with` block."""
        queue: asyncio.Queue[Message] = asyncio.Queue()
        for entry in self.entries:
            queue.put_nowait(Message("log", asdict(entry)))
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)


def _plain(details: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(details, default=str))
    return plain
