"""Remove all customer data from the machine at a logout, without losing unsaved activities."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.activities.outbox import ActivityOutbox
from flex_sfdc.browser.page_objects import dig
from flex_sfdc.flex.notifications import UNSAVED_AT_LOGOUT
from flex_sfdc.flex.selectors import reservation_sids
from flex_sfdc.services import Services

LOGOUT_LIMIT_MS = 5_000
CHECKS_EVERY_MS = 250
# Flex logs the agent out because another session has taken over, perhaps in another tab of this browser.
FORCED = "forceLogout"


class Logout:
    """Save the waiting activities before a logout, or warn the agent; then leave nothing on the machine."""

    def __init__(self, services: Services, outbox: ActivityOutbox) -> None:
        self._services = services
        self._outbox = outbox
        self._notified: list[str] = []
        self._ongoing: list[str] = []  # reservations of tasks that continue

    def on_logging_out(self, payload: object, abort: Callable[[], object]) -> object:
        """Stop the first logout while something is not saved. Flex awaits the promise."""
        if dig(payload, FORCED):
            return None
        window = self._services.window
        self._outbox.hurry()  # only once: Salesforce may be down, and each activity has few tries
        return window.Reflect.construct(
            window.Promise, [lambda done, _: self._wait(done, abort, LOGOUT_LIMIT_MS)]
        )

    def _wait(self, done: Callable[[object], object], abort: Callable[[], object], remaining_ms: int) -> None:
        services = self._services
        if self._outbox.is_busy() and remaining_ms > 0:
            remaining_ms = remaining_ms - CHECKS_EVERY_MS
            services.clock.after(CHECKS_EVERY_MS, "Logout", lambda: self._wait(done, abort, remaining_ms))
            return
        self._ongoing = reservation_sids(services.flex_state())
        unsaved = self._outbox.unsaved_sids(self._ongoing)
        if any(sid not in self._notified for sid in unsaved):
            self._notified = unsaved
            services.notifications.show(UNSAVED_AT_LOGOUT, self._outbox.counted(len(unsaved)))
            abort()
        done(None)

    def on_logged_out(self, payload: object) -> None:
        """Remove everything; after a forced logout, keep the data that is needed to log the tasks."""
        services = self._services
        if dig(payload, FORCED):
            services.tasks.forget_offers()
        else:
            services.tasks.forget_all()
            ongoing = self._outbox.after_logout(self._ongoing, list(services.configuration.activity_fields))
            services.storage.log_out()
            self._outbox.keep_only(ongoing)
