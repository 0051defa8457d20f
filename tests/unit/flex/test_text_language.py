"""WCAG 3.1.2: a text that is in a language other than the page's is marked with its language."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from flex_sfdc.activities.view import DISCARD, FRAGMENT, UNSAVED_TEXT, WAITING_TEXT
from flex_sfdc.flex.components import LABEL, PLACEHOLDER
from tests.support.plugin.page import BUILD, RECORD_CHOICE, Page
from tests.support.plugin.tab import SID
from tests.support.plugin.views import RecordDropdown, parts
from tests.support.records import TWO_FOUND

KEYS = [LABEL, PLACEHOLDER, UNSAVED_TEXT, WAITING_TEXT, DISCARD]
TEXTS = {"de-DE": [f"de {key}" for key in KEYS], "en-US": [f"en {key}" for key in KEYS]}


def booted(page_language: str, agents: str, **own: str) -> Page:
    """Return a page in one language for an agent who reads another; `own`: the account's own wording."""
    page = Page(RECORD_CHOICE)
    page.build = {**BUILD, "strings": {"keys": KEYS, "texts": TEXTS}}
    page.window.document.documentElement = SimpleNamespace(lang=page_language)
    page.manager.workerClient.attributes = {"language": agents}
    for key, text in own.items():
        setattr(page.manager.strings, key, text)
    return page.boot()


def dropdown_on(page: Page) -> RecordDropdown:
    """Return the dropdown of a task whose search finds two records."""
    page.salesforce.found = TWO_FOUND
    return RecordDropdown(page, page.accept(page.offer({"name": "Smith"})))


def languages(page: Page) -> dict[str, Any]:
    """Return the languages of the dropdown's texts, by key."""
    return {part.children[0]: part.props["lang"] for part in dropdown_on(page).all if "lang" in part.props}


@pytest.mark.parametrize(
    ("page_language", "language", "marked"),
    [
        ("it-IT", "it-IT", "en-US"),  # a language without texts
        ("en", "de-AT", "de-DE"),  # Flex stays English where it is not localised
        ("", "en-US", "en-US"),  # the page does not name its language
        ("en", "it-IT", None),
        ("en-GB", "en-US", None),
        ("de", "de-DE", None),
    ],
)
def test_a_text_is_marked_with_its_language_where_the_page_has_another(
    page_language: str, language: str, marked: str | None
) -> None:
    shown = languages(booted(page_language, language))
    assert (shown[LABEL], shown[PLACEHOLDER]) == (marked, marked)


def test_the_accounts_own_wording_has_no_language_mark() -> None:
    page = booted("it-IT", "it-IT", **{LABEL: "Record di Salesforce"})
    assert languages(page)[LABEL] is None
    assert languages(page)[PLACEHOLDER] == "en-US"
    setattr(page.manager.strings, PLACEHOLDER, "Scegli")  # by a plugin that starts later
    assert languages(page)[PLACEHOLDER] is None


def test_records_have_no_language_mark() -> None:
    shown = dropdown_on(booted("it-IT", "it-IT"))
    named = [part for part in shown.of("option") if "Ada" in part.children[0]]
    assert all("lang" not in part.props for part in [*named, *shown.of("select"), *shown.of("label")])


def test_the_list_of_activities_is_marked_but_not_salesforces_reasons() -> None:
    page = booted("it-IT", "it-IT")
    row = {"state": "waiting", "subject": "", "about": "", "why": "", "at": 0, "sid": SID}
    row = {**row, "elsewhere": False, "unrelated": False, "second": False}
    page.manager.store.dispatch({"type": "salesforceIntegration/changed", "changes": {"unsaved": [row]}})
    content = page.flex.MainHeader.Content.parts[FRAGMENT]
    every = parts(content.component(None))
    (heading,) = [part for part in every if part.component == "span"]
    assert heading.props["lang"] == "en-US"
    (item,) = [part for part in every if "row" in part.props]
    inside = parts(item.component(SimpleNamespace(row=row)))
    assert [part.props.get("lang") for part in inside if part.props.get("role") == "status"] == ["en-US"]
    reasoned = parts(item.component(SimpleNamespace(row={**row, "why": "Campo obbligatorio"})))
    (status,) = [part for part in reasoned if part.props.get("role") == "status"]
    assert status.props.get("lang") is None
    assert status.children == ("Campo obbligatorio",)
