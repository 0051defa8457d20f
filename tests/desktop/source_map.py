"""Read a source map (version 3), from a position in the script back to the line that it was made from."""

from __future__ import annotations

import bisect
import itertools
from dataclasses import dataclass
from typing import Any

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


@dataclass(frozen=True)
class Origin:
    """The origin of a position; `line` counts from 1."""

    source: str
    line: int
    text: str


class SourceMap:
    """A decoded map."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._sources: list[str] = document["sources"]
        self._contents: list[str] = document["sourcesContent"]
        self._lines = _decode(document["mappings"])

    def origin(self, line: int, column: int) -> Origin | None:
        """Return the Python line of a position, None if it is not mapped. Both count from 1."""
        if line > len(self._lines):
            return None
        segments = self._lines[line - 1]
        index = bisect.bisect_right([segment[0] for segment in segments], column - 1) - 1
        if index < 0 or len(segments[index]) == 1:
            return None
        _, source, original, *_ = segments[index]
        text = self._contents[source].splitlines()[original]
        return Origin(self._sources[source], original + 1, text)


def _decode(mappings: str) -> list[list[list[int]]]:
    """Return the segments of each line: column, and if mapped source, line, column, all absolute."""
    lines = []
    source = original_line = original_column = 0
    for text in mappings.split(";"):
        column, segments = 0, []
        for numbers in (_numbers(part) for part in text.split(",") if part):
            column += numbers[0]
            if len(numbers) == 1:
                segments.append([column])
                continue
            source, original_line = source + numbers[1], original_line + numbers[2]
            original_column += numbers[3]
            segments.append([column, source, original_line, original_column])
        lines.append(segments)
    return lines


def _numbers(text: str) -> list[int]:
    """Read base-64 variable-length quantities: five bits a digit, least first; the lowest bit is the sign."""
    numbers: list[int] = []
    digits = iter(DIGITS.index(character) for character in text)
    for first in digits:
        group = [first]
        while group[-1] & 32:
            group.append(next(digits))
        value = sum((digit & 31) << shift for digit, shift in zip(group, itertools.count(0, 5), strict=False))
        numbers.append(-(value >> 1) if value & 1 else value >> 1)
    return numbers
