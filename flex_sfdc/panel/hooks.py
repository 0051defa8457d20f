"""Flex event `taskReceived` and the voice client's calls: open the panel, and keep it docked."""

from __future__ import annotations

from flex_sfdc.panel.service import PanelOpener, PopoutGuard
from flex_sfdc.services import Services


def register(services: Services) -> None:
    """Listen to tasks and calls."""
    if services.configuration.show_panel_automatically:
        opener = PanelOpener(services)
        services.on_event("taskReceived", opener.on_received)
        services.connection.when_ready(opener.catch_up)
    if services.configuration.prevent_popout_during_call:
        PopoutGuard(services).start()
