"""Classes in whose methods `self` is certainly an instance of this very class, with certain attributes.

Such a method reads `self.x` and calls `self.f()` without the runtime. This requires a class that is only
called: it has no bases and no subclasses, and the program does not use it as a value. So nothing can read a
method of the class and call it with another receiver.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

from build.compiler.analysis.callables import FunctionNode, is_constant
from build.compiler.analysis.facts import Facts
from build.compiler.analysis.scopes import bound_names, parameter_names

# Members that access the class of an instance or all of its attributes, or that intercept attributes.
_REFLECTION = frozenset({"__class__", "__dict__", "__func__", "__init__", "__setattr__", "__delattr__"})
_HOOKS = frozenset({"__getattr__", "__setattr__", "__delattr__", "__slots__"})


@dataclass
class Instances:
    """The facts about `self` that the methods of a class can rely on."""

    attributes: frozenset[str]
    """Its attributes, set before `self` is handed to anyone."""
    methods: Mapping[str, FunctionNode]
    """Its methods, which nothing overrides."""
    private: frozenset[str] = frozenset()
    """The methods that neither the page nor a computed name can read."""


class _Uses(ast.NodeVisitor):
    """How the program uses names."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.reads: Counter[str] = Counter()
        self.assigned: set[str] = set()
        self.deleted: set[str] = set()
        self.sets_by_name = self.reads_by_name = False

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.names.add(node.id)

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Name) and node.func.id == "setattr":
            name = node.args[1] if len(node.args) > 1 else None
            self.sets_by_name |= not isinstance(name, ast.Constant)
            self.assigned.add(str(name.value) if isinstance(name, ast.Constant) else "")
        if isinstance(node.func, ast.Name) and node.func.id in ("getattr", "hasattr"):
            name = node.args[1] if len(node.args) > 1 else None
            self.reads_by_name |= not isinstance(name, ast.Constant)
            self.reads[str(name.value) if isinstance(name, ast.Constant) else ""] += 1
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if isinstance(node.ctx, ast.Load):
            self.reads[node.attr] += 1
        else:
            (self.assigned if isinstance(node.ctx, ast.Store) else self.deleted).add(node.attr)
        is_name_of_type = node.attr == "__name__" and _is_call(node.value, "type")
        for part in node.value.args if is_name_of_type and isinstance(node.value, ast.Call) else [node.value]:
            self.visit(part)


def instances_of(
    trees: Mapping[str, ast.Module], facts: Facts, values: Set[ast.AST]
) -> tuple[dict[ast.AST, Instances], Counter[str]]:
    """Return the facts about instances, by class, and how often each attribute is read.

    values: the classes that are used as values or as base classes.
    """
    uses = _Uses()
    for tree in trees.values():
        uses.visit(tree)
    found: dict[ast.AST, Instances] = {}
    if facts.members & _HOOKS or set(uses.reads) & _REFLECTION or uses.names & {"vars", "type", "delattr"}:
        return found, uses.reads
    for tree in trees.values():
        names = bound_names(tree.body)[0]
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and names.get(node.name) == [node] and node not in values:
                found.update(_instances(node, facts, uses))
    return found, uses.reads


def _instances(node: ast.ClassDef, facts: Facts, uses: _Uses) -> Iterator[tuple[ast.AST, Instances]]:
    if node.bases or node.keywords or node.decorator_list or node.name in facts.bases:
        return
    if not all(map(_only_defines, node.body)):
        return
    members = bound_names(node.body)[0]
    methods = {
        part.name: part
        for part in node.body
        if isinstance(part, FunctionNode)
        and not part.decorator_list
        and len(members[part.name]) == 1
        and not part.name.startswith("__")
        and part.name not in uses.assigned
        and not (uses.sets_by_name and _may_be_named(part.name, facts))
    }
    inits = [part for part in node.body if isinstance(part, FunctionNode) and part.name == "__init__"]
    attributes = _set_first(inits[0]) if len(inits) == 1 and not inits[0].decorator_list else set()
    private = {
        name
        for name in methods
        if name.startswith("_") and not (uses.reads_by_name and _may_be_named(name, facts))
    }
    own = attributes - uses.deleted - members.keys()
    yield node, Instances(frozenset(own), methods, frozenset(private))


def direct_calls(instances: Mapping[ast.AST, Instances]) -> dict[ast.Call, FunctionNode]:
    """Return the calls `self.f (…)` in methods of these classes, each with the method that it calls."""
    found: dict[ast.Call, FunctionNode] = {}
    for owner, known in instances.items():
        for node in owner.body if isinstance(owner, ast.ClassDef) else []:
            if isinstance(node, FunctionNode) and (own := receiver(node)):
                for call in _calls_on(own, node.body):
                    if isinstance(call.func, ast.Attribute) and call.func.attr in known.methods:
                        found[call] = known.methods[call.func.attr]
    return found


def receiver(node: FunctionNode) -> str | None:
    """Return the first parameter of a method, where it stays the instance for certain."""
    if node.decorator_list or not node.args.args:
        return None
    own = node.args.args[0].arg
    declared = (part for part in ast.walk(node) if isinstance(part, ast.Nonlocal | ast.Global))
    if own in bound_names(node.body)[0] or any(own in part.names for part in declared):
        return None
    return own


def _calls_on(own: str, body: Iterable[ast.AST]) -> Iterator[ast.Call]:
    """Return the calls `own.f (…)`, also in functions inside that do not bind the name again."""
    for node in body:
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and _is_name(node.func.value, own)
        ):
            yield node
        if not _binds(node, own):
            yield from _calls_on(own, ast.iter_child_nodes(node))


def _binds(node: ast.AST, name: str) -> bool:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        inside = bound_names(node.body)[0] if isinstance(node.body, list) else {}
        return name in inside or name in parameter_names(node.args)
    if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        return any(_is_name(part, name) for clause in node.generators for part in ast.walk(clause.target))
    return isinstance(node, ast.ClassDef)


def _may_be_named(name: str, facts: Facts) -> bool:
    """Return whether a computed name, which starts or ends with a text of the program, may be this one."""
    return any(name.startswith(text) or name.endswith(text) for text in facts.pieces)


def _only_defines(node: ast.stmt) -> bool:
    """Return whether a statement of a class body calls no method of the class."""
    if isinstance(node, FunctionNode):
        defaults = [*node.args.defaults, *(default for default in node.args.kw_defaults if default)]
        return all(map(is_constant, defaults))
    if isinstance(node, ast.AnnAssign | ast.Assign | ast.Expr):
        return node.value is None or isinstance(node.value, ast.Constant)
    return isinstance(node, ast.Pass)


def _set_first(init: FunctionNode) -> set[str]:
    """Return the attributes that `__init__` always sets before anyone else can see the instance."""
    if not init.args.args or init.args.args[0].arg in bound_names(init.body)[0]:
        return set()
    own = init.args.args[0].arg
    found: set[str] = set()
    for node in init.body:
        if any(
            isinstance(part, ast.Return | ast.Yield | ast.YieldFrom | ast.Await) for part in ast.walk(node)
        ):
            break
        targets = _targets(node, own)
        value = getattr(node, "value", None)
        if _mentions(value or node, own) or (value is None and targets):
            break
        found |= targets
    return {name for name in found if not name.startswith("__")}


def _targets(node: ast.stmt, own: str) -> set[str]:
    """Return the attributes in `self.x = …`."""
    targets = (
        node.targets
        if isinstance(node, ast.Assign)
        else [node.target]
        if isinstance(node, ast.AnnAssign)
        else []
    )
    plain = [part for part in targets if isinstance(part, ast.Attribute) and _is_name(part.value, own)]
    return {part.attr for part in plain} if len(plain) == len(targets) else set()


def _mentions(node: ast.AST, own: str) -> bool:
    return any(_is_name(part, own) for part in ast.walk(node))


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _is_call(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Call) and _is_name(node.func, name)
