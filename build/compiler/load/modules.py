"""Load the modules of a program: read, parse and resolve imports, in the order of execution."""

from __future__ import annotations

import ast
import functools
import re
import sys
import warnings
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from build.compiler.load.depth import TOO_DEEP, deep_recursion, longest_line, reason_of, too_deep
from build.compiler.load.mangling import has_private_names, mangle
from build.compiler.load.replacements import has_advice, instead_of
from build.compiler.load.tree import TREES, children, connect
from build.errors import Diagnostic, RefusedError, nearest_hint
from build.files import read_text

SHIMS = Path(__file__).parent.parent / "stdlib"
SHIMS_SHOWN = "python/"
"""The folder of the shims in messages, the source map and the manifest."""

# Modules for annotations, without effect when the program runs.
TYPING_MODULES = frozenset({"typing", "typing_extensions", "types", "collections.abc", "__future__"})

# Modules that are part of the JavaScript runtime: name in Python -> runtime unit.
RUNTIME_MODULES: dict[str, dict[str, str]] = {
    "dataclasses": {
        name: f"$dc_{name}"
        for name in (
            "dataclass",
            "field",
            "asdict",
            "astuple",
            "replace",
            "fields",
            "is_dataclass",
            "MISSING",
        )
    }
    | {"FrozenInstanceError": "$FrozenInstanceError"},
    "enum": {
        "Enum": "$Enum",
        "IntEnum": "$IntEnum",
        "StrEnum": "$StrEnum",
        "auto": "$enum_auto",
        "unique": "$enum_unique",
    },
    "abc": {"ABC": "$ABC", "abstractmethod": "$abstractmethod"},
    "asyncio": {name: f"$aio_{name}" for name in ("run", "sleep", "gather")},
}


CPYTHON_ONLY = frozenset({"tests", "build", "benchmarks"})
"""Folders of the project, or of an extension, that no program of the browser may import from."""

# Names of these modules that are only used in annotations.
ANNOTATIONS_ONLY: dict[str, frozenset[str]] = {"dataclasses": frozenset({"InitVar", "KW_ONLY"})}


# Beginnings of Python's messages about code that lowering refuses with better advice.
_REFUSED_LATER = ("'await'", "'async", "asynchronous", "'yield' inside", "'return' with value", "import *")


@dataclass
class Module:
    """A parsed source file."""

    name: str
    path: Path
    display: str
    text: str
    tree: ast.Module
    is_package: bool
    is_library: bool
    """Whether it is a shim of a standard module, from the tool chain."""
    is_entry: bool = False
    imports: dict[str, int] = field(default_factory=dict)
    """The modules with a source that it imports, in order, and the line of the first import."""
    targets: dict[ast.AST, list[str]] = field(default_factory=dict)
    """The modules with a source that each of its import statements runs, in order."""

    @property
    def defers_annotations(self) -> bool:
        """Whether Python leaves the module's annotations unevaluated."""
        return sys.version_info >= (3, 14) or any(
            isinstance(node, ast.ImportFrom)
            and node.module == "__future__"
            and any(alias.name == "annotations" for alias in node.names)
            for node in self.tree.body[:5]
        )

    def at(self, node: ast.AST, message: str) -> Diagnostic:
        return Diagnostic(
            self.display, getattr(node, "lineno", 1), getattr(node, "col_offset", 0) + 1, message
        )


def parse(
    path: Path, name: str, display: str, *, is_library: bool = False, text: str | None = None
) -> Module:
    """Parse a file, or `text` instead. Raises RefusedError if it cannot be read or is not Python."""
    if text is None:
        text = _text_of(path, display)
    return Module(name, path, display, text, parsed(text, display), path.name == "__init__.py", is_library)


@functools.lru_cache(maxsize=TREES)
def parsed(text: str, display: str) -> ast.Module:
    """Parse a text. Equal texts share one tree, so never change it."""
    try:
        with warnings.catch_warnings(), deep_recursion():
            warnings.simplefilter("ignore")
            tree = ast.parse(text, filename=display)
    except SyntaxError as error:
        raise RefusedError([_not_python(error, display)]) from None
    except (RecursionError, MemoryError):  # code nested too deeply, depending on the version of Python
        raise RefusedError([Diagnostic(display, *longest_line(text), TOO_DEEP)]) from None
    except ValueError as error:
        raise RefusedError([Diagnostic(display, 1, 1, f"not valid Python: {error}")]) from None
    connect(tree)
    statement = too_deep(tree)
    if statement is not None:
        place = (display, statement.lineno, statement.col_offset + 1)
        raise RefusedError([Diagnostic(*place, reason_of(statement))])
    _compile(tree, display)
    if has_private_names(text):
        with deep_recursion():
            mangle(tree)
    return tree


def _compile(tree: ast.Module, display: str) -> None:
    """Raise RefusedError for mistakes that only Python's compiler finds, such as a `break` outside a loop."""
    try:
        with warnings.catch_warnings(), deep_recursion():
            warnings.simplefilter("ignore")
            compile(tree, display, "exec", dont_inherit=True)
    except SyntaxError as error:
        if not error.msg.startswith(_REFUSED_LATER):
            raise RefusedError([_not_python(error, display)]) from None


def _not_python(error: SyntaxError, display: str) -> Diagnostic:
    message = f"not valid Python: {error.msg}{_newer(error)}"
    return Diagnostic(display, error.lineno or 1, error.offset or 1, message)


def _newer(error: SyntaxError) -> str:
    """Return the hint to append to a message about syntax that only a newer Python has."""
    if re.match(r"\s*type\s+\w+\s*(\[.*)?=", error.text or ""):
        return ": the `type` statement needs Python 3.12: write `Alias: TypeAlias = …`"
    return ""


def _text_of(path: Path, display: str) -> str:
    try:
        text = read_text(path, "utf-8-sig")
    except UnicodeDecodeError as error:
        lines = error.object[: error.start].decode("utf-8").split("\n")
        place = (display, len(lines), len(lines[-1]) + 1)
        raise RefusedError([Diagnostic(*place, "not UTF-8 text: save the file as UTF-8")]) from None
    except OSError as error:
        raise RefusedError([Diagnostic(display, 1, 1, f"cannot be read: {error.strerror}")]) from None
    for number, line in enumerate(text.split("\n", 2)[:2], start=1):
        declaration = re.match(r"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", line)
        if declaration and declaration[1].lower().replace("_", "-") not in ("utf-8", "utf8", "utf-8-sig"):
            problem = f"the file claims to be {declaration[1]}: save it as UTF-8 and leave out this line"
            raise RefusedError([Diagnostic(display, number, 1, problem)])
    return text


class Loader:
    """Follow the imports from an entry file.

    `modules` is in the order of execution: imported modules come first.
    """

    def __init__(
        self, root: Path, *further: Path, replaced: Mapping[str, tuple[str, str]] | None = None
    ) -> None:
        """Look for modules in `root`, then in the further folders.

        `replaced`: by module, its name in messages and the text to use instead of its file.
        """
        self.replaced = replaced or {}
        self.root = root
        self.roots = (root, *further)
        self.modules: dict[str, Module] = {}
        self.missing: set[str] = set()
        """Modules that were imported and cannot be: there is a diagnostic about each."""
        self.diagnostics: list[Diagnostic] = []
        self._under_way: list[str] = []

    def load_entry(self, path: Path) -> Module:
        """Load a file and its imports, unless an earlier entry has loaded it."""
        name = self._name_of(path)
        if name in self.modules:
            return self.modules[name]
        module = parse(path, name, self._display(path))
        self._under_way.append(name)
        module.is_entry = True
        self._follow(module)
        self._under_way.pop()
        self.modules[name] = module
        return module

    def is_module(self, name: str) -> bool:
        return (
            name in RUNTIME_MODULES
            or name in TYPING_MODULES
            or name == "__js__"
            or self._find(name) is not None
        )

    def is_missing(self, *names: str) -> bool:
        """Return whether the import of one of these was refused."""
        return not self.missing.isdisjoint(names)

    def _name_of(self, path: Path) -> str:
        try:
            relative = path.resolve().relative_to(self.root.resolve())
        except ValueError:
            return path.stem
        parts = relative.with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def _display(self, path: Path) -> str:
        for root in self.roots:
            with suppress(ValueError):
                return path.resolve().relative_to(root.resolve()).as_posix()
        return path.as_posix()

    def _find(self, name: str) -> tuple[Path, bool] | None:
        """Find a module's source: the program's own module first, as in Python, then our shim."""
        for base, is_library in (*((root, False) for root in self.roots), (SHIMS, True)):
            slug = base.joinpath(*name.split("."))
            for path in (slug / "__init__.py", slug.with_suffix(".py")):
                if path.exists() and not path.is_dir():  # reading it reports a pipe
                    return path, is_library
        return None

    def _nearest(self, name: str) -> str:
        """Return the hint to append to a message: the nearest module's name, if the name may be mistyped."""
        if has_advice(name) or name.partition(".")[0] in sys.stdlib_module_names:
            return ""
        parts = name.split(".")
        folders = [base.joinpath(*parts[:-1]) for base in (*self.roots, SHIMS)]
        files = [path for folder in folders for path in folder.glob("*.py")]
        files += [path.parent for folder in folders for path in folder.glob("*/__init__.py")]
        names = {".".join([*parts[:-1], path.stem]) for path in files}
        if near := nearest_hint(name, names if parts[1:] else names | RUNTIME_MODULES.keys()):
            return near
        packages = [path.parent for base in self.roots for path in base.glob("*/__init__.py")]
        within = [self._name_of(path) for package in packages for path in package.rglob(f"{parts[-1]}.py")]
        return f": did you mean `{min(within)}`?" if within else ""

    def _follow(self, module: Module) -> None:
        for node in imports_of(module.tree):
            targets = [part for name in self._targets(module, node) for part in self._with_packages(name)]
            for name, is_implied in dict(targets).items():
                self._import(module, node, name, is_implied=is_implied)
            module.targets[node] = [name for name in dict(targets) if name in self.modules]

    def _with_packages(self, name: str) -> list[tuple[str, bool]]:
        """Return a module's packages, whose `__init__.py` Python runs first, and then the module."""
        parts = name.split(".")
        packages = [".".join(parts[:count]) for count in range(1, len(parts))]
        modules = [(package, True) for package in packages if self._is_source(package)]
        return [*modules, (name, False)]

    def _is_source(self, name: str) -> bool:
        source = self._find(name)
        return source is not None and not source[1] and name not in TYPING_MODULES

    def _targets(self, module: Module, node: ast.Import | ast.ImportFrom) -> list[str]:
        if isinstance(node, ast.Import):
            return [alias.name for alias in node.names]
        base = absolute_name(module, node)
        if base is None:
            self.diagnostics.append(
                module.at(
                    node, "this relative import leaves the program: import from a module below the root"
                )
            )
            return []
        submodules = [f"{base}.{alias.name}" for alias in node.names if self._find(f"{base}.{alias.name}")]
        return [base, *submodules] if len(submodules) < len(node.names) or self._find(base) else submodules

    def _import(self, module: Module, node: ast.AST, name: str, *, is_implied: bool) -> None:
        """Load a module. `is_implied`: it is a package whose submodule the import names."""
        if name in RUNTIME_MODULES or name in TYPING_MODULES or name == "__js__":
            return
        source = self._source_of(module, node, name, is_implied=is_implied)
        if source is None:
            return
        module.imports.setdefault(name, getattr(node, "lineno", 1))
        if name in self._under_way:
            if name != module.name and not is_implied:
                self._refuse_cycle(module, node, name)
        elif name not in self.modules and name not in self.missing:
            self._load(name, *source)

    def _source_of(
        self, module: Module, node: ast.AST, name: str, *, is_implied: bool
    ) -> tuple[Path, bool] | None:
        """Find a module's source; None, with a finding, if the module cannot be imported."""
        if not_compiled := CPYTHON_ONLY.intersection(name.split(".")).difference(module.name.split(".")):
            if is_implied or name.rpartition(".")[0] in self.missing:  # the import itself is reported
                return None
            why = f": {min(not_compiled)}/ runs in CPython only, never in the browser"
        else:
            source = self._find(name)
            if source is not None:
                return source
            why = self._nearest(name) or f": {instead_of(name)}"
        self.missing.add(name)
        self.diagnostics.append(module.at(node, f"module `{name}` cannot be imported{why}"))
        return None

    def _refuse_cycle(self, module: Module, node: ast.AST, name: str) -> None:
        cycle = " -> ".join([*self._under_way[self._under_way.index(name) :], name])
        problem = f"these modules import each other: {cycle}: move what they share to a third"
        self.diagnostics.append(module.at(node, problem))

    def _load(self, name: str, path: Path, is_library: bool) -> None:
        """Parse a module, load its imports, and then add the module."""
        self._under_way.append(name)
        display = f"{SHIMS_SHOWN}{path.relative_to(SHIMS).as_posix()}" if is_library else self._display(path)
        display, text = self.replaced.get(name, (display, None))
        try:
            imported = parse(path, name, display, is_library=is_library, text=text)
        except RefusedError as error:
            self.missing.add(name)
            self.diagnostics += error.diagnostics
        else:
            self._follow(imported)
            self.modules[name] = imported
        self._under_way.pop()


def package_root(file: Path) -> Path:
    """Return the folder that holds the package of a file, or the file's own if it is in none."""
    folder = file.resolve().parent
    while (folder / "__init__.py").exists():
        folder = folder.parent
    return folder


def absolute_name(module: Module, node: ast.ImportFrom) -> str | None:
    """Return the full name of the module in `from … import`; None if it is above the root."""
    if not node.level:
        return node.module or ""
    parts = module.name.split(".")
    package = parts if module.is_package else parts[:-1]
    if node.level - 1 > len(package) or (not package and not node.module):
        return None if node.level > 1 else (node.module or "")
    base = package[: len(package) - (node.level - 1)]
    return ".".join([*base, node.module] if node.module else base)


@functools.lru_cache(maxsize=TREES)
def imports_of(tree: ast.Module) -> Sequence[ast.Import | ast.ImportFrom]:
    """Return the imports in source order, without those for type checkers only."""
    imports: list[ast.Import | ast.ImportFrom] = []
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            imports.append(node)
        is_for_checkers = isinstance(node, ast.If) and is_type_checking(node.test)
        inside = node.orelse if isinstance(node, ast.If) and is_for_checkers else children(node)
        pending.extend(reversed(inside))
    return imports


def is_type_checking(test: ast.expr) -> bool:
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )
