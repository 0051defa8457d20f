"""Find the task that each copilot note is about, and add the note to its activity."""

from __future__ import annotations

from typing import TypedDict

from flex_sfdc.activities.contents import ActivityContents, channel_of
from flex_sfdc.activities.entries import ABSENT, DRAFT, OPEN, SAVED
from flex_sfdc.activities.events import AMENDED
from flex_sfdc.activities.outbox import ActivityOutbox
from flex_sfdc.browser.page_objects import dig, text_at
from flex_sfdc.flex.selectors import NOTES, task_of, tasks_in
from flex_sfdc.plain_data import text, value_under
from flex_sfdc.salesforce.fields import Value
from flex_sfdc.services import Services
from flex_sfdc.utils.log_activity import note_of

LATE_MS = 600_000  # a note arrives at most this long after its task; the copilot takes a minute or two


class Candidate(TypedDict):
    """A task on the note's channel. A conversation that comes back to the same agent has two tasks."""

    sid: str
    state: str  # the state of its activity, "" before the task is accepted
    at: int
    noted: bool
    wrapping: bool


def note_owner(candidates: list[Candidate], now: int) -> str:
    """Return the reservation that a note is about, of all tasks on the note's channel; "" for none.

    The copilot writes a note when a task ends. Prefer, in this order: the task that is being completed, the
    oldest that has just ended without a note, a task in wrap-up, a task in progress, the last to end.
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


class CopilotNotes:
    """Add each note to its activity: before the activity is written, or after."""

    def __init__(self, services: Services, outbox: ActivityOutbox, contents: ActivityContents) -> None:
        self._services = services
        self._outbox = outbox
        self._contents = contents

    def submitted(self, payload: object) -> None:
        """Add a note that Flex has just submitted to the activity of its task."""
        services = self._services
        note = note_of(payload)
        sid = self._owner_of(payload) if any(note.values()) else ""
        if not sid:
            services.log.info("a note was ignored: it is empty, or of a task that is not this agent's")
            return
        now = services.clock.now()
        entry = self._outbox.entry_of(sid)
        state = entry["state"]
        changes: dict[str, Value] = {}
        if state in (ABSENT, OPEN, DRAFT):
            services.tasks.change(sid, {"note": note})  # the fields of the activity are made from this note
        # While Flex shows a task, each change of it makes the fields of its open activity again.
        is_shown = task_of(services.flex_state(), sid) is not None
        if state not in (ABSENT, OPEN) or (state == OPEN and not is_shown):
            changes = self._contents.changes_by(sid, note, now, entry["at"] if state == SAVED else -1)
        if changes or state == OPEN:
            self._outbox.apply(sid, {"kind": AMENDED, "now": now, "fields": changes, "noted": True})

    def _owner_of(self, payload: object) -> str:
        """Return the reservation that a note is about, "" if it is not a task of this agent."""
        services = self._services
        channel = text(payload, "channelSid")
        if not channel:
            return ""
        state = services.flex_state()
        participant = text(payload, "participantSid")
        channels = {sid: entry["channel"] for sid, entry in self._outbox.entries().items()}
        wrapping: list[str] = []
        for task in tasks_in(state):
            sid = text_at(task, "sid")
            channels[sid] = channel_of(task) or channels.get(sid, "")
            if text_at(task, "status") == "wrapping":
                wrapping.append(sid)
        on_channel = [sid for sid in channels if channels[sid] == channel]
        for sid in on_channel:
            if participant and participant == text(value_under(dig(state, NOTES), sid), "participantSid"):
                return sid
        candidates = [self._candidate(sid, sid in wrapping) for sid in on_channel]
        return note_owner(candidates, services.clock.now())

    def _candidate(self, sid: str, is_wrapping: bool) -> Candidate:
        entry = self._outbox.entry_of(sid)
        return {
            "sid": sid,
            "state": entry["state"],
            "at": entry["at"],
            "noted": entry["noted"],
            "wrapping": is_wrapping,
        }
