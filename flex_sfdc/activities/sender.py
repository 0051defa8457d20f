"""Send the activities of the outbox: one at a time, from one tab at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flex_sfdc.activities.entries import REJECTED, SAVED, SENT, UNKNOWN, WAITING, Entry, payload
from flex_sfdc.activities.events import (
    ANSWERED_SAVED,
    CLAIMED_ELSEWHERE,
    FIELD_REJECTED,
    KEY_MISSING,
    KEY_RELIED_ON,
    NOT_WRITTEN,
    ORPHANED,
    RELATION_REJECTED,
    SENDING,
    Event,
)
from flex_sfdc.activities.rejections import Verdict, classify, is_printable
from flex_sfdc.activities.rules import retry_pause_ms
from flex_sfdc.activities.sessions import marks
from flex_sfdc.activities.store import OutboxStore
from flex_sfdc.answer import Answer
from flex_sfdc.browser.clock import PAUSES_MS, has_passed, jittered, remaining_ms
from flex_sfdc.browser.storage import Release
from flex_sfdc.flex.notifications import (
    ACTIVITY_FIELD_REJECTED,
    ACTIVITY_RELATION_REJECTED,
    ACTIVITY_SECOND_REJECTED,
)
from flex_sfdc.plain_data import nth_or_last
from flex_sfdc.salesforce.fields import Fields, relation_of, task_id
from flex_sfdc.salesforce.records import NONE_OF_THESE
from flex_sfdc.services import Services
from flex_sfdc.utils.log_activity import field_has_note

LOG_LABEL = "activities"
LOCK = "flex-sfdc.log"
CLAIM = "flex-sfdc.activity."
TABS_AGREE_MS = 100  # by then, each tab sees the values that another tab has written
CHECKS_EVERY_MS = 15_000  # the interval of checks while an activity is unsaved
NOTHING_DUE_MS = 1_000
MAX_TOKEN = 1_000_000_000  # enough tokens that two browsers do not choose the same one
ORPHANED_MS = 60_000  # longer than any request: without locks, the sending page must be closed by then


class OutboxSender:
    """Probe Salesforce with a read before every save: a create that times out cannot be retried safely.

    `on_change` is called when an activity has changed, and regularly until all are saved. It calls `flush`.
    """

    def __init__(
        self, services: Services, store: OutboxStore, org: str, on_change: Callable[[], object]
    ) -> None:
        self._services = services
        self._window = services.window
        self._clock = services.clock
        self._log = services.log
        self._notifications = services.notifications
        self._store = store
        self._org = org
        self._on_change = on_change
        self._is_ready = False
        self._is_busy = False
        self._silences = 0  # failed probes since the last answer
        self._claimed: list[str] = []  # the reservations that only this page may send
        self._rests_until = 0  # send no probe and no activity before this time
        self._timer: object = None
        self._notified_fields: list[str] = []  # rejected fields that the agent was notified of

    def start(self) -> None:
        """Begin to send. The connection calls this each time that Salesforce starts to answer."""
        self._is_ready = True
        kind = KEY_RELIED_ON if self._services.crm.saves_once() else KEY_MISSING
        entries = self._store.entries()
        for sid in list(entries):
            if entries[sid]["org"] == self._org:
                self._store.apply(sid, {"kind": kind})
        self._on_change()

    def hurry(self) -> None:
        """Send what is due, even if Salesforce did not answer a moment ago."""
        self._rests_until = 0
        self._on_change()

    def flush(self, entries: Mapping[str, Entry]) -> None:
        """Send the next due activity of `entries`, or set a timer for the next one or the next check."""
        now = self._clock.now()
        waits = [
            remaining_ms(entry["due"], now, retry_pause_ms(entry)) if entry["state"] == WAITING else 0
            for entry in entries.values()
            if entry["state"] in (WAITING, SENT) and entry["org"] == self._org
        ]
        if self._is_busy or not waits:
            return
        wait = CHECKS_EVERY_MS
        if self._is_ready:
            pause = remaining_ms(self._rests_until, now, nth_or_last(PAUSES_MS, self._silences))
            wait = min(wait, max(pause, min(waits)))
        if wait > 0:
            self._window.clearTimeout(self._timer)
            self._timer = self._clock.after(wait, LOG_LABEL, self._on_change)
        else:
            self._is_busy = True
            self._services.locks.take(LOCK, True, self._take_turn)

    def _take_turn(self, locked: bool | None, release: Release) -> None:
        # The last writes of the tab that had the lock take a moment to appear in this tab.
        self._clock.after(
            TABS_AGREE_MS,
            LOG_LABEL,
            lambda: self._begin_turn(locked is True, lambda: self._release(release)),
        )

    def _begin_turn(self, locked: bool, done: Callable[[], object]) -> None:
        try:
            self._send_next(locked, done)
        except Exception as error:
            self._log.attempt(LOG_LABEL, done)
            raise error

    def _release(self, release: Release) -> None:
        release(None)
        self._is_busy = False
        self._on_change()

    def _send_next(self, locked: bool, done: Callable[[], object]) -> None:
        now = self._clock.now()
        self._store.reread()
        self._store.migrate()
        due: list[str] = []
        entries = self._store.entries()
        for sid in list(entries):
            entry = entries[sid]
            if entry["org"] != self._org:
                continue
            if entry["state"] == SENT and (locked or has_passed(ORPHANED_MS, entry["due"], now)):
                entry = self._store.apply(sid, {"kind": ORPHANED, "due": now, "reason": ""})
            pause = retry_pause_ms(entry)
            if entry["state"] == WAITING and remaining_ms(entry["due"], now, pause) <= 0:
                due.append(sid)
        if due:
            oldest = min(due, key=lambda sid: entries[sid]["at"])
            self._services.crm.ask(lambda answer: self._on_probed(oldest, answer, done))
        else:
            self._rests_until = now + NOTHING_DUE_MS
            done()

    def _on_probed(self, sid: str, answer: Answer, done: Callable[[], object]) -> None:
        if not answer.success:
            self._rests_until = self._later(nth_or_last(PAUSES_MS, self._silences))
            self._silences = self._silences + 1
            done()
            return
        self._silences = 0
        self._store.entry_of(sid)  # stores the entry if the browser has room again
        if self._store.is_kept(sid) or sid in self._claimed or self._services.crm.saves_once():
            self._send(sid, done)
        else:
            # The entry is only in this page. Other tabs cannot see it, and may have the same task.
            self._services.locks.take(
                CLAIM + sid, False, lambda has_claim, _: self._on_claimed(sid, has_claim, done)
            )

    def _on_claimed(self, sid: str, has_claim: bool | None, done: Callable[[], object]) -> None:
        if has_claim or (has_claim is None and self._store.is_completed_here(sid)):
            self._claimed.append(sid)
            self._send(sid, done)
        else:
            self._store.apply(sid, {"kind": CLAIMED_ELSEWHERE})
            done()

    def _send(self, sid: str, done: Callable[[], object]) -> None:
        if self._store.entry_of(sid)["state"] != WAITING:  # another tab was faster
            done()
            return
        once = self._services.crm.saves_once()
        sending: Event = {"kind": SENDING, "now": self._clock.now(), "once": once}
        if once:
            sending["token"] = f"by{self._window.Math.floor(self._window.Math.random() * MAX_TOKEN)}"
        entry = self._store.apply(sid, sending)
        if entry["state"] != SENT:  # Salesforce no longer honours the key that would make this safe
            done()
            return
        has_answer = False

        def answered(answer: Answer) -> None:
            nonlocal has_answer
            self._settle(sid, answer, has_answer, entry["fields"])
            if has_answer:
                self._on_change()
            else:
                has_answer = True
                self._clock.after(TABS_AGREE_MS, LOG_LABEL, lambda: self._end_turn(sid, done))

        self._services.crm.save_activity(sid, payload(entry), marks(entry), answered)

    def _settle(self, sid: str, answer: Answer, is_late: bool, sent: Fields) -> None:
        """Apply an answer. Ignore a late answer if the activity has since been settled or sent again."""
        entry = self._store.entry_of(sid)
        is_awaited = entry["state"] == (UNKNOWN if is_late else SENT)
        proves_save = answer.success and entry["state"] not in (SAVED, SENT)
        if not is_awaited and not proves_save:
            return
        errors = None if answer.success else answer.value
        verdict = classify(answer.success, answer.unknown, errors, entry["fields"])
        second = (self._services.tasks.get(sid).get("second") or NONE_OF_THESE)["id"]
        event: Event = {
            "kind": verdict["kind"],
            "now": self._clock.now(),
            "due": self._later(retry_pause_ms(entry)),
            "id": task_id(answer.value),
            "names": self._fields_with_note(sent) if verdict["kind"] == ANSWERED_SAVED else verdict["names"],
            "reason": verdict["reason"],
            "fields": sent,
            "second": relation_of(second) if second else "",
            "untouched": answer.untouched,
            "updated": answer.updated or [],
            "proven": bool(verdict["codes"]) and verdict["kind"] != NOT_WRITTEN,
        }
        after = self._store.apply(sid, event)
        if verdict["kind"] == ANSWERED_SAVED:
            self._on_saved(sid, after["id"], sent)
        else:
            self._on_failed(sid, verdict, answer.why, after)

    def _on_failed(self, sid: str, verdict: Verdict, why: str, after: Entry) -> None:
        codes = ", ".join([code for code in verdict["codes"] if is_printable(code)])
        names = ", ".join(verdict["names"])
        self._log.warn(f"the activity of {sid}: {verdict['kind']}; {why}, {codes} ({names})")
        if after["state"] != REJECTED and verdict["kind"] in (FIELD_REJECTED, RELATION_REJECTED):
            self._notify_of_dropped(verdict, after["second"])

    def _on_saved(self, sid: str, record_id: str, sent: Fields) -> None:
        self._log.info(f"the activity of {sid} is saved")
        self._services.crm.refresh_view()
        on_saved = self._services.on_saved
        if on_saved is not None and record_id:  # no id: since discarded, or another worker's
            on_saved(sid, record_id, f"{sent.get('WhoId') or sent.get('WhatId') or ''}")

    def _fields_with_note(self, fields: Fields) -> list[str]:
        sources = self._services.configuration.activity_fields
        return [name for name in fields if field_has_note(name, sources)]

    def _notify_of_dropped(self, verdict: Verdict, is_second: bool) -> None:
        if verdict["kind"] == RELATION_REJECTED:
            self._notifications.show(
                ACTIVITY_SECOND_REJECTED if is_second else ACTIVITY_RELATION_REJECTED, {}
            )
            return
        for name in verdict["names"]:
            if name not in self._notified_fields:
                self._notified_fields.append(name)
                self._notifications.name_too(ACTIVITY_FIELD_REJECTED, "field", name)

    def _end_turn(self, sid: str, done: Callable[[], object]) -> None:
        self._store.entry_of(sid)  # restores it if another tab has since overwritten it with an older one
        done()

    def _later(self, pause_ms: int) -> int:
        pause = jittered(pause_ms, self._window.Math.random())
        return self._clock.now() + self._window.Math.floor(pause)
