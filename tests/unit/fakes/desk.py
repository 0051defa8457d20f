"""A page with one task on it, and what happens to the task."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from .browser import STARTED_MS
from .flex import FakeTask
from .page import Page

NUMBER = "+14155550101"
ON: dict[str, Any] = {"enabled": True, "activity_logging": True, "copilot_notes": True}
SOON = 1_000
CHANNEL = "UO" + "1" * 32
NOTE = {
    "channelSid": CHANNEL,
    "summary": "Wants a refund.",
    "dispositionCode": {"disposition_code": "Refund"},
}


class Desk:
    """A page with one task, which is a call unless a test says otherwise."""

    def __init__(self, page: Page | None = None, attributes: object = None, **settings: Any) -> None:
        self.page = page or Page({**ON, **settings})
        self.task = FakeTask(1, {"from": NUMBER} if attributes is None else attributes, "pending")
        self.task.taskChannelUniqueName = self.task.channelType = "voice"
        self.task.dateUpdated = SimpleNamespace(getTime=lambda: STARTED_MS)
        self.tasks[self.task.sid] = self.task

    @property
    def tasks(self) -> dict[str, Any]:
        """Those Flex has."""
        return self.page.manager.flex_state.worker.tasks  # type: ignore[no-any-return]

    def boot(self) -> Desk:
        self.page.boot()
        return self

    def chat(self) -> Desk:
        """The task is a conversation."""
        self.task.taskChannelUniqueName, self.task.channelType = "chat", "web"
        return self.says(flexInteractionChannelSid=CHANNEL)

    def says(self, **attributes: object) -> Desk:
        """The task has more attributes."""
        known = self.task.attributes
        assert isinstance(known, dict)
        self.task.attributes = {**known, **attributes}
        return self

    def passes(self, milliseconds: int = SOON) -> None:
        self.page.window.passes(milliseconds)

    def happens(self, event: str, status: str) -> None:
        """An event of the reservation: Flex tells of it before its state has changed."""
        self.task.status = status
        self.page.manager.events.emit(event, self.task)

    def accepted(self) -> Desk:
        self.happens("taskAccepted", "accepted")
        return self

    def hangs_up(self, after: int = 61_500) -> None:
        self.passes(after)
        self.happens("taskWrapup", "wrapping")

    def completes(self) -> None:
        """The agent clicks Complete."""
        for listener in self.page.flex.Actions.listeners.get("beforeCompleteTask", []):
            listener(SimpleNamespace(task=self.task, sid=self.task.sid), lambda: None)

    def completed(self) -> None:
        """Flex hears that the reservation is completed."""
        self.happens("taskCompleted", "completed")
        self.page.ends(self.task)
        self.passes()

    def canceled(self) -> None:
        self.happens("taskCanceled", "canceled")
        self.page.ends(self.task)
        self.passes()

    def notes(self, **said: Any) -> None:
        self.page.manager.events.emit("notesSubmitted", {**NOTE, **said})

    def reload(self) -> Desk:
        """The tab loads the frame again."""
        tasks = dict(self.tasks)
        desk = Desk(self.page.reload())
        desk.task = self.task
        desk.page.manager.flex_state.worker.tasks = tasks
        desk.page.salesforce.activities = self.page.salesforce.activities
        return desk

    @property
    def activities(self) -> list[dict[str, Any]]:
        """What Salesforce has."""
        return list(self.page.salesforce.activities.values())

    @property
    def activity(self) -> dict[str, Any]:
        """The only one."""
        (found,) = self.activities
        return found
