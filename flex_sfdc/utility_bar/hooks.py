"""Flex component `MainHeader`: remove the logo, and add the utility item."""

from __future__ import annotations

from flex_sfdc.browser.page_objects import method_at
from flex_sfdc.services import Services
from flex_sfdc.utility_bar.view import FRAGMENT, UtilityItem


def register(services: Services) -> None:
    """Change the header at once."""
    flex, log = services.flex, services.log
    log.attempt("removing the logo", lambda: method_at(flex, "MainHeader.Content.remove")("logo"))
    if services.configuration.utility_bar_status:
        log.attempt(
            FRAGMENT, lambda: method_at(flex, "MainHeader.Content.add")(UtilityItem(services).element())
        )
