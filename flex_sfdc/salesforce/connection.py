"""Connect to the CRM, let features wait until it answers, and keep it in step with Flex.

`crm_host.py` is the port to the CRM.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flex_sfdc.answer import Answer, Answered
from flex_sfdc.browser.clock import PAUSES_MS, Clock
from flex_sfdc.browser.log import Log
from flex_sfdc.flex.notifications import NOT_REACHABLE, Notifications
from flex_sfdc.plain_data import nth_or_last
from flex_sfdc.salesforce.driver_choice import DriverChoice
from flex_sfdc.utils.sfdc_loader import REPORT_AFTER_ATTEMPTS


class Connection:
    """Try to reach the CRM, with growing pauses, until it answers.

    Log an error and notify the agent once after `REPORT_AFTER_ATTEMPTS` failures; dismiss the notification
    when an answer arrives.
    """

    on_outcome: Callable[[str], object] | None = None  # called with "" on success, otherwise with the reason

    def __init__(self, clock: Clock, crm: DriverChoice, notifications: Notifications, log: Log) -> None:
        self._clock = clock
        self._crm = crm
        self._notifications = notifications
        self._log = log
        self._is_started = False
        self._is_reported = False
        self._is_ready = False
        self._waiting: list[Callable[[], object]] = []
        self._every_time: list[Callable[[], object]] = []
        crm.when_lost(self._restart)

    def is_ready(self) -> bool:
        """Return whether the CRM answers."""
        return self._is_ready

    def when_ready(self, act: Callable[[], object]) -> None:
        """Call `act` now if the CRM answers, otherwise as soon as it does, in the order of these calls."""
        if self._is_ready:
            act()
        else:
            self._waiting.append(act)

    def whenever_ready(self, act: Callable[[], object]) -> None:
        """Call `act` like `when_ready`, and each time that the CRM answers again."""
        self._every_time.append(act)
        if self._is_ready:
            act()

    def start(self) -> None:
        """Begin to connect. A second call does nothing."""
        if not self._is_started:
            self._is_started = True
            self._clock.retry(self._crm.reach, self._on_attempt)

    def report(self, why: str) -> None:
        """Report that the CRM cannot be reached. Report it only once until the CRM answers again."""
        if not self._is_reported:
            self._is_reported = True
            self._log.error(f"Salesforce is not reachable: {why}")
            self._notifications.show(NOT_REACHABLE, {})

    def _restart(self, why: str) -> None:
        """Connect again, because the CRM has stopped answering. New requests wait until it answers."""
        if self._is_ready:
            self._is_ready = False
            self._log.warn(f"Salesforce has stopped answering: {why}")
            self._clock.retry(self._crm.reach, self._on_attempt)

    def _on_attempt(self, number: int, answer: Answer) -> bool:
        """Report a failure, or call the waiting functions. Return whether to try again."""
        if not answer.success:
            if number + 1 >= REPORT_AFTER_ATTEMPTS:
                self.report(answer.why)
                self._set_outcome(answer.why)
            return True
        self._log.info("Salesforce answers")
        self._notifications.dismiss(NOT_REACHABLE)
        self._is_reported = False
        self._is_ready = True
        self._set_outcome("")
        for act in [*self._waiting, *self._every_time]:
            self._log.attempt("a waiting feature", act)
        self._waiting = []
        return False

    def _set_outcome(self, why: str) -> None:
        if self.on_outcome is not None:
            self.on_outcome(why)


MAX_RETRIES = 3


class SyncLatest:
    """Keep a value in the CRM equal to the latest value in Flex.

    Send nothing before `when_ready` calls back, and no value that the CRM already has. Send one value at a
    time: of the values that arrive before the answer, only the last is sent. Retry a refused value a few
    times; retry without limit if there is no answer. Log the first failure.
    """

    def __init__(
        self,
        clock: Clock,
        log: Log,
        when_ready: Callable[[Callable[[], None]], object],
        send: Callable[[Any, Answered], object],
    ) -> None:
        self._clock = clock
        self._log = log
        self._transmit = send
        self._wanted: object = None
        self._sent: object = None  # None after a failure too: then the CRM's value is unknown
        self._is_busy = True
        self._failures = 0
        self._is_reported = False
        when_ready(self._resume)

    def sync(self, value: object) -> None:
        """Send `value` as soon as possible if it differs from the last."""
        if value != self._wanted:
            self._wanted = value
            self._failures = 0
            self._resume_if_idle()

    def _resume(self) -> None:
        value = self._wanted
        self._is_busy = value is not None and value != self._sent
        if self._is_busy:
            self._transmit(value, lambda answer: self._on_result(value, answer))

    def _resume_if_idle(self) -> None:
        if not self._is_busy:
            self._resume()

    def _on_result(self, value: object, answer: Answer) -> None:
        self._sent = value if answer.success else None
        if answer.success:
            self._failures = 0
            self._resume()
            return
        self._is_busy = False
        if not self._is_reported:
            self._log.warn(answer.why)
        self._is_reported = True
        self._failures = self._failures + 1  # `+=` would add the code for lists to the bundle
        if self._wanted != value:
            self._resume()
        elif answer.unknown or self._failures <= MAX_RETRIES:
            pause = nth_or_last(PAUSES_MS, self._failures)
            self._clock.after(pause, "trying again", self._resume_if_idle)
