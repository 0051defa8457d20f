"""Sends what the queue of activities holds: one at a time, one tab at a time. Decided in
`utils.log_queue`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flex_sfdc.contracts.browser import Window
from flex_sfdc.crm_host import Answer, CrmHost
from flex_sfdc.edge.clock import Clock
from flex_sfdc.edge.locks import Release, alone
from flex_sfdc.edge.log_store import LogStore
from flex_sfdc.edge.notices import Notices
from flex_sfdc.log import Log
from flex_sfdc.notifications import ACTIVITY_FIELD_REFUSED
from flex_sfdc.utils.log_queue import (
    RETRY_MS,
    SAVED,
    SENT,
    UNKNOWN,
    WAITING,
    Entry,
    has_passed,
    left,
    payload,
    refusal,
    refused,
    renewed,
    settled,
    unanswered,
)
from flex_sfdc.utils.sfdc_loader import PAUSES_MS, jittered, pace

WHAT = "activities"
LOCK = "flex-sfdc.log"
SETTLES_MS = 100  # until one tab sees for sure what another has written
LOOKS_EVERY_MS = 15_000  # while there is something that is not saved
NOTHING_DUE_MS = 1_000
ORPHANED_MS = 60_000  # longer than any request; for where there are no locks


class LogSender:
    """Sends an activity only after Salesforce has answered something harmless: what is sent and gets no
    answer is not sent again by itself, since it may have been written.

    `look` is called whenever something has become of one, and from time to time until all are saved. It calls
    `flush`.
    """

    def __init__(
        self,
        window: Window,
        clock: Clock,
        log: Log,
        notices: Notices,
        crm: CrmHost,
        store: LogStore,
        look: Callable[[], object],
    ) -> None:
        self._window = window
        self._clock = clock
        self._log = log
        self._notices = notices
        self._crm = crm
        self._store = store
        self._look = look
        self._ready = False
        self._busy = False
        self._silences = 0
        self._rests_until = 0
        self._timer: object = None
        self._named: list[str] = []  # custom fields that the agent was told of

    def start(self) -> None:
        """Salesforce answers."""
        self._ready = True
        self._look()

    def hurry(self) -> None:
        """Send what is due without waiting for Salesforce to become well."""
        self._rests_until = 0
        self._look()

    def flush(self, entries: Mapping[str, Entry]) -> None:
        """Send what is due of `entries`, which are all there are; come back when something is, or has to be
        looked at."""
        dues = [
            entry["due"] if entry["state"] == WAITING else 0
            for entry in entries.values()
            if entry["state"] in (WAITING, SENT)
        ]
        if self._busy or not dues:
            return
        wait = LOOKS_EVERY_MS
        if self._ready:
            now = self._clock.now()
            wait = min(wait, max(left(self._rests_until, now), min([left(due, now) for due in dues])))
        if wait > 0:
            self._window.clearTimeout(self._timer)
            self._timer = self._clock.after(wait, WHAT, self._look)
        else:
            self._busy = True
            alone(self._window, self._clock, self._log, LOCK, self._turn)

    def _turn(self, locked: bool, release: Release) -> None:
        def done() -> None:
            release(None)
            self._busy = False
            self._look()

        # What another tab wrote before it let go of the lock takes a moment to be seen here.
        self._clock.after(SETTLES_MS, WHAT, lambda: self._next(locked, done))

    def _next(self, locked: bool, done: Callable[[], object]) -> None:
        now = self._clock.now()
        self._store.reread()
        entries = self._store.entries()
        due: list[str] = []
        for sid, entry in entries.items():
            if entry["state"] == SENT and (locked or has_passed(ORPHANED_MS, entry["due"], now)):
                self._store.put(sid, unanswered(entry, now))  # who sent it has gone: a reload, a crash
            if entry["state"] == WAITING and left(entry["due"], now) <= 0:
                due.append(sid)
        if due:
            oldest = min(due, key=lambda sid: entries[sid]["at"])
            self._crm.ask(lambda answer: self._reached(oldest, answer, done))
        else:
            self._rests_until = now + NOTHING_DUE_MS
            done()

    def _reached(self, sid: str, answer: Answer, done: Callable[[], object]) -> None:
        entry = self._store.get(sid)
        if not answer.success:
            self._rests_until = self._later(PAUSES_MS, self._silences)
            self._silences = self._silences + 1
            done()
        elif entry is None or entry["state"] != WAITING:
            done()
        else:
            self._silences = 0
            sent: Entry = {**renewed(entry, SENT), "due": self._clock.now()}
            self._store.put(sid, sent)
            self._send(sid, sent, done)

    def _send(self, sid: str, sent: Entry, done: Callable[[], object]) -> None:
        first = True

        def answered(answer: Answer) -> None:
            nonlocal first
            late = not first
            first = False
            entry = self._store.get(sid)
            # What comes late settles only what nobody has settled, or sent again.
            if entry is not None and (
                entry["state"] == (UNKNOWN if late else SENT) or (answer.success and entry["state"] != SAVED)
            ):
                entry = self._outcome(sid, entry, answer)
                self._store.put(sid, entry)
            if late:
                self._look()
            else:
                self._clock.after(SETTLES_MS, WHAT, lambda: self._settles(sid, entry, done))

        self._crm.save_activity(payload(sent), answered)

    def _outcome(self, sid: str, entry: Entry, answer: Answer) -> Entry:
        due = self._later(RETRY_MS, entry["tries"])
        if answer.success:
            self._log.info(f"the activity of {sid} is saved")
            self._crm.refresh_view()
            return settled(entry, f"{answer.value}", self._clock.now())
        if answer.unknown:
            self._log.warn(f"the activity of {sid}: {answer.why}")
            return unanswered(entry, due)
        said = refusal(answer.value, answer.why, entry["fields"])
        named = ", ".join(said["fields"])
        self._log.warn(f"the activity of {sid}: {answer.why}, {', '.join(said['codes'])} ({named})")
        after = refused(entry, said, due)
        for name in entry["custom"]:
            if name in entry["fields"] and name not in after["fields"] and name not in self._named:
                self._named.append(name)
                self._notices.show(ACTIVITY_FIELD_REFUSED, {"field": name})
        return after

    def _settles(self, sid: str, outcome: Entry | None, done: Callable[[], object]) -> None:
        """Another tab that finished the activity without knowing that it was saved has now written so."""
        entry = self._store.get(sid)
        if (
            outcome is not None
            and outcome["state"] == SAVED
            and entry is not None
            and entry["state"] == WAITING
            and not entry["id"]
        ):
            self._store.put(sid, outcome)
        done()

    def _later(self, pauses_ms: tuple[int, ...], attempt: int) -> int:
        return self._clock.now() + self._window.Math.floor(
            jittered(pace(pauses_ms, attempt), self._window.Math.random())
        )
