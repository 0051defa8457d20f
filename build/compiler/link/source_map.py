"""Make source maps (version 3), which map statements of a product to lines of Python."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from build.compiler.compile import LinkedProgram

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


def source_map(file: str, program: LinkedProgram, first_line: int) -> str:
    """Return the map of a product as JSON.

    `file`: the product's name; `first_line`: its line (from 0) at which the program's code begins.
    The sources are named `flex-sfdc:///…`, so that DevTools lists them separately from the page's own files,
    and are included.
    """
    mappings = [""] * first_line
    source = line = 0
    for places in program.lines:
        segments, column = [], 0
        for place in places:
            deltas = (place.column - column, place.source - source, place.line - 1 - line, 0)
            column, source, line = place.column, place.source, place.line - 1
            segments.append("".join(_vlq(delta) for delta in deltas))
        mappings.append(",".join(segments))
    document = {
        "version": 3,
        "file": file,
        "sources": [f"flex-sfdc:///{item.name}" for item in program.sources],
        "sourcesContent": [item.text for item in program.sources],
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
