"""Flex event `taskRescinded`: TaskRouter offered the agent a task and took it back."""

from __future__ import annotations

from flex_sfdc.extension_points import Services, text_at

TAKEN_BACK = "AcmeTaskTakenBack"
SHOWN_MS = 5_000


def register(services: Services) -> None:
    """Tell the agent about tasks that were taken back."""
    services.notifications.register(TAKEN_BACK, SHOWN_MS, "information")
    services.on_event("taskRescinded", lambda task: show(services, task))


def show(services: Services, task: object) -> None:
    """Name the queue of the task."""
    services.notifications.show(TAKEN_BACK, {"queue": text_at(task, "queueName")})
