"""The way to the CRM: tried until it answers, and a state the hooks wait for.

What the CRM is, and how it is reached, is the driver's business (`crm_host.py`).
"""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.browser.clock import Clock
from flex_sfdc.browser.log import Log
from flex_sfdc.flex.notices import Notices
from flex_sfdc.flex.notifications import NOT_REACHABLE
from flex_sfdc.salesforce.crm_host import Answer, CrmHost
from flex_sfdc.utils.sfdc_loader import REPORT_AFTER_ATTEMPTS


class Connection:
    """One attempt after another, each with its time limit and a longer pause, until one is answered.

    After `REPORT_AFTER_ATTEMPTS` failures it is said once, in the log and to the agent; the notification
    goes when an answer comes.
    """

    def __init__(self, clock: Clock, crm: CrmHost, notices: Notices, log: Log) -> None:
        self._clock = clock
        self._crm = crm
        self._notices = notices
        self._log = log
        self._started = False
        self._reported = False
        self._ready = False
        self._waiting: list[Callable[[], object]] = []

    def when_ready(self, act: Callable[[], object]) -> None:
        """Do `act` now if the CRM answers, else as soon as it does, in the order in which it was asked
        for."""
        if self._ready:
            act()
        else:
            self._waiting.append(act)

    def start(self) -> None:
        """Begin. Asking twice is asking once."""
        if not self._started:
            self._started = True
            self._clock.keep_trying(self._crm.reach, self._goes_on)

    def report(self, why: str) -> None:
        """Say that the CRM cannot be reached, once, whoever notices; once more where it cannot be after it
        answered."""
        if not self._reported:
            self._reported = True
            self._log.error(f"Salesforce is not reachable: {why}")
            self._notices.show(NOT_REACHABLE, {})

    def _goes_on(self, attempt: int, answer: Answer) -> bool:
        if not answer.success:
            if attempt + 1 >= REPORT_AFTER_ATTEMPTS:
                self.report(answer.why)
            return True
        self._log.info("Salesforce answers")
        self._notices.dismiss(NOT_REACHABLE)
        self._reported = False
        self._ready = True
        for act in self._waiting:
            self._log.attempt("what waited for Salesforce", act)
        self._waiting = []
        return False
