"""Index where the program binds, stores and reads its names, for `computed_names.py`."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import TypeVar

from build.compiler.analysis.callables import FunctionNode
from build.compiler.analysis.scopes import Scope, bound_names, parameter_names
from build.compiler.load.tree import TREES, parent, walk

READING_METHODS = frozenset({"get", "items", "keys", "values"})
"""The methods of a dict that return its parts and leave it as it is."""
_ACCESSES = frozenset({"getattr", "hasattr", "setattr"})
_Comprehension = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
_Around = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.Module | _Comprehension
_Owner = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.Module | ast.comprehension
_Item = TypeVar("_Item")


class Names:
    """The names of one or more modules, with the nodes that store and read them."""

    def __init__(self) -> None:
        self.read_names: list[ast.expr] = []
        """The computed names of `getattr` and `hasattr`."""
        self.set_names: list[ast.expr] = []
        """The names of `setattr`."""
        self.stored: dict[str, list[ast.expr]] = {}
        """The values that attributes get, by name; "": those of computed names."""
        self.stored_otherwise: set[str] = set()
        """Attributes that get values in other ways than `o.x = value`."""
        self.fields: dict[str, list[ast.ClassDef]] = {}
        self.values_by_keyword: dict[str, list[ast.expr]] = {}
        self.read_as_values: dict[str, list[ast.Attribute]] = {}
        self.declared: set[str] = set()
        """Names that some function assigns in an outer scope, or another module."""

    def add(self, other: Names) -> None:
        self.read_names += other.read_names
        self.set_names += other.set_names
        self.stored_otherwise |= other.stored_otherwise
        self.declared |= other.declared
        _extend(self.stored, other.stored)
        _extend(self.fields, other.fields)
        _extend(self.values_by_keyword, other.values_by_keyword)
        _extend(self.read_as_values, other.read_as_values)

    def note(self, node: ast.AST) -> None:
        if isinstance(node, ast.Call):
            self._note_access(node)
            for keyword in node.keywords:
                self.values_by_keyword.setdefault(keyword.arg or "", []).append(keyword.value)
        elif isinstance(node, ast.Attribute):
            self._note_attribute(node)
        elif isinstance(node, ast.Name) and node.id in _ACCESSES and isinstance(node.ctx, ast.Load):
            if not _is_called(node):  # the function may be called with any name
                (self.set_names if node.id == "setattr" else self.read_names).append(node)
        elif isinstance(node, ast.Nonlocal | ast.Global):
            self.declared.update(node.names)
        elif isinstance(node, ast.ClassDef):
            for name in bound_names(node.body)[0]:
                self.fields.setdefault(name, []).append(node)

    def _note_attribute(self, node: ast.Attribute) -> None:
        around = parent(node)
        if isinstance(node.ctx, ast.Load):
            if not _is_called(node):
                self.read_as_values.setdefault(node.attr, []).append(node)
        elif isinstance(around, ast.Assign | ast.AnnAssign) and around.value is not None:
            self.stored.setdefault(node.attr, []).append(around.value)
        else:
            self.stored_otherwise.add(node.attr)

    def _note_access(self, node: ast.Call) -> None:
        if not isinstance(node.func, ast.Name) or node.func.id not in _ACCESSES:
            return
        name = node.args[1] if len(node.args) > 1 else node
        if node.func.id == "setattr":
            attribute = str(name.value) if isinstance(name, ast.Constant) else ""
            self.stored.setdefault(attribute, []).append(node.args[-1])
            self.set_names.append(name)
        elif not isinstance(name, ast.Constant):
            self.read_names.append(name)


def _extend(lists: dict[str, list[_Item]], more: Mapping[str, list[_Item]]) -> None:
    for name, items in more.items():
        lists.setdefault(name, []).extend(items)


def _assignments(tree: ast.Module) -> Iterator[tuple[str, ast.stmt]]:
    """Yield the top-level assignments to a name."""
    for statement in tree.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
            if isinstance(target, ast.Name):
                yield target.id, statement


@functools.lru_cache(maxsize=TREES)
def names_in(tree: ast.Module) -> Names:
    names = Names()
    for node in walk(tree):
        names.note(node)
    return names


class NameUses(Names):
    """The names of a program."""

    def __init__(self, trees: Mapping[str, ast.Module], scopes: Mapping[str, Scope]) -> None:
        super().__init__()
        self._trees, self._scopes = trees, scopes
        self._names_of_modules = {tree: name for name, tree in trees.items()}
        self._found_tables: set[ast.AST] | None = None
        self._bound: dict[ast.AST, Mapping[str, Sequence[ast.AST]]] = {}
        for tree in trees.values():
            self.add(names_in(tree))

    def tables(self) -> set[ast.AST]:
        """Return module-level assignments whose names the program only reads, by index, key or loop."""
        if self._found_tables is None:
            assigned: dict[str, list[ast.AST]] = {}
            for tree in self._trees.values():
                for name, statement in _assignments(tree):
                    assigned.setdefault(name, []).append(statement)
            spoiled = set().union(*map(_changed_in, self._trees.values()))
            single = {name: places[0] for name, places in assigned.items() if len(places) == 1}
            self._found_tables = {place for name, place in single.items() if name not in spoiled}
        return self._found_tables

    def function(self, node: ast.expr) -> FunctionNode | None:
        """Return the function of a module that a name means."""
        variable = self.variable(node) if isinstance(node, ast.Name) else None
        if variable is None or not isinstance(variable[0], ast.Module):
            return None
        bound = self.bindings(variable[0]).get(variable[1], [])
        function = bound[0] if len(bound) == 1 else None
        return function if isinstance(function, FunctionNode) and variable[1] not in self.declared else None

    def is_builtin(self, name: str) -> bool:
        """Return whether no module of the program binds the name."""
        return not any(name in scope.bindings for scope in self._scopes.values())

    def variable(self, node: ast.Name) -> tuple[_Owner, str] | None:
        """Return the function, module or comprehension clause that owns a name, and its name there."""
        for owner, is_outside in self._around(node):
            if isinstance(owner, ast.Module):
                return self._global(owner, node.id)
            if is_outside:
                continue
            if isinstance(owner, _Comprehension):
                for clause in owner.generators:
                    if any(isinstance(part, ast.Name) and part.id == node.id for part in walk(clause.target)):
                        return clause, node.id
            elif node.id in parameter_names(owner.args) or node.id in self.bindings(owner):
                return owner, node.id
        return None

    def _around(self, node: ast.AST) -> Iterator[tuple[_Around, bool]]:
        """Yield the functions, comprehensions and module around a node, and whether it is outside."""
        is_outside = False
        while (around := parent(node)) is not None:
            child, node = node, around
            if isinstance(node, ast.arguments) or (isinstance(node, FunctionNode) and child not in node.body):
                is_outside = True
            elif isinstance(node, ast.comprehension):
                is_outside = child is node.iter
            if isinstance(node, FunctionNode | ast.Lambda | ast.Module):
                yield node, is_outside
            elif isinstance(node, _Comprehension):
                yield node, is_outside and child is node.generators[0]
            if isinstance(node, ast.stmt | ast.Lambda | _Comprehension):
                is_outside = False

    def bindings(self, owner: FunctionNode | ast.Lambda | ast.Module) -> Mapping[str, Sequence[ast.AST]]:
        """Return the nodes that bind each name in the body of a function or module."""
        if owner not in self._bound:
            self._bound[owner] = {} if isinstance(owner, ast.Lambda) else bound_names(owner.body)[0]
        return self._bound[owner]

    def _global(self, module: ast.Module, name: str) -> tuple[ast.Module, str] | None:
        """Return the module that a variable comes from, if its name is the same there."""
        binding = self._scopes[self._names_of_modules[module]].bindings.get(name)
        for other, scope in self._scopes.items():
            bound = self.bindings(self._trees[other]).get(name, ())
            is_own = not any(isinstance(part, ast.Import | ast.ImportFrom) for part in bound)
            if binding is not None and scope.bindings.get(name) is binding and bound and is_own:
                return (self._trees[other], name) if binding.kind == "variable" else None
        return None


@functools.lru_cache(maxsize=TREES)
def _changed_in(tree: ast.Module) -> Set[str]:
    """Return the names with a use that may change a table, in any scope."""
    changed: set[str] = set()
    for node in walk(tree):
        if isinstance(node, ast.Name):
            if not _only_reads(node, parent(node)):
                changed.add(node.id)
        elif isinstance(node, ast.Attribute):  # `module.NAME`
            changed.add(node.attr)
        elif isinstance(node, ast.alias) and node.asname:
            changed.add(node.name)
        elif isinstance(node, ast.arg):
            changed.add(node.arg)
    return changed


def _only_reads(name: ast.Name, around: ast.AST | None) -> bool:
    match around:
        case ast.Assign(targets=[target]) | ast.AnnAssign(target=target) if target is name:
            return isinstance(parent(around), ast.Module)
        case ast.Subscript(value=value, ctx=ast.Load()) if value is name:
            return True
        case ast.Attribute(attr=attr, ctx=ast.Load()):
            called = parent(around)
            return attr in READING_METHODS and isinstance(called, ast.Call) and called.func is around
        case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[table]):
            return table is name
        case ast.For(iter=table) | ast.comprehension(iter=table):
            return table is name
    return False


def _is_called(node: ast.expr) -> bool:
    around = parent(node)
    return isinstance(around, ast.Call) and around.func is node
