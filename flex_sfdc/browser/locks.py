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


def with_lock(
    window: Window,
    clock: Clock,
    log: Log,
    name: str,
    waits: bool,
    act: Callable[[bool | None, Release], object],
) -> None:
    """Call `act(held, release)` once: with True when this page holds the lock, until it calls `release` or
    ends; with False if another page holds it; with None if the browser has no locks, or does not answer.

    `waits`: until the other page releases the lock, two minutes at most.
    """
    is_open = True

    def settle(held: bool | None, release: Release) -> None:
        nonlocal is_open
        if not is_open:
            release(None)
            return
        is_open = False
        window.clearTimeout(timer)
        log.attempt(name, lambda: act(held, release))

    def answered(lock: object) -> object:
        if lock is None:
            settle(False, lambda _: None)
            return None
        return window.Reflect.construct(window.Promise, [lambda resolve, _: settle(True, resolve)])

    def go_without() -> None:
        settle(None, lambda _: None)

    locks: Any = dig(window, "navigator.locks")
    timer = clock.after(LOCK_LIMIT_MS if waits else CLAIM_LIMIT_MS, name, go_without)
    try:
        locks.request(name, {"ifAvailable": not waits}, answered).then(lambda _: None, lambda _: go_without())
    except Exception:
        go_without()
