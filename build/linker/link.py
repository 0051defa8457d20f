"""Linking: what the program needs, of itself and of the runtime, in one scope and in the order of
execution.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from build.errors import ToolChainError
from build.frontend.units import Unit
from build.linker.runtime_library import RuntimeUnit, runtime_units


@dataclass(frozen=True)
class LinkedLine:
    """A line of the bundle; `source` and `line` say which Python line it comes from, where there is one."""

    text: str
    source: str | None = None
    line: int = 0


@dataclass(frozen=True)
class Linked:
    runtime: tuple[LinkedLine, ...]
    program: tuple[LinkedLine, ...]
    units: tuple[Unit, ...]


def link(units: list[Unit], roots: Iterable[str]) -> Linked:
    """Keeps what the roots and the statements that do something need.

    units: of all modules, in the order of execution. roots: identifiers that are needed from outside. Raises
    ToolChainError when an identifier of the
    runtime is named that does not exist, which is a defect of the tool chain.
    """
    library = runtime_units()
    definers: dict[str, list[Unit]] = {}
    for unit in units:
        for name in unit.defines:
            definers.setdefault(name, []).append(unit)
    kept: set[int] = set()
    kept_runtime: set[str] = set()
    pending = list(roots)
    for unit in units:
        if not unit.pure:
            _keep(unit, kept, pending)
    while pending:
        name = pending.pop()
        for unit in definers.get(name, ()):
            _keep(unit, kept, pending)
        if name in library and name not in kept_runtime:
            kept_runtime.add(name)
            pending.extend(library[name].needs & library.keys())
        elif name not in library and name not in definers and _is_runtime_name(name):
            raise ToolChainError(f"the runtime has no {name}: this is a defect of the tool chain")
    runtime = [library[name] for name in library if name in kept_runtime]
    chosen = tuple(unit for unit in units if id(unit) in kept)
    return Linked(tuple(_runtime_lines(runtime)), tuple(_program_lines(chosen)), chosen)


def _keep(unit: Unit, kept: set[int], pending: list[str]) -> None:
    if id(unit) not in kept:
        kept.add(id(unit))
        pending.extend(unit.needs)


def _is_runtime_name(name: str) -> bool:
    return name.startswith("$") and len(name) > 1 and not name[1].isdigit()


def _runtime_lines(units: list[RuntimeUnit]) -> Iterable[LinkedLine]:
    for unit in units:
        for line in unit.lines:
            yield LinkedLine(line)


def _program_lines(units: tuple[Unit, ...]) -> Iterable[LinkedLine]:
    for unit in units:
        for line in unit.lines:
            yield LinkedLine(line.text, unit.source, line.source_line)
