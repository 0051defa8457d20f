"""Lower function definitions, lambdas, decorators and return."""

from __future__ import annotations

import ast
import functools
import types
from dataclasses import replace

from build.compiler.analysis.instances import Instances, receiver, set_before
from build.compiler.analysis.names import local_name
from build.compiler.analysis.scopes import (
    Binding,
    Scope,
    bound_names,
    is_forgotten,
    only_read_where_caught,
    parameter_names,
)
from build.compiler.analysis.typing_only import typing_name
from build.compiler.load.tree import DEFINITIONS, children, parts_outside
from build.compiler.lower import javascript as js
from build.compiler.lower.context import Context, Frame, lowers
from build.compiler.lower.dataclasses import decorated as dataclass_of
from build.compiler.lower.dataclasses import is_dataclass
from build.compiler.lower.names import check_annotations, resolve
from build.compiler.lower.refusals import CONSTRUCTS
from build.compiler.lower.signatures import (
    defaults,
    is_plain,
    javascript_parameters,
    needs_check,
    needs_signature,
    signature,
    takes_native_rest,
)

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_FOR_CHECKERS = frozenset({"final", "override", "no_type_check", "runtime_checkable", "deprecated"})


@lowers(ast.FunctionDef, ast.AsyncFunctionDef)
def lower_definition(cx: Context, node: _Function) -> list[ast.stmt]:
    if any(typing_name(decorator, cx.scope) == "overload" for decorator in node.decorator_list):
        return []
    for decorator in node.decorator_list:
        if is_dataclass(cx, decorator):
            cx.refuse(decorator, CONSTRUCTS["dataclass_of_function"])
    target = cx.variable(node.name, node)
    assignments, evaluated = evaluated_first(cx, node.decorator_list)
    assignments += definition(cx, node, target)
    assignments += decorations(cx, node.decorator_list, target, evaluated)
    cx.wrote(target)
    return assignments


def definition(
    cx: Context, node: _Function, target: str, class_name: str = "", sets_plainly: bool = False
) -> list[ast.stmt]:
    """Lower the function under the name `target`, before its decorators.

    `sets_plainly`: it is a method of a class whose attributes can be set directly.
    """
    check_annotations(cx, _annotations(node))
    frame = _frame(cx, node, class_name)
    if sets_plainly and node.name == "__init__" and frame.receiver not in bound_names(node.body)[0]:
        frame.makes = frame.receiver
    frame.surely_assigned = cx.surely_assigned_inside(target)
    if frame.surely_assigned is not None:
        frame.surely_assigned -= frame.owned  # variables of the same names outside
    made_defaults = None if is_plain(node.args) or takes_native_rest(cx, node) else defaults(cx, node.args)
    with cx.inner_frame(frame):
        body = _body(cx, node, frame)
    outside = sorted(_assigned_outside(frame, node))
    head: list[ast.stmt] = [ast.Nonlocal(names=outside)] if outside else []
    if frame.temporaries:
        head.append(js.declare(list(dict.fromkeys(frame.temporaries))))
    own = target in cx.frame.owned or cx.scope.kind == "class"
    doc = ast.get_docstring(node, clean=False) if cx.program.facts.reads_docstrings else None
    # Transcrypt declares the name of a function: a `global` one is assigned instead.
    name = target if own else f"{target}$"
    parameters = javascript_parameters(node.args)
    if takes_native_rest(cx, node):
        parameters[-1] = f"...{parameters[-1]}"
    function: ast.stmt = js.define(name, parameters, [*head, *body] or [ast.Pass()])
    value = _wrapped(cx, node, js.raw(name), made_defaults)
    if doc is not None:
        value = js.call("$documented", value, js.string(doc))
    if own and isinstance(value, ast.Name):
        return [function]
    return [function, js.assign(target, value)]


def _annotations(node: _Function) -> list[ast.expr | None]:
    args = node.args
    named = [*args.posonlyargs, *args.args, *args.kwonlyargs]
    rest = [argument for argument in (args.vararg, args.kwarg) if argument]
    return [node.returns, *(argument.annotation for argument in (*rest, *named))]


def _body(cx: Context, node: _Function, frame: Frame) -> list[ast.stmt]:
    """Lower the statements of the function, in its frame."""
    body = _prologue(cx, node)
    for statement in _without_docstring(node.body):
        if frame.instances is not None and node.name == "__init__":
            frame.instances = replace(
                frame.instances, attributes=set_before(node, statement) & frame.instances.own
            )
        body += cx.statements([statement])
    is_generator = _contains(node, ast.Yield | ast.YieldFrom)
    if frame.assigned is not None and node.name != "__init__" and not is_generator:
        body.append(ast.Return(value=js.raw("null")))  # a function that reaches its end returns None
    return body


def _scope(cx: Context, node: _Function) -> Scope:
    scope = Scope("function", cx.scope, owner=qualified_name(cx, node.name))
    bound, declared = bound_names(node.body)
    for name in [*parameter_names(node.args), *bound]:
        scope.bindings[name] = Binding(
            "variable",
            local_name(name),
            rebound="nonlocal" in cx.module.text,
            forgotten=is_forgotten(bound.get(name, [])),
            forgotten_inside=name in cx.program.inventories[cx.module.name].forgotten_inside,
        )
    for name, kind in declared.items():
        binding = cx.scope.module.bindings.get(name) if kind == "global" else cx.scope.lookup(name)
        if binding is None:
            cx.refuse(node, f"`{kind} {name}` names a variable that does not exist")
        else:
            scope.bindings[name] = binding
    return scope


def _frame(cx: Context, node: _Function, class_name: str) -> Frame:
    scope = _scope(cx, node)
    bound = bound_names(node.body)[0]
    frame = Frame(scope, is_async=isinstance(node, ast.AsyncFunctionDef))
    frame.owned = {scope.bindings[name].target for name in [*parameter_names(node.args), *bound]}
    frame.assigned = {local_name(name) for name in parameter_names(node.args)}
    only_annotated = (local_name(name) for name, nodes in bound.items() if not nodes)
    frame.temporaries += [target for target in only_annotated if target not in frame.assigned]
    frame.caught = frozenset(scope.bindings[name].target for name in only_read_where_caught(node, bound))
    frame.class_name, frame.receiver = cx.frame.class_name, cx.frame.receiver
    frame.instance, frame.instances = cx.frame.instance, cx.frame.instances
    if class_name:
        first = [*node.args.posonlyargs, *node.args.args][:1]
        frame.class_name, frame.receiver = class_name, local_name(first[0].arg) if first else ""
        frame.has_super = bool(first) and not any(map(_makes_static, node.decorator_list))
        frame.instance, frame.instances = _instance(cx, node, scope)
    return frame


def _makes_static(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Name) and decorator.id == "staticmethod"


def _instance(cx: Context, node: _Function, scope: Scope) -> tuple[Binding | None, Instances | None]:
    """Return the variable of a method's receiver, and its `Instances`."""
    owner = cx.scope.definition
    instances = cx.program.instances.get(owner) if owner else None
    own = receiver(node)
    if instances is None or own is None:
        return None, None
    if node.name == "__init__":  # some may have no value yet
        instances = replace(instances, attributes=frozenset())
    return scope.bindings[own], instances


def qualified_name(cx: Context, name: str) -> str:
    """Return the name as in `__qualname__`."""
    if cx.scope.kind == "class":
        return f"{cx.scope.owner}.{name}"
    if cx.scope.kind == "module":
        return name
    owner = cx.scope.owner if cx.scope.kind == "function" or cx.scope.owner else ""
    return f"{owner}.<locals>.{name}" if owner else name


def _assigned_outside(frame: Frame, node: _Function) -> set[str]:
    _, declared = bound_names(node.body)
    return {frame.scope.bindings[name].target for name in declared if name in frame.scope.bindings}


def _prologue(cx: Context, node: _Function) -> list[ast.stmt]:
    """Check the number of arguments and fill in defaults, unless the runtime binds the arguments."""
    names = javascript_parameters(node.args)
    if takes_native_rest(cx, node):
        return [js.assign(names[-1], js.call("$tuple", js.raw(names[-1])))]
    if not is_plain(node.args):
        return []
    required = len(names) - len(node.args.defaults)
    statements: list[ast.stmt] = []
    if needs_check(cx, node):
        text = js.string(signature(cx.scope.owner, node.args))
        statements.append(
            js.statement(
                js.call("$args", js.raw("arguments"), js.number(required), js.number(len(names)), text)
            )
        )
    for name, default in zip(names[required:], node.args.defaults, strict=True):
        statements.append(
            js.statement(js.both(js.is_missing(name), js.assigned(name, cx.expression(default))))
        )
    return statements


def _wrapped(cx: Context, node: _Function, function: ast.expr, made_defaults: ast.expr | None) -> ast.expr:
    if isinstance(node, ast.AsyncFunctionDef):
        function = js.call("$async" if _contains(node, ast.Await) else "$async_plain", function)
    text = js.string(signature(qualified_name(cx, node.name), node.args))
    if made_defaults is not None:
        return js.call("$bind", text, made_defaults, function)
    return js.call("$def", text, function) if needs_signature(cx, node) or _is_named(cx, node) else function


def _is_named(cx: Context, node: _Function) -> bool:
    """Return whether its name is read: decorators do that (`functools.wraps`)."""
    read = cx.program.facts.attributes
    is_anonymous = isinstance(node, ast.AsyncFunctionDef) and "__name__" in read  # `$async` returns another
    return not cx.module.is_library and (is_anonymous or bool(node.decorator_list) or "__qualname__" in read)


@functools.lru_cache(maxsize=DEFINITIONS)
def _contains(node: _Function, kind: type[ast.expr] | types.UnionType) -> bool:
    """Return whether the function itself has `await` or `yield`, so that Transcrypt prints a generator."""
    pending: list[ast.AST] = list(node.body)
    while pending:
        part = pending.pop()
        if isinstance(part, kind):
            return True
        if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            pending += parts_outside(part)
        else:
            pending.extend(children(part))
    return False


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    first = body[0]
    is_docstring = (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    )
    return body[1:] if is_docstring else body


def evaluated_first(
    cx: Context, decorators: list[ast.expr]
) -> tuple[list[ast.stmt], dict[ast.expr, ast.expr]]:
    """Assign decorators that are calls to variables, because Python evaluates them first, from the top."""
    assignments: list[ast.stmt] = []
    evaluated: dict[ast.expr, ast.expr] = {}
    for decorator in decorators:
        if isinstance(decorator, ast.Call) and not is_dataclass(cx, decorator):
            name = cx.temporary()
            assignments.append(js.assign(name, cx.expression(decorator)))
            evaluated[decorator] = js.raw(name)
    return assignments, evaluated


def decorations(
    cx: Context, decorators: list[ast.expr], target: str, evaluated: dict[ast.expr, ast.expr]
) -> list[ast.stmt]:
    statements: list[ast.stmt] = []
    for decorator in reversed(decorators):
        if typing_name(decorator, cx.scope) in _FOR_CHECKERS:
            continue
        if is_dataclass(cx, decorator):
            statements.append(js.assign(target, dataclass_of(cx, decorator, target)))
            continue
        accessor = _accessor(cx, decorator)
        if accessor is not None:
            assert isinstance(decorator, ast.Attribute)
            of = cx.expression(decorator.value)
            statements.append(js.assign(target, js.call(accessor, of, js.raw(f"{target}$"))))
            continue
        function = evaluated.get(decorator) or _decorator(cx, decorator)
        call = js.call("$invoke", function) if cx.program.checks_calls else js.call(function)
        call.args.append(js.raw(target))
        statements.append(js.assign(target, call))
    return statements


def _decorator(cx: Context, decorator: ast.expr) -> ast.expr:
    binding = resolve(cx, decorator)
    if binding is not None and binding.kind in ("variable", "runtime"):
        return js.raw(binding.target)
    return cx.expression(decorator)


def _accessor(cx: Context, decorator: ast.expr) -> str | None:
    """Return the runtime unit that adds an accessor to a property, as `@x.setter` does inside a class."""
    if (
        cx.scope.kind == "class"
        and isinstance(decorator, ast.Attribute)
        and decorator.attr in ("setter", "getter", "deleter")
    ):
        return f"$property_{decorator.attr}"
    return None


def is_accessor(cx: Context, node: _Function) -> bool:
    return any(_accessor(cx, decorator) for decorator in node.decorator_list)


@lowers(ast.Lambda)
def lower_lambda(cx: Context, node: ast.Lambda) -> ast.expr:
    scope = Scope("lambda", cx.scope, owner=qualified_name(cx, "<lambda>"))
    for name in parameter_names(node.args):
        scope.bindings[name] = Binding("variable", local_name(name))
    names = javascript_parameters(node.args)
    text = js.string(signature(scope.owner, node.args))
    simple = is_plain(node.args) and not node.args.defaults
    made_defaults = None if simple else defaults(cx, node.args)
    with cx.inner_scope(scope), cx.own_temporaries() as own:
        body = cx.expression(node.body)
    if made_defaults is not None:
        return js.call("$bind", text, made_defaults, js.function([*names, *own], body))
    if needs_check(cx, node):
        count = js.number(len(names))
        body = js.both(js.call("$args", js.raw("arguments"), count, count, text), body)
    function = js.function([*names, *own], body)
    return js.call("$def", text, function) if needs_signature(cx, node) else function


@lowers(ast.Return)
def lower_return(cx: Context, node: ast.Return) -> list[ast.stmt]:
    value = cx.expression(node.value) if node.value else js.raw("null")
    cx.frame.assigned = None
    return [ast.Return(value=value)]


@lowers(ast.Global, ast.Nonlocal)
def lower_declaration(cx: Context, node: ast.Global | ast.Nonlocal) -> list[ast.stmt]:
    if cx.scope.kind == "class":
        cx.refuse(node, CONSTRUCTS["class_in_function_global"])
    return []
