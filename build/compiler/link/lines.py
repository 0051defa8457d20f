"""A line of a bundle."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LinkedLine:
    """A line of a bundle. `source` and `line` name the Python line that it comes from, if there is one."""

    text: str
    source: str | None = None
    line: int = 0
