"""Linking: what the program needs, of itself and of the runtime, in one scope and in the order of
execution.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from build.errors import ToolChainError
from build.frontend.units import Unit
from build.linker.runtime_library import runtime_units


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
    ToolChainError when an identifier of the runtime is named that does not exist: a defect of the tool chain.
    """
    selection = _Selection(units)
    selection.need(roots)
    for unit in units:
        if not unit.pure:
            selection.keep(unit)
    selection.settle()
    chosen = tuple(unit for unit in units if id(unit) in selection.kept)
    return Linked(tuple(selection.runtime_lines()), tuple(_program_lines(chosen)), chosen)


# Lines go without their indentation: one reads the Python, to which the map leads.


class _Selection:
    """What is in the bundle so far. It only ever grows, so that conditions that were met stay met."""

    def __init__(self, units: list[Unit]) -> None:
        self.library = runtime_units()
        self.definers: dict[str, list[Unit]] = {}
        for unit in units:
            for name in unit.defines:
                self.definers.setdefault(name, []).append(unit)
        self.kept: set[int] = set()
        self.facts: set[str] = set()
        """Units of the runtime (`$x`) and members of classes (`.x`) that are in."""
        self._pending: list[str] = []

    def need(self, names: Iterable[str]) -> None:
        self._pending.extend(names)

    def keep(self, unit: Unit) -> None:
        if id(unit) not in self.kept:
            self.kept.add(id(unit))
            self.facts.update(f".{name}" for name in unit.members)
            self.need(unit.needs)

    def settle(self) -> None:
        """Follows every need; then the lines whose conditions hold by now, until none is left."""
        size = -1
        while size != len(self.facts):
            size = len(self.facts)
            self._follow()
            for name in self.library.keys() & self.facts:
                for line in self.library[name].lines:
                    if line.condition & self.facts:
                        self.need(line.needs & self.library.keys())
            self._follow()

    def runtime_lines(self) -> Iterable[LinkedLine]:
        for name, unit in self.library.items():
            if name in self.facts:
                for line in unit.lines:
                    if not line.condition or line.condition & self.facts:
                        yield LinkedLine(line.text.lstrip())

    def _follow(self) -> None:
        while self._pending:
            name = self._pending.pop()
            for unit in self.definers.get(name, ()):
                self.keep(unit)
            if name in self.library:
                self._add(name)
            elif name not in self.definers and _is_runtime_name(name):
                raise ToolChainError(f"the runtime has no {name}: this is a defect of the tool chain")

    def _add(self, name: str) -> None:
        if name in self.facts:
            return
        unit = self.library[name]
        self.facts.update({name}, unit.gives)
        for line in unit.lines:
            if not line.condition:
                self.need(line.needs & self.library.keys())


def _is_runtime_name(name: str) -> bool:
    return name.startswith("$") and len(name) > 1 and not name[1].isdigit()


def _program_lines(units: tuple[Unit, ...]) -> Iterable[LinkedLine]:
    for unit in units:
        for line in unit.lines:
            yield LinkedLine(line.text.lstrip(), unit.source, line.source_line)
