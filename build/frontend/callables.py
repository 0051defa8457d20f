"""What the program as a whole says of its functions: which are reached by keyword, and whose calls can all be
counted here.

A function carries its signature only if some call needs it, and checks the number of its arguments only if
some
call could not be checked while compiling. Both are about size; neither changes what a program does.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from build.frontend.scopes import Binding, Scope, bound_names, parameter_names

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Parameters:
    """What can be passed by position or by name, in order; the first `required` have no default."""

    names: tuple[str, ...]
    required: int


@dataclass
class Callables:
    keywords: set[str] = field(default_factory=set)
    """Names that some call passes by keyword to who knows whom."""
    any_splat: bool = False
    """Some call passes `**mapping` to who knows whom."""
    by_name: set[ast.AST] = field(default_factory=set)
    """Definitions that a call reaches by keyword in a way that only the runtime can bind."""
    unchecked: set[ast.AST] = field(default_factory=set)
    """Functions whose every call has been counted."""


def parameters_of(args: ast.arguments) -> Parameters | None:
    """None for what a JavaScript function cannot do as it is: `*rest`, keyword-only, defaults that are
    made.
    """
    if (
        args.vararg
        or args.kwarg
        or args.kwonlyargs
        or args.posonlyargs
        or not all(map(is_constant, args.defaults))
    ):
        return None
    return Parameters(tuple(arg.arg for arg in args.args), len(args.args) - len(args.defaults))


def is_constant(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node = node.operand
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Tuple) and not node.elts)


def parameters_of_class(node: ast.ClassDef, scope: Scope) -> Parameters | None:
    """What calling the class takes, where that stands in the class itself."""
    if node.keywords or any(not _is_plain_dataclass(decorator, scope) for decorator in node.decorator_list):
        return None
    inits = [part for part in node.body if isinstance(part, ast.FunctionDef) and part.name == "__init__"]
    if inits:
        found = parameters_of(inits[0].args) if not inits[0].decorator_list else None
        return Parameters(found.names[1:], max(found.required - 1, 0)) if found and found.names else None
    if not node.decorator_list or node.bases:
        return None
    fields = [
        part for part in node.body if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)
    ]
    if any("ClassVar" in ast.unparse(part.annotation) or isinstance(part.value, ast.Call) for part in fields):
        return None
    names = tuple(part.target.id for part in fields if isinstance(part.target, ast.Name))
    return Parameters(names, sum(part.value is None for part in fields))


def _is_plain_dataclass(decorator: ast.expr, scope: Scope) -> bool:
    if isinstance(decorator, ast.Call):
        if any(keyword.arg in ("kw_only", "init") for keyword in decorator.keywords):
            return False
        decorator = decorator.func
    binding = scope.lookup(decorator.id) if isinstance(decorator, ast.Name) else None
    return binding is not None and binding.target == "$dc_dataclass"


def bound_by_position(node: ast.Call, parameters: Parameters) -> list[ast.expr | None] | None:
    """The arguments of a call in the order of the parameters, None for a default; None where only the runtime
    can tell.

    Values keep their order, or are names and constants, whose evaluation nobody can notice.
    """
    if any(isinstance(arg, ast.Starred) for arg in node.args):
        return None
    names, given = parameters.names, {keyword.arg: keyword.value for keyword in node.keywords}
    if None in given or len(given) < len(node.keywords) or len(node.args) > len(names):
        return None
    rest = names[len(node.args) :]
    if any(name not in rest for name in given) or any(
        name not in given for name in names[len(node.args) : parameters.required]
    ):
        return None
    order = [name for name in rest if name in given]
    if order != list(given) and not all(
        isinstance(value, ast.Name | ast.Constant) for value in given.values()
    ):
        return None
    last = rest.index(order[-1]) + 1 if order else 0
    return [*node.args, *(given.get(name) for name in rest[:last])]


class Survey(ast.NodeVisitor):
    """Walks a module with its names resolved, and notes every use of what the program defines."""

    def __init__(self, scope: Scope, scopes: dict[str, Scope]) -> None:
        self.module, self.scopes = scope, scopes
        self.hidden: list[set[str]] = []
        self.calls: dict[ast.AST, list[ast.Call]] = {}
        self.values: set[ast.AST] = set()
        self.method_calls: dict[str, list[ast.Call]] = {}
        self.method_values: set[str] = set()
        self.found = Callables()
        self.reads_attributes_by_name = False

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

    def visit_Attribute(self, node: ast.Attribute) -> None:
        binding = self.resolve(node)
        if binding is not None and binding.definition is not None:
            self.values.add(binding.definition)
        self.method_values.add(node.attr)
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
        if isinstance(node.func, ast.Name) and node.func.id in ("getattr", "hasattr", "setattr"):
            name = node.args[1] if len(node.args) > 1 else None
            self.reads_attributes_by_name |= not isinstance(name, ast.Constant)
            self.method_values.add(str(name.value) if isinstance(name, ast.Constant) else "")
        self._note_keywords(node, binding)
        for part in [*node.args, *(keyword.value for keyword in node.keywords)]:
            self.visit(part)

    def _note_keywords(self, node: ast.Call, binding: Binding | None) -> None:
        if not node.keywords or (binding is not None and binding.kind != "variable"):
            return
        definition = binding.definition if binding else None
        if definition is not None:
            parameters = self._parameters(definition)
            if parameters is None or bound_by_position(node, parameters) is None:
                self.found.by_name.add(definition)
            return
        is_builtin = (
            isinstance(node.func, ast.Name)
            and binding is None
            and not any(node.func.id in names for names in self.hidden)
        )
        if not is_builtin:
            self.found.any_splat |= any(keyword.arg is None for keyword in node.keywords)
            self.found.keywords.update(keyword.arg for keyword in node.keywords if keyword.arg)

    def _parameters(self, definition: ast.AST) -> Parameters | None:
        if isinstance(definition, ast.ClassDef):
            return parameters_of_class(definition, self.module)
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
        for part in [*node.decorator_list, *node.args.defaults, *(d for d in node.args.kw_defaults if d)]:
            self.visit(part)
        with self.hiding({*parameter_names(node.args), *bound_names(node.body)[0]}):
            for statement in node.body:
                self.visit(statement)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.visit_FunctionDef(node)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        for part in [*node.args.defaults, *(d for d in node.args.kw_defaults if d)]:
            self.visit(part)
        with self.hiding(set(parameter_names(node.args))):
            self.visit(node.body)

    def visit_comprehension_like(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
    ) -> None:
        targets = {
            part.id
            for clause in node.generators
            for part in ast.walk(clause.target)
            if isinstance(part, ast.Name)
        }
        with self.hiding(targets):
            self.generic_visit(node)

    visit_ListComp = visit_SetComp = visit_GeneratorExp = visit_DictComp = visit_comprehension_like

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        for part in (node.target, node.value):
            if part is not None:
                self.visit(part)


def count_calls(surveys: list[Survey], trees: list[ast.Module], entry: ast.Module) -> Callables:
    """Joins the surveys of all modules."""
    total = Callables()
    for survey in surveys:
        total.keywords |= survey.found.keywords
        total.any_splat |= survey.found.any_splat
        total.by_name |= survey.found.by_name
    by_attribute = any(survey.reads_attributes_by_name for survey in surveys)
    values = set().union(*(survey.values for survey in surveys))
    for tree in trees:
        for node in tree.body:
            if (
                isinstance(node, FunctionNode)
                and tree is not entry
                and node not in values
                and _all_fit(node, surveys)
            ):
                total.unchecked.add(node)
            elif isinstance(node, ast.ClassDef) and not by_attribute:
                total.unchecked.update(part for part in node.body if _is_counted_method(part, surveys))
    return total


def _all_fit(node: FunctionNode, surveys: list[Survey]) -> bool:
    parameters = parameters_of(node.args)
    if parameters is None or node.decorator_list:
        return False
    calls = [call for survey in surveys for call in survey.calls.get(node, [])]
    return all(_fits(call, parameters) for call in calls)


def _fits(call: ast.Call, parameters: Parameters) -> bool:
    if call.keywords:
        return bound_by_position(call, parameters) is not None
    starred = any(isinstance(arg, ast.Starred) for arg in call.args)
    return not starred and parameters.required <= len(call.args) <= len(parameters.names)


def _is_counted_method(node: ast.stmt, surveys: list[Survey]) -> bool:
    """A method that is only ever called, under a name by which nothing else is read, with as many arguments
    as it takes.
    """
    if not isinstance(node, FunctionNode) or node.decorator_list or node.name.startswith("__"):
        return False
    parameters = parameters_of(node.args)
    if (
        parameters is None
        or not parameters.names
        or any(node.name in survey.method_values for survey in surveys)
    ):
        return False
    own = Parameters(parameters.names[1:], max(parameters.required - 1, 0))
    calls = [call for survey in surveys for call in survey.method_calls.get(node.name, [])]
    return all(not call.keywords and _fits(call, own) for call in calls)
