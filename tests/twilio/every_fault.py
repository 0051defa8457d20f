"""Every way in which a single request can fail, and the expected result of its command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from build.demo.twilio_api import Fault, cut_off, drop_after, drop_before, refuse, refuse_in_html
from build.remote.errors import AnswerLost, ReleaseError

REFUSED = {fault.name: fault for fault in (refuse(400), refuse(401), refuse(403), refuse(404), refuse(409))}
"""A refusal that a repetition cannot change."""
PASSING = {
    fault.name: fault
    for fault in (
        refuse(429),
        refuse(429, retry_after=7),
        refuse(500),
        refuse(503, retry_after=3),
        refuse_in_html(502),
        drop_before(),
    )
}
"""The request took no effect, and the next may be answered."""
DONE = {fault.name: fault for fault in (drop_after(), cut_off(), refuse(504, takes_effect=True))}
"""The request took effect, and its answer was lost."""
FINAL = frozenset({"400", "401", "403"})
"""Refusals that end the command at once, so repeating them makes no difference."""
FAULTS = {**REFUSED, **PASSING, **DONE}
WAYS = (*((fault, False) for fault in FAULTS), *((fault, True) for fault in FAULTS if fault not in FINAL))
"""Each fault, once and at every try."""


@dataclass(frozen=True)
class Step:
    """One request of a command."""

    words: str
    """The beginning of its errors."""
    method: str
    path: str
    """`*` is any part."""
    nth: int = 1
    """Which of the requests like it."""

    def __str__(self) -> str:
        return f"{self.words}{'' if self.nth == 1 else f' ({self.nth})'}"

    def ends_well(self, fault: Fault, *, for_ever: bool) -> bool:
        """Return whether the command should succeed despite the fault."""
        if fault.name in REFUSED:
            return False
        if fault.name in PASSING:
            return not for_ever
        return self.method == "POST" or not for_ever


def failure(work: Callable[[], object]) -> ReleaseError | None:
    """Return how the work failed, None if it did not."""
    try:
        work()
    except ReleaseError as error:
        return error
    return None


def says_the_step_and_the_next_step(error: ReleaseError, step: Step, fault: str) -> None:
    """Check the failure: one line for a person, and an exit code that is not 0.

    The step is that of the request, unless the command read the state after it, or 404 is an answer.
    """
    said = str(error)
    assert error.exit_code in (1, 2, 3)
    assert error.next, said
    assert "\n" not in said
    looked = fault in DONE or isinstance(error, AnswerLost) or step.method == "POST"
    assert looked or fault == "404" or said.startswith(step.words), said
