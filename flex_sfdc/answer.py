"""The outcome of a request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """The outcome of a request.

    `why` is empty on success, otherwise it has codes and reasons without customer data, and may be logged.
    `unknown`: there was no answer, and the request may have taken effect. `untouched`: nothing was written,
    because there is already an activity with the key, and only the plugin has changed it; `updated` lists the
    changed fields in lower case, and the marks.
    """

    success: bool
    value: object
    why: str
    unknown: bool = False
    untouched: bool = False
    updated: list[str] | None = None


Answered = Callable[[Answer], object]

SUCCESS = Answer(True, None, "")


def failure(why: str) -> Answer:
    """Return the outcome of a request that failed without a value, and had no effect."""
    return Answer(False, None, why)
