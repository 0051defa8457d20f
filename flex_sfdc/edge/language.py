"""What Flex says of the agent's language."""

from __future__ import annotations

from flex_sfdc.contracts.browser import Window
from flex_sfdc.contracts.flex import Manager
from flex_sfdc.edge.foreign import dig
from flex_sfdc.utils.language import language_of

FEATURE = "localization-beta"  # Flex has its own texts in the agent's language


def locale_of(window: Window, manager: Manager) -> str:
    """The agent's language. `manager.localization` counts where its feature is on; elsewhere it says English
    for everyone."""
    flags = dig(manager.store.getState(), "flex.featureFlags")
    on = dig(flags, f"localOverrides.{FEATURE}.enabled")
    if on is None:
        on = dig(flags, f"features.{FEATURE}.enabled")
    return language_of(
        dig(manager, "localization.localeTag") if on is True else None,
        dig(manager, "workerClient.attributes"),
        dig(manager, "configuration.custom_data"),
        dig(window, "navigator.language"),
    )
