"""Record where the value of an expression goes. `flow_reader.py` reads the statements around it."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager

from build.compiler.analysis.callables import FunctionNode
from build.compiler.analysis.flows import Counted, Flows, Put, Taken, Use, Variable, part_of
from build.compiler.analysis.scopes import Binding, Scope, parameter_names
from build.compiler.load.tree import Visitor, has_starred, parts_outside, walk

_ACCESSORS = frozenset(["setter", "getter", "deleter"])
_TAKING = frozenset(["get", "pop", "setdefault"])
"""Methods of containers that return a part."""
_ASKING = frozenset(["len", "bool", "callable", "isinstance"])
_COPYING = frozenset(["list", "tuple"])
_SORTING = frozenset(["sorted", "min", "max"])
_HIDING = frozenset(["vars", "type", "classmethod"])
"""Built-ins that lead to the attributes of an instance, or to a class."""
_READING_ATTRIBUTES = frozenset(["$dc_asdict", "$dc_astuple", "$dc_fields"])


class ValueReader(Visitor):
    """Read expressions: with `flow` if the use of their value is recorded, otherwise with `visit`."""

    def __init__(self, flows: Flows, scopes: Mapping[str, Scope]) -> None:
        self.flows, self.scopes = flows, scopes
        self.module: Scope
        """The module that is being read."""
        self.of_modules: dict[int, Variable] = {}
        """The variables of modules, by binding."""
        self.around: list[dict[str, Variable]] = []
        self.in_class: list[frozenset[str]] = [frozenset()]
        """The names of a class whose body the code is directly in; a function in it has none."""

    # Names

    def local(self, name: str) -> Variable | None:
        return next((names[name] for names in reversed(self.around) if name in names), None)

    def variable(self, name: str) -> Variable | None:
        return self.local(name) or self.of_module(self.module.bindings.get(name))

    def of_module(self, binding: Binding | None) -> Variable | None:
        if binding is None or binding.kind != "variable":
            return None
        if id(binding) not in self.of_modules:
            variable = self.of_modules[id(binding)] = Variable()
            if binding.rebound:  # an import may have copied the old value, or other code may hold the module
                variable.uses.append(None)
            if isinstance(binding.definition, FunctionNode):
                self.flows.globals[binding.definition] = variable
        return self.of_modules[id(binding)]

    def binding(self, node: ast.expr) -> Binding | None:
        """Return the meaning of a module-level name, or of `module.name`."""
        if isinstance(node, ast.Name):
            return None if self.local(node.id) else self.module.bindings.get(node.id)
        owner = self.binding(node.value) if isinstance(node, ast.Attribute) else None
        if not isinstance(node, ast.Attribute) or owner is None or owner.kind != "module":
            return None
        return self.scopes[owner.target].bindings.get(node.attr) if owner.target in self.scopes else None

    @contextmanager
    def scope(self, names: dict[str, Variable]) -> Iterator[None]:
        self.around.append(names)
        yield
        self.around.pop()

    def bound(self, name: str) -> None:
        """Record that another statement binds a variable too, so it has no single function."""
        variable = self.local(name)
        if variable is not None:
            variable.bindings += 2

    # Values

    def flow(self, node: ast.expr, use: Use | None) -> None:
        """Record that the value of an expression goes to `use`, and read the parts of the expression."""
        match node:
            case ast.Name() | ast.Attribute():
                self._flow_of_name(node, use)
            case ast.Lambda():
                self.flows.lambdas.setdefault(node, []).append(use)
                self._inside_lambda(node)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                self.ask(test)
                self.flow(body, use)
                self.flow(orelse, use)
            case ast.BoolOp(values=values):
                for value in values:
                    self.flow(value, use)
            case ast.List(elts=parts) | ast.Tuple(elts=parts):
                for part in parts:
                    self._flow_of_part(part, use)
            case ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    self._flow_of_part(value if key else ast.Starred(value=value), use)
                    self.visit(key or ast.Pass())
            case ast.Subscript(value=container, slice=place):
                of_container = use if isinstance(place, ast.Slice) else taken(use)
                self.flow(container, of_container)
                self.visit(place)
            case ast.Call():
                self._flow_of_call(node, use)
            case _:
                self.visit(node)

    def _flow_of_name(self, node: ast.Name | ast.Attribute, use: Use | None) -> None:
        binding = self.binding(node)
        variable = self.of_module(binding)
        if binding is not None and isinstance(binding.definition, ast.ClassDef):
            self.flows.hides_attributes = True  # other code may replace a method of the class
        if binding is not None and binding.kind == "module":
            self._whole_module(binding.target)
        if isinstance(node, ast.Name):
            self.flows.hides_attributes |= node.id in _HIDING and binding is None
            variable = variable or self.local(node.id)
            if node.id in self.in_class[-1]:
                self.flows.attribute(node.id).uses.append(None)
        elif variable is None:
            variable = self.flows.read(node)
            self._owner(node)
        if variable is not None:
            variable.uses.append(use)

    def _whole_module(self, name: str) -> None:
        """Record that a module is used as a value, so an attribute may be any of its names."""
        if name in self.scopes:
            self.flows.members.update(self.scopes[name].bindings)

    def _is_of_module(self, node: ast.expr) -> bool:
        """Return whether an expression is an attribute of a module, not of a value."""
        return isinstance(node, ast.Attribute) and not isinstance(self._callee(node), str)

    def _owner(self, node: ast.Attribute) -> None:
        """Read the owner of an attribute. `type(x).__name__` does not use the class as a value."""
        match node:
            case ast.Attribute(attr="__name__", value=ast.Call(func=ast.Name(id="type"), args=[of])):
                self.visit(of)
            case _:
                self.visit(node.value)

    def _flow_of_part(self, part: ast.expr, use: Use | None) -> None:
        if isinstance(part, ast.Starred):  # the items are parts of the new container too
            self.flow(part.value, use)
        else:
            self.flow(part, part_of(use))

    def ask(self, node: ast.expr) -> None:
        """Read an expression that is only tested for truth or for None."""
        match node:
            case ast.Name():
                pass
            case ast.Attribute(value=value):
                self.visit(value)
            case ast.BoolOp(values=values):
                for value in values:
                    self.ask(value)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                self.ask(operand)
            case _:
                self.visit(node)

    def store(self, targets: Sequence[ast.expr], value: ast.expr) -> None:
        """Record that a value goes to the targets of an assignment."""
        match targets, value:
            case [ast.Tuple(elts=parts)], ast.Tuple(elts=values) if not _unequal(parts, values):
                for part, own in zip(parts, values, strict=True):
                    self.store([part], own)
                return
        places = [self.place(target) for target in targets]
        self.flow(value, _to_each(places))
        for target, place in zip(targets, places, strict=True):
            if isinstance(place, Variable):
                is_known = len(targets) == 1 and not self._is_of_module(value)
                place.stored.append(value if is_known else ast.Pass())
            self.target(target)

    def place(self, target: ast.expr) -> Use | None:
        """Return the use of a value that is assigned to the target."""
        match target:
            case ast.Name(id=name) if not self.in_class[-1]:
                return self.variable(name)
            case ast.Attribute(attr=name) if self.binding(target) is None:
                return self.flows.attribute(name)
            case ast.Attribute():
                return self.of_module(self.binding(target))
            case ast.Subscript(value=container, slice=place):
                is_plain = not isinstance(place, ast.Slice) and "__setitem__" not in self.flows.facts.members
                return _put(self.place(container)) if is_plain else None
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                is_plain = not has_starred(parts)
                return taken(_to_each([self.place(part) for part in parts])) if is_plain else None
        return None

    def target(self, target: ast.expr) -> None:
        """Read a target, whose own value is not used."""
        match target:
            case ast.Name(id=name):
                self.bound(name)
            case ast.Subscript(value=container, slice=place):
                self.ask(container)
                self.visit(place)
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                for part in parts:
                    self.target(part)
            case ast.Attribute(value=value) | ast.Starred(value=value):
                (self.visit if isinstance(target, ast.Attribute) else self.target)(value)

    # Calls

    def _flow_of_call(self, node: ast.Call, use: Use | None) -> None:
        """Read a call whose result goes to `use`. Follow the result if it is a part of a container."""
        self.flows.callees[node] = self._callee(node.func)
        binding = self.binding(node.func)
        if binding is not None:
            self.flows.hides_attributes |= binding.target in _READING_ATTRIBUTES
            self._named_tuple(binding, node)
        match node.func:
            case ast.Attribute() | ast.Name() if binding is not None:
                variable = self.of_module(binding) if binding.definition is None else None
                self._called(variable, node)
            case ast.Name() if len(node.args) == 1 and self._is_one_of(node.func, _COPYING):
                self.flow(node.args[0], use)
                return
            case ast.Name() if node.args and self._is_one_of(node.func, _ASKING):
                self.ask(node.args[0])
                return
            case ast.Name(id=name):
                self._called(self.local(name), node)
                self.flows.hides_attributes |= name in _HIDING
                if name == "getattr" and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
                    self.flows.attribute(str(node.args[1].value)).uses.append(use)
            case ast.Attribute(value=container, attr="append") if self._appends(node):
                self.flow(node.args[0], _put(self.place(container)))
                self.ask(container)
                return
            case ast.Attribute(value=container, attr=name):
                self.flows.attribute_calls.setdefault(name, []).append(node)
                self.flow(container, _use_of_owner(name, use))
            case _:
                self.flow(node.func, (node, -1))
        self._flow_of_arguments(node)

    def _flow_of_arguments(self, node: ast.Call) -> None:
        for place, part in enumerate(node.args):
            if isinstance(part, ast.Starred):
                self.visit(part)
            else:
                self.flow(part, (node, place))
        for keyword in node.keywords:
            is_key = keyword.arg == "key" and self._is_one_of(node.func, _SORTING)
            self.flow(keyword.value, Counted(1) if is_key else None)

    def _named_tuple(self, function: Binding, call: ast.Call) -> None:
        """Record the fields of a class that `namedtuple` makes."""
        if isinstance(function.definition, FunctionNode) and function.definition.name == "namedtuple":
            for part in walk(call):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    self.flows.members.update(part.value.replace(",", " ").split())

    def _is_one_of(self, node: ast.expr, names: Collection[str]) -> bool:
        """Return whether an expression is a built-in with one of these names."""
        return isinstance(node, ast.Name) and node.id in names and self.variable(node.id) is None

    def _called(self, variable: Variable | None, node: ast.Call) -> None:
        if variable is not None:
            variable.uses.append((node, -1))

    def _appends(self, node: ast.Call) -> bool:
        return len(node.args) == 1 and not node.keywords and "append" not in self.flows.facts.members

    def _callee(self, node: ast.expr) -> FunctionNode | ast.ClassDef | Variable | str | None:
        binding = self.binding(node)
        if binding is not None:
            definition = binding.definition
            return definition if isinstance(definition, FunctionNode | ast.ClassDef) else None
        if isinstance(node, ast.Name):
            return self.local(node.id)
        if not isinstance(node, ast.Attribute) or node.attr in _ACCESSORS:
            return None
        root: ast.expr = node.value
        while isinstance(root, ast.Attribute):
            root = root.value
        return node.attr if not isinstance(root, ast.Name) or self.variable(root.id) is not None else None

    def _inside_lambda(self, node: ast.Lambda) -> None:
        for part in parts_outside(node):
            self.visit(part)
        with self.scope({name: Variable(bindings=1) for name in parameter_names(node.args)}):
            self.visit(node.body)


def taken(use: Use | None) -> Use | None:
    """Return the use of a container whose parts go to `use`."""
    return None if use is None else Taken(use)


def _unequal(targets: Sequence[ast.expr], values: Sequence[ast.expr]) -> bool:
    return len(targets) != len(values) or has_starred([*targets, *values])


def _put(use: Use | None) -> Use | None:
    """Return the use of a value that is put into the container in a variable."""
    return Put(use) if isinstance(use, Variable) else None


def _to_each(uses: Sequence[Use | None]) -> Use | None:
    return uses[0] if len(uses) == 1 else Variable(uses=list(uses))


def _use_of_owner(method: str, use: Use | None) -> Use | None:
    """Return the use of a container whose method is called, by the use of the result."""
    if method in _TAKING:
        return taken(use)
    if method == "items":
        return use.to if isinstance(use, Taken) else None
    return use if method == "values" else None
