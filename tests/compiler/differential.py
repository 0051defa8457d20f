"""Compare the runtime with CPython on generated values."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import settings
from hypothesis import strategies as st

from tests.compiler.runtime_engine import RuntimeEngine, outcome_in_cpython

SAFE = 2**53
ENGINE = RuntimeEngine()
EXAMPLES = settings(max_examples=25, deadline=None)

small = st.integers(-100, 100)
integers = st.one_of(small, st.integers(-SAFE + 1, SAFE - 1))
cents = st.integers(-9999, 9999).map(lambda n: n / 100)
floats = st.one_of(st.floats(), st.floats(-1000, 1000), small.map(float), cents)
numbers = st.one_of(integers, floats, st.booleans())
texts = st.text(st.sampled_from("abAB zßé\t\n-,.😀\u2028'\"\\0"), max_size=8)
ends = st.one_of(st.none(), st.integers(-9, 9))


def agree(name: str, function: Callable[[], object], *arguments: object) -> None:
    """Check that the runtime's unit does with the arguments what `function` does in CPython."""
    expected = outcome_in_cpython(function)
    result = ENGINE.call(name, *arguments)
    assert result == expected, f"{name}({', '.join(map(repr, arguments))})"
