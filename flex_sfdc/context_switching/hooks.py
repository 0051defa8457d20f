"""Flex actions `SelectTask` and `AcceptTask`, the record in view, and messages about forms."""

from __future__ import annotations

from flex_sfdc.context_switching.service import LOG_LABEL, ContextSwitching
from flex_sfdc.salesforce.listening import listen, listen_to_channel
from flex_sfdc.services import Services


def register(services: Services) -> None:
    """Listen to what the agent selects, if the account enables it."""
    configuration = services.configuration
    if not configuration.context_switching:
        return
    switching = ContextSwitching(services)
    services.on_action("afterAcceptTask", switching.accepted)
    services.on_event("taskAccepted", switching.accepted)
    services.on_action("beforeSelectTask", switching.selecting)
    services.on_action("afterSelectTask", switching.selected)
    listen(
        services,
        LOG_LABEL,
        lambda answered: services.crm.watch_view(switching.navigated, answered),
        lambda why: services.log.error(f"{LOG_LABEL} does not know the record in view: {why}"),
    )
    channel = configuration.event_channel
    if channel:
        listen_to_channel(services, "event_channel", channel, switching.on_message)
