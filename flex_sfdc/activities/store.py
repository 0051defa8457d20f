"""Keep the activities of a worker in the browser, one storage item each, written immediately.

Two tabs may write at the same time. If all activities were in one item, each tab would undo the other's
changes.
"""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.activities.entries import (
    ABSENT,
    DRAFT,
    MAX_AGE_MS,
    OPEN,
    SAVED,
    SENT,
    UNKNOWN,
    Entry,
    blank,
    is_outdated,
    read,
    stored,
    surplus,
)
from flex_sfdc.activities.events import ANSWERED_SAVED, CLAIMED_ELSEWHERE, COMPLETING, Event
from flex_sfdc.activities.rules import transition
from flex_sfdc.browser.log import Log
from flex_sfdc.browser.storage import PREFIX, JsonStorage, WorkerStorage
from flex_sfdc.browser.types import Window
from flex_sfdc.flex.task_facts import FACTS_KEY, facts_age

KEY = "activity."
ROOM = 9  # spaces before each of some thirty lines


class OutboxStore:
    """Store the entries by reservation SID.

    An entry that the browser does not store is kept in memory, and `on_denied` is called.
    """

    def __init__(
        self, window: Window, storage: WorkerStorage, org: str, log: Log, on_denied: Callable[[], object]
    ) -> None:
        self._window = window
        self._storage = storage
        self._org = org
        self._log = log
        self._on_denied = on_denied
        self._items = storage.own  # the storage of the worker whose entries these are
        self._entries: dict[str, Entry] = {}
        self._texts: dict[str, str] = {}  # the JSON of each entry, as last read or written
        self._unkept: list[str] = []  # the reservations whose entries are only in memory
        self._completed_here: list[str] = []
        self._is_stale = True

    def entry_of(self, sid: str) -> Entry:
        """Return an entry's current state, whichever tab wrote it last."""
        if not self._is_open():
            return blank(self._org)
        self._read(sid)
        return self._entries.get(sid) or blank(self._org)

    def apply(self, sid: str, event: Event) -> Entry:
        """Apply an event to an entry, store the entry, and return it. Store nothing while logged out."""
        before = self.entry_of(sid)
        after = transition(before, event)
        if event["kind"] == COMPLETING:
            self._completed_here.append(sid)
        if after is not before and self._storage.is_open():
            self.put(sid, after)
        return after

    def put(self, sid: str, entry: Entry) -> None:
        """Replace the stored entry. An older version left behind would be sent again, here or by another tab.

        Indent its JSON: without the spaces, its next states fit in that room even if the storage is full.
        """
        self._entries[sid] = entry
        items = self._storage.own
        text = self._window.JSON.stringify(stored(entry), None, ROOM)
        if not items.put_text(KEY + sid, text):
            text = self._window.JSON.stringify(stored(entry))
            items.drop(KEY + sid)  # make room by removing the old text first
            if not items.put_text(KEY + sid, text):
                if sid not in self._unkept:
                    self._unkept.append(sid)
                self._on_denied()
                return
        self._texts[sid] = text
        if sid in self._unkept:
            self._unkept.remove(sid)

    def is_kept(self, sid: str) -> bool:
        """Return whether other tabs can see the entry."""
        return sid not in self._unkept

    def is_completed_here(self, sid: str) -> bool:
        """Return whether the agent pressed Complete in this page."""
        return sid in self._completed_here

    def drop(self, sid: str) -> None:
        """Forget an entry."""
        self._entries.pop(sid, None)
        self._texts.pop(sid, None)
        if sid in self._unkept:
            self._unkept.remove(sid)
        self._storage.own.drop(KEY + sid)

    def entries(self) -> dict[str, Entry]:
        """Return all entries as they were last read, with this page's changes since."""
        if self._is_open() and self._is_stale:
            self._is_stale = False
            self._read_all()
        return self._entries

    def reread(self) -> None:
        """Read all entries again: another tab or other code may have changed them."""
        self._is_stale = True
        self.entries()

    def _is_open(self) -> bool:
        is_open = self._storage.is_open()
        if not is_open or self._items is not self._storage.own:
            self._items = self._storage.own
            self.forget_all()
        return is_open

    def forget_all(self) -> None:
        """Forget all entries."""
        self._entries = {}
        self._texts = {}
        self._unkept = []
        self._completed_here = []
        self._is_stale = True

    def _read_all(self) -> None:
        length = len(KEY)
        names = [name[length:] for name in self._storage.own.names() if name[:length] == KEY]
        for sid in [*names, *self._unkept]:
            self._log.attempt("reading an activity", lambda: self._read(sid))  # noqa: B023
        for sid in surplus(self._entries, self._window.Date.now()):
            if sid not in names:
                self._entries.pop(sid)  # another tab has dropped it
        missing = [sid for sid in self._entries if sid not in names and self.is_kept(sid)]
        for sid in missing:
            self.put(sid, self._entries[sid])
        if missing:
            self._log.warn(
                f"{len(missing)} activities were removed from the browser's storage, and have been restored"
            )

    def _read(self, sid: str) -> None:
        """Read one entry. Skip entries that have not changed: a day leaves hundreds of saved ones."""
        text = self._storage.own.text(KEY + sid)
        if sid in self._unkept and text in ("", self._texts.get(sid)):
            self.put(sid, self._entries[sid])  # the browser may keep it now
        elif text and text != self._texts.get(sid):
            entry = read(self._storage.own.parse(text), self._org)
            self._texts[sid] = text
            latest = self._entries.get(sid)
            if latest is not None and (entry is None or is_outdated(entry, latest)):
                self.put(sid, latest)
            elif entry is not None:
                self._entries[sid] = entry
                if sid in self._unkept:
                    self._unkept.remove(sid)

    def migrate(self) -> None:
        """Take over the items of version 0.1.0, whose keys contain the org.

        A tab with that version may still run and log the same tasks. Both versions send under the same lock,
        so the first to send marks or removes the item before the other reads it.
        """
        if not self._is_open():
            return
        old = self._storage.legacy
        for name in old.names():
            sid = name.split(".")[-1]
            entry = read(old.value_of(name), name[: len(name) - len(sid) - 1])
            if entry is None or self._take_over(sid, entry):
                old.drop(name)

    def _take_over(self, sid: str, old: Entry) -> bool:
        """Merge an entry of version 0.1.0 into ours. Return whether its item is no longer needed."""
        state = self.entry_of(sid)["state"]
        if state in (OPEN, DRAFT):
            return False  # take it over when the task has ended here too
        if state == ABSENT:
            self.put(sid, old)
        elif old["state"] == SAVED:
            self.apply(sid, {"kind": ANSWERED_SAVED, "now": old["at"], "id": old["id"]})
        elif old["state"] in (SENT, UNKNOWN):
            self.apply(sid, {"kind": CLAIMED_ELSEWHERE})
        return self.is_kept(sid)

    def old_names(self, now: int) -> list[str]:
        """Return the keys of any worker's items that are over a week old, or cannot be read.

        Their worker's own page drops the ids of saved activities after a day, but not while the task goes on.
        """
        all_items = JsonStorage(self._window, "localStorage", PREFIX)
        names: list[str] = []
        for name in all_items.names():
            at = now
            if f".{KEY}" in name or name[:4] == "log.":
                entry = read(all_items.value_of(name), "")
                at = entry["at"] if entry else 0
            elif f".{FACTS_KEY}" in name:
                at = facts_age(all_items.value_of(name), now)
            if now - at > MAX_AGE_MS:
                names.append(name)
        return names

    def drop_old(self, names: list[str], now: int) -> int:
        """Drop those of `names` that are still too old. Return how many of them were activities."""
        all_items = JsonStorage(self._window, "localStorage", PREFIX)
        dropped = [name for name in self.old_names(now) if name in names]
        for name in dropped:
            all_items.drop(name)
        return len([name for name in dropped if f".{FACTS_KEY}" not in name])
