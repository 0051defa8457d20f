"""Time limits, pauses, retries, the agent's date and time, with the window's `setTimeout` and `Date`."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.answer import Answer, Answered
from flex_sfdc.browser.log import Log
from flex_sfdc.browser.types import Window
from flex_sfdc.plain_data import nth_or_last

# Pauses between attempts. Saves of activities have others: `activities.rules.SAVE_RETRY_PAUSES_MS`.
PAUSES_MS = (500, 1_000, 2_000, 5_000, 15_000, 60_000)


def jittered(milliseconds: int, chance: float) -> float:
    """Return a pause from a quarter shorter to three quarters longer, by a `chance` from 0 to 1.

    Without the random part, all pages that have lost a server would come back at the same time.
    `remaining_ms` relies on a pause that is shorter than twice `milliseconds`.
    """
    return milliseconds * (0.75 + chance)


def has_passed(time: int, since: int, now: int) -> bool:
    """Return whether this much time has passed. Return True if the clock has been set back since."""
    return not 0 <= now - since < time


def remaining_ms(due: int, now: int, pause_ms: int) -> int:
    """Return how long it is until `due`, which was set at most twice `pause_ms` ahead.

    If `due` is further ahead, the clock has been set back: return 0.
    """
    return due - now if due - now <= 2 * pause_ms else 0


class Clock:
    """Run callbacks later, and log what they raise."""

    def __init__(self, window: Window, log: Log) -> None:
        self._window = window
        self._log = log

    def now(self) -> int:
        """Return the milliseconds since 1970."""
        return self._window.Date.now()

    def date(self, milliseconds: int) -> str:
        """Return the agent's local date at that time, `YYYY-MM-DD`."""
        make, dates = self._window.Reflect.construct, self._window.Date
        behind = make(dates, [milliseconds]).getTimezoneOffset() * 60_000
        return make(dates, [milliseconds - behind]).toISOString()[:10]

    def date_time(self, milliseconds: int, locale: str) -> str:
        """Return the agent's local date and time in the format of `locale` (BCP 47).

        Fall back to the browser's own language if the browser rejects `locale`.
        """
        style = {"dateStyle": "medium", "timeStyle": "short"}
        moment = self._window.Reflect.construct(self._window.Date, [milliseconds])
        try:
            return moment.toLocaleString(locale, style)
        except Exception:
            return moment.toLocaleString([], style)

    def after(self, milliseconds: float, label: str, act: Callable[[], object]) -> object:
        """Call `act` later and return the timer; `label` names it in the log."""
        return self._window.setTimeout(lambda: self._log.attempt(label, act), milliseconds)

    def with_timeout(self, limit_ms: int, label: str, settled: Answered) -> Callable[[Answer], bool]:
        """Return a function that takes an answer and returns whether it was the first.

        Call `settled` exactly once, with the first answer, or with a failure if there is none within
        `limit_ms`. Ignore later answers.
        """
        is_open = True

        def settle(answer: Answer) -> bool:
            nonlocal is_open
            is_first = is_open
            if is_first:
                is_open = False
                self._window.clearTimeout(timer)
                self._log.attempt(label, lambda: settled(answer))
            return is_first

        late = Answer(False, None, f"{label}: no answer within {limit_ms} ms", True)
        timer = self.after(limit_ms, label, lambda: settle(late))
        return settle

    def retry(
        self,
        attempt: Callable[[int, Answered], object],
        on_answer: Callable[[int, Answer], bool],
        number: int = 0,
    ) -> None:
        """Call `attempt(number, answered)`, from number 0, with growing pauses.

        `on_answer(number, answer)` gets each answer, and returns whether to try again.
        """

        def answered(answer: Answer) -> None:
            if on_answer(number, answer):
                pause = jittered(nth_or_last(PAUSES_MS, number), self._window.Math.random())
                self.after(pause, "trying again", lambda: self.retry(attempt, on_answer, number + 1))

        attempt(number, answered)
