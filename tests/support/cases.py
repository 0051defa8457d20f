"""Many cases in one test: a loop costs a fraction of a parametrized test, which every worker collects."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

Test = Callable[..., None]


@contextmanager
def case(*values: object) -> Iterator[None]:
    """Name the case if it fails; pytest shows the reason above the name."""
    try:
        yield
    except Exception as error:
        raise AssertionError(f"the case {', '.join(map(str, values))}") from error


def each(names: str | tuple[str, ...], rows: Iterable[Any]) -> Callable[[Test], Test]:
    """Run a test for each row, like `parametrize`, as one test. Its fixtures are the same for all rows."""
    keys = (names,) if isinstance(names, str) else names
    cases = [(row,) if isinstance(names, str) else row for row in rows]
    assert cases, "a test without rows proves nothing"

    def decorate(test: Test) -> Test:
        def run(**fixtures: Any) -> None:
            for values in cases:
                with case(*values):
                    test(**dict(zip(keys, values, strict=True)), **fixtures)

        signature = inspect.signature(test)
        fixtures = [entry for name, entry in signature.parameters.items() if name not in keys]
        run.__signature__ = signature.replace(parameters=fixtures)  # type: ignore[attr-defined]
        run.__name__, run.__doc__, run.__module__ = test.__name__, test.__doc__, test.__module__
        return run

    return decorate
