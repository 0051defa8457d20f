"""CRM message on the channel `record_channel`: a component of the page chooses the record of a task, and is
told what there is to choose from. Decided in `utils.messages`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flex_sfdc.flex.current_task import task_meant, when_tasks_change
from flex_sfdc.flex.selectors import dig, text_at
from flex_sfdc.record_choice.messages import CHOICES, REQUEST, choice_in, known_as, may_choose, news
from flex_sfdc.record_choice.rules import record_of
from flex_sfdc.record_choice.service import choices_for
from flex_sfdc.salesforce.crm_host import Answer, Answered
from flex_sfdc.salesforce.listening import listen_to_channel
from flex_sfdc.salesforce.sync_latest import mirror
from flex_sfdc.services import Context
from flex_sfdc.utils.screen_pop import Record, text

PAUSE_MS = 1_000  # between two answers to requests: a component may ask whenever it is told


def register(ctx: Context, choose: Callable[[Context, str, Record], object]) -> None:
    """Listen as soon as the CRM answers, and tell of every change. `choose(ctx, sid, record)` is what the
    agent's own choice does."""
    channel = ctx.configuration.record_channel
    if not channel:
        return
    pauses = False
    asked = False

    def now() -> Mapping[str, object]:
        task = task_meant(ctx, "")
        sid = text_at(task, "sid")
        facts = ctx.tasks.of(sid)
        return news(text_at(task, "taskSid"), sid, record_of(dig(task, "attributes"), facts), facts)

    def send(message: Mapping[str, object], answered: Answered) -> None:
        ctx.crm.publish(channel, message, answered)

    def sent(answer: Answer) -> None:
        if not answer.success:
            ctx.log.warn(answer.why)

    def answer_request() -> None:
        nonlocal pauses, asked
        asked = pauses
        if not pauses:
            pauses = True
            ctx.clock.after(PAUSE_MS, "the record_channel", pause_over)
            send(now(), sent)

    def pause_over() -> None:
        nonlocal pauses
        pauses = False
        if asked:
            answer_request()

    def heard(message: object) -> None:
        kind = text(message, "type")
        if kind == REQUEST:
            answer_request()
        elif kind != CHOICES:  # the plugin's own come back
            choice = choice_in(message)
            task = task_meant(ctx, choice[0]) if choice else None
            if choice and choice[0] in ctx.outbox.unrelated_sids():
                ctx.outbox.relate(choice[0], choice[1])
            elif choice is None or task is None:
                ctx.log.info("a message on the record_channel chooses nothing: ignored")
            else:
                chosen(task, choice[1])

    def chosen(task: object, record: Record) -> None:
        sid = text_at(task, "sid")
        facts = ctx.tasks.of(sid)
        before = record_of(dig(task, "attributes"), facts)
        if may_choose(record, before, facts, choices_for(ctx, sid).total):
            ctx.log.info(f"a record is chosen for {sid} by a message")
            choose(ctx, sid, known_as(record, facts))

    tell = mirror(ctx.clock, ctx.log, ctx.connection.when_ready, send)
    listen_to_channel(ctx, "record_channel", channel, heard)
    when_tasks_change(ctx, "the record_channel", lambda: tell(now()))
    tell(now())
