"""Flex action `CompleteTask`, beforehand: the agent has said which record the task is about. Decided in
`utils.record_choice`."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.flex.notifications import ASSOCIATION_REQUIRED
from flex_sfdc.flex.selectors import dig, text_at
from flex_sfdc.flex.task_attributes import task_of
from flex_sfdc.record_choice.rules import may_complete
from flex_sfdc.record_choice.service import choices_for
from flex_sfdc.services import Context

NOTES = "wrapupSummaries"  # where Flex keeps the copilot's notes of a reservation until they are submitted


def register(ctx: Context, asks: Callable[[str], bool], completing: Callable[[object], object]) -> None:
    """Stop completions that lack a choice or come while it is saved; of the others `completing` hears.
    `asks`: whether the agent of a task can choose at all."""
    stopped = ""

    def before(payload: object, abort: Callable[[], object]) -> None:
        nonlocal stopped
        sid = text_at(payload, "task.sid") or text_at(payload, "sid")
        facts = ctx.tasks.of(sid)
        task = task_of(ctx, sid)
        attributes = dig(task, "attributes")
        choices = choices_for(ctx, sid)
        if choices.is_open and choices.blocks:
            stopped = "its record is being saved"
        elif not may_complete(attributes, facts) and asks(sid):
            stopped = "no record is chosen"
            ctx.notices.show(ASSOCIATION_REQUIRED, {})
        elif task is not None:
            completing(task)
        if stopped:
            abort()
            ctx.log.info(f"completion of {sid}: stopped, {stopped}")

    def listener(payload: object, abort: Callable[[], object]) -> None:
        nonlocal stopped
        stopped = ""
        ctx.log.attempt("beforeCompleteTask", lambda: before(payload, abort))
        sid = text_at(payload, "task.sid") or text_at(payload, "sid")
        if stopped and dig(ctx.manager.store.getState(), f"{NOTES}.{sid}") is not None:
            # Flex's own listener would submit the copilot's notes, drop them, and ask for others the next
            # time. It comes later than this one, and is not called when this one raises.
            raise RuntimeError(stopped)

    ctx.flex.Actions.addListener("beforeCompleteTask", listener)
