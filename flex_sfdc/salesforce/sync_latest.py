"""Keep something in the CRM in step with the latest value in Flex."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flex_sfdc.browser.clock import PAUSES_MS
from flex_sfdc.plain_data import nth_or_last
from flex_sfdc.salesforce.crm_host import Answer, Answered
from flex_sfdc.services import Services

MAX_RETRIES = 3


class SyncLatest:
    """Send the CRM the value that it should have now.

    Send nothing before `when_ready` calls back, nothing that the CRM already has, and one value at a time:
    of the values that arrive meanwhile, only the last counts. Send a refused value again a few times and
    with the next change; without an answer, until the CRM answers. Log the first failure.
    """

    def __init__(
        self,
        services: Services,
        when_ready: Callable[[Callable[[], None]], object],
        send: Callable[[Any, Answered], object],
    ) -> None:
        self._services = services
        self._transmit = send
        self._wanted: object = None
        self._sent: object = None  # None also after a failure: then the CRM's value is unknown
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
            self._services.log.warn(answer.why)
        self._is_reported = True
        self._failures = self._failures + 1  # `+=` would add the code for lists to the bundle
        if self._wanted != value:
            self._resume()
        elif answer.unknown or self._failures <= MAX_RETRIES:
            pause = nth_or_last(PAUSES_MS, self._failures)
            self._services.clock.after(pause, "trying again", self._resume_if_idle)
