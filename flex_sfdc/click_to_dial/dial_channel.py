"""CRM message on the channel `dial_channel`: a component of the page wants a number dialled. Decided in
`utils.messages`, then as a click is."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.record_choice.messages import click_in
from flex_sfdc.salesforce.listening import listen_to_channel
from flex_sfdc.services import Context


def register(ctx: Context, dial: Callable[[object], None]) -> None:
    """Listen as soon as the CRM answers. Without click-to-dial nothing in Salesforce dials."""
    channel = ctx.configuration.dial_channel
    if not channel:
        return
    if not ctx.configuration.click_to_dial:
        ctx.log.warn("dial_channel is off: click_to_dial is")
        return

    def heard(message: object) -> None:
        click = click_in(message)
        if click is None:
            ctx.log.info("a message on the dial_channel has no number: ignored")
        else:
            dial(click)

    listen_to_channel(ctx, "dial_channel", channel, heard)
