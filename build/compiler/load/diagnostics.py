"""The error for sources that cannot be translated."""

from __future__ import annotations

from collections.abc import Sequence

from build.errors import Diagnostic, UserError


class RefusedError(UserError):
    """The sources contain something that cannot mean the same in the browser; the error names every place."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = tuple(
            sorted(set(diagnostics), key=lambda item: (item.path, item.line, item.column, item.message))
        )
        super().__init__("\n".join(str(item) for item in self.diagnostics))
