"""Make source maps (version 3), which map statements of a product to lines of Python."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


@dataclass(frozen=True)
class LinkedLine:
    """A line of a bundle. `source` and `line` name its Python line, if it has one."""

    text: str
    source: str | None = None
    line: int = 0


Joined = tuple[LinkedLine, ...]
"""The parts of a line that several statements share."""


def text_of(line: Joined) -> str:
    """Return the text of a line."""
    return "".join(part.text for part in line)


@dataclass(frozen=True)
class Source:
    name: str
    text: str


@dataclass(frozen=True)
class SourceLine:
    """A line of Python, and the column of the code where its JavaScript begins."""

    source: int
    """The position in the program's sources."""
    line: int
    """From 1."""
    column: int
    """From 0."""


def source_map(
    file: str, sources: Sequence[Source], lines: Sequence[Sequence[SourceLine]], first_line: int
) -> str:
    """Return the map of a product as JSON.

    `file`: the product's name; `lines`: the Python lines of each line of the program, none for a line of the
    runtime; `first_line`: the product's line (from 0) at which the program begins.
    The sources are named `flex-sfdc:///…`, so that DevTools lists them separately from the page's own files,
    and are included.
    """
    mappings = [""] * first_line
    source = line = 0
    for places in lines:
        segments, column = [], 0
        for place in places:
            deltas = (place.column - column, place.source - source, place.line - 1 - line, 0)
            column, source, line = place.column, place.source, place.line - 1
            segments.append("".join(_vlq(delta) for delta in deltas))
        mappings.append(",".join(segments))
    document = {
        "version": 3,
        "file": file,
        "sources": [f"flex-sfdc:///{item.name}" for item in sources],
        "sourcesContent": [item.text for item in sources],
        "names": [],
        "mappings": ";".join(mappings),
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _vlq(value: int) -> str:
    """Encode as Base64 VLQ: the sign in the lowest bit, five bits per digit; the sixth bit continues."""
    bits = (-value << 1) | 1 if value < 0 else value << 1
    text = ""
    while True:
        digit, bits = bits & 31, bits >> 5
        text += _DIGITS[digit | (32 if bits else 0)]
        if not bits:
            return text
