"""What Flex says of the agent's language, and how many there are of something in it."""

from __future__ import annotations

from flex_sfdc.browser.types import Window
from flex_sfdc.flex.language import language_of
from flex_sfdc.flex.selectors import dig, is_feature_on
from flex_sfdc.flex.types import Manager

FEATURE = "localization-beta"  # Flex has its own texts in the agent's language


def number_in(window: Window, locale: str, count: int) -> str:
    """A whole number as one writes it in `locale`; in plain digits where the browser does not like that
    one."""
    try:
        # `Intl.NumberFormat` does the same, by a method whose name is also one of Python's texts.
        return window.Number.prototype.toLocaleString.call(count, locale)
    except Exception:
        return f"{count}"


def locale_of(window: Window, manager: Manager) -> str:
    """The agent's language. `manager.localization` counts where its feature is on; elsewhere it says English
    for everyone."""
    is_on = is_feature_on(manager.store.getState(), FEATURE)
    return language_of(
        dig(manager, "localization.localeTag") if is_on else None,
        dig(manager, "workerClient.attributes"),
        dig(manager, "configuration.custom_data"),
        dig(window, "navigator.language"),
    )
