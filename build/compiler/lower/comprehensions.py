"""Lower comprehensions and generator expressions to the runtime generator `$each`, nested for each clause.

Also lower the iteration of loops and of `*items`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from build.compiler.analysis.names import local_name
from build.compiler.analysis.scopes import Binding, Scope
from build.compiler.load.tree import has_starred, walk
from build.compiler.lower import javascript as js
from build.compiler.lower.context import Context, lowers
from build.compiler.lower.names import resolve
from build.compiler.lower.refusals import CONSTRUCTS

# The part of a dict's entries that each of its methods returns.
_VIEWS = {"keys": 0, "values": 1, "items": 2}


def entries_of(cx: Context, node: ast.expr) -> ast.expr | None:
    """Return a dict's entries for `for key, value in d.items()`, which needs no view of the dict."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _VIEWS):
        return None
    if node.args or node.keywords or resolve(cx, node.func) is not None:
        return None
    owner = cx.expression(node.func.value)
    return js.call("$entries", owner, js.number(_VIEWS[node.func.attr]), js.string(node.func.attr))


def iterated(cx: Context, node: ast.expr) -> ast.expr:
    """Return a value that JavaScript's own loop or spread can iterate."""
    return items_of(cx, node) or js.call("$iter", cx.expression(node))


def items_of(cx: Context, node: ast.expr) -> ast.expr | None:
    """Return the items of some built-in calls for a loop, without making the calls' results."""
    return entries_of(cx, node) or _span_of(cx, node)


def _span_of(cx: Context, node: ast.expr) -> ast.expr | None:
    """Return the numbers for `for n in range(…)`, which needs no range object."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range"):
        return None
    spread = has_starred(node.args)
    if cx.scope.lookup("range") is not None or node.keywords or spread or not 1 <= len(node.args) <= 3:
        return None
    bounds = cx.expressions(node.args)
    return js.call("$span", *([js.number(0), *bounds] if len(bounds) == 1 else bounds))


_ONLY_NAMES = "a comprehension can only assign to names: use a loop"


@lowers(ast.ListComp)
def lower_list_comp(cx: Context, node: ast.ListComp) -> ast.expr:
    return js.call("$list_of", _each(cx, node, node.generators, node.elt))


@lowers(ast.GeneratorExp)
def lower_generator_exp(cx: Context, node: ast.GeneratorExp) -> ast.expr:
    return _each(cx, node, node.generators, node.elt)


@lowers(ast.SetComp)
def lower_set_comp(cx: Context, node: ast.SetComp) -> ast.expr:
    return js.call("$b_set", _each(cx, node, node.generators, node.elt))


@lowers(ast.DictComp)
def lower_dict_comp(cx: Context, node: ast.DictComp) -> ast.expr:
    pair = ast.copy_location(ast.Tuple(elts=[node.key, node.value], ctx=ast.Load()), node)
    return js.call("$b_dict", _each(cx, node, node.generators, pair))


def _each(cx: Context, node: ast.expr, clauses: list[ast.comprehension], element: ast.expr) -> ast.expr:
    """Lower to `$each (iterable, (target) => [element])`.

    An empty array omits the item; an inner clause returns several items.
    """
    clause = clauses[0]
    if clause.is_async:
        return cx.refuse(node, CONSTRUCTS["async_comprehension"])
    iterable = items_of(cx, clause.iter) or cx.expression(clause.iter)
    scope = Scope("lambda", cx.scope, owner=cx.scope.owner)
    for target in walk(clause.target):
        if isinstance(target, ast.Name):
            scope.bindings[target.id] = Binding("variable", local_name(target.id))
    with cx.inner_scope(scope), cx.maybe():
        body = (
            _each(cx, node, clauses[1:], element)
            if len(clauses) > 1
            else ast.List(elts=[cx.expression(element)], ctx=ast.Load())
        )
        for test in reversed(clause.ifs):
            body = js.choice(cx.condition(test), body, ast.List(elts=[], ctx=ast.Load()))
        if _is_captured([element, *clause.ifs]):
            return _sharing_variables(cx, scope, clause.target, iterable, body)
        pattern = _pattern(clause.target)
        if pattern and isinstance(clause.target, ast.Tuple | ast.List):
            count = js.number(len(clause.target.elts))
            return js.call("$each_of", count, iterable, js.function([pattern], body))
        return js.call("$each", iterable, _function_of(cx, clause.target, body, local_name))


def _is_captured(parts: list[ast.expr]) -> bool:
    """Return whether a function inside captures the variables, which Python shares between rounds."""
    return any(isinstance(node, ast.Lambda | ast.GeneratorExp) for part in parts for node in walk(part))


def _sharing_variables(
    cx: Context, scope: Scope, target: ast.expr, iterable: ast.expr, body: ast.expr
) -> ast.expr:
    """Put the variables in a function around the rounds; each round assigns copies to them."""
    names = [binding.target for binding in scope.bindings.values()]
    assigned = js.array([js.assigned(name, js.raw(_copy_of(name))) for name in names])
    function = _function_of(
        cx, target, js.call("$second", assigned, body), lambda name: _copy_of(local_name(name))
    )
    return js.call(js.function(["$0_all", *names], js.call("$each", js.raw("$0_all"), function)), iterable)


def _copy_of(name: str) -> str:
    return f"$0_{name}"


def _function_of(cx: Context, target: ast.expr, body: ast.expr, parameter: Callable[[str], str]) -> ast.expr:
    if isinstance(target, ast.Name):
        return js.function([parameter(target.id)], body)
    if not isinstance(target, ast.Tuple | ast.List):
        return cx.refuse(target, _ONLY_NAMES)
    return js.function(["$0"], _unpacked(cx, target, js.raw("$0"), body, parameter))


def _pattern(target: ast.expr) -> str | None:
    """Return `[a, b]` for a tuple of names: JavaScript unpacks an item whose length has been checked."""
    if isinstance(target, ast.Tuple | ast.List) and all(isinstance(part, ast.Name) for part in target.elts):
        names = [local_name(part.id) for part in target.elts if isinstance(part, ast.Name)]
        return f"[{', '.join(names)}]" if len(set(names)) == len(names) else None
    return None


def _unpacked(
    cx: Context,
    target: ast.Tuple | ast.List,
    value: ast.expr,
    body: ast.expr,
    parameter: Callable[[str], str],
) -> ast.expr:
    """Pass the unpacked items to a function whose parameters are the target's names."""
    params: list[str] = []
    for position, part in enumerate(target.elts):
        inner = part.value if isinstance(part, ast.Starred) else part
        if isinstance(inner, ast.Name):
            params.append(parameter(inner.id))
        elif isinstance(inner, ast.Tuple | ast.List):
            params.append(f"$0_{position}")
            body = _unpacked(cx, inner, js.raw(f"$0_{position}"), body, parameter)
        else:
            return cx.refuse(part, _ONLY_NAMES)
    return js.call(js.function(params, body), ast.Starred(value=unpack(target.elts, value), ctx=ast.Load()))


def unpack(targets: list[ast.expr], value: ast.expr) -> ast.expr:
    """Return the items of a value as a JavaScript array with exactly one item for each target."""
    starred = [position for position, part in enumerate(targets) if isinstance(part, ast.Starred)]
    if starred:
        return js.call("$unpack_star", value, js.number(starred[0]), js.number(len(targets) - starred[0] - 1))
    return js.call("$unpack", value, js.number(len(targets)))
