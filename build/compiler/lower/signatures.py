"""Lower parameters: the signature for binding at run time, and calls that can be bound while compiling."""

from __future__ import annotations

import ast

from build.compiler.analysis.callables import bound_by_position, parameters_of
from build.compiler.analysis.names import local_name
from build.compiler.load.tree import default_values
from build.compiler.lower import javascript as js
from build.compiler.lower.context import Context


def is_plain(args: ast.arguments) -> bool:
    """Return whether a plain JavaScript function can have these parameters."""
    return parameters_of(args) is not None


def signature(name: str, args: ast.arguments) -> str:
    """Return the text that tells the runtime how to bind keyword arguments: `f a b= / c *rest d= **others`.

    `=` marks a default; `/` and `*` are as in Python.
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
    """Return the parameters in the order of the signature, as the runtime passes them."""
    params = [
        *args.posonlyargs,
        *args.args,
        *([args.vararg] if args.vararg else []),
        *args.kwonlyargs,
        *([args.kwarg] if args.kwarg else []),
    ]
    return [local_name(arg.arg) for arg in params]


def defaults(cx: Context, args: ast.arguments) -> ast.expr:
    """Return all defaults in order; they are evaluated once, where the function is made."""
    return js.array(cx.expressions(default_values(args)))


def needs_signature(cx: Context, node: ast.Lambda | ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    callables = cx.program.callables
    if callables.any_splat or node in callables.by_name:
        return True
    return any(arg.arg in callables.keywords for arg in node.args.args)


def takes_native_rest(cx: Context, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return node in cx.program.callables.native_rest


def needs_check(cx: Context, node: ast.Lambda | ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return node not in cx.program.callables.needs_no_arity_check


def signature_of_call(
    cx: Context, node: ast.Call, definition: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
) -> list[ast.expr] | None:
    """Return the arguments of a call by keyword in the order of the parameters.

    Return None if only the runtime can bind them: the function or class must be known.
    """
    if not node.keywords:
        return None
    if isinstance(definition, ast.ClassDef):
        parameters = cx.program.class_parameters.get(definition)
    else:
        parameters = parameters_of(definition.args) if not definition.decorator_list else None
    ordered = bound_by_position(node, parameters) if parameters else None
    if ordered is None:
        return None
    return [js.raw("undefined") if value is None else cx.expression(value) for value in ordered]
