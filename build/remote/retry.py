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
    """How often to try, and the pauses between the tries, in seconds."""

    tries: int = 5
    first_pause: float = 0.5
    max_pause: float = 20
    max_retry_after: float = 60
    """A longer Retry-After is cut to this: a person is waiting."""

    def pause(self, attempt: int, retry_after: float | None, chance: float) -> float:
        """Return the wait after an attempt, the first being 0.

        At least the seconds that the answer requested (`retry_after`); otherwise a random part of a span that
        doubles, so that pipelines that were turned away together do not come back together.
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
