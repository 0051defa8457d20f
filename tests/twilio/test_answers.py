"""Fields of answers."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from build.remote.errors import UnexpectedAnswer
from build.twilio.client.answers import Answer
from tests.support.cases import each


def answer(**data: object) -> Answer:
    return Answer("read it", data)


def test_fields_have_their_types() -> None:
    data = answer(a="x", b=3, c=True, d=["x", "y"], e=[{"a": "z"}], f={"k": 1})
    assert (data.text("a"), data.whole_number("b"), data.flag("c")) == ("x", 3, True)
    assert (data.texts("d"), data.answers("e")[0].text("a")) == (("x", "y"), "z")
    assert data.mapping("f") == {"k": 1}


def test_an_optional_field_may_be_null() -> None:
    for found in (answer(), answer(a=None)):
        assert found.text_or_none("a") is None
        assert found.flag("a") is False
        assert (found.texts("a"), found.answers("a"), found.mapping("a")) == ((), [], {})


@each(
    ("read", "value"),
    [
        ("text", 5),
        ("text", None),
        ("text_or_none", 5),
        ("whole_number", "3"),
        ("whole_number", True),
        ("whole_number", None),
        ("texts", "x"),
        ("texts", [1]),
        ("answers", {"a": 1}),
        ("answers", ["x"]),
        ("mapping", ["x"]),
    ],
)
def test_another_type_is_an_error_with_the_step_and_the_field(read: str, value: object) -> None:
    with pytest.raises(UnexpectedAnswer, match=r'^read it: .*"name".*is something else'):
        getattr(answer(name=value), read)("name")


def test_a_missing_field_is_reported_as_missing() -> None:
    with pytest.raises(UnexpectedAnswer, match='"sid", a string, which is missing'):
        answer().text("sid")


@dataclass(frozen=True)
class Thing:
    sid: str
    name: str
    text: str = ""
    kept: bool = False
    other: str | None = None


def test_a_dataclass_is_read_by_its_fields() -> None:
    data = answer(sid="X1", unique_name="n", text="t", kept=True, other="o", more=1).value(
        Thing, name="unique_name"
    )
    assert data == Thing("X1", "n", "t", True, "o")


def test_fields_of_a_dataclass_with_a_default_may_be_null_or_missing() -> None:
    assert answer(sid="X1", name="n", text=None, kept=None).value(Thing) == Thing("X1", "n")
    with pytest.raises(UnexpectedAnswer, match='"name", a string, which is missing'):
        answer(sid="X1").value(Thing)
    with pytest.raises(UnexpectedAnswer, match='"text", a string, which is something else'):
        answer(sid="X1", name="n", text=1).value(Thing)
