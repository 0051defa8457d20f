"""Find top-level statements that only define names, which the linker may leave out."""

from __future__ import annotations

import ast
from collections.abc import Container

from build.compiler.analysis.scopes import Binding, Scope
from build.compiler.load.tree import children, parts_outside, walk

_PURE_BUILTINS = frozenset(
    {
        "frozenset",
        "set",
        "tuple",
        "list",
        "dict",
        "range",
        "len",
        "str",
        "object",
        "property",
        "staticmethod",
        "classmethod",
    }
)
_KEEPING = frozenset({"property", "staticmethod", "classmethod"})
_PURE_UNITS = frozenset(
    {"$dc_field", "$dc_dataclass", "$dataclass", "$enum_auto", "$enum_unique", "$abstractmethod"}
)


def is_pure(node: ast.stmt, scope: Scope, *, is_library: bool = False) -> bool:
    """Return whether the statement has no effect other than binding names.

    A program's values may have properties and special methods, which do anything; our library's do not.
    """
    pure = _of_library if is_library else _pure
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return all(pure(part, scope) for part in parts_outside(node))
    if isinstance(node, ast.ClassDef):
        return all(pure(part, scope) for part in [*node.bases, *node.decorator_list]) and all(
            is_pure(part, scope, is_library=is_library) for part in node.body
        )
    if isinstance(node, ast.Assign):
        return all(isinstance(target, ast.Name) for target in node.targets) and pure(node.value, scope)
    if isinstance(node, ast.AnnAssign):
        return isinstance(node.target, ast.Name) and (node.value is None or pure(node.value, scope))
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    return isinstance(node, ast.Import | ast.ImportFrom | ast.Pass)


def runs_nothing_of(node: ast.stmt, names: Container[str]) -> bool:
    """Return whether a statement cannot run a function of its module that uses one of these names.

    It must not mention any of them: then it only calls code of other modules, which have run already.
    """
    if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
        return False
    return not any(isinstance(part, ast.Name) and part.id in names for part in walk(node.value))


def _pure(node: ast.expr, scope: Scope) -> bool:
    """Return whether evaluating the expression runs no code of the program and raises nothing."""
    match node:
        case ast.Constant() | ast.Name():
            return True
        case ast.Lambda():
            return all(_pure(default, scope) for default in parts_outside(node))
        case ast.Attribute(value=ast.Name() as owner):
            return _is_class_or_module(owner, scope)
        case ast.Tuple() | ast.List():
            return all(_pure(item, scope) for item in node.elts)
        case ast.Set():
            return all(_is_plain(item, scope) for item in node.elts)
        case ast.Dict():
            return all(key is not None and _is_plain(key, scope) for key in node.keys) and all(
                _pure(value, scope) for value in node.values
            )
        case ast.Call():
            parts = [*node.args, *(keyword.value for keyword in node.keywords)]
            fits = _pure if _takes_anything(node.func, scope) else _is_plain
            return _is_pure_function(node.func, scope) and all(fits(part, scope) for part in parts)
        case _:
            return _is_plain(node, scope)


def _is_plain(node: ast.expr, scope: Scope) -> bool:
    """Return whether the value and its parts are built-in ones: no operation runs code of the program."""
    match node:
        case ast.Constant():
            return True
        case ast.Name():
            binding = scope.lookup(node.id)
            return binding is not None and (binding.constant is not None or _is_class(binding))
        case ast.Attribute(value=ast.Name() as owner):
            return _is_class_or_module(owner, scope)
        case ast.Tuple() | ast.List() | ast.Set():
            return all(_is_plain(item, scope) for item in node.elts)
        case ast.Starred():
            return isinstance(node.value, ast.Tuple | ast.List) and _is_plain(node.value, scope)
        case ast.JoinedStr():
            return all(_is_plain(part, scope) for part in node.values)
        case ast.FormattedValue():
            return node.format_spec is None and _is_plain(node.value, scope)
        case ast.UnaryOp():
            return isinstance(node.operand, ast.Constant) and isinstance(node.operand.value, int | float)
        case ast.BinOp():
            return _constant(node, scope) is not None
        case _:
            return False


def _constant(node: ast.expr, scope: Scope) -> object:
    """Return the value of a constant, or one of its type for an operation on constants; otherwise None."""
    if isinstance(node, ast.BinOp):
        left, right = _constant(node.left, scope), _constant(node.right, scope)
        kinds = {type(left), type(right)}
        is_number = kinds <= {int, float} and isinstance(node.op, ast.Add | ast.Sub | ast.Mult)
        is_text = kinds == {str} and isinstance(node.op, ast.Add)
        return left if is_number or is_text else None
    if isinstance(node, ast.Name):
        binding = scope.lookup(node.id)
        return getattr(binding.constant, "value", None) if binding else None
    return node.value if isinstance(node, ast.Constant) else None


def _is_class_or_module(node: ast.Name, scope: Scope) -> bool:
    binding = scope.lookup(node.id)
    return binding is not None and (binding.kind != "variable" or _is_class(binding))


def _is_class(binding: Binding) -> bool:
    return isinstance(binding.definition, ast.ClassDef)


def _of_library(node: ast.expr, scope: Scope) -> bool:
    if isinstance(node, ast.Constant | ast.Name | ast.Lambda):
        return True
    if isinstance(node, ast.Call):
        parts = [*node.args, *(keyword.value for keyword in node.keywords)]
        return _is_pure_function(node.func, scope) and all(_of_library(part, scope) for part in parts)
    if isinstance(node, ast.Attribute):
        return isinstance(node.value, ast.Name)
    if isinstance(
        node,
        ast.Tuple
        | ast.List
        | ast.Set
        | ast.Dict
        | ast.JoinedStr
        | ast.FormattedValue
        | ast.UnaryOp
        | ast.BinOp
        | ast.Starred,
    ):
        return all(_of_library(child, scope) for child in children(node) if isinstance(child, ast.expr))
    return False


def _takes_anything(node: ast.expr, scope: Scope) -> bool:
    """Return whether the function does nothing with its arguments but keep them."""
    return not isinstance(node, ast.Name) or scope.lookup(node.id) is not None or node.id in _KEEPING


def _is_pure_function(node: ast.expr, scope: Scope) -> bool:
    if not isinstance(node, ast.Name):
        return False
    binding = scope.lookup(node.id)
    return node.id in _PURE_BUILTINS if binding is None else binding.target in _PURE_UNITS
