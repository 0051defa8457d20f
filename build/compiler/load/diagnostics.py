"""The error for sources that cannot be translated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from build import errors
from build.errors import Diagnostic, UserError


class RefusedError(UserError):
    """The sources contain code that would behave differently in the browser; the error names every place."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = tuple(
            sorted(set(diagnostics), key=lambda item: (item.path, item.line, item.column, item.message))
        )
        super().__init__("\n".join(str(item) for item in self.diagnostics))


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return the end of a message that names the nearest of the known names; "" if none is near."""
    hint = errors.did_you_mean(name, known, quote="`", cutoff=0.75)
    return f": {hint}" if hint else ""
