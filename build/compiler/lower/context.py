"""The context of lowering: the current place in the program, and the way to refuse a node."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from build.compiler.analysis.instances import Instances
from build.compiler.analysis.names import local_name
from build.compiler.analysis.program import Program
from build.compiler.analysis.scopes import Binding, Scope
from build.compiler.load.modules import Module
from build.compiler.load.tree import children
from build.errors import Diagnostic

_Node = TypeVar("_Node", bound=ast.AST)
_RUN_BY_TESTS = frozenset({"__bool__", "__len__"})
_RUN_BY_COMPARISONS = frozenset({"__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__contains__"})
MAX_ARGUMENTS = 65_000
TOO_MANY = "this has too many items for one expression: keep them in several, or as text for `json.loads`"
"""A display of a dict, set or tuple is a call, for which V8 has a limit."""


@dataclass
class Frame:
    """A JavaScript function being written, or the statements of a module."""

    scope: Scope
    is_async: bool = False
    temporaries: list[str] = field(default_factory=list)
    """Variables that expressions assign; they are declared at the head."""
    kept: str = ""
    """The temporary that all its `and`s and `or`s share."""
    counter: int = 0
    assigned: set[str] | None = field(default_factory=set)
    """Variables that certainly have a value here; None if the program cannot get here."""
    owned: set[str] = field(default_factory=set)
    """Variables of this function itself: `assigned` is known only for them."""
    surely_assigned: set[str] | None = field(default_factory=set)
    """Variables of enclosing scopes that certainly have a value whenever this function runs; None: all."""
    exceptions: list[str] = field(default_factory=list)
    """The variables of the enclosing `except` clauses, for a bare `raise`."""
    caught: frozenset[str] = frozenset()
    """Variables of `except … as name` that only their clauses read: they need not be forgotten."""
    class_name: str = ""
    receiver: str = ""
    """In a method: its class and its first parameter, for `super()`."""
    has_super: bool = False
    """Whether it is a method in which `super()` finds the receiver."""
    instance: Binding | None = None
    """In a method of a class whose instances are known, and in functions inside it: its receiver."""
    instances: Instances | None = None
    """Its attributes and methods."""
    makes: str = ""
    """In an `__init__`: the variable of the instance, if its attributes can be set directly."""


class Context:
    def __init__(self, program: Program, module: Module) -> None:
        self.program = program
        self.module = module
        self.scope = program.scope_of(module)
        variables = {b.target for b in self.scope.bindings.values() if b.kind == "variable"}
        others = (names for name, names in program.always_set.items() if name != module.name)
        owned = set() if module.name in program.late else variables  # a late module is a function
        self.frame = Frame(self.scope, owned=owned, assigned=set().union(*others))
        self.diagnostics: list[Diagnostic] = []
        self.constants: dict[str, ast.expr] = {}
        """Values that this module makes once for the whole program, by the variables that hold them."""
        self.catch_depth = 0
        """The number of `catch` clauses around the code, by which Transcrypt numbers their variables."""

    # Refusals

    def refuse(self, node: ast.AST, message: str) -> ast.expr:
        """Record that `node` cannot be translated.

        Return a placeholder, so that the rest of the file is checked too.
        """
        self.diagnostics.append(self.module.at(node, message))
        return ast.Name(id="null", ctx=ast.Load())

    # Lowering by kind of node

    def expression(self, node: ast.expr) -> ast.expr:
        """Lower an expression that has the Python value."""
        lower = EXPRESSIONS.get(type(node))
        if lower is None:
            return self.refuse(
                node, f"`{type(node).__name__}` has no meaning in the browser: write it another way"
            )
        lowered = located(node, lower(self, node))
        if isinstance(lowered, ast.Call) and len(lowered.args) > MAX_ARGUMENTS:
            return self.refuse(node, TOO_MANY)
        return lowered

    def expressions(self, nodes: list[ast.expr]) -> list[ast.expr]:
        return [self.expression(node) for node in nodes]

    def condition(self, node: ast.expr) -> ast.expr:
        """Lower an expression to a condition for JavaScript's `if`."""
        return located(node, CONDITION[0](self, node))

    @contextmanager
    def maybe(self) -> Iterator[None]:
        """Mark code that may not run: afterwards, variables that its `:=` assigns may be unset."""
        before = None if self.frame.assigned is None else set(self.frame.assigned)
        yield
        self.frame.assigned = before

    def statements(self, nodes: list[ast.stmt]) -> list[ast.stmt]:
        lowered: list[ast.stmt] = []
        for node in nodes:
            lower = STATEMENTS.get(type(node))
            if lower is None:
                self.refuse(
                    node, f"`{type(node).__name__}` has no meaning in the browser: write it another way"
                )
            else:
                lowered.extend(located(node, lowered_node) for lowered_node in lower(self, node))
        return lowered

    # Names

    def temporary(self, *, in_expression: bool = False) -> str:
        """Return a new variable. If an expression assigns it, declare it at the head of its function."""
        self.frame.counter += 1
        name = f"${self.frame.counter}"
        if in_expression:
            self.frame.temporaries.append(name)
        return name

    def kept_value(self) -> str:
        """Return a temporary for a value that is tested and then read again.

        All expressions of the function share it, unless the test may run a method.
        """
        if self._may_run(_RUN_BY_TESTS) or not self.frame.kept:
            self.frame.kept = self.temporary(in_expression=True)
        return self.frame.kept

    def _may_run(self, methods: frozenset[str]) -> bool:
        """Return whether the program defines one of these special methods."""
        facts = self.program.facts
        return not methods.isdisjoint(facts.members | facts.texts)

    @contextmanager
    def own_temporaries(self) -> Iterator[list[str]]:
        """Yield the list of temporaries that become parameters of the lambda that is lowered meanwhile.

        Other temporaries belong to the function around the lambda. A method that a test or a comparison runs
        may call the lambda again, which must not overwrite the value that is being tested.
        """
        own: list[str] = []
        if not self._may_run(_RUN_BY_TESTS | _RUN_BY_COMPARISONS):
            yield own
            return
        before, kept = len(self.frame.temporaries), self.frame.kept
        self.frame.kept = ""
        yield own
        self.frame.kept = kept
        own += self.frame.temporaries[before:]
        del self.frame.temporaries[before:]

    def share_constant(self, value: ast.expr) -> ast.expr:
        """Return a constant that the program makes once, in the first module that needs it."""
        key = ast.dump(value)
        if key not in self.program.shared_constants:
            self.program.shared_constants[key] = f"$once{len(self.program.shared_constants)}"
            self.constants[self.program.shared_constants[key]] = value
        return ast.Name(id=self.program.shared_constants[key], ctx=ast.Load())

    def variable(self, name: str, node: ast.AST) -> str:
        """Return the JavaScript variable that an assignment to `name` writes."""
        binding = self.scope.lookup(name)
        if binding is not None and binding.kind == "missing":  # the import of the name was refused
            return name
        if binding is None or binding.kind != "variable":
            self.refuse(
                node,
                f"`{name}` is imported or serves annotations only, and cannot be assigned: rename it",
            )
            return local_name(name)
        return binding.target

    def wrote(self, target: str) -> None:
        if self.frame.assigned is not None:
            self.frame.assigned.add(target)

    def may_be_unset(self, binding: Binding) -> bool:
        """Return whether a variable may have no value here, so that reading it needs a check."""
        frame = self.frame
        if binding.target not in frame.owned:
            return self._may_be_unset_outside(binding)
        home = self.scope.home(binding)
        if self.scope.function is not frame.scope or (home and home.kind == "lambda"):
            return False
        may_change = binding.forgotten_inside or (self.scope.kind == "lambda" and binding.forgotten)
        return frame.assigned is not None and (may_change or binding.target not in frame.assigned)

    def _may_be_unset_outside(self, binding: Binding) -> bool:
        frame = self.frame
        if frame.surely_assigned is None or frame.assigned is None:
            return False
        if binding.target in frame.assigned and not binding.forgotten_inside:
            return False
        home = self.scope.home(binding)
        if home is None or home.kind == "lambda":
            return False
        is_forgotten = binding.forgotten or binding.forgotten_inside
        return is_forgotten or binding.target not in frame.surely_assigned

    def surely_assigned_inside(self, own: str) -> set[str] | None:
        """Return the variables that have a value whenever a function made here under the name `own` runs."""
        frame = self.frame
        if self.module.is_library or frame.surely_assigned is None or frame.assigned is None:
            return None
        return (
            frame.surely_assigned
            | frame.assigned
            | {own, frame.class_name}
            | self.program.set_early[self.module.name]
        )

    def receiver_of(self, node: ast.expr) -> Instances | None:
        """Return the `Instances` of the class if the expression is the receiver of the enclosing method."""
        if self.frame.instance is None or not isinstance(node, ast.Name):
            return None
        return self.frame.instances if self.scope.lookup(node.id) is self.frame.instance else None

    # Scopes

    @contextmanager
    def inner_scope(self, scope: Scope) -> Iterator[None]:
        before, self.scope = self.scope, scope
        try:
            yield
        finally:
            self.scope = before

    @contextmanager
    def inner_frame(self, frame: Frame) -> Iterator[Frame]:
        before, self.frame = self.frame, frame
        try:
            with self.inner_scope(frame.scope):
                yield frame
        finally:
            self.frame = before


def located(source: ast.AST, lowered: _Node) -> _Node:
    """Give a new node and its parts the position of their source, which the source map needs."""
    line, column = getattr(source, "lineno", None), getattr(source, "col_offset", 0)
    if line is None:
        return lowered
    pending: list[ast.AST] = [lowered]
    while pending:
        node = pending.pop()
        if "lineno" in node._attributes:
            if "lineno" in node.__dict__:
                continue
            node.lineno, node.col_offset = line, column  # type: ignore[attr-defined]
        pending += children(node)
    return lowered


Expression = Callable[[Context, ast.expr], ast.expr]
Statement = Callable[[Context, ast.stmt], list[ast.stmt]]
EXPRESSIONS: dict[type[ast.AST], Callable[..., ast.expr]] = {}
STATEMENTS: dict[type[ast.AST], Callable[..., list[ast.stmt]]] = {}
CONDITION: list[Expression] = []  # one function; operators.py adds it when imported

_Lower = TypeVar("_Lower", bound=Callable[..., object])


def lowers(*kinds: type[ast.AST]) -> Callable[[_Lower], _Lower]:
    """Register the function that lowers nodes of these kinds."""

    def register(function: _Lower) -> _Lower:
        for kind in kinds:
            if issubclass(kind, ast.stmt):
                STATEMENTS[kind] = function  # type: ignore[assignment]
            else:
                EXPRESSIONS[kind] = function  # type: ignore[assignment]
        return function

    return register
