"""Random days: an agent, Salesforce, TaskRouter and the browsers act in any order, by a seed.

python -m tests.matrix.random_days --seed 7               # one day, printed move by move
python -m tests.matrix.random_days --days 20000           # many, on all cores
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # run as a file or as a module, from the root of the project
    sys.path.insert(0, str(Path(__file__).parents[2]))

from flex_sfdc.salesforce.fields import RELATIONS, related
from flex_sfdc.salesforce.records import Record
from tests.matrix.answers import AMBIGUOUS, TRANSIENT, error
from tests.matrix.day import ADA, ALL_ON, BOB, FUNCTIONS, LEE, OTHER_NUMBER, attributes
from tests.matrix.page import HOUR, LIGHTNING, MINUTE, NAME, NUMBER, OPEN_CTI, Engine, Json, Tab

STEPS = 28
PAUSES = (0.05, 0.1, 0.2, 0.3, 0.5, 1, 3, 8, 20, 45)
MAX_OUT_OF_SIGHT = 29  # seconds; beyond: `test_vanished_tasks`
LONG_ABSENCE = (
    310  # after this many seconds, the agent confirms activities that another session may have logged
)
ABSENCES = (0, 1, 20, 200, 400)
ADDRESSES = (NUMBER, OTHER_NUMBER, "anonymous", "+49301234567")
RECORDS = (ADA, BOB, LEE)
CASE = {"Id": "5005f0000000005AAA", "RecordType": "Case", "Name": "00001026"}
NONE_OF_THESE = {"Id": "", "RecordType": ""}
SECONDS_FROM = 300_000  # days have second records from this seed on
BROWSERS = ("first", "second")
CALM_AFTER_CLEARING = 60  # seconds until the page notices that other code has removed its items

SAVE_FAULTS = (None, None, None, "refused", "never", "lost", "late", "twice", "nonsense", "throws")
FAULTS: dict[str, tuple[str | None, ...]] = {
    "setAttributes": (None, None, "refused", "never", "lost", "late", "twice", "throws"),
    "fetch": (None, None, "refused", "never", "lost", "late", "twice", "throws", "nonsense"),
    "searchAndScreenPop": (None, None, "refused", "late", "never", "twice"),
    "getCallCenterSettings": (None, "refused", "never"),
    "isSoftphonePanelVisible": (None, "refused"),
    "locks.request": (None, None, "refused", "never"),
}
RELATION_ERRORS = (
    error("CANNOT_UPDATE_CONVERTED_LEAD"),
    error("ENTITY_IS_DELETED", "WhoId"),
    error("INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", "WhoId"),
)
FORGED: tuple[Json, ...] = (
    *({"kind$": kind} for kind in ("dict", "tuple", "float", "set", "list")),
    {"__class__": "x", "__iter__": 1, "__len__": -1, "__eq__": "x", "then": "x", "get": 1},
    {"conversations": {"kind$": "dict", "content": "x"}},
    {"conference": {"kind$": "dict"}, "customers": {"external_id": {"kind$": "float", "value": "x"}}},
)


@dataclass
class Work:
    """A task of the day. `record`: the agent's last choice ("" for none of these, None before a choice).

    `second`: the second record, in the same form.
    `pressed`: Complete was pressed; `excused`: its outcome is no longer certain.
    `picked_in`, `second_picked_in`: the browsers in which the agent picked it in Flex, so that no message
    replaces it.
    `note`, `disposition`: the copilot's, while the agent worked on the task.
    `rang_out`: the agent dialled, and nobody answered. `is_removed`: its activity was, in Salesforce.
    """

    sid: str
    status: str = "pending"
    record: str | None = None
    second: str | None = None
    pressed: bool = False
    answered: bool = False
    excused: bool = False
    picked_in: set[str] = field(default_factory=set)
    second_picked_in: set[str] = field(default_factory=set)
    note: str = ""
    disposition: str = ""
    rang_out: bool = False
    is_removed: bool = False


@dataclass
class Evening:
    """The state at the end of the day, over all browsers.

    `saved`: each activity's fields, and its `writer` if a component created it.
    `unlogged`: the tasks that the account does not log. `overwritten`: activities that no longer have what a
    person wrote into them. `without_key`: reservations that version 0.1.0 left.
    """

    works: list[Work]
    locked_in: list[str]
    saved: dict[str, list[Json]]
    shown: dict[str, set[str]]
    creates: dict[str, list[str | None]]
    left_after_logout: list[str]
    mistakes: list[str]
    printed: list[str]
    dialled: int
    clicks: int
    host: str = OPEN_CTI
    is_flipped: bool = False
    unlogged: list[str] = field(default_factory=list)
    overwritten: list[str] = field(default_factory=list)
    without_key: list[str] = field(default_factory=list)


@dataclass
class RandomDay:
    """One day. Each move is a method, and adds a line to `lines`."""

    engine: Engine
    seed: int
    lines: list[str] = field(default_factory=list)
    browsers: tuple[str, ...] = BROWSERS

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.other_chance = random.Random(f"{self.seed}, second records")
        self.works: dict[str, Work] = {}
        self.left_after_logout: list[str] = []
        self.clicks = 0
        self.cleared_at = -1.0
        self.saves_once = True
        self.is_flipped = False
        self.left_at: dict[str, float] = {}
        self.time = 0.0
        self.has_functions = self.chance.random() < 0.5
        options: Json = {"customData": FUNCTIONS} if self.has_functions else {}
        self.world = self.engine.world(self.settings(), **options)
        self.world.run(f"world.org.records.push(...{[*RECORDS, CASE]!r})")
        self.single_session = self.chance.random() < 0.6
        self.world.run(f"world.singleSession = {'true' if self.single_session else 'false'}")
        self.browser = BROWSERS[0]
        self.prepare()
        self.tabs: dict[str, Tab] = {self.browser: self.open_tab()}

    def settings(self) -> Json:
        """Return the account's settings."""
        return ALL_ON

    def open_tab(self, **options: Any) -> Tab:
        """Open Flex inside Salesforce, in the agent's browser."""
        return self.world.open(browser=self.browser, **options)

    def prepare(self) -> None:
        """Prepare the world before the first page opens."""

    def moves(self) -> dict[Callable[[], None], float]:
        """Return the moves with their weights."""
        return {getattr(self, move.__name__): weight for move, weight in MOVES.items()}

    @property
    def tab(self) -> Tab:
        """The tab that the agent works in."""
        return self.tabs[self.browser]

    def live_through(self, steps: int = STEPS) -> Evening:
        """Make that many moves, let everything recover, and return the state."""
        weights = self.moves()
        for move in self.chance.choices(list(weights), list(weights.values()), k=steps):
            move()
            self.update_tasks()
        return self.evening()

    # Around the moves --------------------------------------------------------------------------------

    def log(self, what: str, *details: object) -> None:
        """Add a line about a move."""
        self.lines.append(" ".join([f"{self.time:8.2f}", what, *(str(detail) for detail in details)]))

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.world.passes(seconds)
        self.time += seconds

    def pause(self) -> float:
        """Let a little time pass."""
        seconds = self.chance.choice(PAUSES)
        self.wait(seconds)
        return seconds

    def one_of(self, *statuses: str) -> Work | None:
        """Return one of the tasks in these statuses."""
        matching = [work for work in self.works.values() if work.status in statuses]
        return self.chance.choice(matching) if matching else None

    def update_tasks(self) -> None:
        """Update the tasks: some begin with a click, some end by themselves."""
        state = "[...world.tasks.values()].map((one) => [one.sid, one.gone, one.status])"
        for sid, is_gone, status in self.world.value(state):
            work = self.works.setdefault(sid, Work(sid))
            work.answered = work.answered or status in ("accepted", "wrapping")
            work.status = "ended" if is_gone else status

    def leave_page(self) -> None:
        """End the page without an event, but only when it has noticed what another plugin removed."""
        missing = self.cleared_at + CALM_AFTER_CLEARING - self.time
        if self.cleared_at >= 0 and missing > 0:
            self.wait(missing)

    # Moves: tasks ------------------------------------------------------------------------------------

    def offer(self) -> None:
        """Offer a task."""
        number = len(self.works) + 1
        address = self.chance.choice(ADDRESSES)
        channel = self.chance.choice(("voice", "web", "sms"))
        forged = self.chance.choice(FORGED) if self.chance.random() < 0.1 else {}
        sid = self.world.offer(number, channel, {**attributes(address), **forged})
        self.time += 1
        self.works[sid] = Work(sid)
        self.log("offer", sid[-3:], channel, address, forged or "")

    def accept(self) -> None:
        """Accept a task as the agent."""
        work = self.one_of("pending")
        if work:
            self.tab.run(f"tab.act('AcceptTask', {{ sid: '{work.sid}' }}); tab.select('{work.sid}')")
            self.log("accept", work.sid[-3:], self.pause())

    def wrap_up(self) -> None:
        """Hang up as the customer."""
        work = self.one_of("accepted")
        if work:
            self.world.run(f"world.reservation('{work.sid}', 'wrapping', 'taskUpdated', 'taskWrapup')")
            self.log("wrap up", work.sid[-3:], self.pause())

    def complete(self) -> None:
        """Press Complete as the agent."""
        work = self.one_of("accepted", "wrapping")
        if work:
            work.pressed = True
            self.tab.select(work.sid)
            self.tab.press_complete(work.sid)
            self.log("complete", work.sid[-3:], self.pause())

    def end_elsewhere(self) -> None:
        """Complete or cancel a task by TaskRouter."""
        work = self.one_of("accepted", "wrapping")
        if work:
            status, event = self.chance.choice((("completed", "taskCompleted"), ("canceled", "taskCanceled")))
            self.world.run(f"world.ended('{work.sid}', '{status}', 'taskUpdated', '{event}')")
            self.log("ends elsewhere", status, work.sid[-3:], self.pause())

    def vanish(self) -> None:
        """Drop a task from Flex for less than half a minute: after that, a browser treats it as ended."""
        work = self.one_of("accepted", "wrapping")
        if work:
            self.world.vanish(work.sid)
            away = min(self.chance.choice(PAUSES), MAX_OUT_OF_SIGHT)
            self.wait(away)
            self.world.bring_back(work.sid)
            self.log("vanish", work.sid[-3:], away)

    def choose_record(self) -> None:
        """Pick one of the records offered."""
        work = self.one_of("accepted", "wrapping")
        picked = self.pick(work, self.chance.random()) if work else None
        if work and picked is not None:
            self.log("choose", work.sid[-3:], picked, self.pause())
            self.relate_by_message(work)

    def pick(self, work: Work, chance: float) -> str | None:
        """Pick in the dropdown shown first: the second record's, where the task offers no other."""
        picked = self.tab.pick(work.sid, chance)
        if picked is not None and self.tab.picks_second:
            work.second = picked
            work.second_picked_in.add(self.browser)
        elif picked is not None:
            work.record = "" if picked == "none" else picked
            work.picked_in.add(self.browser)
        return picked

    def choose_by_message(self) -> None:
        """Choose a record as a component of the page."""
        work = self.one_of("accepted", "wrapping")
        record = self.chance.choice((*RECORDS, CASE, NONE_OF_THESE))
        if work:
            self.name_record(work, record)

    def name_record(self, work: Work, record: Json) -> None:
        """Choose this record as a component of the page."""
        if self.is_heard() and self.tab.has(work.sid):
            message = {"taskSid": work.sid, "recordId": record["Id"], "objectType": record["RecordType"]}
            self.tab.says("subscribe Record__c", message)
            self.time += 1
            if not self.tab.has(work.sid):
                work.record = None
            elif self.browser not in work.picked_in:
                work.record = record["Id"]
            self.log("message", work.sid[-3:], record["Id"] or "none")
            self.relate_by_message(work)

    def is_heard(self) -> bool:
        """Return whether the plugin listens to the components of the page."""
        heard = "tab.salesforceListeners.some((one) => one.key === 'subscribe Record__c')"
        return bool(self.tab.value(heard))

    def relate_by_message(self, work: Work) -> None:
        """Choose a second record, as a component of the page, for a task whose first is known."""
        if self.seed < SECONDS_FROM or not self.is_heard() or not self.tab.has(work.sid):
            return
        second = self.other_chance.choice((*RECORDS, CASE, NONE_OF_THESE))["Id"]
        if work.record and (not second or are_both_taken(work.record, second)):
            self.tab.says("subscribe Record__c", {"taskSid": work.sid, "relatedId": second})
            self.time += 1
            if not self.tab.has(work.sid):
                work.second = None
            elif self.browser not in work.second_picked_in:
                work.second = second
            self.log("second", work.sid[-3:], second or "none")

    def note(self) -> None:
        """Submit notes as the copilot, in time or late."""
        work = self.chance.choice(list(self.works.values())) if self.works else None
        if work:
            number = int(work.sid[2:], 16)
            if work.answered and self.tab.has(work.sid):
                work.note = f"{NAME} {number}"
            self.tab.notes(
                {"channelSid": f"UO{number:032x}", "summary": f"{NAME} {number}", "sentiment": "x"}
            )
            self.log("note", work.sid[-3:])

    def click(self) -> None:
        """Click a number, perhaps twice."""
        click = {"number": NUMBER, "recordId": ADA["Id"], "objectType": "Contact"}
        self.clicks += 1
        for _ in range(self.chance.choice((1, 2))):
            self.tab.run(f"tab.salesforceSays('onClickToDial', {click!r})")
            self.wait(0.1)
        self.log("click", self.pause())

    # Moves: faults --------------------------------------------------------------------------

    def fail_saves(self) -> None:
        """Let saves fail from now on."""
        fault = self.chance.choice(SAVE_FAULTS)
        self.world.fails("saveLog", fault)
        self.log("saveLog:", fault)

    def answer_ambiguously(self) -> None:
        """Answer saves with a failure, whether they take effect or not."""
        name = self.chance.choice(list(AMBIGUOUS))
        effect = self.chance.random() < 0.6
        self.world.answers("saveLog", AMBIGUOUS[name], effect, self.chance.choice((0, 1, 2)))
        self.log("saveLog answers", name, "after it took effect" if effect else "")

    def reject_for_now(self) -> None:
        """Have the org reject all activities for the moment."""
        code = self.chance.choice(TRANSIENT)
        self.world.rejects(error(code))
        self.wait(self.chance.choice((1, 20, 300)))
        self.world.accepts(error(code))
        self.log("rejected for a while:", code)

    def reject_relation(self) -> None:
        """Make a record unable to have activities: converted, deleted, out of reach."""
        rejected = self.chance.choice(RELATION_ERRORS)
        record = LEE if "LEAD" in rejected["statusCode"] else self.chance.choice((ADA, BOB))
        self.world.rejects(rejected, "WhoId", record["Id"])
        self.log(rejected["statusCode"], record["Id"])

    def fail_something(self) -> None:
        """Let another call fail from now on."""
        method = self.chance.choice(list(FAULTS))
        fault = self.chance.choice(FAULTS[method])
        self.world.fails(method, fault)
        self.log(f"{method}:", fault)

    def become_well(self) -> None:
        """End all faults, except the org's errors about a record."""
        for method in ("saveLog", *FAULTS):
            self.world.fails(method, None)
        self.log("all is well")

    # Moves: pages and browsers -----------------------------------------------------------------------

    def let_time_pass(self) -> None:
        """Let time pass without an event."""
        self.log("wait", self.pause())

    def flip_saves_once(self) -> None:
        """Have the component's org stop writing each key once, or begin again; its page has to load again."""
        if self.engine.host == LIGHTNING:
            self.leave_page()
            self.saves_once = not self.saves_once
            self.is_flipped = True
            self.world.saves_once(self.saves_once)
            for spare in [browser for browser in self.tabs if browser != self.browser]:
                self.tabs.pop(spare).close(True)
                self.left_at[spare] = self.time
            self.tab.reload()
            self.time += 2
            self.log("each key is saved once:", self.saves_once)

    def reload(self) -> None:
        """Reload Flex as the agent."""
        self.tab.reload()
        self.time += 2
        self.log("reload")

    def crash(self) -> None:
        """Crash the tab, and have the browser restore it."""
        self.leave_page()
        self.tab.close()
        absence = self.be_away()
        self.tab.restore()
        self.log("crash, restored after", absence)

    def close_tab(self) -> None:
        """Close the tab and open Salesforce in a new one: the data of the tab is gone."""
        self.leave_page()
        says = self.chance.random() < 0.7
        self.tab.close(says)
        absence = self.be_away()
        self.tabs[self.browser] = self.open_tab()
        self.log("tab closed" if says else "tab crashed", "new one after", absence)

    def be_away(self) -> float:
        """Leave no page open for a while; a task may end meanwhile."""
        absence = self.chance.choice(ABSENCES)
        self.wait(absence)
        work = self.one_of("accepted", "wrapping")
        if work and self.chance.random() < 0.5:
            self.world.end_without_event(work.sid)
            self.log("ends without a page", work.sid[-3:])
        return absence

    def clear_storage(self) -> None:
        """Call `localStorage.clear()` as another plugin."""
        self.world.clear_storage(self.tab)
        self.cleared_at = self.time
        self.log("storage cleared", self.pause())

    def change_browser(self) -> None:
        """Continue in another browser; with single session that ends the session here."""
        self.go_on_in(self.other_browser())

    def other_browser(self) -> str:
        """Return the browser in which the agent continues."""
        return BROWSERS[self.browser == BROWSERS[0]]

    def go_on_in(self, browser: str) -> None:
        """Continue in that browser."""
        self.leave_page()
        previous, self.browser = self.browser, browser
        if self.chance.random() < 0.3:
            self.tabs.pop(previous).close(True)
            self.left_at[previous] = self.time
            self.be_away_for_long()
        detects = self.single_session and previous in self.tabs
        if self.browser not in self.tabs:
            self.tabs[self.browser] = self.open_tab(detects=detects)
        elif self.single_session:
            self.tab.reload(detects=detects)
        if detects:
            self.pause()
            self.tab.take_over()
        self.forget_choices()
        self.cleared_at = -1
        self.log("goes on in browser", self.browser)

    def be_away_for_long(self) -> None:
        """Come back to a closed browser only after five minutes: before, it logs what ended meanwhile."""
        if self.browser in self.left_at and self.browser not in self.tabs:
            self.wait(max(0, self.left_at[self.browser] + LONG_ABSENCE - self.time))

    def visit_standalone(self) -> None:
        """Continue in a Flex outside of Salesforce for a while, and come back."""
        self.leave_page()
        standalone = self.world.open(browser=self.browser, standalone=True)
        if self.single_session:
            standalone.detect_other_session()
            self.pause()
            standalone.take_over()
        self.pause()
        work = self.one_of("accepted", "wrapping")
        if work and self.chance.random() < 0.7:
            standalone.press_complete(work.sid)
        self.pause()
        standalone.close(True)
        if self.chance.random() < 0.5:
            self.tab.reload()
        else:
            self.tab.close(True)
            self.tabs[self.browser] = self.open_tab()
        self.log("stand-alone Flex", f"completes {work.sid[-3:]}" if work else "")

    def forget_choices(self) -> None:
        """Forget all choices that are not saved on the tasks: another browser does not know them."""
        for work in self.works.values():
            self.forget_choices_of(work)
            work.note = work.note if work.status == "ended" else ""

    def forget_choices_of(self, work: Work) -> None:
        """Forget the choices that are not saved on the task."""
        saved = self.world.value(f"world.tasks.get('{work.sid}')?.attributes.sfdcObjectId ?? null")
        if work.record is not None and work.record != saved:
            work.record = None
        saved = self.world.value(f"world.tasks.get('{work.sid}')?.attributes.sfdcRelatedId ?? null")
        if work.second != saved:
            work.second = None

    def log_out(self) -> None:
        """Log the agent out, after a warning if something is unsaved, and log them in again."""
        ended = [work for work in self.works.values() if work.status == "ended" or work.pressed]
        outcome = self.tab.act("Logout", {})
        if outcome == "aborted":
            for work in ended:  # the agent knows, and may go
                work.excused = True
            outcome = self.tab.act("Logout", {})
        items = [*self.world.stored_in(self.browser).items(), *self.tab.kept.items()]
        leftovers = [key for key, text in items if NAME in text or "555739" in text]
        self.left_after_logout += leftovers if outcome == "done" else [f"logout: {outcome}"]
        self.tab.close(True)
        for work in self.works.values():
            if work.status in ("accepted", "wrapping"):
                work.record = work.second = None  # the data of continuing tasks is wiped too
                work.note = ""
                work.picked_in.discard(self.browser)
                work.second_picked_in.discard(self.browser)
        self.pause()
        self.tab.restore()
        self.log("log out:", outcome, leftovers)

    # The end -----------------------------------------------------------------------------------------

    def evening(self) -> Evening:
        """End all faults, complete the remaining tasks as the agent, and look into each browser."""
        self.become_well()
        if not self.saves_once:
            self.flip_saves_once()
        self.wait(2 * MINUTE)
        self.update_tasks()
        locked_in = [sid for sid in self.works if not self.can_complete(self.works[sid])]
        self.wait(3 * HOUR)
        shown: dict[str, set[str]] = {}
        self.check_the_list(shown)
        for browser in [browser for browser in self.browsers if browser != self.browser]:
            if browser in self.tabs or self.world.value(f"'{browser}' in world.browsers"):
                self.go_on_in(browser)
                self.wait(5 * MINUTE)
                self.check_the_list(shown)
        self.update_tasks()
        return self.summary(locked_in, shown)

    def can_complete(self, work: Work) -> bool:
        """Complete the task as an agent who follows Flex's notifications."""
        for _ in range(4):
            if work.status not in ("accepted", "wrapping"):
                return True
            self.tab.select(work.sid)
            work.pressed = self.tab.complete(work.sid) == "done"
            if self.tab.has(work.sid):
                self.pick(work, 0.999)
                self.wait(20)
            self.update_tasks()
        return work.status not in ("accepted", "wrapping")

    def check_the_list(self, shown: dict[str, set[str]]) -> None:
        """Add the activities that this browser shows as unsaved."""
        self.add_unsaved(shown)

    def add_unsaved(self, shown: dict[str, set[str]]) -> None:
        """Add the activities that the open page shows as unsaved: their states by reservation."""
        for item in self.tab.unsaved:
            shown.setdefault(item["sid"], set()).add(item["state"])

    def summary(self, locked_in: list[str], shown: dict[str, set[str]]) -> Evening:
        """Read the whole state in one call."""
        seen: dict[str, Any] = self.world.value(
            "({saved: world.org.activities(), printed: world.printed.map(([, text]) => text),"
            " saves: world.calls.filter((call) => call.method === 'saveLog'), dialled: world.dialled.length})"
        )
        evening = Evening(
            list(self.works.values()),
            locked_in,
            {},
            shown,
            {},
            self.left_after_logout,
            self.world.mistakes,
            seen["printed"],
            seen["dialled"],
            self.clicks,
            self.engine.host,
            self.is_flipped,
        )
        for value in seen["saved"]:
            evening.saved.setdefault(self.reservation_of(value), []).append(value)
        for call in seen["saves"]:
            value = call["args"]["value"]
            if "Id" not in value:
                fault = call.get("fault")
                if fault == "late" and call.get("refused"):
                    fault = "rejected late"  # which proves that nothing was written
                evening.creates.setdefault(self.reservation_of(value), []).append(fault)
        return evening

    def reservation_of(self, activity: Json) -> str:
        """Return the SID of the reservation that an activity is about."""
        return "WR" + str(activity.get("CallObject"))[2:]


def are_both_taken(record: str, second: str) -> bool:
    """Return whether an activity can be on both records."""
    return len(related(as_record(record), as_record(second))) == len(RELATIONS)


def as_record(record_id: str) -> Record:
    """Return a record of this id."""
    return {"id": record_id, "type": "", "name": ""}


Move = Callable[[RandomDay], None]
MOVES: dict[Move, float] = {
    RandomDay.offer: 3,
    RandomDay.accept: 3,
    RandomDay.wrap_up: 1,
    RandomDay.complete: 3,
    RandomDay.end_elsewhere: 1.5,
    RandomDay.vanish: 0.7,
    RandomDay.choose_record: 2,
    RandomDay.choose_by_message: 1,
    RandomDay.note: 1,
    RandomDay.click: 1,
    RandomDay.fail_saves: 1,
    RandomDay.answer_ambiguously: 0.7,
    RandomDay.reject_for_now: 0.3,
    RandomDay.reject_relation: 0.4,
    RandomDay.fail_something: 1,
    RandomDay.become_well: 1,
    RandomDay.let_time_pass: 3,
    RandomDay.flip_saves_once: 0.3,
    RandomDay.reload: 1,
    RandomDay.crash: 0.7,
    RandomDay.close_tab: 0.6,
    RandomDay.clear_storage: 0.5,
    RandomDay.change_browser: 0.6,
    RandomDay.visit_standalone: 0.4,
    RandomDay.log_out: 0.4,
}


def main() -> None:
    """Run one day, or many."""
    from tests.matrix.many_days import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
