"""How long to pause between attempts. Pure functions of plain values."""

from __future__ import annotations

PAUSES_MS = (500, 1_000, 2_000, 5_000, 15_000, 60_000)


def jittered(milliseconds: int, chance: float) -> float:
    """A pause from a quarter shorter to three quarters longer, by a `chance` from 0 to 1: many pages that
    lost the same server do not come back at once."""
    return milliseconds * (0.75 + chance)


def nth_or_last(milliseconds: tuple[int, ...], attempt: int) -> int:
    """How long the given attempt (from 0) may take, or how long to pause after it: the last pace goes on."""
    return milliseconds[attempt] if attempt < len(milliseconds) else milliseconds[-1]
