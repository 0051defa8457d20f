"""The attributes that a program reads or sets by a computed name: `getattr(o, name)`, `setattr(o, name, x)`.

Follow the name back through variables, parameters, attributes and containers to its possible strings. If a
step is unknown, assume any string of the program, or one joined from its parts. Ignore strings that the page
passes in.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from build.compiler.analysis.callables import (
    FunctionNode,
    Parameters,
    bound_by_position,
    parameters_of,
    parameters_of_method,
)
from build.compiler.analysis.facts import Facts
from build.compiler.analysis.name_uses import READING_METHODS, NameUses
from build.compiler.analysis.scopes import Scope, bound_names, parameter_names
from build.compiler.load.tree import children, has_starred, parent, walk

_COPIES = frozenset({"enumerate", "list", "tuple", "sorted", "reversed", "iter"})
_MANY = 100
_Strings = set[str] | None
"""The strings that a value is or contains; None: unknown."""


@dataclass(frozen=True)
class Calls:
    """The calls of what a program defines."""

    of_definitions: Mapping[ast.AST, Sequence[ast.Call]]
    of_methods: Mapping[str, Sequence[ast.Call]]
    values: set[ast.AST]
    """The functions and classes that are used in another way than in a call."""
    class_parameters: Mapping[ast.AST, Parameters | None]


class ComputedNames:
    """The attributes that the program may read or set by a computed name."""

    def __init__(
        self,
        trees: Mapping[str, ast.Module],
        scopes: Mapping[str, Scope],
        calls: Calls,
        facts: Facts,
    ) -> None:
        uses = NameUses(trees, scopes)
        uses.declared |= facts.module_attributes
        origins = _Origins(uses, calls)
        # The method `__getattr__` gets the name that was read.
        looked_up = facts.attributes if "__getattr__" in facts.members else set()
        self._pieces = facts.pieces | looked_up
        self._joined_pieces = "\n".join(self._pieces)  # no attribute has a line break in its name
        self._read = _all(map(origins.strings, uses.read_names))
        self._set = _all(map(origins.strings, uses.set_names))
        if any(self.reads(method) or self.sets(method) for method in origins.relied_on):
            self._read = self._set = None

    def reads(self, name: str) -> bool:
        return self._is_among(name, self._read)

    def sets(self, name: str) -> bool:
        return self._is_among(name, self._set)

    def _is_among(self, name: str, names: _Strings) -> bool:
        if names is not None:
            return name in names
        cuts = range(len(name) + 1)
        begins_or_ends = any(name[:cut] in self._pieces or name[cut:] in self._pieces for cut in cuts)
        return begins_or_ends or name in self._joined_pieces


def _all(parts: Iterable[_Strings]) -> _Strings:
    union: set[str] = set()
    for part in parts:
        if part is None:
            return None
        union |= part
    return union


def _with_parts(strings: _Strings) -> _Strings:
    """Return a part of a container, or a character of a string."""
    return strings if strings is None else strings.union(*strings)


class _Origins:
    """Follow expressions back to their possible strings."""

    def __init__(self, uses: NameUses, calls: Calls) -> None:
        self._uses, self._calls = uses, calls
        self.relied_on: set[str] = set()
        """Methods whose calls are all found if no computed name leads to them."""
        self._followed: set[tuple[ast.AST, str]] = set()

    def strings(self, node: ast.expr) -> _Strings:
        """Return the strings that the value of an expression is or contains."""
        match node:
            case ast.Constant(value=value):
                return {value} if isinstance(value, str) else set()
            case ast.Name():
                return self._strings_of_name(node)
            case ast.Attribute(attr=attr):
                return self._strings_of_attribute(attr)
            case ast.List() | ast.Dict() if self._may_grow(node):
                return None
            case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.BoolOp(values=parts):
                return _all(map(self.strings, parts))
            case ast.Dict(keys=keys, values=values):
                return _all(self.strings(part) for part in (*keys, *values) if part is not None)
            case ast.IfExp(body=body, orelse=orelse):
                return _all(map(self.strings, (body, orelse)))
            case ast.Starred(value=value) | ast.NamedExpr(value=value):
                return self.strings(value)
            case ast.Subscript(value=value, slice=place) if not isinstance(place, ast.Slice):
                return _with_parts(self.strings(value))
            case ast.JoinedStr(values=parts):
                return self._joined(parts)
            case ast.Call(keywords=[]):
                return self._strings_of_call(node)
        return None

    def _may_grow(self, node: ast.expr) -> bool:
        """Return whether the program may add to a list or dict, because it keeps it.

        Return False if the program only loops over the container or takes one item, or if the container is a
        table: the value of a name that is never changed.
        """
        around = parent(node)
        if isinstance(around, ast.Assign | ast.AnnAssign) and around in self._uses.tables():
            return False
        while isinstance(around, ast.Tuple | ast.List | ast.Dict | ast.Starred):
            around = parent(around)
        return not isinstance(around, ast.For | ast.comprehension | ast.Subscript)

    def _joined(self, parts: list[ast.expr]) -> _Strings:
        """Return the possible strings of an f-string, if there are few."""
        results = {""}
        for part in parts:
            plain = isinstance(part, ast.FormattedValue) and part.conversion == -1 and not part.format_spec
            strings = self.strings(part.value if isinstance(part, ast.FormattedValue) and plain else part)
            if strings is None or len(results) * len(strings) > _MANY:
                return None
            results = {before + text for before in results for text in strings}
        return results

    def _strings_of_call(self, node: ast.Call) -> _Strings:
        function = self._uses.function(node.func)
        if function is not None:
            return _all(map(self.strings, _results(function))) if _returns_plainly(function) else None
        match node.func, node.args:
            case ast.Name(id=name), args if name in _COPIES and self._uses.is_builtin(name):
                return _with_parts(_all(map(self.strings, args)))
            case ast.Attribute(attr=name, value=owner), args if (
                name in READING_METHODS - self._uses.fields.keys()
            ):
                return _with_parts(_all(map(self.strings, (owner, *args[1:]))))
            case ast.Attribute(attr="split", value=owner), [ast.Constant(value=str(mark))] if mark:
                unsplit = None if "split" in self._uses.fields else self.strings(owner)
                return None if unsplit is None else {part for text in unsplit for part in text.split(mark)}
        return None

    def _strings_of_attribute(self, name: str) -> _Strings:
        if name in self._uses.stored_otherwise or name not in (*self._uses.stored, *self._uses.fields):
            return None
        values = [*self._uses.stored.get(name, []), *self._uses.stored.get("", [])]
        fields = (self._strings_of_field(owner, name) for owner in self._uses.fields.get(name, []))
        return _all([*map(self.strings, values), *fields])

    def _strings_of_field(self, owner: ast.ClassDef, name: str) -> _Strings:
        """Return the possible strings of a dataclass field."""
        parameters = self._calls.class_parameters.get(owner)
        field = next((part for part in owner.body if _is_field(part, name)), None)
        is_called_only = owner not in self._calls.values and len(bound_names(owner.body)[0][name]) < 2
        if field is None or parameters is None or name not in parameters.names or not is_called_only:
            return None
        calls = self._calls.of_definitions.get(owner, [])
        default = field.value if isinstance(field, ast.AnnAssign) else None
        replaced = self._uses.values_by_keyword.get(name, []) + self._uses.values_by_keyword.get("", [])
        arguments = self._arguments(calls, parameters, name, default)
        return _all([arguments, *map(self.strings, replaced)])

    def _strings_of_name(self, node: ast.Name) -> _Strings:
        variable = self._uses.variable(node)
        if variable is None:
            return None
        owner, name = variable
        if isinstance(owner, ast.comprehension):
            return _with_parts(self.strings(owner.iter))
        return self._followed_once(owner, name)

    def _followed_once(self, owner: FunctionNode | ast.Lambda | ast.Module, name: str) -> _Strings:
        """Return the strings of a variable. A variable that leads back to itself adds none."""
        if (owner, name) in self._followed:
            return set()
        if name in self._uses.declared or isinstance(owner, ast.Lambda):
            return None
        self._followed.add((owner, name))
        bound = _all(self._strings_bound_by(node) for node in self._uses.bindings(owner).get(name, []))
        if isinstance(owner, FunctionNode) and name in parameter_names(owner.args):
            bound = _all([bound, self._strings_of_parameter(owner, name)])
        self._followed.discard((owner, name))
        return bound

    def _strings_bound_by(self, node: ast.AST) -> _Strings:
        if isinstance(node, FunctionNode | ast.ClassDef):
            return set()
        if isinstance(node, ast.NamedExpr):
            return self.strings(node.value)
        target, statement = node, parent(node)
        while isinstance(statement, ast.Tuple | ast.List | ast.Starred):
            target, statement = statement, parent(statement)
        match target, statement:
            case ast.Tuple(elts=parts), ast.Assign(value=ast.Call(func=called)) if node in parts:
                function = self._uses.function(called)
                items = _items(function, len(parts), parts.index(node)) if function else None
                if items is not None:
                    return _all(map(self.strings, items))
        match statement:
            case ast.For(iter=value) if statement.target is target:
                return _with_parts(self.strings(value))
            case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
                return self.strings(value) if target is node else _with_parts(self.strings(value))
        return None

    def _strings_of_parameter(self, function: FunctionNode, name: str) -> _Strings:
        parameters, owner = parameters_of(function.args), parent(function)
        if parameters is None or function.decorator_list or function in self._calls.values:
            return None
        default = dict(zip(reversed(parameters.names), reversed(function.args.defaults), strict=False)).get(
            name
        )
        if isinstance(owner, ast.Module):
            return self._arguments(self._calls.of_definitions.get(function, []), parameters, name, default)
        own = parameters_of_method(function.args)
        if not isinstance(owner, ast.ClassDef) or owner in self._calls.values:
            return None
        if own is None or name not in own.names:
            return None
        if function.name == "__init__":
            calls = self._calls.of_definitions.get(owner, [])
        elif function.name.startswith("__") or self._may_be_read(owner, function.name):
            return None
        else:
            self.relied_on.add(function.name)
            calls = self._calls.of_methods.get(function.name, [])
        return self._arguments(calls, own, name, default)

    def _may_be_read(self, owner: ast.ClassDef, method: str) -> bool:
        """Return whether a method may be read as a value. Ignore reads from `self` in other classes."""
        return any(
            self._instance(read.value) in (None, owner) for read in self._uses.read_as_values.get(method, [])
        )

    def _instance(self, node: ast.expr) -> ast.ClassDef | None:
        """Return the class of an expression that certainly is the receiver of a method; otherwise None."""
        variable = self._uses.variable(node) if isinstance(node, ast.Name) else None
        method = variable[0] if variable else None
        owner = parent(method) if isinstance(method, FunctionNode) else None
        if variable is None or not isinstance(method, FunctionNode) or not isinstance(owner, ast.ClassDef):
            return None
        is_first = parameter_names(method.args)[:1] == [variable[1]] and not method.decorator_list
        is_assigned = variable[1] in self._uses.bindings(method) or variable[1] in self._uses.declared
        if not is_first or is_assigned or owner.bases or owner in self._calls.values:
            return None
        return owner

    def _arguments(
        self, calls: Sequence[ast.Call], parameters: Parameters, name: str, default: ast.expr | None
    ) -> _Strings:
        values: list[_Strings] = [self.strings(default)] if default else []
        place = parameters.names.index(name)
        for call in calls:
            ordered = bound_by_position(call, parameters)
            if ordered is None:
                if call.keywords or has_starred(call.args):
                    return None
                continue  # this call raises, or calls a method of another class
            value = ordered[place] if place < len(ordered) else None
            values.append(self.strings(value) if value is not None else set())
        return _all(values)


def _is_field(node: ast.stmt, name: str) -> bool:
    return isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == name


def _results(function: FunctionNode) -> list[ast.expr]:
    """Return the expressions in the `return`s of a function."""
    results: list[ast.expr] = []
    pending: list[ast.AST] = list(function.body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Return) and node.value is not None:
            results.append(node.value)
        if not isinstance(node, FunctionNode | ast.Lambda | ast.ClassDef):
            pending.extend(children(node))
    return results


def _returns_plainly(function: FunctionNode) -> bool:
    """Return whether a call has the value of one of the function's `return`s."""
    is_generator = any(isinstance(part, ast.Yield | ast.YieldFrom) for part in walk(function))
    return isinstance(function, ast.FunctionDef) and not function.decorator_list and not is_generator


def _items(function: FunctionNode, size: int, place: int) -> list[ast.expr] | None:
    """Return the items at one position of the tuples that a function returns."""
    items: list[ast.expr] = []
    for value in _results(function) if _returns_plainly(function) else []:
        if not isinstance(value, ast.Tuple) or len(value.elts) != size:
            return None
        if has_starred(value.elts):
            return None
        items.append(value.elts[place])
    return items or None
