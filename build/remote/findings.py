"""The results of the checks: a finding for each thing checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from build.remote.errors import ReleaseError

OK = "ok"
WARNING = "warning"
PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """A result in one line, and what to do."""

    check: str
    """The thing checked, as in "Flex UI"."""
    level: str
    """OK; WARNING, someone should look at it; PROBLEM, agents lack something."""
    text: str
    next: str = ""


def ok(check: str, text: str) -> Finding:
    """Return a finding for something that is correct."""
    return Finding(check, OK, text)


def warning(check: str, text: str, then: str) -> Finding:
    """Return a finding for something that works, or may work, and that someone should look at."""
    return Finding(check, WARNING, text, then)


def problem(check: str, text: str, then: str) -> Finding:
    """Return a finding for something that does not work."""
    return Finding(check, PROBLEM, text, then)


def guarded(check: str, work: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """Return the findings of a check; a request that fails is a problem of the check that needed it."""
    try:
        return list(work())
    except ReleaseError as error:
        return [problem(check, f"could not be checked: {error.step}: {error.problem}", error.next)]
