"""Inline module constants where that takes less space than a variable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence

from build.compiler.emit.units import Unit
from build.compiler.link.variables import variables_of

_FEW = 4  # places, including the one that sets the variable
_SHORT = 9  # characters

# Calls that test whether a variable is set.
_ASKING = frozenset(["$global", "$free", "$local"])


def inlined(units: Sequence[Unit], texts: Sequence[str]) -> list[str]:
    """Return the texts of units with the constants inlined, without units that are no longer needed."""
    constants = {name: unit.constant for unit in units if unit.constant for name in unit.defines}
    defined = Counter(name for unit in units for name in unit.defines)
    uses, tested = _uses_of(constants, texts)
    chosen = {
        name: value
        for name, value in constants.items()
        if value
        and defined[name] == 1
        and name not in tested
        and (uses[name] <= _FEW or len(value) <= _SHORT)
    }
    return [
        "" if unit.constant and unit.defines <= chosen.keys() else _replaced(text, chosen)
        for unit, text in zip(units, texts, strict=True)
    ]


def _uses_of(constants: Container[str], texts: Sequence[str]) -> tuple[Counter[str], set[str]]:
    """Count the uses of each constant, and find the names that need their variable."""
    uses: Counter[str] = Counter()
    tested: set[str] = set()
    for text in texts:
        tokens = [token for token in variables_of(text).tokens if token.kind != "space"]
        for place, token in enumerate(tokens):
            if token.kind == "name" and token.text in constants:
                uses[token.text] += 1
                if place > 1 and tokens[place - 2].text in _ASKING:
                    tested.add(token.text)
            elif token.kind == "shorthand":
                tested.add(token.text)
    return uses, tested


def _replaced(text: str, values: dict[str, str]) -> str:
    return "".join(
        values.get(token.text, token.text) if token.kind == "name" else token.text
        for token in variables_of(text).tokens
    )
