"""Expressions and their values in CPython 3.11, kept in `expressions/*.txt`.

A file holds an expression on a line and below it, indented, its `repr` or the exception it raises. `#` begins
a comment, and the imports that expressions need come before them. After an expression is added,
`python -m tests.compiler.python_expressions` writes the lines below it (with Python 3.11, whose messages are
the reference).
"""

from __future__ import annotations

import math
import platform
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "expressions"
_NAMES = {"inf": math.inf, "nan": math.nan}
_PROGRAM = """\
inf = float("inf")
nan = float("nan")


def check(function):
    try:
        print(repr(function()))
    except Exception as error:
        print(type(error).__name__ + ": " + str(error))


"""


@dataclass(frozen=True)
class Expression:
    text: str
    result: str


@dataclass(frozen=True)
class Sheet:
    imports: str
    expressions: tuple[Expression, ...]


def files() -> list[Path]:
    return sorted(FOLDER.glob("*.txt"))


def is_import(line: str) -> bool:
    return line.startswith(("import ", "from "))


def read(path: Path) -> Sheet:
    lines = path.read_text(encoding="utf-8").split("\n")
    expressions: list[Expression] = []
    text = ""
    for line in lines:
        if line.startswith("    "):
            expressions.append(Expression(text, line[4:]))
        elif line and not line.startswith("#"):
            text = line
    return Sheet("".join(f"{line}\n" for line in lines if is_import(line)), tuple(expressions))


def program(sheet: Sheet) -> str:
    """Return a program that prints the value of each expression, one per line."""
    checks = "".join(f"check(lambda: ({expression.text}))\n" for expression in sheet.expressions)
    return sheet.imports + _PROGRAM + checks


def result_in_cpython(text: str, names: dict[str, object]) -> str:
    try:
        return repr(eval(text, {**names, **_NAMES}))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def write_results(path: Path) -> None:
    names: dict[str, object] = {}
    exec(read(path).imports, names)
    lines: list[str] = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.startswith("    "):
            continue
        lines.append(line)
        if line and not line.startswith("#") and not is_import(line):
            lines.append(f"    {result_in_cpython(line, names)}")
    path.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    if platform.python_version_tuple()[:2] != ("3", "11"):
        sys.exit("the results are those of Python 3.11: run this with it")
    warnings.simplefilter("ignore")
    for file in files():
        write_results(file)
