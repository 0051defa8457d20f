"""Small Python programs, compiled and run in V8, or run in CPython."""

from __future__ import annotations

import contextlib
import io
import tempfile
from functools import cache
from pathlib import Path

from py_mini_racer import MiniRacer

from build.compiler import v8
from build.compiler.compile import LinkedProgram, compile_program


@cache
def _engine() -> MiniRacer:
    return MiniRacer()


def ran(program: LinkedProgram) -> v8.Outcome:
    """Run a program in the engine that all programs of this process share: they leave nothing behind."""
    return v8.run_again(_engine(), program.code)


def compiled(source: str, **beside: str) -> LinkedProgram:
    """Return the program `source` with the modules `beside` it (name -> text). Raises RefusedError."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, text in beside.items():
            (root / f"{name}.py").write_text(text, encoding="utf-8")
        entry = root / "program.py"
        entry.write_text(source, encoding="utf-8")
        return compile_program(entry, root=root, runtime_roots=("$uncaught",))


def printed(source: str, **beside: str) -> str:
    """Return what the compiled program prints; an uncaught exception fails the test with its text."""
    outcome = ran(compiled(source, **beside))
    assert outcome.exit_code == 0, outcome.text("err")
    return outcome.text("out")


def in_cpython(source: str) -> str:
    """Return what CPython prints for the same program."""
    written = io.StringIO()
    with contextlib.redirect_stdout(written):
        exec(compile(source, "program.py", "exec"), {"__name__": "__main__"})
    return written.getvalue()
