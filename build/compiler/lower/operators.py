"""Lower arithmetic, comparison, `and`, `or`, `not`, and conditions for JavaScript's own `if`."""

from __future__ import annotations

import ast
from collections.abc import Callable

from build.compiler.analysis.typing_only import is_union, types_of
from build.compiler.lower import javascript as js
from build.compiler.lower.context import CONDITION, Context, lowers
from build.compiler.lower.names import constant_of

BINARY: dict[type[ast.operator], str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "div",
    ast.FloorDiv: "floordiv",
    ast.Mod: "mod",
    ast.Pow: "pow",
    ast.LShift: "lshift",
    ast.RShift: "rshift",
    ast.BitOr: "bitor",
    ast.BitAnd: "bitand",
    ast.BitXor: "bitxor",
    ast.MatMult: "matmul",
}
_UNARY: dict[type[ast.unaryop], str] = {ast.USub: "$neg", ast.UAdd: "$pos", ast.Invert: "$invert"}
_COMPARE: dict[type[ast.cmpop], str] = {
    ast.Eq: "$eq",
    ast.NotEq: "$ne",
    ast.Lt: "$lt",
    ast.LtE: "$le",
    ast.Gt: "$gt",
    ast.GtE: "$ge",
    ast.In: "$in",
}


@lowers(ast.BinOp)
def lower_binary(cx: Context, node: ast.BinOp) -> ast.expr:
    if is_union(node, cx.scope):
        types = ", ".join(ast.unparse(kind) for kind in types_of(node, cx.scope))
        return cx.refuse(node, f"a union of types has no value in the browser: write the tuple `({types})`")
    left, right = cx.expression(node.left), cx.expression(node.right)
    if isinstance(node.op, ast.Mod) and _is_text(node.left):
        return js.call("$percent", left, right)
    if isinstance(node.op, ast.Mod) and cx.program.facts.formats_by_percent and not cx.module.is_library:
        return js.call("$percent_or_mod", left, right)
    return js.call(f"${BINARY[type(node.op)]}", left, right)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


@lowers(ast.UnaryOp)
def lower_unary(cx: Context, node: ast.UnaryOp) -> ast.expr:
    if isinstance(node.op, ast.Not):
        return js.negated(cx.condition(node.operand))
    constant = constant_of(cx, node.operand) if isinstance(node.op, ast.USub) else None
    if type(constant) is int and constant:
        value = cx.expression(ast.copy_location(ast.Constant(value=constant), node.operand))
        return js.raw(f"-{value.id}") if isinstance(value, ast.Name) and value.id != "null" else value
    return js.call(_UNARY[type(node.op)], cx.expression(node.operand))


@lowers(ast.Compare)
def lower_compare(cx: Context, node: ast.Compare) -> ast.expr:
    left = cx.expression(node.left)
    tests: list[ast.expr] = []
    last = len(node.ops) - 1
    for position, (op, comparator) in enumerate(zip(node.ops, node.comparators, strict=True)):
        right = cx.expression(comparator)
        repeated = right
        if position < last and not isinstance(comparator, ast.Constant):
            name = cx.temporary(in_expression=True)  # Python evaluates the middle of `a < b < c` once
            right, repeated = js.assigned(name, right), js.raw(name)
        tests.append(_comparison(op, left, right))
        left = repeated
    result = tests.pop()
    for op, test in zip(node.ops[-2::-1], reversed(tests), strict=True):
        if _gives_boolean(cx, op):
            result = js.both(test, result)
        else:  # the first false result is the value of the chain
            temporary = cx.temporary(in_expression=True)
            result = js.choice(js.call("$truth", js.assigned(temporary, test)), result, js.raw(temporary))
    return result


def _comparison(op: ast.cmpop, left: ast.expr, right: ast.expr) -> ast.expr:
    if isinstance(op, ast.NotIn):
        return js.negated(js.call("$in", left, right))
    if isinstance(op, ast.IsNot):
        return js.negated(_identity(left, right))
    return _identity(left, right) if isinstance(op, ast.Is) else js.call(_COMPARE[type(op)], left, right)


def _identity(left: ast.expr, right: ast.expr) -> ast.expr:
    if isinstance(right, ast.Name) and right.id == "null":
        return js.is_none(left)
    return js.call("$same_object", left, right)


@lowers(ast.BoolOp)
def lower_value_of_logic(cx: Context, node: ast.BoolOp) -> ast.expr:
    """Lower `a or b`, whose value is one of its operands: keep the left operand while it is tested."""
    if all(is_boolean(cx, value) for value in node.values[:-1]):
        return _joined(cx, node, cx.expression)
    first = cx.expression(node.values[0])
    remaining = (
        node.values[1]
        if len(node.values) == 2
        else ast.copy_location(ast.BoolOp(op=node.op, values=node.values[1:]), node)
    )
    if isinstance(first, ast.Name):
        test, left = truth(cx, node.values[0], first), first
    else:
        name = cx.kept_value()
        test, left = truth(cx, node.values[0], js.assigned(name, first)), js.raw(name)
    with cx.maybe():
        second = cx.expression(remaining)
    return js.choice(test, second, left) if isinstance(node.op, ast.And) else js.choice(test, left, second)


def _joined(cx: Context, node: ast.BoolOp, lower: Callable[[ast.expr], ast.expr]) -> ast.expr:
    values = [lower(node.values[0])]
    with cx.maybe():
        values.extend(lower(value) for value in node.values[1:])
    return ast.BoolOp(op=node.op, values=values)


def condition(cx: Context, node: ast.expr) -> ast.expr:
    """Return a condition for JavaScript's `if`: a truth value, or a test of Python's truth."""
    if isinstance(node, ast.BoolOp):
        return _joined(cx, node, cx.condition)
    return truth(cx, node, cx.expression(node))


CONDITION.append(condition)


def truth(cx: Context, node: ast.expr, lowered: ast.expr) -> ast.expr:
    return lowered if is_boolean(cx, node) else js.call("$truth", lowered)


_IDENTITY = (ast.Is, ast.IsNot, ast.In, ast.NotIn)
_COMPARISONS = frozenset({"__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"})


def _gives_boolean(cx: Context, op: ast.cmpop) -> bool:
    """Return whether a comparison certainly gives True or False: a class's own may return any value."""
    return isinstance(op, _IDENTITY) or not (
        _COMPARISONS & (cx.program.facts.own_members | cx.program.facts.texts)
    )


def is_boolean(cx: Context, node: ast.expr) -> bool:
    """Return whether the value is certainly True or False."""
    if isinstance(node, ast.Compare):
        return all(_gives_boolean(cx, op) for op in node.ops)
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.Not)
    if isinstance(node, ast.BoolOp):
        return all(is_boolean(cx, value) for value in node.values)
    if isinstance(node, ast.Constant):
        return isinstance(node.value, bool)
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("isinstance", "hasattr", "issubclass", "bool", "any", "all", "callable")
        and cx.scope.lookup(node.func.id) is None
    )
