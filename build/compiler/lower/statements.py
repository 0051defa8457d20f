"""Lower control flow, imports, assert, and expression statements."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from build.compiler.analysis.program import bind_import
from build.compiler.analysis.scopes import Binding
from build.compiler.load.modules import absolute_name, is_type_checking
from build.compiler.load.tree import walk
from build.compiler.lower import javascript as js
from build.compiler.lower.assignments import store
from build.compiler.lower.comprehensions import iterated
from build.compiler.lower.context import Context, lowers
from build.compiler.lower.refusals import CONSTRUCTS


@lowers(ast.Expr)
def lower_expression(cx: Context, node: ast.Expr) -> list[ast.stmt]:
    if isinstance(node.value, ast.Constant):
        return []  # a docstring, `...` or another literal without effect
    return [js.statement(cx.expression(node.value))]


@lowers(ast.Pass)
def lower_pass(cx: Context, node: ast.Pass) -> list[ast.stmt]:  # noqa: ARG001
    return []


@lowers(ast.Break, ast.Continue)
def lower_jump(cx: Context, node: ast.Break | ast.Continue) -> list[ast.stmt]:
    cx.frame.assigned = None
    return [ast.Break() if isinstance(node, ast.Break) else ast.Continue()]


@lowers(ast.If)
def lower_if(cx: Context, node: ast.If) -> list[ast.stmt]:
    if is_type_checking(node.test):
        return cx.statements(node.orelse)
    test = cx.condition(node.test)
    before = assigned_here(cx)
    body = cx.statements(node.body)
    after_body, cx.frame.assigned = cx.frame.assigned, before
    orelse = cx.statements(node.orelse)
    cx.frame.assigned = merged(after_body, cx.frame.assigned)
    return [js.when(test, body, orelse)]


def assigned_here(cx: Context) -> set[str] | None:
    """Return a copy of the variables that certainly have a value here."""
    return None if cx.frame.assigned is None else set(cx.frame.assigned)


def merged(*ways: set[str] | None) -> set[str] | None:
    """Return the variables that are certainly set where branches meet.

    Ignore a branch that never gets there (None).
    """
    reached = [way for way in ways if way is not None]
    return set.intersection(*reached) if reached else None


def lost(cx: Context, *parts: Sequence[ast.AST]) -> set[str]:
    """Return the variables that some `del`, or the end of an `except … as name`, in these parts may unset."""
    if not any(binding.forgotten for binding in cx.frame.scope.bindings.values()):
        return set()
    names: set[str] = set()
    for part in (part for nodes in parts for node in nodes for part in walk(node)):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Del):
            names.add(part.id)
        elif isinstance(part, ast.ExceptHandler) and part.name:
            names.add(part.name)
    return {binding.target for name in names if (binding := cx.scope.lookup(name))}


def without(state: set[str] | None, names: set[str]) -> set[str] | None:
    return None if state is None else state - names


@lowers(ast.While)
def lower_while(cx: Context, node: ast.While) -> list[ast.stmt]:
    cx.frame.assigned = without(cx.frame.assigned, lost(cx, node.body))
    test = cx.condition(node.test)
    before = assigned_here(cx)
    body = cx.statements(node.body)
    cx.frame.assigned = None if before is None else set(before)
    orelse = cx.statements(node.orelse)
    cx.frame.assigned = without(before, lost(cx, node.orelse))
    return [ast.While(test=test, body=body or [ast.Pass()], orelse=orelse)]


@lowers(ast.For)
def lower_for(cx: Context, node: ast.For) -> list[ast.stmt]:
    iterable = iterated(cx, node.iter)
    cx.frame.assigned = without(cx.frame.assigned, lost(cx, node.body))
    before = assigned_here(cx)
    target = cx.variable(node.target.id, node.target) if isinstance(node.target, ast.Name) else ""
    if target in cx.frame.owned and cx.scope.kind != "class":
        cx.wrote(target)
        variable, unpacking = target, []
    else:  # a `global` name, an attribute, a tuple: JavaScript's loop declares a new variable
        variable = cx.temporary()
        unpacking = store(cx, node.target, js.raw(variable))
    body = [*unpacking, *cx.statements(node.body)]
    cx.frame.assigned = None if before is None else set(before)
    orelse = cx.statements(node.orelse)
    cx.frame.assigned = without(before, lost(cx, node.orelse))
    loop = ast.For(
        target=ast.Name(id=variable, ctx=ast.Store()),
        iter=iterable,
        body=body or [ast.Pass()],
        orelse=orelse,
        type_comment=None,
    )
    return [loop]


@lowers(ast.AsyncFor)
def lower_async_for(cx: Context, node: ast.AsyncFor) -> list[ast.stmt]:
    cx.refuse(node, CONSTRUCTS["async_for"])
    return []


@lowers(ast.AsyncWith)
def lower_async_with(cx: Context, node: ast.AsyncWith) -> list[ast.stmt]:
    cx.refuse(node, CONSTRUCTS["async_with"])
    return []


@lowers(ast.Assert)
def lower_assert(cx: Context, node: ast.Assert) -> list[ast.stmt]:
    test = js.negated(cx.condition(node.test))
    message = [cx.expression(node.msg)] if node.msg else []
    return [js.when(test, [js.statement(js.call("$raise", js.call("$b_AssertionError", *message)))])]


@lowers(ast.Import, ast.ImportFrom)
def lower_import(cx: Context, node: ast.Import | ast.ImportFrom) -> list[ast.stmt]:
    """Lower imports, which are resolved while building.

    As in Python, an import copies the value of a name: emit a copy if the name may change later.
    """
    if any(alias.name == "*" for alias in node.names):
        cx.refuse(node, CONSTRUCTS["star_import"])
        return []
    if cx.scope.kind != "module":
        bind_import(cx.program, cx.module, cx.scope, node)
    for alias in node.names if cx.scope.kind == "class" else []:
        binding = cx.scope.bindings.get(alias.asname or alias.name.partition(".")[0])
        if binding is not None and binding.kind == "module":
            cx.refuse(node, CONSTRUCTS["module_in_class"])
    late = [name for name in cx.module.targets.get(node, ()) if name in cx.program.late]
    statements: list[ast.stmt] = [js.statement(js.call(run_of(name))) for name in late]
    return statements if isinstance(node, ast.Import) else [*statements, *_copies(cx, node)]


def _copies(cx: Context, node: ast.ImportFrom) -> list[ast.stmt]:
    statements: list[ast.stmt] = []
    for alias in node.names:
        binding = cx.scope.bindings.get(alias.asname or alias.name)
        source = _source_of(cx, node, alias)
        if binding is None or source is None or source.target == binding.target:
            continue
        if binding.kind == "variable" and binding.rebound:
            cx.wrote(binding.target)
            statements.append(js.assign(binding.target, js.raw(source.target)))
    return statements


def run_of(module: str) -> str:
    """Return the variable of the function that runs a late module."""
    return f"$run${module.replace('.', '$')}"


def _source_of(cx: Context, node: ast.ImportFrom, alias: ast.alias) -> Binding | None:
    scope = cx.program.scopes.get(absolute_name(cx.module, node) or "")
    return scope.bindings.get(alias.name) if scope else None


@lowers(*([ast.TypeAlias] if hasattr(ast, "TypeAlias") else []))
def lower_type_alias(cx: Context, node: ast.stmt) -> list[ast.stmt]:
    cx.refuse(node, CONSTRUCTS["type_statement"])
    return []
