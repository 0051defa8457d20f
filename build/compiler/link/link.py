"""Link the needed units of program and runtime, in one scope and in the order of execution."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from build.compiler.emit.units import Unit
from build.compiler.link.compact import compacted, joined, without_semicolons
from build.compiler.link.constants import inlined
from build.compiler.link.shorten import PrivateAttributes, shortened
from build.compiler.link.source_map import Joined, LinkedLine
from build.compiler.runtime.library import RuntimeUnit, runtime_units
from build.errors import ToolChainError


@dataclass(frozen=True)
class Linked:
    runtime: tuple[Joined, ...]
    program: tuple[Joined, ...]
    units: tuple[Unit, ...]
    names: dict[str, str]
    """The names of the variables of program and runtime in the lines."""


def link(
    units: list[Unit],
    roots: Iterable[str],
    *,
    private: PrivateAttributes,
    kept_names: frozenset[str] = frozenset(),
    readable: bool = False,
) -> Linked:
    """Keep the units that the roots and the statements with effects need.

    `units`: of all modules, in the order of execution; `roots`: identifiers needed from outside;
    `kept_names`: roots that keep their names; `private`: as for `shortened`; `readable`: whether to keep all
    names. Raises ToolChainError if the program needs a unit that the runtime lacks, which is a defect of the
    tool chain.
    """
    selection = _Selection(units)
    selection.need([*roots, *kept_names])
    for unit in units:
        if not unit.pure:
            selection.keep(unit)
    selection.settle()
    chosen = tuple(unit for unit in units if id(unit) in selection.kept)
    if not readable:
        return _shortened(selection, chosen, kept_names, private)
    runtime = tuple((LinkedLine(line),) for text in selection.runtime_texts() for line in text.split("\n"))
    return Linked(runtime, tuple((line,) for unit in chosen for line in _program_lines(unit)), chosen, {})


def _shortened(
    selection: _Selection, chosen: tuple[Unit, ...], kept_names: frozenset[str], private: PrivateAttributes
) -> Linked:
    """Link the units with short names and without redundant characters."""
    runtime, program = selection.runtime_texts(), [_program_lines(unit) for unit in chosen]
    shared = (selection.present & selection.library.keys()).union(*(unit.defines for unit in chosen))
    keeps_names = bool(selection.present & _ASKING_FOR_NAMES)
    if keeps_names:
        kept_names = kept_names.union(selection.runtime_functions(), *(u.functions for u in chosen))
    texts = inlined(chosen, ["\n".join(line.text for line in lines) for lines in program])
    short, names = shortened([*runtime, *texts], frozenset(shared), kept_names, private)
    renamed = [
        [LinkedLine(text, line.source, line.line) for line, text in zip(lines, text.split("\n"), strict=True)]
        for lines, text in zip(program, short[len(runtime) :], strict=True)
    ]
    of_runtime = [LinkedLine(line) for text in short[: len(runtime)] for line in text.split("\n")]
    of_program = compacted(chain(*renamed), keeps_names=keeps_names)
    # The first line of the program may continue the last line of the runtime.
    of_runtime = without_semicolons([*of_runtime, *of_program[:1]])[: len(of_runtime)]
    return Linked(tuple(joined(of_runtime)), tuple(joined(of_program)), chosen, names)


# Units of the runtime that read a function's JavaScript name, which must then be its Python name.
_ASKING_FOR_NAMES = frozenset(["$counted", "$function_name", "$varargs"])


class _Selection:
    """The units that are in the bundle so far. The selection only grows, so a condition stays true."""

    def __init__(self, units: list[Unit]) -> None:
        self.library = runtime_units()
        self.definers: dict[str, list[Unit]] = {}
        for unit in units:
            for name in unit.defines:
                self.definers.setdefault(name, []).append(unit)
        self.kept: set[int] = set()
        self.present: set[str] = set()
        """Units of the runtime (`$x`) and members of classes (`.x`) in the bundle."""
        self._needed: set[str] = set()
        self._pending: list[str] = []

    def need(self, names: Iterable[str]) -> None:
        new = set(names) - self._needed
        self._needed |= new
        self._pending.extend(new)

    def keep(self, unit: Unit) -> None:
        if id(unit) not in self.kept:
            self.kept.add(id(unit))
            self.present.update(f".{name}" for name in unit.members)
            self.need(unit.needs)

    def settle(self) -> None:
        """Add all needed units, then the lines whose conditions are true, until nothing is added."""
        size = -1
        while size != len(self.present):
            size = len(self.present)
            self._follow()
            for unit in self._runtime():
                for line in unit.on_condition:
                    if line.condition & self.present:
                        self.need(line.needs & self.library.keys())
            self._follow()

    def runtime_texts(self) -> list[str]:
        return [unit.text(self.present) for unit in self._runtime()]

    def runtime_functions(self) -> set[str]:
        lines = (line for unit in self._runtime() for line in unit.chosen(self.present))
        return {name for line in lines for name in line.functions}

    def _runtime(self) -> list[RuntimeUnit]:
        return [unit for name, unit in self.library.items() if name in self.present]

    def _follow(self) -> None:
        while self._pending:
            name = self._pending.pop()
            for unit in self.definers.get(name, ()):
                self.keep(unit)
            if name in self.library:
                self.present.update({name}, self.library[name].gives)
                self.need(self.library[name].needs)
            elif name not in self.definers and _is_runtime_name(name):
                raise ToolChainError(f"the runtime has no {name}: this is a bug of the tool chain")


def _is_runtime_name(name: str) -> bool:
    return name.startswith("$") and len(name) > 1 and not name[1].isdigit()


def _program_lines(unit: Unit) -> list[LinkedLine]:
    return [LinkedLine(line.text.lstrip(), unit.source, line.source_line) for line in unit.lines]
