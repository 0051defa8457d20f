"""Lower literals, displays, subscripts, choices, assignment expressions, await and yield."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterable
from itertools import groupby

from build.compiler.analysis.scopes import Binding, Scope
from build.compiler.lower import javascript as js
from build.compiler.lower.comprehensions import iterated
from build.compiler.lower.context import Context, lowers
from build.compiler.lower.refusals import CONSTRUCTS

MAX_SAFE_INTEGER = 2**53 - 1


@lowers(ast.Constant)
def lower_constant(cx: Context, node: ast.Constant) -> ast.expr:
    value = node.value
    if value is None:
        return js.raw("null")
    if isinstance(value, bool):
        return js.raw("true" if value else "false")
    if isinstance(value, str):
        return js.string(value)
    if isinstance(value, int):
        return js.number(value) if abs(value) <= MAX_SAFE_INTEGER else cx.refuse(node, CONSTRUCTS["big_int"])
    if isinstance(value, float):
        return _float(value)
    if value is ...:
        return cx.refuse(node, CONSTRUCTS["ellipsis"])
    return cx.refuse(node, CONSTRUCTS["complex" if isinstance(value, complex) else "bytes"])


def _float(value: float) -> ast.expr:
    """Box a float with an integral value: 1.0 must not become the int 1."""
    if math.isinf(value):
        return js.raw("Infinity")
    if not value.is_integer():
        return js.raw(repr(value))
    return js.call("$float", js.raw(repr(int(value)) if abs(value) < 1e15 else repr(value)))


@lowers(ast.List)
def lower_list(cx: Context, node: ast.List) -> ast.expr:
    return js.array(spread(cx, node.elts))


@lowers(ast.Tuple)
def lower_tuple(cx: Context, node: ast.Tuple) -> ast.expr:
    if any(isinstance(part, ast.Slice) for part in node.elts):
        return cx.refuse(node, CONSTRUCTS["slice_in_tuple"])
    return js.call("$t", *spread(cx, node.elts))


@lowers(ast.Set)
def lower_set(cx: Context, node: ast.Set) -> ast.expr:
    constant = all(
        isinstance(item, ast.Constant) for item in node.elts
    )  # CPython evaluates these in another order
    return js.call("$set_literal" if constant else "$set", js.array(spread(cx, node.elts)))


def spread(cx: Context, nodes: list[ast.expr]) -> list[ast.expr]:
    """Lower the items of a display or call. `*items` becomes a spread of Python's iteration."""
    lowered: list[ast.expr] = []
    for node in nodes:
        if isinstance(node, ast.Starred) and isinstance(node.value, ast.Tuple | ast.List):
            lowered += spread(cx, node.value.elts)
        elif isinstance(node, ast.Starred):
            lowered.append(ast.Starred(value=iterated(cx, node.value), ctx=ast.Load()))
        else:
            lowered.append(cx.expression(node))
    return lowered


@lowers(ast.Dict)
def lower_dict(cx: Context, node: ast.Dict) -> ast.expr:
    if all(key is not None for key in node.keys):
        return _entries(cx, zip(node.keys, node.values, strict=True))
    parts: list[ast.expr] = []
    for is_mapping, pairs in groupby(zip(node.keys, node.values, strict=True), lambda pair: pair[0] is None):
        if is_mapping:
            parts += [cx.expression(value) for _, value in pairs]
        else:
            parts.append(_entries(cx, pairs))
    return js.call("$merged", *parts)


def _entries(cx: Context, pairs: Iterable[tuple[ast.expr | None, ast.expr]]) -> ast.expr:
    """Return a dict of these keys and values."""
    return js.call("$d", *(cx.expression(part) for pair in pairs for part in pair if part is not None))


@lowers(ast.Subscript)
def lower_subscript(cx: Context, node: ast.Subscript) -> ast.expr:
    if _is_generic(cx, node.value):
        return cx.expression(node.value)
    owner = cx.expression(node.value)
    if isinstance(node.slice, ast.Slice):
        bounds = slice_bounds(cx, node.slice)
        if node.slice.step is None:
            return js.call("$slice", owner, *bounds[:2])
        return js.call("$slice_by", owner, *bounds)
    return js.call("$item", owner, cx.expression(node.slice))


def _is_generic(cx: Context, node: ast.expr) -> bool:
    """Return whether this is a generic class of the program: `Stack[int]` is `Stack`."""
    binding = cx.scope.lookup(node.id) if isinstance(node, ast.Name) else None
    definition = binding.definition if binding else None
    return isinstance(definition, ast.ClassDef) and any(
        isinstance(base, ast.Subscript) for base in definition.bases
    )


def slice_bounds(cx: Context, node: ast.Slice) -> list[ast.expr]:
    return [
        js.raw("null") if bound is None else cx.expression(bound)
        for bound in (node.lower, node.upper, node.step)
    ]


@lowers(ast.IfExp)
def lower_choice(cx: Context, node: ast.IfExp) -> ast.expr:
    test = cx.condition(node.test)
    with cx.maybe():
        body = cx.expression(node.body)
    with cx.maybe():
        orelse = cx.expression(node.orelse)
    return js.choice(test, body, orelse)


@lowers(ast.NamedExpr)
def lower_named(cx: Context, node: ast.NamedExpr) -> ast.expr:
    value = cx.expression(node.value)
    if _is_new_in_lambda(cx.scope, node.target.id):
        cx.scope.bindings[node.target.id] = Binding("missing", node.target.id)
        return cx.refuse(node, "`:=` inside a lambda is not translated: use a function")
    target = cx.variable(node.target.id, node)
    if target in cx.frame.owned:
        cx.frame.temporaries.append(target)  # to be declared: JavaScript has no `var` inside an expression
    cx.wrote(target)
    return js.assigned(target, value)


def _is_new_in_lambda(scope: Scope, name: str) -> bool:
    """Return whether `:=` makes a variable of a lambda, which has none in JavaScript."""
    while scope.kind == "lambda" and scope.parent is not None and name not in scope.bindings:
        if scope.owner != scope.parent.owner:
            return True
        scope = scope.parent
    return False


@lowers(ast.Await)
def lower_await(cx: Context, node: ast.Await) -> ast.expr:
    if cx.scope.kind == "lambda":
        return cx.refuse(node, CONSTRUCTS["await_in_lambda"])
    if not cx.frame.is_async:
        return cx.refuse(node, CONSTRUCTS["await_outside"])
    return js.parenthesised(ast.YieldFrom(value=js.call("$await", cx.expression(node.value))))


@lowers(ast.Yield)
def lower_yield(cx: Context, node: ast.Yield) -> ast.expr:
    if cx.scope.kind == "lambda":
        return cx.refuse(node, CONSTRUCTS["yield_in_lambda"])
    if cx.frame.is_async:
        return cx.refuse(node, CONSTRUCTS["async_generator"])
    return js.parenthesised(ast.Yield(value=cx.expression(node.value) if node.value else js.raw("null")))


@lowers(ast.YieldFrom)
def lower_yield_from(cx: Context, node: ast.YieldFrom) -> ast.expr:
    if cx.scope.kind == "lambda":
        return cx.refuse(node, CONSTRUCTS["yield_in_lambda"])
    return js.parenthesised(ast.YieldFrom(value=js.call("$delegate", cx.expression(node.value))))


@lowers(ast.Starred)
def lower_starred(cx: Context, node: ast.Starred) -> ast.expr:
    return cx.refuse(node, "`*` is allowed only in a call, a list, a tuple, a set or on the left of `=`")


_CONVERSIONS = {ord("r"): "$repr", ord("s"): "$str", ord("a"): "$ascii"}


@lowers(ast.JoinedStr)
def lower_fstring(cx: Context, node: ast.JoinedStr) -> ast.expr:
    """Lower an f-string to the join of its pieces, each converted to text."""
    pieces = [_piece(cx, value) for value in node.values]
    return js.call("$fstring", *pieces) if pieces else js.string("")


def _piece(cx: Context, node: ast.expr) -> ast.expr:
    """Lower a piece. `$fstring` converts a piece that is not a string."""
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
