"""Assignment in all its forms, `del`, and annotated names."""

from __future__ import annotations

import ast

from build.compiler.analysis.typing_only import is_alias
from build.compiler.lower import javascript as js
from build.compiler.lower.comprehensions import unpack
from build.compiler.lower.context import Context, lowers
from build.compiler.lower.expressions import slice_bounds
from build.compiler.lower.names import check_annotations, resolve
from build.compiler.lower.operators import BINARY

_IN_PLACE = frozenset({"add", "sub", "mul", "bitor", "bitand", "bitxor"})
_IN_PLACE_NAMES = {
    "bitor": "ior",
    "bitand": "iand",
    "bitxor": "ixor",
    "add": "iadd",
    "sub": "isub",
    "mul": "imul",
}
_IN_PLACE_METHODS = {"div": "__itruediv__", "percent_or_mod": "__imod__"}


@lowers(ast.Assign)
def lower_assign(cx: Context, node: ast.Assign) -> list[ast.stmt]:
    if is_alias(node, cx.scope) and cx.scope.kind == "module":
        return []
    value = cx.expression(node.value)
    if len(node.targets) == 1:
        return store(cx, node.targets[0], value)
    name = cx.temporary()
    statements: list[ast.stmt] = [js.assign(name, value)]
    for target in node.targets:
        statements.extend(store(cx, target, js.raw(name)))
    return statements


@lowers(ast.AnnAssign)
def lower_annotated(cx: Context, node: ast.AnnAssign) -> list[ast.stmt]:
    if cx.scope.kind != "function":
        check_annotations(cx, [node.annotation])
    if node.value is None or is_alias(node, cx.scope):
        return []
    return store(cx, node.target, cx.expression(node.value))


def store(cx: Context, target: ast.expr, value: ast.expr) -> list[ast.stmt]:
    """Return statements that store a lowered value in a target."""
    if isinstance(target, ast.Name):
        name = cx.variable(target.id, target)
        cx.wrote(name)
        return [js.assign(name, value)]
    if isinstance(target, ast.Attribute):
        variable = _variable_of_module(cx, target)
        if variable is not None:
            return [js.statement(js.assigned(variable, value))]
        if _is_made_here(cx, target.value) and not isinstance(value, ast.Subscript):
            return [js.assign_member(cx.frame.makes, target.attr, value)]
        instance = cx.receiver_of(target.value)
        if instance is not None and instance.can_set(target.attr):
            owner = cx.expression(target.value)
            assert isinstance(owner, ast.Name)
            return [js.assign_member(owner.id, target.attr, value)]
        return [
            _set(cx, [target.value], "attr", [cx.expression(target.value), js.string(target.attr)], value)
        ]
    if isinstance(target, ast.Subscript):
        owner = cx.expression(target.value)
        if isinstance(target.slice, ast.Slice):
            parts = [target.slice.lower, target.slice.upper, target.slice.step]
            evaluated = [target.value, *(part for part in parts if part is not None)]
            return [_set(cx, evaluated, "slice", [owner, *slice_bounds(cx, target.slice)], value)]
        key = cx.expression(target.slice)
        return [_set(cx, [target.value, target.slice], "item", [owner, key], value)]
    if isinstance(target, ast.Tuple | ast.List):
        return _unpacked(cx, target, value)
    cx.refuse(target, f"`{ast.unparse(target)}` cannot be assigned to")
    return []


def _variable_of_module(cx: Context, target: ast.Attribute) -> str | None:
    """Return the variable that `module.name = value` assigns."""
    owner = resolve(cx, target.value)
    if owner is None or owner.kind != "module" or owner.target not in cx.program.scopes:
        return None
    if cx.program.loader.modules[owner.target].is_library:
        cx.refuse(target, f"`{ast.unparse(target)}` of a standard module cannot be set in the browser")
        return "null"
    binding = cx.program.scopes[owner.target].bindings.get(target.attr)
    if binding is None or binding.kind != "variable":
        cx.refuse(target, f"`{ast.unparse(target)}` is imported there, and cannot be assigned")
        return "null"
    return binding.target


def _set(cx: Context, parts: list[ast.expr], kind: str, place: list[ast.expr], value: ast.expr) -> ast.stmt:
    """Store in an attribute or item; Python evaluates the value before the target's parts."""
    if _is_still(value) or all(_is_settled(cx, part) for part in parts):
        return js.statement(js.call(f"$set{kind}", *place, value))
    return js.statement(js.call(f"$put{kind}", value, *place))


def _is_made_here(cx: Context, owner: ast.expr) -> bool:
    """Return whether this is the instance that the enclosing `__init__` initialises."""
    if not (isinstance(owner, ast.Name) and cx.frame.makes and cx.scope is cx.frame.scope):
        return False
    binding = cx.scope.lookup(owner.id)
    return binding is not None and binding.target == cx.frame.makes


def _is_still(value: ast.expr) -> bool:
    """Return whether the value may be evaluated at any time: a name, a constant, or a display of those."""
    if isinstance(value, ast.Call):
        is_display = isinstance(value.func, ast.Name) and value.func.id in ("$t", "$d", "$s", "$float")
        return is_display and all(_is_still(part) for part in value.args)
    if isinstance(value, ast.List):
        return all(_is_still(part) for part in value.elts)
    return isinstance(value, ast.Name | ast.Lambda | ast.Subscript)


def _is_settled(cx: Context, node: ast.expr) -> bool:
    """Return whether no later evaluation can change its value.

    This is so for a constant, and for a variable that only earlier code assigns.
    """
    if not isinstance(node, ast.Name):
        return isinstance(node, ast.Constant)
    binding = cx.scope.lookup(node.id)
    return (binding is None or not binding.rebound) and ":=" not in cx.module.text


def _unpacked(cx: Context, target: ast.Tuple | ast.List, value: ast.expr) -> list[ast.stmt]:
    names = _plain_variables(cx, target)
    if names:
        for own in names:
            cx.wrote(own)
        return [js.assign_pattern(names, unpack(target.elts, value))]
    name = cx.temporary()
    statements: list[ast.stmt] = [js.assign(name, unpack(target.elts, value))]
    for position, part in enumerate(target.elts):
        inner = part.value if isinstance(part, ast.Starred) else part
        statements.extend(store(cx, inner, js.index(js.raw(name), position)))
    return statements


def _plain_variables(cx: Context, target: ast.Tuple | ast.List) -> list[str] | None:
    """Return the variables of a target that JavaScript can unpack itself: names of this function."""
    parts = [part.value if isinstance(part, ast.Starred) else part for part in target.elts]
    if cx.scope.kind == "class" or not all(isinstance(part, ast.Name) for part in parts):
        return None
    names = [cx.variable(part.id, part) for part in parts if isinstance(part, ast.Name)]
    return names if names and all(name in cx.frame.owned for name in names) else None


@lowers(ast.AugAssign)
def lower_augmented(cx: Context, node: ast.AugAssign) -> list[ast.stmt]:
    if isinstance(node.target, ast.Name):
        load = ast.copy_location(ast.Name(id=node.target.id, ctx=ast.Load()), node.target)
        value = _combined(cx, node, cx.expression(load))
        return store(cx, node.target, value)
    if isinstance(node.target, ast.Attribute) and _variable_of_module(cx, node.target) is not None:
        read = ast.Attribute(value=node.target.value, attr=node.target.attr, ctx=ast.Load())
        return store(
            cx, node.target, _combined(cx, node, cx.expression(ast.copy_location(read, node.target)))
        )
    owner = cx.temporary()
    statements: list[ast.stmt] = [js.assign(owner, cx.expression(node.target.value))]
    if isinstance(node.target, ast.Attribute):
        attribute = js.string(node.target.attr)
        value = _combined(cx, node, js.call("$attr", js.raw(owner), attribute))
        return [
            *statements,
            js.statement(js.call("$setattr", js.raw(owner), js.string(node.target.attr), value)),
        ]
    if isinstance(node.target.slice, ast.Slice):
        cx.refuse(node, "a slice cannot be the target of an operator and `=`: assign it in two steps")
        return []
    key = cx.temporary()
    statements.append(js.assign(key, cx.expression(node.target.slice)))
    value = _combined(cx, node, js.call("$item", js.raw(owner), js.raw(key)))
    return [*statements, js.statement(js.call("$setitem", js.raw(owner), js.raw(key), value))]


def _combined(cx: Context, node: ast.AugAssign, left: ast.expr) -> ast.expr:
    """Apply the operator of an augmented assignment, which may change the target in place."""
    name, right = BINARY[type(node.op)], cx.expression(node.value)
    if name in _IN_PLACE:
        return js.call(f"${_IN_PLACE_NAMES[name]}", left, right)
    if isinstance(node.op, ast.Mod) and cx.program.facts.formats_by_percent:
        name = "percent_or_mod"
    method = _IN_PLACE_METHODS.get(name, f"__i{name}__")
    if method in cx.program.facts.members:
        return js.call("$in_place", left, right, js.string(method), js.raw(f"${name}"))
    return js.call(f"${name}", left, right)


@lowers(ast.Delete)
def lower_delete(cx: Context, node: ast.Delete) -> list[ast.stmt]:
    statements: list[ast.stmt] = []
    for target in node.targets:
        statements.extend(_deleted(cx, target))
    return statements


def _deleted(cx: Context, target: ast.expr) -> list[ast.stmt]:
    if isinstance(target, ast.Name):
        read = cx.expression(ast.copy_location(ast.Name(id=target.id, ctx=ast.Load()), target))
        name = cx.variable(target.id, target)
        if cx.frame.assigned is not None:
            cx.frame.assigned.discard(name)
        checked: list[ast.stmt] = [js.statement(read)] if isinstance(read, ast.Call) else []
        return [*checked, js.assign(name, js.raw("undefined"))]
    if isinstance(target, ast.Attribute):
        return [js.statement(js.call("$delattr", cx.expression(target.value), js.string(target.attr)))]
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Slice):
        return [
            js.statement(js.call("$delslice", cx.expression(target.value), *slice_bounds(cx, target.slice)))
        ]
    if isinstance(target, ast.Subscript):
        return [js.statement(js.call("$delitem", cx.expression(target.value), cx.expression(target.slice)))]
    return [statement for part in getattr(target, "elts", []) for statement in _deleted(cx, part)]
