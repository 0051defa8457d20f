"""Scopes: their bindings, and Python's rules for looking up a name."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Literal

from build.compiler.load.tree import DEFINITIONS, TREES, Visitor, children, parts_outside, walk

Kind = Literal["variable", "module", "runtime", "type", "missing"]


@dataclass
class Binding:
    """The meaning of a name.

    Its kinds: `variable`, a JavaScript variable `target`; `module`, the module named `target`; `runtime`, a
    unit of the runtime; `type`, a name that only annotations may use.
    """

    kind: Kind
    target: str
    definition: ast.AST | None = None
    """The `def` or `class` that makes it, if it is bound exactly once: then calls of it can be checked and
    bound while compiling.
    """
    rebound: bool = False
    """Assigned more than once, or from inside a function: an import cannot copy its value."""
    forgotten: bool = False
    """Some `del`, or the end of an `except … as name`, removes its value."""
    forgotten_inside: bool = False
    """A function inside its scope may do so."""
    constant: ast.Constant | None = None
    """The constant that a module's variable always has."""


@dataclass
class Scope:
    kind: Literal["module", "function", "lambda", "class"]
    parent: Scope | None
    bindings: dict[str, Binding] = field(default_factory=dict)
    definition: ast.ClassDef | None = None
    """The node, if it is a class."""
    owner: str = ""
    """The class or function that the scope belongs to, as in `__qualname__`."""
    imported: dict[str, Binding] = field(default_factory=dict)
    """The meaning of the names that the import statements read so far bind."""

    def lookup(self, name: str) -> Binding | None:
        """Find a name by Python's rule: in this scope, the enclosing functions, the module.

        Classes in between are skipped.
        """
        if name in self.bindings:
            return self.bindings[name]
        scope = self.parent
        while scope is not None:
            if scope.kind != "class" and name in scope.bindings:
                return scope.bindings[name]
            scope = scope.parent
        return None

    @property
    def module(self) -> Scope:
        return self if self.parent is None else self.parent.module

    @property
    def function(self) -> Scope:
        """The scope whose JavaScript function declares the variables: lambdas declare none."""
        return self if self.kind in ("module", "function") or self.parent is None else self.parent.function

    def home(self, binding: Binding) -> Scope | None:
        """Return the scope that owns the variable; those that declare it `nonlocal` or `global` share it."""
        home: Scope | None = None
        scope: Scope | None = self
        while scope is not None:
            home = scope if any(own is binding for own in scope.bindings.values()) else home
            scope = scope.parent
        return home


class _Collector(Visitor):
    """Collect the names bound by the statements of a scope, in order, with the nodes that bind them."""

    def __init__(self) -> None:
        self.bound: dict[str, list[ast.AST]] = {}
        self.declared: dict[str, str] = {}

    def bind(self, name: str, node: ast.AST) -> None:
        self.bound.setdefault(name, []).append(node)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Store | ast.Del):
            self.bind(node.id, node)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.bind(node.name, node)
        for part in parts_outside(node):
            self.visit(part)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.visit_FunctionDef(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.bind(node.name, node)
        for part in [*node.decorator_list, *node.bases, *node.keywords]:
            self.visit(part)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        for default in parts_outside(node):
            self.visit(default)

    def visit_comprehension_like(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
    ) -> None:
        """Bind only assignment expressions. Nothing else in a comprehension binds a name of this scope."""
        for child in walk(node):
            if isinstance(child, ast.NamedExpr):
                self.bind(child.target.id, child)

    visit_ListComp = visit_SetComp = visit_GeneratorExp = visit_DictComp = visit_comprehension_like

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.target)
            self.visit(node.value)
        elif isinstance(node.target, ast.Name):
            self.bound.setdefault(node.target.id, [])

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self.bind(node.name, node)
        self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self.bind(alias.asname or alias.name.split(".")[0], node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            self.bind(alias.asname or alias.name, node)

    def visit_Global(self, node: ast.Global) -> None:
        self.declared.update(dict.fromkeys(node.names, "global"))

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        self.declared.update(dict.fromkeys(node.names, "nonlocal"))

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        if node.name:
            self.bind(node.name, node)
        self.generic_visit(node)

    def visit_MatchStar(self, node: ast.MatchStar) -> None:
        if node.name:
            self.bind(node.name, node)

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        if node.rest:
            self.bind(node.rest, node)
        self.generic_visit(node)


def bound_names(body: Iterable[ast.stmt]) -> tuple[Mapping[str, list[ast.AST]], Mapping[str, str]]:
    """Return the names that a body binds, with their nodes, and those it declares `global` or `nonlocal`."""
    return _bound_names(tuple(body))


@functools.lru_cache(maxsize=DEFINITIONS)
def _bound_names(body: tuple[ast.stmt, ...]) -> tuple[Mapping[str, list[ast.AST]], Mapping[str, str]]:
    collector = _Collector()
    for statement in body:
        collector.visit(statement)
    return {
        name: nodes for name, nodes in collector.bound.items() if name not in collector.declared
    }, collector.declared


def is_forgotten(nodes: list[ast.AST]) -> bool:
    """Return whether one of a name's bindings leaves it without a value."""
    return any(
        isinstance(node, ast.ExceptHandler) or (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Del))
        for node in nodes
    )


def only_read_where_caught(node: ast.AST, bound: Mapping[str, list[ast.AST]]) -> set[str]:
    """Return the names that only `except … as name` clauses of a function bind and read.

    Inner functions must not read them either, because they may run after the clause.
    """
    names = {
        name
        for name, nodes in bound.items()
        if nodes and all(isinstance(part, ast.ExceptHandler) for part in nodes)
    }
    return names - set(_mentioned_elsewhere(node, names, names)) if names else names


_RUNS_LATER = ast.Lambda | ast.FunctionDef | ast.AsyncFunctionDef | ast.GeneratorExp | ast.ClassDef


def _mentioned_elsewhere(node: ast.AST, names: Set[str], outside: Set[str]) -> Iterator[str]:
    """Yield the names that are mentioned outside their clauses. `outside`: those with a clause elsewhere."""
    for child in children(node):
        around = outside
        if isinstance(child, ast.Name) and child.id in outside:
            yield child.id
        elif isinstance(child, ast.ExceptHandler):
            if child.name and child.name in names - outside:  # a nested clause of the same name deletes both
                yield child.name
            around = outside - {child.name}
        elif isinstance(child, _RUNS_LATER):
            around = names
        yield from _mentioned_elsewhere(child, names, around)


def imported_inside(node: ast.Import | ast.ImportFrom, scopes: Mapping[str, Scope]) -> Iterator[Binding]:
    """Yield all module names that an import inside a function may refer to."""
    for alias in node.names:
        parts = set(alias.name.split("."))
        for module, scope in scopes.items():
            if module.rpartition(".")[2] in parts:
                yield from scope.bindings.values()
            elif alias.name in scope.bindings and isinstance(node, ast.ImportFrom):
                yield scope.bindings[alias.name]


def parameter_names(args: ast.arguments) -> list[str]:
    params = [*args.posonlyargs, *args.args, *args.kwonlyargs]
    return [arg.arg for arg in params] + [arg.arg for arg in (args.vararg, args.kwarg) if arg]


@dataclass
class Inventory:
    """The data of one module that the analysis of the program needs."""

    local_names: set[str] = field(default_factory=set)
    """Every name that is local to some function, lambda or comprehension."""
    written_globals: set[str] = field(default_factory=set)
    """Names that a `global` statement lets some function assign."""
    forgotten_inside: set[str] = field(default_factory=set)
    """Names that a `global` or `nonlocal` statement lets some function delete."""
    imported_names: set[str] = field(default_factory=set)
    """Names that some import binds."""
    matches_by_position: bool = False
    """Whether some pattern takes an instance apart by position, or the program reads `__match_args__`."""


@functools.lru_cache(maxsize=TREES)
def take_inventory(tree: ast.Module) -> Inventory:
    """Walk the tree once."""
    inventory = Inventory()
    declared: set[str] = set()
    forgotten: set[str] = set()
    for node in walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inventory.local_names.update(bound_names(node.body)[0], parameter_names(node.args))
        elif isinstance(node, ast.Lambda):
            inventory.local_names.update(parameter_names(node.args))
        elif isinstance(node, ast.comprehension):
            inventory.local_names.update(_names(walk(node.target)))
        elif isinstance(node, ast.Global | ast.Nonlocal):
            declared.update(node.names)
            inventory.written_globals.update(node.names if isinstance(node, ast.Global) else ())
        elif isinstance(node, ast.ExceptHandler) and node.name:
            forgotten.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Del):
            forgotten.add(node.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            inventory.imported_names.update(
                (alias.asname or alias.name).split(".")[0] for alias in node.names
            )
        elif (isinstance(node, ast.MatchClass) and node.patterns) or _reads_match_args(node):
            inventory.matches_by_position = True
    inventory.forgotten_inside = declared & forgotten
    return inventory


def _reads_match_args(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "__match_args__"


def _names(nodes: Iterable[ast.AST]) -> Iterable[str]:
    return (node.id for node in nodes if isinstance(node, ast.Name))
