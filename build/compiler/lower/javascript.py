"""Make nodes of the lowered tree: Python nodes that Transcrypt prints as the intended JavaScript.

Transcrypt prints `Name.id` unchanged and a call as `func (args)`. So a name may hold any JavaScript atom
(a literal, `undefined`), a call of the name `x =` is an assignment expression, and a call of a blank name is
a pair of parentheses. Everything the compiler emits is made here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

_LOAD = ast.Load()
# Scripts are in ASCII: a page in an encoding other than UTF-8 would misread other characters.
_UNSAFE = re.compile("[^\x20-\x7e]")
_SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}


def raw(text: str) -> ast.Name:
    """Return a JavaScript atom, printed as it is."""
    return ast.Name(id=text, ctx=_LOAD)


def names_in(node: ast.Name) -> tuple[str, ...]:
    """Return the variables that an atom mentions: its own name, unless it was made of several parts."""
    names: tuple[str, ...] = getattr(node, "names", (node.id,))
    return names


def assigns(node: ast.Name) -> bool:
    """Return whether the atom assigns to the variables that it mentions."""
    return isinstance(node.ctx, ast.Store) or getattr(node, "assigns", False)


def text_of(node: ast.Name) -> str | None:
    """Return the text of a string literal; None for any other atom."""
    text: str | None = getattr(node, "text", None)
    return text


def _mentioning(node: ast.Name, names: Iterable[str], **marks: object) -> ast.Name:
    """Record the parts of an atom's text, so that it need not be parsed again."""
    vars(node).update(names=tuple(names), **marks)
    return node


def string(text: str) -> ast.Name:
    """Return a JavaScript string literal. Printed the same by every version of Python, unlike `repr`."""
    body = text.replace("\\", "\\\\").replace('"', '\\"')
    return _mentioning(raw('"' + _UNSAFE.sub(_escape, body) + '"'), (), text=text)


def _escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass").hex()
    return _SHORT.get(match[0]) or "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def number(value: int) -> ast.Name:
    return raw(str(value))


def call(function: str | ast.expr, *args: ast.expr) -> ast.Call:
    func = raw(function) if isinstance(function, str) else function
    return ast.Call(func=func, args=list(args), keywords=[])


def parenthesised(expression: ast.expr) -> ast.Call:
    return call(" ", expression)


def assigned(name: str, value: ast.expr) -> ast.Call:
    """Return the expression `(name = value)`."""
    return parenthesised(call(_mentioning(raw(f"{name} ="), [name], assigns=True), value))


def assign(name: str, value: ast.expr) -> ast.Assign:
    return ast.Assign(targets=[ast.Name(id=name, ctx=ast.Store())], value=value)


def assign_pattern(names: list[str], value: ast.expr) -> ast.Assign:
    """Return `[a, b] = value`, for an array of as many items."""
    target = _mentioning(ast.Name(id=f"[{', '.join(names)}]", ctx=ast.Store()), names)
    return ast.Assign(targets=[target], value=value)


def assign_member(owner: str, name: str, value: ast.expr) -> ast.Assign:
    """Return `owner.name = value`."""
    return ast.Assign(targets=[ast.Attribute(value=raw(owner), attr=name, ctx=ast.Store())], value=value)


def statement(expression: ast.expr) -> ast.Expr:
    return ast.Expr(value=expression)


def declare(names: list[str]) -> ast.Expr:
    """Return `var a, b`, for names that are assigned inside expressions."""
    return statement(_mentioning(raw("var " + ", ".join(names)), names))


def array(items: list[ast.expr]) -> ast.expr:
    """Return an array literal, or a call for starred items: Transcrypt does not spread inside a literal."""
    if any(isinstance(item, ast.Starred) for item in items):
        return call("$l", *items)
    return ast.List(elts=items, ctx=_LOAD)


def index(value: ast.expr, position: int) -> ast.Subscript:
    """Return `value [position]` of a JavaScript array."""
    return ast.Subscript(value=value, slice=number(position), ctx=_LOAD)


def both(left: ast.expr, right: ast.expr) -> ast.BoolOp:
    return ast.BoolOp(op=ast.And(), values=[left, right])


def either(left: ast.expr, right: ast.expr) -> ast.BoolOp:
    return ast.BoolOp(op=ast.Or(), values=[left, right])


_OPPOSITE: dict[type[ast.cmpop], ast.cmpop] = {ast.Eq: ast.NotEq(), ast.Is: ast.IsNot()}


def negated(expression: ast.expr) -> ast.expr:
    if (
        isinstance(expression, ast.Compare)
        and len(expression.ops) == 1
        and type(expression.ops[0]) in _OPPOSITE
    ):
        opposite = _OPPOSITE[type(expression.ops[0])]
        return ast.Compare(left=expression.left, ops=[opposite], comparators=expression.comparators)
    return ast.UnaryOp(op=ast.Not(), operand=expression)


def is_none(expression: ast.expr) -> ast.Compare:
    """Return `expression == null`, which is true for null and for undefined, JavaScript's missing value."""
    return ast.Compare(left=expression, ops=[ast.Eq()], comparators=[raw("null")])


def is_missing(name: str) -> ast.Compare:
    return ast.Compare(left=raw(name), ops=[ast.Is()], comparators=[raw("undefined")])


def choice(test: ast.expr, body: ast.expr, orelse: ast.expr) -> ast.IfExp:
    return ast.IfExp(test=test, body=body, orelse=orelse)


def function(params: list[str], body: ast.expr) -> ast.Lambda:
    return ast.Lambda(args=parameters(params), body=body)


def parameters(names: list[str]) -> ast.arguments:
    return ast.arguments(
        posonlyargs=[],
        args=[ast.arg(arg=name) for name in names],
        vararg=None,
        kwonlyargs=[],
        kw_defaults=[],
        kwarg=None,
        defaults=[],
    )


def define(name: str, params: list[str], body: list[ast.stmt]) -> ast.FunctionDef:
    node = ast.FunctionDef(
        name=name, args=parameters(params), body=body, decorator_list=[], returns=None, type_comment=None
    )
    if hasattr(ast, "TypeVar"):  # Python 3.12 gave functions type parameters
        node.type_params = []  # type: ignore[attr-defined, unused-ignore]
    return node


def when(test: ast.expr, body: list[ast.stmt], orelse: list[ast.stmt] | None = None) -> ast.If:
    return ast.If(test=test, body=body or [ast.Pass()], orelse=orelse or [])
