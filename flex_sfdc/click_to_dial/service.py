"""Dials for the agent, whoever in the CRM asks for it. Decided in `utils.click_to_dial`."""

from __future__ import annotations

from flex_sfdc.browser.log import kind_of_error
from flex_sfdc.flex.notifications import DIALING_FAILED
from flex_sfdc.flex.selectors import dig, is_other_session, is_own_outbound, sids_in, tasks_in, text_at
from flex_sfdc.flex.types import OutboundCall
from flex_sfdc.salesforce.crm_host import Answer
from flex_sfdc.services import Context
from flex_sfdc.utils.click_to_dial import (
    MAX_PENDING_MS,
    SAME_CLICK_MS,
    Situation,
    decide,
    failure_context,
)

WHAT = "click-to-dial"


class Dialler:
    """Dial the numbers of all who ask, clicks and messages: one call at a time.

    A call is pending until its task has come, Flex has refused it, or MAX_PENDING_MS have passed. Before the
    task has come Flex would start another call, also when `StartOutboundCall` has settled.
    """

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._pending = False
        self._since = 0

    def dial(self, click: object) -> None:
        """Do what is decided about a click on a number."""
        ctx = self._ctx
        late = ctx.clock.now() - self._since >= SAME_CLICK_MS
        decision = decide(click, situation(ctx, self._pending, late))
        ctx.log.info(f"{WHAT}: {decision.outcome}")
        if decision.opens_panel:
            ctx.log.attempt("opening the panel", ctx.crm.open_panel)
        if decision.notification:
            ctx.notices.show(decision.notification, decision.context)
        if decision.destination:
            self._start({"destination": decision.destination, "taskAttributes": decision.attributes})

    def _start(self, call: OutboundCall) -> None:
        ctx = self._ctx
        store = ctx.manager.store
        before = sids_in(store.getState())
        self._pending = True
        self._since = ctx.clock.now()

        def ended(answer: Answer) -> None:
            self._pending = False
            stop()
            if not answer.success:
                ctx.log.error(answer.why)
                ctx.notices.show(DIALING_FAILED, failure_context(f"{answer.value or ''}"))

        def look() -> None:
            for task in tasks_in(store.getState()):
                if is_own_outbound(task) and text_at(task, "sid") not in before:
                    end(Answer(True, None, ""))

        def failed(kind: str, message: str) -> None:
            end(Answer(False, message, f"StartOutboundCall failed: {kind}"))

        stop = store.subscribe(lambda: ctx.log.attempt(WHAT, look))
        end = ctx.clock.once_within(MAX_PENDING_MS, WHAT, ended)
        try:
            ctx.flex.Actions.invokeAction("StartOutboundCall", call).then(
                lambda _: None,
                lambda reason: failed(kind_of_error(reason), text_at(reason, "message")),
            )
        except Exception as error:
            failed(kind_of_error(error), str(error))


def situation(ctx: Context, dialling: bool, late: bool) -> Situation:
    """What Flex is doing now."""
    state = ctx.manager.store.getState()
    flex = dig(state, "flex")
    phone = ctx.flex.StateHelper
    return Situation(
        dialling=dialling,
        other_session=is_other_session(state),
        on_call=phone.getCurrentPhoneCallState() is not None or phone.hasPendingCall(),
        activity_sid=text_at(flex, "worker.activity.sid"),
        activity_name=text_at(flex, "worker.activity.name"),
        offline_sid=text_at(ctx.manager, "serviceConfiguration.taskrouter_offline_activity_sid"),
        shows_panel=ctx.configuration.show_panel_automatically,
        late=late,
    )
