"""CRM event `onClickToDial`: the agent clicked a number in Salesforce. Decided in `utils.click_to_dial`."""

from __future__ import annotations

from flex_sfdc.context import Context
from flex_sfdc.contracts.flex import OutboundCall
from flex_sfdc.crm_host import Answer, Answered
from flex_sfdc.edge.foreign import dig, text_at
from flex_sfdc.log import kind_of_error
from flex_sfdc.notifications import DIALING_FAILED
from flex_sfdc.utils.click_to_dial import (
    DIAL_LIMIT_MS,
    LISTEN_ATTEMPTS,
    Decision,
    Situation,
    decide,
    failure_context,
)


def register(ctx: Context) -> None:
    """Listen for clicks as soon as the CRM answers."""
    if ctx.configuration.click_to_dial:
        clicks = ClickToDial(ctx)
        ctx.connection.when_ready(clicks.listen)


class ClickToDial:
    """Does what was decided. `_under_way`: the decision whose call has not settled yet, if there is one."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._under_way: Decision | None = None

    def listen(self) -> None:
        """Ask the CRM for clicks, a few times."""
        self._ctx.clock.keep_trying(self._ask, self._asks_again)

    def clicked(self, click: object) -> None:
        """A click came."""
        ctx = self._ctx
        decision = decide(click, situation(ctx, self._under_way is not None))
        ctx.log.info(f"click-to-dial: {decision.outcome}")
        if decision.opens_panel:
            ctx.log.attempt("opening the panel", ctx.crm.open_panel)
        if decision.notification:
            ctx.notices.show(decision.notification, decision.context)
        if decision.destination:
            self._dial(decision)

    def _ask(self, _: int, answered: Answered) -> None:
        self._ctx.crm.listen_for_clicks(self.clicked, answered)

    def _asks_again(self, attempt: int, answer: Answer) -> bool:
        if answer.success:
            self._ctx.log.info("click-to-dial is on")
        elif attempt + 1 < LISTEN_ATTEMPTS:
            return True
        else:
            self._ctx.connection.report(answer.why)
        return False

    def _dial(self, decision: Decision) -> None:
        ctx = self._ctx
        self._under_way = decision
        payload: OutboundCall = {"destination": decision.destination, "taskAttributes": decision.attributes}
        ctx.clock.after(DIAL_LIMIT_MS, "click-to-dial", lambda: self._done(decision))
        try:
            call = ctx.flex.Actions.invokeAction("StartOutboundCall", payload)
            call.then(lambda _: self._done(decision), lambda reason: self._rejected(decision, reason))
        except Exception as error:
            self._failed(decision, kind_of_error(error), str(error))

    def _done(self, decision: Decision) -> None:
        if self._under_way is decision:
            self._under_way = None

    def _rejected(self, decision: Decision, reason: object) -> None:
        self._failed(decision, kind_of_error(reason), text_at(reason, "message"))

    def _failed(self, decision: Decision, kind: str, message: str) -> None:
        self._done(decision)
        self._ctx.log.error(f"StartOutboundCall failed: {kind}")
        self._ctx.notices.show(DIALING_FAILED, failure_context(message))


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
