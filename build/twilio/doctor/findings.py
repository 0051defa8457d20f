"""What the doctor says: one finding for each thing looked at."""

from __future__ import annotations

from dataclasses import dataclass

OK = "ok"
WARNING = "warning"
PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """One line, and what to do."""

    check: str
    """What was looked at, as in "Flex UI"."""
    level: str
    """OK, WARNING: worth a look, PROBLEM: agents lack something."""
    text: str
    next: str = ""


def ok(check: str, text: str) -> Finding:
    """As it should be."""
    return Finding(check, OK, text)


def warning(check: str, text: str, then: str) -> Finding:
    """Works, or may work, and somebody should look."""
    return Finding(check, WARNING, text, then)


def problem(check: str, text: str, then: str) -> Finding:
    """Does not work."""
    return Finding(check, PROBLEM, text, then)
