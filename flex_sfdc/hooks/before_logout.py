"""Flex action `Logout`: before it, what waits is saved, or the agent knows what is not; after it, nothing is
left on the machine."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.context import Context
from flex_sfdc.edge.activity import CHANNELS
from flex_sfdc.edge.foreign import dig
from flex_sfdc.edge.storage import kept_in_tab
from flex_sfdc.edge.untold_ends import LEFT
from flex_sfdc.notifications import UNSAVED_AT_LOGOUT

LIMIT_MS = 5_000
LOOKS_EVERY_MS = 250
FORCED = "forceLogout"  # not by the agent: the session was taken over, perhaps in another tab of this browser


def register(ctx: Context) -> None:
    """Hold the first logout up while something is not saved."""
    told: list[str] = []

    def before(payload: object, abort: Callable[[], object]) -> object:
        if dig(payload, FORCED):
            return None

        def wait(done: Callable[[object], object], left: int) -> None:
            nonlocal told
            if ctx.queue.hurry() and left > 0:
                ctx.clock.after(LOOKS_EVERY_MS, "Logout", lambda: wait(done, left - LOOKS_EVERY_MS))
                return
            unsaved = ctx.queue.open_sids()
            if any(sid not in told for sid in unsaved):
                told = unsaved
                ctx.notices.show(UNSAVED_AT_LOGOUT, ctx.queue.counted(len(unsaved)))
                abort()
            done(None)

        window = ctx.window
        return window.Reflect.construct(window.Promise, [lambda done, _: wait(done, LIMIT_MS)])

    def after(payload: object) -> None:
        if not dig(payload, FORCED):
            ctx.queue.forget()
            ctx.tasks.forget_all()
            kept = kept_in_tab(ctx.window)
            for key in (LEFT, CHANNELS):
                kept.drop(key)

    ctx.flex.Actions.addListener("beforeLogout", before)
    ctx.flex.Actions.addListener("afterLogout", ctx.log.guarded("afterLogout", after))
