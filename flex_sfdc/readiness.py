"""Whether the CRM answers: a state the hooks wait for, not a flag they test."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.log import Log


class Readiness:
    """Not ready, then ready, for good. What waits is done once, in the order in which it began to wait."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._ready = False
        self._waiting: list[Callable[[], object]] = []

    def when_ready(self, act: Callable[[], object]) -> None:
        """Do `act` now if the CRM answers, else as soon as it does. What `act` raises is logged."""
        if self._ready:
            self._log.attempt("what waited for Salesforce", act)
        else:
            self._waiting.append(act)

    def reached(self) -> None:
        """The CRM answers: do everything that waits. The second time changes nothing."""
        self._ready = True
        waiting = self._waiting
        self._waiting = []
        for act in waiting:
            self._log.attempt("what waited for Salesforce", act)
