"""Store texts by key in the browser, for the tab or for all tabs, and let only one tab act at a time.

This uses `sessionStorage`, `localStorage` and Web Locks (W3C).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flex_sfdc.browser.clock import Clock
from flex_sfdc.browser.log import Log
from flex_sfdc.browser.page_objects import dig, text_at
from flex_sfdc.browser.types import Window
from flex_sfdc.flex.types import Manager

PREFIX = "flex-sfdc."
LOGOUT = "logout"


class JsonStorage:
    """Store JSON values under keys that begin with `prefix`. Never raise: a frame may be denied storage."""

    def __init__(self, window: Window, storage: str, prefix: str) -> None:
        self._window = window
        self._name = storage
        self._prefix = prefix

    def value_of(self, key: str) -> Any:
        """Return the value under a key, None if there is none or if it is not JSON."""
        return self.parse(self.text(key))

    def parse(self, text: str) -> Any:
        """Parse a stored text; return None for anything but JSON."""
        try:
            return self._window.JSON.parse(text or "null")
        except Exception:
            return None

    def text(self, key: str) -> str:
        """Return the stored text, "" if there is none."""
        try:
            return self._area().getItem(self._prefix + key) or ""
        except Exception:
            return ""

    def put(self, key: str, value: object) -> bool:
        """Store a value. Return False if the browser's storage is full or denied."""
        try:
            text = self._window.JSON.stringify(value)
        except Exception:
            return False
        return self.put_text(key, text)

    def put_text(self, key: str, text: str) -> bool:
        """Store a string unchanged. Return False if the browser's storage is full or denied."""
        try:
            self._area().setItem(self._prefix + key, text)
        except Exception:
            return False
        return True

    def drop(self, key: str) -> None:
        """Remove the value under a key."""
        try:
            self._area().removeItem(self._prefix + key)
        except Exception:
            return

    def names(self) -> list[str]:
        """Return the keys, without the prefix."""
        keys: list[str] = []
        length = len(self._prefix)
        try:
            storage = self._area()
            place = 0
            while place < storage.length:  # `range` would add code to the bundle
                key = storage.key(place)
                if isinstance(key, str) and key[:length] == self._prefix:
                    keys.append(key[length:])
                place = place + 1
        except Exception:
            return []
        return keys

    def _area(self) -> Any:
        return getattr(self._window, self._name)  # denied storage throws here


class WorkerStorage:
    """Store values for one worker of one account, whose names begin every key.

    The next tab finds these values, and a logout removes them in one call. After a logout, here or in another
    tab, store nothing until the worker logs in again.
    """

    def __init__(self, window: Window, manager: Manager, clock: Clock) -> None:
        self._window = window
        self._manager = manager
        self._clock = clock
        self._worker = ""
        self._last_logout = ""  # the latest marker of a logout that this page has seen
        self._is_out = False
        self._is_wiped = True
        self.own = JsonStorage(window, "localStorage", PREFIX + ".")  # until a worker logs in
        self.legacy = self.own  # the activities of version 0.1.0

    def is_open(self) -> bool:
        """Return whether values are stored: while a worker is logged in, and after a forced logout."""
        worker = text_at(self._manager, "workerClient.sid")
        if worker and worker != self._worker:
            if not self._is_wiped:
                self._wipe()  # values of the previous worker
            self._is_wiped = True
            self._worker = worker
            account = text_at(self._manager, "serviceConfiguration.account_sid")
            self.own = JsonStorage(self._window, "localStorage", f"{PREFIX}{account}.{worker}.")
            self.legacy = JsonStorage(self._window, "localStorage", f"{PREFIX}log.{account}.{worker}.")
            self.log_in()
        return bool(self._worker) and not self._is_logged_out()

    def log_in(self) -> None:
        """Store values again after a logout, until a later logout in any tab."""
        self._is_out = False
        self._last_logout = self.own.text(LOGOUT)

    def log_out(self) -> None:
        """Remove everything, and stop other tabs from storing anything.

        If the browser denies its storage now, do this as soon as the storage is available.
        """
        self._is_out = True
        self._wipe()

    def _wipe(self) -> None:
        marker = f"{self._clock.now()}"
        if marker == self._last_logout:
            marker = f"{marker}0"
        self.own.put_text(LOGOUT, marker)
        for key in self.own.names():
            if key != LOGOUT:
                self.own.drop(key)
        for key in self.legacy.names():
            self.legacy.drop(key)
        self._is_wiped = self.own.put_text(LOGOUT, marker)  # after the removal, even a full storage has room

    def _is_logged_out(self) -> bool:
        if self._is_out:
            if not self._is_wiped:
                self._wipe()
            return True
        return self.own.text(LOGOUT) not in ("", self._last_logout)


LOCK_LIMIT_MS = 120_000
CLAIM_LIMIT_MS = 5_000

Release = Callable[[object], object]


class Locks:
    """The browser's locks, which all tabs of an agent share."""

    def __init__(self, window: Window, clock: Clock, log: Log) -> None:
        self._window = window
        self._clock = clock
        self._log = log

    def take(self, name: str, waits: bool, act: Callable[[bool | None, Release], object]) -> None:
        """Call `act(held, release)` once, with True when this page holds the lock.

        The page holds the lock until it calls `release` or is closed. `held` is False if another page has the
        lock, and None if the browser has no locks or does not answer. `waits`: wait up to two minutes for the
        other page.
        """
        is_open = True

        def settle(is_held: bool | None, release: Release) -> None:
            nonlocal is_open
            if not is_open:
                release(None)
                return
            is_open = False
            self._window.clearTimeout(timer)
            self._log.attempt(name, lambda: act(is_held, release))

        def answered(lock: object) -> object:
            if lock is None:
                settle(False, lambda _: None)
                return None
            return self._window.Reflect.construct(
                self._window.Promise, [lambda resolve, _: settle(True, resolve)]
            )

        def go_without() -> None:
            settle(None, lambda _: None)

        locks: Any = dig(self._window, "navigator.locks")
        timer = self._clock.after(LOCK_LIMIT_MS if waits else CLAIM_LIMIT_MS, name, go_without)
        try:
            locks.request(name, {"ifAvailable": not waits}, answered).then(
                lambda _: None, lambda _: go_without()
            )
        except Exception:
            go_without()
