"""CRM event `onClickToDial`: the agent clicked a number in Salesforce. Decided in `utils.click_to_dial`."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.salesforce.listening import listen
from flex_sfdc.services import Context


def register(ctx: Context, dial: Callable[[object], None]) -> None:
    """Listen for clicks as soon as the CRM answers."""
    if ctx.configuration.click_to_dial:
        listen(
            ctx,
            "click-to-dial",
            lambda answered: ctx.crm.listen_for_clicks(dial, answered),
            ctx.connection.report,
        )
