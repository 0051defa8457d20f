"""Lower a module to units, one for each top-level statement. The linker leaves out unneeded units."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Set
from dataclasses import dataclass, field, replace

from build.compiler import lower  # noqa: F401  # registers the lowering of every kind of node
from build.compiler.analysis.program import Program
from build.compiler.analysis.purity import is_pure
from build.compiler.analysis.scopes import bound_names
from build.compiler.emit.transcrypt import LAMBDA, Line, generate
from build.compiler.load.modules import Module
from build.compiler.load.tree import DEFINITIONS, children, walk
from build.compiler.lower import javascript as js
from build.compiler.lower.context import Context, located
from build.compiler.lower.statements import run_of
from build.errors import Diagnostic

_SPECIAL = re.compile(r"__\w+")


@dataclass(eq=False)
class Unit:
    """The JavaScript of one top-level statement, printed when its lines are needed."""

    module: str
    source: str
    statements: list[ast.stmt]
    defines: frozenset[str]
    """The variables that it gives a value."""
    needs: frozenset[str]
    """The identifiers in it."""
    pure: bool
    """Whether it only sets its variables, and may be left out if none of them is needed."""
    constant: str | None = None
    """The literal that its one variable always has."""
    members: frozenset[str] = frozenset()
    """Names that its classes give their instances."""
    functions: frozenset[str] = frozenset()
    """The names of its JavaScript functions, inner ones included."""
    statement: int = -1
    """Its number among the statements of the module; -1: it runs before them."""
    is_shared: bool = False
    """Whether it makes a value that other modules use too."""

    @functools.cached_property
    def lines(self) -> list[Line]:
        return generate(self.statements)


def units_of(program: Program, module: Module) -> tuple[list[Unit], list[Diagnostic]]:
    """Return the units of a module, and the refusals."""
    cx = Context(program, module)
    lowered = [(node, _with_temporaries(cx, node)) for node in module.tree.body]
    if cx.diagnostics:
        return [], cx.diagnostics
    if module.name in program.late:
        units = _as_function(program, module, lowered)
    else:
        units = [
            replace(_unit(program, module, node, statements), statement=number)
            for number, (node, statements) in enumerate(lowered)
            if statements
        ]
    for name, value in cx.constants.items():
        assignment = located(module.tree.body[0], js.assign(name, value))
        units.insert(0, replace(_unit(program, module, ast.Pass(), [assignment]), is_shared=True))
    for target in _only_declared_global(program, module, units):
        units.insert(0, _declaration(module, module.tree.body[0], target))
    return units, []


def _as_function(
    program: Program, module: Module, lowered: list[tuple[ast.stmt, list[ast.stmt]]]
) -> list[Unit]:
    """Return the variables of a late module, and the function that sets them when it first runs."""
    statements = [statement for _, part in lowered for statement in part]
    own, outside = run_of(module.name), _own_variables(program, module)
    head: list[ast.stmt] = [ast.Nonlocal(names=outside)] if outside else []
    function: list[ast.stmt] = [
        js.define(f"{own}$", [], [*head, *statements] or [ast.Pass()]),
        js.assign(own, js.call("$once", js.raw(f"{own}$"))),
    ]
    first = module.tree.body[0] if module.tree.body else ast.Pass(lineno=1, col_offset=0)
    unit = _unit(program, module, ast.Pass(), [located(first, statement) for statement in function])
    members = frozenset().union(unit.members, *(_members(node) for node in module.tree.body))
    return [*(_declaration(module, first, name) for name in outside), replace(unit, members=members)]


def _declaration(module: Module, first: ast.stmt, target: str) -> Unit:
    declared: ast.stmt = located(first, js.declare([target]))
    return Unit(module.name, module.display, [declared], frozenset({target}), frozenset(), True)


def _own_variables(program: Program, module: Module) -> list[str]:
    """Return the variables of a module, without those that it imports from another module."""
    bound = bound_names(module.tree.body)[0]
    variables = set()
    for name, binding in program.scope_of(module).bindings.items():
        nodes = bound.get(name, [module.tree])
        is_imported = all(isinstance(node, ast.Import | ast.ImportFrom) for node in nodes)
        if binding.kind == "variable" and (binding.rebound or not is_imported):
            variables.add(binding.target)
    return sorted(variables)


def _with_temporaries(cx: Context, node: ast.stmt) -> list[ast.stmt]:
    cx.frame.temporaries.clear()
    cx.frame.kept = ""
    statements = cx.statements([node])
    if statements and cx.frame.temporaries:
        statements.insert(0, located(node, js.declare(list(dict.fromkeys(cx.frame.temporaries)))))
    return statements


def _unit(program: Program, module: Module, node: ast.stmt, statements: list[ast.stmt]) -> Unit:
    read = _read(statements)
    variables = {
        binding.target for binding in program.scope_of(module).bindings.values() if binding.kind == "variable"
    }
    return Unit(
        module=module.name,
        source=module.display,
        statements=statements,
        defines=frozenset(name for name in read.assigned if name in variables or "$" in name),
        needs=frozenset(read.names),
        pure=is_pure(node, program.scope_of(module), is_library=module.is_library)
        and not _runs_a_module(program, module, node),
        constant=_constant(program, module, node, statements),
        members=frozenset(_members(node) | read.members),
        functions=frozenset(read.functions),
    )


def _runs_a_module(program: Program, module: Module, node: ast.stmt) -> bool:
    return any(name in program.late for name in module.targets.get(node, ()))


def _constant(program: Program, module: Module, node: ast.stmt, statements: list[ast.stmt]) -> str | None:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    value = getattr(statements[0], "value", None)
    if len(targets) != 1 or not isinstance(targets[0], ast.Name) or not isinstance(value, ast.Name):
        return None
    binding = program.scope_of(module).bindings.get(targets[0].id)
    return value.id if binding is not None and binding.constant is not None else None


@dataclass
class _Read:
    """The data of a unit's lowered statements, read in one walk."""

    names: set[str] = field(default_factory=set)
    assigned: set[str] = field(default_factory=set)
    """The variables assigned in the statements and their branches, but not inside their functions."""
    functions: set[str] = field(default_factory=set)
    members: set[str] = field(default_factory=set)
    """`__name__` and `__qualname__`, if some text may be used to read an attribute of that name."""

    def name(self, node: ast.Name, is_inside: bool) -> None:
        text, names = js.text_of(node), js.names_in(node)
        self.names.update(names)
        if text is not None:
            self.members.update(name for name in ("__name__", "__qualname__") if name in text)
        elif not is_inside and js.assigns(node):
            self.assigned.update(names)


def _read(statements: list[ast.stmt]) -> _Read:
    """Read the lowered statements, and set the line of each part to that of its statement or lambda.

    A simple statement is one line of JavaScript, so the map has one position for it. Versions of Python also
    disagree about the positions inside an f-string.
    """
    read = _Read()
    pending: list[tuple[ast.AST, int, bool]] = [
        (statement, statement.lineno, False) for statement in statements
    ]
    while pending:
        node, line, is_inside = pending.pop()
        if isinstance(node, ast.Name):
            node.lineno = line
            read.name(node, is_inside)
            continue
        if isinstance(node, ast.FunctionDef):
            read.functions.add(node.name)
            if not is_inside:
                read.assigned.add(node.name)
            is_inside = True
        elif isinstance(node, ast.Lambda):
            read.functions.add(LAMBDA)
        if isinstance(node, ast.stmt | ast.Lambda):
            line = node.lineno
        elif "lineno" in node._attributes:
            node.lineno = line  # type: ignore[attr-defined]
        pending += [(child, line, is_inside) for child in children(node)]
    return read


@functools.lru_cache(maxsize=DEFINITIONS)
def _members(statement: ast.stmt) -> Set[str]:
    """Return the members that its classes define or may get later, as in `setattr(C, "__len__", f)`."""
    members: set[str] = set()
    for node in walk(statement):
        if isinstance(node, ast.ClassDef):
            members.update(bound_names(node.body)[0])
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            members.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "__" in node.value:
            members.update(_SPECIAL.findall(node.value))
    return members


def _only_declared_global(program: Program, module: Module, units: list[Unit]) -> list[str]:
    """Return what only a `global` in a function or an annotation creates: JavaScript declares it."""
    defined = set().union(*(unit.defines for unit in units)) if units else set()
    annotated = (name for name, nodes in bound_names(module.tree.body)[0].items() if not nodes)
    declared = program.inventories[module.name].written_globals | set(annotated)
    bindings = program.scope_of(module).bindings
    targets = {
        bindings[name].target for name in declared if name in bindings and bindings[name].kind == "variable"
    }
    return sorted(targets - defined)
