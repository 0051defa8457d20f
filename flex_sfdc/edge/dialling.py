"""Dials for the agent, whoever in the CRM asks for it. Decided in `utils.click_to_dial`."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.context import Context
from flex_sfdc.contracts.flex import OutboundCall
from flex_sfdc.edge.foreign import dig, sids_in, tasks_in, text_at
from flex_sfdc.log import kind_of_error
from flex_sfdc.notifications import DIALING_FAILED
from flex_sfdc.utils.click_to_dial import (
    DIAL_LIMIT_MS,
    TASK_LIMIT_MS,
    Decision,
    Situation,
    decide,
    failure_context,
)


def dialler(ctx: Context) -> Callable[[object], None]:
    """A function that takes a click on a number, and does what is decided. It knows which call has not
    settled yet: there is one for all who ask.

    A call that Flex has started is under way until its task comes: before that Flex would start another.
    """
    under_way: Decision | None = None

    def dial(click: object) -> None:
        decision = decide(click, situation(ctx, under_way is not None))
        ctx.log.info(f"click-to-dial: {decision.outcome}")
        if decision.opens_panel:
            ctx.log.attempt("opening the panel", ctx.crm.open_panel)
        if decision.notification:
            ctx.notices.show(decision.notification, decision.context)
        if decision.destination:
            start(decision)

    def start(decision: Decision) -> None:
        nonlocal under_way
        under_way = decision
        store = ctx.manager.store
        before = sids_in(store.getState())
        payload: OutboundCall = {"destination": decision.destination, "taskAttributes": decision.attributes}

        def done(_: object) -> None:
            nonlocal under_way
            if under_way is decision:
                under_way = None
                stop()

        def look() -> None:
            for task in tasks_in(store.getState()):
                if text_at(task, "attributes.direction") == "outbound" and text_at(task, "sid") not in before:
                    done(None)

        def failed(kind: str, message: str) -> None:
            done(None)
            ctx.log.error(f"StartOutboundCall failed: {kind}")
            ctx.notices.show(DIALING_FAILED, failure_context(message))

        stop = store.subscribe(lambda: ctx.log.attempt("click-to-dial", look))
        ctx.clock.after(DIAL_LIMIT_MS, "click-to-dial", lambda: done(None))
        try:
            call = ctx.flex.Actions.invokeAction("StartOutboundCall", payload)
            call.then(
                lambda _: ctx.clock.after(TASK_LIMIT_MS, "click-to-dial", lambda: done(None)),
                lambda reason: failed(kind_of_error(reason), text_at(reason, "message")),
            )
        except Exception as error:
            failed(kind_of_error(error), str(error))

    return dial


def situation(ctx: Context, dialling: bool) -> Situation:
    """What Flex is doing now."""
    flex = dig(ctx.manager.store.getState(), "flex")
    guard = dig(flex, "session.singleSessionGuard")
    phone = ctx.flex.StateHelper
    return Situation(
        dialling=dialling,
        other_session=bool(dig(guard, "sessionInvalidated")) or bool(dig(guard, "otherSessionDetected")),
        on_call=phone.getCurrentPhoneCallState() is not None or phone.hasPendingCall(),
        activity_sid=text_at(flex, "worker.activity.sid"),
        activity_name=text_at(flex, "worker.activity.name"),
        offline_sid=text_at(ctx.manager, "serviceConfiguration.taskrouter_offline_activity_sid"),
        shows_panel=ctx.configuration.show_panel_automatically,
    )
