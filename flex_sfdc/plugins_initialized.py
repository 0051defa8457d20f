"""Flex event `pluginsInitialized`: all plugins have settled, Salesforce may be reached. Nothing of Flex waits
for it."""

from __future__ import annotations

from flex_sfdc.services import Context


def register(ctx: Context) -> None:
    """Take up the activities from before, and begin to reach Salesforce, when Flex has initialised its
    plugins."""
    begun = False

    def begin(_: object) -> None:
        nonlocal begun
        if not begun:
            begun = True
            ctx.outbox.start()
            ctx.connection.start()

    ctx.manager.events.addListener("pluginsInitialized", ctx.log.guarded("pluginsInitialized", begin))
