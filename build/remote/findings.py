"""Describe the results of checks as findings, and share the values that several checks read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from build.remote.errors import ReleaseError

OK = "ok"
WARNING = "warning"
PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """The result of a check in one line, with advice."""

    check: str
    """The thing checked, such as "Flex UI"."""
    level: str
    """OK; WARNING, someone should look at it; PROBLEM, agents lack something."""
    text: str
    next: str = ""


def ok(check: str, text: str) -> Finding:
    """Return a finding for something that is correct."""
    return Finding(check, OK, text)


def warning(check: str, text: str, then: str) -> Finding:
    """Return a finding for something that may work, but that a person should look at."""
    return Finding(check, WARNING, text, then)


def problem(check: str, text: str, then: str) -> Finding:
    """Return a finding for something that does not work."""
    return Finding(check, PROBLEM, text, then)


def guarded(check: str, work: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """Return the findings of a check. A failed request is a problem of the check that needed it."""
    try:
        return list(work())
    except ReleaseError as error:
        return [problem(check, f"could not be checked: {error.step}: {error.problem}", error.next)]


T = TypeVar("T")


class Once(Generic[T]):
    """A value that is read once for all checks that need it. The checks also share its failure."""

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._outcome: T | ReleaseError | None = None
        self._is_read = False

    def __call__(self) -> T:
        if not self._is_read:
            try:
                self._outcome = self._read()
            except ReleaseError as error:
                self._outcome = error
            self._is_read = True
        if isinstance(self._outcome, ReleaseError):
            raise self._outcome
        return self._outcome  # type: ignore[return-value]
