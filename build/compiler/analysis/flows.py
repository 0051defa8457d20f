"""Follow functions that are passed as values: a function whose calls are all found needs no arity check.

Follow a function through variables, parameters and attributes, and into and out of lists, tuples and dicts,
until it is called or passed to the page (`$js_function` then passes as many arguments as the function takes).
Any other use, such as a result or a keyword argument, keeps the check. `flow_reader.py` records the uses.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from build.compiler.analysis.callables import FunctionNode, Parameters, parameters_of
from build.compiler.analysis.computed_names import ComputedNames
from build.compiler.analysis.facts import Facts
from build.compiler.load.tree import has_starred
from build.compiler.runtime.library import METHODS

_DEPTH = 4  # of nested containers that are followed


@dataclass(eq=False)
class Variable:
    """A variable of a function or module, or all attributes of one name."""

    attribute: str = ""
    bindings: int = 0
    function: FunctionNode | None = None
    uses: list[Use | None] = field(default_factory=list)
    """The uses of its values; None is an unknown use."""
    stored: list[ast.AST] = field(default_factory=list)
    """The values that it gets, except those that only `bindings` or `Flows.stores` record."""


@dataclass(frozen=True)
class Part:
    """The value becomes a part of a list, tuple or dict, whose own use is `of`."""

    of: Use
    depth: int


@dataclass(frozen=True)
class Taken:
    """The value is a container, and the use of its parts is recorded."""

    to: Use


@dataclass(frozen=True)
class Put:
    """The value is put into the list or dict in a variable, which other variables may share."""

    into: Variable


@dataclass(frozen=True)
class Counted:
    """The value goes to a built-in that calls it with this many arguments."""

    arguments: int


Use = tuple[ast.Call, int] | Variable | Part | Taken | Put | Counted
"""A call with the position among its arguments (-1: the called function itself), or where a value goes."""


def part_of(use: Use | None) -> Use | None:
    """Return the use of a container's parts, by the use of the container."""
    if isinstance(use, Taken):
        return use.to
    depth = use.depth + 1 if isinstance(use, Part) else 1
    return None if use is None or depth > _DEPTH else Part(use, depth)


class Flows:
    """The uses of a program's functions.

    `classes`: those used as values. `direct`: the reads `self.f` of a certain method.
    """

    def __init__(
        self,
        facts: Facts,
        classes: set[ast.AST],
        direct: Mapping[ast.expr, FunctionNode],
        computed: ComputedNames,
        class_parameters: Mapping[ast.AST, Parameters | None],
    ) -> None:
        self.facts = facts
        self.class_parameters = class_parameters
        self.classes = classes
        self.direct = direct
        self.computed = computed
        self.methods: dict[str, list[tuple[ast.ClassDef, FunctionNode]]] = {}
        self.members: set[str] = set()
        """Names in classes that are not methods."""
        self.stores: Counter[str] = Counter()
        """The number of places in the program that set an attribute, by name."""
        self.hides_attributes = False
        """Attributes may be read without their names, or set for a class, whose functions are methods."""
        self.attributes: dict[str, Variable] = {}
        """The uses of attributes that are read and not called immediately, by name."""
        self.own_reads: dict[FunctionNode, Variable] = {}
        """The uses of methods that are read from `self` and not called immediately."""
        self.attribute_calls: dict[str, list[ast.Call]] = {}
        self.lambdas: dict[ast.Lambda, list[Use | None]] = {}
        self.locals: dict[FunctionNode, Variable] = {}
        self.globals: dict[ast.AST, Variable] = {}
        """The functions of modules, where they are used in another way than in a call."""
        self.parameters: dict[tuple[ast.AST, str], Variable] = {}
        self.callees: dict[ast.Call, FunctionNode | ast.ClassDef | Variable | str | None] = {}
        """The function or class that a call reaches, a method's name, or None if unknown."""

    def attribute(self, name: str) -> Variable:
        return self.attributes.setdefault(name, Variable(name))

    def read(self, node: ast.Attribute) -> Variable:
        """Return the variable for the uses of an attribute that is read here."""
        method = self.direct.get(node)
        return self.own_reads.setdefault(method, Variable()) if method else self.attribute(node.attr)

    def arity_safe(self) -> set[ast.AST]:
        """Return the lambdas and inner functions that are never called with a wrong number of arguments."""
        if "__getattr__" in self.facts.members:
            return set()
        safe: set[ast.AST] = {
            node for node, uses in self.lambdas.items() if self._fits(uses, parameters_of(node.args))
        }
        for node, variable in self.locals.items():
            is_plain = variable.bindings == 1 and not node.decorator_list
            if is_plain and self._fits(variable.uses, parameters_of(node.args)):
                safe.add(node)
        return safe

    def counts_of_reads(self, method: FunctionNode) -> set[int] | None:
        """Return the numbers of arguments that a method gets after a read as a value; None if unknown."""
        if "__getattr__" in self.facts.members:
            return None
        own = self.own_reads.get(method, Variable())
        return self._counts([*self.attribute(method.name).uses, *own.uses])

    def fits_as_value(self, function: FunctionNode) -> bool:
        """Return whether a module's function gets a valid number of arguments wherever it is passed."""
        variable = self.globals.get(function)
        return variable is not None and self._fits(variable.uses, parameters_of(function.args))

    def _fits(self, uses: list[Use | None], parameters: Parameters | None) -> bool:
        counts = self._counts(uses) if parameters else None
        return (
            counts is not None
            and parameters is not None
            and all(parameters.required <= count <= len(parameters.names) for count in counts)
        )

    def _counts(self, uses: list[Use | None]) -> set[int] | None:
        """Return the numbers of arguments in all calls that a function reaches through these uses."""
        counts: set[int] = set()
        pending, seen = list(uses), set[Use]()
        while pending:
            use = pending.pop()
            if use is None:
                return None
            if use in seen:
                continue
            seen.add(use)
            if isinstance(use, tuple) and use[1] < 0:
                call = use[0]
                if call.keywords or has_starred(call.args):
                    return None
                counts.add(len(call.args))
            elif isinstance(use, Counted):
                counts.add(use.arguments)
            else:
                pending += self._next(use)
        return counts

    def _next(self, use: Use) -> list[Use | None]:
        """Return the next uses of a value."""
        if isinstance(use, Variable):
            return self._uses_of_variable(use)
        if isinstance(use, tuple):
            return self._parameters_of_call(*use)
        if isinstance(use, Taken | Counted):
            return []  # only the parts are followed
        if isinstance(use, Put):
            return [part_of(use.into) if self._makes_its_containers(use.into) else None]
        return [part_of(further) for further in self._next(use.of)]

    def _makes_its_containers(self, variable: Variable) -> bool:
        """Return whether the variable only gets new lists and dicts."""
        stored = variable.stored
        if variable.attribute:
            is_known = variable.attribute not in self.members and not self.computed.sets(variable.attribute)
            is_whole = is_known and self.stores[variable.attribute] == len(stored)
        else:  # `bindings` does not count those of a module variable
            is_whole = variable.bindings == 2 * len(stored) or (not variable.bindings and len(stored) == 1)
        return is_whole and bool(stored) and all(isinstance(value, ast.List | ast.Dict) for value in stored)

    def _uses_of_variable(self, variable: Variable) -> list[Use | None]:
        name = variable.attribute
        if not name:
            return variable.uses
        is_property = any(function.decorator_list for _, function in self.methods.get(name, []))
        if is_property or self.hides_attributes or self.computed.reads(name) or name.startswith("__"):
            return [None]
        reflects = self.facts.members & {"__getattr__", "__setattr__"} or (
            self.facts.attributes & {"__dict__", "__class__"}
        )
        if reflects:
            return [None]
        return [*variable.uses, *((call, -1) for call in self.attribute_calls.get(name, []))]

    def _parameters_of_call(self, call: ast.Call, place: int) -> list[Use | None]:
        """Return the parameters that an argument of a call is bound to."""
        if place < 0:
            return []  # a container that is called
        if has_starred(call.args[:place]):
            return [None]
        if call.func in self.direct:
            return [self._parameter(self.direct[call.func], place + 1)]
        callee = self.callees.get(call)
        if isinstance(callee, str):
            return self._parameters_of_methods(callee, place)
        if isinstance(callee, ast.ClassDef):
            return [self._parameter_of_class(callee, place)]
        if isinstance(callee, Variable) and not callee.function and callee.bindings == 2 * len(callee.stored):
            return self._parameters_of_stored(callee, place)
        if isinstance(callee, Variable):
            callee = callee.function if callee.bindings == 1 else None
        return [self._parameter(callee, place) if callee else None]

    def _parameters_of_stored(self, variable: Variable, place: int) -> list[Use | None]:
        """Return the parameters for an argument of calls through a variable or attribute of methods."""
        names = [value.attr if isinstance(value, ast.Attribute) else "" for value in variable.stored]
        if not names or "" in names or any(name in self.stores for name in names):
            return [None]
        return [use for name in names for use in self._parameters_of_methods(name, place)]

    def _parameters_of_methods(self, name: str, place: int) -> list[Use | None]:
        if name in METHODS or name in self.members or self.computed.sets(name) or name.startswith("__"):
            return [None]
        if name in self.stores:
            attribute = self.attribute(name)
            is_whole = name not in self.methods and len(attribute.stored) == self.stores[name]
            return self._parameters_of_stored(attribute, place) if is_whole else [None]
        return [  # if no class has the method, it is a method of the page
            None if owner in self.classes else self._parameter(function, place + 1)
            for owner, function in self.methods.get(name, [])
        ]

    def _parameter_of_class(self, owner: ast.ClassDef, place: int) -> Use | None:
        inits = [part for part in owner.body if isinstance(part, FunctionNode) and part.name == "__init__"]
        if inits:
            is_plain = len(inits) == 1 and not owner.decorator_list and not owner.keywords
            return self._parameter(inits[0], place + 1) if is_plain else None
        fields = self.class_parameters.get(owner)  # of a dataclass
        return self.attribute(fields.names[place]) if fields and place < len(fields.names) else None

    def _parameter(self, function: FunctionNode, place: int) -> Use | None:
        parameters = parameters_of(function.args)
        if parameters is None or function.decorator_list or place >= len(parameters.names):
            return None
        return self.parameters[function, parameters.names[place]]
