"""Random days in a hostile browser. HardestDay lacks the moves so that its seeds produce the same days.

The account moves between Open CTI and the component, other plugins crowd, rewrite and break what the plugin
uses, the browser throttles and freezes tabs and loses storage events, and several tasks end together.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from .hardest_days import REPLAYED, HardestDay
from .page import LIGHTNING, OPEN_CTI, Json
from .random_days import Evening

HOSTILE_FROM = 1_000_000
AT_WORK = ("accepted", "wrapping")
ROOM_LEFT = (0, 20, 200, 600, 1500)  # characters that another plugin leaves in the browser's storage
FROZEN = (1, 40, 200, 400)  # seconds
PARTS_OF_FLEX = ("dispatch", "dispatch", "showNotification")
CROWD = "another-plugin"
ODD_ENDS = (
    ("taskUpdated", "taskCompleted", "taskCompleted"),
    ("taskCompleted", "taskCanceled"),
    ("taskCanceled", "taskCompleted"),
    ("taskCompleted", "taskWrapup", "taskUpdated"),
    ("taskWrapup", "taskCompleted"),
)
OURS = "[...world.browser('%s').local.items.keys()].filter((key) => key.startsWith('flex-sfdc.'))"


class HostileDay(HardestDay):
    """A day with all moves."""

    def settings(self) -> Json:
        self.crm_host = self.engine.host
        self.is_migrated = False
        self.is_vague = False  # choices and notes may not reach all tabs
        return super().settings()

    def moves(self) -> dict[Callable[[], None], float]:
        return {
            **super().moves(),
            self.migrate: 1,
            self.crowd_storage: 1.5,
            self.drop_writes: 1,
            self.lose_storage_events: 0.5,
            self.rewrite_items: 1.5,
            self.throttle: 1,
            self.freeze_page: 1.5,
            self.break_flex: 1,
            self.complete_all: 1.5,
            self.complete_in_all_tabs: 1.5,
            self.end_oddly: 1.5,
        }

    def have_tasks(self, count: int = 1) -> None:
        """Let the agent work on at least this many tasks."""
        for _ in range(count):
            if len([work for work in self.works.values() if work.status in AT_WORK]) < count:
                self.offer()
                self.accept()
                self.update_tasks()

    def some_moves(self) -> None:
        """Make a few moves of an agent who stays in the page."""
        self.have_tasks()
        moves = (self.complete, self.end_elsewhere, self.choose_record, self.note, self.accept, self.wrap_up)
        for move in self.chance.choices(moves, k=self.chance.choice((1, 2, 3))):
            move()
            self.update_tasks()

    # Moves: the account --------------------------------------------------------------------------------

    def migrate(self) -> None:
        """Move the account to the other host, and load Flex again."""
        self.leave_page()
        self.is_simple = False
        self.close_spares()
        for browser in [browser for browser in self.tabs if browser != self.browser]:
            self.tabs.pop(browser).close(True)
            self.left_at[browser] = self.time
        self.is_migrated = True
        self.crm_host = OPEN_CTI if self.crm_host == LIGHTNING else LIGHTNING
        self.world.run(
            f"world.customData.features.salesforce_integration.crm_host = '{self.crm_host}';"
            f" world.hasComponent = {json.dumps(self.crm_host == LIGHTNING)}"
        )
        self.tab.reload()
        self.time += 2
        self.log("migrated to", self.crm_host)

    # Moves: the browser and other plugins --------------------------------------------------------------

    def crowd_storage(self) -> None:
        """Fill the browser's storage, except for some characters, for a while, as another plugin."""
        self.is_simple = False
        room = self.chance.choice(ROOM_LEFT)
        items = f"world.browser('{self.browser}').local.items"
        used = f"[...{items}].reduce((sum, [key, text]) => sum + key.length + text.length, 0)"
        self.world.run(f"{items}.set('{CROWD}', 'x'.repeat(QUOTA - {used} - {len(CROWD) + room}))")
        self.log("room in the storage:", room)
        self.some_moves()
        self.world.run(f"{items}.delete('{CROWD}')")
        self.wait(60)
        self.log("room again")

    def drop_writes(self) -> None:
        """Let the browser refuse some writes for a while."""
        self.is_simple = False
        self.world.fails("localStorage", "sometimes")
        self.log("localStorage refuses sometimes")
        self.some_moves()
        self.world.fails("localStorage", None)
        self.wait(60)

    def lose_storage_events(self) -> None:
        """Hide from tabs what other tabs store, until all is well."""
        self.is_vague = True
        self.world.fails("storage events", "never")
        self.log("no storage events")

    def rewrite_items(self) -> None:
        """Rewrite one of the plugin's items, as another plugin."""
        keys: list[str] = self.world.value(OURS % self.browser)
        if keys:
            key = json.dumps(self.chance.choice(keys))
            items = f"world.browser('{self.browser}').local.items"
            how = self.chance.choice(("removes", "cuts", "compacts", "nulls"))
            code = {
                "removes": f"{items}.delete({key})",
                "cuts": f"{items}.set({key}, {items}.get({key}).slice(0, 100))",
                "compacts": f"{items}.set({key}, JSON.stringify(JSON.parse({items}.get({key}))))",
                "nulls": f"{items}.set({key}, 'null')",
            }[how]
            if "logout" in key:
                return
            self.world.run(f"try {{ {code} }} catch {{}}")
            self.cleared_at = self.time
            self.log("another plugin", how, key, self.pause())

    def throttle(self) -> None:
        """Run the timers of the tab only once a minute, or normally again."""
        self.tab.run("tab.throttled = !tab.throttled")
        self.log("throttled or not", self.pause())

    def freeze_page(self) -> None:
        """Put the page into the back-forward cache, and bring it back."""
        self.is_simple = False
        self.have_tasks()
        self.tab.run("tab.dispatch('pagehide', { persisted: true }); tab.asleep = tab.offline = true")
        seconds = self.chance.choice(FROZEN)
        self.wait(seconds / 2)
        work = self.one_of(*AT_WORK)
        if work and self.chance.random() < 0.5:
            self.world.end_without_event(work.sid)
        self.wait(seconds / 2)
        self.tab.run("tab.asleep = false; tab.dispatch('pageshow', { persisted: true })")
        self.wait(self.chance.choice((0, 1, 5)))
        self.tab.run(f"tab.flex.reconnect({json.dumps(REPLAYED)})")
        self.log("frozen for", seconds, self.pause())

    def break_flex(self) -> None:
        """Make a part of Flex throw for a while, as another plugin does."""
        part = self.chance.choice(PARTS_OF_FLEX)
        fault = self.chance.choice(("throws", "twice"))
        self.world.fails(part, fault)
        self.is_vague = self.is_vague or fault == "throws"
        self.log(part, fault)
        self.some_moves()
        self.world.fails(part, None)
        self.wait(60)
        self.log(part, "is well")

    # Moves: ends ---------------------------------------------------------------------------------------

    def complete_all(self) -> None:
        """Complete all tasks at the same time."""
        self.have_tasks(2)
        works = [work for work in self.works.values() if work.status in AT_WORK]
        for work in works:
            work.pressed = True
            self.tab.press_complete(work.sid)
        self.log("complete all", *(work.sid[-3:] for work in works), self.pause())

    def complete_in_all_tabs(self) -> None:
        """Complete a task in each of the agent's tabs in this browser."""
        self.have_tasks()
        if not self.spares and not self.single_session:
            self.open_second_tab()
        others = [tab for tab in self.spares if tab.value("tab.browserName") == self.browser]
        work = self.one_of(*AT_WORK)
        if work and others:
            self.is_simple = False
            work.pressed = True
            for tab in (self.tab, *others):
                tab.press_complete(work.sid)
            self.log("complete in all tabs", work.sid[-3:], self.pause())

    def end_oddly(self) -> None:
        """End a task with events that are emitted twice, or in another order."""
        self.have_tasks()
        work = self.one_of(*AT_WORK)
        if work:
            events = self.chance.choice(ODD_ENDS)
            status = self.chance.choice(("completed", "canceled"))
            self.world.run(f"world.ended('{work.sid}', '{status}', ...{json.dumps(events)})")
            self.log("ends oddly", work.sid[-3:], *events, self.pause())

    # The end -------------------------------------------------------------------------------------------

    def become_well(self) -> None:
        self.world.fails("storage events", None)
        self.world.run("for (const tab of world.tabs) tab.throttled = false")
        super().become_well()

    def summary(self, locked_in: list[str], shown: dict[str, set[str]]) -> Evening:
        evening = super().summary(locked_in, shown)
        if self.is_migrated:
            evening.host, evening.is_flipped = LIGHTNING, True
        for work in self.works.values() if self.is_vague else ():
            work.record = work.second = None
            work.note = work.disposition = ""
        return evening
