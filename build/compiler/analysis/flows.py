"""Follow functions that are passed on: if every call of one can be counted, it needs no arity check.

A lambda, an inner function, or a method read as a value is followed from parameter to parameter, until it is
called or passed to the page (which passes as many arguments as it takes: `$js_function`). A function that
goes anywhere else (an attribute, a list, a result) is left alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from build.compiler.analysis.callables import Parameters, parameters_of
from build.compiler.analysis.computed_names import ComputedNames
from build.compiler.analysis.facts import Facts
from build.compiler.analysis.scopes import Scope, bound_names, parameter_names
from build.compiler.analysis.typing_only import is_shape
from build.compiler.runtime.names import METHODS

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_ACCESSORS = frozenset(["setter", "getter", "deleter"])
_Use = tuple[ast.Call, int]
"""A call, and the position among its arguments; -1: the called function itself."""


@dataclass(eq=False)
class _Variable:
    """A variable of a function, or a name of a module."""

    bindings: int = 0
    function: _Function | None = None
    uses: list[_Use | None] = field(default_factory=list)
    """None: a use that is not followed."""


class Flows:
    """The uses of a program's functions.

    classes: those used as values. direct: the calls `self.f (…)` with a certain method.
    """

    def __init__(
        self,
        modules: Mapping[str, ast.Module],
        scopes: Mapping[str, Scope],
        facts: Facts,
        classes: set[ast.AST],
        direct: Mapping[ast.Call, _Function],
        computed: ComputedNames,
    ) -> None:
        self.facts = facts
        self.classes = classes
        self.direct = direct
        self.computed = computed
        self.methods: dict[str, list[tuple[ast.ClassDef, _Function]]] = {}
        self.attributes: set[str] = set()
        """Members that are not methods."""
        self.method_uses: dict[str, list[_Use | None]] = {}
        self.lambdas: dict[ast.Lambda, list[_Use | None]] = {}
        self.locals: dict[_Function, _Variable] = {}
        self.parameters: dict[tuple[ast.AST, str], _Variable] = {}
        self.callees: dict[ast.Call, _Function | _Variable | str | None] = {}
        """The function that a call reaches, a method's name, or None if unknown."""
        for name, tree in modules.items():
            _Reader(self, scopes[name]).read(tree)

    def arity_safe(self) -> set[ast.AST]:
        """Return the lambdas and inner functions that are never called with a wrong number of arguments."""
        if "__getattr__" in self.facts.members:
            return set()
        found: set[ast.AST] = {
            node for node, uses in self.lambdas.items() if self._fits(uses, parameters_of(node.args))
        }
        for node, variable in self.locals.items():
            is_plain = variable.bindings == 1 and not node.decorator_list
            if is_plain and self._fits(variable.uses, parameters_of(node.args)):
                found.add(node)
        return found

    def counts_of_reads(self, method: str) -> set[int] | None:
        """Return the numbers of arguments that a method gets after a read as a value; None if unknown."""
        if "__getattr__" in self.facts.members:
            return None
        return self._counts(self.method_uses.get(method, []), set())

    def _fits(self, uses: list[_Use | None], parameters: Parameters | None) -> bool:
        counts = self._counts(uses, set()) if parameters else None
        return (
            counts is not None
            and parameters is not None
            and all(parameters.required <= count <= len(parameters.names) for count in counts)
        )

    def _counts(self, uses: list[_Use | None], seen: set[_Variable]) -> set[int] | None:
        counts: set[int] = set()
        for use in uses:
            found = self._counts_of_use(use, seen) if use else None
            if found is None:
                return None
            counts |= found
        return counts

    def _counts_of_use(self, use: _Use, seen: set[_Variable]) -> set[int] | None:
        call, place = use
        if place < 0:
            is_plain = not call.keywords and not any(isinstance(arg, ast.Starred) for arg in call.args)
            return {len(call.args)} if is_plain else None
        if any(isinstance(arg, ast.Starred) for arg in call.args[:place]):
            return None
        if call in self.direct:
            return self._counts_of_parameter(self.direct[call], place + 1, seen)
        callee = self.callees.get(call)
        if isinstance(callee, str):
            return self._counts_of_method(callee, place, seen)
        if isinstance(callee, _Variable):
            callee = callee.function if callee.bindings == 1 else None
        return self._counts_of_parameter(callee, place, seen) if callee else None

    def _counts_of_method(self, name: str, place: int, seen: set[_Variable]) -> set[int] | None:
        if name in METHODS or name in self.attributes or self.computed.sets(name) or name.startswith("__"):
            return None
        counts: set[int] = set()  # where no class has the method it is one of the page
        for owner, function in self.methods.get(name, []):
            found = None if owner in self.classes else self._counts_of_parameter(function, place + 1, seen)
            if found is None:
                return None
            counts |= found
        return counts

    def _counts_of_parameter(self, function: _Function, place: int, seen: set[_Variable]) -> set[int] | None:
        parameters = parameters_of(function.args)
        if parameters is None or function.decorator_list or place >= len(parameters.names):
            return None
        variable = self.parameters[function, parameters.names[place]]
        if variable in seen:
            return set()
        seen.add(variable)
        return self._counts(variable.uses, seen) if variable.bindings == 1 else None


class _Reader(ast.NodeVisitor):
    """Reads a module's tree into `Flows`."""

    def __init__(self, flows: Flows, module: Scope) -> None:
        self.flows, self.module = flows, module
        self.around: list[dict[str, _Variable]] = []
        self.in_class: list[bool] = [False]

    def read(self, tree: ast.Module) -> None:
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
                self.flows.attributes.add(node.attr)
        self.visit(tree)

    def variable(self, name: str) -> _Variable | None:
        return next((names[name] for names in reversed(self.around) if name in names), None)

    @contextmanager
    def scope(self, names: dict[str, _Variable]) -> Iterator[None]:
        self.around.append(names)
        yield
        self.around.pop()

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        if is_shape(node, self.module):
            return
        for part in node.body:
            if isinstance(part, _Function):
                self.flows.methods.setdefault(part.name, []).append((node, part))
        names = bound_names(node.body)[0]
        binding = self.module.bindings.get(node.name)
        is_known = binding is not None and binding.definition is node
        self.flows.attributes.update(
            name
            for name, nodes in names.items()
            if not is_known or not all(isinstance(part, _Function) for part in nodes)
        )
        for around in [*node.decorator_list, *node.bases, *node.keywords]:
            self.visit(around)
        self.in_class.append(True)
        for statement in node.body:
            self.visit(statement)
        self.in_class.pop()

    def visit_FunctionDef(self, node: _Function) -> None:
        own = self.variable(node.name)
        if self.around and not self.in_class[-1] and own is not None:
            own.bindings += 1
            own.function = node
            self.flows.locals[node] = own
        for part in [*node.decorator_list, *node.args.defaults, *(d for d in node.args.kw_defaults if d)]:
            self.visit(part)
        names = {name: _Variable() for name in bound_names(node.body)[0]}
        for name in parameter_names(node.args):
            names[name] = self.flows.parameters[node, name] = _Variable(bindings=1)
        self.in_class.append(False)
        with self.scope(names):
            for statement in node.body:
                self.visit(statement)
        self.in_class.pop()

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.visit_FunctionDef(node)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self.flows.lambdas.setdefault(node, [None])
        for part in [*node.args.defaults, *(d for d in node.args.kw_defaults if d)]:
            self.visit(part)
        with self.scope({name: _Variable(bindings=1) for name in parameter_names(node.args)}):
            self.visit(node.body)

    def _visit_comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
    ) -> None:
        self.visit(node.generators[0].iter)  # evaluated outside
        targets = (part for clause in node.generators for part in ast.walk(clause.target))
        with self.scope({part.id: _Variable() for part in targets if isinstance(part, ast.Name)}):
            self.generic_visit(node)

    visit_ListComp = visit_SetComp = visit_GeneratorExp = visit_DictComp = _visit_comprehension

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        for name in node.names:
            self._bound(name)

    def _bound(self, name: str) -> None:
        """Note that something else binds a variable too: then it has no single function."""
        variable = self.variable(name)
        if variable is not None:
            variable.bindings += 2

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        self._bound(node.name or "")
        self.generic_visit(node)

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        self._bound(node.name or "")
        self.generic_visit(node)

    def visit_MatchStar(self, node: ast.MatchStar) -> None:
        self._bound(node.name or "")

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        self._bound(node.rest or "")
        self.generic_visit(node)

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            self._bound(alias.asname or alias.name.split(".")[0])

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self.visit_Import(node)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self._used(node, None)
        else:
            self._bound(node.id)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if isinstance(node.ctx, ast.Load):
            self._used(node, None)
        self.visit(node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        for part in (node.target, node.value):
            if part is not None:
                self.visit(part)

    def visit_Compare(self, node: ast.Compare) -> None:
        """`x is None` uses only whether there is a value."""
        asks_for_none = len(node.ops) == 1 and isinstance(node.ops[0], ast.Is | ast.IsNot)
        if not (
            asks_for_none
            and isinstance(node.left, ast.Name)
            and isinstance(node.comparators[0], ast.Constant)
        ):
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        self.flows.callees[node] = self._callee(node.func)
        if isinstance(node.func, ast.Attribute):
            self.visit(node.func.value)
        elif isinstance(node.func, ast.Name):
            self._used(node.func, (node, -1))
        else:
            self.visit(node.func)
        for place, part in enumerate(node.args):
            self._used(part, (node, place))
            if isinstance(part, ast.Attribute):
                self.visit(part.value)
            elif not isinstance(part, ast.Name):
                self.visit(part)
        for keyword in node.keywords:
            self.visit(keyword.value)

    def _used(self, node: ast.expr, use: _Use | None) -> None:
        if isinstance(node, ast.Name):
            variable = self.variable(node.id)
            if variable is not None:
                variable.uses.append(use)
        elif isinstance(node, ast.Attribute):
            self.flows.method_uses.setdefault(node.attr, []).append(use)
        elif isinstance(node, ast.Lambda):
            self.flows.lambdas[node] = [use]

    def _callee(self, node: ast.expr) -> _Function | _Variable | str | None:
        if isinstance(node, ast.Attribute):
            root: ast.expr = node.value
            while isinstance(root, ast.Attribute):
                root = root.value
            is_value = not isinstance(root, ast.Name) or self._is_value(root.id)
            return node.attr if is_value and node.attr not in _ACCESSORS else None
        if not isinstance(node, ast.Name):
            return None
        binding = self.module.bindings.get(node.id)
        definition = binding.definition if binding else None
        return self.variable(node.id) or (definition if isinstance(definition, _Function) else None)

    def _is_value(self, name: str) -> bool:
        """Return whether the name is neither a module nor a built-in."""
        binding = self.module.bindings.get(name)
        return self.variable(name) is not None or (binding is not None and binding.kind == "variable")
