"""Print a lowered tree with Transcrypt's generator, in-process.

One hook turns off Transcrypt's renaming of identifiers: ours are legal JavaScript already. The adapter reads
and writes no files, ignores command line options, and drops the time stamp that Transcrypt prints.
"""

from __future__ import annotations

import ast
import functools
import importlib
import importlib.util
import os
import sys
import tempfile
import types
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_OPTIONS = [
    "kwargs",
    "opov",
    "iconv",
    "tconv",
    "keycheck",
    "anno",
    "docat",
    "xglobs",
    "jscall",
    "jskeys",
    "jsmod",
    "fcall",
    "xreex",
    "verbose",
    "dlog",
    "dcheck",
    "dextex",
]
LAMBDA = "__lambda__"
"""The name that Transcrypt prints for every lambda."""
_RUNTIME = "org.transcrypt.__runtime__"
_HEADER_LINES = 2  # Transcrypt's time stamp and `var __name__`


@dataclass(frozen=True)
class Line:
    """A line of generated JavaScript and the line of the Python source that it comes from."""

    text: str
    source_line: int


def generate(statements: list[ast.stmt]) -> list[Line]:
    """Print the lowered statements of a module's top level."""
    tree = ast.Module(body=statements, type_ignores=[])
    _tell_parents(tree)
    compiler = _compiler()
    fragments: list[str] = compiler.hooked(_module_of(tree)).targetFragments
    width = compiler.sourcemaps.lineNrLength
    lines = []
    for numbered in "".join(fragments).split("\n")[_HEADER_LINES:]:
        text, line = numbered[:-width].rstrip(), int(numbered[-width:] or 0)
        if text.strip() in ("", ";"):
            continue
        lines.append(Line(text.removeprefix("export "), line))
    return lines


def _tell_parents(parent: ast.AST) -> None:
    """Set the parents of statements, which Transcrypt's generator reads."""
    for name in ("body", "orelse", "finalbody", "handlers"):
        for child in getattr(parent, name, []):
            if isinstance(child, ast.stmt | ast.ExceptHandler):
                child.parentNode = parent  # type: ignore[union-attr]
                _tell_parents(child)


def _module_of(tree: ast.Module) -> Any:
    """Return the parts of Transcrypt's Module and Program that the generator reads."""
    program = types.SimpleNamespace(
        symbols=(),
        envir=types.SimpleNamespace(transpiler_name="transcrypt"),
        runtimeModuleName=_RUNTIME,
        moduleDict={},
        importStack=[[None, None]],
    )
    return types.SimpleNamespace(
        parseTree=tree,
        program=program,
        name=_RUNTIME,
        __name__=_RUNTIME,
        sourcePath="module.py",
        sourcePrename="module",
    )


@functools.cache
def _compiler() -> Any:
    compiler = _import_compiler()
    compiler.utils.commandArgs.__dict__.update(dict.fromkeys(_OPTIONS, False), map=True)
    compiler.utils.nrOfExtraLines = 0
    compiler.utils.setProgram(
        types.SimpleNamespace(importStack=[[types.SimpleNamespace(name="module"), None]])
    )

    class Hooked(compiler.Generator):  # type: ignore[misc, name-defined]
        def filterId(self, qualifiedId: str) -> str:  # Transcrypt's name
            # emit() runs every fragment through str.format
            return qualifiedId.replace("{", "{{").replace("}", "}}")

    compiler.hooked = Hooked
    return compiler


def _import_compiler() -> Any:
    """Import Transcrypt's compiler, and undo the side effects of the import.

    It imports mypy and a minifier that are not used here, and deletes a file `transcrypt.log` in the current
    folder.
    """
    spec = importlib.util.find_spec("transcrypt")
    if spec is None or not spec.submodule_search_locations:
        raise ImportError("Transcrypt is not installed in this environment")
    modules = str(Path(next(iter(spec.submodule_search_locations))) / "modules")
    for unused in ("minify", "static_check", "type_check"):
        sys.modules.setdefault(f"org.transcrypt.{unused}", types.ModuleType(unused))
    folder = Path.cwd()
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        sys.path.append(modules)  # last, because the folder has modules named `re`, `copy` and `datetime`
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # Python 3.12 warns about its string escapes
                return importlib.import_module("org.transcrypt.compiler")
        finally:
            sys.path.remove(modules)
            os.chdir(folder)
