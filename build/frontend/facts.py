"""What a program makes use of somewhere: where it never does, its bundle goes without."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from build.frontend.modules import Module

_PERCENT = re.compile(r"%[-+ #0]*[\d*]*(?:\.[\d*]+)?[diouxXeEfFgGcrsa(]")
_TEXT_OF_ERRORS = frozenset({"TypeError", "Exception", "BaseException"})


@dataclass
class Facts:
    members: set[str] = field(default_factory=set)
    """Names that classes give their instances, or that are assigned as attributes."""
    own_members: set[str] = field(default_factory=set)
    """The same of the program's own classes, twins of the standard library left aside."""
    attributes: set[str] = field(default_factory=set)
    """Names of attributes that are read."""
    shows_errors: bool = False
    """Some `except` takes a TypeError under a name: its text must be CPython's."""
    texts: set[str] = field(default_factory=set)
    """Identifiers that are written as texts: attributes may be asked for by them."""
    formats_by_percent: bool = False
    """Some text is a format for the operator `%`."""


def facts_of(modules: Iterable[Module]) -> Facts:
    facts = Facts()
    asked: set[ast.AST] = set()
    for module in modules:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("getattr", "hasattr"):
                asked.update(node.args[1:2])  # a name that stands there serves no other call
            if node not in asked:
                _note(facts, node, module)
    if "__getattr__" in facts.members:
        facts.texts |= facts.attributes  # it is called with what is read, and may hand the name on
    return facts


def _note(facts: Facts, node: ast.AST, module: Module) -> None:
    if isinstance(node, ast.ClassDef):
        names = _names_bound_in(node)
        facts.members |= names
        if not module.is_library:
            facts.own_members |= names
    elif isinstance(node, ast.Attribute):
        (facts.attributes if isinstance(node.ctx, ast.Load) else facts.members).add(node.attr)
    elif isinstance(node, ast.ExceptHandler) and node.name and not module.is_library:
        kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        names = {kind.id for kind in kinds if isinstance(kind, ast.Name)}
        facts.shows_errors |= bool(names & _TEXT_OF_ERRORS)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and not module.is_library:
        facts.formats_by_percent |= _PERCENT.search(node.value) is not None
        if node.value.isidentifier():
            facts.texts.add(node.value)


def _names_bound_in(node: ast.ClassDef) -> set[str]:
    names: set[str] = set()
    for part in ast.walk(node):
        if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(part.name)
        elif isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            names.add(part.id)
    return names
