"""Lower classes. Emit the statements of the body in place, with the class's name before each variable.

Then pass the members to the runtime as a list of names and values.
"""

from __future__ import annotations

import ast

from build.compiler.analysis.scopes import Binding, Scope, bound_names
from build.compiler.analysis.typing_only import is_shape, typing_name
from build.compiler.lower import javascript as js
from build.compiler.lower.context import Context, lowers
from build.compiler.lower.dataclasses import field_names, with_marked_fields
from build.compiler.lower.functions import (
    decorations,
    definition,
    evaluated_first,
    is_accessor,
    qualified_name,
)
from build.compiler.lower.names import resolve
from build.compiler.lower.refusals import BASES_REFUSED, CONSTRUCTS, SPECIAL_METHODS_REFUSED

_MIXED_ENUMS = {"str": "$TextEnum", "int": "$NumberEnum"}
_BASES_FOR_CHECKERS = frozenset({"Generic", "Protocol"})


def _note_enum(cx: Context, node: ast.ClassDef) -> None:
    """Record whether the class is an Enum, and refuse an Enum with two members of one name."""
    cx.program.enums[node] = any(_is_enum(cx, base) for base in node.bases)
    names = _member_names(node) if cx.program.enums[node] else []
    if len(set(names)) < len(names):
        cx.refuse(node, CONSTRUCTS["enum_twice"])


@lowers(ast.ClassDef)
def lower_class(cx: Context, node: ast.ClassDef) -> list[ast.stmt]:
    if is_shape(node, cx.scope):
        return []
    _note_enum(cx, node)
    target = cx.variable(node.name, node)
    before, evaluated = evaluated_first(cx, node.decorator_list)
    bases = [_made_first(cx, base, before) for base in _bases(cx, node)]
    scope = Scope("class", cx.scope, definition=node, owner=qualified_name(cx, node.name))
    is_named_tuple = _is_named_tuple(cx, node)
    parts = with_marked_fields(cx, node)
    if is_named_tuple:
        parts = [part for part in parts if not isinstance(part, ast.AnnAssign)]
    for name, nodes in bound_names(parts)[0].items():
        if nodes:  # otherwise the name is only annotated
            scope.bindings[name] = Binding("variable", f"{target}${name}")
    cx.frame.owned.update(binding.target for binding in scope.bindings.values())
    with cx.inner_scope(scope):
        body = _body(cx, node, parts, target)
    members = _members(cx, node, scope)
    if is_named_tuple:
        members += [js.string("__slots__"), js.call("$t")]
    class_call = js.call(
        "$class_of_many" if len(bases) > 1 else "$class",
        js.string(scope.owner),
        js.array(bases),
        js.array([*members, *_docstring(cx, node)]),
    )
    fields = field_names(cx, node)
    if fields is not None:
        class_call.args.append(js.array([js.string(name) for name in fields]))
    cx.wrote(target)
    decorated = decorations(cx, node.decorator_list, target, evaluated)
    return [*before, *body, js.assign(target, class_call), *decorated]


def _made_first(cx: Context, base: ast.expr, before: list[ast.stmt]) -> ast.expr:
    """Return a base. Evaluate a call in `before`, because Python evaluates bases before the body."""
    if not isinstance(base, ast.Call):
        return base
    name = cx.temporary()
    before.append(js.assign(name, base))
    return js.raw(name)


def _members(cx: Context, node: ast.ClassDef, scope: Scope) -> list[ast.expr]:
    """Return the names and values that the body of the class binds."""
    members: list[ast.expr] = []
    for name, binding in scope.bindings.items():
        if not _is_only_called_directly(cx, node, name):
            members += [js.string(name), js.raw(binding.target)]
    return members


def _docstring(cx: Context, node: ast.ClassDef) -> list[ast.expr]:
    """Return the name and value of the docstring, if the program reads any."""
    doc = ast.get_docstring(node, clean=False)
    if doc is None or not cx.program.facts.reads_docstrings:
        return []
    return [js.string("__doc__"), js.string(doc)]


def _is_only_called_directly(cx: Context, node: ast.ClassDef, name: str) -> bool:
    """Return whether nothing looks the method up by its name: then it need not be a member."""
    instances = cx.program.instances.get(node)
    if instances is None or name not in instances.private:
        return False
    method, reads = instances.methods[name], cx.program.own_reads
    of_others = sum(reads[other] for other in reads if other.name == name and other is not method)
    return cx.program.direct_uses[method] == cx.program.attribute_reads[name] - of_others


def _bases(cx: Context, node: ast.ClassDef) -> list[ast.expr]:
    for keyword in node.keywords:
        if keyword.arg != "metaclass" or not _is_abc_meta(keyword.value):
            cx.refuse(keyword.value, CONSTRUCTS["metaclass"])
    mixed = _mixed_enum(cx, node)
    bases = (_base(cx, node, base, mixed) for base in node.bases)
    return [base for base in bases if base is not None]


def _base(cx: Context, node: ast.ClassDef, base: ast.expr, mixed: str | None) -> ast.expr | None:
    """Lower a base; None if the class in the browser does not have it. `mixed`: from `_mixed_enum`."""
    name = typing_name(base, cx.scope)
    if name in _BASES_FOR_CHECKERS:
        return None
    if name == "NamedTuple":
        return _named_tuple(cx, node)
    plain = base.value if isinstance(base, ast.Subscript) else base
    if mixed and isinstance(plain, ast.Name) and plain.id in _MIXED_ENUMS:
        return js.raw(mixed)
    if mixed and _target_of(cx, plain) == "$Enum":
        return None
    refusal = _refusal_of_base(cx, node, plain)
    if refusal:
        cx.refuse(base, refusal)
    is_object = isinstance(plain, ast.Name) and plain.id == "object"
    return None if refusal or is_object else cx.expression(plain)


def _refusal_of_base(cx: Context, node: ast.ClassDef, base: ast.expr) -> str | None:
    if isinstance(base, ast.Name) and cx.scope.lookup(base.id) is None and base.id in BASES_REFUSED:
        is_enum = any(_target_of(cx, candidate) == "$Enum" for candidate in node.bases)
        return CONSTRUCTS["mixed_enum"] if is_enum else BASES_REFUSED[base.id]
    if _is_no_class(cx, base):
        return CONSTRUCTS["base_is_no_class"]
    return CONSTRUCTS["enum_extended"] if _has_members(cx, base) else None


def _is_no_class(cx: Context, base: ast.expr) -> bool:
    binding = resolve(cx, base)
    return binding is not None and (
        binding.kind == "module" or isinstance(binding.definition, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def _has_members(cx: Context, base: ast.expr) -> bool:
    """Return whether the base is an Enum with members."""
    binding = resolve(cx, base)
    definition = binding.definition if binding else None
    return isinstance(definition, ast.ClassDef) and _is_enum(cx, base) and bool(_member_names(definition))


def _member_names(node: ast.ClassDef) -> list[str]:
    """Return the names of an Enum's members, repeated if the class body assigns them repeatedly."""
    targets = [
        target
        for part in node.body
        if isinstance(part, ast.Assign) and not isinstance(part.value, ast.Lambda)
        for target in part.targets
    ]
    return [target.id for target in targets if isinstance(target, ast.Name) and not target.id.startswith("_")]


def _is_named_tuple(cx: Context, node: ast.ClassDef) -> bool:
    return any(typing_name(base, cx.scope) == "NamedTuple" for base in node.bases)


def _named_tuple(cx: Context, node: ast.ClassDef) -> ast.expr:
    """Return the class of named tuples from which `class Point(NamedTuple)` is made."""
    names: list[ast.expr] = []
    values: list[ast.expr] = []
    for part in node.body:
        if not (isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)):
            continue
        names.append(js.string(part.target.id))
        if part.target.id.startswith("_"):
            cx.refuse(part, f"field `{part.target.id}` of a NamedTuple begins with an underscore")
        if part.value is not None:
            values.append(cx.expression(part.value))
        elif values:
            cx.refuse(part, f"field `{part.target.id}` has no default and follows one that has: put it first")
    return js.call("$js_namedtuple_class", js.string(node.name), js.array(names), js.array(values))


def _target_of(cx: Context, node: ast.expr) -> str:
    binding = resolve(cx, node)
    return binding.target if binding else ""


def _mixed_enum(cx: Context, node: ast.ClassDef) -> str | None:
    """Return the unit for the bases `str` or `int` with an Enum: `class State(str, Enum)`."""
    names = [
        base.id for base in node.bases if isinstance(base, ast.Name) and cx.scope.lookup(base.id) is None
    ]
    types = [name for name in names if name in _MIXED_ENUMS]
    return _MIXED_ENUMS[types[0]] if types and any(_is_enum(cx, base) for base in node.bases) else None


_ENUMS = frozenset({"$Enum", "$IntEnum", "$StrEnum"})


def _is_enum(cx: Context, base: ast.expr, inside: tuple[ast.AST, ...] = ()) -> bool:
    """Return whether the base is a kind of Enum; resolve the bases of a class that comes later."""
    binding = resolve(cx, base)
    definition = binding.definition if binding else None
    if not isinstance(definition, ast.ClassDef):
        return binding is not None and binding.target in _ENUMS
    if definition in cx.program.enums:
        return cx.program.enums[definition]
    return definition not in inside and any(
        _is_enum(cx, base, (*inside, definition)) for base in definition.bases
    )


def _is_abc_meta(node: ast.expr) -> bool:
    return isinstance(node, ast.Name | ast.Attribute) and ast.unparse(node).endswith("ABCMeta")


def _body(cx: Context, node: ast.ClassDef, parts: list[ast.stmt], target: str) -> list[ast.stmt]:
    statements: list[ast.stmt] = []
    sets_plainly = _sets_plainly(cx, node)
    for part in parts:
        if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
            statements.extend(_method(cx, part, target, sets_plainly))
        else:
            statements.extend(cx.statements([part]))
    return statements


def _sets_plainly(cx: Context, node: ast.ClassDef) -> bool:
    """Return whether `self.x = y` in `__init__` can be JavaScript's own assignment.

    Only instances of exactly this class get there, and no class intercepts setting its attributes.
    """
    facts = cx.program.facts
    if node.bases or node.decorator_list or node.name in facts.bases:
        return False
    return not (facts.calls_init or "__init__" in facts.texts or facts.members & {"__setattr__", "__slots__"})


def _method(
    cx: Context, node: ast.FunctionDef | ast.AsyncFunctionDef, class_target: str, sets_plainly: bool
) -> list[ast.stmt]:
    if node.name in SPECIAL_METHODS_REFUSED:
        cx.refuse(node, SPECIAL_METHODS_REFUSED[node.name])
        return []
    if any(typing_name(decorator, cx.scope) == "overload" for decorator in node.decorator_list):
        return []
    target = cx.variable(node.name, node)
    # A setter gets a different name: the getter before it already has the property's name.
    assignments, evaluated = evaluated_first(cx, node.decorator_list)
    own = f"{target}$" if is_accessor(cx, node) else target
    assignments += definition(cx, node, own, class_target, sets_plainly)
    return [*assignments, *decorations(cx, node.decorator_list, target, evaluated)]
