"""Time limits, repetition, the agent's date and time. All of it is the window's: `setTimeout`, `Date`."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.browser.log import Log
from flex_sfdc.browser.types import Window
from flex_sfdc.salesforce.crm_host import Answer, Answered
from flex_sfdc.utils.sfdc_loader import PAUSES_MS, jittered, pace


class Clock:
    """What happens later. Nothing that is raised there is lost: it is logged."""

    def __init__(self, window: Window, log: Log) -> None:
        self._window = window
        self._log = log

    def now(self) -> int:
        """Milliseconds since 1970."""
        return self._window.Date.now()

    def date(self, milliseconds: int) -> str:
        """The day it is then where the agent is, `YYYY-MM-DD`."""
        make, dates = self._window.Reflect.construct, self._window.Date
        behind = make(dates, [milliseconds]).getTimezoneOffset() * 60_000
        return make(dates, [milliseconds - behind]).toISOString()[:10]

    def date_time(self, milliseconds: int, locale: str) -> str:
        """Date and time where the agent is, as one writes them in `locale` (BCP 47).

        As the browser's own language has it, where the browser does not like that one.
        """
        style = {"dateStyle": "medium", "timeStyle": "short"}
        moment = self._window.Reflect.construct(self._window.Date, [milliseconds])
        try:
            return moment.toLocaleString(locale, style)
        except Exception:
            return moment.toLocaleString([], style)

    def after(self, milliseconds: float, what: str, act: Callable[[], object]) -> object:
        """Do `act` later; `what` names it in the log. Returns the timer."""
        return self._window.setTimeout(lambda: self._log.attempt(what, act), milliseconds)

    def once_within(self, limit_ms: int, what: str, settled: Answered) -> Callable[[Answer], bool]:
        """A function that takes an answer to `what`, and says whether it was the first.

        `settled` gets exactly one: the first, or a failure when `limit_ms` pass without any. Everything
        later is ignored.
        """
        waiting = True

        def settle(answer: Answer) -> bool:
            nonlocal waiting
            first = waiting
            if first:
                waiting = False
                self._window.clearTimeout(timer)
                self._log.attempt(what, lambda: settled(answer))
            return first

        late = Answer(False, None, f"{what}: no answer within {limit_ms} ms", True)
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
