"""Parameters: how a function is told to the runtime, and how a call of a known function is bound while
compiling.
"""

from __future__ import annotations

import ast

from build.frontend import javascript as js
from build.frontend.context import Context
from build.frontend.names import local_name


def is_plain(args: ast.arguments) -> bool:
    """Only parameters that are passed by position or by name, with defaults that are constants: a JavaScript
    function does as it is.
    """
    extras = args.vararg or args.kwarg or args.kwonlyargs or args.posonlyargs
    return not extras and all(_is_constant(default) for default in args.defaults)


def _is_constant(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node = node.operand
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Tuple) and not node.elts)


def signature(name: str, args: ast.arguments) -> str:
    """The text the runtime binds keyword arguments by: `f a b= / c *rest d= **others`. `=`: has a default.
    `/`, `*`: as in Python.
    """
    positional = [*args.posonlyargs, *args.args]
    first_default = len(positional) - len(args.defaults)
    words = [name.replace(" ", "_")]
    for position, arg in enumerate(positional):
        words.append(arg.arg + ("=" if position >= first_default else ""))
        if args.posonlyargs and position == len(args.posonlyargs) - 1:
            words.append("/")
    if args.vararg:
        words.append(f"*{args.vararg.arg}")
    elif args.kwonlyargs:
        words.append("*")
    for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        words.append(arg.arg + ("=" if default is not None else ""))
    if args.kwarg:
        words.append(f"**{args.kwarg.arg}")
    return " ".join(words)


def javascript_parameters(args: ast.arguments) -> list[str]:
    """In the order of the signature: the runtime hands them over so."""
    params = [
        *args.posonlyargs,
        *args.args,
        *([args.vararg] if args.vararg else []),
        *args.kwonlyargs,
        *([args.kwarg] if args.kwarg else []),
    ]
    return [local_name(arg.arg) for arg in params]


def defaults(cx: Context, args: ast.arguments) -> ast.expr:
    """All defaults, in order, evaluated once where the function is made."""
    return js.array(
        cx.expressions([*args.defaults, *(default for default in args.kw_defaults if default is not None)])
    )


def needs_signature(cx: Context, args: ast.arguments) -> bool:
    if cx.program.any_splat:
        return True
    return any(arg.arg in cx.program.keywords for arg in args.args)


def signature_of_call(
    cx: Context, node: ast.Call, definition: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
) -> list[ast.expr] | None:
    """The arguments by position, where a call by keyword of a known function can be bound now; None where the
    runtime must.

    Only where no value moves across another whose evaluation could be noticed: they keep their order, or are
    names and constants.
    """
    if (
        not node.keywords
        or isinstance(definition, ast.ClassDef)
        or definition.decorator_list
        or not is_plain(definition.args)
    ):
        return None
    if any(isinstance(arg, ast.Starred) for arg in node.args) or any(
        keyword.arg is None for keyword in node.keywords
    ):
        return None
    names = [arg.arg for arg in definition.args.args]
    given = [keyword.arg or "" for keyword in node.keywords]
    if len(node.args) > len(names) or any(name not in names[len(node.args) :] for name in given):
        return None
    required = len(names) - len(definition.args.defaults)
    if any(name not in given for name in names[len(node.args) : required]):
        return None
    order = [name for name in names if name in given]
    if order != given and not all(
        isinstance(keyword.value, ast.Name | ast.Constant) for keyword in node.keywords
    ):
        return None
    values = {keyword.arg: keyword.value for keyword in node.keywords}
    last = names.index(order[-1])
    placed = [cx.expression(arg) for arg in node.args]
    placed += [
        cx.expression(values[name]) if name in values else js.raw("undefined")
        for name in names[len(node.args) : last + 1]
    ]
    return placed
