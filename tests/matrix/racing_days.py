"""Random days on which two sessions often log one task at the same moment.

Two browsers stay open without `flex-single-session`, and Salesforce answers each in its own time. The agent
chooses a record and submits a note in either of them, and then the task ends.
"""

from __future__ import annotations

from collections.abc import Callable

from .page import NAME
from .random_days import CASE, FAULTS, LONG_ABSENCE, NONE_OF_THESE, RECORDS, RandomDay, Work

RACING_FROM = 900_000
LATENCIES = (1, 40, 90, 140, 240, 300, 500)  # milliseconds until Salesforce answers a browser
MOMENTS = (0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.5)  # seconds
ENDS = {"completed": "taskCompleted", "canceled": "taskCanceled"}
HERE, THERE = "pressed here", "pressed there"


class RacingDay(RandomDay):
    """A day with many races."""

    def prepare(self) -> None:
        self.single_session = False
        self.world.run("world.singleSession = false")

    def moves(self) -> dict[Callable[[], None], float]:
        return {**super().moves(), self.accept: 6, self.race: 6}

    def race(self) -> None:
        """End a task while two browsers have it, right after a choice and a note in either of them."""
        work = self.one_of("accepted", "wrapping")
        if work is None:
            return
        there = self.other_browser()
        if there not in self.tabs:
            self.wait(max(0, self.left_at.get(there, 0) + LONG_ABSENCE - self.time))
            self.tabs[there] = self.world.open(browser=there)
            self.time += 2
        for browser in self.tabs:
            self.tabs[browser].run(f"tab.latency = {self.chance.choice(LATENCIES)}")
        if self.chance.random() < 0.5:
            self.fail_saves()
        end = self.chance.choice((*ENDS, HERE, THERE))
        self.choose_for(work)
        self.wait(self.chance.choice(MOMENTS))
        noted_in = self.chance.choice((self.browser, there, ""))
        if noted_in:
            self.submit_note(work, noted_in)
        self.wait(self.chance.choice(MOMENTS))
        self.end(work, end, there)
        self.wait(self.chance.choice(MOMENTS))
        reloaded = self.chance.choice((self.browser, there, "", ""))
        if reloaded:
            self.tabs[reloaded].reload()
            self.time += 2
        self.log("race", work.sid[-3:], end, f"note in {noted_in}", f"reloads {reloaded}", self.pause())

    def choose_for(self, work: Work) -> None:
        """Choose a record, or none. If saving it on the task fails, no other browser knows of the choice."""
        for method in ("fetch", "setAttributes"):
            self.world.fails(method, self.chance.choice(FAULTS[method]))
        kind = self.chance.random()
        if kind < 0.3:
            self.log("choose", work.sid[-3:], self.pick(work, self.chance.random()))
        elif kind < 0.8:
            self.name_record(work, self.chance.choice((*RECORDS, CASE, NONE_OF_THESE)))

    def submit_note(self, work: Work, browser: str) -> None:
        """Submit a note in one of the browsers."""
        number = int(work.sid[2:], 16)
        if work.answered and self.tabs[browser].has(work.sid):
            work.note = f"{NAME} {number}"
        note = {"channelSid": f"UO{number:032x}", "summary": f"{NAME} {number}", "sentiment": "x"}
        self.tabs[browser].notes(note)

    def end(self, work: Work, end: str, there: str) -> None:
        """End a task. A browser in which the agent completes it knows only the choices saved on the task."""
        if end in ENDS:
            self.world.run(f"world.ended('{work.sid}', '{end}', 'taskUpdated', '{ENDS[end]}')")
            return
        if end == THERE:
            self.forget_choices_of(work)
        tab = self.tabs[there if end == THERE else self.browser]
        work.pressed = True
        tab.select(work.sid)
        tab.press_complete(work.sid)
