"""Analyse the whole program: the meaning of each module-level name, and facts of all modules for lowering."""

from __future__ import annotations

import ast
import importlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from build.compiler.analysis.callables import FunctionNode, Parameters, parameters_of_class
from build.compiler.analysis.computed_names import ComputedNames
from build.compiler.analysis.facts import Facts, facts_of
from build.compiler.analysis.imports import late_modules, uses_of_modules
from build.compiler.analysis.instances import Instances, direct_reads, instances_of, private_attributes
from build.compiler.analysis.names import global_names, suffix_of
from build.compiler.analysis.purity import is_pure, runs_nothing_of
from build.compiler.analysis.scopes import (
    Binding,
    Inventory,
    Kind,
    Scope,
    bound_names,
    is_forgotten,
    take_inventory,
)
from build.compiler.analysis.survey import Callables, Survey, calls_of, count_calls
from build.compiler.analysis.typing_only import is_alias, is_shape, is_typed_dict, typing_name
from build.compiler.load.modules import (
    ANNOTATIONS_ONLY,
    RUNTIME_MODULES,
    TYPING_MODULES,
    Loader,
    Module,
    absolute_name,
    is_type_checking,
)
from build.compiler.load.replacements import NAMES_REFUSED
from build.errors import nearest_hint


@dataclass
class Program:
    loader: Loader
    modules: list[Module]
    """In the order of execution."""
    scopes: dict[str, Scope] = field(default_factory=dict)
    callables: Callables = field(default_factory=Callables)
    class_parameters: dict[ast.AST, Parameters | None] = field(default_factory=dict)
    """The parameters of calling a top-level class; None if they cannot be determined."""
    inventories: dict[str, Inventory] = field(default_factory=dict)
    """By module."""
    matches_by_position: bool = False
    """Some pattern takes an instance apart by position."""
    checks_calls: bool = False
    """Whether a called value may be an instance with `__call__`, or the error of calling it may be shown."""
    facts: Facts = field(default_factory=Facts)
    instances: dict[ast.AST, Instances] = field(default_factory=dict)
    """The attributes and methods of `self` on which the methods of a class can rely."""
    private_attributes: Mapping[str, frozenset[ast.AST]] = field(default_factory=dict)
    """The attributes `self._x` that no computed name leads to, which the linker may shorten.

    Each has the classes whose instances have it, or none if other code reads or sets it too.
    """
    computed: ComputedNames = field(init=False)
    """The attributes that it reads or sets by a computed name."""
    attribute_reads: Counter[str] = field(default_factory=Counter)
    """The number of reads of attributes, by name."""
    own_reads: Counter[FunctionNode] = field(default_factory=Counter)
    """The number of reads of a method from `self`, including those in calls."""
    direct_uses: Counter[ast.AST] = field(default_factory=Counter)
    """The number of calls and reads of a method without a lookup, so far."""
    always_set: dict[str, frozenset[str]] = field(default_factory=dict)
    """For each module, the variables that have their values for certain when it has run."""
    set_early: dict[str, frozenset[str]] = field(default_factory=dict)
    """The variables of each module that have their values before any of its functions can run."""
    typed_dicts: set[ast.AST | None] = field(default_factory=set)
    enums: dict[ast.AST, bool] = field(default_factory=dict)
    """Whether each class that was lowered so far is a kind of Enum."""
    module_values: frozenset[str] = frozenset()
    """Modules that are used as values: whoever has the module can assign all its names."""
    late: frozenset[str] = frozenset()
    """Modules that run when an import statement in a function or branch reaches them."""
    shared_constants: dict[str, str] = field(default_factory=dict)
    """The variables that hold values which modules share, by the values."""

    def scope_of(self, module: Module) -> Scope:
        return self.scopes[module.name]

    def acts(self, module: Module) -> bool:
        """Return whether running a module does more than define names."""
        return not all(
            is_pure(node, self.scopes[module.name], is_library=module.is_library) for node in module.tree.body
        )


def analyse(loader: Loader) -> Program:
    """Bind the module-level names of a loaded program."""
    modules = list(loader.modules.values())
    program = Program(loader, modules)
    program.inventories = {module.name: take_inventory(module.tree) for module in modules}
    uses = uses_of_modules(loader)
    program.module_values = frozenset(uses.values)
    for name, stored in uses.stored.items():
        own = program.inventories[name]
        program.inventories[name] = replace(own, written_globals=own.written_globals | stored)
    inventories = program.inventories.values()
    program.matches_by_position = any(inventory.matches_by_position for inventory in inventories)
    variables = {module.name: list(_module_variables(program, module)) for module in modules}
    targets = global_names(variables, set().union(*(inventory.local_names for inventory in inventories)))
    for module in modules:
        program.scopes[module.name] = _module_scope(program, module, targets)
    program.late = frozenset(late_modules(loader.modules, program.acts))
    for name in program.late:
        program.set_early[name] = program.always_set[name] = frozenset()
    program.facts = facts_of(modules, program.scopes, program.inventories)
    program.facts.module_attributes = set().union(*uses.stored.values())
    program.checks_calls = program.facts.shows_errors or "__call__" in program.facts.members
    program.callables = _callables(program)
    return program


def _callables(program: Program) -> Callables:
    for module in program.modules:
        for node in module.tree.body:
            if isinstance(node, ast.ClassDef):
                program.class_parameters[node] = parameters_of_class(node, program.scopes[module.name])
    surveys = []
    for module in program.modules:
        survey = Survey(program.scopes[module.name], program.scopes, program.class_parameters)
        survey.visit(module.tree)
        surveys.append(survey)
    entry = next(module for module in program.modules if module.is_entry)
    trees = {module.name: module.tree for module in program.modules}
    calls = calls_of(surveys)
    program.computed = computed = ComputedNames(trees, program.scopes, calls, program.facts)
    program.instances, program.attribute_reads = instances_of(trees, program.facts, calls, computed)
    program.private_attributes = {
        name: owners
        for name, owners in private_attributes(program.instances, trees.values()).items()
        if not computed.reads(name) and not computed.sets(name)
    }
    reads = direct_reads(program.instances)
    program.own_reads = Counter(reads.values())
    return count_calls(surveys, trees, entry.tree, program.facts, reads, computed)


def _module_scope(program: Program, module: Module, targets: dict[tuple[str, str], str]) -> Scope:
    scope = Scope("module", None)
    bound = _module_variables(program, module)
    written_inside, constants = program.inventories[module.name].written_globals, _constants(module)
    for name, nodes in bound.items():
        definition = (
            nodes[0]
            if len(nodes) == 1 and isinstance(nodes[0], ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            else None
        )
        rebound = len(nodes) > 1 or name in written_inside or module.name in program.module_values
        constant = constants.get(name) if not rebound else None
        scope.bindings[name] = Binding(
            "variable",
            targets[module.name, name],
            None if rebound else definition,
            rebound,
            forgotten=is_forgotten(nodes),
            forgotten_inside=name in program.inventories[module.name].forgotten_inside,
            constant=constant,
        )
    _bind_statements(program, module, scope, module.tree.body)
    for binding in scope.bindings.values():
        if any(
            not _keeps(decorator, scope) for decorator in getattr(binding.definition, "decorator_list", [])
        ):
            binding.definition = None
    program.set_early[module.name] = _set_early(program, module, scope)
    program.always_set[module.name] = frozenset(_always_set(module, scope))
    return scope


def _constants(module: Module) -> dict[str, ast.Constant]:
    """Return the variables that top-level statements set to a constant."""
    constants: dict[str, ast.Constant] = {}
    for node in module.tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            constants.update((target.id, node.value) for target in targets if isinstance(target, ast.Name))
    return constants


def _keeps(decorator: ast.expr, scope: Scope) -> bool:
    """Return whether a decorator returns the class itself, as those of dataclasses and typing do."""
    if typing_name(decorator, scope) is not None:
        return True
    function = decorator.func if isinstance(decorator, ast.Call) else decorator
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    binding = scope.lookup(name)
    return name == "dataclass" and (binding is None or binding.target == "$dc_dataclass")


def _set_early(program: Program, module: Module, scope: Scope) -> frozenset[str]:
    """Return the variables that are set before any function of the module can run."""
    own = _module_variables(program, module)
    early = {binding.target for name, binding in scope.bindings.items() if name not in own}
    leading = set(own)
    """Names that may lead to functions of the module."""
    for node in module.tree.body:
        is_closed = is_alias(node, scope) or runs_nothing_of(node, leading)
        if not module.is_library and not is_closed and not is_pure(node, scope):
            break
        if is_closed:
            leading -= bound_names([node])[0].keys()
        assigned = (name for name, nodes in bound_names([node])[0].items() if nodes)
        early.update(scope.bindings[name].target for name in assigned if name in scope.bindings)
    return frozenset(early)


def _always_set(module: Module, scope: Scope) -> Iterator[str]:
    """Return the variables that are certainly set after the module has run."""
    for node in module.tree.body:
        is_assignment = isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        if is_assignment or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            bound = (scope.bindings[name] for name in bound_names([node])[0] if name in scope.bindings)
            yield from (
                binding.target for binding in bound if not binding.forgotten and not binding.forgotten_inside
            )


def _module_variables(program: Program, module: Module) -> dict[str, list[ast.AST]]:
    """Return the names that a module binds, including those bound only by a `global` inside a function."""
    bindings = bound_names(module.tree.body)[0]
    bound = {name: nodes for name, nodes in bindings.items() if not _only_imported(nodes)}
    return bound | {
        name: [] for name in sorted(program.inventories[module.name].written_globals) if name not in bound
    }


def _only_imported(nodes: list[ast.AST]) -> bool:
    return len(nodes) == 1 and isinstance(nodes[0], ast.Import | ast.ImportFrom)


def _bind_statements(program: Program, module: Module, scope: Scope, body: list[ast.stmt]) -> None:
    """Bind imports, aliases and Protocols in source order: a later one may refer to an earlier one."""
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            bind_import(program, module, scope, node)
        elif isinstance(node, ast.ClassDef) and is_shape(node, scope):
            scope.bindings[node.name] = Binding("type", node.name, node)
            if is_typed_dict(node, scope, program.typed_dicts):
                program.typed_dicts.add(node)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and is_alias(node, scope):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Name):
                scope.bindings[target.id] = Binding("type", target.id, node)
        elif isinstance(node, ast.If) and is_type_checking(node.test):
            _bind_for_checkers(scope, node.body)
            _bind_statements(program, module, scope, node.orelse)
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for part in _blocks(node):
                _bind_statements(program, module, scope, part)


def _blocks(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    """Yield the blocks of a compound statement in source order."""
    yield getattr(node, "body", [])
    for part in [*getattr(node, "handlers", []), *getattr(node, "cases", [])]:
        yield part.body
    yield getattr(node, "orelse", [])
    yield getattr(node, "finalbody", [])


def _bind_for_checkers(scope: Scope, body: list[ast.stmt]) -> None:
    for name in bound_names(body)[0]:
        scope.bindings[name] = Binding("type", name)


def bind_import(program: Program, module: Module, scope: Scope, node: ast.Import | ast.ImportFrom) -> None:
    base = (absolute_name(module, node) or "") if isinstance(node, ast.ImportFrom) else ""
    for alias in node.names:
        if isinstance(node, ast.Import):
            target = alias.name if alias.asname else alias.name.split(".")[0]
            kind: Kind = "missing" if program.loader.is_missing(target, alias.name) else "module"
            name, binding = alias.asname or target, Binding(kind, target)
        else:
            name, binding = alias.asname or alias.name, _imported(program, module, scope, base, alias)
        before = scope.imported.setdefault(name, binding)
        if (before.kind, before.target) != (binding.kind, binding.target) and not (
            {before.kind, binding.kind} & {"missing", "type"}
        ):
            problem = f"`{name}` is imported from two places: give each its own name, as in `import … as …`"
            program.loader.diagnostics.append(module.at(alias, problem))
        scope.bindings[name] = binding


def _not_defined(module: str, name: str, defined: Iterable[str]) -> str:
    near = nearest_hint(name, defined)
    return f"`{name}` cannot be imported from `{module}`: it is not defined there{near}"


def _imported(program: Program, module: Module, scope: Scope, base: str, alias: ast.alias) -> Binding:
    if base in TYPING_MODULES:
        return _typing_binding(program, module, base, alias)
    if base == "__js__":
        return Binding("runtime", f"$js_{alias.name}")
    if base in RUNTIME_MODULES:
        return _runtime_binding(program, module, base, alias)
    if base in program.loader.missing or alias.name == "*":
        return Binding("missing", alias.name)
    submodule = f"{base}.{alias.name}" if base else alias.name
    if submodule in program.loader.missing:
        return Binding("missing", submodule)
    binding = program.scopes[base].bindings.get(alias.name) if base in program.scopes else None
    if binding is None:
        if program.loader.is_module(submodule):
            return Binding("module", submodule)
        if base in program.scopes:
            missing = _not_defined(base, alias.name, program.scopes[base].bindings)
            problem = NAMES_REFUSED.get(f"{base}.{alias.name}", missing)
            program.loader.diagnostics.append(module.at(alias, problem))
        return Binding("missing", alias.name)
    own = scope.bindings.get(alias.asname or alias.name)
    return _copied(binding, own, module) if _needs_copy(binding, own, scope) else binding


def _needs_copy(binding: Binding, own: Binding | None, scope: Scope) -> bool:
    """Return whether an imported variable may change after the import, or has another value before it."""
    is_one_of_several = scope.kind == "module" and own is not None and own.kind == "variable"
    return binding.kind == "variable" and (binding.rebound or is_one_of_several)


def _copied(binding: Binding, own: Binding | None, module: Module) -> Binding:
    """Return the variable that gets the value at the import, as in Python; lowering emits that copy."""
    target = own.target if own else binding.target + suffix_of(module.name)
    return Binding("variable", target, rebound=True)


def _typing_binding(program: Program, module: Module, base: str, alias: ast.alias) -> Binding:
    typing_module = importlib.import_module(base)
    if base != "typing_extensions" and not hasattr(typing_module, alias.name):
        missing = _not_defined(base, alias.name, dir(typing_module))
        program.loader.diagnostics.append(module.at(alias, missing))
    return Binding("type", alias.name)


def _runtime_binding(program: Program, module: Module, base: str, alias: ast.alias) -> Binding:
    if alias.name in ANNOTATIONS_ONLY.get(base, ()):
        return Binding("type", alias.name)
    unit = RUNTIME_MODULES[base].get(alias.name)
    if unit is None:
        supported = ", ".join(sorted(RUNTIME_MODULES[base]))
        missing = f"`{base}.{alias.name}` does not exist in the browser: use one of {supported}"
        problem = NAMES_REFUSED.get(f"{base}.{alias.name}", missing)
        program.loader.diagnostics.append(module.at(alias, problem))
        return Binding("missing", alias.name)
    return Binding("runtime", unit)
