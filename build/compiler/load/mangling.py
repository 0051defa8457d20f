"""Replace private names: inside a class, `__name` means `_Class__name`, as in Python."""

from __future__ import annotations

import ast
import re

_PRIVATE = re.compile(r"\b__\w+(?<!__)\b")


class _Mangler(ast.NodeTransformer):
    """Rewrite the identifiers inside a class, not those around it."""

    def __init__(self) -> None:
        self.owner = ""

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.ClassDef):
            return self._class(node)
        if self.owner and not isinstance(node, ast.keyword):
            for field in ("id", "attr", "arg", "name", "rest"):
                value = getattr(node, field, None)
                if isinstance(value, str):
                    setattr(node, field, self._mangled(value))
            if isinstance(node, ast.Global | ast.Nonlocal):
                node.names = [self._mangled(name) for name in node.names]
        self.generic_visit(node)
        return node

    def _class(self, node: ast.ClassDef) -> ast.ClassDef:
        node.name = self._mangled(node.name)
        for part in [*node.decorator_list, *node.bases, *node.keywords]:
            self.visit(part)
        before, self.owner = self.owner, node.name.lstrip("_")
        for statement in node.body:
            self.visit(statement)
        self.owner = before
        return node

    def _mangled(self, name: str) -> str:
        is_private = self.owner and name.startswith("__") and not name.endswith("__") and "." not in name
        return f"_{self.owner}{name}" if is_private else name


def has_private_names(text: str) -> bool:
    """Return whether a source may contain private names to replace."""
    return _PRIVATE.search(text) is not None


def mangle(tree: ast.Module) -> None:
    """Replace the private names of all classes with their full names, in place."""
    _Mangler().visit(tree)
