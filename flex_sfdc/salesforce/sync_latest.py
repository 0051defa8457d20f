"""Something in the CRM that is to follow something in Flex."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flex_sfdc.browser.clock import Clock
from flex_sfdc.browser.log import Log
from flex_sfdc.salesforce.crm_host import Answer, Answered
from flex_sfdc.utils.sfdc_loader import PAUSES_MS, pace

RETRIES = 3

Value = TypeVar("Value")


def mirror(
    clock: Clock,
    log: Log,
    when_ready: Callable[[Callable[[], None]], object],
    send: Callable[[Value, Answered], object],
) -> Callable[[Value], None]:
    """A function that takes what the value should be now, as often as one likes.

    Nothing is sent before `when_ready` says so, nothing that is there already, and one value at a time: of
    those that come meanwhile only the last counts. A value that is not taken is sent again a few times, and
    with the next change; where nobody answers, until somebody does. That it was not is logged once.
    """
    wanted: Value | None = None
    there: Value | None = None  # None also where nobody knows: after a failure
    busy = True
    failures = 0
    reported = False

    def flush() -> None:
        nonlocal busy
        busy = wanted is not None and wanted != there
        if busy:
            value: Value = wanted  # type: ignore[assignment]
            send(value, lambda answer: settled(value, answer))

    def settled(value: Value, answer: Answer) -> None:
        nonlocal there, busy, failures, reported
        there = value if answer.success else None
        if answer.success:
            failures = 0
            flush()
            return
        busy = False
        if not reported:
            log.warn(answer.why)
        reported = True
        failures = failures + 1  # `+=` would bring what it does to lists along
        if wanted != value:
            flush()
        elif answer.unknown or failures <= RETRIES:
            clock.after(pace(PAUSES_MS, failures), "trying again", retry)

    def retry() -> None:
        if not busy:
            flush()

    def want(value: Value) -> None:
        nonlocal wanted, failures
        if value != wanted:
            wanted = value
            failures = 0
            retry()

    when_ready(flush)
    return want
