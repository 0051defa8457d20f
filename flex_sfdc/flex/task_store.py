"""Keep the plugin's slice in Flex's store, and store it in the browser for the next page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flex_sfdc.browser.clock import Clock
from flex_sfdc.browser.log import Log
from flex_sfdc.browser.page_objects import dig, text_at
from flex_sfdc.browser.storage import PREFIX, JsonStorage, WorkerStorage
from flex_sfdc.browser.types import Window
from flex_sfdc.flex.selectors import TASKS, facts_of, is_session_ready, reservation_sids, state_of
from flex_sfdc.flex.task_facts import (
    FACTS_KEY,
    SLICE,
    Changed,
    State,
    TaskFacts,
    TasksEnded,
    read_facts,
    reduce,
    task_changed,
    tasks_ended,
)
from flex_sfdc.flex.types import Manager

OFFERS = ("choices", "viewed", "offered")
# The facts that all tabs share.
SHARED = ("popped", "choices", "note", "chosen", "replaces_record_id", "failed", "second", "second_own")
NAVIGATION_MS = 3_000  # Salesforce navigates for this long after its answer to a pop
FORGET_AFTER_MS = 60_000  # a task that left Flex may return until then, and late events may arrive


class TaskStore:
    """Keep the facts of the agent's tasks in Flex's store, and in the browser until they are settled.

    The next page reads them before Flex has loaded its tasks, so forget facts only while Flex has a session.
    """

    def __init__(
        self,
        window: Window,
        manager: Manager,
        clock: Clock,
        log: Log,
        storage: WorkerStorage,
        is_settled: Callable[[str], bool],
    ) -> None:
        self._store = manager.store
        self._clock = clock
        self._log = log
        self._storage = storage
        self._is_settled = is_settled
        self._tasks_seen: object = None  # the Map in Flex's state
        self._kept: dict[str, object] = {}  # the facts of each task, as last written; None: not stored
        self._is_forgetting = False  # a timer to forget tasks is running
        # Reservations whose screen pop is in flight: navigation events are ours, not the agent's.
        self.popping: list[str] = []
        self.on_pop_ended: Callable[[], object] = lambda: None
        self._window = window

    def start(self) -> None:
        """Register the slice, load the facts of an earlier page, and follow Flex's tasks."""
        self._store.addReducer(SLICE, reduce)
        self._log.attempt("tasks", self._load)
        self._store.subscribe(lambda: self._log.attempt("tasks", self._on_store))
        self._window.addEventListener("storage", self._log.guarded("tasks", self._on_storage))

    def get(self, sid: str) -> TaskFacts:
        """Return the facts of a task."""
        return facts_of(self._store.getState(), sid)

    def state(self) -> State:
        """Return the whole slice."""
        return state_of(self._store.getState())

    def change(self, sid: str, facts: TaskFacts) -> None:
        """Add `facts` to those of the task."""
        self._apply(task_changed(sid, facts))

    def begin_pop(self, sid: str) -> None:
        """Record that a screen pop for the task is in flight."""
        self.popping.append(sid)

    def end_pop_later(self, sid: str) -> None:
        """End the pop soon, because Salesforce has answered, but its navigation takes a little longer."""
        self._clock.after(NAVIGATION_MS, "the screen pop", lambda: self._end_pop(sid))

    def _end_pop(self, sid: str) -> None:
        self.popping.remove(sid)
        self.on_pop_ended()

    def forget_all(self) -> None:
        """Forget everything: the session has ended."""
        self._apply(tasks_ended([]))

    def forget_offers(self) -> None:
        """Forget the records that the agent could choose. Keep the facts that are needed to log the tasks."""
        tasks = self.state().get("tasks") or {}
        self.forget_all()
        for sid, facts in tasks.items():
            needed: Any = {key: value for key, value in facts.items() if key not in OFFERS}
            self.change(sid, needed)

    def restore(self) -> None:
        """Store again the items that other code removed, or that the browser's storage had no room for."""
        names = self._storage.own.names()
        for sid in list(self._kept):
            if FACTS_KEY + sid not in names:
                self._kept.pop(sid)
        self._keep()

    def _load(self) -> None:
        """Load the facts that an earlier page stored; version 0.1.0 stored them in one item of the tab."""
        if not self._storage.is_open():
            return
        tab = JsonStorage(self._window, "sessionStorage", PREFIX)
        legacy = tab.value_of("tasks")
        if isinstance(legacy, dict):
            for sid, facts in legacy.items():
                self.change(sid, read_facts(facts))
        tab.drop("tasks")
        items = self._storage.own
        length = len(FACTS_KEY)
        for name in items.names():
            if name[:length] == FACTS_KEY:
                self.change(name[length:], read_facts(items.value_of(name)))

    def _on_storage(self, event: object) -> None:
        """Take over choices and notes from another tab, because this tab may log the task."""
        sid = text_at(event, "key").split(FACTS_KEY)[-1]
        facts: Any = self.get(sid)
        if facts and self._storage.is_open():
            stored: Any = read_facts(self._storage.own.value_of(FACTS_KEY + sid))
            changes: Any = {
                key: stored[key] for key in SHARED if key in stored and stored[key] != facts.get(key)
            }
            if changes:
                self._log.attempt("the store", lambda: self._store.dispatch(task_changed(sid, changes)))
                self._kept[sid] = self.get(sid)  # the other tab has stored it

    def _apply(self, action: Changed | TasksEnded) -> None:
        """Change the state, and store it even if a listener of Flex's store throws."""
        self._log.attempt("the store", lambda: self._store.dispatch(action))
        self._keep()

    def _keep(self) -> None:
        tasks = self.state().get("tasks") or {}
        items = self._storage.own
        for sid in list(self._kept):
            if sid not in tasks:
                self._kept.pop(sid)
                items.drop(FACTS_KEY + sid)
        if self._storage.is_open():
            for sid, facts in tasks.items():
                if self._kept.get(sid) is not facts:
                    is_kept = items.put(FACTS_KEY + sid, {**facts, "at": self._clock.now()})
                    self._kept[sid] = facts if is_kept else None

    def _on_store(self) -> None:
        tasks = dig(self._store.getState(), TASKS)
        if tasks is not self._tasks_seen:
            self._tasks_seen = tasks
            self._forget_later()

    def _forget_later(self) -> None:
        if not self._is_forgetting:
            self._is_forgetting = True
            self._clock.after(FORGET_AFTER_MS, "tasks", self._forget_ended)

    def _forget_ended(self) -> None:
        self._is_forgetting = False
        state = self._store.getState()
        if not is_session_ready(state):
            return  # the session has ended, but not the tasks: the agent may log in again
        live = reservation_sids(state)
        tasks = self.state().get("tasks") or {}
        needed = [sid for sid in tasks if sid in live or not self._is_settled(sid)]
        if len(needed) < len(tasks):
            self._apply(tasks_ended(needed))
        if len(needed) > len(live):
            self._forget_later()
