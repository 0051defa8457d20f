"""When a request is sent again."""

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
    """How often, and how long between; seconds."""

    tries: int = 5
    first_pause: float = 0.5
    longest_pause: float = 20
    longest_wish: float = 60
    """A longer Retry-After is cut to this: a person waits in front of it."""

    def pause(self, attempt: int, wish: str | None, clock: Clock) -> float:
        """The wait after an attempt, the first being 0; `wish` is the Retry-After of its answer.

        Not less than what was asked for; else a random part of a span that doubles, so that pipelines
        that were turned away together do not come back together.
        """
        asked = wished_seconds(wish, clock.wall())
        if asked is not None:
            return min(asked, self.longest_wish) + clock.chance() * self.first_pause
        return clock.chance() * min(self.longest_pause, self.first_pause * 2.0**attempt)


def wished_seconds(wish: str | None, now: float) -> float | None:
    """The seconds that a Retry-After header asks for, a number or an HTTP date; None when it is neither."""
    text = (wish or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    except (ValueError, TypeError, OverflowError):
        return None
