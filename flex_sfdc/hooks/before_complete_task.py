"""Flex action `CompleteTask`, beforehand: the agent has said which record the task is about. Decided in
`utils.record_choice`."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.context import Context
from flex_sfdc.edge.activity import draft
from flex_sfdc.edge.foreign import dig, text_at
from flex_sfdc.edge.task_attributes import task_of
from flex_sfdc.notifications import ASSOCIATION_REQUIRED
from flex_sfdc.utils.record_choice import may_complete


def register(ctx: Context, asks: Callable[[str], bool]) -> None:
    """Stop completions that lack a choice or come while it is saved; of the others keep what will be logged.
    `asks`: whether the agent of a task can choose at all."""

    def before(payload: object, abort: Callable[[], object]) -> None:
        sid = text_at(payload, "task.sid") or text_at(payload, "sid")
        facts = ctx.tasks.of(sid)
        attributes = dig(task_of(ctx, sid), "attributes")
        if facts.get("saving"):
            ctx.log.info(f"completion of {sid}: not while its record is saved")
            abort()
        elif not may_complete(attributes, facts) and asks(sid):
            ctx.log.info(f"completion of {sid}: no record is chosen")
            abort()
            ctx.notices.show(ASSOCIATION_REQUIRED, {})
        else:
            draft(ctx, sid)

    if ctx.configuration.activity_logging:
        ctx.flex.Actions.addListener(
            "beforeCompleteTask",
            lambda payload, abort: ctx.log.attempt("beforeCompleteTask", lambda: before(payload, abort)),
        )
