"""Flex event `taskCompleted`, in every session of the agent, whoever completed the task: it is logged."""

from __future__ import annotations

from flex_sfdc.context import Context
from flex_sfdc.edge.activity import finish, settle
from flex_sfdc.edge.current_task import when_tasks_change
from flex_sfdc.edge.untold_ends import UntoldEnds


def register(ctx: Context) -> None:
    """Log a task that was completed; what was being completed when the page was reloaded; and what ended
    without a word of Flex's."""
    if not ctx.configuration.activity_logging:
        return
    untold = UntoldEnds(ctx)

    def catch_up() -> None:
        for sid in ctx.queue.drafts():
            settle(ctx, sid)
        untold.look()

    completed = ctx.log.guarded("taskCompleted", lambda task: finish(ctx, task, True))
    ctx.manager.events.addListener("taskCompleted", completed)
    when_tasks_change(ctx, "the completion", lambda: untold.look())
    ctx.window.addEventListener("pagehide", ctx.log.guarded("pagehide", lambda _: untold.leave()))
    ctx.connection.when_ready(catch_up)
