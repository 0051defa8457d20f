"""Find code that only the type checker needs, which the bundle leaves out.

Such code defines aliases, type variables, Protocols and TypedDicts.
"""

from __future__ import annotations

import ast
from collections.abc import Container

from build.compiler.analysis.scopes import Scope

_BUILTIN_TYPES = frozenset(
    {"str", "int", "float", "bool", "list", "dict", "tuple", "set", "frozenset", "type", "object", "bytes"}
)
_TYPE_MAKERS = frozenset({"TypeVar", "ParamSpec", "TypeVarTuple", "NewType", "TypedDict", "ForwardRef"})
_SHAPE_BASES = frozenset({"Protocol", "TypedDict"})


def typing_name(node: ast.expr, scope: Scope) -> str | None:
    """Return the name in the typing module that an expression refers to.

    For `Protocol`, `typing.Protocol` and `Protocol[T]`, return `Protocol`.
    """
    if isinstance(node, ast.Subscript):
        return typing_name(node.value, scope)
    if isinstance(node, ast.Name):
        binding = scope.lookup(node.id)
        return binding.target if binding and binding.kind == "type" else None
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        binding = scope.lookup(node.value.id)
        return (
            node.attr
            if binding
            and binding.kind == "module"
            and binding.target in ("typing", "typing_extensions", "dataclasses")
            else None
        )
    return None


def is_shape(node: ast.ClassDef, scope: Scope) -> bool:
    """Return whether the class is a Protocol or a TypedDict, directly or through another one."""
    return any(typing_name(base, scope) in _SHAPE_BASES or _is_shape_name(base, scope) for base in node.bases)


def is_typed_dict(node: ast.ClassDef, scope: Scope, known: Container[ast.AST | None]) -> bool:
    """Return whether the class is a TypedDict. `known`: those that are defined before it, in any module."""
    return any(
        typing_name(base, scope) == "TypedDict" or _definition_of(base, scope) in known for base in node.bases
    )


def _definition_of(base: ast.expr, scope: Scope) -> ast.AST | None:
    binding = scope.lookup(base.id) if isinstance(base, ast.Name) else None
    return binding.definition if binding else None


def _is_shape_name(base: ast.expr, scope: Scope) -> bool:
    binding = scope.lookup(base.id) if isinstance(base, ast.Name) else None
    return binding is not None and binding.kind == "type" and isinstance(binding.definition, ast.ClassDef)


def is_alias(node: ast.stmt, scope: Scope) -> bool:
    """Return whether this is an alias: `Alias = dict[str, int]`, `T = TypeVar("T")`, `A: TypeAlias = …`."""
    if isinstance(node, ast.AnnAssign):
        return typing_name(node.annotation, scope) == "TypeAlias"
    if not (
        isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)
    ):
        return False
    return _is_type_expression(node.value, scope)


def types_of(node: ast.expr, scope: Scope) -> list[ast.expr]:
    """Return the types in `(A, B)`, in `A | B`, or in an alias of such a union; otherwise the expression.

    Do not resolve an alias of another module, which may name classes that this module does not import.
    """
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return [*types_of(node.left, scope), *types_of(node.right, scope)]
    binding = scope.lookup(node.id) if isinstance(node, ast.Name) else None
    if binding and binding.kind == "type" and isinstance(binding.definition, ast.Assign | ast.AnnAssign):
        union = binding.definition.value
        if union is not None and is_union(union, scope):
            return types_of(union, scope)
    return node.elts if isinstance(node, ast.Tuple) else [node]


def is_union(node: ast.expr, scope: Scope) -> bool:
    """Return whether this is `A | B` of types."""
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr) and _is_type_expression(node, scope)


def _is_type_expression(node: ast.expr, scope: Scope) -> bool:
    if isinstance(node, ast.Call):
        return typing_name(node.func, scope) in _TYPE_MAKERS
    if isinstance(node, ast.Subscript):
        return typing_name(node.value, scope) is not None or _is_builtin_type(node.value, scope)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return _is_type_operand(node.left, scope) and _is_type_operand(node.right, scope)
    return typing_name(node, scope) is not None


def _is_type_operand(node: ast.expr, scope: Scope) -> bool:
    is_none = isinstance(node, ast.Constant) and node.value is None
    return (
        is_none or _is_builtin_type(node, scope) or _is_class(node, scope) or _is_type_expression(node, scope)
    )


def _is_builtin_type(node: ast.expr, scope: Scope) -> bool:
    return isinstance(node, ast.Name) and node.id in _BUILTIN_TYPES and scope.lookup(node.id) is None


def _is_class(node: ast.expr, scope: Scope) -> bool:
    binding = scope.lookup(node.id) if isinstance(node, ast.Name) else None
    return binding is not None and isinstance(binding.definition, ast.ClassDef)
