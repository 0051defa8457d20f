"""Does what the agent chose, wherever: in the select or on the page around Flex. Decided in
`utils.record_choice`."""

from __future__ import annotations

from flex_sfdc.context import Context
from flex_sfdc.crm_host import Answer
from flex_sfdc.edge.foreign import dig, text_at
from flex_sfdc.edge.task_attributes import save_attributes, task_of
from flex_sfdc.notifications import RECORD_NOT_SAVED
from flex_sfdc.utils.record_choice import changes_of
from flex_sfdc.utils.screen_pop import Record, text

BLOCKED_LIMIT_MS = 15_000  # longer than that nobody waits for a task to be written
BLOCKER = "associate-record"


def choose(ctx: Context, sid: str, record: Record) -> None:
    """The task of a reservation is about `record`; "None of these" has no id. The same again meanwhile is
    ignored."""
    task = task_of(ctx, sid)
    facts = ctx.tasks.of(sid)
    saving = facts.get("saving")
    if task is None or (saving and text(facts.get("chosen"), "id") == record["id"]):
        return
    attributes = dig(task, "attributes")
    changes = changes_of(record, attributes)
    before = text(attributes, "sfdcObjectId")
    ctx.tasks.learn(sid, {"chosen": record, "instead": before, "saving": True, "failed": False})

    def settled(answer: Answer) -> None:
        chosen = ctx.tasks.of(sid).get("chosen")
        if chosen is not None and chosen["id"] != record["id"]:
            return  # there is a later one
        unblock(ctx, sid)
        if chosen is not None:
            ctx.tasks.learn(sid, {"saving": False, "failed": not answer.success})
        if not answer.success:
            ctx.log.warn(answer.why)
            ctx.notices.show(RECORD_NOT_SAVED, {})

    settle = ctx.clock.once_within(BLOCKED_LIMIT_MS, "saving the choice", settled)
    if not saving:
        block(ctx, sid)
    if changes:
        save_attributes(ctx, task, changes, settle)
    else:
        settle(Answer(True, None, ""))


def block(ctx: Context, sid: str) -> None:
    """Let nobody complete the task. Flex compares what is blocked with what is asked, so it takes an object:
    one with the same `task.sid` switches the button off; `hooks.before_complete_task` stops the rest.

    It leaves alone what others block, and they leave this.
    """
    payload = {"sid": sid, "task": {"sid": sid}, "by": BLOCKER}
    ctx.log.attempt(BLOCKER, lambda: ctx.flex.Actions.blockAction("CompleteTask", payload))


def unblock(ctx: Context, sid: str) -> None:
    """Let the task be completed again."""

    def ours(payload: object) -> bool:
        return text_at(payload, "by") == BLOCKER and text_at(payload, "sid") == sid

    ctx.log.attempt(BLOCKER, lambda: ctx.flex.Actions.unblockAction("CompleteTask", ours))


def resume(ctx: Context) -> None:
    """Save what a reload interrupted, or what could not be saved before it."""
    tasks = ctx.tasks.state().get("tasks") or {}
    for sid in list(tasks):
        facts = tasks[sid]
        chosen = facts.get("chosen")
        if chosen is not None and (facts.get("saving") or facts.get("failed")):
            ctx.tasks.learn(sid, {"saving": False, "failed": True})
            again(ctx, sid, chosen)


def again(ctx: Context, sid: str, record: Record) -> None:
    """Choose it once Flex and the CRM are there, unless the agent was faster."""

    def act() -> None:
        if ctx.tasks.of(sid).get("failed"):
            choose(ctx, sid, record)

    ctx.connection.when_ready(act)
