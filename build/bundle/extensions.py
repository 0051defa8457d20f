"""Read extensions: a team's packages next to `flex_sfdc/`, whose rules replace ours.

The build reads each package's rules without running them; extension_module.py generates the module that calls
them. docs/extensions.md is the contract.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from build.bundle.extension_layout import HOOKS, RULES, package_problem
from build.bundle.extension_names import unknown_settings
from build.bundle.extension_schema import read_schema
from build.compiler.analysis.scopes import bound_names
from build.compiler.load.modules import Module, parse
from build.errors import Diagnostic, RefusedError, UserError
from flex_sfdc.configuration import Schema

REGISTER = "register"
SERVICES, SETTINGS, OURS = "services", "settings", "ours"


@dataclass(frozen=True)
class Point:
    """An extension point: the parameters that its function must have, with their types."""

    parameters: Mapping[str, str]
    ours: str
    returns: str
    seam: str
    """The function of the seam that calls it."""
    may_wait: bool = False
    """Whether it may be async, and gets the services."""

    @property
    def optional(self) -> tuple[str, ...]:
        """The parameters that may be missing, in order."""
        return (*((SERVICES,) if self.may_wait else ()), SETTINGS, OURS)

    def accepts(self, names: Sequence[str]) -> bool:
        """Return whether a function with these parameters can define the point."""
        further = [*names[len(self.parameters) :]]
        are_first = [*names[: len(self.parameters)]] == [*self.parameters]
        return are_first and further == [name for name in self.optional if name in further]

    def head(self, name: str, more: Mapping[str, str], returns: str) -> str:
        """Return the first line of a function with the point's parameters and these."""
        parameters = {**self.parameters, **more}
        typed = ", ".join(f"{parameter}: {kind}" for parameter, kind in parameters.items())
        return f"def {name}({typed}) -> {returns}:"

    def example(self, name: str) -> str:
        """Return the function's first line as the documentation shows it."""
        return self.head(name, {OURS: self.ours}, self.returns)


_TASK = {"task": "TaskInfo"}
_COUNTED = {"tasks": "int", "incoming": "bool", "available": "bool"}
_DIALLED = {"number": "str", "attributes": "Mapping[str, str]"}

POINTS = {
    "searches": Point(_TASK, "SearchesRule", "list[Search]", "pop_of"),
    "pops": Point(_TASK, "TaskRule", "bool", "pop_of"),
    "options": Point({"records": "list[Record]", **_TASK}, "OptionsRule", "list[Record]", "matched"),
    "match": Point({"records": "list[Record]", **_TASK}, "MatchRule", "Record | None", "matched"),
    "logs": Point(_TASK, "TaskRule", "bool", "logs"),
    "activity": Point({"work": "Work", "note": "Note"}, "ActivityRule", "dict[str, Value]", "activity"),
    "may_dial": Point(_DIALLED, "MayDialRule", "Permission", "may_dial", may_wait=True),
    "call": Point(_DIALLED, "CallRule", "OutboundCall", "call"),
    "item_status": Point(_COUNTED, "ItemStatusRule", "ItemStatus", "item_status"),
}
EXPECTED_REGISTER = "`def register(services: Services) -> None:`; `settings: Settings` may follow"
SEAM_FUNCTIONS = frozenset({"prepare", REGISTER, *(point.seam for point in POINTS.values())})
"""The functions of `flex_sfdc/extensions.py` that features call."""


@dataclass(frozen=True)
class Rule:
    """A function of an extension that defines a point, or its `register`."""

    line: int
    passes: tuple[str, ...]
    """Its parameters."""


@dataclass(frozen=True)
class Extension:
    """The parts of a package that the build reads."""

    name: str
    package: str
    """How it is imported; the examples are in a package of their own."""
    folder: Path
    label: str
    """The folder in messages."""
    rules: Mapping[str, Rule] = field(default_factory=dict)
    register: Rule | None = None
    schema: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Its own configuration keys, each with `type`, `default` and `description`."""
    idle_rules: str = ""
    """The path of its `rules.py` in messages, if nothing would run it."""

    @property
    def types(self) -> Schema:
        """The type and the default of each of its configuration keys."""
        return {key: (entry["type"], entry["default"]) for key, entry in self.schema.items()}

    @property
    def variable(self) -> str:
        """The name of the extension's run-time object in the generated module."""
        return self.name.upper()

    @property
    def own_settings(self) -> str:
        """The expression for its settings: a copy, so that a rule cannot change another rule's settings."""
        return f"wrappers.copied({self.variable}.settings)"

    @property
    def needs_object(self) -> bool:
        """Whether the generated module needs the extension's settings or log."""
        return bool(self.rules or self.schema)

    @property
    def warnings(self) -> tuple[str, ...]:
        if not self.idle_rules:
            return ()
        points = ", ".join(POINTS)
        return (f"{self.idle_rules} defines no extension point, so nothing calls it: there are {points}",)


def load_extensions(root: Path, names: Iterable[str]) -> tuple[Extension, ...]:
    """Read the packages.

    Raises RefusedError with a finding for every mistake, SettingsError for mistakes in a schema, UserError
    for a missing package.
    """
    names = list(names)
    for name in names:
        if problem := package_problem(root, name):
            raise UserError(f"{name}: {problem}")
    extensions = [read_extension(root / name, name, name) for name in names]
    collisions = list(_collisions(extensions))
    if collisions:
        raise RefusedError(collisions)
    return tuple(extensions)


def read_extension(folder: Path, package: str, label: str) -> Extension:
    """Read one package, without running it."""
    name = package.rpartition(".")[2]
    problems: list[Diagnostic] = []
    rules: dict[str, Rule] = {}
    register = None
    idle_rules = ""
    if (folder / RULES).is_file():
        module = parse(folder / RULES, f"{package}.rules", f"{label}/{RULES}")
        rules = _rules(module, problems)
        idle_rules = "" if rules else module.display
    if (folder / HOOKS).is_file():
        module = parse(folder / HOOKS, f"{package}.hooks", f"{label}/{HOOKS}")
        register = _register(module, problems)
        idle_rules = "" if _imports_rules(module.tree, package) else idle_rules
    if problems:
        raise RefusedError(problems)
    schema = read_schema(folder, label)
    if problems := unknown_settings(folder, package, label, schema):
        raise RefusedError(problems)
    return Extension(name, package, folder, label, rules, register, schema, idle_rules)


def _imports_rules(hooks: ast.Module, package: str) -> bool:
    """Return whether the hooks of a package use its `rules.py` as a module of helpers."""
    module = Path(RULES).stem
    for node in ast.walk(hooks):
        if isinstance(node, ast.ImportFrom):
            names = {f"{node.module or ''}.{alias.name}".strip(".") for alias in node.names}
            names.add(node.module or "")
        elif isinstance(node, ast.Import):
            names = {alias.name for alias in node.names}
        else:
            continue
        if names & {module, f"{package}.{module}"}:
            return True
    return False


def _rules(module: Module, problems: list[Diagnostic]) -> dict[str, Rule]:
    """Return the points that a module defines. Report functions with almost the name of a point."""
    rules: dict[str, Rule] = {}
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            problem = _rule_problem(node)
            if problem:
                problems.append(module.at(node, problem))
            elif node.name in rules:
                first = rules[node.name].line
                problems.append(module.at(node, f"`{node.name}` is defined twice (first on line {first})"))
            elif node.name in POINTS:
                rules[node.name] = Rule(node.lineno, tuple(_names(node)))
        elif isinstance(node, ast.ClassDef) and (methods := [*_points_in(node)]):
            for method in methods:
                problem = (
                    f"`{method.name}` is an extension point: define it as a function, outside of a class"
                )
                problems.append(module.at(method, problem))
        else:
            for name in sorted(bound_names([node])[0].keys() & POINTS.keys()):
                problem = f"`{name}` is an extension point: define it here, `{POINTS[name].example(name)}`"
                problems.append(module.at(node, problem))
    return rules


def _points_in(node: ast.ClassDef) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield the methods of a class with the names of extension points, which only functions define."""
    for part in node.body:
        if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) and part.name in POINTS:
            names = _names(part)
            if POINTS[part.name].accepts(names) or POINTS[part.name].accepts(names[1:]):
                yield part


def _rule_problem(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str | None:
    """Return the mistake in a function of `rules.py`, None if it is a valid point or a helper."""
    point = POINTS.get(node.name)
    names = _names(node)
    if node.name == REGISTER and names[:1] == ["services"]:
        return f"`{REGISTER}` belongs in {HOOKS}"
    if point is None:
        near = get_close_matches(node.name, POINTS, n=1, cutoff=0.8)
        if node.name.startswith("_") or not (near or OURS in names):
            return None
        hint = f"did you mean `{near[0]}`?" if near else f"there are {', '.join(POINTS)}"
        return f"`{node.name}` is not an extension point: {hint} (a helper begins with _)"
    optional = ", ".join(f"`{name}`" for name in point.optional)
    expected = f"expected `{point.example(node.name)}`; {optional} may follow, in this order"
    if isinstance(node, ast.AsyncFunctionDef) and not point.may_wait:
        return f"`{node.name}` cannot be async: only `may_dial` is waited for"
    if _yields(node):
        return f"`{node.name}` cannot yield: return the result"
    if node.decorator_list:
        return f"`{node.name}` cannot have a decorator: call it from the function"
    return None if point.accepts(names) else f"`{node.name}({', '.join(names)})`: {expected}"


def _yields(function: ast.AST) -> bool:
    """Return whether a function is a generator; functions inside it may be."""
    return any(
        isinstance(part, ast.Yield | ast.YieldFrom)
        or (not isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and _yields(part))
        for part in ast.iter_child_nodes(function)
    )


def _misplaced_points(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield the functions of `hooks.py` that define a point, which the build reads only in `rules.py`."""
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            point = POINTS.get(node.name)
            if point is not None and point.accepts(_names(node)):
                yield node


def _register(module: Module, problems: list[Diagnostic]) -> Rule | None:
    misplaced = [*_misplaced_points(module)]
    for node in misplaced:
        problems.append(module.at(node, f"`{node.name}` is an extension point: it belongs in {RULES}"))
    if misplaced:
        return None
    place: ast.AST = module.tree
    reason = "has no `register`"
    for statement in module.tree.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef) and statement.name == REGISTER:
            names = _names(statement)
            is_async = isinstance(statement, ast.AsyncFunctionDef)
            if not is_async and names in (["services"], ["services", SETTINGS]):
                return Rule(statement.lineno, tuple(names))
            reason = "`register` cannot be async" if is_async else f"`register({', '.join(names)})`"
        elif REGISTER in bound_names([statement])[0]:
            reason = "`register` is not a function"
        else:
            continue
        place = statement
    problems.append(module.at(place, f"{reason}: expected {EXPECTED_REGISTER}"))
    return None


def _names(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """Return the parameters; write an unsupported kind of parameter in a form that matches no point."""
    arguments = node.args
    extra = [
        f"*{argument.arg}"
        for argument in (arguments.vararg, arguments.kwarg, *arguments.kwonlyargs)
        if argument
    ]
    return [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)] + extra


def _collisions(extensions: Sequence[Extension]) -> Iterator[Diagnostic]:
    for name in POINTS:
        definers = [extension for extension in extensions if name in extension.rules]
        if len(definers) > 1:
            places = " and ".join(
                f"{extension.label}/{RULES}:{extension.rules[name].line}" for extension in definers
            )
            problem = f"two extensions define `{name}` ({places}): keep one, which may call the other"
            yield Diagnostic(f"{definers[1].label}/{RULES}", definers[1].rules[name].line, 1, problem)
