"""Put the copilot's notes into the activities that they are about."""

from __future__ import annotations

from flex_sfdc.activities.contents import ActivityContents, channel_of
from flex_sfdc.activities.entries import ABSENT, DRAFT, OPEN
from flex_sfdc.activities.note_owner import Candidate, note_owner
from flex_sfdc.activities.outbox import ActivityOutbox
from flex_sfdc.activities.rules import AMENDED
from flex_sfdc.browser.page_objects import dig, text_at
from flex_sfdc.flex.selectors import NOTES, tasks_in
from flex_sfdc.plain_data import text, value_under
from flex_sfdc.salesforce.fields import Value
from flex_sfdc.services import Services
from flex_sfdc.utils.log_activity import note_of


class CopilotNotes:
    """Add each note to its activity: before the activity is written, or after."""

    def __init__(self, services: Services, outbox: ActivityOutbox, contents: ActivityContents) -> None:
        self._services = services
        self._outbox = outbox
        self._contents = contents

    def submitted(self, payload: object) -> None:
        """Take a note that Flex has just submitted."""
        services = self._services
        note = note_of(payload)
        sid = self._owner_of(payload) if any(note.values()) else ""
        if not sid:
            services.log.info("a note that belongs to no task of this agent, or is empty")
            return
        state = self._outbox.entry_of(sid)["state"]
        changes: dict[str, Value] = {}
        if state in (ABSENT, OPEN, DRAFT):
            services.tasks.change(sid, {"note": note})  # the fields are made from it
        if state not in (ABSENT, OPEN):
            changes = self._contents.changes_by(sid, note)
        if changes or state == OPEN:
            now = services.clock.now()
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
        candidates: list[Candidate] = []
        for sid, own in channels.items():
            if own != channel:
                continue
            if participant and participant == text(value_under(dig(state, NOTES), sid), "participantSid"):
                return sid
            entry = self._outbox.entry_of(sid)
            candidates.append(
                {
                    "sid": sid,
                    "state": entry["state"],
                    "at": entry["at"],
                    "noted": entry["noted"],
                    "wrapping": sid in wrapping,
                }
            )
        return note_owner(candidates, services.clock.now())
