"""Find classes in whose methods `self` is certainly an instance of exactly this class, and its attributes.

Such a method reads `self.x` and calls `self.f()` without the runtime. The class must have no bases and no
subclasses, and the program may only call it, not use it as a value: then no code can read one of its methods
and call it with another receiver.
"""

from __future__ import annotations

import ast
import functools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

from build.compiler.analysis.callables import FunctionNode, is_constant
from build.compiler.analysis.computed_names import Calls, ComputedNames
from build.compiler.analysis.facts import Facts
from build.compiler.analysis.scopes import bound_names, parameter_names
from build.compiler.load.tree import DEFINITIONS, TREES, Visitor, children, default_values, walk

# Members that access the class of an instance or all of its attributes, or that intercept attributes.
_REFLECTION = frozenset({"__class__", "__dict__", "__func__", "__init__", "__setattr__", "__delattr__"})
_SPECIAL = re.compile(r"__[a-z]+__")
_ENDS = ast.Return | ast.Yield | ast.YieldFrom | ast.Await
_HOOKS = frozenset({"__getattr__", "__setattr__", "__delattr__", "__slots__"})


@dataclass
class Instances:
    """The attributes and methods that `self` certainly has in the methods of a class."""

    attributes: frozenset[str]
    """Its attributes, set before `self` is handed to anyone."""
    methods: Mapping[str, FunctionNode]
    """Its methods, which nothing overrides."""
    private: frozenset[str] = frozenset()
    """The methods that neither the page nor a computed name can read."""
    own: frozenset[str] = frozenset()
    """The attributes that its methods set."""
    members: frozenset[str] = frozenset()
    """Everything that its class defines."""

    def can_set(self, attribute: str) -> bool:
        """Return whether setting an attribute only stores a value in the instance, and runs nothing."""
        return attribute not in self.members and not attribute.startswith("__")


class _Uses(Visitor):
    """The program's uses of names."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.reads: Counter[str] = Counter()
        self.assigned: set[str] = set()
        self.deleted: set[str] = set()
        self.reflects: set[str] = set()
        """The names in texts that may lead to the class or to all attributes of an instance."""

    def add(self, other: _Uses) -> None:
        self.names |= other.names
        self.reads += other.reads
        self.assigned |= other.assigned
        self.deleted |= other.deleted
        self.reflects |= other.reflects

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self.reflects |= _REFLECTION.intersection(_SPECIAL.findall(node.value))

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.names.add(node.id)

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Name) and node.func.id == "setattr":
            name = node.args[1] if len(node.args) > 1 else None
            self.assigned.add(str(name.value) if isinstance(name, ast.Constant) else "")
        if isinstance(node.func, ast.Name) and node.func.id in ("getattr", "hasattr"):
            name = node.args[1] if len(node.args) > 1 else None
            self.reads[str(name.value) if isinstance(name, ast.Constant) else ""] += 1
        self.generic_visit(node)

    def visit_MatchClass(self, node: ast.MatchClass) -> None:
        self.reads.update(node.kwd_attrs)
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if isinstance(node.ctx, ast.Load):
            self.reads[node.attr] += 1
        else:
            (self.assigned if isinstance(node.ctx, ast.Store) else self.deleted).add(node.attr)
        is_name_of_type = node.attr == "__name__" and _is_call(node.value, "type")
        for part in node.value.args if is_name_of_type and isinstance(node.value, ast.Call) else [node.value]:
            self.visit(part)


@functools.lru_cache(maxsize=TREES)
def _uses_in(tree: ast.Module) -> _Uses:
    uses = _Uses()
    uses.visit(tree)
    return uses


def instances_of(
    trees: Mapping[str, ast.Module], facts: Facts, calls: Calls, computed: ComputedNames
) -> tuple[dict[ast.AST, Instances], Counter[str]]:
    """Return the `Instances` of each class, and the number of reads of each attribute."""
    uses = _Uses()
    for tree in trees.values():
        uses.add(_uses_in(tree))
    reflects = uses.reflects or set(uses.reads) & _REFLECTION or uses.names & {"vars", "type", "delattr"}
    if facts.members & _HOOKS or reflects:
        return {}, uses.reads
    inits: dict[ast.ClassDef, FunctionNode] = {}
    classes: list[ast.ClassDef] = []
    for node in (node for tree in trees.values() for node in _classes_in(tree)):
        if _is_only_called(node, facts, calls):
            classes.append(node)
            candidates = [part for part in _functions(node) if part.name == "__init__"]
            if len(candidates) == 1 and not candidates[0].decorator_list:
                inits[node] = candidates[0]
    of_inits = _Inits(inits, calls)
    return {node: _instances(node, uses, computed, of_inits) for node in classes}, uses.reads


def _is_only_called(node: ast.ClassDef, facts: Facts, calls: Calls) -> bool:
    if node.bases or node.keywords or node.decorator_list or node.name in facts.bases or node in calls.values:
        return False
    return all(map(_only_defines, node.body))


def _classes_in(tree: ast.Module) -> Iterator[ast.ClassDef]:
    """Yield the top-level classes whose names nothing else binds."""
    names = bound_names(tree.body)[0]
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and names.get(node.name) == [node]:
            yield node


def _functions(node: ast.ClassDef) -> list[FunctionNode]:
    return [part for part in node.body if isinstance(part, FunctionNode)]


def _instances(node: ast.ClassDef, uses: _Uses, computed: ComputedNames, inits: _Inits) -> Instances:
    members = bound_names(node.body)[0]
    plain = [part for part in _functions(node) if not part.decorator_list]
    methods = {
        part.name: part
        for part in plain
        if len(members[part.name]) == 1
        and not part.name.startswith("__")
        and part.name not in uses.assigned
        and not computed.sets(part.name)
    }
    set_first = inits.set_first(node, {part.name for part in plain})
    stored = {
        part.attr
        for part in walk(node)
        if isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store)
    }
    return Instances(
        attributes=frozenset(set_first - uses.deleted - members.keys()),
        methods=methods,
        private=frozenset(name for name in methods if name[0] == "_" and not computed.reads(name)),
        own=frozenset(stored - members.keys() - uses.deleted),
        members=frozenset(members),
    )


def direct_reads(instances: Mapping[ast.AST, Instances]) -> dict[ast.expr, FunctionNode]:
    """Return the reads `self.f` in methods of these classes, each with the method that it reads."""
    methods: dict[ast.expr, FunctionNode] = {}
    for owner, shape in instances.items():
        reads = [node for node in _of_receivers(owner) if isinstance(node.ctx, ast.Load)]
        methods |= {read: shape.methods[read.attr] for read in reads if read.attr in shape.methods}
    return methods


def private_attributes(
    instances: Mapping[ast.AST, Instances], trees: Iterable[ast.Module]
) -> dict[str, frozenset[ast.AST]]:
    """Return the attributes `self._x` with their classes; with none if other code reads or sets them too."""
    owners: dict[str, set[ast.AST]] = {}
    inside: set[ast.AST] = set()
    for owner in instances:
        for node in _of_receivers(owner):
            owners.setdefault(node.attr, set()).add(owner)
            inside.add(node)
    outside = {
        node.attr
        for tree in trees
        for node in walk(tree)
        if isinstance(node, ast.Attribute) and node not in inside
    }
    stored = frozenset[str]().union(*(shape.own for shape in instances.values()))
    return {
        name: frozenset() if name in outside else frozenset(owners[name])
        for name in sorted(stored)
        if name.startswith("_") and not name.startswith("__")
    }


@functools.lru_cache(maxsize=DEFINITIONS)
def receiver(node: FunctionNode) -> str | None:
    """Return the first parameter of a method if it certainly remains the instance."""
    own = _first_parameter(node)
    if node.decorator_list or not own:
        return None
    declared = (part for part in walk(node) if isinstance(part, ast.Nonlocal | ast.Global))
    if own in bound_names(node.body)[0] or any(own in part.names for part in declared):
        return None
    return own


def _first_parameter(node: FunctionNode) -> str:
    """Return the first positional parameter, an empty text if there is none."""
    first = [*node.args.posonlyargs, *node.args.args][:1]
    return first[0].arg if first else ""


def _of_receivers(owner: ast.AST) -> Iterator[ast.Attribute]:
    """Return all `self.x` in the methods of a class."""
    for method in _functions(owner) if isinstance(owner, ast.ClassDef) else []:
        if own := receiver(method):
            yield from _attributes_of(own, method.body)


def _attributes_of(own: str, body: Iterable[ast.AST]) -> Iterator[ast.Attribute]:
    """Return all `own.x`, including those in inner functions that do not rebind `own`."""
    for node in body:
        if isinstance(node, ast.Attribute) and _is_name(node.value, own):
            yield node
        if not _binds(node, own):
            yield from _attributes_of(own, children(node))


def _binds(node: ast.AST, name: str) -> bool:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        inside = bound_names(node.body)[0] if isinstance(node.body, list) else {}
        return name in inside or name in parameter_names(node.args)
    if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        return any(_is_name(part, name) for clause in node.generators for part in walk(clause.target))
    return isinstance(node, ast.ClassDef)


def _only_defines(node: ast.stmt) -> bool:
    """Return whether a statement of a class body calls no method of the class."""
    if isinstance(node, FunctionNode):
        return all(map(is_constant, default_values(node.args)))
    if isinstance(node, ast.AnnAssign | ast.Assign | ast.Expr):
        return node.value is None or isinstance(node.value, ast.Constant)
    return isinstance(node, ast.Pass)


def set_before(init: FunctionNode, statement: ast.stmt) -> frozenset[str]:
    """Return the attributes that `__init__` has certainly set before one of its statements."""
    own = _first_parameter(init)
    before = init.body[: init.body.index(statement)]
    valued = [node for node in before if getattr(node, "value", None) is not None]
    return frozenset[str]().union(*(_targets(node, own) for node in valued))


class _Inits:
    """The uses of `self` in the `__init__` of classes, before its attributes are set."""

    def __init__(self, classes: Mapping[ast.ClassDef, FunctionNode], calls: Calls) -> None:
        self._classes = classes
        self._called = {
            call: definition
            for definition, certain_calls in calls.of_definitions.items()
            if isinstance(definition, ast.ClassDef)
            for call in certain_calls
        }
        self._quiet: dict[ast.ClassDef, bool] = {}

    def set_first(self, owner: ast.ClassDef, methods: Set[str]) -> set[str]:
        """Return the attributes that are certainly set before any other code can see the instance."""
        init = self._classes.get(owner)
        own = _first_parameter(init) if init else ""
        if init is None or not own or own in bound_names(init.body)[0]:
            return set()
        attributes: set[str] = set()
        plain: set[str] = set()
        for node in init.body:
            if any(isinstance(part, _ENDS) for part in walk(node)):
                break
            targets, value = _targets(node, own), getattr(node, "value", None)
            if not targets and _mentions(node, own):
                break
            if targets and (value is None or not self._hides(value, own, methods, attributes, plain)):
                break
            attributes |= targets
            plain |= targets if not _mentions(value or node, own) else set()
        return {name for name in attributes if not name.startswith("__")}

    def _hides(
        self, node: ast.expr, own: str, methods: Set[str], attributes: Set[str], plain: Set[str]
    ) -> bool:
        """Return whether no other code sees the instance while the value is evaluated.

        The instance itself may keep its methods and lambdas, and so may an instance of a class whose
        `__init__` calls nothing.

        `attributes`: those set so far. `plain`: those whose values do not refer to the instance.
        """
        if not _mentions(node, own) or _is_plain_lambda(node):
            return True
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=attr) if name == own:
                return attr in attributes or attr in methods
            case ast.Attribute(value=ast.Attribute(value=ast.Name(), attr=attr) as value):
                return attr in plain and self._hides(value, own, methods, attributes, plain)
            case ast.List(elts=parts) | ast.Tuple(elts=parts):
                return all(self._hides(part, own, methods, attributes, plain) for part in parts)
            case ast.Call(args=args, keywords=[]) if self._is_quiet_call(node):
                return all(self._hides(part, own, methods, attributes, plain) for part in args)
        return False

    def _is_quiet_call(self, node: ast.Call) -> bool:
        called = self._called.get(node)
        return called is not None and self._is_quiet(called)

    def _is_quiet(self, owner: ast.ClassDef) -> bool:
        """Return whether making an instance calls nothing: `__init__` only stores its arguments."""
        if owner not in self._quiet:
            self._quiet[owner] = False  # a class that makes itself
            init = self._classes.get(owner)
            if init is not None and (own := _first_parameter(init)):
                self._quiet[owner] = all(self._only_keeps(node, own) for node in init.body)
        return self._quiet[owner]

    def _only_keeps(self, node: ast.stmt, own: str) -> bool:
        if isinstance(node, ast.Expr | ast.Pass):
            return isinstance(node, ast.Pass) or isinstance(node.value, ast.Constant)
        if not _targets(node, own) or not isinstance(node, ast.Assign | ast.AnnAssign):
            return False
        return node.value is not None and self._is_quiet_value(node.value)

    def _is_quiet_value(self, node: ast.expr) -> bool:
        match node:
            case ast.Name() | ast.Constant():
                return True
            case ast.Lambda():
                return _is_plain_lambda(node)
            case ast.Attribute(value=value, attr=attr):
                return not attr.startswith("__") and self._is_quiet_value(value)
            case ast.List(elts=parts) | ast.Tuple(elts=parts):
                return all(map(self._is_quiet_value, parts))
            case ast.Dict(keys=[]):
                return True
            case ast.Call(args=args, keywords=[]):
                return self._is_quiet_call(node) and all(map(self._is_quiet_value, args))
        return False


def _is_plain_lambda(node: ast.expr) -> bool:
    """Return whether making the lambda evaluates nothing: it has no defaults."""
    return isinstance(node, ast.Lambda) and not (node.args.defaults or any(node.args.kw_defaults))


def _targets(node: ast.stmt, own: str) -> set[str]:
    """Return the attributes in `self.x = …`."""
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign):
        targets = [node.target]
    plain = [part for part in targets if isinstance(part, ast.Attribute) and _is_name(part.value, own)]
    names = [part for part in targets if isinstance(part, ast.Name)]
    return {part.attr for part in plain} if len(plain) + len(names) == len(targets) else set()


def _mentions(node: ast.AST, own: str) -> bool:
    return any(_is_name(part, own) for part in walk(node))


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _is_call(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Call) and _is_name(node.func, name)
