"""Flex event `pluginsInitialized`: all plugins have settled, Salesforce may be reached. Nothing of Flex waits
for it."""

from __future__ import annotations

from flex_sfdc.context import Context


def register(ctx: Context) -> None:
    """Begin to reach Salesforce when Flex has initialised its plugins."""
    ctx.manager.events.addListener(
        "pluginsInitialized", ctx.log.guarded("pluginsInitialized", lambda _: ctx.connection.start())
    )
