"""Survey the calls of functions: which functions are called by keyword, and which calls are all known.

A function has its signature in the bundle only if a call needs it, and checks the number of its arguments
only if a call could not be checked while compiling. Both save size without changing the program's behaviour.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from build.compiler.analysis.callables import (
    FunctionNode,
    Parameters,
    bound_by_position,
    parameters_of,
    parameters_of_method,
)
from build.compiler.analysis.computed_names import Calls, ComputedNames
from build.compiler.analysis.facts import Facts
from build.compiler.analysis.flow_reader import read_flows
from build.compiler.analysis.flows import Flows
from build.compiler.analysis.scopes import (
    Binding,
    Scope,
    bound_names,
    imported_inside,
    parameter_names,
)
from build.compiler.load.tree import Visitor, has_starred, parts_outside, walk


@dataclass
class Callables:
    keywords: set[str] = field(default_factory=set)
    """Names that some call of an unknown function passes by keyword."""
    any_splat: bool = False
    """Some call of an unknown function passes `**mapping`."""
    by_name: set[ast.AST] = field(default_factory=set)
    """Definitions with a call by keyword that only the runtime can bind."""
    needs_no_arity_check: set[ast.AST] = field(default_factory=set)
    """Functions whose every call was counted."""
    native_rest: set[ast.AST] = field(default_factory=set)
    """Functions `f(a, *rest)` that are only called, and with enough arguments: JavaScript collects the rest.
    """


class Survey(Visitor):
    """Walk a module with resolved names, and record every use of the program's definitions."""

    def __init__(
        self, scope: Scope, scopes: dict[str, Scope], classes: Mapping[ast.AST, Parameters | None]
    ) -> None:
        self.module, self.scopes, self.classes = scope, scopes, classes
        self.hidden: list[set[str]] = []
        self.calls: dict[ast.AST, list[ast.Call]] = {}
        self.values: set[ast.AST] = set()
        self.method_calls: dict[str, list[ast.Call]] = {}
        self.found = Callables()
        self.base_classes: set[ast.AST] = set()

    def resolve(self, node: ast.expr) -> Binding | None:
        if isinstance(node, ast.Name):
            return (
                None if any(node.id in names for names in self.hidden) else self.module.bindings.get(node.id)
            )
        if isinstance(node, ast.Attribute):
            owner = self.resolve(node.value)
            if owner is not None and owner.kind == "module" and owner.target in self.scopes:
                return self.scopes[owner.target].bindings.get(node.attr)
        return None

    def visit_Name(self, node: ast.Name) -> None:
        binding = self.resolve(node)
        if binding is not None and binding.definition is not None:
            self.values.add(binding.definition)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for base in node.bases:
            binding = self.resolve(base)
            if binding is not None and binding.definition is not None:
                self.base_classes.add(binding.definition)
        self.generic_visit(node)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        for statement in node.body:  # skip the type: the handler only compares with it
            self.visit(statement)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        binding = self.resolve(node)
        if binding is not None and binding.definition is not None:
            self.values.add(binding.definition)
        self.visit(node.value)

    def visit_Call(self, node: ast.Call) -> None:
        binding = self.resolve(node.func)
        if binding is not None and binding.definition is not None:
            self.calls.setdefault(binding.definition, []).append(node)
        elif isinstance(node.func, ast.Attribute):
            self.method_calls.setdefault(node.func.attr, []).append(node)
            self.visit(node.func.value)
        else:
            self.visit(node.func)
        self._note_keywords(node, binding)
        asks_for_type = isinstance(node.func, ast.Name) and node.func.id == "isinstance"
        arguments = node.args[:1] if asks_for_type else node.args
        for part in [*arguments, *(keyword.value for keyword in node.keywords)]:
            self.visit(part)

    def _note_keywords(self, node: ast.Call, binding: Binding | None) -> None:
        if not node.keywords or (binding is not None and binding.kind != "variable"):
            return
        definition = binding.definition if binding else None
        if definition is not None:
            parameters = self._parameters(definition)
            if parameters is None or bound_by_position(node, parameters) is None:
                self.found.by_name.add(definition)
                if isinstance(definition, ast.ClassDef):  # __init__ may come from a base class
                    self._note_names(node)
            return
        is_builtin = (
            isinstance(node.func, ast.Name)
            and binding is None
            and not any(node.func.id in names for names in self.hidden)
        )
        if not is_builtin:
            self._note_names(node)

    def _note_names(self, node: ast.Call) -> None:
        self.found.any_splat |= any(keyword.arg is None for keyword in node.keywords)
        self.found.keywords.update(keyword.arg for keyword in node.keywords if keyword.arg)

    def _parameters(self, definition: ast.AST) -> Parameters | None:
        if isinstance(definition, ast.ClassDef):
            return self.classes.get(definition)
        is_function = isinstance(definition, FunctionNode) and not definition.decorator_list
        return (
            parameters_of(definition.args) if is_function and isinstance(definition, FunctionNode) else None
        )

    @contextmanager
    def hiding(self, names: set[str]) -> Iterator[None]:
        self.hidden.append(names)
        yield
        self.hidden.pop()

    def visit_FunctionDef(self, node: FunctionNode) -> None:
        for part in parts_outside(node):
            self.visit(part)
        with self.hiding({*parameter_names(node.args), *bound_names(node.body)[0]}):
            for statement in node.body:
                self.visit(statement)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.visit_FunctionDef(node)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        for part in parts_outside(node):
            self.visit(part)
        with self.hiding(set(parameter_names(node.args))):
            self.visit(node.body)

    def visit_comprehension_like(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
    ) -> None:
        targets = {
            part.id
            for clause in node.generators
            for part in walk(clause.target)
            if isinstance(part, ast.Name)
        }
        with self.hiding(targets):
            self.generic_visit(node)

    visit_ListComp = visit_SetComp = visit_GeneratorExp = visit_DictComp = visit_comprehension_like

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        if self.hidden:
            modules = imported_inside(node, self.scopes)
            self.values.update(binding.definition for binding in modules if binding.definition is not None)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self.visit_Import(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        for part in (node.target, node.value):
            if part is not None:
                self.visit(part)


def calls_of(surveys: Sequence[Survey]) -> Calls:
    """Join the calls of all modules."""
    of_definitions: dict[ast.AST, list[ast.Call]] = {}
    of_methods: dict[str, list[ast.Call]] = {}
    for survey in surveys:
        for definition, calls in survey.calls.items():
            of_definitions.setdefault(definition, []).extend(calls)
        for method, calls in survey.method_calls.items():
            of_methods.setdefault(method, []).extend(calls)
    values = set().union(*(survey.values | survey.base_classes for survey in surveys))
    return Calls(of_definitions, of_methods, values, surveys[0].classes)


def _joined(surveys: list[Survey]) -> Callables:
    total = Callables()
    for survey in surveys:
        total.keywords |= survey.found.keywords
        total.any_splat |= survey.found.any_splat
        total.by_name |= survey.found.by_name
    return total


def count_calls(
    surveys: list[Survey],
    modules: Mapping[str, ast.Module],
    entry: ast.Module,
    facts: Facts,
    direct: Mapping[ast.expr, FunctionNode],
    computed: ComputedNames,
) -> Callables:
    """Join the surveys of all modules, and decide which functions need no check of their arguments."""
    total = _joined(surveys)
    values = set().union(*(survey.values for survey in surveys))
    flows = Flows(facts, values, direct, computed, surveys[0].classes)
    read_flows(flows, modules, surveys[0].scopes)
    total.needs_no_arity_check |= flows.arity_safe()
    arity = _Arity(surveys, values, flows, computed)
    for name, tree in modules.items():
        for node in tree.body:
            if isinstance(node, FunctionNode) and not _is_certain(surveys[0].scopes[name], node):
                continue
            if isinstance(node, FunctionNode) and tree is not entry and arity.fits_function(node):
                total.needs_no_arity_check.add(node)
            elif isinstance(node, ast.FunctionDef) and tree is not entry and arity.takes_native_rest(node):
                total.native_rest.add(node)
            elif isinstance(node, ast.ClassDef):
                total.needs_no_arity_check.update(part for part in node.body if arity.fits_method(node, part))
    return total


def _is_certain(scope: Scope, node: FunctionNode) -> bool:
    """Return whether the name always means this function, so that all its calls are known."""
    binding = scope.bindings.get(node.name)
    return binding is not None and binding.definition is node


class _Arity:
    """Decide whether every call of a function passes a valid number of arguments."""

    def __init__(
        self, surveys: list[Survey], values: set[ast.AST], flows: Flows, computed: ComputedNames
    ) -> None:
        self.surveys, self.computed = surveys, computed
        self.values = values
        self.flows = flows
        self.base_classes = set().union(*(survey.base_classes for survey in surveys))

    def fits_function(self, node: FunctionNode) -> bool:
        parameters = parameters_of(node.args)
        if parameters is None or node.decorator_list:
            return False
        if node in self.values and not self.flows.fits_as_value(node):
            return False
        return all(_fits(call, parameters) for call in self._calls(node))

    def takes_native_rest(self, node: ast.FunctionDef) -> bool:
        args = node.args
        others = args.kwarg or args.kwonlyargs or args.posonlyargs or args.defaults or node.decorator_list
        if args.vararg is None or others or node in self.values:
            return False
        plain = [call for call in self._calls(node) if not call.keywords]
        enough = all(len(call.args) >= len(args.args) for call in plain)
        starred = any(isinstance(arg, ast.Starred) for call in plain for arg in call.args[: len(args.args)])
        return len(plain) == len(self._calls(node)) and enough and not starred

    def _fits_init(self, owner: ast.ClassDef, own: Parameters) -> bool:
        escapes = owner in self.values or owner in self.base_classes or bool(owner.decorator_list)
        return not escapes and all(_fits(call, own) for call in self._calls(owner))

    def fits_method(self, owner: ast.ClassDef, node: ast.stmt) -> bool:
        """Return whether all calls of a method are known and valid, including those through its name."""
        if not isinstance(node, FunctionNode) or node.decorator_list:
            return False
        own = parameters_of_method(node.args)
        if own is None:
            return False
        if node.name == "__init__":
            return self._fits_init(owner, own)
        if node.name.startswith("__") or self.computed.reads(node.name):
            return False
        reads = self.flows.counts_of_reads(node)
        if reads and owner in self.values:  # read from the class, it takes its receiver too
            return False
        if reads is None or not all(own.required <= count <= len(own.names) for count in reads):
            return False
        direct = self.flows.direct
        calls = [
            call
            for survey in self.surveys
            for call in survey.method_calls.get(node.name, [])
            if direct.get(call.func, node) is node
        ]
        return all(not call.keywords and _fits(call, own) for call in calls)

    def _calls(self, definition: ast.AST) -> list[ast.Call]:
        return [call for survey in self.surveys for call in survey.calls.get(definition, [])]


def _fits(call: ast.Call, parameters: Parameters) -> bool:
    if call.keywords:
        return bound_by_position(call, parameters) is not None
    starred = has_starred(call.args)
    return not starred and parameters.required <= len(call.args) <= len(parameters.names)
