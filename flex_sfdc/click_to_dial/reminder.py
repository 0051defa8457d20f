"""Flex action `SetActivity`, afterwards: who changed the activity needs no reminder to do so."""

from __future__ import annotations

from flex_sfdc.flex.notifications import UNABLE_TO_CALL_OFFLINE
from flex_sfdc.services import Context


def register(ctx: Context) -> None:
    """Take the offline notification away as soon as the agent has changed the activity."""
    if ctx.configuration.click_to_dial:
        listener = ctx.log.guarded("afterSetActivity", lambda _: ctx.notices.dismiss(UNABLE_TO_CALL_OFFLINE))
        ctx.flex.Actions.addListener("afterSetActivity", listener)
