"""Pass Flex's events about tasks, notes and the session to the tracker and the outbox."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.activities.contents import ActivityContents
from flex_sfdc.activities.copilot_notes import CopilotNotes
from flex_sfdc.activities.outbox import ActivityOutbox
from flex_sfdc.activities.tracker import CompletionTracker
from flex_sfdc.activities.view import show_unsaved
from flex_sfdc.browser.page_objects import dig
from flex_sfdc.flex.notifications import UNSAVED_AT_LOGOUT
from flex_sfdc.flex.selectors import SESSION, reservation_sids
from flex_sfdc.services import Services

LOGOUT_LIMIT_MS = 5_000
CHECKS_EVERY_MS = 250
FORCED = (
    "forceLogout"  # not by the agent: another session has taken over, perhaps in another tab of this browser
)


def register(services: Services) -> None:
    """Log tasks, if the account enables it. Always send and show what an earlier page left."""
    outbox = ActivityOutbox(services)
    services.activities = outbox
    services.on_event("pluginsInitialized", lambda _: outbox.start())
    show_unsaved(services, outbox)
    logout = Logout(services, outbox)
    services.flex.Actions.addListener("beforeLogout", logout.on_logging_out)
    services.on_action("afterLogout", logout.on_logged_out)
    if not services.configuration.activity_logging:
        return
    contents = ActivityContents(services, outbox.org)
    tracker = CompletionTracker(services, outbox, contents)
    services.on_completing = tracker.completing
    services.on_event("taskAccepted", tracker.accepted)
    services.on_event("taskWrapup", tracker.wrapping)
    services.on_event("taskCompleted", tracker.completed)
    services.on_event("taskCanceled", tracker.canceled)
    services.on_event("pluginsInitialized", lambda _: tracker.tasks_changed())
    if services.configuration.copilot_notes:
        services.on_event("notesSubmitted", CopilotNotes(services, outbox, contents).submitted)
    services.on_tasks_change("the completion", tracker.tasks_changed, SESSION)
    services.window.addEventListener("pagehide", services.log.guarded("pagehide", lambda _: tracker.keep()))
    services.connection.when_ready(tracker.catch_up)
    tracker.beat()


class Logout:
    """Save what waits before a logout, or tell the agent what is not saved; leave nothing on the machine."""

    def __init__(self, services: Services, outbox: ActivityOutbox) -> None:
        self._services = services
        self._outbox = outbox
        self._notified: list[str] = []
        self._ongoing: list[str] = []  # reservations of tasks that go on

    def on_logging_out(self, payload: object, abort: Callable[[], object]) -> object:
        """Stop the first logout while something is not saved. Flex awaits the promise."""
        if dig(payload, FORCED):
            return None
        window = self._services.window
        self._outbox.hurry()  # not at every check: Salesforce may be down, and an activity's tries are few
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
        """Remove everything; after a forced logout keep what is needed to log the tasks."""
        if dig(payload, FORCED):
            self._services.tasks.forget_offers()
        else:
            self._services.tasks.forget_all()
            self._outbox.clear_at_logout(self._ongoing, list(self._services.configuration.activity_fields))
