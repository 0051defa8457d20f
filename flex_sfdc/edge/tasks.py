"""The plugin's slice in Flex's store, and what of it a reload must not lose."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.contracts.browser import Window
from flex_sfdc.contracts.flex import Manager
from flex_sfdc.edge.clock import Clock
from flex_sfdc.edge.foreign import dig, knows_tasks, sids_in
from flex_sfdc.edge.storage import kept_in_tab
from flex_sfdc.log import Log
from flex_sfdc.state import (
    SLICE,
    Changed,
    Ended,
    State,
    TaskFacts,
    facts_of,
    reduce,
    state_of,
    task_changed,
    tasks_ended,
)

KEPT = "tasks"
FORGET_AFTER_MS = 10_000  # after a task has gone: until then events about it may still come


class Tasks:
    """What is known of the agent's tasks: in the store, and in the tab's storage until the task ends.

    A reload finds it there before Flex knows any task, so only tasks that were seen here are forgotten.
    """

    def __init__(self, window: Window, manager: Manager, clock: Clock, log: Log) -> None:
        self._store = manager.store
        self._clock = clock
        self._log = log
        self._kept = kept_in_tab(window)
        self._map: object = None
        self._seen: list[str] = []
        # Who writes the attributes of a task (by its own sid), and who waits for it: `edge.task_attributes`.
        self.writers: dict[str, list[Callable[[], object]]] = {}
        # The last choice for each reservation while it is written; the same record may be chosen twice.
        self.choosing: dict[str, object] = {}
        # For which reservations the CRM takes the agent somewhere just now: he has not gone there himself.
        self.popping: list[str] = []
        before = self._kept.get(KEPT)
        self._store.addReducer(SLICE, reduce)
        if isinstance(before, dict):
            for sid, facts in before.items():
                if isinstance(facts, dict):
                    self.learn(sid, facts)  # type: ignore[arg-type]
        self._store.subscribe(lambda: log.attempt("tasks", self._look))

    def of(self, sid: str) -> TaskFacts:
        """What is known of a task."""
        return facts_of(self._store.getState(), sid)

    def state(self) -> State:
        """The whole slice."""
        return state_of(self._store.getState())

    def learn(self, sid: str, facts: TaskFacts) -> None:
        """Lay `facts` over what is known of the task."""
        self._change(task_changed(sid, facts))

    def forget_all(self) -> None:
        """Nothing is known any more: the agent has logged out."""
        self._change(tasks_ended([]))
        self._kept.drop(KEPT)

    def _change(self, action: Changed | Ended) -> None:
        """Change the state, and keep it. Who hears of it in the store may throw: it is changed all the
        same."""
        self._log.attempt("the store", lambda: self._store.dispatch(action))
        self._kept.put(KEPT, self.state().get("tasks"))

    def _look(self) -> None:
        state = self._store.getState()
        tasks = dig(state, "flex.worker.tasks")
        if tasks is self._map:
            return
        self._map = tasks
        live = sids_in(state)
        if any(sid not in live for sid in self._seen):
            self._clock.after(FORGET_AFTER_MS, "tasks", self._forget_gone)
        self._seen = live

    def _forget_gone(self) -> None:
        state = self._store.getState()
        if not knows_tasks(state):
            return  # the session has ended: the tasks have not, and the agent may be back
        live = sids_in(state)
        known = self.state().get("tasks") or {}
        if any(sid not in live for sid in known):
            self._change(tasks_ended(live))
