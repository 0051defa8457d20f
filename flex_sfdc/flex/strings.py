"""Show texts in the agent's language. `language.py` decides which."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flex_sfdc.browser.page_objects import dig, method_at, text_at
from flex_sfdc.browser.types import Window
from flex_sfdc.flex.language import is_other, language_of
from flex_sfdc.flex.selectors import is_feature_on
from flex_sfdc.flex.types import Catalogue, Flex, Manager
from flex_sfdc.services import Services

FEATURE = "localization-beta"  # Flex has its own texts in the agent's language


def add_strings(services: Services, catalogue: Catalogue) -> None:
    """Give Flex the texts it lacks: a key that `manager.strings` already has is the account's own wording.

    Replace a wording that is not a valid template: a notification that throws breaks Flex. Flex compiles its
    templates only after all plugins are initialised.
    """
    strings = services.manager.strings
    own = catalogue["texts"][services.language]
    own_strings = services.own_strings
    compiled = method_at(services.window, "Handlebars.compile")
    for position, key in enumerate(catalogue["keys"]):  # `zip` would add code to the bundle
        theirs = getattr(strings, key, None)
        if theirs is not None and compiled is not None:
            theirs = services.log.attempt(key, lambda: compiled(theirs)({}))  # noqa: B023
        if theirs is None:
            text = own[position]
            own_strings[key] = text
            setattr(strings, key, text)


def translate(flex: Flex, key: str, context: Mapping[str, object]) -> str:
    """Return a text in the agent's language; `context` fills its placeholders."""
    text: str = getattr(flex.templates, key)(context)
    return text


def text_element(
    services: Services, component: str, props: Mapping[str, object], key: str, context: Mapping[str, object]
) -> object:
    """Return an element with a text in it.

    It names its language if the page is in another one (WCAG 3.1.2); the language of the account's own
    wording is unknown.
    """
    is_own = services.own_strings.get(key) == getattr(services.manager.strings, key, None)
    other = is_other(services.language, text_at(services.window, "document.documentElement.lang"))
    props = {**props, "lang": services.language if is_own and other else None}
    return services.react.createElement(component, props, translate(services.flex, key, context))


def text_to_copy(services: Services, label: str, value: str) -> object:
    """Return an element with a text that is selected and copied when it appears.

    A frame of Salesforce's may not use the clipboard by itself. `label`: the key of its label.
    """

    def copy(event: Any) -> None:
        event.target.select()
        services.window.document.execCommand("copy")

    props = {
        "key": "text",
        "aria-label": translate(services.flex, label, {}),
        "readOnly": True,
        "autoFocus": True,
        "value": value,
        "onFocus": copy,
    }
    return services.react.createElement("textarea", props)


def number_in(window: Window, locale: str, count: int) -> str:
    """Return a whole number as written in `locale`, or in plain digits if the browser rejects `locale`."""
    try:
        # `Intl.NumberFormat` does the same, by a method whose name is also one of Python's texts.
        return window.Number.prototype.toLocaleString.call(count, locale)
    except Exception:
        return f"{count}"


def locale_of(window: Window, manager: Manager) -> str:
    """Return the agent's language.

    `manager.localization` counts if its feature is on; otherwise it is English for everyone.
    """
    is_on = is_feature_on(manager.store.getState(), FEATURE)
    return language_of(
        dig(manager, "localization.localeTag") if is_on else None,
        dig(manager, "workerClient.attributes"),
        dig(manager, "configuration.custom_data"),
        dig(window, "navigator.language"),
    )
