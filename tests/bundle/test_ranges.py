"""Ranges of versions, as the Flex configuration and the settings have them."""

from __future__ import annotations

import pytest

from build.bundle.ranges import Span, is_within, overlaps, spans
from tests.support.cases import each


@each(
    ("text", "low", "high"),
    [
        ("2.17.0", (2, 17, 0), (2, 17, 1)),
        ("=2.17.0", (2, 17, 0), (2, 17, 1)),
        ("v2.17.0-rc.1", (2, 17, 0), (2, 17, 1)),
        ("~2.17.0", (2, 17, 0), (2, 18, 0)),
        ("~2.17", (2, 17, 0), (2, 18, 0)),
        ("~2", (2, 0, 0), (3, 0, 0)),
        ("^2.3.4", (2, 3, 4), (3, 0, 0)),
        ("^0.2.3", (0, 2, 3), (0, 3, 0)),
        ("^0.0.3", (0, 0, 3), (0, 0, 4)),
        ("^2", (2, 0, 0), (3, 0, 0)),
        ("2.x", (2, 0, 0), (3, 0, 0)),
        ("2.17.x", (2, 17, 0), (2, 18, 0)),
        ("2", (2, 0, 0), (3, 0, 0)),
        ("*", (0, 0, 0), None),
        (">=2.7.0 <3.0.0", (2, 7, 0), (3, 0, 0)),
        (">= 2.7.0 < 3.0.0", (2, 7, 0), (3, 0, 0)),
        (">2.7.0 <=2.9.1", (2, 7, 1), (2, 9, 2)),
        (">2", (3, 0, 0), None),
        ("<=2", (0, 0, 0), (3, 0, 0)),
        ("^1.9.0 || ^2.0.0", (1, 9, 0), (3, 0, 0)),
        ("1.x || >=1.5.0", (1, 0, 0), None),
    ],
)
def test_a_range_is_its_first_version_and_the_first_beyond(
    text: str, low: tuple[int, int, int], high: tuple[int, int, int] | None
) -> None:
    assert spans(text) == (Span(low, high),)


def test_alternatives_that_do_not_touch_stay_apart() -> None:
    assert spans("3.x || 1.x") == (Span((1, 0, 0), (2, 0, 0)), Span((3, 0, 0), (4, 0, 0)))


def test_ranges_that_exclude_each_other_are_empty() -> None:
    assert spans(">=3.0.0 <2.0.0") == ()
    assert not is_within(spans(">=3.0.0 <2.0.0"), spans("*"))


@pytest.mark.parametrize("text", ["", "latest", "2..1", "1.2.3.4", "2 ||", "^", "~x y"])
def test_spans_of_an_invalid_range_raise(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a version|is empty"):
        spans(text)


@each(
    ("inner", "outer", "within", "common"),
    [
        ("~2.17.0", ">=2.7.0 <3.0.0", True, True),
        ("2.x", ">=2.7.0 <3.0.0", False, True),
        ("1.34.0", ">=2.7.0 <3.0.0", False, False),
        ("3.0.0", ">=2.7.0 <3.0.0", False, False),
        ("2.x", "*", True, True),
        ("*", "2.x", False, True),
        ("1.5.0 || 2.5.0", "1.x || 2.x", True, True),
        ("1.5.0 || 4.0.0", "1.x || 2.x", False, True),
    ],
)
def test_a_range_lies_in_another_overlaps_it_or_does_neither(
    inner: str, outer: str, within: bool, common: bool
) -> None:
    assert is_within(spans(inner), spans(outer)) is within
    assert overlaps(spans(inner), spans(outer)) is common
