"""Random days with more moves. RandomDay lacks them, so that its seeds keep producing the same days.

A second tab, a clock that jumps, a full storage, a flow and a person that write too, a removed activity,
rules of the org, transferred tasks, calls that nobody answers, and what version 0.1.0 left in the browser.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from .answers import error
from .day import ADA, ALL_ON, BOB, LEE, attributes
from .items import MORNING, entry, reservation
from .page import HOUR, LIGHTNING, NAME, NUMBER, Json, Tab
from .random_days import CASE, RECORDS, Evening, RandomDay, Work

FULLER_FROM = 400_000
FULLER_STEPS = 40
MOMENTS = (0.01, 0.03, 0.05, 0.09, 0.14, 0.16, 0.2, 0.3)  # around a completion's and a save's own times
LONG_OUT_OF_SIGHT = (31, 45, 120, 400)
CLOCKS = (
    -3_600_000,
    -90_000,
    0,
    40_000,
    600_000,
    3_600_000,
)  # milliseconds by which a computer's clock is ahead
COMPLETING = (150, 150, 3000, 8000, 20_000)  # milliseconds that TaskRouter takes
REASONS = (45305, 45306, None)
SAVED = "Object.keys(world.org.saved)"
OTHER_ORG = "https://other.lightning.force.com"
LIMITS: Json = {"channels": ["voice", "web"]}
OLD_STATES = ("waiting", "draft", "refused", "unknown", "sent")
OLD = 5000  # number of the first reservation of 0.1.0
RULES = ("FIELD_CUSTOM_VALIDATION_EXCEPTION", "REQUIRED_FIELD_MISSING", "DUPLICATES_DETECTED")

OTHER_TASKS: tuple[Json, ...] = (
    {"sfdcObjectId": ADA["Id"], "sfdcObjectType": "Contact", "sfdcRelatedId": CASE["Id"]},
    {"sfdcObjectId": BOB["Id"], "sfdcObjectType": "Contact"},
    {"sfdcObjectId": LEE["Id"], "sfdcObjectType": "Lead", "sfdcRelatedId": CASE["Id"]},
    {"name": f"{NAME} Alice", "from": "client:alice_40acme_2Ecom", "client_call": True, "internal": "true"},
    {"taskType": "callback"},
    {"taskType": "voicemail"},
    {"name": f"{NAME} Bob", "channelType": "web"},
    {"sfdcUrl": "/lightning/page/home"},
)


class FullerDay(RandomDay):
    """A day with all moves."""

    def settings(self) -> Json:
        self.is_limited = self.chance.random() < 0.2
        return {**ALL_ON, "log_tasks": LIMITS} if self.is_limited else ALL_ON

    def prepare(self) -> None:
        self.spares: list[Tab] = []
        self.edited: set[str] = set()
        self.abroad: set[str] = set()  # the browsers in which the agent was in another org
        if self.chance.random() < 0.3:
            for number in range(OLD, OLD + self.chance.choice((1, 3))):
                state = self.chance.choice(OLD_STATES)
                self.world.keep(entry(number, state, at=MORNING - self.chance.choice((1000, 3_600_000))))
                self.works[reservation(number)] = Work(reservation(number), "ended", answered=True)
                self.log("0.1.0 left", state, f"{number:x}")

    def moves(self) -> dict[Callable[[], None], float]:
        return {
            **super().moves(),
            self.open_second_tab: 0.6,
            self.close_spare_tab: 0.6,
            self.leave_at_once: 0.8,
            self.replace_component: 0.5,
            self.visit_other_org: 0.3,
            self.jump_clock: 0.5,
            self.fill_storage: 0.5,
            self.offer_other: 2,
            self.vanish_for_long: 0.5,
            self.complete_slowly: 0.5,
            self.fail_to_complete: 0.4,
            self.select_other: 1,
            self.dial_by_message: 0.5,
            self.answer_no_more: 0.5,
            self.ring_out: 0.7,
            self.navigate: 1,
            self.write_by_flow: 0.8,
            self.edit_by_hand: 0.4,
            self.remove_activity: 0.3,
            self.add_rule: 0.5,
        }

    def live_through(self, steps: int = FULLER_STEPS) -> Evening:
        return super().live_through(steps)

    # Moves: pages ------------------------------------------------------------------------------------

    def open_second_tab(self) -> None:
        """Continue in one more tab; with single session, that ends the session in the old one."""
        self.leave_page()
        second = self.open_tab(detects=self.single_session)
        self.time += 2
        if self.single_session:
            self.pause()
            second.take_over()
        self.spares.append(self.tab)
        self.tabs[self.browser] = second
        self.log("second tab", self.pause())

    def close_spare_tab(self) -> None:
        """Close a tab that the agent no longer uses."""
        if self.spares:
            says = self.chance.random() < 0.7
            self.spares.pop(self.chance.randrange(len(self.spares))).close(says)
            self.log("spare tab closed" if says else "spare tab crashed")

    def close_spares(self) -> None:
        """Close all but the tab that the agent works in."""
        while self.spares:
            self.spares.pop().close(True)
        self.wait(1)

    def log_out(self) -> None:
        self.close_spares()
        super().log_out()

    def flip_saves_once(self) -> None:
        if self.engine.host == LIGHTNING:
            self.close_spares()
        super().flip_saves_once()

    def leave_at_once(self) -> None:
        """End the page in the middle of a completion, or of its save."""
        work = self.one_of("accepted", "wrapping")
        if work:
            self.leave_page()
            work.pressed = True
            self.tab.select(work.sid)
            self.tab.press_complete(work.sid)
            moment = self.chance.choice(MOMENTS)
            self.wait(moment)
            says = self.chance.random() < 0.6
            self.tab.reload(says)
            self.time += 2
            self.log("complete and leave", work.sid[-3:], moment, "reload" if says else "crash")

    def visit_other_org(self) -> None:
        """Continue in Flex inside another org for a while, and perhaps complete a task there."""
        self.leave_page()
        self.close_spares()
        self.tab.close(True)
        self.abroad.add(self.browser)
        in_other_org = self.world.open(browser=self.browser, org=OTHER_ORG)
        self.wait(self.chance.choice((3, 20, 60)))
        work = self.one_of("accepted", "wrapping")
        if work and self.chance.random() < 0.7:
            work.pressed = True
            in_other_org.press_complete(work.sid)
        self.pause()
        in_other_org.close(True)
        self.tabs[self.browser] = self.open_tab()
        self.time += 2
        self.log("another org", f"completes {work.sid[-3:]}" if work and work.pressed else "")

    def replace_component(self) -> None:
        """Put a new component around the frame, which stays."""
        if self.engine.host == LIGHTNING:
            self.tab.run("tab.host.isReplaced()")
            self.log("component replaced", self.pause())

    # Moves: the browser ------------------------------------------------------------------------------

    def jump_clock(self) -> None:
        """Set the computer's clock."""
        ahead = self.chance.choice(CLOCKS)
        self.world.run(f"world.browser('{self.browser}').ahead = {ahead}")
        self.log("clock ahead by", ahead, self.pause())

    def fill_storage(self) -> None:
        """Fill or deny the browser's storage while the agent completes a task."""
        fault = self.chance.choice(("refused", "throws"))
        self.world.fails("localStorage", fault)
        self.log("localStorage:", fault)
        self.chance.choice((self.complete, self.let_time_pass, self.choose_record))()
        self.world.fails("localStorage", None)
        self.wait(60)
        self.log("localStorage is well")

    # Moves: tasks ------------------------------------------------------------------------------------

    def offer_other(self) -> None:
        """Offer a task of another kind: transferred, from a colleague, a callback, with a record."""
        number = len(self.works) + 1
        kind = self.chance.choice(OTHER_TASKS)
        sid = self.world.offer(
            number, "voice", {**attributes(NUMBER), **kind}, transferred="sfdcObjectId" in kind
        )
        self.time += 1
        self.works[sid] = Work(sid)
        self.log("offer", sid[-3:], kind)

    def vanish_for_long(self) -> None:
        """Drop a task from Flex for so long that it counts as ended, and bring it back.

        Another browser knows that it was logged only where a serverless function could write it on the task.
        """
        work = self.one_of("accepted", "wrapping")
        if work and self.has_functions:
            self.world.fails("fetch", None)
            self.world.vanish(work.sid)
            away = self.chance.choice(LONG_OUT_OF_SIGHT)
            self.wait(away)
            self.world.bring_back(work.sid)
            self.log("vanish", work.sid[-3:], away)

    def complete_slowly(self) -> None:
        """Let TaskRouter take this long to complete a task from now on."""
        takes = self.chance.choice(COMPLETING)
        self.world.run(f"world.completes = {takes}")
        self.log("completing takes", takes)

    def fail_to_complete(self) -> None:
        """Let a completion fail, which Flex does not report."""
        self.world.fails("CompleteTask", "refused")
        self.complete()
        self.world.fails("CompleteTask", None)

    def select_other(self) -> None:
        """Look at another task."""
        work = self.one_of("accepted", "wrapping")
        if work:
            self.tab.select(work.sid)
            self.log("look at", work.sid[-3:], self.pause())

    def dial_by_message(self) -> None:
        """Send a number to dial, as a component of the page."""
        if "subscribe Dial__c" in self.tab.value("tab.salesforceListeners.map((one) => one.key)"):
            self.clicks += 1
            self.tab.says("subscribe Dial__c", {"number": NUMBER})
            self.time += 1
            self.log("dial by message")

    def answer_no_more(self) -> None:
        """Let customers answer the agent's calls from now on, or not."""
        answers = self.chance.random() < 0.5
        self.world.run(f"world.customerAnswers = {json.dumps(answers)}")
        self.log("customers answer:", answers)

    def ring_out(self) -> None:
        """Leave a call of the agent unanswered."""
        dialled = [
            work for work in self.works.values() if work.status == "pending" and int(work.sid[2:], 16) > 900
        ]
        if dialled:
            self.world.cancel(dialled[0].sid, self.chance.choice(REASONS))
            dialled[0].rang_out = True
            self.time += 1
            self.log("nobody answers", dialled[0].sid[-3:])

    # Moves: Salesforce and flows ---------------------------------------------------------------------

    def navigate(self) -> None:
        """Open a record in Salesforce."""
        record = self.chance.choice((*RECORDS, CASE))
        view = {
            "url": "/x",
            "recordId": record["Id"],
            "objectType": record["RecordType"],
            "recordName": record["Name"],
        }
        self.tab.says("onNavigationChange", view)
        self.time += 1
        self.log("opens", record["Id"])

    def write_by_flow(self) -> None:
        """Write the task's attributes as a flow: add to them, or replace all, with a record or without."""
        work = self.one_of("pending", "accepted", "wrapping")
        if work:
            old = self.world.attributes(work.sid)
            channel = {name: value for name, value in old.items() if name == "flexInteractionChannelSid"}
            base = old if self.chance.random() < 0.5 else {**attributes(NUMBER), **channel}
            record = (
                {} if self.chance.random() < 0.6 else {"sfdcObjectId": BOB["Id"], "sfdcObjectType": "Contact"}
            )
            written = {**base, **record, "flow": {"at": self.time}}
            self.world.run(f"world.write('{work.sid}', {json.dumps(written)})")
            if base is not old or record:
                work.record = work.second = None
            self.log(
                "flow writes", work.sid[-3:], "adds" if base is old else "replaces", record, self.pause()
            )

    def edit_by_hand(self) -> None:
        """Change an activity in Salesforce, as a person."""
        saved = self.world.value(SAVED)
        if saved:
            activity = self.chance.choice(saved)
            self.edited.add(activity)
            place = json.dumps(activity)
            self.world.run(
                f"world.org.saved[{place}].Priority = 'High'; world.org.edited[{place}] = true;"
                f" delete world.org.updates[{place}]"
            )
            self.log("a person edits", activity)

    def remove_activity(self) -> None:
        """Remove an activity in Salesforce, as a person."""
        saved = self.world.value("Object.entries(world.org.saved)")
        if saved:
            activity, fields = self.chance.choice(saved)
            self.world.run(f"delete world.org.saved[{json.dumps(activity)}]")
            self.works[self.reservation_of(fields)].is_removed = True
            self.edited.discard(activity)
            self.log("a person removes", activity)

    def add_rule(self) -> None:
        """Have the org reject all activities, or those with a field of the account, until all is well."""
        code = self.chance.choice(RULES)
        if self.chance.random() < 0.5:
            self.world.rejects(error(code, "External_Id__c"), "External_Id__c")
        else:
            self.world.rejects(error(code))
        self.log("a new rule:", code)

    def become_well(self) -> None:
        for code in RULES:
            self.world.accepts(error(code))
        super().become_well()

    # The end -----------------------------------------------------------------------------------------

    def check_the_list(self, shown: dict[str, set[str]]) -> None:
        """Look in the other org too, where its own activities are sent and shown."""
        self.add_unsaved(shown)
        if self.browser in self.abroad:
            self.close_spares()
            self.check_in(OTHER_ORG, shown)
            self.tab.close(True)
            self.tabs[self.browser] = self.world.open(browser=self.browser)

    def check_in(self, org: str, shown: dict[str, set[str]]) -> None:
        """Continue in an org ("" for the first) for three hours, and add its activities."""
        self.tab.close(True)
        self.tabs[self.browser] = self.world.open(browser=self.browser, **({"org": org} if org else {}))
        self.wait(3 * HOUR)
        self.add_unsaved(shown)

    def summary(self, locked_in: list[str], shown: dict[str, set[str]]) -> Evening:
        evening = super().summary(locked_in, shown)
        self.add_other_org(evening)
        channels = self.world.value("[...world.tasks.values()].map((one) => [one.sid, one.channel])")
        evening.unlogged = [sid for sid, channel in channels if self.is_limited and channel == "sms"]
        evening.without_key = [sid for sid in self.works if int(sid[2:], 16) >= OLD]
        priorities = self.world.value(
            "Object.entries(world.org.saved).map(([id, one]) => [id, one.Priority])"
        )
        evening.overwritten = sorted(
            self.edited - {activity for activity, value in priorities if value == "High"}
        )
        return evening

    def add_other_org(self, evening: Evening) -> None:
        """Add the other org's activities."""
        for activity in self.world.value(f"world.orgs({OTHER_ORG!r}).activities()"):
            evening.saved.setdefault(self.reservation_of(activity), []).append({**activity, "org": OTHER_ORG})
