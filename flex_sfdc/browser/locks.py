"""Let one tab at a time act, by the browser's locks (Web Locks, W3C)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flex_sfdc.browser.clock import Clock
from flex_sfdc.browser.log import Log
from flex_sfdc.browser.page_objects import dig
from flex_sfdc.browser.types import Window

LOCK_LIMIT_MS = 120_000
CLAIM_LIMIT_MS = 5_000

Release = Callable[[object], object]


def with_exclusive_lock(
    window: Window, clock: Clock, log: Log, name: str, act: Callable[[bool, Release], object]
) -> None:
    """Call `act(locked, release)` once, when no other tab is between its own call and its release.

    If the browser has no locks, or grants none for two minutes, call `act` all the same, not `locked`.
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

    def go_without() -> None:
        begin(False, lambda _: None)

    locks: Any = dig(window, "navigator.locks")
    timer = clock.after(LOCK_LIMIT_MS, name, go_without)
    try:
        locks.request(name, granted).then(lambda _: None, lambda _: go_without())
    except Exception:
        go_without()


def claim(window: Window, clock: Clock, log: Log, name: str, act: Callable[[bool | None], object]) -> None:
    """Call `act` once: with True, and hold the lock for the life of this page; with False if another page
    holds it; with None if the browser has no locks."""
    is_open = True

    def settle(granted: bool | None) -> None:
        nonlocal is_open
        if is_open:
            is_open = False
            window.clearTimeout(timer)
            log.attempt(name, lambda: act(granted))

    def answered(lock: object) -> object:
        is_mine = is_open and lock is not None
        settle(is_mine)
        return window.Reflect.construct(window.Promise, [lambda _, __: None]) if is_mine else None

    locks: Any = dig(window, "navigator.locks")
    timer = clock.after(CLAIM_LIMIT_MS, name, lambda: settle(None))
    try:
        locks.request(name, {"ifAvailable": True}, answered).then(lambda _: None, lambda _: settle(None))
    except Exception:
        settle(None)
