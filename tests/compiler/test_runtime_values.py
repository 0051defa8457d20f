"""The runtime against CPython on generated values: numbers, comparisons, containers."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tests.compiler.differential import (
    ENGINE,
    EXAMPLES,
    SAFE,
    agree,
    ends,
    floats,
    integers,
    numbers,
    small,
    texts,
)
from tests.compiler.runtime_engine import literal, outcome_in_cpython

scalars = st.one_of(st.none(), st.booleans(), small, st.floats(-5, 5), texts)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.one_of(small, texts), inner, max_size=4),
    ),
    max_leaves=8,
)
ARITHMETIC: dict[str, Callable[[Any, Any], object]] = {
    "$add": operator.add,
    "$sub": operator.sub,
    "$mul": operator.mul,
    "$div": operator.truediv,
    "$floordiv": operator.floordiv,
    "$mod": operator.mod,
    "$b_divmod": divmod,
}
COMPARISONS: dict[str, Callable[[Any, Any], object]] = {
    "$eq": operator.eq,
    "$ne": operator.ne,
    "$lt": operator.lt,
    "$le": operator.le,
    "$gt": operator.gt,
    "$ge": operator.ge,
}
BITS: dict[str, Callable[[int, int], int]] = {
    "$bitand": operator.and_,
    "$bitor": operator.or_,
    "$bitxor": operator.xor,
    "$rshift": lambda a, b: a >> min(abs(b), 80),
}


def is_out_of_range(function: Callable[[], object]) -> bool:
    """Return whether the result is beyond 2**53: there whole numbers raise OverflowError in the runtime."""
    try:
        result = function()
    except Exception:
        return False
    parts = result if isinstance(result, tuple) else (result,)
    return any(isinstance(part, int) and abs(part) >= SAFE for part in parts)


@pytest.mark.parametrize("name", ARITHMETIC)
@EXAMPLES
@given(a=numbers, b=numbers)
def test_arithmetic_gives_what_cpython_gives(name: str, a: object, b: object) -> None:
    function = ARITHMETIC[name]
    if is_out_of_range(lambda: function(a, b)):
        assert ENGINE.call(name, a, b).startswith(("OverflowError", "(")) or isinstance(function(a, b), tuple)
    else:
        agree(name, lambda: function(a, b), a, b)


@pytest.mark.parametrize("name", BITS)
@EXAMPLES
@given(a=integers, b=integers)
def test_operators_on_bits_give_what_cpython_gives(name: str, a: int, b: int) -> None:
    b = min(abs(b), 80) if name == "$rshift" else b
    assume(abs(BITS[name](a, b)) < SAFE)
    agree(name, lambda: BITS[name](a, b), a, b)


def power(x: float, n: int) -> float:
    """Return `x ** n`, correctly rounded. In C libraries, and CPython, the last digit may be wrong (58.0 ** 11)."""
    found: float = x**n
    if not math.isfinite(x) or x == 0 or not math.isfinite(found):
        return found
    exact = Fraction(x) ** n
    return math.copysign(abs(exact.numerator) / exact.denominator, found)


@EXAMPLES
@example(58.0, 11)
@example(729.0580373839864, -5)
@example(1.0000000000000002e-27, 12)  # less than the smallest normal number
@example(4.5e-27, 12)
@example(3e-162, 2)
@example(-1.1e-108, 3)
@example(2.0**25, -43)  # half of the smallest number
@given(x=st.one_of(floats, st.floats(1e-30, 1e-25)), n=st.integers(-12, 12))
def test_whole_powers_of_floats_are_rounded_as_in_cpython(x: float, n: int) -> None:
    agree("$pow", lambda: power(x, n), x, n)


@EXAMPLES
@given(x=numbers, places=st.integers(-4, 6))
def test_round_gives_what_cpython_gives(x: float, places: int) -> None:
    assume(not is_out_of_range(lambda: round(x, places)))
    agree("$b_round", lambda: round(x, places), x, places)


@EXAMPLES
@given(x=st.one_of(floats, st.floats(-1e7, 1e7), st.floats(1e14, 1e23)))
def test_floats_are_shown_as_in_cpython(x: float) -> None:
    assert ENGINE.outcome(literal(x)) == repr(x)


@pytest.mark.parametrize("name", COMPARISONS)
@EXAMPLES
@given(a=values, b=values)
def test_comparisons_give_what_cpython_gives(name: str, a: object, b: object) -> None:
    agree(name, lambda: COMPARISONS[name](a, b), a, b)


@pytest.mark.parametrize("name", COMPARISONS)
@EXAMPLES
@given(a=st.lists(scalars, max_size=3), b=st.lists(scalars, max_size=3))
def test_comparisons_of_lists_give_what_cpython_gives(name: str, a: list[object], b: list[object]) -> None:
    agree(name, lambda: COMPARISONS[name](a, b), a, b)


@EXAMPLES
@given(x=values)
def test_repr_str_truth_and_copies_are_those_of_cpython(x: object) -> None:
    assert ENGINE.outcome(literal(x)) == repr(x)
    agree("$str", lambda: str(x), x)
    agree("$truth", lambda: bool(x), x)
    assert ENGINE.outcome(f"$eq({literal(x)}, {literal(x)})") == "True"


@EXAMPLES
@given(items=st.lists(st.one_of(small, st.tuples(small, texts), texts), max_size=6), reverse=st.booleans())
def test_sorted_gives_what_cpython_gives(items: list[object], reverse: bool) -> None:
    assert ENGINE.outcome(
        f"$b_sorted({literal(items)}, undefined, {literal(reverse)})"
    ) == outcome_in_cpython(
        lambda: sorted(items, reverse=reverse)  # type: ignore[type-var]
    )


@EXAMPLES
@given(x=st.one_of(texts, st.lists(small), st.lists(small).map(tuple)), start=ends, stop=ends, step=ends)
def test_slices_give_what_cpython_gives(
    x: str, start: int | None, stop: int | None, step: int | None
) -> None:
    agree("$slice_by", lambda: x[start:stop:step], x, start, stop, step)


@EXAMPLES
@given(x=st.lists(small), start=ends, stop=ends, step=ends, items=st.lists(small, max_size=4))
def test_assigned_and_deleted_slices_leave_what_cpython_leaves(
    x: list[int], start: int | None, stop: int | None, step: int | None, items: list[int]
) -> None:
    def assign() -> list[int]:
        copy = list(x)
        copy[start:stop:step] = items
        return copy

    def delete() -> list[int]:
        copy = list(x)
        del copy[start:stop:step]
        return copy

    bounds = ",".join(literal(end) for end in (start, stop, step))
    assigned = ENGINE.outcome(
        f"((x) => {{ $setslice(x, {bounds}, {literal(items)}); return x; }})({literal(x)})"
    )
    deleted = ENGINE.outcome(f"((x) => {{ $delslice(x, {bounds}); return x; }})({literal(x)})")
    assert (assigned, deleted) == (outcome_in_cpython(assign), outcome_in_cpython(delete))


@EXAMPLES
@given(
    items=st.lists(st.integers(-70, 200), max_size=40),
    gone=st.lists(st.integers(-70, 200), max_size=10),
    later=st.lists(st.integers(-70, 200), max_size=20),
)
def test_a_set_of_ints_has_cpythons_order(items: list[int], gone: list[int], later: list[int]) -> None:
    built_set = set[int]()
    for item in items:
        built_set.add(item)
    for item in [*gone, *items[::2]]:
        built_set.discard(item)
    for item in later:
        built_set.add(item)
    other = set(gone)
    shown = repr(built_set)
    combined = [built_set | other, built_set & other, built_set - other, built_set ^ other, list(built_set)]
    popped = [built_set.pop() for _ in range(len(built_set))]
    result = ENGINE.outcome(
        f"""(() => {{
            const made = $set({literal(items)}), other = $b_set({literal(gone)});
            for (const item of {literal([*gone, *items[::2]])}) $m_discard(made, item);
            for (const item of {literal(later)}) $m_add(made, item);
            const both = [$bitor, $bitand, $sub, $bitxor].map((operator) => operator(made, other));
            const shown = $repr(made), listed = $b_list(made);
            return [shown, ...both, listed, Array.from({{ length: $len(made) }}, () => $m_pop(made))];
        }})()"""
    )
    assert result == repr([shown, *combined, popped])


@EXAMPLES
@given(
    x=st.dictionaries(st.one_of(small, texts), small, max_size=5),
    y=st.dictionaries(st.one_of(small, texts), small, max_size=5),
    key=st.one_of(small, st.booleans(), texts),
)
def test_dicts_do_what_cpythons_do(x: dict[object, int], y: dict[object, int], key: object) -> None:
    agree("$bitor", lambda: x | y, x, y)
    agree("$eq", lambda: x == y, x, y)
    agree("$item", lambda: x[key], x, key)
    agree("$in", lambda: key in x, key, x)
    agree("$m_get", lambda: x.get(key), x, key)
    agree("$m_pop", lambda: dict(x).pop(key), x, key)
