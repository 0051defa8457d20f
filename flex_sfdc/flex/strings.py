"""Show texts in the agent's language, which `language.py` chooses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flex_sfdc.browser.page_objects import dig, method_at, text_at
from flex_sfdc.browser.types import Host, Window
from flex_sfdc.flex.language import is_other, language_of
from flex_sfdc.flex.selectors import is_feature_on
from flex_sfdc.flex.types import Catalogue, Flex, Manager
from flex_sfdc.services import Services

FEATURE = "localization-beta"  # Flex has its own texts in the agent's language


def add_strings(services: Services, host: Host, catalogue: Catalogue) -> None:
    """Add our texts to Flex. Keep a key that `manager.strings` already has: it is the account's own wording.

    A wording that cannot be rendered breaks Flex: its notifications render it too. Another plugin may set it
    at any time, so each template falls back to our text. Nothing shows a text before Flex has initialised all
    plugins.
    """
    templates = services.flex.templates

    def render(key: str, template: Any, context: object) -> object:
        shown = services.log.attempt(key, lambda: template(context))
        if not isinstance(shown, str):  # React cannot show an object
            ours = method_at(services.window, "Handlebars.compile")(services.own_text(key))
            services.window.Reflect.set(templates, key, ours)  # `setattr` would add code to the bundle
            shown = ours(context)
        return shown

    services.own_text = host.addTexts(services.manager.strings, catalogue, services.language)
    services.on_event("pluginsInitialized", lambda _: host.guardTemplates(templates, catalogue, render))


def translate(flex: Flex, key: str, context: Mapping[str, object]) -> str:
    """Return a text in the agent's language, with its placeholders filled from `context`."""
    text: str = getattr(flex.templates, key)(context)
    return text


def text_element(
    services: Services, component: str, props: Mapping[str, object], key: str, context: Mapping[str, object]
) -> object:
    """Return an element that contains a text.

    Set its `lang` if the page is in another language (WCAG 3.1.2), but not for the account's own wording,
    whose language is unknown.
    """
    is_ours = services.own_text(key) == getattr(services.manager.strings, key, None)
    is_foreign = is_other(services.language, text_at(services.window, "document.documentElement.lang"))
    props = {**props, "lang": services.language if is_ours and is_foreign else None}
    return services.react.createElement(component, props, translate(services.flex, key, context))


def text_to_copy(services: Services, label: str, value: str) -> object:
    """Return a text area that selects and copies its text when it appears.

    Salesforce's frame forbids the clipboard API, so copy the selection. `label`: the key of the label.
    """
    props = {
        "key": "text",
        "aria-label": translate(services.flex, label, {}),
        "readOnly": True,
        "autoFocus": True,
        "value": value,
        "onFocus": lambda event: copy(services.window, event),
    }
    return services.react.createElement("textarea", props)


def copy(window: Window, event: Any) -> None:
    """Select the text area that has the focus, and copy its text."""
    event.target.select()
    window.document.execCommand("copy")


def number_in(window: Window, locale: str, count: int) -> str:
    """Return a whole number as written in `locale`, or in plain digits if the browser rejects `locale`."""
    try:
        # `Intl.NumberFormat.format` would link the compiler's code for Python's `str.format`.
        return window.Number.prototype.toLocaleString.call(count, locale)
    except Exception:
        return f"{count}"


def locale_of(window: Window, manager: Manager) -> str:
    """Return the agent's language.

    Ignore `manager.localization` while its feature is off: then it is English for everyone.
    """
    is_on = is_feature_on(manager.store.getState(), FEATURE)
    return language_of(
        dig(manager, "localization.localeTag") if is_on else None,
        dig(manager, "workerClient.attributes"),
        dig(manager, "configuration.custom_data"),
        dig(window, "navigator.language"),
    )
