"""Does what the agent chose, wherever: in the select or on the page around Flex; and what a search found by
itself. Decided in `utils.record_choice`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flex_sfdc.flex.notifications import RECORD_NOT_SAVED
from flex_sfdc.flex.selectors import dig, text_at
from flex_sfdc.flex.task_attributes import save_attributes, task_of
from flex_sfdc.flex.types import Task
from flex_sfdc.record_choice.rules import changes_of, is_unsaved, record_of
from flex_sfdc.salesforce.crm_host import Answer
from flex_sfdc.services import Context
from flex_sfdc.utils.screen_pop import Record, attributes_of, text

BLOCKED_LIMIT_MS = 15_000  # longer than that nobody waits for a task to be written
BLOCKER = "associate-record"


class Choices:
    """What is chosen for one task in this page, written one after the other. Meanwhile nobody completes it.

    The block ends with the last one, or BLOCKED_LIMIT_MS after it began, whatever is chosen in between. Once
    nobody has answered for so long, the task is not blocked again.
    """

    def __init__(self, ctx: Context, sid: str) -> None:
        self.total = 0
        self.is_open = False  # something is being written
        self.blocks = True
        self._ctx = ctx
        self._sid = sid
        self._end: Callable[[Answer], object] = self._ended

    def write(self, task: Task, record: Record, changes: Mapping[str, str]) -> None:
        """Write `record` after what is being written. The same may be chosen twice, hence the number."""
        ctx, sid = self._ctx, self._sid
        self.total = number = self.total + 1
        if not self.is_open:
            self.is_open = True
            self._end = ctx.clock.once_within(BLOCKED_LIMIT_MS, "saving the choice", self._ended)
            if self.blocks:
                block(ctx, sid)

        def written(answer: Answer) -> None:
            if not replaced(ctx, sid, record, answer) and number == self.total:
                self._end(answer)

        if changes:
            save_attributes(ctx, task, changes, written)
        else:
            written(Answer(True, None, ""))

    def _ended(self, answer: Answer) -> None:
        ctx, sid = self._ctx, self._sid
        self.is_open = False
        self.blocks = self.blocks and not answer.unknown
        unblock(ctx, sid)
        if ctx.tasks.of(sid).get("chosen"):
            ctx.tasks.learn(sid, {"saving": False, "failed": not answer.success})
        if not answer.success:
            ctx.log.warn(answer.why)
            ctx.notices.show(RECORD_NOT_SAVED, {})


def choices_for(ctx: Context, sid: str) -> Choices:
    """Return what was chosen for a task. Those of tasks that Flex has dropped are forgotten."""
    known = ctx.tasks.choosing
    if sid not in known:
        for gone in [other for other in known if task_of(ctx, other) is None]:
            known.pop(gone)
        known[sid] = Choices(ctx, sid)
    return known[sid]  # type: ignore[return-value]


def choose(ctx: Context, sid: str, record: Record) -> None:
    """The task of a reservation is about `record`; "None of these" has no id. The same again meanwhile is
    ignored."""
    if ctx.outbox.is_finished(sid):
        ctx.outbox.relate(sid, record)
    task = task_of(ctx, sid)
    choices = choices_for(ctx, sid)
    saving = choices.is_open
    if task is None or (saving and text(ctx.tasks.of(sid).get("chosen"), "id") == record["id"]):
        return
    attributes = dig(task, "attributes")
    changes = changes_of(record, attributes, saving)  # what is being written will be there by then
    before = text(attributes, "sfdcObjectId")
    blocks = choices.blocks
    ctx.tasks.learn(sid, {"chosen": record, "instead": before, "saving": blocks, "failed": not blocks})
    choices.write(task, record, changes)


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
