"""Flex event `taskCompleted`, in every session of the agent, whoever completed the task: it is logged."""

from __future__ import annotations

from collections.abc import Mapping

from flex_sfdc.configuration import section
from flex_sfdc.context import Context
from flex_sfdc.edge.activity import SETTLES_MS, fields_of, finish, is_taken_over, settle
from flex_sfdc.edge.current_task import accepted_tasks, when_tasks_change
from flex_sfdc.edge.foreign import dig, text_at
from flex_sfdc.edge.storage import Kept

LEFT = "left"  # what would have been logged of the tasks when the page went, by worker


def register(ctx: Context) -> None:
    """Log a task that was completed; what was being completed when the page was reloaded; and what ended
    during a reload, or while there was no network: of that Flex tells nothing, the task is just not there
    any more."""
    if not ctx.configuration.activity_logging:
        return
    kept = Kept(ctx.window, "sessionStorage", "flex-sfdc.")

    def worker() -> str:
        return text_at(ctx.manager, "workerClient.sid")

    left: Mapping[str, object] = section(kept.get(LEFT), (worker(),))
    kept.drop(LEFT)
    worked_on: dict[str, object] = {}
    missing: dict[str, Mapping[str, object]] = {}

    def knows_tasks() -> bool:
        state = ctx.manager.store.getState()
        return dig(state, "flex.worker.activity") is not None and not is_taken_over(state)

    def look() -> None:
        nonlocal worked_on, missing, left
        if not knows_tasks():
            worked_on = {}  # they go on, elsewhere
            missing = {}
            return
        before = worked_on
        worked_on = {text_at(task, "sid"): task for task in accepted_tasks(ctx)}
        for sid in [*before, *left]:
            if sid not in worked_on and not ctx.queue.known(sid) and sid not in ctx.queue.drafts():
                missing[sid] = fields_of(ctx, before[sid], True) if sid in before else section(left, (sid,))
                made_up_for(sid)
        left = {}

    def made_up_for(sid: str) -> None:
        def act() -> None:
            fields = missing.pop(sid, {})
            if fields and sid not in worked_on and knows_tasks():
                ctx.log.info(f"activity of {sid}: its task is gone")
                ctx.queue.finish(sid, fields, list(ctx.configuration.activity_fields))

        ctx.clock.after(SETTLES_MS, "the completion", act)

    def leave(_: object) -> None:
        unseen = dict(left)
        if knows_tasks():
            unseen.update(missing)
            for task in accepted_tasks(ctx):
                unseen[text_at(task, "sid")] = fields_of(ctx, task, True)
        if unseen:
            kept.put(LEFT, {worker(): unseen})

    def catch_up() -> None:
        for sid in ctx.queue.drafts():
            settle(ctx, sid)
        look()

    completed = ctx.log.guarded("taskCompleted", lambda task: finish(ctx, task, True))
    ctx.manager.events.addListener("taskCompleted", completed)
    when_tasks_change(ctx, "the completion", look)
    ctx.window.addEventListener("pagehide", ctx.log.guarded("pagehide", leave))
    ctx.connection.when_ready(catch_up)
