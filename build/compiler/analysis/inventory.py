"""The contents of a module's tree, collected in one walk before names are bound."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterable
from dataclasses import dataclass, field

from build.compiler.analysis.scopes import bound_names, parameter_names
from build.compiler.load.tree import TREES, walk


@dataclass
class Inventory:
    """The contents of one module that the analysis of the program needs."""

    local_names: set[str] = field(default_factory=set)
    """Every name that is local to some function, lambda or comprehension."""
    written_globals: set[str] = field(default_factory=set)
    """Names that a `global` statement lets some function assign."""
    imported_names: set[str] = field(default_factory=set)
    """Names that some import binds."""
    matches_by_position: bool = False
    """Whether some pattern takes an instance apart by position."""


@functools.lru_cache(maxsize=TREES)
def take_inventory(tree: ast.Module) -> Inventory:
    """Walk the tree once."""
    found = Inventory()
    for node in walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.local_names.update(bound_names(node.body)[0], parameter_names(node.args))
        elif isinstance(node, ast.Lambda):
            found.local_names.update(parameter_names(node.args))
        elif isinstance(node, ast.comprehension):
            found.local_names.update(_names(walk(node.target)))
        elif isinstance(node, ast.Global):
            found.written_globals.update(node.names)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found.imported_names.update((alias.asname or alias.name).split(".")[0] for alias in node.names)
        elif isinstance(node, ast.MatchClass) and node.patterns:
            found.matches_by_position = True
    return found


def _names(nodes: Iterable[ast.AST]) -> Iterable[str]:
    return (node.id for node in nodes if isinstance(node, ast.Name))
