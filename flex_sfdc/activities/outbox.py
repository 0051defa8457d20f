"""Keep the activities that are not in Salesforce yet, send them, and show the agent the failed ones."""

from __future__ import annotations

from collections.abc import Mapping

from flex_sfdc.activities.entries import (
    ABSENT,
    DISCARDED,
    DRAFT,
    OPEN,
    SAVED,
    SENT,
    UNRELATED,
    UNSAVED,
    WAITING,
    Entry,
    Row,
    after_logout,
    is_settled,
    is_too_old,
    needs_notification,
    news_of,
    read,
    rows,
    surplus,
    with_pending,
)
from flex_sfdc.activities.events import GIVEN_UP, HURRIED, RELATED, RETRIED, Event
from flex_sfdc.activities.sender import LOG_LABEL, OutboxSender
from flex_sfdc.activities.store import OutboxStore
from flex_sfdc.browser.page_objects import dig, text_at
from flex_sfdc.browser.storage import PREFIX, JsonStorage
from flex_sfdc.flex.notifications import ACTIVITIES_LOST, ACTIVITY_NOT_KEPT, ACTIVITY_NOT_SAVED
from flex_sfdc.flex.strings import number_in
from flex_sfdc.flex.task_facts import unsaved_changed
from flex_sfdc.plain_data import section
from flex_sfdc.salesforce.fields import related
from flex_sfdc.salesforce.records import Record
from flex_sfdc.services import Services

BEFORE_A_COMPLETION = (OPEN, DRAFT)
AGE_CONFIRMED_MS = 600_000  # an entry must be too old in two checks this far apart: a clock may be wrong


class ActivityOutbox:
    """Keep the activities of the worker who is logged in, by reservation SID, and send them.

    The plugin's slice of Flex's store holds the unsaved activities, for the list that the agent sees.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._window = services.window
        self._clock = services.clock
        self._log = services.log
        self._notifications = services.notifications
        org = self.org = services.origin.split("/")[-1]
        self._store = OutboxStore(services.window, services.storage, org, services.log, self._on_denied)
        self._sender = OutboxSender(services, self._store, org, self._on_change)
        self._is_started = False
        self._is_denied = False
        self._is_ageing = False
        self._shown: list[Row] = []
        self._notified: list[str] = []
        self._lost = 0  # lost activities in a notification that the agent may not have read

    def start(self) -> None:
        """Load the stored activities, and follow other tabs. A second call does nothing."""
        if self._is_started:
            return
        self._is_started = True
        self._window.addEventListener("storage", self._log.guarded(LOG_LABEL, self._on_storage))
        for step in (self._migrate, self._on_change, self._drop_old):
            self._log.attempt(LOG_LABEL, step)
        self._services.connection.whenever_ready(lambda: self._sender.start())

    def entry_of(self, sid: str) -> Entry:
        """Return a task's entry, a blank one if there is none."""
        return self._store.entry_of(sid)

    def entries(self) -> dict[str, Entry]:
        """Return all activities."""
        return self._store.entries()

    def apply(self, sid: str, event: Event) -> Entry:
        """Apply an event to an activity, send what is due, and return the activity."""
        after = self._store.apply(sid, event)
        if after["state"] not in BEFORE_A_COMPLETION:
            self._on_change()
        return after

    def restore(self) -> None:
        """Restore what other code has removed: stored items, and the list in Flex's store."""
        self._store.reread()
        self._show(self._shown)

    def is_settled(self, sid: str) -> bool:
        """Return whether a task's activity can no longer change."""
        return is_settled(self._store.entry_of(sid))

    def is_finished(self, sid: str) -> bool:
        """Return whether this page, an earlier one or another tab has recorded the end of the task."""
        return self._store.entry_of(sid)["state"] not in ("", OPEN, DRAFT)

    def is_completed_here(self, sid: str) -> bool:
        """Return whether the agent pressed Complete in this page."""
        return self._store.is_completed_here(sid)

    def relate(self, sid: str, record: Record) -> None:
        """Relate an activity whose task has ended to another record; to none if the record has no id.

        Keep the second record. If Salesforce rejected either record, replace only that record.
        """
        is_unrelated = self._store.entry_of(sid)["unrelated"]
        fields = related(record, None if is_unrelated else self._services.tasks.get(sid).get("second"))
        if fields or not record["id"]:
            now = self._clock.now()
            self.apply(sid, {"kind": RELATED, "now": now, "fields": fields, "about": record["name"]})

    def unrelated_sids(self) -> list[str]:
        """Return the reservations whose activities were saved without their record."""
        return [row["sid"] for row in self._shown if row["state"] == UNRELATED]

    def unrelated_sid(self, named: str) -> str:
        """Return the reservation whose activity lacks its record. `named`: its own SID or its task's."""
        for sid in self.unrelated_sids():
            if named and named in (sid, self._store.entry_of(sid)["task"]):
                return sid
        return ""

    def save_again(self, sid: str) -> None:
        """Write an activity at the agent's request, even if it may be in Salesforce already."""
        self.apply(sid, {"kind": RETRIED})
        self._sender.hurry()

    def give_up(self, sid: str) -> None:
        """Drop an activity at the agent's request. An activity in Salesforce stays as it is."""
        self._log.warn(f"the activity of {sid} was discarded by the agent")
        self.apply(sid, {"kind": GIVEN_UP, "now": self._clock.now()})

    def hurry(self) -> None:
        """Send the waiting activities now. These tries do not count."""
        for sid in list(self._store.entries()):
            self._store.apply(sid, {"kind": HURRIED})
        self._sender.hurry()

    def is_busy(self) -> bool:
        """Return whether an activity of this org waits to be sent, or its task is being completed."""
        return any(
            entry["org"] == self.org and entry["state"] in (DRAFT, WAITING, SENT)
            for entry in self._store.entries().values()
        )

    def unsaved_sids(self, ongoing: list[str]) -> list[str]:
        """Return the reservations whose activities a logout would lose, except those of `ongoing` tasks."""
        entries = self._store.entries()
        return [
            sid
            for sid in entries
            if entries[sid]["state"] in (DRAFT, *UNSAVED)
            or entries[sid]["unrelated"]
            or (entries[sid]["state"] == OPEN and sid not in ongoing)
        ]

    def text_of(self, sid: str) -> str:
        """Return the activity for the agent to copy."""
        fields = with_pending(self._store.entry_of(sid))["fields"]
        return "\n".join([f"{name}: {value}" for name, value in fields.items()])

    def counted(self, count: int) -> dict[str, object]:
        """Return the context of a text about this number of activities."""
        return {"numLogs": number_in(self._window, self._services.locale, count), "singular": count == 1}

    def after_logout(self, ongoing: list[str], configured: list[str]) -> dict[str, Entry]:
        """Return the entries to keep after a logout, so that tasks that continue are logged only once.

        `ongoing`: the reservations of those tasks; `configured`: the fields that the account fills.
        """
        remnants: dict[str, Entry] = {}
        for sid, entry in self._store.entries().items():
            remaining = after_logout(entry, configured)
            if remaining["state"] == OPEN or (sid in ongoing and remaining["state"] != ABSENT):
                remnants[sid] = remaining
        return remnants

    def keep_only(self, entries: Mapping[str, Entry]) -> None:
        """Replace all entries with these."""
        self._store.forget_all()
        for sid, entry in entries.items():
            self._store.put(sid, entry)
        self._show([])

    def _migrate(self) -> None:
        """Take over the data of version 0.1.0: activities, and the tab's open tasks and their channels."""
        self._store.migrate()
        tab = JsonStorage(self._window, "sessionStorage", PREFIX)
        worker = text_at(self._services.manager, "workerClient.sid")
        for sid, snapshot in section(tab.value_of("left"), (worker,)).items():
            fields = section(snapshot, ())
            entry = read({**fields, "state": OPEN}, self.org)
            if entry is not None and self._store.entry_of(sid)["state"] == ABSENT:
                self._store.put(sid, entry)
        for channel, reservation in section(tab.value_of("channels"), ()).items():
            sid = reservation if isinstance(reservation, str) else ""
            if self._store.entry_of(sid)["state"] != ABSENT:
                self._store.put(sid, {**self._store.entry_of(sid), "channel": channel})
        for key in ("left", "channels"):
            tab.drop(key)

    def _drop_old(self) -> None:
        old = self._store.old_names(self._clock.now())
        if old:
            self._clock.after(AGE_CONFIRMED_MS, LOG_LABEL, lambda: self._drop_names(old))

    def _drop_names(self, old: list[str]) -> None:
        dropped = self._store.drop_old(old, self._clock.now())
        if dropped:
            self._log.warn(f"{dropped} activities dropped after a week")

    def _on_storage(self, event: object) -> None:
        key = dig(event, "key")
        if isinstance(key, str) and dig(event, "newValue") is None:
            return  # another tab makes room in a full storage: do not compete with it by restoring the item
        if not isinstance(key, str) or key[: len(PREFIX)] == PREFIX:  # no key: everything was removed
            self._store.reread()
            self._on_change()

    def _on_change(self) -> None:
        """Show and send activities that have changed or become due."""
        now = self._clock.now()
        entries = self._store.entries()
        excess = surplus(entries, now)
        aged = [sid for sid in excess if is_too_old(entries[sid], now)]
        if aged and not self._is_ageing:
            self._is_ageing = True
            self._clock.after(AGE_CONFIRMED_MS, LOG_LABEL, lambda: self._drop_aged(aged))
        self._drop([sid for sid in excess if sid not in aged])
        self._show(rows(entries, self.org, now))
        self._sender.flush(entries)

    def _drop_aged(self, aged: list[str]) -> None:
        self._is_ageing = False
        now = self._clock.now()
        self._drop([sid for sid in aged if is_too_old(self._store.entry_of(sid), now)])
        self._on_change()

    def _drop(self, sids: list[str]) -> None:
        lost = [sid for sid in sids if self._store.entry_of(sid)["state"] not in (ABSENT, SAVED, DISCARDED)]
        for sid in sids:
            self._store.drop(sid)
        if lost:
            self._log.error(f"{len(lost)} activities dropped: too many or too old")
            before = self._lost if self._notifications.unread(ACTIVITIES_LOST) is not None else 0
            self._lost = before + len(lost)
            self._notifications.show(ACTIVITIES_LOST, self.counted(self._lost))

    def _show(self, shown: list[Row]) -> None:
        self._shown = shown
        if shown != self._services.tasks.state().get("unsaved"):
            # Another plugin's middleware or listener of the store may throw.
            self._log.attempt(
                "the store", lambda: self._services.manager.store.dispatch(unsaved_changed(shown))
            )
            if not shown:
                self._notifications.dismiss(ACTIVITY_NOT_SAVED)
        now = self._clock.now()
        unsaved = [row for row in shown if needs_notification(row, now)]
        news = [text for row in unsaved for text in news_of(row)]
        if any(text not in self._notified for text in news):
            self._log.warn(f"activities not in Salesforce: {', '.join(news)}")
            context = self.counted(len(unsaved))
            if self._notifications.unread(ACTIVITY_NOT_SAVED) != context:  # many may fail in a row
                self._notifications.show(ACTIVITY_NOT_SAVED, context)
        self._notified = news

    def _on_denied(self) -> None:
        self._services.set_outcome("storage", "full or denied")
        if not self._is_denied:
            self._is_denied = True
            self._log.error("cannot store activities in the browser: its storage is full or denied")
            self._notifications.show(ACTIVITY_NOT_KEPT, {})
