"""A value that several checks need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from build.remote.errors import ReleaseError

T = TypeVar("T")


class Once(Generic[T]):
    """A value that is read once for all checks that need it; they share its failure too."""

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._outcome: T | ReleaseError | None = None
        self._is_read = False

    def __call__(self) -> T:
        if not self._is_read:
            try:
                self._outcome = self._read()
            except ReleaseError as error:
                self._outcome = error
            self._is_read = True
        if isinstance(self._outcome, ReleaseError):
            raise self._outcome
        return self._outcome  # type: ignore[return-value]
