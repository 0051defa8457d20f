"""Events of calls and activities for components of Salesforce's page."""

from __future__ import annotations

from flex_sfdc.page_events.service import PageEvents
from flex_sfdc.services import Services


def register(services: Services) -> None:
    """Publish events, if the account names a channel for them."""
    channel = services.configuration.event_channel
    if channel:
        events = PageEvents(services, channel)
        services.on_saved = events.saved
        events.start()
