"""Decide which events of a call the page receives. The contract is docs/message-channels.md.

Pure functions of plain values.
"""

from __future__ import annotations

# The state of a call in its task's facts; "" before the call has started.
TALKING = "talking"
ON_HOLD = "held"
OVER = "ended"

CALL_STARTED = "callStarted"
CALL_HELD = "callHeld"
CALL_RESUMED = "callResumed"
CALL_ENDED = "callEnded"
ACTIVITY_SAVED = "activitySaved"


def call_events(before: str, now: str) -> list[str]:
    """Return the events between two states of a call; none if the call had already ended."""
    if now == before or before == OVER:
        return []
    if now == OVER:
        return [CALL_ENDED] if before else []
    events = [CALL_HELD if now == ON_HOLD else CALL_RESUMED]
    if before:
        return events
    return [CALL_STARTED, *events] if now == ON_HOLD else [CALL_STARTED]
