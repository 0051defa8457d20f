"""Random days with the rarest moves, which HarderDay lacks so that its seeds keep producing the same days.

A task that comes back to the agent, a computer that sleeps, a connection that breaks, a colleague at the same
computer, an agent who works in two tabs, a task that is cancelled while it is accepted.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from .day import attributes
from .harder_days import HarderDay
from .items import COLLEAGUE, WORKER
from .page import NUMBER, Json
from .random_days import Work

HARDEST_FROM = 800_000
SLEEPS = (20, 200, 310, 7200, 28_800)  # seconds
OFFLINE = (0, 0.05, 1, 5, 40)  # seconds from waking until Flex is connected again
ACCEPTING = (0, 0.01, 0.03, 0.05, 0.3)  # seconds from the acceptance to the end of a task
REPLAYED = {  # Flex's events for a task that it already had
    "pending": ["taskReceived"],
    "accepted": ["taskReceived", "taskAccepted"],
    "wrapping": ["taskReceived", "taskAccepted", "taskWrapup"],
}
# The reservations of conversations that do not continue in another reservation.
ENDED_CONVERSATIONS = """
((all) => {
  const going = all.filter((one) => !one.gone).map((one) => one.interactionChannel);
  return all.filter((one) => !going.includes(one.interactionChannel)).map((one) => one.sid);
})([...world.tasks.values()])
"""


class HardestDay(HarderDay):
    """A day with all moves."""

    def settings(self) -> Json:
        settings = super().settings()
        self.came_from: dict[str, str] = {}  # a reservation, and the earlier one of its conversation
        fields: Json = {**settings["activity_fields"], "Reservation__c": "task.reservationSid"}
        return {**settings, "activity_fields": fields}

    def moves(self) -> dict[Callable[[], None], float]:
        return {
            **super().moves(),
            self.come_back: 2,
            self.sleep: 0.7,
            self.reconnect: 0.8,
            self.let_colleague_work: 0.4,
            self.use_other_tab: 0.8,
            self.cancel_while_accepting: 0.6,
        }

    def reservation_of(self, activity: Json) -> str:
        sid = activity.get("Reservation__c") or super().reservation_of(activity)
        return str(sid)

    # Moves: tasks ------------------------------------------------------------------------------------

    def come_back(self) -> None:
        """Transfer a task back to the agent, or continue a parked conversation as a new task."""
        ended: list[str] = self.world.value(ENDED_CONVERSATIONS)
        earlier = [work for work in self.works.values() if work.sid in ended and work.answered]
        if earlier:
            work = self.chance.choice(earlier)
            number, is_same = len(self.works) + 1, self.chance.random() < 0.6
            before: Json = self.world.value(f"world.tasks.get('{work.sid}')")
            options = {key: before[key] for key in ("channel", "attributes")}
            is_outbound = before["attributes"].get("direction") == "outbound"
            options |= {"of": work.sid, "isSameTask": is_same, "transferred": is_same or is_outbound}
            self.world.run(f"world.offer({number}, {json.dumps(options)}); await world.passes(1000)")
            self.time += 1
            sid = f"WR{number:032x}"
            self.works[sid] = Work(sid)
            self.came_from[sid] = work.sid
            if work.sid in self.rewritten:
                self.rewritten.add(sid)
            self.log(
                "comes back", work.sid[-3:], "as", sid[-3:], "the same task" if is_same else "a new task"
            )

    def cancel_while_accepting(self) -> None:
        """Cancel a task just as the agent accepts it."""
        work = self.one_of("pending")
        if work:
            self.tab.run(f"tab.act('AcceptTask', {{ sid: '{work.sid}' }}); tab.select('{work.sid}')")
            moment = self.chance.choice(ACCEPTING)
            self.wait(moment)
            self.update_tasks()
            self.world.run(f"world.ended('{work.sid}', 'canceled', 'taskUpdated', 'taskCanceled')")
            self.log("cancelled while accepted", work.sid[-3:], moment, self.pause())

    def note(self) -> None:
        super().note()
        self.forget_notes_of(self.works_of_last("note"))

    def note_late(self) -> None:
        super().note_late()
        self.forget_notes_of(self.works_of_last("late note"))

    def forget_notes_of(self, works: list[Work]) -> None:
        """Excuse the notes of a conversation: a note may be about either of its two reservations."""
        for work in works:
            shared = [pair for pair in self.came_from.items() if work.sid in pair]
            for sid in [sid for pair in shared for sid in pair]:
                self.works[sid].note = self.works[sid].disposition = ""

    def log_out(self) -> None:
        super().log_out()
        # The data of a colleague who did not log out waits for them.
        self.left_after_logout = [line for line in self.left_after_logout if COLLEAGUE not in line]

    # Moves: the computer -----------------------------------------------------------------------------

    def sleep(self) -> None:
        """Let the computer sleep; a task may end meanwhile."""
        seconds, offline = self.chance.choice(SLEEPS), self.chance.choice(OFFLINE)
        self.world.run(f"world.sleeps('{self.browser}')")
        self.wait(seconds / 2)
        work = self.one_of("accepted", "wrapping")
        is_over = bool(work) and self.chance.random() < 0.5
        if work and is_over:
            self.world.end_without_event(work.sid)
        self.wait(seconds / 2)
        self.world.run(f"world.wakes('{self.browser}')")
        self.wait(offline)
        self.world.run(f"world.reconnects('{self.browser}')")
        self.log(
            "slept", seconds, "offline", offline, work.sid[-3:] if work and is_over else "", self.pause()
        )

    def reconnect(self) -> None:
        """Break Flex's connection for a moment; Flex repeats its events."""
        self.world.run(
            f"for (const tab of world.tabs) if (tab.browserName === '{self.browser}') tab.offline = true"
        )
        offline = self.chance.choice(OFFLINE)
        self.wait(offline)
        self.world.run(f"world.reconnects('{self.browser}', {json.dumps(REPLAYED)})")
        self.log("reconnected after", offline, self.pause())

    def let_colleague_work(self) -> None:
        """Log another agent in in the same browser, who takes a task and leaves."""
        self.leave_page()
        self.is_simple = False
        self.close_spares()
        self.tab.close(True)
        self.wait(1)
        self.world.run(f"world.worker = '{COLLEAGUE}'")
        colleague_tab = self.open_tab()
        sid = self.world.offer(len(self.works) + 1, "web", attributes(NUMBER))
        colleague_tab.accept(sid)
        self.pause()
        self.works[sid] = Work(sid, answered=True, excused=True)
        if self.chance.random() < 0.5:
            colleague_tab.press_complete(sid)
            self.pause()
        self.world.end_without_event(sid)
        if self.chance.random() < 0.5:
            colleague_tab.act("Logout", {})
        colleague_tab.close(True)
        self.world.run(f"world.worker = '{WORKER}'")
        self.tabs[self.browser] = self.open_tab()
        self.time += 3
        self.log("a colleague works on", sid[-3:], self.pause())

    def use_other_tab(self) -> None:
        """Continue in another of the agent's tabs; the browser may freeze the tab that they leave."""
        if self.spares and not self.single_session:
            self.is_simple = False
            place = self.chance.randrange(len(self.spares))
            other, self.spares[place] = self.spares[place], self.tab
            is_frozen = self.chance.random() < 0.5
            if is_frozen:
                self.tab.run("tab.asleep = tab.offline = true")
            other.run("tab.asleep = false")
            self.wait(self.chance.choice(OFFLINE))
            other.run(f"tab.flex.reconnect({json.dumps(REPLAYED)})")
            self.tabs[self.browser] = other
            self.log("goes on in another tab", "the other is frozen" if is_frozen else "", self.pause())
