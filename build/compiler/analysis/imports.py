"""Find out when each module runs, and how modules are used as values.

A module runs at the first import statement that reaches it. Before: the modules with their import statements.
After: the modules that run at a top-level import, and the *late* modules, which an import inside a function
or a branch may run.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from build.compiler.load.modules import Loader, Module, absolute_name, is_type_checking
from build.compiler.load.tree import TREES, walk


class _Unit(Protocol):
    """A top-level statement of a module, translated."""

    @property
    def statement(self) -> int: ...


Unit = TypeVar("Unit", bound=_Unit)

_Import = ast.Import | ast.ImportFrom


def late_modules(modules: Mapping[str, Module], acts: Callable[[Module], bool]) -> set[str]:
    """Return the modules that must not run before the import that asks for them.

    `acts`: whether a module does more than define names, so that it matters when it runs.
    """
    seen: set[str] = set()
    late: set[str] = set()

    def run(module: Module, is_late: bool) -> None:
        seen.add(module.name)
        if is_late:
            late.add(module.name)
        for _, statement, place in imports_in_order(module.tree):
            for name in module.targets.get(statement, ()):
                imported = modules[name]
                matters = place == "branch" or (place == "function" and acts(imported))
                if name not in seen and not imported.is_library and (place == "own" or matters):
                    run(imported, is_late or place != "own")

    for module in modules.values():
        if module.is_entry:
            run(module, is_late=False)
    return late


def in_order_of_execution(
    modules: Mapping[str, Module], units: Mapping[str, list[Unit]], late: Container[str]
) -> list[Unit]:
    """Return the units of all modules. Those of an imported module replace its first import.

    Late and standard modules come first, because they consist only of functions and definitions.
    """
    early = [name for name, module in modules.items() if module.is_library or name in late]
    done = set(early)
    ordered = [unit for name in early for unit in units[name]]

    def run(module: Module) -> None:
        done.add(module.name)
        remaining = list(units[module.name])
        for number, statement, place in imports_in_order(module.tree):
            for name in module.targets.get(statement, ()):
                if name not in done:
                    before = sum(unit.statement < number for unit in remaining) if place == "own" else 0
                    ordered.extend(remaining[:before])
                    del remaining[:before]
                    run(modules[name])
        ordered.extend(remaining)

    for module in modules.values():
        if module.is_entry and module.name not in done:
            run(module)
    return ordered


@functools.lru_cache(maxsize=TREES)
def imports_in_order(tree: ast.Module) -> Sequence[tuple[int, _Import, str]]:
    """Return the imports of a module in source order.

    Each import has the number of its top-level statement and its place: "own", "branch" or "function".
    """
    return [
        (number, statement, place)
        for number, node in enumerate(tree.body)
        for statement, place in _imports_in([node])
    ]


def _imports_in(body: list[ast.stmt], place: str = "own") -> Iterator[tuple[_Import, str]]:
    for node in body:
        if isinstance(node, _Import):
            yield node, place
        elif isinstance(node, ast.If) and is_type_checking(node.test):
            yield from _imports_in(node.orelse, place)
        else:
            is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or place == "function"
            inner = "function" if is_function else "branch"
            parts = (part for part in walk(node) if isinstance(part, _Import))
            yield from ((part, inner) for part in parts)


@dataclass
class ModuleUses:
    """The uses of modules other than reading their names."""

    values: set[str] = field(default_factory=set)
    """Modules that are passed on as values."""
    stored: dict[str, set[str]] = field(default_factory=dict)
    """The names of each module that other modules assign: `state.value = 5`."""


def uses_of_modules(loader: Loader) -> ModuleUses:
    """Find the uses. To be safe, a local variable with a module's name counts as the module."""
    uses = ModuleUses()
    for module in loader.modules.values():
        names = _module_names(loader, module)
        if names and not module.is_library:
            owners = {node.value for node in walk(module.tree) if isinstance(node, ast.Attribute)}
            for node in walk(module.tree):
                _note_use(uses, node, names, loader, is_owner=node in owners)
    return uses


def _note_use(
    uses: ModuleUses, node: ast.AST, names: Mapping[str, str], loader: Loader, *, is_owner: bool
) -> None:
    target = _named_module(node, names, loader)
    if target and not is_owner and isinstance(getattr(node, "ctx", None), ast.Load):
        uses.values.add(target)
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
        owner = _named_module(node.value, names, loader)
        if owner in loader.modules and not loader.modules[owner].is_library:
            uses.stored.setdefault(owner, set()).add(node.attr)


def _named_module(node: ast.AST, names: Mapping[str, str], loader: Loader) -> str:
    """Return the module that a name, or a dotted name, may mean; "" if none."""
    if isinstance(node, ast.Name):
        return names.get(node.id, "")
    owner = _named_module(node.value, names, loader) if isinstance(node, ast.Attribute) else ""
    name = f"{owner}.{node.attr}" if owner and isinstance(node, ast.Attribute) else ""
    return name if name in loader.modules else ""


def _module_names(loader: Loader, module: Module) -> dict[str, str]:
    """Return the names under which a module imports modules."""
    names: dict[str, str] = {}
    for _, node, _ in imports_in_order(module.tree):
        base = absolute_name(module, node) if isinstance(node, ast.ImportFrom) else ""
        for alias in node.names:
            top = alias.name.split(".")[0]
            if isinstance(node, ast.Import):
                target = alias.name if alias.asname else top
            else:
                target = f"{base}.{alias.name}" if base else alias.name
            if target in loader.modules:
                names[alias.asname or top] = target
    return names
