"""Find top-level statements that only define names, which the linker may leave out."""

from __future__ import annotations

import ast
from collections.abc import Container

from build.compiler.analysis.scopes import Scope
from build.compiler.load.tree import children, walk

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
_PURE_UNITS = frozenset(
    {"$dc_field", "$dc_dataclass", "$dataclass", "$enum_auto", "$enum_unique", "$abstractmethod"}
)


def is_pure(node: ast.stmt, scope: Scope) -> bool:
    """Return whether the statement has no effect other than binding names."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        defaults = [*node.args.defaults, *(default for default in node.args.kw_defaults if default)]
        return all(_pure(part, scope) for part in [*node.decorator_list, *defaults])
    if isinstance(node, ast.ClassDef):
        return all(_pure(part, scope) for part in [*node.bases, *node.decorator_list]) and all(
            is_pure(part, scope) for part in node.body
        )
    if isinstance(node, ast.Assign):
        return all(isinstance(target, ast.Name) for target in node.targets) and _pure(node.value, scope)
    if isinstance(node, ast.AnnAssign):
        return isinstance(node.target, ast.Name) and (node.value is None or _pure(node.value, scope))
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
    if isinstance(node, ast.Constant | ast.Name | ast.Lambda):
        return True
    if isinstance(node, ast.Call):
        parts = [*node.args, *(keyword.value for keyword in node.keywords)]
        return _is_pure_function(node.func, scope) and all(_pure(part, scope) for part in parts)
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
        return all(_pure(child, scope) for child in children(node) if isinstance(child, ast.expr))
    return False


def _is_pure_function(node: ast.expr, scope: Scope) -> bool:
    if not isinstance(node, ast.Name):
        return False
    binding = scope.lookup(node.id)
    return node.id in _PURE_BUILTINS if binding is None else binding.target in _PURE_UNITS
