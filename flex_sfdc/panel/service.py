"""Open the panel for a task, and keep it docked during a call."""

from __future__ import annotations

from typing import Any

from flex_sfdc.answer import Answer, Answered
from flex_sfdc.browser.page_objects import dig, text_at
from flex_sfdc.flex.notifications import CONSOLE_NOT_REACHABLE
from flex_sfdc.flex.selectors import PENDING, reservation_sids, tasks_in
from flex_sfdc.flex.types import Call
from flex_sfdc.salesforce.connection import SyncLatest
from flex_sfdc.services import Services

END_EVENTS = ("cancel", "disconnect", "reject")
CLOSES_WITHIN_MS = 1_000  # a call that continues for this long after an error has survived it
LOG_LABEL = "the voice client"
ACTIVE_CALL = "flex.phone.activeCall"


class PanelOpener:
    """Open the panel once for each task, and for earlier tasks when the CRM answers."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._is_ready = False
        self._received: list[str] = []

    def on_received(self, task: object) -> None:
        """Open the panel, or remember the task until the CRM answers."""
        sid = text_at(task, "sid")
        if sid not in self._received:
            self._received.append(sid)
            if self._is_ready:
                self._services.crm.open_panel()

    def catch_up(self) -> None:
        """Open the panel for the tasks that arrived before the CRM answered."""
        services = self._services
        self._follow()
        if any(sid in self._received for sid in reservation_sids(services.flex_state())):
            services.crm.open_panel()
        self._is_ready = True
        services.on_tasks_change("the panel", self._follow)

    def _follow(self) -> None:
        """Find the tasks that ring: after a reconnect, Flex shows them without an event."""
        for task in tasks_in(self._services.flex_state()):
            if text_at(task, "status") == PENDING:
                self.on_received(task)


class PopoutGuard:
    """Keep the panel docked during a call: a pop-out would destroy the frame, and with it the call.

    Count the calls of Flex's voice client, which may be created after the plugin. Also count the calls of
    another plugin's device: only Flex's state has them, because Flex's client cancels its copies. Warn the
    agent once if Salesforce cannot prevent a pop-out.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._calls: list[Call] = []
        self._is_warned = False
        self._client: object = None
        self._active: object = None
        services.manager.store.subscribe(self._watch)
        self._sync = SyncLatest(
            services.clock, services.log, services.drivers.when_popout_is_controlled, self._allow_popout
        )

    def start(self) -> None:
        """Allow pop-out, because a reload has ended any call, and follow new calls."""
        self._sync.sync(True)
        self._watch()

    def _allow_popout(self, allowed: bool, answered: Answered) -> None:
        self._services.crm.allow_popout(allowed, lambda answer: self._on_answer(allowed, answer, answered))

    def _on_answer(self, allowed: bool, answer: Answer, answered: Answered) -> None:
        if not (answer.success or allowed or self._is_warned):
            self._is_warned = True
            self._services.notifications.show(CONSOLE_NOT_REACHABLE, {})
        self._services.set_outcome("console", answer.why)
        answered(answer)

    def _watch(self) -> None:
        self._services.log.attempt(LOG_LABEL, self._follow_calls)

    def _follow_calls(self) -> None:
        services = self._services
        client = services.manager.voiceClient
        if client is not None and client is not self._client:
            self._client = client
            client.on("incoming", services.log.guarded("incoming", self._on_call))
            for call in list(client.calls or []):
                self._on_call(call)
        active = dig(services.flex_state(), ACTIVE_CALL)
        if active is not self._active:
            self._active = active
            for counted in list(self._calls):  # a device may have removed its listeners
                self._end_if_closed(counted)
            if active is not None:
                self._on_call(active)

    def _on_call(self, call: Any) -> None:
        if call.status() == "closed" or any(known_call is call for known_call in self._calls):
            return
        log = self._services.log
        self._calls.append(call)
        self._sync.sync(False)
        for event in END_EVENTS:
            call.on(event, log.guarded(event, lambda _: self._remove(call)))
        call.on("error", log.guarded("error", lambda _: self._on_fault(call)))

    def _remove(self, call: Call) -> None:
        self._calls = [remaining for remaining in self._calls if remaining is not call]
        self._sync.sync(not self._calls)

    def _on_fault(self, call: Call) -> None:
        self._services.clock.after(CLOSES_WITHIN_MS, "the call", lambda: self._end_if_closed(call))

    def _end_if_closed(self, call: Call) -> None:
        if call.status() == "closed":
            self._remove(call)


def register(services: Services) -> None:
    """Listen to tasks and calls."""
    if services.configuration.show_panel_automatically:
        opener = PanelOpener(services)
        services.on_event("taskReceived", opener.on_received)
        services.connection.when_ready(opener.catch_up)
    if services.configuration.prevent_popout_during_call:
        PopoutGuard(services).start()
