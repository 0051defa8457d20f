"""Compare ranges of versions in npm's grammar.

Pre-release labels (`-rc.1`) are ignored: Flex UI has no such releases.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

Version = tuple[int, int, int]
FIRST: Version = (0, 0, 0)
_PART = r"(?:[0-9]{1,9}|[xX*])"
_COMPARATOR = re.compile(
    rf"(>=|<=|>|<|=|\^|~)?v?({_PART})(?:\.({_PART}))?(?:\.({_PART}))?(?:-[0-9A-Za-z.-]+)?"
)
_AFTER_AN_OPERATOR = re.compile(r"(?<=[<>=~^])\s+")


class Span(NamedTuple):
    """All versions from `low` up to, but not including, `high`; None for no upper end."""

    low: Version
    high: Version | None


def spans(text: str) -> tuple[Span, ...]:
    """Return the spans of a range, the lowest first; none if its parts exclude each other.

    Raises ValueError if it is not a range.
    """
    result = []
    for alternative in text.split("||"):
        comparators = _AFTER_AN_OPERATOR.sub("", alternative).split()
        if not comparators:
            raise ValueError("a part of the range is empty")
        together: Span | None = Span(FIRST, None)
        for comparator in comparators:
            together = together and _common(together, _span(comparator))
        if together:
            result.append(together)
    return _joined(result)


def is_range(text: str) -> bool:
    """Return whether the text is a range."""
    try:
        spans(text)
    except ValueError:
        return False
    return True


def is_within(inner: Sequence[Span], outer: Sequence[Span]) -> bool:
    """Return whether every version of `inner` is in `outer`."""
    return bool(inner) and all(any(_common(span, other) == span for other in outer) for span in inner)


def overlaps(left: Sequence[Span], right: Sequence[Span]) -> bool:
    """Return whether they have a version in common."""
    return any(_common(first, second) for first in left for second in right)


def _span(text: str) -> Span:
    match = _COMPARATOR.fullmatch(text)
    if match is None:
        raise ValueError(f'"{text}" is not a version')
    operator, *parts = match.groups()
    numbers = []
    for part in parts:
        if part is None or not part.isdigit():
            break
        numbers.append(int(part))
    return _span_of(operator, numbers) if numbers else _span_of_any(operator)


def _span_of(operator: str | None, numbers: Sequence[int]) -> Span:
    last = len(numbers) - 1
    low = _filled(numbers)
    # The first version that does not begin with these numbers: 2.18.0 after 2.17, 3.0.0 after 2.
    beyond = _raised(numbers, last)
    return {
        ">=": Span(low, None),
        ">": Span(beyond, None),
        "<": Span(FIRST, low),
        "<=": Span(FIRST, beyond),
        "~": Span(low, _raised(numbers, min(1, last))),
        "^": Span(low, _raised(numbers, _leading(numbers))),
    }.get(operator or "", Span(low, beyond))


def _span_of_any(operator: str | None) -> Span:
    """Return the span of `*`: no version is above or below all versions."""
    return Span(FIRST, FIRST if operator in ("<", ">") else None)


def _leading(numbers: Sequence[int]) -> int:
    """Return the position that a caret keeps: the first that is not 0, otherwise the last."""
    return next((place for place, number in enumerate(numbers) if number), len(numbers) - 1)


def _raised(numbers: Sequence[int], place: int) -> Version:
    return _filled([*numbers[:place], numbers[place] + 1])


def _filled(numbers: Sequence[int]) -> Version:
    major, minor, patch = (*numbers, 0, 0, 0)[:3]
    return major, minor, patch


def _common(left: Span, right: Span) -> Span | None:
    low = max(left.low, right.low)
    ends = [span.high for span in (left, right) if span.high is not None]
    high = min(ends) if ends else None
    return Span(low, high) if high is None or low < high else None


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Join spans that touch or overlap."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda part: part.low):
        last = joined[-1] if joined else None
        if last is None or (last.high is not None and last.high < span.low):
            joined.append(span)
        else:
            high = None if last.high is None or span.high is None else max(last.high, span.high)
            joined[-1] = Span(last.low, high)
    return tuple(joined)
