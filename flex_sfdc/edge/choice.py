"""Does what the agent chose, wherever: in the select or on the page around Flex; and what a search found by
itself. Decided in `utils.record_choice`."""

from __future__ import annotations

from flex_sfdc.context import Context
from flex_sfdc.crm_host import Answer
from flex_sfdc.edge.foreign import dig, text_at
from flex_sfdc.edge.task_attributes import save_attributes, task_of
from flex_sfdc.notifications import RECORD_NOT_SAVED
from flex_sfdc.utils.record_choice import changes_of, is_unsaved, record_of
from flex_sfdc.utils.screen_pop import Record, attributes_of, text

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
    changes = changes_of(record, attributes, bool(saving))  # what is being written will be there by then
    mine = [record]
    ctx.tasks.choosing[sid] = mine
    before = text(attributes, "sfdcObjectId")
    ctx.tasks.learn(sid, {"chosen": record, "instead": before, "saving": True, "failed": False})

    def settled(answer: Answer) -> None:
        if replaced(ctx, sid, record, answer) or ctx.tasks.choosing.get(sid) is not mine:
            return
        ctx.tasks.choosing.pop(sid)
        unblock(ctx, sid)
        if ctx.tasks.of(sid).get("chosen"):
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


def match(ctx: Context, sid: str, record: Record) -> None:
    """A search found `record` alone. Unless somebody has said otherwise it is what the task is about from now
    on, whatever becomes of writing it: the task may be completed meanwhile.

    The agent waits for nothing, and is asked only where it cannot be written.
    """
    task = task_of(ctx, sid)
    if task is None or record_of(dig(task, "attributes"), ctx.tasks.of(sid)) is not None:
        return
    ctx.tasks.learn(sid, {"chosen": record, "failed": True})

    def wanted() -> bool:
        facts = ctx.tasks.of(sid)
        chosen = facts.get("chosen")
        unsaved = is_unsaved(dig(task_of(ctx, sid), "attributes"), facts)
        return chosen is not None and chosen["id"] == record["id"] and unsaved

    def settled(answer: Answer) -> None:
        if not answer.success:
            ctx.log.warn(answer.why)
        if replaced(ctx, sid, record, answer) or not ctx.tasks.of(sid).get("chosen"):
            return
        ctx.tasks.learn(sid, {"failed": not answer.success})
        if not answer.success and ctx.configuration.activity_logging:
            ctx.tasks.learn(sid, {"choices": [record]})

    save_attributes(ctx, task, attributes_of(record), settled, wanted)


def replaced(ctx: Context, sid: str, record: Record, answer: Answer) -> bool:
    """Whether another record was chosen while this one was written. That one is to replace it then."""
    chosen = ctx.tasks.of(sid).get("chosen")
    if chosen is None or chosen["id"] == record["id"]:
        return False
    if answer.success:
        ctx.tasks.learn(sid, {"instead": record["id"]})
    return True


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
    """Choose it once Flex and the CRM are there, unless somebody was faster: the agent, or who has written
    another record on the task."""

    def act() -> None:
        facts = ctx.tasks.of(sid)
        if facts.get("failed") and is_unsaved(dig(task_of(ctx, sid), "attributes"), facts):
            choose(ctx, sid, record)

    ctx.connection.when_ready(act)
