"""Find the expressions that are certainly True or False, which JavaScript can test without the runtime."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence, Set

from build.compiler.analysis.callables import FunctionNode
from build.compiler.analysis.computed_names import ComputedNames
from build.compiler.analysis.facts import Facts
from build.compiler.analysis.name_uses import NameUses
from build.compiler.analysis.scopes import parameter_names
from build.compiler.load.tree import children, parent, walk

_BUILT_IN = frozenset({"isinstance", "hasattr", "issubclass", "bool", "any", "all", "callable"})
_COMPARISONS = frozenset({"__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"})
_IDENTITY = ast.Is | ast.IsNot | ast.In | ast.NotIn
_INNER = FunctionNode | ast.Lambda | ast.ClassDef


class Booleans:
    """The expressions of a program that are certainly True or False.

    `direct`: the reads `self.f` of a certain method; `attributes`: those of an attribute that `self` has.
    """

    def __init__(
        self,
        uses: NameUses,
        facts: Facts,
        computed: ComputedNames,
        direct: Mapping[ast.expr, FunctionNode],
        attributes: Set[ast.expr],
    ) -> None:
        self._uses, self._computed = uses, computed
        self._direct, self._attributes = direct, attributes
        self._compares = bool(_COMPARISONS & facts.own_members)
        self._followed: set[object] = set()
        self._functions: dict[FunctionNode, Sequence[ast.expr]] = {}

    def find(self, trees: Iterable[ast.Module]) -> None:
        """Find the functions: assume all at first, then leave out those with other results."""
        for tree in trees:
            for node in walk(tree):
                results = _results(node) if isinstance(node, FunctionNode) else None
                if isinstance(node, FunctionNode) and results:
                    self._functions[node] = results
        while refuted := [
            node for node, results in self._functions.items() if not all(map(self.has, results))
        ]:
            for node in refuted:
                del self._functions[node]

    def gives_boolean(self, op: ast.cmpop) -> bool:
        """Return whether a comparison certainly gives True or False: a class's own may return any value."""
        return isinstance(op, _IDENTITY) or not self._compares

    def has(self, node: ast.expr) -> bool:
        """Return whether the value of an expression is certainly True or False."""
        match node:
            case ast.Compare(ops=ops):
                return all(map(self.gives_boolean, ops))
            case ast.UnaryOp(op=op):
                return isinstance(op, ast.Not)
            case ast.BoolOp(values=values):
                return all(map(self.has, values))
            case ast.IfExp(body=body, orelse=orelse):
                return self.has(body) and self.has(orelse)
            case ast.NamedExpr(value=value):
                return self.has(value)
            case ast.Constant(value=value):
                return isinstance(value, bool)
            case ast.Call(func=function):
                return self._returned_by(function)
            case ast.Name():
                return self._has_name(node)
            case ast.Attribute(attr=name) if node in self._attributes:
                return self._has_attribute(name)
        return False

    def _returned_by(self, function: ast.expr) -> bool:
        if function in self._direct:
            return self._direct[function] in self._functions
        if not isinstance(function, ast.Name):
            return False
        if function.id in _BUILT_IN and self._uses.is_builtin(function.id):
            return self._uses.variable(function) is None
        return self._uses.function(function) in self._functions

    def _has_name(self, node: ast.Name) -> bool:
        """Return whether a variable of a function only gets True and False."""
        owner, name = self._uses.variable(node) or (None, "")
        if not isinstance(owner, FunctionNode):
            return False
        if name in parameter_names(owner.args) or name in self._uses.declared or _is_in_class(node, owner):
            return False
        values = [_assigned(binding) for binding in self._uses.bindings(owner).get(name, ())]
        return self._have((owner, name), values)

    def _has_attribute(self, name: str) -> bool:
        uses = self._uses
        if name in uses.stored_otherwise or name in uses.fields or self._computed.sets(name):
            return False
        return self._have(name, uses.stored.get(name, []))

    def _have(self, place: object, values: Sequence[ast.expr | None]) -> bool:
        """Return whether all values of a variable are True or False. One that it gets from itself is."""
        if place in self._followed:
            return True
        self._followed.add(place)
        result = all(value is not None and self.has(value) for value in values)
        self._followed.discard(place)
        return result and bool(values)


def _results(function: FunctionNode) -> list[ast.expr]:
    """Return what a call may return, nothing if that is not certain."""
    if isinstance(function, ast.AsyncFunctionDef) or function.decorator_list or not _ends(function.body):
        return []
    results: list[ast.expr] = []
    pending: list[ast.AST] = list(function.body)
    for node in pending:  # the list grows during the loop
        if isinstance(node, ast.Yield | ast.YieldFrom) or (isinstance(node, ast.Return) and not node.value):
            return []
        if isinstance(node, ast.Return) and node.value:
            results.append(node.value)
        pending += [] if isinstance(node, _INNER) else children(node)
    return results


def _ends(body: Sequence[ast.stmt]) -> bool:
    """Return whether a block certainly ends with a `return` or an exception."""
    match body[-1] if body else None:
        case ast.Return() | ast.Raise():
            return True
        case ast.If(body=first, orelse=second):
            return _ends(first) and _ends(second)
        case ast.Try(body=first, handlers=handlers, orelse=second, finalbody=[]):
            return _ends(second or first) and all(_ends(handler.body) for handler in handlers)
    return False


def _assigned(binding: ast.AST) -> ast.expr | None:
    """Return the value that a binding gives its name, None if that is not certain."""
    if isinstance(binding, ast.NamedExpr):
        return binding.value
    around = parent(binding)
    if isinstance(around, ast.NamedExpr) or (isinstance(around, ast.Assign) and binding in around.targets):
        return around.value
    return around.value if isinstance(around, ast.AnnAssign) else None


def _is_in_class(node: ast.AST, owner: ast.AST) -> bool:
    """Return whether a class between a name and its function may bind the name."""
    around = parent(node)
    while around is not None and around is not owner:
        if isinstance(around, ast.ClassDef):
            return True
        around = parent(around)
    return False
