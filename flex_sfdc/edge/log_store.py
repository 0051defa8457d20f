"""Where activities are kept until they are in Salesforce: the browser's storage, one item each, written at
once."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.contracts.browser import Window
from flex_sfdc.edge.storage import Kept
from flex_sfdc.utils.log_queue import SAVED, Entry, is_too_old, read

PREFIX = "flex-sfdc.log."


class LogStore:
    """The activities of the worker who is logged in, in one org, by reservation sid.

    `worker` says who: after a logout nobody, and what is kept stays that of the last. What the browser does
    not keep is kept by the page, and `denied` is told.
    """

    def __init__(
        self, window: Window, worker: Callable[[], str], org: str, denied: Callable[[], object]
    ) -> None:
        self._window = window
        self._all = Kept(window, "localStorage", PREFIX)
        self._kept = Kept(window, "localStorage", PREFIX + ".")  # nobody's
        self._own: dict[str, Entry] = {}
        self._known: dict[str, Entry] = {}
        self._stale = True
        self._seen: dict[str, tuple[str, Entry | None]] = {}
        self._worker = worker
        self._who = ""
        self._org = org
        self._denied = denied

    def is_open(self) -> bool:
        """Whether anyone is logged in."""
        worker = self._worker()
        if worker and worker != self._who:
            self._who = worker
            self._own = {}
            self._stale = True
            self._kept = Kept(self._window, "localStorage", f"{PREFIX}{worker}.{self._org}.")
        return bool(worker)

    def get(self, sid: str) -> Entry | None:
        """An activity."""
        self.is_open()
        return self._own.get(sid) or read(self._kept.get(sid))

    def put(self, sid: str, entry: Entry) -> None:
        """Keep it, in the place of the one before: were that one there after a reload, it would be written
        twice."""
        self._own.pop(sid, None)
        self._known[sid] = entry
        if not self._kept.put(sid, entry):
            self._kept.drop(sid)  # which makes room, if that is what lacks
            if not self._kept.put(sid, entry):
                self._own[sid] = entry
                self._denied()

    def drop(self, sid: str) -> None:
        """Keep it no longer."""
        self._own.pop(sid, None)
        self._known.pop(sid, None)
        self._kept.drop(sid)

    def entries(self) -> dict[str, Entry]:
        """All of them, as they were read last, with what this page has written since."""
        self.is_open()
        if self._stale:
            self._known = {**self._read(), **self._own}
            self._stale = False
        return self._known

    def reread(self) -> None:
        """Another tab may have written."""
        self._stale = True

    def _read(self) -> dict[str, Entry]:
        """What the browser keeps. What is as it was is not parsed again: a day leaves hundreds of saved
        ones."""
        found: dict[str, Entry] = {}
        seen: dict[str, tuple[str, Entry | None]] = {}
        for sid in self._kept.names():
            text = self._kept.text(sid)
            known = self._seen.get(sid)
            if known is None or known[0] != text:
                known = (text, read(self._kept.get(sid)))
            seen[sid] = known
            if known[1] is not None:
                found[sid] = known[1]
        self._seen = seen
        return found

    def drop_old(self, now: int) -> int:
        """Whoever they are of, those that nobody has fetched for too long go. Returns how many
        were not saved."""
        count = 0
        keys = self._all.names()
        for key in keys:
            entry = read(self._all.get(key))
            if entry is None or is_too_old(entry, now):
                self._all.drop(key)
                count = count + (entry is not None and entry["state"] != SAVED)
        return count
