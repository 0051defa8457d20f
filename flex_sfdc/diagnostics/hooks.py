"""Show the checks in Flex's header: to everybody if one fails, otherwise to admins and supervisors."""

from __future__ import annotations

from flex_sfdc.browser.page_objects import dig
from flex_sfdc.diagnostics.rules import is_staff
from flex_sfdc.diagnostics.service import Diagnostics
from flex_sfdc.diagnostics.view import FRAGMENT, DiagnosticsPanel
from flex_sfdc.flex.types import Manager
from flex_sfdc.services import Services


def sees_all(manager: Manager) -> bool:
    """Return whether the logged-in user sees the list even without a problem."""
    return is_staff(dig(manager, "user.roles"))


def register(services: Services, is_on: bool, warnings: list[str], version: str) -> None:
    """Put the list into the header.

    `is_on`: whether the plugin is on; `warnings`: about its configuration.
    """
    diagnostics = Diagnostics(services, is_on, warnings, version)
    always = sees_all(services.manager)
    services.log.attempt(FRAGMENT, lambda: DiagnosticsPanel(services, diagnostics, always).mount())
    services.connection.when_ready(diagnostics.check_microphone)
