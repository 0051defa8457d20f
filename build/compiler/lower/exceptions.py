"""Lower try, raise and with.

Transcrypt names the variable of a `catch` by the number of enclosing catches. Our first statement reads the
exception from that variable, and converts it to a Python exception. An `else` block runs after the `catch`,
which therefore does not catch the block's exceptions.
"""

from __future__ import annotations

import ast

from build.compiler.load.tree import parent, walk
from build.compiler.lower import javascript as js
from build.compiler.lower.assignments import store
from build.compiler.lower.context import Context, lowers
from build.compiler.lower.refusals import CONSTRUCTS
from build.compiler.lower.statements import assigned_here, lost, merged, without


@lowers(ast.Try)
def lower_try(cx: Context, node: ast.Try) -> list[ast.stmt]:
    before = assigned_here(cx)
    guarded = (
        _guarded(cx, node, before)
        if node.handlers
        else [*cx.statements(node.body), *cx.statements(node.orelse)]
    )
    if not node.finalbody:
        return guarded
    after, cx.frame.assigned = (
        cx.frame.assigned,
        without(before, lost(cx, node.body, node.handlers, node.orelse)),
    )
    final = cx.statements(node.finalbody)
    if after is not None and cx.frame.assigned is not None:
        cx.frame.assigned = (after - lost(cx, node.finalbody)) | cx.frame.assigned
    else:
        cx.frame.assigned = None
    return [ast.Try(body=guarded or [ast.Pass()], handlers=[], orelse=[], finalbody=final or [ast.Pass()])]


def _guarded(cx: Context, node: ast.Try, before: set[str] | None) -> list[ast.stmt]:
    body = cx.statements(node.body)
    flag = cx.temporary() if node.orelse else ""
    if flag:
        body.append(js.assign(flag, js.raw("true")))
    after_body = cx.frame.assigned
    cx.frame.assigned = without(before, lost(cx, node.body))
    sole = node.handlers[0] if len(node.handlers) == 1 else None
    caught, variable = _caught(cx, sole)
    clauses, after_handlers = _clauses(cx, node.handlers, variable)
    cx.catch_depth -= 1
    statement = ast.Try(body=body, handlers=[_handler([*caught, *clauses])], orelse=[], finalbody=[])
    cx.frame.assigned = after_body
    if not flag:
        cx.frame.assigned = merged(after_body, *after_handlers)
        return [statement]
    orelse = cx.statements(node.orelse)
    cx.frame.assigned = merged(cx.frame.assigned, *after_handlers)
    return [js.assign(flag, js.raw("false")), statement, js.when(js.raw(flag), orelse)]


def _caught(cx: Context, sole: ast.ExceptHandler | None = None) -> tuple[list[ast.stmt], str]:
    """Read the exception from Transcrypt's variable. The following code is one catch deeper.

    `sole`: the only clause, if its name can serve as the variable. An exception that does not fit the clause
    is raised again here.
    """
    thrown = js.raw(f"__except{cx.catch_depth}__")
    cx.catch_depth += 1
    fits_all = sole is None or _fits_all(cx, sole)
    if sole and fits_all and not sole.name and not _raises_again(sole):
        return [], ""
    variable = _name_of(cx, sole) if sole else cx.temporary()
    kind = None if fits_all or sole is None else sole.type
    caught = js.call("$caught_as", thrown, cx.expression(kind)) if kind else js.call("$caught", thrown)
    return [js.assign(variable, caught)], variable


def _raises_again(handler: ast.ExceptHandler) -> bool:
    return any(isinstance(part, ast.Raise) and not part.exc for part in walk(handler))


def _fits_all(cx: Context, handler: ast.ExceptHandler) -> bool:
    """Return whether a clause fits every exception that its `try` can raise."""
    match handler.type:
        case None:
            return True
        case ast.Name(id="Exception") if cx.scope.lookup("Exception") is None:
            return not cx.program.facts.raises_base_exceptions and not _waits(parent(handler))
    return False


def _waits(node: ast.AST | None) -> bool:
    """Return whether a `try` waits, so that `close` of the generator raises GeneratorExit in it."""
    return isinstance(node, ast.Try) and any(
        isinstance(part, ast.Yield | ast.YieldFrom | ast.Await) for line in node.body for part in walk(line)
    )


def _name_of(cx: Context, handler: ast.ExceptHandler) -> str:
    """Return the variable of a clause, or a new one if a bare `raise` may need the name's first value."""
    if handler.name and not _raises_again(handler):
        target = cx.variable(handler.name, handler)
        if target in cx.frame.owned and cx.scope.kind == "function":
            return target
    return cx.temporary()


def _handler(body: list[ast.stmt]) -> ast.ExceptHandler:
    return ast.ExceptHandler(type=None, name=None, body=body)


def _clauses(
    cx: Context, handlers: list[ast.ExceptHandler], variable: str
) -> tuple[list[ast.stmt], list[set[str] | None]]:
    """Return an if/elif chain over the exception, which is raised again if no clause fits."""
    before = assigned_here(cx)
    ways: list[set[str] | None] = []
    chain: list[ast.stmt] = [js.statement(js.call("$reraise", js.raw(variable)))]
    clauses: list[tuple[ast.expr | None, list[ast.stmt]]] = []
    for handler in handlers:
        cx.frame.assigned = None if before is None else set(before)
        test = (
            None
            if handler.type is None or len(handlers) == 1
            else js.call("$matches", js.raw(variable), cx.expression(handler.type))
        )
        cx.frame.exceptions.append(variable)
        clauses.append((test, _clause(cx, handler, variable)))
        cx.frame.exceptions.pop()
        ways.append(cx.frame.assigned)
    for condition, body in reversed(clauses):
        chain = body if condition is None else [js.when(condition, body, chain)]
    return chain, ways


def _clause(cx: Context, handler: ast.ExceptHandler, variable: str) -> list[ast.stmt]:
    if not handler.name:
        return cx.statements(handler.body)
    target = cx.variable(handler.name, handler)
    cx.wrote(target)
    named = [] if target == variable else [js.assign(target, js.raw(variable))]
    body = [*named, *cx.statements(handler.body)]
    if cx.frame.assigned is not None:
        cx.frame.assigned.discard(target)
    if target in cx.frame.caught:
        return body
    forgotten = js.assign(target, js.raw("undefined"))  # Python deletes the name, however the clause ends
    return [ast.Try(body=body, handlers=[], orelse=[], finalbody=[forgotten])]


@lowers(*([ast.TryStar] if hasattr(ast, "TryStar") else []))
def lower_try_star(cx: Context, node: ast.stmt) -> list[ast.stmt]:
    cx.refuse(node, CONSTRUCTS["exception_group"])
    return []


@lowers(ast.Raise)
def lower_raise(cx: Context, node: ast.Raise) -> list[ast.stmt]:
    if node.exc is None:
        if not cx.frame.exceptions:
            cx.refuse(node, CONSTRUCTS["bare_raise"])
            return []
        cx.frame.assigned = None
        return [js.statement(js.call("$reraise", js.raw(cx.frame.exceptions[-1])))]
    cause = [cx.expression(node.cause)] if node.cause else []
    statement = js.statement(js.call("$raise", cx.expression(node.exc), *cause))
    cx.frame.assigned = None
    return [statement]


@lowers(ast.With)
def lower_with(cx: Context, node: ast.With) -> list[ast.stmt]:
    return _with(cx, node, node.items)


def _with(cx: Context, node: ast.With, items: list[ast.withitem]) -> list[ast.stmt]:
    """Call the manager's exit once: with the exception, or with None if the block ends in any other way."""
    if not items:
        return cx.statements(node.body)
    manager, flag = cx.temporary(), cx.temporary()
    entered = js.call("$enter", js.raw(manager))
    statements: list[ast.stmt] = [js.assign(manager, cx.expression(items[0].context_expr))]
    target = items[0].optional_vars
    statements.extend(store(cx, target, entered) if target else [js.statement(entered)])
    statements.append(js.assign(flag, js.raw("true")))
    before = assigned_here(cx)
    body = _with(cx, node, items[1:])
    after = cx.frame.assigned
    caught, variable = _caught(cx)
    cx.catch_depth -= 1
    leaving = js.call("$exit", js.raw(manager), js.raw(variable))
    handler = [
        *caught,
        js.assign(flag, js.raw("false")),
        js.when(js.negated(leaving), [js.statement(js.call("$reraise", js.raw(variable)))]),
    ]
    final: list[ast.stmt] = [
        js.when(js.raw(flag), [js.statement(js.call("$exit", js.raw(manager), js.raw("null")))])
    ]
    statements.append(
        ast.Try(body=body or [ast.Pass()], handlers=[_handler(handler)], orelse=[], finalbody=final)
    )
    cx.frame.assigned = merged(without(before, lost(cx, node.body)), after)
    return statements
