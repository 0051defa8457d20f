"""docs/specification.md, section 6: the fields, and the values that each accepts."""

from __future__ import annotations

import pytest

from flex_sfdc.salesforce import fields
from flex_sfdc.salesforce.fields import Value, cut, fits, is_field, put
from tests.support.cases import each


@pytest.mark.parametrize(
    "name", ["Subject", "Topic__c", "ns__Topic__c", "My_Flex_Key__c", "A1", "x", "A" * 80]
)
def test_a_name_of_letters_digits_and_underscores_can_be_a_field(name: str) -> None:
    assert is_field(name)


@each(
    "name",
    [
        *("", "Id", "entityApiName", "1A", "_A", "A b", "A.b", "A-b", "Ä", "A\n"),
        *("id", "ID", "entityapiname", "Flex_Key__c", "FLEX_KEY__C", "flex_updates__C", "A" * 81),
        *("acme__Flex_Key__c", "ACME__FLEX_KEY__C", "acme__flex_updates__c"),
    ],
)
def test_other_names_and_the_plugins_own_fields_cannot(name: str) -> None:
    assert not is_field(name)


@each("name", ["Subject", "Phone", "Topic__c"])
def test_marks_that_could_reverse_a_short_text_are_left_out(name: str) -> None:
    fields: dict[str, Value] = {}
    assert not put(fields, name, "\u202eAda\u202c \u2066x\u2069\u200b", 255)
    assert fields[name] == "Ada x"


def test_a_description_is_saved_as_it_was_written() -> None:
    fields: dict[str, Value] = {}
    put(fields, "Description", "\u05d0\u200f! 1\u200f", 255)
    assert fields["Description"] == "\u05d0\u200f! 1\u200f"


@pytest.mark.parametrize("name", ["Subject", "Description", "Topic__c"])
def test_control_characters_are_left_out_except_the_ends_of_lines(name: str) -> None:
    fields: dict[str, Value] = {}
    put(fields, name, "\x00Ada\x07\tx\r\ny\x1f \x0b", 255)
    assert fields[name] == "Ada\tx\r\ny"


@pytest.mark.parametrize("name", ["Subject", "Description", "Topic__c"])
@pytest.mark.parametrize("half", [0xD800, 0xD83D, 0xDE00, 0xDFFF])
def test_half_an_emoji_is_left_out(name: str, half: int) -> None:
    fields: dict[str, Value] = {}
    put(fields, name, f"\ud7ff\ue000\U0001f600 Ada {chr(half)}", 255)
    assert fields[name] == "\ud7ff\ue000\U0001f600 Ada"


def test_a_character_outside_the_basic_plane_and_the_end_of_a_line_count_twice() -> None:
    assert cut("ab\U0001f600", 4) == "ab\U0001f600"
    assert cut("ab\U0001f600", 3) == "ab"
    assert cut("\U0001f600" * 300, 255) == "\U0001f600" * 127
    assert cut("a\nb", 3) == "a\n"
    assert cut("a\nb", 4) == "a\nb"
    assert cut("\uffffb", 2) == "\uffffb"
    assert fits("\U0001f600" * 40, 80)
    assert not fits("\U0001f600" * 41, 80)


@pytest.mark.parametrize(("name", "limit"), [("Subject", 255), ("Topic__c", 80)])
def test_only_the_beginning_of_a_very_long_text_is_read(
    name: str, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []

    def visible(text: str) -> str:
        read.append(len(text))
        return text

    monkeypatch.setattr(fields, "visible", visible)
    made: dict[str, Value] = {}
    assert put(made, name, " " * 10_000 + "x" * 1_000_000, limit), "it was cut"
    assert (made, read) == ({name: "x" * limit}, [2 * limit])
    assert put(made, name, "Ada" + " " * 1_000_000 + "tail", limit), "nobody can see what was cut"
