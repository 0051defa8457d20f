"""Lower calls of functions, classes, methods and built-ins, with keywords and spreads."""

from __future__ import annotations

import ast

from build.compiler.analysis.callables import bound_by_position, parameters_of_method
from build.compiler.analysis.scopes import Binding
from build.compiler.analysis.typing_only import types_of
from build.compiler.load.tree import has_starred
from build.compiler.lower import javascript as js
from build.compiler.lower.attributes import call_by_name
from build.compiler.lower.comprehensions import items_of, iterated
from build.compiler.lower.context import Context, lowers
from build.compiler.lower.expressions import spread
from build.compiler.lower.names import (
    constant_of,
    is_builtin_type,
    is_super,
    receiver_of_method,
    resolve,
    value_of,
)
from build.compiler.lower.signatures import signature_of_call
from build.compiler.runtime.arguments import ARITY, COUNTS, KEYWORDS
from build.compiler.runtime.kinds import kinds_with
from build.compiler.runtime.library import BUILTINS, METHODS, VARIADIC, runtime_units

# Units of the runtime that take keyword arguments: the names in the order of the JavaScript parameters, or a
# mark for one dict with all of them.
RUNTIME_KEYWORDS: dict[str, tuple[str, ...]] = {
    "$dc_field": (
        "default",
        "default_factory",
        "init",
        "repr",
        "compare",
        "kw_only",
        "hash",
        "metadata",
        " init_var",
    ),
    "$dc_replace": ("**",),
}


POSITIONAL = frozenset({"$aio_run", "$aio_sleep", "$aio_gather", "$dc_asdict", "$dc_astuple", "$dc_fields"})
"""Units whose keyword arguments, such as `return_exceptions`, do not exist in the browser."""


@lowers(ast.Call)
def lower_call(cx: Context, node: ast.Call) -> ast.expr:
    binding = resolve(cx, node.func)
    if binding is not None and binding.kind == "type":
        return _call_of_type(cx, node, binding)
    if binding is not None:
        return _call_of_binding(cx, node, binding)
    if isinstance(node.func, ast.Name):
        return _call_of_builtin(cx, node, node.func.id)
    if isinstance(node.func, ast.Attribute) and not is_super(cx, node.func.value):
        return _call_of_method(cx, node, node.func)
    return _call_of_value(cx, node, cx.expression(node.func))


def _call_of_binding(cx: Context, node: ast.Call, binding: Binding) -> ast.expr:
    assert isinstance(node.func, ast.Name | ast.Attribute)
    function = (
        cx.expression(node.func) if isinstance(node.func, ast.Name) else value_of(cx, binding, node.func)
    )
    if isinstance(binding.definition, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not (
        isinstance(function, ast.IfExp)
    ):
        ordered = signature_of_call(cx, node, binding.definition)
        if ordered is not None:
            return js.call(function, *ordered)
        if not node.keywords:
            return js.call(function, *spread(cx, node.args))
    if binding.kind == "runtime" and binding.target in RUNTIME_KEYWORDS:
        return _call_of_unit(cx, node, binding.target)
    if binding.target in POSITIONAL and node.keywords:
        return cx.refuse(node, f"`{ast.unparse(node.func)}` takes no keyword arguments in the browser")
    if binding.kind == "runtime" and not node.keywords:
        return js.call(function, *spread(cx, node.args))
    return _call_of_value(cx, node, function)


def _call_of_unit(cx: Context, node: ast.Call, unit: str) -> ast.expr:
    parameters = RUNTIME_KEYWORDS[unit]
    if parameters == ("**",):
        return js.call(unit, *spread(cx, node.args), keywords(cx, node) if node.keywords else js.call("$d"))
    if node.args:
        return cx.refuse(node, f"`{ast.unparse(node.func)}` takes keyword arguments only")
    return js.call(unit, *_by_position(cx, node, ast.unparse(node.func), [], parameters))


def _call_of_value(cx: Context, node: ast.Call, function: ast.expr) -> ast.expr:
    arguments = spread(cx, node.args)
    if isinstance(function, ast.IfExp):
        function = js.parenthesised(function)
    if node.keywords:
        return js.call("$kw", function, js.array(arguments), keywords(cx, node))
    if cx.program.checks_calls:
        return js.call("$invoke", function, *arguments)
    return js.call(function, *arguments)


def keywords(cx: Context, node: ast.Call) -> ast.expr:
    """Return the keyword arguments as a dict, with `**mapping` merged in place. A repeated name raises."""
    if any(keyword.arg is None for keyword in node.keywords):
        parts = [
            cx.expression(keyword.value)
            if keyword.arg is None
            else js.call("$d", js.string(keyword.arg), cx.expression(keyword.value))
            for keyword in node.keywords
        ]
        return js.call("$kwargs", js.string(_called(cx, node.func)), *parts)
    keys = [
        None if keyword.arg is None else ast.copy_location(ast.Constant(value=keyword.arg), keyword.value)
        for keyword in node.keywords
    ]
    display = ast.Dict(keys=list(keys), values=[keyword.value for keyword in node.keywords])
    return cx.expression(ast.copy_location(display, node))


def _called(cx: Context, node: ast.expr) -> str:
    """Return the name of the called function for messages."""
    binding = cx.scope.lookup(node.id) if isinstance(node, ast.Name) else None
    return f"__main__.{node.id}" if binding and isinstance(node, ast.Name) else ast.unparse(node)


def _call_of_type(cx: Context, node: ast.Call, binding: Binding) -> ast.expr:
    """Lower `cast(T, x)` to x, a call of a TypedDict to a dict, a call of a NewType to its argument."""
    if binding.target == "cast" and len(node.args) == 2:
        return cx.expression(node.args[1])
    if binding.definition in cx.program.typed_dicts and not node.args:
        return keywords(cx, node) if node.keywords else js.call("$d")
    if binding.target == "assert_never" and len(node.args) == 1:
        return js.call("$assert_never", cx.expression(node.args[0]))
    is_new_type = isinstance(binding.definition, ast.Assign) and len(node.args) == 1 and not node.keywords
    if is_new_type or (binding.target in ("reveal_type", "assert_type", "final", "override") and node.args):
        return cx.expression(node.args[0])
    name = f"`{ast.unparse(node.func)}`"
    if isinstance(binding.definition, ast.ClassDef) and binding.definition not in cx.program.typed_dicts:
        return cx.refuse(
            node, f"{name} is a Protocol, or derives from one: leave the Protocol out of its bases"
        )
    return cx.refuse(node, f"{name} exists only for annotations and cannot be called in the browser")


def _call_of_builtin(cx: Context, node: ast.Call, name: str) -> ast.expr:
    counts_at_run_time = name in COUNTS and has_starred(node.args) and not node.keywords
    if name not in BUILTINS or name == "super" or counts_at_run_time:
        return _call_of_value(cx, node, cx.expression(node.func))
    direct = _direct(cx, node, name) or call_by_name(cx, node, name)
    if direct is not None:
        return direct
    if name == "dict" and node.keywords:
        base = [js.call("$b_dict", *spread(cx, node.args))] if node.args else []
        return js.call("$merged", *base, keywords(cx, node)) if base else keywords(cx, node)
    if name == "type" and len(node.args) == 1 and not node.keywords:
        return js.call("$type_of", *spread(cx, node.args))
    if why := _refusal_of_builtin(cx, node, name):
        return cx.refuse(node, why)
    arguments = spread(cx, node.args)
    if name in VARIADIC:
        arguments = [js.array(arguments)]
    if name in KEYWORDS:
        arguments = _by_position(cx, node, name, arguments, KEYWORDS[name])
    return js.call(f"$b_{name}", *arguments)


def _refusal_of_builtin(cx: Context, node: ast.Call, name: str) -> str | None:
    """Return why a call of a built-in cannot be translated, None if it can."""
    if name == "type" and len(node.args) == 3:
        return "`type` with three arguments makes a class at run time: write a `class` statement"
    if name in ("getattr", "hasattr", "setattr", "delattr") and len(node.args) > 1:
        constant = constant_of(cx, node.args[1])
        if constant is not None and not isinstance(constant, str):
            return f"`{name}` takes the name of an attribute, a string"
    least, most = COUNTS.get(name, (0, len(node.args) + len(node.keywords)))
    count = len(node.args) + (0 if name == "sorted" else len(node.keywords))
    if not least <= count <= most and not has_starred(node.args):
        return f"`{name}` {_miscounted(count, least, most)}"
    if node.keywords and name not in KEYWORDS:
        return f"`{name}` takes no keyword arguments in the browser: pass them by position"
    return None


def _miscounted(count: int, least: int, most: int) -> str:
    number = "1 argument" if count == 1 else f"{count} arguments"
    if least == most:
        takes = str(least)
    elif most == least + 1:
        takes = f"{least} or {most}"
    else:
        takes = f"{least} to {most}"
    return f"is called with {number}: it takes {takes}"


# Conversions with one argument. The type object would link code for its other arguments too.
_CONVERSIONS = {"str": "$str", "bool": "$truth", "tuple": "$tuple"}
_TESTED = frozenset({"str", "int", "float", "bool", "list", "dict", "tuple"})
_ITERATORS = frozenset({"enumerate", "filter", "map", "zip"})


def _direct(cx: Context, node: ast.Call, name: str) -> ast.expr | None:
    """Lower calls of built-ins for which the runtime has a smaller unit than the built-in itself."""
    if node.keywords or has_starred(node.args):
        return None
    if name in _CONVERSIONS and len(node.args) == 1:
        return js.call(_CONVERSIONS[name], cx.expression(node.args[0]))
    if name == "list" and len(node.args) == 1:
        return js.call("$list_of", iterated(cx, node.args[0]))
    if name in ("any", "all") and len(node.args) == 1 and (items := items_of(cx, node.args[0])):
        return js.call(f"$b_{name}", items)
    if name in ("list", "dict", "tuple") and not node.args:
        return {"list": js.array([]), "dict": js.call("$d"), "tuple": js.call("$t")}[name]
    if f"$b{len(node.args)}_{name}" in runtime_units():
        return js.call(f"$b{len(node.args)}_{name}", *cx.expressions(node.args))
    return _class_test(cx, node, name) if name in ("isinstance", "issubclass") else None


def _class_test(cx: Context, node: ast.Call, name: str) -> ast.expr | None:
    """Lower `isinstance` and `issubclass` where the kinds are written out, as in `int | None`."""
    if len(node.args) != 2:
        return None
    if name == "isinstance" and (test := _type_test(cx, node)):
        return test
    kinds = types_of(node.args[1], cx.scope)
    if isinstance(node.args[1], ast.BinOp) or (len(kinds) > 1 and isinstance(node.args[1], ast.Name)):
        types = [js.raw("$NoneType") if _is_none(kind) else cx.expression(kind) for kind in kinds]
        return js.call(f"$b_{name}", cx.expression(node.args[0]), js.call("$t", *types))
    return None


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _type_test(cx: Context, node: ast.Call) -> ast.expr | None:
    """Lower `isinstance(x, str)` to a test of the kind of value, which needs no type object."""
    kinds = types_of(node.args[1], cx.scope)
    names = [kind.id for kind in kinds if is_builtin_type(cx, kind) and isinstance(kind, ast.Name)]
    if not names or len(names) < len(kinds) or not set(names) <= _TESTED:
        return _iterator_test(cx, node)
    value = cx.expression(node.args[0])
    repeated = value
    if len(names) > 1 and not isinstance(value, ast.Name):
        temporary = cx.temporary(in_expression=True)
        value, repeated = js.assigned(temporary, value), js.raw(temporary)
    test: ast.expr = js.call(f"$isa_{names[0]}", value)
    for name in names[1:]:
        test = js.either(test, js.call(f"$isa_{name}", repeated))
    return test


def _iterator_test(cx: Context, node: ast.Call) -> ast.expr | None:
    """Lower `isinstance(x, zip)`: in the browser, `zip` and the like are functions, not types."""
    kind = node.args[1]
    if not (isinstance(kind, ast.Name) and kind.id in _ITERATORS and cx.scope.lookup(kind.id) is None):
        return None
    return js.call("$isa_iterator", cx.expression(node.args[0]), js.string(kind.id))


def _by_position(
    cx: Context, node: ast.Call, name: str, arguments: list[ast.expr], parameters: tuple[str, ...]
) -> list[ast.expr]:
    """Put the keyword arguments of a built-in at their positions in its JavaScript."""
    placed = list(arguments)
    named = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
    if len(named) < len(node.keywords):
        cx.refuse(node, f"`**` in a call of the built-in `{name}` is not translated: name the arguments")
    for keyword in named:
        if keyword not in parameters:
            cx.refuse(
                node, f"`{name}` has no argument `{keyword}` in the browser: it takes {', '.join(parameters)}"
            )
    for position in range(len(placed), len(parameters)):
        value = named.get(parameters[position])
        placed.append(js.raw("undefined") if value is None else cx.expression(value))
    while placed and isinstance(placed[-1], ast.Name) and placed[-1].id == "undefined":
        placed.pop()
    return placed


def _call_of_method(cx: Context, node: ast.Call, function: ast.Attribute) -> ast.expr:
    name = function.attr
    if is_builtin_type(cx, function.value) or name in ("__class__", "fget", "fset", "fdel"):
        return _call_of_value(cx, node, cx.expression(function))
    owner = cx.expression(function.value)
    direct = _direct_call(cx, node, function, owner)
    if direct is not None:
        return direct
    instance = cx.receiver_of(function.value)
    if instance is not None and name in instance.attributes and name not in METHODS:
        return _call_of_value(cx, node, ast.Attribute(value=owner, attr=name, ctx=ast.Load()))
    if name in METHODS:
        owner = receiver_of_method(cx, function.value, owner, name)
        lower = _with_keywords if node.keywords else _without_keywords
        return lower(cx, node, owner, name)
    if node.keywords:
        return _call_by_name(cx, node, owner, name)
    return js.call("$call", owner, js.string(name), *spread(cx, node.args))


def _call_by_name(cx: Context, node: ast.Call, owner: ast.expr, name: str) -> ast.expr:
    """Have the runtime find the method and pass it the keyword arguments."""
    return js.call("$kwcall", owner, js.string(name), js.array(spread(cx, node.args)), keywords(cx, node))


def _with_keywords(cx: Context, node: ast.Call, owner: ast.expr, name: str) -> ast.expr:
    """Lower a call with keyword arguments of a method that values of built-in types have."""
    parameters = KEYWORDS.get(name, ())
    if name == "update":
        return js.call("$update_by_name", owner, js.array(spread(cx, node.args)), keywords(cx, node))
    if name in cx.program.facts.members:
        names = " ".join([name, *(f"{keyword}=" for keyword in parameters)])
        method = [js.string(name), js.string(kinds_with(name)), js.raw(f"$m_{name}")]
        passed = [js.array(spread(cx, node.args)), keywords(cx, node)]
        return js.call("$shared", owner, *method, *passed, js.string(names))
    if name == "format":
        return js.call("$m_format", owner, js.array(spread(cx, node.args)), keywords(cx, node))
    if not set(parameters) >= {keyword.arg for keyword in node.keywords}:
        method = [js.string(name), js.string(kinds_with(name)), js.raw("true" if parameters else "false")]
        return js.call("$misnamed", owner, *method, js.array(spread(cx, node.args)), keywords(cx, node))
    arguments = _arguments_of_method(cx, name, spread(cx, node.args))
    return js.call(f"$m_{name}", owner, *_by_position(cx, node, name, arguments, parameters))


def _without_keywords(cx: Context, node: ast.Call, owner: ast.expr, name: str) -> ast.expr:
    """Lower a call without keyword arguments of a method that values of built-in types have."""
    if name == "format":
        return js.call("$m_format", owner, js.array(spread(cx, node.args)), js.raw("null"))
    arguments = _arguments_of_method(cx, name, spread(cx, node.args))
    unit = _unit_of_method(cx, name, node.args)
    if name not in ARITY:
        return js.call(unit, owner, *arguments)
    least, most = ARITY[name]
    counts = (js.number(least), js.number(most))
    passed = [owner, js.string(name), js.string(kinds_with(name)), *counts, js.array(arguments)]
    if has_starred(arguments):
        return js.call("$called_with_rest", *passed, js.raw(unit))
    if not least <= len(arguments) <= most:
        return js.call("$miscalled", *passed)
    return js.call(unit, owner, *arguments)


_TEXT_METHODS = frozenset(dir(str)) - {"format", "format_map", "join", "startswith", "endswith", "translate"}


def _arguments_of_method(cx: Context, name: str, arguments: list[ast.expr]) -> list[ast.expr]:
    """Return the arguments. For a string's method, convert possible members of an enum to strings."""
    if not cx.program.facts.mixes_enums or name not in _TEXT_METHODS:
        return arguments
    return [
        argument if isinstance(argument, ast.Starred) else js.call("$plain", argument)
        for argument in arguments
    ]


def _direct_call(cx: Context, node: ast.Call, function: ast.Attribute, owner: ast.expr) -> ast.expr | None:
    """Lower `self.f (…)` to a call of the method's function, if it can only be the method of this class."""
    instance = cx.receiver_of(function.value)
    method = instance.methods.get(function.attr) if instance else None
    own = parameters_of_method(method.args) if method else None
    if method is None or own is None:
        return None
    ordered = bound_by_position(node, own)
    if ordered is None or not own.required <= len(ordered):
        return None
    cx.program.direct_uses[method] += 1
    arguments = [js.raw("undefined") if value is None else cx.expression(value) for value in ordered]
    return js.call(f"{cx.frame.class_name}${function.attr}", owner, *arguments)


def _unit_of_method(cx: Context, name: str, arguments: list[ast.expr]) -> str:
    """Return the smallest unit for a call of the method: for texts, for this number of arguments, or any."""
    if has_starred(arguments):
        return f"$m_{name}"
    texts = all(_is_text(cx, argument) for argument in arguments)
    units = [f"$t{len(arguments)}_{name}"] if texts else []
    units += [f"$m{len(arguments)}_{name}", f"$m_{name}"]
    return next(unit for unit in units if unit in runtime_units())


def _is_text(cx: Context, node: ast.expr) -> bool:
    """Return whether the expression is certainly a non-empty string."""
    value = constant_of(cx, node)
    return isinstance(value, str) and value != ""
