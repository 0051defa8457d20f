"""Find the task that a copilot's note is about. Pure functions of plain values."""

from __future__ import annotations

from typing import TypedDict

from flex_sfdc.activities.entries import DRAFT, OPEN


class Candidate(TypedDict):
    """A task on the note's channel. A conversation that comes back to its agent has two."""

    sid: str
    state: str  # of its activity, "" before the task is accepted
    at: int
    noted: bool
    wrapping: bool


LATE_MS = 600_000  # the copilot takes a minute or two


def note_owner(candidates: list[Candidate], now: int) -> str:
    """Return the reservation that a note on their common channel is about; "" for none.

    The copilot writes a note when a task ends: it is about the task that is being completed, else the oldest
    that has just ended without a note, else one in wrap-up, else one in progress, else the one that ended
    last.
    """
    owner = ""
    best = (_NOBODY, 0)
    for candidate in candidates:
        rank = _rank(candidate, now)
        at = 0 - candidate["at"] if rank == _ENDED else candidate["at"]
        if rank < best[0] or (rank == best[0] and at < best[1]):
            owner = candidate["sid"]
            best = (rank, at)
    return owner


_COMPLETING, _LACKS_NOTE, _WRAPPING, _GOES_ON, _RINGS, _ENDED, _NOBODY = 0, 1, 2, 3, 4, 5, 6


def _rank(candidate: Candidate, now: int) -> int:
    if candidate["state"] == DRAFT:
        return _COMPLETING
    if candidate["state"] not in ("", OPEN):
        return _LACKS_NOTE if not candidate["noted"] and now - candidate["at"] < LATE_MS else _ENDED
    if candidate["wrapping"] and not candidate["noted"]:
        return _WRAPPING
    return _GOES_ON if candidate["state"] else _RINGS
