"""Random days with still more moves, which FullerDay lacks so that its seeds keep producing the same days.

Three browsers, holds and conferences, late notes, `log_tasks` by kind, a supervisor's changes, other plugins,
an expired Salesforce session, an agent who moves to another org, extensions that fail.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from .answers import error
from .day import ALL_ON
from .fuller_days import OTHER_ORG, FullerDay
from .page import HOUR, NAME, Json, Tab
from .random_days import Evening, Work

HARDER_FROM = 600_000
HARDER_STEPS = 45
SALESFORCE = ""  # the org in which a day begins
LATE = (1, 20, 90, 300)  # seconds from the end of a task to the copilot's note
GONE_BEFORE_ACCEPT = ("taskRescinded", "taskTimeout", "taskRejected")
KINDS: tuple[Json, ...] = (
    {},
    {},
    {"kinds": ["inbound", "outbound", "unanswered"]},
    {"kinds": ["inbound", "callback"], "channels": ["voice"]},
)
MODES = ("ours", "ours", "raises", "nothing", "odd")
OTHER_ATTRIBUTES: tuple[object, ...] = (
    None,
    [],
    "garbage",
    {},
    {"sfdcObjectId": 5, "from": {"kind$": "list"}},
)
OTHER_PEOPLE: tuple[Json, ...] = (
    {"participantType": "worker", "onHold": False},
    {"participantType": "supervisor", "onHold": False},
    {"participantType": "unknown", "onHold": True},
)


class HarderDay(FullerDay):
    """A day with all moves."""

    browsers = ("first", "second", "third")

    def settings(self) -> Json:
        self.is_limited = False
        self.org = SALESFORCE
        self.log_tasks = self.chance.choice(KINDS)
        self.rewritten: set[str] = set()  # tasks whose kind is uncertain
        self.is_simple = True  # one session at a time, in one browser: a late note finds its task
        fields: Json = ALL_ON["activity_fields"]
        return {
            **ALL_ON,
            "log_tasks": self.log_tasks,
            "activity_fields": {**fields, "Hold__c": "call.holdTime"},
        }

    def prepare(self) -> None:
        super().prepare()
        self.mode = self.chance.choice(MODES)
        self.world.run(f"world.customData.features.acme_flex = {{ mode: '{self.mode}' }}")
        self.world.run(f"world.orgs({OTHER_ORG!r}).records.push(...world.org.records)")

    def moves(self) -> dict[Callable[[], None], float]:
        return {
            **super().moves(),
            self.hold: 1.2,
            self.let_others_join: 0.5,
            self.note_late: 1.2,
            self.lose_before_accept: 0.5,
            self.accept_by_itself: 0.7,
            self.go_offline: 0.4,
            self.be_logged_out: 0.5,
            self.rewrite_attributes: 0.5,
            self.expire_session: 0.3,
            self.switch_org: 0.3,
            self.choose_none_first: 1,
            self.reject_field: 0.4,
            self.end_by_timeout: 0.7,
        }

    def live_through(self, steps: int = HARDER_STEPS) -> Evening:
        return super().live_through(steps)

    # Around the moves --------------------------------------------------------------------------------

    def open_tab(self, **options: Any) -> Tab:
        if self.org:
            self.abroad.add(self.browser)
            options = {"org": self.org, **options}
        return super().open_tab(**options)

    def other_browser(self) -> str:
        return self.chance.choice([browser for browser in self.browsers if browser != self.browser])

    def go_on_in(self, browser: str) -> None:
        self.is_simple = False
        super().go_on_in(browser)

    # Moves: tasks ------------------------------------------------------------------------------------

    def hold(self) -> None:
        """Put the customer on hold, or end the hold."""
        self.confer(self.chance.random() < 0.6, [])

    def let_others_join(self) -> None:
        """Let somebody else join the call: a colleague, a supervisor, an unknown kind of participant."""
        self.confer(self.chance.random() < 0.3, self.chance.choices(OTHER_PEOPLE, k=2))

    def confer(self, on_hold: bool, others: list[Json]) -> None:
        """Show these participants of a call."""
        work = self.one_of("accepted", "wrapping")
        if work:
            participants = [{"participantType": "customer", "onHold": on_hold}, *others]
            record = f"world.tasks.get('{work.sid}')"
            refresh = f"for (const tab of world.tabs) tab.flex.refresh('{work.sid}')"
            self.world.run(f"{record}.participants = {json.dumps(participants)}; {refresh}")
            self.log("on hold" if on_hold else "talks", work.sid[-3:], len(others), self.pause())

    def note_late(self) -> None:
        """Submit the copilot's note after the agent has completed the task."""
        ended = [work for work in self.works.values() if work.status == "ended" and work.answered]
        if ended:
            work = self.chance.choice(ended)
            number = int(work.sid[2:], 16)
            self.wait(self.chance.choice(LATE))
            summary, code = f"{NAME} late {number}", f"D{number}"
            self.tab.notes(
                {
                    "channelSid": f"UO{number:032x}",
                    "summary": summary,
                    "dispositionCode": {"disposition_code": code},
                }
            )
            is_certain = self.is_simple and work.pressed
            work.note, work.disposition = (summary, code) if is_certain else ("", "")
            self.log("late note", work.sid[-3:])

    def lose_before_accept(self) -> None:
        """Give a ringing task to another agent."""
        work = self.one_of("pending")
        if work and int(work.sid[2:], 16) < 900:  # not the agent's own call
            event = self.chance.choice(GONE_BEFORE_ACCEPT)
            self.world.run(f"world.ended('{work.sid}', 'rescinded', 'taskUpdated', '{event}')")
            self.log(event, work.sid[-3:], self.pause())

    def accept_by_itself(self) -> None:
        """Accept a task as another plugin, without Flex's action."""
        work = self.one_of("pending")
        if work:
            self.world.run(f"world.reservation('{work.sid}', 'accepted', 'taskUpdated', 'taskAccepted')")
            self.log("accepted by another plugin", work.sid[-3:], self.pause())

    def end_by_timeout(self) -> None:
        """End the wrap-up by the time limit of the workflow."""
        work = self.one_of("accepted", "wrapping")
        if work:
            self.world.run(f"world.reservation('{work.sid}', 'wrapping', 'taskUpdated', 'taskWrapup')")
            self.wait(self.chance.choice((0.05, 1, 30)))
            self.world.run(f"world.ended('{work.sid}', 'completed', 'taskUpdated', 'taskCompleted')")
            self.log("wrap-up timeout", work.sid[-3:], self.pause())

    def choose_none_first(self) -> None:
        """Pick "None of these", and then a record."""
        work = self.one_of("accepted", "wrapping")
        if work and self.pick(work, 0.999) is not None:
            moment = self.pause()
            picked = self.pick(work, self.chance.random())
            self.log("none of these, then", work.sid[-3:], picked, moment)

    # Moves: people, plugins, Salesforce ----------------------------------------------------------------

    def go_offline(self) -> None:
        """Make the agent unavailable as a supervisor, and bring the agent back."""
        tab = "tab.flex.activity = { ...tab.flex.activity, %s }; tab.flex.store.changed()"
        self.tab.run(tab % "sid: OFFLINE, name: 'Offline', available: false")
        self.pause()
        self.chance.choice((self.click, self.complete, self.offer))()
        self.tab.run(tab % "sid: 'WA' + '1'.repeat(32), name: 'Available', available: true")
        self.log("was offline", self.pause())

    def be_logged_out(self) -> None:
        """End the session as a supervisor, and log the agent in again."""
        self.leave_page()
        self.tab.act("Logout", {"forceLogout": True})
        self.log("logged out by force", self.pause())
        self.tab.reload()
        self.time += 2

    def rewrite_attributes(self) -> None:
        """Write odd attributes as another plugin, and later restore the earlier ones."""
        work = self.one_of("accepted", "wrapping")
        if work:
            before = self.world.attributes(work.sid)
            odd = self.chance.choice(OTHER_ATTRIBUTES)
            self.world.run(f"world.write('{work.sid}', {json.dumps(odd)})")
            self.log("odd attributes", work.sid[-3:], json.dumps(odd), self.pause())
            self.world.run(f"world.write('{work.sid}', {json.dumps(before)})")
            work.record = work.second = None
            self.rewritten.add(work.sid)
            self.wait(1)

    def write_by_flow(self) -> None:
        super().write_by_flow()
        self.rewritten |= {work.sid for work in self.works_of_last("flow writes")}

    def note(self) -> None:
        super().note()
        for work in self.works_of_last("note"):
            if work.disposition:  # of an earlier note
                work.note = work.disposition = ""

    def works_of_last(self, move: str) -> list[Work]:
        """Return the task that the last line is about, if the line is about this move."""
        words = self.lines[-1].split()[1:] if self.lines else []
        is_move = words[: len(move.split())] == move.split()
        return [work for work in self.works.values() if is_move and work.sid[-3:] in words]

    def expire_session(self) -> None:
        """Expire the agent's Salesforce session for an hour."""
        self.world.rejects(error("INVALID_SESSION_ID"))
        self.world.fails("getCallCenterSettings", "refused")
        self.chance.choice((self.complete, self.let_time_pass, self.end_by_timeout))()
        self.wait(HOUR)
        self.world.accepts(error("INVALID_SESSION_ID"))
        self.world.fails("getCallCenterSettings", None)
        self.log("the session was expired for an hour")

    def switch_org(self) -> None:
        """Continue in the other org from now on."""
        self.leave_page()
        self.is_simple = False
        self.close_spares()
        self.org = SALESFORCE if self.org else OTHER_ORG
        for browser in [browser for browser in self.tabs if browser != self.browser]:
            self.tabs.pop(browser).close(True)
        self.tab.close(True)
        self.tabs[self.browser] = self.open_tab()
        self.time += 2
        self.log("org", self.org or "the first")

    def reject_field(self) -> None:
        """Remove the account's own field, as an admin."""
        self.world.rejects(error("INVALID_FIELD", "External_Id__c"), "External_Id__c")
        self.log("the field is gone")

    def become_well(self) -> None:
        self.world.accepts(error("INVALID_FIELD"))
        super().become_well()

    # Moves after which it is uncertain where a late note has to go -----------------------------------------

    def open_second_tab(self) -> None:
        self.is_simple = False
        super().open_second_tab()

    def visit_standalone(self) -> None:
        self.is_simple = False
        super().visit_standalone()

    def visit_other_org(self) -> None:
        self.is_simple = False
        super().visit_other_org()

    def clear_storage(self) -> None:
        self.is_simple = False
        super().clear_storage()

    def fill_storage(self) -> None:
        self.is_simple = False
        super().fill_storage()

    def log_out(self) -> None:
        self.is_simple = False
        super().log_out()

    # The end -----------------------------------------------------------------------------------------

    def check_the_list(self, shown: dict[str, set[str]]) -> None:
        """Look into every org in which the agent has used this browser."""
        self.add_unsaved(shown)
        if self.browser in self.abroad:
            self.close_spares()
            for org in (OTHER_ORG, SALESFORCE):
                self.check_in(org, shown)

    def summary(self, locked_in: list[str], shown: dict[str, set[str]]) -> Evening:
        evening = super().summary(locked_in, shown)
        left_out = [sid for sid in self.works if self.log_tasks and self.is_left_out(sid)]
        evening.unlogged = [sid for sid in left_out if sid not in self.rewritten]
        for sid in self.rewritten.intersection(left_out):
            self.works[sid].excused = True  # it may have been logged before
        for work in self.works.values():
            if work.rang_out and work.sid in self.rewritten:
                work.excused = True  # a flow has made it an inbound call
        return evening

    def is_left_out(self, sid: str) -> bool:
        """Return whether the account does not log a task."""
        task = self.world.value(f"world.tasks.get('{sid}') ?? null")
        if task is None:
            return False  # of version 0.1.0
        attributes: Json = task["attributes"]
        kind = "internal" if "client_call" in attributes else attributes.get("taskType", "inbound")
        if attributes.get("direction") == "outbound":
            kind = "outbound"  # KINDS has no difference between unanswered calls
        channels = self.log_tasks.get("channels", [task["channel"]])
        return kind not in self.log_tasks["kinds"] or task["channel"] not in channels
