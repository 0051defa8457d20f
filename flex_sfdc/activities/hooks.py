"""What Flex says of tasks, notes and the session, for the tracker and the outbox."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.activities.tracker import CompletionTracker
from flex_sfdc.activities.view import show_unsaved
from flex_sfdc.flex.current_task import SESSION, when_tasks_change
from flex_sfdc.flex.notifications import UNSAVED_AT_LOGOUT
from flex_sfdc.flex.selectors import dig, sids_in
from flex_sfdc.services import Context

LOGOUT_LIMIT_MS = 5_000
CHECKS_EVERY_MS = 250
FORCED = (
    "forceLogout"  # not by the agent: another session has taken over, perhaps in another tab of this browser
)


def register(ctx: Context) -> CompletionTracker | None:
    """Log tasks, if the account does so. What an earlier page left is sent and shown in any case."""
    show_unsaved(ctx)
    logout = Logout(ctx)
    ctx.flex.Actions.addListener("beforeLogout", logout.before)
    ctx.flex.Actions.addListener("afterLogout", ctx.log.guarded("afterLogout", logout.after))
    if not ctx.configuration.activity_logging:
        return None
    tracker = CompletionTracker(ctx)
    listeners = {
        "taskAccepted": tracker.accepted,
        "taskWrapup": tracker.wrapping,
        "taskCompleted": tracker.completed,
        "taskCanceled": tracker.canceled,
        "pluginsInitialized": lambda _: tracker.tasks_changed(),
    }
    if ctx.configuration.copilot_notes:
        listeners["notesSubmitted"] = tracker.noted
    for event, listener in listeners.items():
        ctx.manager.events.addListener(event, ctx.log.guarded(event, listener))
    when_tasks_change(ctx, "the completion", tracker.tasks_changed, SESSION)
    ctx.window.addEventListener("pagehide", ctx.log.guarded("pagehide", lambda _: tracker.keep()))
    ctx.connection.when_ready(tracker.catch_up)
    tracker.beat()
    return tracker


class Logout:
    """Save what waits before a logout, or have the agent know what is not saved; leave nothing on the machine
    after it."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._notified: list[str] = []

    def before(self, payload: object, abort: Callable[[], object]) -> object:
        """Hold up the first logout while something is not saved. Flex awaits the promise."""
        if dig(payload, FORCED):
            return None
        window = self._ctx.window
        return window.Reflect.construct(
            window.Promise, [lambda done, _: self._wait(done, abort, LOGOUT_LIMIT_MS)]
        )

    def _wait(self, done: Callable[[object], object], abort: Callable[[], object], remaining_ms: int) -> None:
        ctx = self._ctx
        if ctx.outbox.hurry() and remaining_ms > 0:
            remaining_ms = remaining_ms - CHECKS_EVERY_MS
            ctx.clock.after(CHECKS_EVERY_MS, "Logout", lambda: self._wait(done, abort, remaining_ms))
            return
        unsaved = ctx.outbox.unsaved_sids(sids_in(ctx.manager.store.getState()))
        if any(sid not in self._notified for sid in unsaved):
            self._notified = unsaved
            ctx.notices.show(UNSAVED_AT_LOGOUT, ctx.outbox.counted(len(unsaved)))
            abort()
        done(None)

    def after(self, payload: object) -> None:
        """Remove everything; after a forced logout keep what is needed to log the tasks."""
        if dig(payload, FORCED):
            self._ctx.tasks.forget_offers()
        else:
            self._ctx.tasks.forget_all()
            self._ctx.outbox.log_out(list(self._ctx.configuration.activity_fields))
