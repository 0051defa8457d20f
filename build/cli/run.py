"""`package.py run`."""

from __future__ import annotations

import argparse
import io
import sys
import tokenize
from pathlib import Path

from build.cli import ROOT
from build.compiler.compile import LinkedProgram, compile_program
from build.compiler.load.modules import package_root
from build.compiler.v8 import Outcome, run
from build.errors import ToolChainError, UserError
from build.files import read

REFUSED = 2


def main(options: argparse.Namespace) -> int:
    """Print the program's output, and return its exit code, or 2 if the tool chain refuses it."""
    file = options.file
    _require_python(file)
    try:
        roots = [package_root(file), file.resolve().parent, ROOT]
        program = compile_program(file, root=roots[0], further=roots[1:], runtime_roots=("$uncaught",))
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
    """Return the Python lines of an uncaught exception in CPython's order, the innermost last."""
    places = [program.origin(line, column) for line, column in outcome.stack]
    sources = [(program.sources[place.source], place.line) for place in places if place]
    lines = [f'  File "{source.name}", line {line}\n' for source, line in reversed(sources)]
    return ["Traceback (most recent call last):\n", *lines] if lines else []


def _require_python(file: Path) -> None:
    """Raise UserError, in one line, unless this is a Python file."""
    if file.suffix != ".py":
        raise UserError(f"{file}: expected a Python file, with a name that ends in .py")
    try:
        content = read(file)
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        content.decode(encoding)
    except (SyntaxError, UnicodeDecodeError) as error:
        raise UserError(f"{file}: is not text in the encoding it declares: {error}") from error
    except OSError as error:
        raise UserError(f"{file}: cannot be read: {error.strerror}") from error
