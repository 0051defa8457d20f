"""Voice client event `incoming`, for inbound and outbound calls: no pop-out while there is a call, since it
would end with the frame that holds it."""

from __future__ import annotations

from typing import Any

from flex_sfdc.flex.notifications import CONSOLE_NOT_REACHABLE
from flex_sfdc.flex.selectors import dig
from flex_sfdc.flex.types import Call
from flex_sfdc.salesforce.crm_host import Answer, Answered
from flex_sfdc.salesforce.sync_latest import mirror
from flex_sfdc.services import Context

ENDS = ("cancel", "disconnect", "reject")
SETTLES_MS = 1_000  # after an error the SDK closes the call, or goes on with it


def register(ctx: Context) -> None:
    """Count calls from the moment Flex has a voice client, which may be later than the plugin. The agent is
    warned, once, where Salesforce does not prevent it."""
    if not ctx.configuration.prevent_popout_during_call:
        return
    calls: list[Call] = []
    told = False

    def send(allowed: bool, answered: Answered) -> None:
        def settled(answer: Answer) -> None:
            nonlocal told
            if not (answer.success or allowed or told):
                told = True
                ctx.notices.show(CONSOLE_NOT_REACHABLE, {})
            answered(answer)

        ctx.crm.allow_popout(allowed, settled)

    allow = mirror(ctx.clock, ctx.log, ctx.crm.when_popout_is_controlled, send)

    def begins(call: Any) -> None:
        def ends(_: object) -> None:
            nonlocal calls
            calls = [other for other in calls if other is not call]
            allow(not calls)

        def fails(_: object) -> None:
            ctx.clock.after(SETTLES_MS, "the call", lambda: ends(None) if call.status() == "closed" else None)

        calls.append(call)
        allow(False)
        for event in ENDS:
            call.on(event, ctx.log.guarded(event, ends))
        call.on("error", ctx.log.guarded("error", fails))

    def look() -> None:
        client = ctx.manager.voiceClient
        if client is not None:
            stop()
            client.on("incoming", ctx.log.guarded("incoming", begins))
            known: list[Any] = list(client.calls or [])
            known.append(dig(ctx.manager.store.getState(), "flex.phone.activeCall"))
            for call in known:
                if call is not None and call.status() != "closed":
                    begins(call)

    allow(True)  # a reload ended whatever call there was
    stop = ctx.manager.store.subscribe(lambda: ctx.log.attempt("the voice client", look))
    ctx.log.attempt("the voice client", look)
