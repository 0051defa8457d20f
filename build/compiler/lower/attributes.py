"""Lower getattr() and hasattr() with names that values of built-in types may have."""

from __future__ import annotations

import ast

from build.compiler.load.tree import has_starred
from build.compiler.lower import javascript as js
from build.compiler.lower.context import Context
from build.compiler.lower.names import constant_of, method_value
from build.compiler.runtime.kinds import kinds_with
from build.compiler.runtime.library import METHODS

_OF_GENERATORS = ("close", "send", "throw")
"""Methods that no computed name finds: they would cost every program that has such a text."""


def call_by_name(cx: Context, node: ast.Call, function: str) -> ast.expr | None:
    """Lower a call of getattr or hasattr if the name may be one that built-in types have."""
    if function not in ("getattr", "hasattr") or len(node.args) < 2 or node.keywords:
        return None
    if has_starred(node.args):
        return None
    name = constant_of(cx, node.args[1])
    if not isinstance(name, str):
        return _by_any_name(cx, node, function)
    kinds = kinds_with(name)
    if not kinds or (function == "getattr" and name not in METHODS):
        return None
    place = [method_value(name)] if function == "getattr" else []
    subject, attribute, *fallback = cx.expressions(node.args)
    return js.call(f"${function}_of", subject, attribute, *place, js.string(kinds), *fallback)


def _by_any_name(cx: Context, node: ast.Call, function: str) -> ast.expr | None:
    """Lower a call with a computed name, which must be one of those in the program's texts."""
    texts = (name for name in cx.program.facts.texts if cx.program.computed.reads(name))
    # Special methods have no function that getattr could return.
    special = "__" if function == "hasattr" else " "
    names = sorted(
        name
        for name in texts
        if (name in METHODS or name.startswith(special)) and name not in _OF_GENERATORS and kinds_with(name)
    )
    if not names:
        return None
    table: list[ast.expr] = []
    for name in names:
        method = method_value(name) if name in METHODS else js.raw("null")
        table += [js.string(name), method, js.string(kinds_with(name))]
    subject, attribute, *fallback = cx.expressions(node.args)
    return js.call(f"${function}_any", subject, attribute, cx.share_constant(js.array(table)), *fallback)
