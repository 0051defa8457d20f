"""Iteration: in loops, comprehensions and `*items`."""

from __future__ import annotations

import ast

from build.compiler.lower import javascript as js
from build.compiler.lower.context import Context
from build.compiler.lower.names import resolve

# The part of a dict's entries that each method returns.
_VIEWS = {"keys": 0, "values": 1, "items": 2}


def entries_of(cx: Context, node: ast.expr) -> ast.expr | None:
    """`for key, value in d.items()` needs no view of the dict, only its entries."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _VIEWS):
        return None
    if node.args or node.keywords or resolve(cx, node.func) is not None:
        return None
    owner = cx.expression(node.func.value)
    return js.call("$entries", owner, js.number(_VIEWS[node.func.attr]), js.string(node.func.attr))


def iterated(cx: Context, node: ast.expr) -> ast.expr:
    """Return what JavaScript's own loop or spread can iterate."""
    return items_of(cx, node) or js.call("$iter", cx.expression(node))


def items_of(cx: Context, node: ast.expr) -> ast.expr | None:
    """Return the items of some calls for a loop, without making the values that the calls would return."""
    return entries_of(cx, node) or _span_of(cx, node)


def _span_of(cx: Context, node: ast.expr) -> ast.expr | None:
    """`for n in range(…)` needs the numbers only, not the range."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range"):
        return None
    spread = any(isinstance(arg, ast.Starred) for arg in node.args)
    if cx.scope.lookup("range") is not None or node.keywords or spread or not 1 <= len(node.args) <= 3:
        return None
    bounds = cx.expressions(node.args)
    return js.call("$span", *([js.number(0), *bounds] if len(bounds) == 1 else bounds))
