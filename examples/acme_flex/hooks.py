"""Notify the agent when TaskRouter takes a task back, and add a button to Flex's header."""

from __future__ import annotations

from flex_sfdc.extension_points import Services, method_at, text_at, translate

TAKEN_BACK = "AcmeTaskTakenBack"
SHOWN_MS = 5_000
GUIDE = "AcmeGuide"
GUIDE_URL = "https://acme.example/guide"


def register(services: Services) -> None:
    """Tell the agent about tasks that were taken back, and add a button that opens our guide."""
    services.notifications.register(TAKEN_BACK, SHOWN_MS, "information")
    services.on_event("taskRescinded", lambda task: show(services, task))
    component = services.log.guarded(GUIDE, lambda _: guide_button(services))
    add = method_at(services.flex, "MainHeader.Content.add")
    add(services.react.createElement(component, {"key": GUIDE}), {"sortOrder": 0, "align": "end"})


def guide_button(services: Services) -> object:
    """Return the button, with its text in the agent's language."""
    props = {"type": "button", "onClick": lambda _: method_at(services.window, "open")(GUIDE_URL)}
    return services.react.createElement("button", props, translate(services.flex, GUIDE, {}))


def show(services: Services, task: object) -> None:
    """Name the queue of the task."""
    services.notifications.show(TAKEN_BACK, {"queue": text_at(task, "queueName")})
