"""Flex event `taskWrapup`: the customer is gone, the agent still writes."""

from __future__ import annotations

from flex_sfdc.context import Context
from flex_sfdc.edge.activity import learn_channel
from flex_sfdc.edge.foreign import text_at


def register(ctx: Context) -> None:
    """Remember when the call hung up, and the channel of the task while its conference is known."""

    def ended(task: object) -> None:
        sid = text_at(task, "sid")
        learn_channel(ctx, task)
        if "ended" not in ctx.tasks.of(sid):
            ctx.tasks.learn(sid, {"ended": ctx.clock.now()})

    if ctx.configuration.activity_logging:
        ctx.manager.events.addListener("taskWrapup", ctx.log.guarded("taskWrapup", ended))
