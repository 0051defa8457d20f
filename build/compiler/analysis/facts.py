"""Find the features that a program uses; its bundle leaves out the others."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from build.compiler.analysis.scopes import Inventory, Scope
from build.compiler.analysis.typing_only import is_shape
from build.compiler.load.modules import Module
from build.compiler.load.tree import children, walk
from build.compiler.runtime.library import METHODS

_PERCENT = re.compile(r"%[-+ #0]*[\d*]*(?:\.[\d*]+)?[diouxXeEfFgGcrsa(]")
_MIXED_BASES = frozenset({"str", "int", "StrEnum", "IntEnum"})
# They lead to exceptions that are not an Exception.
_BASE_EXCEPTIONS = frozenset({"BaseException", "GeneratorExit", "KeyboardInterrupt", "SystemExit"})
_BASES_OF_CLASSES = frozenset({"__bases__", "__mro__", "mro"})
_TEXT_OF_ERRORS = frozenset({"TypeError", "Exception", "BaseException"})


@dataclass
class Facts:
    members: set[str] = field(default_factory=set)
    """Names that classes give their instances, or that are assigned as attributes."""
    own_members: set[str] = field(default_factory=set)
    """Those of the program's own classes, without the shims of standard modules."""
    attributes: set[str] = field(default_factory=set)
    """Names of attributes that are read."""
    raises_base_exceptions: bool = False
    """Some exception may not be an Exception."""
    shows_errors: bool = False
    """Some `except` binds a TypeError to a name: its text must be CPython's."""
    texts: set[str] = field(default_factory=set)
    """Identifiers in texts: attributes may be read by these names."""
    pieces: set[str] = field(default_factory=set)
    """Texts of more than a character that may become part of the name of an attribute."""
    bases: set[str] = field(default_factory=set)
    """Names of base classes."""
    calls_init: bool = False
    """Some `__init__` is read by name, so it may be called for any value."""
    module_attributes: set[str] = field(default_factory=set)
    """Names of modules that other modules assign."""
    mixes_enums: bool = False
    """The members of some Enum may be texts or ints too."""
    formats_by_percent: bool = False
    """Some text is a format for the operator `%`."""

    @property
    def reads_docstrings(self) -> bool:
        return "__doc__" in self.attributes or "__doc__" in self.texts


def facts_of(
    modules: Iterable[Module], scopes: Mapping[str, Scope], inventories: Mapping[str, Inventory]
) -> Facts:
    facts = Facts()
    texts = _Texts()
    for module in modules:
        imported = inventories[module.name].imported_names
        for node in _running(module.tree, scopes[module.name]):
            _record(facts, node, module)
            texts.record(facts, node)
            if not module.is_library:
                texts.record_own(node, imported)
    names = facts.members.union(str(text.value) for text in texts.identifiers)
    excluded = texts.excluded.union(part for part, method in texts.passing if method not in names)
    if "__doc__" not in facts.attributes:
        excluded |= texts.docstrings
    facts.texts.update(str(text.value) for text in texts.identifiers if text not in excluded)
    facts.pieces.update(str(text.value) for text in texts.pieces if text not in excluded)
    if "__getattr__" in facts.members:
        facts.texts |= facts.attributes  # the method gets the name, and may use it as a text
    return facts


@dataclass
class _Texts:
    """The texts in a program that may be, or become, the name of an attribute."""

    identifiers: list[ast.Constant] = field(default_factory=list)
    """Those of the program itself, without its standard modules."""
    pieces: list[ast.Constant] = field(default_factory=list)
    passing: list[tuple[ast.expr, str]] = field(default_factory=list)
    """Those that nothing keeps, with the method that may: see `_passing`."""
    docstrings: set[ast.expr] = field(default_factory=set)
    excluded: set[ast.expr] = field(default_factory=set)

    def record(self, facts: Facts, node: ast.AST) -> None:
        if isinstance(node, ast.Expr):
            self.docstrings.add(node.value)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("getattr", "hasattr"):
            self.excluded.update(node.args[1:2])  # this name serves no other call
            if any(getattr(arg, "value", None) == "__doc__" for arg in node.args[1:2]):
                facts.attributes.add("__doc__")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) > 1:
            self.pieces.append(node)

    def record_own(self, node: ast.AST, imported: set[str]) -> None:
        self.passing += _passing(node, imported)
        if isinstance(node, ast.Constant) and _is_identifier(node.value):
            self.identifiers.append(node)


def _record_class(facts: Facts, node: ast.ClassDef, module: Module) -> None:
    names = _names_bound_in(node)
    facts.members |= names
    if not module.is_library:
        facts.own_members |= names
    for base in node.bases:
        facts.bases.update(part.id for part in walk(base) if isinstance(part, ast.Name))
        if isinstance(base, ast.Attribute):
            facts.bases.add(base.attr)
        facts.mixes_enums |= getattr(base, "id", getattr(base, "attr", "")) in _MIXED_BASES


def _record(facts: Facts, node: ast.AST, module: Module) -> None:
    if isinstance(node, ast.ClassDef):
        _record_class(facts, node, module)
    elif isinstance(node, ast.ImportFrom) and node.module == "enum":
        facts.mixes_enums |= any(alias.name in _MIXED_BASES for alias in node.names)
    elif isinstance(node, ast.Name):
        facts.raises_base_exceptions |= node.id in _BASE_EXCEPTIONS
    elif isinstance(node, ast.Attribute):
        facts.raises_base_exceptions |= node.attr in _BASES_OF_CLASSES | _BASE_EXCEPTIONS
        (facts.attributes if isinstance(node.ctx, ast.Load) else facts.members).add(node.attr)
        if not isinstance(node.ctx, ast.Load) and not module.is_library:
            facts.own_members.add(node.attr)
        facts.calls_init |= node.attr == "__init__" and not _is_super(node.value)
    elif isinstance(node, ast.ExceptHandler) and node.name and not module.is_library:
        kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        names = {kind.id for kind in kinds if isinstance(kind, ast.Name)}
        facts.shows_errors |= bool(names & _TEXT_OF_ERRORS)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        _record_text(facts, node.value, module)


def _record_text(facts: Facts, text: str, module: Module) -> None:
    facts.raises_base_exceptions |= text in _BASE_EXCEPTIONS or (text in _BASES_OF_CLASSES and text != "mro")
    if not module.is_library:
        facts.formats_by_percent |= _PERCENT.search(text) is not None


def _running(tree: ast.Module, scope: Scope) -> Iterator[ast.AST]:
    """Yield the nodes of a module, without those of Protocols and TypedDicts."""
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        if not (isinstance(node, ast.ClassDef) and is_shape(node, scope)):
            yield node
            pending.extend(children(node))


def _is_identifier(value: object) -> bool:
    return isinstance(value, str) and value.isidentifier()


def _passing(node: ast.AST, imported: set[str]) -> list[tuple[ast.expr, str]]:
    """Return the parts of a node whose values nothing keeps.

    Include arguments of methods that the program does not define: the page's functions do not turn their
    texts into names of the program.
    """
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        return [(node.slice, "__getitem__")]
    if isinstance(node, ast.Compare) and all(isinstance(op, ast.Eq | ast.NotEq) for op in node.ops):
        return [(part, "__eq__") for part in (node.left, *node.comparators)]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        method, root = node.func.attr, node.func.value
        while isinstance(root, ast.Attribute):
            root = root.value
        if isinstance(root, ast.Name) and root.id in imported:
            return []
        if method == "get":
            return [(part, method) for part in node.args[:1]]
        return [(part, method) for part in _parts_of(node.args) if method not in METHODS]
    return []


def _parts_of(nodes: Iterable[ast.expr | None]) -> Iterator[ast.expr]:
    """Yield the expressions, and the parts of list, tuple and dict displays among them."""
    for node in nodes:
        if isinstance(node, ast.Dict):
            yield from _parts_of([*node.keys, *node.values])
        elif isinstance(node, ast.List | ast.Tuple):
            yield from _parts_of(node.elts)
        elif node is not None:
            yield node


def _is_super(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"


def _names_bound_in(node: ast.ClassDef) -> set[str]:
    names: set[str] = set()
    for part in walk(node):
        if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(part.name)
        elif isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            names.add(part.id)
    return names
