"""`package.py run FILE`: what a piece of Python does in the browser, seen in V8."""

from __future__ import annotations

import argparse
import sys
import tokenize
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from build.cli.arguments import Parser
from build.errors import ToolChainError, UserError

if TYPE_CHECKING:
    from build.compiler.compile import LinkedProgram
    from build.compiler.v8 import Outcome

REFUSED = 2


def main(arguments: Sequence[str]) -> int:
    """Prints what the program prints and returns its exit code; 2 when the tool chain does not take it."""
    file = _parser().parse_args(arguments).file
    _require_python(file)

    from build.compiler.compile import compile_program
    from build.compiler.v8 import run

    try:
        program = compile_program(file, root=file.parent, runtime_roots=("$uncaught",))
        outcome = run(program.code)
    except ToolChainError as error:
        print(error, file=sys.stderr)
        return REFUSED
    written = list(outcome.written)
    written[-1:-1] = [("err", line) for line in _traceback(program, outcome)]
    for stream, text in written:
        target = sys.stdout if stream == "out" else sys.stderr
        target.write(text)
        target.flush()
    return outcome.exit_code


def _traceback(program: LinkedProgram, outcome: Outcome) -> list[str]:
    """The Python lines that an uncaught exception came through, as CPython lists them: the innermost last."""
    places = [program.lines[line] for line in outcome.stack if line < len(program.lines)]
    sources = [(program.sources[place.source], place.line) for place in places if place]
    lines = [f'  File "{source.name}", line {line}\n' for source, line in reversed(sources)]
    return ["Traceback (most recent call last):\n", *lines] if lines else []


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="package.py run", description=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE", help="a Python program")
    return parser


def _require_python(file: Path) -> None:
    """Raises UserError, in one line, for what is no Python file at all."""
    if file.suffix != ".py":
        raise UserError(f"{file}: expected a Python file, with a name that ends in .py")
    try:
        with tokenize.open(file) as source:
            source.read()
    except (SyntaxError, UnicodeDecodeError) as error:
        raise UserError(f"{file}: is not text in the encoding it claims: {error}") from error
    except OSError as error:
        raise UserError(f"{file}: cannot be read: {error.strerror}") from error
