"""Choose the language that the agent reads.

Pure functions of plain values. The order is that of `getUserLanguage` in Twilio's flex-project-template, so
this plugin and the template's features show the same language.
"""

from __future__ import annotations

from collections.abc import Collection

from flex_sfdc.plain_data import DIGITS, LETTERS, consists_of, section

KEY = "language"
FALLBACK = "en-US"
BROWSERS_OWN = "default"  # the setting that selects the browser's own language


def language_of(shown: object, worker_attributes: object, custom_data: object, browser: object) -> str:
    """Return the agent's language as a BCP 47 tag that `Intl` accepts; English if none is set.

    Use the first valid one of: the language that Flex shows, the worker's attribute `language`, `language`
    in the worker's `config_overrides`, `language` in the account's `custom_data`. The value `default` is the
    browser's own language. People type these values, so skip anything that is not a language.
    """
    candidates = [
        shown,
        section(worker_attributes, ()).get(KEY),
        section(worker_attributes, ("config_overrides",)).get(KEY),
        section(custom_data, ()).get(KEY),
    ]
    for candidate in candidates:
        tag = tag_of(browser if candidate == BROWSERS_OWN else candidate)
        if tag:
            return tag
    return FALLBACK


def tag_of(value: object) -> str:
    """Return a language with its script and region, as in `de-DE`, "" if `value` does not begin with one.

    Accept `de_DE` too. Leave out other subtags, such as a calendar: `Intl` throws for a subtag in the wrong
    place.
    """
    if not isinstance(value, str):
        return ""
    language, after, then = [*value.strip().lower().replace("_", "-").split("-"), "", ""][:3]
    if not 2 <= len(language) <= 3 or not consists_of(language, LETTERS):
        return ""
    script = after if len(after) == 4 and consists_of(after, LETTERS) else ""
    region = then if script else after
    if not consists_of(region, LETTERS if len(region) == 2 else DIGITS) or len(region) not in (2, 3):
        region = ""
    return "-".join([part for part in (language, script, region.upper()) if part])


def is_other(language: str, page: str) -> bool:
    """Return whether a text is in a language other than the page's. Ignore the regions."""
    return language.split("-")[0] != page.split("-")[0]


def nearest(tag: str, languages: Collection[str]) -> str:
    """Return the nearest of `languages` for an agent who reads `tag`, English if there is none."""
    if tag in languages:
        return tag
    for language in languages:
        if language.split("-")[0] == tag.split("-")[0]:
            return language
    return FALLBACK
