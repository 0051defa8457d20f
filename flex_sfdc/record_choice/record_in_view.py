"""CRM event `onNavigationChange`: the agent looks at another record, which may be what a task is about.
Decided in `utils.record_in_view`."""

from __future__ import annotations

from flex_sfdc.flex.current_task import for_each_accepted, task_meant, waiting, when_tasks_change
from flex_sfdc.flex.selectors import text_at
from flex_sfdc.record_choice.in_view_rules import suggested
from flex_sfdc.record_choice.messages import record_in, same
from flex_sfdc.salesforce.listening import listen
from flex_sfdc.services import Context
from flex_sfdc.utils.screen_pop import Record, can_have_activities

WHAT = "the record in view"


def register(ctx: Context) -> None:
    """Suggest records to the tasks that wait for a choice, from when the CRM answers."""
    if not (ctx.configuration.activity_logging and ctx.configuration.screen_pop):
        return
    told = False
    in_view: Record | None = None
    opened_for = ""  # the reservation the agent worked on when he went there

    def navigated(page: object) -> None:
        nonlocal told, in_view, opened_for
        record = record_in(page)
        # Coming back to the window tells of the same record again; the first one was there before.
        stays = record and in_view and same(record["id"], in_view["id"])
        if told and not stays:
            opened_for = text_at(task_meant(ctx, ""), "sid")
            if ctx.tasks.popping and opened_for not in ctx.tasks.popping:
                opened_for = ""  # it is for another task that he was taken there
        told = True
        in_view = record
        suggest()

    def suggest() -> None:
        for_each_accepted(ctx, WHAT, suggest_to)
        if in_view and can_have_activities(in_view["id"]):
            for sid in ctx.outbox.unrelated_sids():
                offer(sid, in_view)

    def suggest_to(task: object) -> None:
        sid = text_at(task, "sid")
        facts = ctx.tasks.of(sid)
        offer(sid, suggested(facts, in_view, sid == opened_for) if waiting(ctx, task) else None)

    def offer(sid: str, record: Record | None) -> None:
        before = ctx.tasks.of(sid).get("viewed")
        if record and not (before and before["id"] == record["id"]):
            ctx.tasks.learn(sid, {"viewed": record})

    when_tasks_change(ctx, WHAT, suggest)
    listen(
        ctx,
        WHAT,
        lambda answered: ctx.crm.watch_view(navigated, answered),
        lambda why: ctx.log.error(f"{WHAT} is not told: {why}"),
    )
