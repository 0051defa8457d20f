"""A page with one task, and the events of that task."""

from __future__ import annotations

import copy
import json
from types import SimpleNamespace
from typing import Any, TypeVar

from flex_sfdc.activities.tracker import DETECTED_AFTER_MS
from flex_sfdc.configuration import DEFAULTS
from tests.support.plugin.browser import STARTED_MS
from tests.support.plugin.flex import ACCOUNT_SID, WORKER_SID, FakeTask
from tests.support.plugin.page import Page

NUMBER = "+14155550101"
ON: dict[str, Any] = {"enabled": True, "activity_logging": True, "copilot_notes": True}
SOON = 1_000
CHANNEL = "UO" + "1" * 32
NOTE = {
    "channelSid": CHANNEL,
    "summary": "Wants a refund.",
    "dispositionCode": {"disposition_code": "Refund"},
}


class PlainObject(dict[str, object]):
    """An object of the page, which is read like a dict and by its attributes."""

    def __getattr__(self, name: str) -> object:
        return self.get(name)


Self = TypeVar("Self", bound="Desk")


class Desk:
    """A page with one task, which is a call unless a test says otherwise.

    Methods for actions of the agent and the customer can be chained: `Desk().boot().accepted()`.
    """

    def __init__(
        self, page: Page | None = None, attributes: object = None, features: Any = None, **settings: Any
    ) -> None:
        """Make the page; `features`: the settings of extensions, by name; `settings`: those of the plugin."""
        for key in settings:
            assert key in DEFAULTS, f"the plugin has no key {key!r}: README.md lists all of them"
        self.page = page or Page({**ON, **settings})
        self.page.manager.configuration.custom_data["features"].update(features or {})
        self.server_ahead = 0  # how many milliseconds Twilio's clock is ahead of the computer's
        self.task = FakeTask(1, {"from": NUMBER} if attributes is None else attributes, "pending")
        self.task.taskChannelUniqueName = self.task.channelType = "voice"
        self.task.dateUpdated = SimpleNamespace(getTime=lambda: STARTED_MS)
        self.tasks[self.task.sid] = self.task

    @property
    def tasks(self) -> dict[str, Any]:
        """The tasks in Flex."""
        return self.page.manager.flex_state.worker.tasks  # type: ignore[no-any-return]

    def boot(self: Self) -> Self:
        """Start Flex, and give it time to find another session."""
        self.page.boot()
        self.passes(DETECTED_AFTER_MS)
        return self

    def chat(self: Self, channel: str = "web") -> Self:
        """Make the task a conversation, on a channel such as sms or whatsapp."""
        self.task.taskChannelUniqueName, self.task.channelType = "chat", channel
        return self.says(flexInteractionChannelSid=CHANNEL)

    def outbound(self: Self) -> Self:
        """Make the task a call that the agent started."""
        self.task.attributes = PlainObject(direction="outbound", outbound_to=NUMBER)
        return self

    def says(self: Self, **attributes: object) -> Self:
        """Give the task more attributes."""
        before = self.task.attributes
        assert isinstance(before, dict)
        self.task.attributes = {**before, **attributes}
        return self

    def passes(self: Self, milliseconds: int = SOON) -> Self:
        """Let time pass."""
        self.page.window.passes(milliseconds)
        return self

    def updated(self, status: str | None = None) -> FakeTask:
        """Update the task as Twilio does: Flex makes a new object."""
        at = self.page.window.Date.now() + self.server_ahead
        self.task = copy.copy(self.task)
        self.task.status = status or self.task.status
        self.task.dateUpdated = SimpleNamespace(getTime=lambda: at)
        return self.task

    def shows(self: Self) -> Self:
        """Show the current task in Flex."""
        self.page.manager.flex_state.worker.tasks = {**self.tasks, self.task.sid: self.task}
        self.page.manager.store.changes()
        return self

    def happens(self: Self, event: str, status: str) -> Self:
        """Emit an event of the reservation: Flex reports it before its state has changed."""
        self.page.manager.events.emit(event, self.updated(status))
        return self.shows() if self.task.sid in self.tasks else self

    def accepted(self: Self) -> Self:
        return self.happens("taskAccepted", "accepted").passes(0)

    def hangs_up(self: Self, after: int = 61_500) -> Self:
        return self.passes(after).happens("taskWrapup", "wrapping")

    def holds(self, is_held: bool) -> None:
        """Put the customer on hold, or end the hold: Flex changes the conference, but no task."""
        self.task.conference = SimpleNamespace(
            participants=[
                SimpleNamespace(participantType="worker", onHold=False),
                SimpleNamespace(participantType="customer", onHold=is_held),
            ],
            source=None,
        )
        self.page.manager.flex_state.conferences = SimpleNamespace(states={})
        self.page.manager.store.changes()

    def completes(self: Self) -> Self:
        """Click Complete as the agent."""
        for listener in self.page.flex.Actions.listeners.get("beforeCompleteTask", []):
            listener(SimpleNamespace(task=self.task, sid=self.task.sid), lambda: None)
        return self

    def completed(self: Self) -> Self:
        """Report to Flex that the reservation is completed."""
        return self.happens("taskCompleted", "completed").vanishes().passes()

    def canceled(self: Self, code: object = None) -> Self:
        self.task.canceledReasonCode = code
        return self.happens("taskCanceled", "canceled").vanishes().passes()

    def vanishes(self: Self) -> Self:
        """Drop the task from Flex."""
        self.page.ends(self.task)
        return self

    def notes(self: Self, **said: Any) -> Self:
        self.page.manager.events.emit("notesSubmitted", {**NOTE, **said})
        return self

    def leaves(self: Self) -> Self:
        """Close the page."""
        for listener in self.page.window.listeners.get("pagehide", []):
            listener(SimpleNamespace(type="pagehide"))
        return self

    def taken_over(self: Self, **guard: bool) -> Self:
        """Let another session take over the agent's tasks, or set Flex's guard as in `guard`."""
        guarded = SimpleNamespace(**(guard or {"sessionInvalidated": True}))
        self.page.manager.flex_state.session.singleSessionGuard = guarded
        self.page.manager.store.changes()
        return self

    def reload(self, after: int = 0) -> Desk:
        """Load the frame again some time later, in this tab or the next one."""
        tasks = dict(self.tasks)
        page = self.page.reload()
        page.manager.flex_state.worker.tasks = {}
        desk = Desk(page)
        desk.page.window.opened += after
        desk.task = self.task
        desk.server_ahead = self.server_ahead
        desk.page.manager.flex_state.worker.tasks = tasks
        desk.page.salesforce.activities = self.page.salesforce.activities
        return desk

    @property
    def activities(self) -> list[dict[str, Any]]:
        """The activities in Salesforce."""
        return list(self.page.salesforce.activities.values())

    @property
    def activity(self) -> dict[str, Any]:
        """The only activity in Salesforce."""
        (found,) = self.activities
        return found

    @property
    def searched(self) -> list[str]:
        """The texts that the plugin searched Salesforce for and popped."""
        return [pop["searchParams"] for pop in self.page.salesforce.pops if "searchParams" in pop]

    @property
    def entry(self) -> dict[str, Any]:
        """The browser's stored item of the task's activity."""
        scope = f"flex-sfdc.{ACCOUNT_SID}.{WORKER_SID}.activity."
        text = self.page.window.localStorage.items.get(scope + self.task.sid, "{}")
        return json.loads(text)  # type: ignore[no-any-return]

    @property
    def unsaved(self) -> list[dict[str, Any]]:
        """The unsaved activities that the agent sees."""
        return list(self.page.manager.store.getState().salesforceIntegration["unsaved"])
