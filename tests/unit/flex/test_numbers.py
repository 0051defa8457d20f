"""Counts, written as in the agent's language."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from flex_sfdc.flex.strings import number_in
from tests.support.plugin.browser import FakeWindow
from tests.support.plugin.page import Page
from tests.support.plugin.salesforce import never
from tests.support.plugin.tab import HOUR, ON, OTHER, SID, Tab

NO_NUMBERS: Any = SimpleNamespace()
EGYPT = {"language": "ar-EG"}


def window() -> Any:
    return FakeWindow()


def test_a_number_is_written_as_in_the_agents_language() -> None:
    assert (number_in(window(), "ar-EG", 12), number_in(window(), "de-DE", 12)) == ("١٢", "12")


@pytest.mark.parametrize("locale", ["", "de_DE"])
def test_a_language_that_the_browser_refuses_still_shows_the_number(locale: str) -> None:
    assert number_in(window(), locale, 12) == "12"
    assert number_in(NO_NUMBERS, "de-DE", 12) == "12"


def test_the_number_of_unsaved_activities_is_written_in_the_agents_language_too() -> None:
    page = Page(ON)
    page.manager.workerClient.attributes = EGYPT
    tab = Tab(page, answering=False)
    tab.salesforce.respond["saveLog"] = never
    for sid in (SID, OTHER):
        tab.finish(sid)
    tab.passes(HOUR)
    _, context = tab.page.flex.Notifications.shown[-1]
    assert context == {"numLogs": "٢", "singular": False}
