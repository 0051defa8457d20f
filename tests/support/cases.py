"""Many cases in one test: a loop costs a fraction of a parametrized test, which every worker collects."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def case(*values: object) -> Iterator[None]:
    """Name the case if it fails; pytest shows the reason above the name."""
    try:
        yield
    except Exception as error:
        raise AssertionError(f"the case {', '.join(map(str, values))}") from error
