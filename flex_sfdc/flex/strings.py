"""What the agent reads, in the agent's language. Decided in `utils.language`."""

from __future__ import annotations

from collections.abc import Mapping

from flex_sfdc.flex.language import is_other
from flex_sfdc.flex.selectors import text_at
from flex_sfdc.flex.types import Catalogue, Flex
from flex_sfdc.services import Context


def add_strings(ctx: Context, catalogue: Catalogue) -> None:
    """Give Flex the texts it does not have: a key that is in `manager.strings` is the account's own
    wording."""
    strings = ctx.manager.strings
    own = catalogue["texts"][ctx.language]
    given = ctx.given
    for position, key in enumerate(catalogue["keys"]):  # `zip` would bring more along
        if getattr(strings, key, None) is None:
            text = own[position]
            given[key] = text
            setattr(strings, key, text)


def say(flex: Flex, key: str, context: Mapping[str, object]) -> str:
    """A text in the agent's language; `context` fills its placeholders."""
    text: str = getattr(flex.templates, key)(context)
    return text


def worded(
    ctx: Context, component: str, props: Mapping[str, object], key: str, context: Mapping[str, object]
) -> object:
    """An element with a text in it. It names its language where the page is in another one (WCAG 3.1.2); not
    of the account's own wording, of which nobody knows it."""
    given = ctx.given.get(key) == getattr(ctx.manager.strings, key, None)
    other = is_other(ctx.language, text_at(ctx.window, "document.documentElement.lang"))
    props = {**props, "lang": ctx.language if given and other else None}
    return ctx.react.createElement(component, props, say(ctx.flex, key, context))
