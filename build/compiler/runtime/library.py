"""Split the hand-written runtime into its declarations, and list the names that it offers."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Set
from dataclasses import dataclass
from pathlib import Path

from build.compiler.runtime.arguments import KEYWORDS

RUNTIME = Path(__file__).parent

# A `const` or `extends` may use only earlier declarations: files are read in this order.
ORDER = (
    "brands.js",
    "classes.js",
    "attributes.js",
    "types.js",
    "displays.js",
    "errors.js",
    "functions.js",
    "values.js",
    "arithmetic.js",
    "numbers.js",
    "sequences.js",
    "dicts.js",
    "sets.js",
    "items.js",
    "representation.js",
    "text.js",
    "text_kinds.js",
    "formatting.js",
    "bytes.js",
    "iteration.js",
    "interop.js",
    "coroutines.js",
    "dataclass.js",
    "enumeration.js",
    "program.js",
    "platform.js",
    "platform_math.js",
)
# `… // if $Slice | .__getitem__`: the linker keeps the line only if the bundle has that unit, or some class
# that member.
_CONDITION = re.compile(r"\s*// if ((?:[$.]\w+)(?: \| [$.]\w+)*)$")
# `// gives .__eq__` above a declaration: if the bundle has the declaration, instances may have that member.
_GIVES = re.compile(r"^// gives ((?:\.\w+ ?)+)$")
_DECLARATION = re.compile(r"^(?:async )?(?:function\*?|const|class) (\$\w+)")
_FUNCTION = re.compile(r"\b(?:var|const) ([\w$]+) = (?:async )?function\b|\bfunction\*? ([\w$]+)")
_NAME = re.compile(r"(?<!\w)(?<!(?<!\.)\.)\$[A-Za-z_]\w*")  # `...$x` names a unit, `o.$x` does not


@dataclass(frozen=True)
class RuntimeLine:
    text: str
    needs: frozenset[str]
    condition: frozenset[str] = frozenset()
    """Units (`$x`) and members (`.x`): one of them must be in the bundle. Empty: always."""
    functions: frozenset[str] = frozenset()
    """The functions that begin on the line."""


@dataclass(frozen=True)
class RuntimeUnit:
    name: str
    lines: tuple[RuntimeLine, ...]
    gives: frozenset[str]

    @functools.cached_property
    def needs(self) -> frozenset[str]:
        """The units that the declaration always needs, whatever else is in the bundle."""
        needs = frozenset().union(*(line.needs for line in self.lines if not line.condition))
        return needs & runtime_units().keys()

    @functools.cached_property
    def on_condition(self) -> tuple[RuntimeLine, ...]:
        """The lines that have a condition."""
        return tuple(line for line in self.lines if line.condition)

    @functools.cached_property
    def _text(self) -> str:
        return _joined(self.lines)

    def chosen(self, present: Set[str]) -> Iterable[RuntimeLine]:
        """Return the lines to put into a bundle with these units and members."""
        if not self.on_condition:
            return self.lines
        return [line for line in self.lines if not line.condition or line.condition & present]

    def text(self, present: Set[str]) -> str:
        """Return those lines, without indentation."""
        return _joined(self.chosen(present)) if self.on_condition else self._text


def _joined(lines: Iterable[RuntimeLine]) -> str:
    return "\n".join(line.text.lstrip() for line in lines)


@functools.cache
def runtime_units() -> dict[str, RuntimeUnit]:
    """Return every declaration of the runtime by name, in the order of a bundle."""
    units: dict[str, RuntimeUnit] = {}
    for file in ORDER:
        for unit in _units_of((RUNTIME / file).read_text(encoding="utf-8")):
            if unit.name in units:
                raise ValueError(f"the runtime declares {unit.name} twice")
            units[unit.name] = unit
    return units


def names_with(prefix: str) -> frozenset[str]:
    """Return the names of units with a prefix: `names_with("$m_")` are the methods that the runtime has."""
    return frozenset(name.removeprefix(prefix) for name in runtime_units() if name.startswith(prefix))


def _units_of(text: str) -> list[RuntimeUnit]:
    units: list[RuntimeUnit] = []
    current: list[str] = []
    gives: frozenset[str] = frozenset()
    announced: frozenset[str] = frozenset()
    for line in text.split("\n"):
        if not line.strip() or line.lstrip().startswith("//"):
            match = _GIVES.match(line)
            announced = frozenset(match[1].split()) if match else announced
            continue
        if _DECLARATION.match(line):
            if current:
                units.append(_unit(current, gives))
            current, gives, announced = [], announced, frozenset()
        current.append(line)
    return [*units, _unit(current, gives)] if current else units


def _unit(lines: list[str], gives: frozenset[str]) -> RuntimeUnit:
    match = _DECLARATION.match(lines[0])
    if match is None:
        raise ValueError(f"the runtime contains a statement that is not a declaration: {lines[0]!r}")
    return RuntimeUnit(match[1], tuple(_line(line, match[1]) for line in lines), gives)


def _line(line: str, own: str) -> RuntimeLine:
    condition = _CONDITION.search(line)
    text = line[: condition.start()] if condition else line
    needs = frozenset(_NAME.findall(text)) - {own}
    functions = frozenset(variable or name for variable, name in _FUNCTION.findall(text))
    conditions = frozenset(condition[1].split(" | ")) if condition else frozenset()
    return RuntimeLine(text, needs, conditions, functions)


BUILTINS = names_with("$b_")
METHODS = names_with("$m_")

# Built-ins whose JavaScript takes the positional arguments as one array. They are wrapped for use as values.
VARIADIC = frozenset(name for name, parameters in KEYWORDS.items() if parameters and parameters[0] == "*")
