"""Flex event `taskAccepted`, in every session of the agent: from now on there is something to log."""

from __future__ import annotations

from typing import Any

from flex_sfdc.context import Context
from flex_sfdc.edge.current_task import for_each_accepted, when_tasks_change
from flex_sfdc.edge.foreign import dig, text_at


def register(ctx: Context) -> None:
    """Remember when a task was accepted; of one that was accepted elsewhere, while there was no network, or
    before all this was installed, when its reservation last changed. So it is with the end of a call."""
    if not ctx.configuration.activity_logging:
        return

    def accepted(task: object) -> None:
        sid = text_at(task, "sid")
        if "accepted" not in ctx.tasks.of(sid):
            ctx.tasks.learn(sid, {"accepted": ctx.clock.now()})

    def seen(task: object) -> None:
        sid = text_at(task, "sid")
        changed: Any = dig(task, "dateUpdated")  # a Date
        answered = text_at(task, "status") == "accepted"
        if "accepted" not in ctx.tasks.of(sid):
            ctx.tasks.learn(sid, {"accepted": changed.getTime() if answered else 0})
        if not answered and "ended" not in ctx.tasks.of(sid):
            ctx.tasks.learn(sid, {"ended": changed.getTime()})

    def catch_up() -> None:
        for_each_accepted(ctx, "taskAccepted", seen)

    ctx.manager.events.addListener("taskAccepted", ctx.log.guarded("taskAccepted", accepted))
    ctx.manager.events.addListener(
        "pluginsInitialized", ctx.log.guarded("pluginsInitialized", lambda _: catch_up())
    )
    when_tasks_change(ctx, "taskAccepted", catch_up)
