"""Conditional lines of the runtime: a program with one feature gets everything that the feature needs.

The corpus would not notice a forgotten condition: its programs have many features each.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from build.compiler.runtime.library import runtime_units
from tests.compiler.compiled import in_cpython, printed
from tests.support.cases import each

FEATURES = (Path(__file__).parent / "features.txt").read_text("utf-8").split("\n=== ")[1:]
PROGRAMS = dict(feature.split("\n", 1) for feature in FEATURES)

# One class with one operator's methods each.
OPERATORS = {
    "add": "+",
    "sub": "-",
    "mul": "*",
    "truediv": "/",
    "floordiv": "//",
    "mod": "%",
    "pow": "**",
    "and": "&",
    "or": "|",
    "xor": "^",
    "lshift": "<<",
    "rshift": ">>",
}
IN_PLACE = ("add", "sub", "mul", "and", "or", "xor")
UNARY = {"neg": "-x", "pos": "+x", "invert": "~x", "abs": "abs(x)"}


def same(source: str) -> None:
    assert printed(source) == in_cpython(source)


@pytest.mark.filterwarnings("ignore::SyntaxWarning")  # some programs provoke a TypeError
@each("name", PROGRAMS)
def test_a_program_with_one_feature_has_what_the_feature_needs(name: str) -> None:
    same(PROGRAMS[name])


@each("name", OPERATORS)
def test_an_operator_that_only_one_class_has_is_linked(name: str) -> None:
    op, method = OPERATORS[name], "class X:\n    def __{}__(self, other):\n        return 'asked', other\n"
    same(f"{method.format(name)}print(X() {op} 1)\nx = X()\nx {op}= 2\nprint(x)")
    same(f"{method.format('r' + name)}print(1 {op} X(), [] {op} X(), None {op} X())")


@pytest.mark.parametrize("name", IN_PLACE)
def test_an_in_place_operator_that_only_one_class_has_is_linked(name: str) -> None:
    same(
        f"class X:\n    def __i{name}__(self, other):\n        return 'asked', other\n"
        f"x = X()\nx {OPERATORS[name]}= 2\nprint(x)"
    )


@each("name", OPERATORS)
def test_the_more_derived_class_is_asked_first(name: str) -> None:
    op = OPERATORS[name]
    same(
        f"class X:\n    n = 5\n    def __{name}__(self, other):\n        return self.n + other.n\n"
        f"class Y(X):\n    def __r{name}__(self, other):\n        return 'more special'\n"
        f"print(X() {op} X(), X() {op} Y(), Y() {op} X())"
    )


@pytest.mark.parametrize("name", UNARY)
def test_a_unary_operator_that_only_one_class_has_is_linked(name: str) -> None:
    same(f"class X:\n    def __{name}__(self):\n        return 'asked'\nx = X()\nprint({UNARY[name]})")


def test_conditions_name_existing_units() -> None:
    """A condition on a renamed unit would never hold."""
    units = runtime_units()
    named = {name for unit in units.values() for line in unit.lines for name in line.condition}
    missing = {name for name in named if name.startswith("$")} - units.keys()
    assert not missing, sorted(missing)


def test_a_line_with_a_condition_is_not_a_part_of_a_longer_statement() -> None:
    """The code is valid with the line and without it: the line begins and ends a statement or a method."""
    for unit in runtime_units().values():
        for line in unit.lines:
            if line.condition:
                assert line.text.rstrip().endswith((";", "}", "},")), line.text
                assert line.text.count("{") == line.text.count("}"), line.text
                assert line.text.count("(") == line.text.count(")"), line.text
