"""Walk syntax trees like `ast`, but faster: a build visits a million nodes.

Skip contexts (`Load`, `Store`, `Del`) and operators, whose objects are shared by all nodes.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

TREES = 512
"""The number of trees, and of results of reading one, in the caches: several times that of the plugin."""
DEFINITIONS = 4096
"""The number of functions, classes and bodies in the caches."""

_LEAVES = (ast.Name, ast.Constant, ast.Pass, ast.Break, ast.Continue, ast.Global, ast.Nonlocal)
_PLAIN = {"ctx", "op", "ops", "attr", "kind", "type_comment"}


class _Fields(dict[type, tuple[str, ...]]):
    """By class of node, the fields that can hold nodes."""

    def __missing__(self, node: type) -> tuple[str, ...]:
        names = () if issubclass(node, _LEAVES) else tuple(n for n in node._fields if n not in _PLAIN)  # type: ignore[attr-defined]
        self[node] = names
        return names


_FIELDS = _Fields()


def children(node: ast.AST) -> Sequence[ast.AST]:
    """Return the nodes directly below, in the order of the source."""
    cached: Sequence[ast.AST] | None = node.__dict__.get("below")
    return _children(node) if cached is None else cached


def _children(node: ast.AST) -> list[ast.AST]:
    nodes: list[ast.AST] = []
    for name in _FIELDS[node.__class__]:
        value = getattr(node, name, None)
        if value.__class__ is list:
            nodes += [item for item in value if isinstance(item, ast.AST)]
        elif isinstance(value, ast.AST):
            nodes.append(value)
    return nodes


def connect(tree: ast.Module) -> None:
    """Store its parent and children in each node. The tree must not change afterwards."""
    pending: list[ast.AST] = [tree]
    for node in pending:  # the list grows during the loop
        below = node.below = _children(node)  # type: ignore[attr-defined]
        for child in below:
            child.above = node  # type: ignore[attr-defined]
        pending += below


def default_values(arguments: ast.arguments) -> list[ast.expr]:
    """Return the defaults of all parameters, in order."""
    return [*arguments.defaults, *(default for default in arguments.kw_defaults if default)]


def parts_outside(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> list[ast.expr]:
    """Return the parts that run where a function is defined, not where it is called."""
    decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
    return [*decorators, *default_values(node.args)]


def parent(node: ast.AST) -> ast.AST | None:
    """Return the node around a node of a parsed tree; None for the module."""
    above: ast.AST | None = node.__dict__.get("above")
    return above


def has_starred(nodes: Iterable[ast.expr]) -> bool:
    """Return whether one of the arguments or items is `*values`, so that their number is unknown."""
    return any(isinstance(node, ast.Starred) for node in nodes)


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the node and all its descendants, level by level."""
    pending = [node]
    for node in pending:  # the list grows during the loop
        pending += children(node)
        yield node


class _Methods(dict[type, Callable[[Any, Any], None]]):
    """The methods of a visitor, by the class of node that they visit."""

    def __init__(self, visitor: type[Visitor]) -> None:
        super().__init__()
        self._visitor = visitor

    def __missing__(self, node: type) -> Callable[[Any, Any], None]:
        method: Callable[[Any, Any], None]
        method = self[node] = getattr(self._visitor, f"visit_{node.__name__}", self._visitor.generic_visit)
        return method


class Visitor:
    """Call a method for each kind of node: `visit_Call`."""

    _methods: _Methods

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._methods = _Methods(cls)

    def visit(self, node: ast.AST) -> None:
        self._methods[node.__class__](self, node)

    def generic_visit(self, node: ast.AST) -> None:
        """Visit the nodes below: the default for kinds of nodes without a method."""
        methods = self._methods
        for child in children(node):
            methods[child.__class__](self, child)
