"""The fake of the project template's serverless function that the plugin may use: update-task-attributes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import ClassVar

from build.demo.twilio.taskrouter import TaskRouter


@dataclass(frozen=True)
class FunctionAnswer:
    """The answer from the function, or from the gateway in front of it."""

    status: int
    body: str
    content_type: str = "application/json"


FORBIDDEN = FunctionAnswer(403, "Unauthorized", "text/plain")
BAD_GATEWAY = FunctionAnswer(502, "<html><body>Bad gateway</body></html>", "text/html")


class Serverless:
    """Merge attributes into the task, as the function does under an ETag; fail if the test asks for it."""

    DOMAIN: ClassVar[str] = "serverless-1234-dev.twil.io"
    PATH: ClassVar[str] = "/common/flex/taskrouter/update-task-attributes"

    def __init__(self, taskrouter: TaskRouter) -> None:
        self._taskrouter = taskrouter
        self.calls: list[dict[str, str]] = []
        self.failures: list[FunctionAnswer] = []

    def answer(self, path: str, form: dict[str, str]) -> FunctionAnswer:
        """Return the next failure that a test has queued or, without one, the merge."""
        if path != self.PATH:
            return FunctionAnswer(404, "Not found", "text/plain")
        self.calls.append(form)
        if self.failures:
            return self.failures.pop(0)
        if not form.get("Token"):
            return FORBIDDEN
        task = form.get("taskSid", "")
        if task not in self._taskrouter.tasks:
            return FunctionAnswer(404, json.dumps({"success": False, "message": "task not found"}))
        update = json.loads(form["attributesUpdate"])
        self._taskrouter.set_attributes(task, {**self._taskrouter.attributes(task), **update})
        return FunctionAnswer(200, json.dumps({"success": True}))
