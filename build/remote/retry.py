"""Decide whether and when to send a request again."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime


@dataclass(frozen=True)
class Clock:
    """Time and chance, so that tests need not wait."""

    seconds: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random


@dataclass(frozen=True)
class Retry:
    """The number of tries, and the pauses between them, in seconds."""

    tries: int = 5
    first_pause: float = 0.5
    max_pause: float = 20
    max_retry_after: float = 60
    """A longer Retry-After is cut to this: a person is waiting."""

    def pause(self, attempt: int, retry_after: float | None, chance: float) -> float:
        """Return the pause after an attempt. The first attempt is 0.

        Wait at least as long as the answer asked for (`retry_after`). Otherwise wait a random part of a
        growing span, so that pipelines that were refused at the same time do not retry at the same time.
        """
        if retry_after is not None:
            return min(retry_after, self.max_retry_after) + chance * self.first_pause
        return chance * min(self.max_pause, self.first_pause * 2.0**attempt)


def parse_retry_after(header: str | None, now: float) -> float | None:
    """Return the seconds that a Retry-After header asks for (a number or an HTTP date), or None."""
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    except (ValueError, TypeError, OverflowError):
        return None
