"""Flex event `taskCompleted`, in every session of the agent, whoever completed the task: it is logged."""

from __future__ import annotations

from flex_sfdc.context import Context
from flex_sfdc.edge.activity import finish, settle


def register(ctx: Context) -> None:
    """Log a task that was completed; and what was being completed when the page was reloaded."""
    if not ctx.configuration.activity_logging:
        return

    def catch_up() -> None:
        for sid in ctx.queue.drafts():
            settle(ctx, sid)

    completed = ctx.log.guarded("taskCompleted", lambda task: finish(ctx, task, True))
    ctx.manager.events.addListener("taskCompleted", completed)
    ctx.connection.when_ready(catch_up)
