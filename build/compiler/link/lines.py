"""A line of a bundle."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LinkedLine:
    """`source` and `line` say which Python line it comes from, where there is one."""

    text: str
    source: str | None = None
    line: int = 0
