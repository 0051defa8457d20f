"""Time limits and repetition. Time is the window's: `setTimeout`."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.contracts.browser import Window
from flex_sfdc.crm_host import Answer, Answered
from flex_sfdc.log import Log
from flex_sfdc.utils.sfdc_loader import PAUSES_MS, jittered, pace


class Clock:
    """What happens later. Nothing that is raised there is lost: it is logged."""

    def __init__(self, window: Window, log: Log) -> None:
        self._window = window
        self._log = log

    def after(self, milliseconds: float, what: str, act: Callable[[], object]) -> object:
        """Do `act` later; `what` names it in the log. Returns the timer."""
        return self._window.setTimeout(lambda: self._log.attempt(what, act), milliseconds)

    def once_within(self, limit_ms: int, what: str, settled: Answered) -> Answered:
        """A function that takes an answer to `what`.

        `settled` gets exactly one: the first, or a failure when `limit_ms` pass without any. Everything
        later is ignored.
        """
        waiting = True

        def settle(answer: Answer) -> None:
            nonlocal waiting
            if waiting:
                waiting = False
                self._window.clearTimeout(timer)
                self._log.attempt(what, lambda: settled(answer))

        late = Answer(False, None, f"{what}: no answer within {limit_ms} ms")
        timer = self.after(limit_ms, what, lambda: settle(late))
        return settle

    def keep_trying(
        self, act: Callable[[int, Answered], object], goes_on: Callable[[int, Answer], bool], attempt: int = 0
    ) -> None:
        """Do something again and again, with growing pauses.

        `act(attempt, answered)` tries; `goes_on(attempt, answer)` hears what came of it and says whether to
        try again. The first attempt is 0.
        """

        def again() -> None:
            self.keep_trying(act, goes_on, attempt + 1)

        def tried(answer: Answer) -> None:
            if goes_on(attempt, answer):
                pause = jittered(pace(PAUSES_MS, attempt), self._window.Math.random())
                self.after(pause, "trying again", again)

        act(attempt, tried)
