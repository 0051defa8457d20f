"""How long to pause between attempts. Pure functions of plain values."""

from __future__ import annotations

PAUSES_MS = (500, 1_000, 2_000, 5_000, 15_000, 60_000)


def jittered(milliseconds: int, chance: float) -> float:
    """Return a pause from a quarter shorter to three quarters longer, by a `chance` from 0 to 1.

    Many pages that lost the same server do not come back at once.
    """
    return milliseconds * (0.75 + chance)


def nth_or_last(milliseconds: tuple[int, ...], attempt: int) -> int:
    """Return the value for an attempt, from 0; the last value serves all later attempts."""
    return milliseconds[attempt] if attempt < len(milliseconds) else milliseconds[-1]
