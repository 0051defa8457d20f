"""Refuse a script that raises while a browser loads it: Flex would run without the plugin."""

from __future__ import annotations

from collections.abc import Iterator

from build.compiler.compile import LinkedProgram
from build.compiler.load.diagnostics import RefusedError
from build.compiler.load.modules import SHIMS_SHOWN
from build.compiler.v8 import LoadFailure, load_failure
from build.errors import Diagnostic, ProductError

SECONDS = 20.0
"""More than a slow machine needs to load the plugin, which takes milliseconds."""


def check_load(name: str, script: str, program: LinkedProgram, first_line: int) -> None:
    """Load the script in V8. `first_line`: the line of the script on which the program begins, from 0.

    Raises RefusedError with the line of the source that raised; ProductError if it is not a line of Python,
    or loading does not end.
    """
    failure = load_failure(script, SECONDS)
    if failure is None:
        return
    where = next(_places(failure, program, first_line), None)
    why = f"{failure.reason} while the plugin loads: Flex would run without it"
    if where is None:
        raise ProductError(f"{name}: {why}")
    path, line = where
    raise RefusedError([Diagnostic(path, line, 1, why)])


def _places(failure: LoadFailure, program: LinkedProgram, first_line: int) -> Iterator[tuple[str, int]]:
    """Yield the lines of Python on the stack, the innermost first; not those of our standard modules."""
    for line in failure.stack:
        place = program.lines[line - first_line] if 0 <= line - first_line < len(program.lines) else None
        source = program.sources[place.source].name if place else ""
        if place and not source.startswith(SHIMS_SHOWN):
            yield source, place.line
