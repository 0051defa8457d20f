"""Publish what happens to calls and activities. `rules.py` decides."""

from __future__ import annotations

from flex_sfdc.answer import Answer
from flex_sfdc.browser.page_objects import text_at
from flex_sfdc.flex.selectors import (
    CONFERENCES,
    SESSION,
    accepted_tasks,
    is_call,
    is_going_on,
    is_on_hold,
    is_other_session,
    is_session_ready,
    reservation_sids,
)
from flex_sfdc.page_events.rules import ACTIVITY_SAVED, ON_HOLD, OVER, TALKING, call_events
from flex_sfdc.services import Services

GONE_MS = 5_000  # a call that is missing from Flex for this long is over; a reload takes less
LOG_LABEL = "the event_channel"


class PageEvents:
    """Publish each event once, even across a reload: the facts hold the state of the call."""

    def __init__(self, services: Services, channel: str) -> None:
        self._services = services
        self._channel = channel
        self._task_sids: dict[str, str] = {}  # the task of each reservation, even if it has left Flex
        self._missing: list[str] = []

    def start(self) -> None:
        """Begin to follow the calls."""
        self._services.on_tasks_change(LOG_LABEL, self._follow_calls, (CONFERENCES, *SESSION))

    def saved(self, sid: str, activity_id: str, record_id: str) -> None:
        """Publish the event for a saved activity, after the end of its call."""
        self._end_missing(sid)
        self._publish(ACTIVITY_SAVED, sid, {"activityId": activity_id, "recordId": record_id})

    def _has_session(self) -> bool:
        state = self._services.flex_state()
        return is_session_ready(state) and not is_other_session(state)

    def _follow_calls(self) -> None:
        services = self._services
        if not self._has_session():
            return
        state = services.flex_state()
        for task in accepted_tasks(state):
            services.log.attempt(LOG_LABEL, lambda: self._observe(task))  # noqa: B023
        live = reservation_sids(state)
        tasks = services.tasks.state().get("tasks") or {}
        for sid in list(tasks):
            if sid not in live and sid not in self._missing and tasks[sid].get("call") in (TALKING, ON_HOLD):
                self._missing.append(sid)
                self._end_later(sid)

    def _observe(self, task: object) -> None:
        sid = text_at(task, "sid")
        self._task_sids[sid] = text_at(task, "taskSid")
        if is_call(self._services.flex, task):
            before = self._services.tasks.get(sid).get("call")
            phase = ON_HOLD if is_on_hold(task, before == ON_HOLD) else TALKING
            self._change(sid, phase if is_going_on(task) else OVER)

    def _end_later(self, sid: str) -> None:
        self._services.clock.after(GONE_MS, LOG_LABEL, lambda: self._on_gone(sid))

    def _on_gone(self, sid: str) -> None:
        self._missing.remove(sid)
        self._end_missing(sid)

    def _end_missing(self, sid: str) -> None:
        if self._has_session() and sid not in reservation_sids(self._services.flex_state()):
            self._change(sid, OVER)

    def _change(self, sid: str, phase: str) -> None:
        events = call_events(self._services.tasks.get(sid).get("call") or "", phase)
        if events:
            self._services.tasks.change(sid, {"call": phase})
        for event in events:
            self._publish(event, sid, {})

    def _publish(self, event: str, sid: str, ids: dict[str, str]) -> None:
        services = self._services
        task_sid = self._task_sids.get(sid) or ""
        message = {"type": event, "taskSid": task_sid, "reservationSid": sid, **ids}
        services.connection.when_ready(
            lambda: services.crm.publish(self._channel, message, self._on_published)
        )

    def _on_published(self, answer: Answer) -> None:
        self._services.log_failure(answer)
        if not answer.unknown:
            self._services.set_outcome(LOG_LABEL, answer.why)  # not the outcome of a subscription


def register(services: Services) -> None:
    """Publish events, if the account names a channel for them."""
    channel = services.configuration.event_channel
    if channel:
        events = PageEvents(services, channel)
        services.on_saved = events.saved
        events.start()
