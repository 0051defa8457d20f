"""Flex event `taskCanceled`, in every session of the agent, for pending tasks too: one that was answered is
logged."""

from __future__ import annotations

from flex_sfdc.context import Context
from flex_sfdc.edge.activity import finish


def register(ctx: Context) -> None:
    """Log a task that was cancelled while the agent worked on it."""
    if ctx.configuration.activity_logging:
        canceled = ctx.log.guarded("taskCanceled", lambda task: finish(ctx, task, False))
        ctx.manager.events.addListener("taskCanceled", canceled)
