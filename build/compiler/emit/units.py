"""A module, lowered and printed: one unit for each statement at its top level, so that the linker can leave
out what nothing needs.
"""

from __future__ import annotations

import ast
import functools
import re
from dataclasses import dataclass, replace

from build.compiler import lower  # noqa: F401  # registers the lowering of every kind of node
from build.compiler.analysis.program import Program
from build.compiler.analysis.purity import is_pure
from build.compiler.analysis.scopes import bound_names
from build.compiler.emit.transcrypt import Line, generate
from build.compiler.load.modules import Module
from build.compiler.lower import javascript as js
from build.compiler.lower.context import Context, located
from build.errors import Diagnostic

_IDENTIFIER = re.compile(r"(?:[^\W\d]|\$)[\w$]*")


@dataclass(eq=False)
class Unit:
    """JavaScript of one top-level statement; it is printed only when it is asked for its lines."""

    module: str
    source: str
    statements: list[ast.stmt]
    defines: frozenset[str]
    """The variables that it gives a value."""
    needs: frozenset[str]
    """Every identifier in it."""
    pure: bool
    """It does nothing but give its variables their values: it may be left out when none of them is needed."""
    constant: str | None = None
    """The literal that its one variable is set to, once and for all."""
    members: frozenset[str] = frozenset()
    """Names that its classes give their instances: what instances may be asked for."""
    is_shared: bool = False
    """Whether it makes a value that other modules use too."""

    @functools.cached_property
    def lines(self) -> list[Line]:
        return generate([_on_one_line(statement) for statement in self.statements])


def lower_module(program: Program, module: Module) -> tuple[list[Unit], list[Diagnostic]]:
    """The units of a module, and what was refused in it."""
    cx = Context(program, module)
    lowered = [(node, _with_temporaries(cx, node)) for node in module.tree.body]
    if cx.diagnostics:
        return [], cx.diagnostics
    units = [_unit(program, module, node, statements) for node, statements in lowered if statements]
    for name, value in cx.constants.items():
        made = located(module.tree.body[0], js.assign(name, value))
        units.insert(0, replace(_unit(program, module, ast.Pass(), [made]), is_shared=True))
    undeclared = _only_declared_global(program, module, units)
    for target in undeclared:
        declared: ast.stmt = located(module.tree.body[0], js.declare([target]))
        units.insert(0, Unit(module.name, module.display, [declared], frozenset({target}), frozenset(), True))
    return units, []


def _with_temporaries(cx: Context, node: ast.stmt) -> list[ast.stmt]:
    cx.frame.temporaries.clear()
    statements = cx.statements([node])
    if statements and cx.frame.temporaries:
        statements.insert(0, located(node, js.declare(list(dict.fromkeys(cx.frame.temporaries)))))
    return statements


def _unit(program: Program, module: Module, node: ast.stmt, statements: list[ast.stmt]) -> Unit:
    needs = {name for statement in statements for name in _identifiers(statement)}
    variables = {
        binding.target for binding in program.scope_of(module).bindings.values() if binding.kind == "variable"
    }
    defines = {name for statement in statements for name in _assigned(statement)}
    return Unit(
        module=module.name,
        source=module.display,
        statements=statements,
        defines=frozenset(name for name in defines if name in variables or "$" in name),
        needs=frozenset(needs),
        pure=is_pure(node, program.scope_of(module)),
        constant=_constant(program, module, node, statements),
        members=frozenset(_members(node) | _names_asked(statements)),
    )


def _constant(program: Program, module: Module, node: ast.stmt, statements: list[ast.stmt]) -> str | None:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    value = getattr(statements[0], "value", None)
    if len(targets) != 1 or not isinstance(targets[0], ast.Name) or not isinstance(value, ast.Name):
        return None
    binding = program.scope_of(module).bindings.get(targets[0].id)
    return value.id if binding is not None and binding.constant is not None else None


def _names_asked(statements: list[ast.stmt]) -> set[str]:
    """`__name__` and `__qualname__`, where some text says that attributes are asked for by them."""
    texts = [
        node.id
        for statement in statements
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and node.id.startswith('"')
    ]
    return {name for name in ("__name__", "__qualname__") if any(name in text for text in texts)}


def _members(statement: ast.stmt) -> set[str]:
    """What its classes define, and what it may put on a class later, as in `setattr(C, "__len__", f)`."""
    found: set[str] = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.ClassDef):
            found.update(bound_names(node.body)[0])
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            found.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("__"):
            found.add(node.value)
    return found


def _on_one_line(statement: ast.stmt) -> ast.stmt:
    """Gives every part of a statement the line on which the statement begins, and of a lambda the lambda's.

    A simple statement is one line of JavaScript, so one place is all the map can say of it; and versions of
    Python differ in where they see the parts
    of an f-string.
    """

    def level(node: ast.AST, line: int) -> None:
        if isinstance(node, ast.stmt | ast.Lambda):
            line = node.lineno
        if "lineno" in node._attributes:
            node.lineno = line  # type: ignore[attr-defined]
        for child in ast.iter_child_nodes(node):
            level(child, line)

    level(statement, statement.lineno)
    return statement


def _identifiers(statement: ast.stmt) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and not node.id.startswith('"'):
            names.update(_IDENTIFIER.findall(node.id))
    return names


def _assigned(statement: ast.stmt) -> set[str]:
    """The variables of the module that a statement assigns, in its branches too but not inside its
    functions.
    """
    found: set[str] = set()
    pending: list[ast.AST] = [statement]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
            continue
        if isinstance(node, ast.Name) and (isinstance(node.ctx, ast.Store) or node.id.endswith(" =")):
            found.update(_IDENTIFIER.findall(node.id))  # several in `[a, b] = …`
        pending.extend(ast.iter_child_nodes(node))
    return found


def _only_declared_global(program: Program, module: Module, units: list[Unit]) -> list[str]:
    """Variables that come to be by `global` inside a function alone: JavaScript wants them declared."""
    defined = set().union(*(unit.defines for unit in units)) if units else set()
    declared = {name for node in ast.walk(module.tree) if isinstance(node, ast.Global) for name in node.names}
    bindings = program.scope_of(module).bindings
    targets = {
        bindings[name].target for name in declared if name in bindings and bindings[name].kind == "variable"
    }
    return sorted(targets - defined)
