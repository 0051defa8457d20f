"""Measure how many wrong decisions the tests would notice: change a pure module one place at a time, and run
the tests that name it and those of its feature.

    .venv/bin/python -m benchmarks.mutation [--minutes 30] [--at-least 90] [flex_sfdc/utils/screen_pop.py ...]

Prints the mutants that no test noticed, and the score by module; exit code 1 if it is below `--at-least`.
With `--minutes` it tries the mutants in an order that looks random and is always the same, until the time is
over. Needs `fork`: not for Windows.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import functools
import importlib.abc
import importlib.machinery
import importlib.util
import io
import os
import random
import signal
import sys
import time
import types
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TAKE_LONG = ("hypothesis.strategies", "playwright.async_api")  # imported once, before the first fork
PLUGIN = ROOT / "flex_sfdc"
DECISIONS = [
    *sorted((PLUGIN / "utils").glob("[a-z]*.py")),
    *sorted(PLUGIN.glob("*/rules.py")),
    PLUGIN / "configuration.py",
    PLUGIN / "flex" / "task_facts.py",
]
SECONDS = 40  # a mutant that takes longer would never end, so it counts as noticed

OPPOSITES: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
OTHER_NAMES = {"any": "all", "all": "any", "min": "max", "max": "min"}
OTHER_METHODS = {"startswith": "endswith", "endswith": "startswith", "strip": "__str__", "lower": "__str__"}


@dataclass(frozen=True)
class Mutant:
    """A module with a single change."""

    line: int
    change: str
    tree: ast.Module


Change = tuple[int, int]
"""The place of a node in the walk through a module's tree, and which of its changes."""


def changes(source: str) -> list[Change]:
    """Return every change of every place where something is decided."""
    tree = ast.parse(source)
    hidden = typing_parts(tree)
    return [
        (place, number)
        for place, node in enumerate(ast.walk(tree))
        for number in range(len(changed(node)))
        if getattr(node, "lineno", 0) and node not in hidden
    ]


def mutant(source: str, change: Change) -> Mutant:
    """Return the module with one change."""
    place, number = change
    tree = ast.parse(source)
    node = next(found for at, found in enumerate(ast.walk(tree)) if at == place)
    before, after = shown(node), changed(node)[number]
    replace(tree, node, after)
    line: int = getattr(node, "lineno", 0)
    return Mutant(line, f"{before}  ->  {shown(after)}", ast.fix_missing_locations(tree))


def changed(node: ast.AST) -> list[ast.AST]:
    """Return the nodes to try instead."""
    new = copy.deepcopy(node)
    if isinstance(new, ast.Compare):
        found: list[ast.AST] = []
        for place, operator in enumerate(new.ops):
            copied = copy.deepcopy(new)
            copied.ops[place] = OPPOSITES[type(operator)]()
            found.append(copied)
        return found
    if isinstance(new, ast.BoolOp):
        new.op = ast.Or() if isinstance(new.op, ast.And) else ast.And()
        return [new]
    if isinstance(new, ast.UnaryOp) and isinstance(new.op, ast.Not):
        return [new.operand]
    if isinstance(new, ast.BinOp) and isinstance(new.op, ast.Add | ast.Sub | ast.Mult):
        new.op = ast.Sub() if isinstance(new.op, ast.Add) else ast.Add()
        return [new]
    if isinstance(new, ast.IfExp):
        new.body, new.orelse = new.orelse, new.body
        return [new]
    if isinstance(new, ast.If) and not isinstance(new.test, ast.Compare | ast.BoolOp | ast.UnaryOp):
        new.test = ast.UnaryOp(ast.Not(), new.test)
        return [new]
    if isinstance(new, ast.Constant):
        return constant(new)
    if isinstance(new, ast.Break | ast.Continue):
        return [ast.Continue() if isinstance(new, ast.Break) else ast.Break()]
    if isinstance(new, ast.Return) and isinstance(new.value, ast.Call | ast.Name):
        return [ast.Return(ast.Constant(None))]
    if isinstance(new, ast.Expr) and isinstance(new.value, ast.Call):
        return [ast.Pass()]
    if isinstance(new, ast.Call) and isinstance(new.func, ast.Name) and new.func.id in OTHER_NAMES:
        new.func.id = OTHER_NAMES[new.func.id]
        return [new]
    if isinstance(new, ast.Call) and isinstance(new.func, ast.Attribute) and new.func.attr in OTHER_METHODS:
        new.func.attr = OTHER_METHODS[new.func.attr]
        return [new]
    return []


def constant(node: ast.Constant) -> list[ast.AST]:
    """Return another constant of its kind."""
    value = node.value
    if isinstance(value, bool):
        return [ast.Constant(not value)]
    if isinstance(value, int):
        return [ast.Constant(value + 1)]
    return [ast.Constant(value + "XX")] if isinstance(value, str) else []


def replace(tree: ast.AST, old: ast.AST, new: ast.AST) -> None:
    """Put `new` where `old` is."""
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
            elif isinstance(value, list):
                value[:] = [new if item is old else item for item in value]


def typing_parts(tree: ast.Module) -> set[ast.AST]:
    """Return docstrings and the parts of annotations and shapes: nothing that runs."""
    found: set[ast.AST] = set()
    for parent in ast.walk(tree):
        hidden: list[ast.AST | None] = []
        if isinstance(parent, ast.Expr) and isinstance(parent.value, ast.Constant):
            hidden.append(parent)
        if isinstance(parent, ast.FunctionDef):
            hidden += [parent.returns, *parent.decorator_list]
        if isinstance(parent, ast.arg | ast.AnnAssign):
            hidden.append(parent.annotation)
        if isinstance(parent, ast.ClassDef):
            hidden += [*parent.keywords, *parent.decorator_list]
        if isinstance(parent, ast.Assign) and isinstance(parent.value, ast.Subscript):
            hidden.append(parent)  # a name for a type
        if isinstance(parent, ast.ImportFrom):
            hidden.append(parent)
        for part in hidden:
            if part is not None:
                found.update(ast.walk(part))
    return found


def shown(node: ast.AST) -> str:
    """Return the node as one short line of Python."""
    with contextlib.suppress(Exception):
        return ast.unparse(node).split("\n")[0][:90]
    return type(node).__name__


class Instead(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Import the mutant in place of the module."""

    def __init__(self, name: str, tree: ast.Module) -> None:
        self._name = name
        self._tree = tree

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        del path, target
        return importlib.util.spec_from_loader(fullname, self) if fullname == self._name else None

    def exec_module(self, module: types.ModuleType) -> None:
        exec(compile(self._tree, self._name, "exec"), module.__dict__)


def is_noticed(name: str, mutant: Mutant, tests: list[str]) -> bool:
    """Return whether a test fails, in a new process that has imported nothing of the plugin yet."""
    child = os.fork()
    if child == 0:
        signal.alarm(SECONDS)
        sys.meta_path.insert(0, Instead(name, mutant.tree))
        with open(os.devnull, "w") as nothing:
            os.dup2(nothing.fileno(), 1)
            os.dup2(nothing.fileno(), 2)
        with contextlib.redirect_stdout(io.StringIO()):
            outcome = pytest.main(["-x", "-q", "-p", "no:cacheprovider", "--no-header", *tests])
        os._exit(0 if outcome == 0 else 1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0


@functools.cache
def tests_of(name: str, every: bool) -> list[str]:
    """Return the unit tests that name the module, then those of its folder; `every`: all others too."""
    module = name.rpartition(".")[2]
    unit = sorted((ROOT / "tests" / "unit").rglob("test_*.py"), key=lambda file: module not in file.name)
    properties = sorted((ROOT / "tests" / "properties").glob("test_*.py"))
    naming = [file for file in unit if name in file.read_text(encoding="utf-8")]
    beside = [file for file in unit if file.parent.name == name.split(".")[1] and file not in naming]
    rest = [*[file for file in unit if file not in naming], *properties] if every else beside
    return [str(file.relative_to(ROOT)) for file in (*naming, *rest)]


@dataclass
class Score:
    noticed: int = 0
    tried: int = 0

    @property
    def percent(self) -> float:
        return 100 * self.noticed / max(self.tried, 1)

    def __str__(self) -> str:
        return f"{self.noticed} of {self.tried} noticed ({self.percent:.1f} %)"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--all-tests", action="store_true", help="let all unit tests and properties look")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="stop after this many minutes")
    parser.add_argument("--at-least", type=float, default=0, help="the lowest score that passes, in percent")
    parser.add_argument("modules", nargs="*", type=Path)
    options = parser.parse_args()
    os.chdir(ROOT)
    for heavy in TAKE_LONG:
        importlib.import_module(heavy)
    every = [
        (file, change)
        for file in options.modules or DECISIONS
        for change in changes(file.read_text(encoding="utf-8"))
    ]
    if options.minutes < float("inf"):
        random.Random(0).shuffle(every)
    scores = run(every, options.all_tests, time.monotonic() + 60 * options.minutes)
    for name, score in sorted(scores.items()):
        print(f"== {name}: {score}")
    whole = Score(sum(s.noticed for s in scores.values()), sum(s.tried for s in scores.values()))
    print(f"== all: {whole}, of {len(every)} mutants")
    return 0 if whole.percent >= options.at_least else 1


def run(every: Sequence[tuple[Path, Change]], all_tests: bool, ends: float) -> dict[str, Score]:
    """Try mutants until the time is over; return the scores by module."""
    scores: dict[str, Score] = {}
    for file, change in every:
        if time.monotonic() > ends:
            break
        name = ".".join(file.resolve().relative_to(ROOT).with_suffix("").parts)
        score = scores.setdefault(name, Score())
        score.tried += 1
        made = mutant(file.read_text(encoding="utf-8"), change)
        if any(is_noticed(name, made, [test]) for test in tests_of(name, all_tests)):
            score.noticed += 1
        else:
            print(f"{file}:{made.line}: {made.change}", flush=True)
    return scores


if __name__ == "__main__":
    raise SystemExit(main())
