"""The hand-written runtime, taken apart into its declarations."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path

RUNTIME = Path(__file__).parent.parent / "runtime"

# A `const` or `extends` may use only what stands before it: files are taken in this order.
ORDER = (
    "objects.js",
    "errors.js",
    "functions.js",
    "values.js",
    "numbers.js",
    "containers.js",
    "text.js",
    "bytes.js",
    "iteration.js",
    "interop.js",
    "coroutines.js",
    "dataclass.js",
    "enumeration.js",
    "program.js",
    "platform.js",
)
_DECLARATION = re.compile(r"^(?:async )?(?:function\*?|const|class) (\$\w+)")
_NAME = re.compile(r"\$[A-Za-z_]\w*")


@dataclass(frozen=True)
class RuntimeUnit:
    name: str
    lines: tuple[str, ...]
    needs: frozenset[str]


@functools.cache
def runtime_units() -> dict[str, RuntimeUnit]:
    """Every declaration of the runtime by name, in the order in which they may stand in a bundle."""
    units: dict[str, RuntimeUnit] = {}
    for file in ORDER:
        path = RUNTIME / file
        if path.exists():
            for unit in _units_of(path.read_text(encoding="utf-8")):
                units[unit.name] = unit
    return units


def names_with(prefix: str) -> frozenset[str]:
    """`names_with("$m_")`: the methods the runtime has."""
    return frozenset(name.removeprefix(prefix) for name in runtime_units() if name.startswith(prefix))


def _units_of(text: str) -> list[RuntimeUnit]:
    units: list[RuntimeUnit] = []
    current: list[str] = []
    for line in text.split("\n"):
        if not line.strip() or line.lstrip().startswith("//"):
            continue
        if _DECLARATION.match(line):
            if current:
                units.append(_unit(current))
            current = []
        current.append(line)
    return [*units, _unit(current)] if current else units


def _unit(lines: list[str]) -> RuntimeUnit:
    match = _DECLARATION.match(lines[0])
    if match is None:
        raise ValueError(f"the runtime holds a statement that is no declaration: {lines[0]!r}")
    needs = {name for line in lines for name in _NAME.findall(line)}
    return RuntimeUnit(match[1], tuple(lines), frozenset(needs - {match[1]}))
