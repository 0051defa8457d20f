"""Flex event `taskReceived`: the agent should see the task."""

from __future__ import annotations

from flex_sfdc.context import Context
from flex_sfdc.edge.foreign import tasks_in, text_at
from flex_sfdc.utils.utility_bar import PENDING


def register(ctx: Context) -> None:
    """Open the panel for a task; for one from before the CRM answered, or from before a reload, as soon as it
    does."""
    if not ctx.configuration.show_panel_automatically:
        return
    ready = False
    missed = False

    def received(_: object) -> None:
        nonlocal missed
        missed = True
        if ready:
            ctx.crm.open_panel()

    def catch_up() -> None:
        nonlocal ready
        ready = True
        tasks = tasks_in(ctx.manager.store.getState())
        if missed or any(text_at(task, "status") == PENDING for task in tasks):
            ctx.crm.open_panel()

    ctx.manager.events.addListener("taskReceived", ctx.log.guarded("taskReceived", received))
    ctx.connection.when_ready(catch_up)
