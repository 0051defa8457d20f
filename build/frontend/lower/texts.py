"""f-strings."""

from __future__ import annotations

import ast

from build.frontend import javascript as js
from build.frontend.context import Context, lowers

_CONVERSIONS = {ord("r"): "$repr", ord("s"): "$str", ord("a"): "$ascii"}


@lowers(ast.JoinedStr)
def lower_fstring(cx: Context, node: ast.JoinedStr) -> ast.expr:
    """The pieces, joined by JavaScript's `+` since all of them are strings."""
    pieces = [_piece(cx, value) for value in node.values]
    if not pieces:
        return js.string("")
    joined = pieces[0]
    for piece in pieces[1:]:
        joined = ast.BinOp(left=joined, op=ast.Add(), right=piece)
    return js.parenthesised(joined) if len(pieces) > 1 else joined


def _piece(cx: Context, node: ast.expr) -> ast.expr:
    if isinstance(node, ast.Constant):
        return cx.expression(node)
    assert isinstance(node, ast.FormattedValue)
    value = cx.expression(node.value)
    if node.conversion in _CONVERSIONS:
        value = js.call(_CONVERSIONS[node.conversion], value)
        if node.format_spec is None:
            return value
    if node.format_spec is None:
        return value if isinstance(node.value, ast.JoinedStr) else js.call("$str", value)
    return js.call("$format", value, cx.expression(node.format_spec))


@lowers(ast.FormattedValue)
def lower_formatted(cx: Context, node: ast.FormattedValue) -> ast.expr:
    return _piece(cx, node)
