"""Flex action `AcceptTask`, afterwards, and event `taskAccepted`: pop the customer's record."""

from __future__ import annotations

from flex_sfdc.screen_pop.service import ScreenPop
from flex_sfdc.services import Services


def register(services: Services) -> None:
    """Listen to accepted tasks; catch up as soon as the CRM answers."""
    if not services.configuration.screen_pop:
        return
    screen_pop = ScreenPop(services)
    services.on_action("afterAcceptTask", screen_pop.after_accept)
    # Other plugins accept calls without the action.
    services.on_event("taskAccepted", screen_pop.after_event)
    services.connection.when_ready(screen_pop.catch_up)
