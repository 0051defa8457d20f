"""Connect to the CRM, and let features wait until it answers. `crm_host.py` is the port to the CRM."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.browser.clock import Clock
from flex_sfdc.browser.log import Log
from flex_sfdc.flex.notifications import NOT_REACHABLE, Notifications
from flex_sfdc.salesforce.crm_host import Answer, CrmHost
from flex_sfdc.utils.sfdc_loader import REPORT_AFTER_ATTEMPTS


class Connection:
    """Try to reach the CRM, with growing pauses, until it answers.

    Log an error and notify the agent once after `REPORT_AFTER_ATTEMPTS` failures; dismiss the notification
    when an answer comes.
    """

    on_outcome: Callable[[str], object] | None = None  # gets "" with the first answer, before that why not

    def __init__(self, clock: Clock, crm: CrmHost, notifications: Notifications, log: Log) -> None:
        self._clock = clock
        self._crm = crm
        self._notifications = notifications
        self._log = log
        self._started = False
        self._reported = False
        self._ready = False
        self._waiting: list[Callable[[], object]] = []
        self._every_time: list[Callable[[], object]] = []
        crm.when_lost(self._restart)

    def when_ready(self, act: Callable[[], object]) -> None:
        """Call `act` now if the CRM answers, else as soon as it does, in the order of these calls."""
        if self._ready:
            act()
        else:
            self._waiting.append(act)

    def whenever_ready(self, act: Callable[[], object]) -> None:
        """Call `act` like `when_ready`, and each time that the CRM answers again."""
        self._every_time.append(act)
        if self._ready:
            act()

    def start(self) -> None:
        """Begin to connect. A second call does nothing."""
        if not self._started:
            self._started = True
            self._clock.retry(self._crm.reach, self._on_attempt)

    def report(self, why: str) -> None:
        """Report that the CRM cannot be reached, once until it answers, whoever notices."""
        if not self._reported:
            self._reported = True
            self._log.error(f"Salesforce is not reachable: {why}")
            self._notifications.show(NOT_REACHABLE, {})

    def _restart(self, why: str) -> None:
        """Connect again, since the CRM has stopped answering. New requests wait until it answers."""
        if self._ready:
            self._ready = False
            self._log.warn(f"Salesforce has stopped answering: {why}")
            self._clock.retry(self._crm.reach, self._on_attempt)

    def _on_attempt(self, number: int, answer: Answer) -> bool:
        """Report a failure, or begin what waited; return whether to try again."""
        if not answer.success:
            if number + 1 >= REPORT_AFTER_ATTEMPTS:
                self.report(answer.why)
                self._tell(answer.why)
            return True
        self._log.info("Salesforce answers")
        self._notifications.dismiss(NOT_REACHABLE)
        self._reported = False
        self._ready = True
        self._tell("")
        for act in [*self._waiting, *self._every_time]:
            self._log.attempt("what waited for Salesforce", act)
        self._waiting = []
        return False

    def _tell(self, why: str) -> None:
        if self.on_outcome is not None:
            self.on_outcome(why)
