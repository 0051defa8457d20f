"""Show texts in the agent's language, which `language.py` chooses."""

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
    """Add our texts to Flex. Keep a key that `manager.strings` already has: it is the account's own wording.

    A wording that cannot be rendered breaks Flex: its notifications render it too. Another plugin may set it
    at any time, so each template falls back to our text.
    """
    strings = services.manager.strings
    own = catalogue["texts"][services.language]
    for position, key in enumerate(catalogue["keys"]):  # `zip` would add code to the bundle
        text = own[position]
        if not isinstance(getattr(strings, key, None), str):
            services.own_strings[key] = text
            setattr(strings, key, text)
        GuardedTemplate(services, key, text)


class GuardedTemplate:
    """Replace a template of Flex. Render our text if the current template throws or returns no text."""

    def __init__(self, services: Services, key: str, text: str) -> None:
        self._services = services
        self._key = key
        self._text = text
        templates = services.flex.templates
        self._template: Any = getattr(templates, key, None)
        accessors = {"get": lambda: self._render, "set": self._set}
        services.window.Reflect.defineProperty(templates, key, accessors)

    def _set(self, template: object) -> None:
        self._template = template

    def _render(self, context: object) -> object:
        shown = self._services.log.attempt(self._key, lambda: self._template(context))
        if not isinstance(shown, str):  # React cannot show an object
            self._template = method_at(self._services.window, "Handlebars.compile")(self._text)
            shown = self._template(context)
        return shown


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
    is_ours = services.own_strings.get(key) == getattr(services.manager.strings, key, None)
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
