"""Flex event `taskCompleted`, in every session of the agent, whoever completed the task: it is logged."""

from __future__ import annotations

from flex_sfdc.context import Context
from flex_sfdc.edge.activity import draft, finish, is_taken_over, settle
from flex_sfdc.edge.current_task import accepted_tasks, when_tasks_change
from flex_sfdc.edge.foreign import dig, text_at


def register(ctx: Context) -> None:
    """Log a task that was completed; what was being completed when the page was reloaded; and what ended
    while there was no network: of that Flex tells nothing, the task is just not there any more."""
    if not ctx.configuration.activity_logging:
        return
    worked_on: dict[str, object] = {}

    def look() -> None:
        nonlocal worked_on
        gone = worked_on
        worked_on = {text_at(task, "sid"): task for task in accepted_tasks(ctx)}
        state = ctx.manager.store.getState()
        if dig(state, "flex.worker.activity") is None or is_taken_over(state):
            return  # the tasks go on, elsewhere
        for sid, task in gone.items():
            if sid not in worked_on and not (ctx.queue.known(sid) or sid in ctx.queue.drafts()):
                draft(ctx, task)

    def catch_up() -> None:
        for sid in ctx.queue.drafts():
            settle(ctx, sid)

    completed = ctx.log.guarded("taskCompleted", lambda task: finish(ctx, task, True))
    ctx.manager.events.addListener("taskCompleted", completed)
    when_tasks_change(ctx, "the completion", look)
    ctx.connection.when_ready(catch_up)
