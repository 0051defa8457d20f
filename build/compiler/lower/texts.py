"""f-strings."""

from __future__ import annotations

import ast

from build.compiler.lower import javascript as js
from build.compiler.lower.context import Context, lowers

_CONVERSIONS = {ord("r"): "$repr", ord("s"): "$str", ord("a"): "$ascii"}


@lowers(ast.JoinedStr)
def lower_fstring(cx: Context, node: ast.JoinedStr) -> ast.expr:
    """Lower an f-string: the pieces, each as text, joined."""
    pieces = [_piece(cx, value) for value in node.values]
    return js.call("$fstring", *pieces) if pieces else js.string("")


def _piece(cx: Context, node: ast.expr) -> ast.expr:
    """Lower a piece; `$fstring` converts what is not a string yet."""
    if isinstance(node, ast.Constant):
        return cx.expression(node)
    assert isinstance(node, ast.FormattedValue)
    value = cx.expression(node.value)
    if node.conversion in _CONVERSIONS:
        value = js.call(_CONVERSIONS[node.conversion], value)
    if node.format_spec is None:
        has_own = "__format__" in cx.program.facts.members and node.conversion < 0
        return js.call("$format", value, js.string("")) if has_own else value
    return js.call("$format", value, cx.expression(node.format_spec))


@lowers(ast.FormattedValue)
def lower_formatted(cx: Context, node: ast.FormattedValue) -> ast.expr:
    return _piece(cx, node)
