"""The errors of the tool chain.

A step raises an error and prints nothing. Only the command line prints errors, on standard error, and turns
them into exit codes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import ClassVar


@dataclass(frozen=True, order=True)
class Diagnostic:
    """A finding in a source file, at a line and column that count from 1."""

    path: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message}"


class ToolChainError(Exception):
    """The tool chain could not do its work. The text is one line for the user, or a line for each problem."""

    exit_code: ClassVar[int] = 1


class UserError(ToolChainError):
    """A mistake that the user can fix, in settings, arguments or sources."""

    exit_code: ClassVar[int] = 2


class SettingsError(UserError):
    """Mistakes in a file that people write, one line each: `file:line: key: expected ..., got ...`."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems: tuple[str, ...] = tuple(problems)
        super().__init__("\n".join(self.problems))


class RefusedError(UserError):
    """The sources contain code that would behave differently in the browser. The error names every place."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = tuple(
            sorted(set(diagnostics), key=lambda item: (item.path, item.line, item.column, item.message))
        )
        super().__init__("\n".join(str(item) for item in self.diagnostics))


class ProductError(ToolChainError):
    """A product must not be written: a parser refused it, or Flex could not read the manifest."""


def did_you_mean(
    name: str, names: Iterable[str], otherwise: str = "", *, quote: str = "", cutoff: float = 0.6
) -> str:
    """Return a hint with the name nearest to a mistyped `name`, or `otherwise` if none is near."""
    close = get_close_matches(name, list(names), n=1, cutoff=cutoff)
    return f"did you mean {quote}{close[0]}{quote}?" if close else otherwise


def nearest_hint(name: str, names: Iterable[str]) -> str:
    """Return the hint that ends a message about code: the nearest of the names, "" if none is near."""
    hint = did_you_mean(name, names, quote="`", cutoff=0.75)
    return f": {hint}" if hint else ""
