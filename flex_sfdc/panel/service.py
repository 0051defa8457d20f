"""Flex event `taskReceived`: the agent should see the task."""

from __future__ import annotations

from flex_sfdc.flex.selectors import tasks_in, text_at
from flex_sfdc.services import Context
from flex_sfdc.utility_bar.rules import PENDING


def register(ctx: Context) -> None:
    """Open the panel for a task; for one from before the CRM answered, or from before a reload, as soon as it
    does."""
    if not ctx.configuration.show_panel_automatically:
        return
    ready = False
    missed: list[str] = []

    def received(task: object) -> None:
        if ready:
            ctx.crm.open_panel()
        else:
            missed.append(text_at(task, "sid"))

    def catch_up() -> None:
        nonlocal ready
        ready = True
        tasks = tasks_in(ctx.manager.store.getState())
        if any(text_at(task, "status") == PENDING or text_at(task, "sid") in missed for task in tasks):
            ctx.crm.open_panel()

    ctx.manager.events.addListener("taskReceived", ctx.log.guarded("taskReceived", received))
    ctx.connection.when_ready(catch_up)
