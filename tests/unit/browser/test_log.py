"""docs/specification.md, section 9: the log, and listeners that never throw into other code."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from flex_sfdc.browser.log import Log, code_of, kind_of_error
from flex_sfdc.browser.page_objects import dig, text_at
from flex_sfdc.plain_data import text
from flex_sfdc.salesforce.open_cti import answer_of
from tests.support.cases import each
from tests.support.plugin.browser import FakeConsole
from tests.support.plugin.page import Page

CODES = ["SERVER_ERROR", "sfdc.opencti-7", "20503", 53000, "x" * 80, "ECONNRESET"]
NO_CODES: list[object] = [
    *("", " ", "Ada Lovelace", "call to +14155550101 failed", "ada@example.com", "x" * 81, "Zoë", "a\nb"),
    *("4155550101", "415-555-0101", "REFUSED_4155550101", 4155550101, 1.5, None, ["SERVER_ERROR"], {}),
]


@pytest.mark.parametrize("value", CODES)
def test_a_text_that_looks_like_a_code_is_printed(value: object) -> None:
    assert code_of(value, "none") == str(value)


@each("value", NO_CODES)
def test_a_text_that_does_not_look_like_a_code_is_not_printed(value: object) -> None:
    assert code_of(value, "none") == "none"


@each("value", NO_CODES)
def test_an_error_is_named_by_its_name_and_code_only_if_they_look_like_codes(value: object) -> None:
    assert kind_of_error(SimpleNamespace(name=value, code=value)) == "no error without code"
    assert kind_of_error(SimpleNamespace(name="FlexError", code=20503)) == "FlexError 20503"
    assert kind_of_error(None) == "no error without code"


def test_an_exception_is_named_by_its_class_only_if_that_looks_like_a_name() -> None:
    assert kind_of_error(KeyError("Ada")) == "KeyError"
    assert kind_of_error(type("Ada Lovelace", (Exception,), {})()) == "error"


@each("value", NO_CODES)
@each("is_single", [False, True])
def test_a_refusal_of_open_cti_is_named_by_its_codes_only_if_they_look_like_codes(
    value: object, is_single: bool
) -> None:
    errors = (
        {"error": {"code": value}} if is_single else {"errors": [{"code": value}, {"code": "INVALID_PARAM"}]}
    )
    answer = answer_of("saveLog", {"success": False, **errors})
    assert answer is not None
    expected = "no code" if is_single else "no code, INVALID_PARAM"
    assert answer.why == f"saveLog was refused: {expected}"


def test_a_call_that_is_rejected_with_a_number_as_its_code_is_logged_without_it() -> None:
    page = Page().boot()
    page.salesforce.click({"number": "(415) 555-0101"})
    page.flex.Actions.promises[0].reject(SimpleNamespace(name="Ada Lovelace", code="(415) 555-0101"))
    assert "StartOutboundCall failed: no error without code" in page.printed
    assert "555" not in page.printed


class Throws:
    """An object of another plugin that cannot be read."""

    @property
    def sid(self) -> str:
        raise RuntimeError("theirs")

    name = sid


class ThrowingData(dict[str, object]):
    """Data of another plugin that cannot be read."""

    def get(self, key: str, default: object = None) -> object:
        raise RuntimeError(key, default)


def test_a_guarded_component_shows_what_it_renders() -> None:
    assert Log(FakeConsole()).guarded("the dropdown", lambda props: [props])(1) == [1]


def test_a_guarded_component_that_fails_shows_nothing_and_is_logged() -> None:
    def component(_: object) -> object:
        raise ValueError("a customer's name")

    console = FakeConsole()
    assert Log(console).guarded("the dropdown", component)({}) is None
    assert console.lines == [("error", "[flex-sfdc] the dropdown failed: ValueError")]


@pytest.mark.parametrize("path", ["sid", "sid.more"])
def test_an_object_that_throws_when_read_counts_as_absent(path: str) -> None:
    assert dig(Throws(), path) is None
    assert text_at(Throws(), path) == ""


def test_data_that_throws_when_read_counts_as_empty() -> None:
    assert text(ThrowingData(), "from") == ""


def test_a_rejection_that_cannot_be_read_can_be_logged() -> None:
    assert kind_of_error(Throws()) == "an error that cannot be read"
