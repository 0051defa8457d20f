"""One tab at a time: the browser's locks (Web Locks, W3C)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flex_sfdc.browser.clock import Clock
from flex_sfdc.browser.log import Log
from flex_sfdc.browser.types import Window
from flex_sfdc.flex.selectors import dig

LOCK_LIMIT_MS = 120_000
CLAIM_LIMIT_MS = 5_000

Release = Callable[[object], object]


def alone(window: Window, clock: Clock, log: Log, name: str, act: Callable[[bool, Release], object]) -> None:
    """Call `act(locked, release)`, once, when no other tab is between this and its release.

    Where the browser has no locks, or gives none for two minutes, `act` runs all the same, not `locked`.
    """
    begun = False

    def begin(locked: bool, release: Release) -> None:
        nonlocal begun
        if begun:
            release(None)
            return
        begun = True
        window.clearTimeout(timer)
        log.attempt(name, lambda: act(locked, release))

    def granted(_: object) -> object:
        return window.Reflect.construct(window.Promise, [lambda resolve, _: begin(True, resolve)])

    def without() -> None:
        begin(False, lambda _: None)

    locks: Any = dig(window, "navigator.locks")
    timer = clock.after(LOCK_LIMIT_MS, name, without)
    try:
        locks.request(name, granted).then(lambda _: None, lambda _: without())
    except Exception:
        without()


def claim(window: Window, clock: Clock, log: Log, name: str, act: Callable[[bool | None], object]) -> None:
    """Call `act` once: with True, and hold the lock for the life of this page; with False where another page
    holds it; with None where the browser has no locks."""
    waits = True

    def settle(granted: bool | None) -> None:
        nonlocal waits
        if waits:
            waits = False
            window.clearTimeout(timer)
            log.attempt(name, lambda: act(granted))

    def answered(lock: object) -> object:
        is_mine = waits and lock is not None
        settle(is_mine)
        return window.Reflect.construct(window.Promise, [lambda _, __: None]) if is_mine else None

    def without(_: object) -> None:
        settle(None)

    locks: Any = dig(window, "navigator.locks")
    timer = clock.after(CLAIM_LIMIT_MS, name, lambda: settle(None))
    try:
        locks.request(name, {"ifAvailable": True}, answered).then(lambda _: None, without)
    except Exception:
        settle(None)
