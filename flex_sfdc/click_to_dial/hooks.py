"""Dial on clicks in Salesforce and on messages of its page; dismiss an outdated reminder."""

from __future__ import annotations

from flex_sfdc.click_to_dial.service import Dialler
from flex_sfdc.flex.notifications import UNABLE_TO_CALL_OFFLINE
from flex_sfdc.salesforce.listening import listen, listen_to_channel
from flex_sfdc.services import Services


def register(services: Services) -> None:
    """Listen as soon as the CRM answers. Without click-to-dial, nothing in Salesforce dials."""
    configuration = services.configuration
    channel = configuration.dial_channel
    if not configuration.click_to_dial:
        if channel:
            services.log.warn("dial_channel is off: click_to_dial is")
        return
    dialler = Dialler(services)
    # An agent who has changed their activity needs no reminder to do so.
    services.on_action("afterSetActivity", lambda _: services.notifications.dismiss(UNABLE_TO_CALL_OFFLINE))
    services.on_action("afterLogout", lambda _: dialler.on_logged_out())
    listen(
        services,
        "click-to-dial",
        lambda answered: services.crm.listen_for_clicks(dialler.dial, answered),
        services.connection.report,
    )
    if channel:
        listen_to_channel(services, "dial_channel", channel, dialler.on_message)
