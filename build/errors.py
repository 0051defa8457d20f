"""What can go wrong in the tool chain.

A step raises one of these and prints nothing; the command line alone turns an error into words on standard error and an exit code.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, order=True)
class Diagnostic:
    """One finding in a source file. `line` and `column` count from 1, `path` is as the user gave it or relative to the checkout."""

    path: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message}"


class ToolChainError(Exception):
    """The tool chain could not do its work. Its text is one line for the user, or one line for each problem."""

    exit_code: ClassVar[int] = 1


class UserError(ToolChainError):
    """The user can mend it: settings, arguments, sources."""

    exit_code: ClassVar[int] = 2


class RefusedError(UserError):
    """Sources that cannot mean the same in the browser: a line for each place, in the order of files and lines."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = tuple(diagnostics)
        super().__init__("\n".join(map(str, self.diagnostics)))


class SettingsError(UserError):
    """Settings or string catalogues that do not say what they must: `file:line: key: expected ..., got ...`, a line for each."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems: tuple[str, ...] = tuple(problems)
        super().__init__("\n".join(self.problems))


class ProductError(ToolChainError):
    """A product that must not be written: a parser refused it, or the manifest is not what Flex takes."""
