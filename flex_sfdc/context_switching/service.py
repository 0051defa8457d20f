"""Follow the tasks that the agent selects in Flex. `rules.py` decides."""

from __future__ import annotations

from flex_sfdc.answer import Answer
from flex_sfdc.browser.page_objects import dig, text_at
from flex_sfdc.context_switching.rules import edited_after, is_switch, record_to_show
from flex_sfdc.flex.selectors import SELECTED_TASK, current_task, sid_in
from flex_sfdc.flex.task_store import NAVIGATION_MS
from flex_sfdc.plain_data import text
from flex_sfdc.services import Services

LOG_LABEL = "context switching"
POP_IN_FLIGHT_MS = 500  # between checks for the end of a screen pop


class ContextSwitching:
    """Show the record of each task that the agent selects.

    Flex uses the same action to select a task that was just accepted. After a reload, Flex selects the task
    in the address without that action.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._before = ""
        self._accepted: dict[str, int] = {}  # the acceptance of each task that has not been selected since
        self._view: list[str] = []  # the ids of the record in view
        self._edited: list[str] = []
        self._own_pops = 0  # the number of pops in `tasks.popping` that this feature has begun

    def accepted(self, payload: object) -> None:
        """Record that Flex is about to select a task. `payload`: the action's payload, or the task."""
        sid = text_at(payload, "sid")
        if sid != self._selected():
            self._accepted[sid] = self._services.clock.now()

    def selecting(self, _: object) -> None:
        """Record the task that is selected before the action."""
        self._before = self._selected()

    def selected(self, payload: object) -> None:
        """Show the record of the task that the agent has selected."""
        sid = sid_in(payload)
        services = self._services
        accepted_at = self._accepted.pop(sid, 0)
        if is_switch(sid, self._before, accepted_at, services.clock.now()):
            services.connection.when_ready(lambda: self._show(sid))

    def navigated(self, page: object) -> None:
        """Record which record is in view."""
        self._view = [text(page, "recordId"), text(page, "contactId")]

    def on_message(self, message: object) -> None:
        """Record which records the agent is editing."""
        self._edited = edited_after(self._edited, message)

    def _selected(self) -> str:
        return text_at(self._services.flex_state(), SELECTED_TASK)

    def _show(self, sid: str) -> None:
        services = self._services
        task = current_task(services.flex_state(), sid)
        if task is None or sid != self._selected():
            return
        if len(services.tasks.popping) > self._own_pops:
            services.clock.after(POP_IN_FLIGHT_MS, LOG_LABEL, lambda: self._show(sid))
            return
        facts = services.tasks.get(sid)
        record_id = record_to_show(dig(task, "attributes"), facts, self._view, self._edited)
        if record_id:
            services.tasks.begin_pop(sid)
            self._own_pops = self._own_pops + 1
            self._view = [record_id]
            services.crm.pop_record(record_id, lambda answer: self._on_answer(sid, record_id, answer))
        services.log.info(f"{LOG_LABEL} to {sid}: {'its record' if record_id else 'nothing to show'}")

    def _on_answer(self, sid: str, record_id: str, answer: Answer) -> None:
        self._services.clock.after(NAVIGATION_MS, LOG_LABEL, self._end_own_pop)
        self._services.tasks.end_pop_later(sid)
        self._services.log_failure(answer)
        if not answer.success and self._view == [record_id]:
            self._view = []

    def _end_own_pop(self) -> None:
        self._own_pops = self._own_pops - 1


def register(services: Services) -> None:
    """Follow the agent's selections, if the account enables it."""
    configuration = services.configuration
    if not configuration.context_switching:
        return
    switching = ContextSwitching(services)
    services.on_action("afterAcceptTask", switching.accepted)
    services.on_event("taskAccepted", switching.accepted)
    services.on_action("beforeSelectTask", switching.selecting)
    services.on_action("afterSelectTask", switching.selected)
    services.listen(
        LOG_LABEL,
        lambda answered: services.crm.watch_view(switching.navigated, answered),
        lambda answer: services.log.error(f"{LOG_LABEL} does not know the record in view: {answer.why}"),
    )
    channel = configuration.event_channel
    if channel:
        services.listen_to_channel("event_channel", channel, switching.on_message)
