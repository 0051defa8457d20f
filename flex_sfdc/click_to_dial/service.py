"""Dial numbers for the agent. `utils/click_to_dial.py` decides."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc import extensions
from flex_sfdc.answer import SUCCESS, Answer, Answered
from flex_sfdc.browser.log import kind_of_error
from flex_sfdc.browser.page_objects import dig, text_at
from flex_sfdc.flex.notifications import CLICKS_REFUSED, DIALING_FAILED, UNABLE_TO_CALL_OFFLINE
from flex_sfdc.flex.selectors import (
    ACTIVITY,
    OFFLINE_SID,
    is_call,
    is_going_on,
    is_other_session,
    is_own_call,
    reservation_sids,
    tasks_in,
)
from flex_sfdc.flex.types import OutboundCall
from flex_sfdc.phone_numbers import split_number
from flex_sfdc.plain_data import digits_of
from flex_sfdc.services import Services
from flex_sfdc.utils.click_to_dial import (
    MAX_PENDING_MS,
    SAME_CLICK_MS,
    Decision,
    Situation,
    click_in,
    decide,
    failure_context,
    refusal,
    refused_now,
)

LOG_LABEL = "click-to-dial"
MIN_DIGITS = 7  # Flex changes only the beginning of a number with at least this many digits


class Dialler:
    """Dial the numbers of clicks and messages, one call at a time.

    A call is pending until its task arrives, Flex refuses it, or MAX_PENDING_MS have passed. Until the task
    arrives, Flex itself would start another call, even after `StartOutboundCall` has settled.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._is_pending = False
        self._since = 0
        self._tasks_before: list[str] = []
        self._number = ""
        self._logouts = 0

    def forget_call(self) -> None:
        """Forget the pending call, so that it does not affect the next worker."""
        self._logouts = self._logouts + 1
        self._is_pending = False

    def on_message(self, message: object) -> None:
        """Dial the number in a message from the page, with the same guards as a click."""
        click = click_in(message)
        if click is None:
            self._services.log.info("a message on the dial_channel has no number: ignored")
        else:
            self.dial(click)

    def dial(self, click: object) -> None:
        """Carry out the decision about a click on a number.

        Until an extension has decided whether the number may be dialled, the call is pending.
        """
        services = self._services
        decision = decide(click, self._situation())
        if not decision.destination:
            self._carry_out(decision)
            return
        self._is_pending = True
        self._since = services.clock.now()
        logouts = self._logouts
        extensions.may_dial(
            services,
            decision.destination,
            decision.attributes,
            lambda why_not: self._on_permission(decision, logouts, why_not),
        )

    def _on_permission(self, decision: Decision, logouts: int, why_not: str | None) -> None:
        if logouts != self._logouts:
            return
        self._is_pending = False
        if why_not is None:
            # Decide again: the agent may be on another call by now, and the page may have changed its click.
            self._carry_out(refused_now(self._situation()) or decision)
        else:
            self._carry_out(refusal("refused by an extension", DIALING_FAILED, failure_context(why_not)))

    def _situation(self) -> Situation:
        late = self._services.clock.now() - self._since >= SAME_CLICK_MS
        return situation(self._services, self._is_pending, late)

    def _carry_out(self, decision: Decision) -> None:
        services = self._services
        services.log.info(f"{LOG_LABEL}: {decision.outcome}")
        if decision.opens_panel:
            self._open_panel()
        if decision.notification:
            services.notifications.show(decision.notification, decision.context)
        if decision.destination:
            configuration = services.configuration
            caller_id, queue_sid = configuration.caller_id, configuration.queue_sid
            self._call(extensions.call(decision.destination, decision.attributes, caller_id, queue_sid))

    def _open_panel(self) -> None:
        self._services.log.attempt("opening the panel", self._services.crm.open_panel)

    def _call(self, call: OutboundCall) -> None:
        services = self._services
        store = services.manager.store
        self._is_pending = True
        self._since = services.clock.now()
        self._number = call["destination"]
        self._tasks_before = reservation_sids(store.getState())
        unsubscribe = store.subscribe(
            lambda: services.log.attempt(LOG_LABEL, lambda: self._look_for_call(settle))
        )
        logouts = self._logouts
        settle = services.clock.with_timeout(
            MAX_PENDING_MS, LOG_LABEL, lambda answer: self._finish(answer, logouts, unsubscribe)
        )
        turns: list[bool] = []
        services.clock.after(0, LOG_LABEL, lambda: turns.append(True))
        try:
            services.flex.Actions.invokeAction("StartOutboundCall", call).then(
                lambda _: self._on_started(settle, bool(turns)),
                lambda reason: settle(refusal_of(kind_of_error(reason), text_at(reason, "message"))),
            )
        except Exception as error:
            settle(refusal_of(kind_of_error(error), str(error)))

    def _on_started(self, settle: Answered, has_waited: bool) -> None:
        """End the wait for the call's task if there may be no call, and show what Flex says.

        Without a microphone, Flex notifies the agent and resolves at once, before Twilio can answer. A plugin
        that replaces the action may do the same.
        """
        if not has_waited:
            self._open_panel()
            self._services.clock.after(SAME_CLICK_MS, LOG_LABEL, lambda: settle(SUCCESS))

    def _look_for_call(self, settle: Answered) -> None:
        for task in tasks_in(self._services.flex_state()):
            is_new = text_at(task, "sid") not in self._tasks_before
            if is_new and is_own_call(self._services.flex, task) and is_call_to(task, self._number):
                settle(SUCCESS)

    def _finish(self, answer: Answer, logouts: int, unsubscribe: Callable[[], object]) -> None:
        unsubscribe()
        if logouts != self._logouts:
            return
        self._is_pending = False
        if not answer.success:
            self._services.log.error(answer.why)
            self._carry_out(refusal("no call", DIALING_FAILED, failure_context(f"{answer.value or ''}")))


def is_call_to(task: object, number: str) -> bool:
    """Return whether a task is a call to a number, in any notation.

    Return True for a task without a number. Return True for any task if the dialled number is short or has
    letters for digits (1-800-FLOWERS), because Flex changes such numbers. Flex keeps the digits of an
    extension, but a plugin may remove them.
    """
    dialled = text_at(task, "attributes.outbound_to")
    digits = digits_of(split_number(number)[0])
    endings = (digits[-MIN_DIGITS:], digits_of(number)[-MIN_DIGITS:])
    return not dialled or len(digits) < MIN_DIGITS or digits_of(dialled)[-MIN_DIGITS:] in endings


def refusal_of(kind: str, message: str) -> Answer:
    """Return the answer about a call that Flex did not start."""
    return Answer(False, message, f"StartOutboundCall failed: {kind}")


def situation(services: Services, dialling: bool, late: bool) -> Situation:
    """Return Flex's current state."""
    state = services.flex_state()
    activity = dig(state, ACTIVITY)
    phone = services.flex.StateHelper
    return Situation(
        dialling=dialling,
        other_session=is_other_session(state),
        on_call=phone.getCurrentPhoneCallState() is not None
        or phone.hasPendingCall()
        # The agent's phone may not be connected yet, or not be Flex's; Flex starts no other call.
        or any(is_going_on(task) and is_call(services.flex, task) for task in tasks_in(state)),
        activity_sid=text_at(activity, "sid"),
        activity_name=text_at(activity, "name"),
        offline_sid=text_at(services.manager, OFFLINE_SID),
        shows_panel=services.configuration.show_panel_automatically,
        late=late,
    )


def report(services: Services, answer: Answer) -> None:
    """Tell the agent why numbers are not clickable: Salesforce does not answer, or refuses this user."""
    if answer.unknown:
        services.connection.report(answer.why)
    else:
        services.log.error(answer.why)
        services.notifications.show(CLICKS_REFUSED, {})


def register(services: Services) -> None:
    """Listen for clicks and messages as soon as the CRM answers, if the account enables click-to-dial."""
    configuration = services.configuration
    channel = configuration.dial_channel
    if not configuration.click_to_dial:
        if channel:
            why = "dial_channel has no effect: click_to_dial is off"
            services.log.warn(why)
            services.set_outcome("settings click_to_dial", why)
        return
    dialler = Dialler(services)
    # An agent who has changed their activity needs no reminder to do so.
    services.on_action("afterSetActivity", lambda _: services.notifications.dismiss(UNABLE_TO_CALL_OFFLINE))
    services.on_action("afterLogout", lambda _: dialler.forget_call())
    services.listen(
        "click-to-dial",
        lambda answered: services.crm.listen_for_clicks(dialler.dial, answered),
        lambda answer: report(services, answer),
    )
    if channel:
        services.listen_to_channel("dial_channel", channel, dialler.on_message)
