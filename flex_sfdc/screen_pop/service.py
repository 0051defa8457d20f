"""Flex action `AcceptTask`, afterwards: Salesforce shows who it is. Decided in `utils.screen_pop`."""

from __future__ import annotations

from flex_sfdc.flex.current_task import for_each_accepted
from flex_sfdc.flex.selectors import dig, sids_in, text_at
from flex_sfdc.flex.task_attributes import task_of
from flex_sfdc.record_choice.service import match
from flex_sfdc.salesforce.crm_host import Answer, Answered
from flex_sfdc.services import Context
from flex_sfdc.utils.screen_pop import Pop, decide, default_fields, found

POP_ATTEMPTS = 4
NAVIGATES_MS = 3_000  # after Salesforce has answered: until then the agent is taken to what it pops


def register(ctx: Context) -> None:
    """Pop each task once: when it is accepted and the CRM answers, whichever comes last, also after a
    reload."""
    if not ctx.configuration.screen_pop:
        return
    begun: list[str] = []  # asked of the CRM in this page, whatever it answered

    def accepted(payload: object) -> None:
        sid = text_at(payload, "task.sid") or text_at(payload, "sid")
        ctx.connection.when_ready(lambda: pop(sid))

    def catch_up() -> None:
        for_each_accepted(ctx, "screen pop", lambda task: pop(text_at(task, "sid")))

    def pop(sid: str) -> None:
        nonlocal begun
        task = task_of(ctx, sid)
        if task is None or sid in begun or ctx.tasks.of(sid).get("popped"):
            return
        live = sids_in(ctx.manager.store.getState())
        begun = [known for known in [*begun, sid] if known in live]
        what = decide(dig(task, "attributes"), dig(task, "incomingTransferObject") is not None)
        if what.record_id or what.term:
            ask(sid, what)
        # Only now: while the browser's tools are open, a line takes longer than everything before it.
        ctx.log.info(f"screen pop of {sid}: {what.outcome}")

    def ask(sid: str, what: Pop) -> None:
        def popped() -> None:
            ctx.tasks.popping.remove(sid)

        def attempt(_: int, answered: Answered) -> None:
            if task_of(ctx, sid) is None:
                return
            ctx.tasks.popping.append(sid)
            if what.record_id:
                ctx.crm.pop_record(what.record_id, answered)
            else:
                ctx.crm.search_and_pop(what.term, default_fields(what.term), answered)

        def goes_on(attempt: int, answer: Answer) -> bool:
            ctx.clock.after(NAVIGATES_MS, "the screen pop", popped)
            if answer.success:
                ctx.tasks.learn(sid, {"popped": True})
                if what.term:
                    searched(sid, answer.value)
            elif not answer.unknown and attempt + 1 < POP_ATTEMPTS:
                return True  # where nobody answered, Salesforce may have popped all the same
            else:
                ctx.log.warn(answer.why)
            return False

        ctx.clock.keep_trying(attempt, goes_on)

    def searched(sid: str, result: object) -> None:
        if task_of(ctx, sid) is None:
            return
        records = found(result)
        ctx.log.info(f"screen pop of {sid}: {len(records)} found")
        if len(records) == 1:
            match(ctx, sid, records[0])
        elif ctx.configuration.activity_logging:
            # None found is kept too: then what the agent opens is offered.
            ctx.tasks.learn(sid, {"choices": records})

    ctx.flex.Actions.addListener("afterAcceptTask", ctx.log.guarded("afterAcceptTask", accepted))
    ctx.connection.when_ready(catch_up)
