"""Writes activities to Salesforce, each once, whatever happens to the page. Decided in `utils.log_queue`."""

from __future__ import annotations

from flex_sfdc.connection import Connection
from flex_sfdc.contracts.browser import Window
from flex_sfdc.contracts.flex import Manager
from flex_sfdc.crm_host import CrmHost
from flex_sfdc.edge.clock import Clock
from flex_sfdc.edge.foreign import text_at
from flex_sfdc.edge.language import number_in
from flex_sfdc.edge.log_sender import WHAT, LogSender
from flex_sfdc.edge.log_store import PREFIX, LogStore
from flex_sfdc.edge.notices import Notices
from flex_sfdc.log import Log
from flex_sfdc.notifications import ACTIVITIES_LOST, ACTIVITY_NOT_KEPT, ACTIVITY_NOT_SAVED
from flex_sfdc.state import unsaved_changed
from flex_sfdc.utils.log_queue import (
    DRAFT,
    REFUSED,
    SAVED,
    SENT,
    TOLD_AFTER_MS,
    UNKNOWN,
    WAITING,
    Fields,
    Unsaved,
    amended,
    entry_of,
    has_passed,
    renewed,
    saved,
    too_many,
    unsaved,
)


class LogQueue:
    """The activities that are to be written, by reservation sid. What of them the agent has to know is in the
    slice, and told."""

    def __init__(
        self,
        window: Window,
        manager: Manager,
        clock: Clock,
        log: Log,
        notices: Notices,
        crm: CrmHost,
        connection: Connection,
        origin: str,
        locale: str,
    ) -> None:
        self._window = window
        self._locale = locale
        self._dispatch = manager.store.dispatch
        self._clock = clock
        self._log = log
        self._notices = notices
        self._connection = connection

        def worker() -> str:
            sid = text_at(manager, "workerClient.sid")
            return f"{text_at(manager, 'serviceConfiguration.account_sid')}.{sid}" if sid else ""

        self._store = LogStore(window, worker, origin.split("/")[-1], self._not_kept)
        self._sender = LogSender(window, clock, log, notices, crm, self._store, self._look)
        self._drafted: list[str] = []  # by this page
        self._denied = False
        self._shown: list[Unsaved] = []
        self._told: list[str] = []

    def start(self) -> None:
        """Go on with what is there from before; from now on follow what other tabs do."""

        def changed(event: object) -> None:
            if text_at(event, "key").startswith(PREFIX):
                self._store.reread()
                self._look()

        self._window.addEventListener("storage", self._log.guarded(WHAT, changed))
        self._look()
        others = self._store.drop_old(self._clock.now())
        if others:
            self._log.warn(f"{others} old activities of others dropped")
        self._connection.when_ready(lambda: self._sender.start())

    def draft(self, sid: str, fields: Fields, custom: list[str]) -> None:
        """What is to be written if this reservation gets completed. A later draft replaces it."""
        entry = self._store.get(sid)
        if self._store.is_open() and (entry is None or entry["state"] == DRAFT):
            made = entry_of(fields, custom, DRAFT, self._clock.now())
            if entry is not None:
                made["amend"] = entry["amend"]
            self._store.put(sid, made)
            self._drafted.append(sid)

    def drop_draft(self, sid: str) -> None:
        """The reservation does not get completed."""
        entry = self._store.get(sid)
        if entry is not None and entry["state"] == DRAFT:
            self._store.drop(sid)

    def drafts(self) -> list[str]:
        """The reservations that have a draft, also from before a reload and from other tabs."""
        entries = self._store.entries()
        return [sid for sid in entries if entries[sid]["state"] == DRAFT]

    def finish(self, sid: str, fields: Fields, custom: list[str], doubted: bool = False) -> None:
        """Write the activity of the reservation: only the first call counts, in whatever tab. One that is
        `doubted` may have been written elsewhere: only the agent has it written.

        The draft of another tab, or from before a reload, is written instead of `fields`: it was made where
        the agent completed the task. So it is where nobody knows the fields any more.
        """
        entry = self._store.get(sid)
        if not self._store.is_open() or (entry is not None and entry["state"] != DRAFT):
            return
        made = entry_of(fields, custom, UNKNOWN if doubted else WAITING, self._clock.now())
        if entry is not None:
            made["amend"] = entry["amend"]
            if sid not in self._drafted or not fields:
                made["fields"] = entry["fields"]
                made["custom"] = entry["custom"]
        self._drafted = [other for other in self._drafted if other != sid]
        self._store.put(sid, made)
        self._look()

    def amend(self, sid: str, fields: Fields) -> bool:
        """Lay `fields` over an activity, written or not. False where there is none, or nobody knows its
        id."""
        entry = self._store.get(sid)
        changed = None if entry is None else amended(entry, fields)
        if entry is None or changed is None:
            return False
        if entry["state"] == SAVED:
            changed["at"] = self._clock.now()  # since then it is not in Salesforce as it should be
        self._store.put(sid, changed)
        self._look()
        return True

    def known(self, sid: str) -> bool:
        """Whether the activity was finished, also in another tab or before a reload."""
        entry = self._store.get(sid)
        return entry is not None and entry["state"] != DRAFT

    def open_sids(self) -> list[str]:
        """The reservations whose activities are finished and not in Salesforce."""
        entries = self._store.entries()
        return [sid for sid in entries if entries[sid]["state"] not in (DRAFT, SAVED)]

    def hurry(self) -> bool:
        """Send what waits now. Whether anything waits, or is being completed."""
        waits = False
        for sid, entry in self._store.entries().items():
            if entry["state"] == WAITING:
                self._store.put(sid, {**entry, "due": 0})
            waits = waits or entry["state"] in (DRAFT, WAITING, SENT)
        self._sender.hurry()
        return waits

    def retry(self, sid: str) -> None:
        """The agent wants it written, even if it may be there already."""
        entry = self._store.get(sid)
        if entry is not None and entry["state"] in (WAITING, REFUSED, UNKNOWN):
            self._store.put(sid, {**renewed(entry, WAITING), "due": 0})
            self._sender.hurry()

    def abandon(self, sid: str) -> None:
        """The agent does not want it written."""
        if self.known(sid):
            self._log.warn(f"the activity of {sid} was discarded by the agent")
            self._store.put(sid, saved("", self._clock.now()))
            self._look()

    def text_of(self, sid: str) -> str:
        """The activity for the agent to copy."""
        entry = self._store.get(sid)
        if entry is None:
            return ""
        return "\n".join([f"{name}: {value}" for name, value in renewed(entry, "")["fields"].items()])

    def counted(self, count: int) -> dict[str, object]:
        """What fills a text that says how many."""
        return {"numLogs": number_in(self._window, self._locale, count), "singular": count == 1}

    def forget(self) -> None:
        """Nothing is kept any more: the agent has logged out."""
        self._store.reread()
        for sid in list(self._store.entries()):
            self._store.drop(sid)
        self._show([])

    def _look(self) -> None:
        """Something has changed, or time has passed."""
        now = self._clock.now()
        entries = self._store.entries()
        lost = 0
        for sid in too_many(entries, now):
            lost = lost + (entries[sid]["state"] not in (SAVED, DRAFT))
            self._store.drop(sid)
        if lost:
            self._log.error(f"{lost} activities dropped: too many or too old")
            self._notices.show(ACTIVITIES_LOST, self.counted(lost))
        self._show(unsaved(entries, now))
        self._sender.flush(entries)

    def _show(self, shown: list[Unsaved]) -> None:
        if shown != self._shown:
            self._shown = shown
            # who hears of it may throw
            self._log.attempt("the store", lambda: self._dispatch(unsaved_changed(shown)))
            if not shown:
                self._notices.dismiss(ACTIVITY_NOT_SAVED)
        now = self._clock.now()
        bad = [
            f"{one['sid']} {one['state']}"
            for one in shown
            if one["state"] in (REFUSED, UNKNOWN) or has_passed(TOLD_AFTER_MS, one["at"], now)
        ]
        if any(one not in self._told for one in bad):
            self._log.warn(f"activities not in Salesforce: {', '.join(bad)}")
            self._notices.show(ACTIVITY_NOT_SAVED, self.counted(len(bad)))
        self._told = bad

    def _not_kept(self) -> None:
        if not self._denied:
            self._denied = True
            self._log.error("the browser keeps no activities: full or denied")
            self._notices.show(ACTIVITY_NOT_KEPT, {})
