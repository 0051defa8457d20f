"""The compiler's entry: compile sources to a linked program, or report the code that the dialect refuses.

load (read, parse, follow imports) -> analysis (resolve names) -> lower (refuse, translate) -> emit (print
through Transcrypt) -> link (keep the needed units) -> LinkedProgram
"""

from __future__ import annotations

import ast
import gc
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from build.compiler.analysis.imports import in_order_of_execution
from build.compiler.analysis.program import Program, analyse
from build.compiler.emit.units import Unit, units_of
from build.compiler.link.link import Linked, link
from build.compiler.link.source_map import Joined, Source, SourceLine, text_of
from build.compiler.load.depth import deep_recursion
from build.compiler.load.modules import Loader, Module
from build.errors import Diagnostic, RefusedError

__all__ = [
    "Diagnostic",
    "LinkedProgram",
    "RefusedError",
    "check_files",
    "compile_program",
]


@dataclass(frozen=True)
class LinkedProgram:
    code: str
    """Statements for the body of a strict-mode function: no import, no export, ends with a line break."""
    lines: tuple[tuple[SourceLine, ...], ...]
    """For each line of `code` the lines of Python on it, by column; none for the runtime."""
    sources: tuple[Source, ...]
    exports: dict[str, str]
    """Public functions and classes of the program itself: name -> JavaScript identifier in `code`."""
    runtime_bytes: int
    """The size of the hand-written runtime in `code`."""
    library: dict[str, str] = field(default_factory=dict)
    """The standard modules in `code`, with the place of the first import: `file.py:line`."""
    code_without: Callable[[str], str] = field(default=str, repr=False, compare=False)
    """Links the program again without a module and what only that module needs; for measuring."""

    def origin(self, line: int, column: int) -> SourceLine | None:
        """Return the line of Python that a place of `code` comes from. Both numbers begin with 0."""
        places = self.lines[line] if 0 <= line < len(self.lines) else ()
        before = [place for place in places if place.column <= column]
        return before[-1] if before else None


@contextmanager
def _without_collector() -> Iterator[None]:
    """Switch off the garbage collector: a compilation ends before collecting pays off."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@deep_recursion()
@_without_collector()
def compile_program(
    entry: Path,
    *,
    root: Path,
    further: Sequence[Path] = (),
    runtime_roots: tuple[str, ...] = (),
    readable: bool = False,
    replaced: Mapping[str, tuple[str, str]] | None = None,
) -> LinkedProgram:
    """Compile a program from its entry file.

    `root`: the folder in which absolute imports are looked up; `further`: the folders to search next;
    `runtime_roots`: units of the runtime that the caller needs by name; `readable`: whether variables keep
    their names; `replaced`: by module, its name in messages and the text to use instead of its file. Raises
    RefusedError with every place that cannot be translated.
    """
    loader = Loader(root, *further, replaced=replaced)
    main = loader.load_entry(entry)
    program = analyse(loader)
    units = in_order_of_execution(loader.modules, _lowered(loader, program), program.late)
    public = _public_names(program, main)
    relink = partial(
        link,
        roots=public.values(),
        kept_names=frozenset(runtime_roots),
        private=program.private_attributes,
        readable=readable,
    )

    def code_without(module: str) -> str:
        return _code(relink([unit for unit in units if unit.module != module or unit.is_shared]))

    return _assemble(program, relink(units), code_without)


def _lowered(loader: Loader, program: Program) -> dict[str, list[Unit]]:
    """Return the units of each module. Raises RefusedError with all findings."""
    lowered: dict[str, list[Unit]] = {}
    diagnostics = list(loader.diagnostics)
    for module in program.modules:
        lowered[module.name], refused = units_of(program, module)
        diagnostics.extend(refused)
    if diagnostics or loader.diagnostics:
        raise RefusedError([*diagnostics, *loader.diagnostics])
    return lowered


def _public_names(program: Program, module: Module) -> dict[str, str]:
    """Return the public functions and classes of a module."""
    public: dict[str, str] = {}
    for node in module.tree.body:
        if isinstance(
            node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        ) and not node.name.startswith("_"):
            binding = program.scopes[module.name].bindings[node.name]
            if binding.kind == "variable":
                public[node.name] = binding.target
    return public


def _code(linked: Linked) -> str:
    return "".join(f"{text_of(line)}\n" for line in (*linked.runtime, *linked.program))


def _assemble(program: Program, linked: Linked, code_without: Callable[[str], str]) -> LinkedProgram:
    texts = {module.display: module.text for module in program.modules}
    used = sorted({part.source for line in linked.program for part in line if part.source})
    numbers = {name: position for position, name in enumerate(used)}
    lines = [*linked.runtime, *linked.program]
    return LinkedProgram(
        code=_code(linked),
        lines=tuple(tuple(_source_lines(line, numbers)) for line in lines),
        sources=tuple(Source(name, texts[name]) for name in used),
        exports=_exports(program, linked),
        runtime_bytes=sum(len(text_of(line).encode()) + 1 for line in linked.runtime),
        library=_library(program, used),
        code_without=code_without,
    )


def _library(program: Program, used: Collection[str]) -> dict[str, str]:
    """Return the standard modules, each with its first import; the program's own imports come first."""
    by_own_first = sorted(program.modules, key=lambda module: module.is_library)
    places: dict[str, str] = {}
    for module in by_own_first:
        for name, line in module.imports.items():
            places.setdefault(name, f"{module.display}:{line}")
    shims = [module for module in program.modules if module.is_library and module.display in used]
    return {module.name: places[module.name] for module in shims if module.name in places}


def _source_lines(line: Joined, numbers: dict[str, int]) -> Iterator[SourceLine]:
    column = 0
    for part in line:
        if part.source:
            yield SourceLine(numbers[part.source], part.line, column)
        column += len(part.text)


def _exports(program: Program, linked: Linked) -> dict[str, str]:
    """Return the exports by plain name; if two modules have the same name, `module__name`."""
    linked_names = {name for unit in linked.units for name in unit.defines}
    candidates: list[tuple[str, str, str]] = []
    for module in program.modules:
        if not module.is_library:
            candidates += [
                (name, module.name.rsplit(".", 1)[-1], target)
                for name, target in _public_names(program, module).items()
                if target in linked_names
            ]
    names = [name for name, _, _ in candidates]
    exports = {
        name if names.count(name) == 1 else f"{module}__{name}": linked.names.get(target, target)
        for name, module, target in candidates
    }
    return dict(sorted(exports.items()))


@deep_recursion()
@_without_collector()
def check_files(paths: Sequence[Path], root: Path, *further: Path) -> list[Diagnostic]:
    """Return everything that the dialect refuses in these files and in the modules they import.

    Treat the files as one program with several entries, so that each module is read and lowered only once.
    """
    loader = Loader(root, *further)
    diagnostics: list[Diagnostic] = []
    for path in paths:
        try:
            loader.load_entry(path)
        except RefusedError as error:
            diagnostics += error.diagnostics
    if loader.modules:
        program = analyse(loader)
        for module in program.modules:
            diagnostics += units_of(program, module)[1]
    return sorted({*diagnostics, *loader.diagnostics})
