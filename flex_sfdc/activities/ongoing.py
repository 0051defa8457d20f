"""Keep the activity of each task in progress up to date, in case this page disappears."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flex_sfdc import extensions
from flex_sfdc.activities.contents import ActivityContents, described, updated
from flex_sfdc.activities.entries import ABSENT, DRAFT, OPEN, with_pending
from flex_sfdc.activities.outbox import ActivityOutbox
from flex_sfdc.activities.rules import GIVEN_UP, OPENED, RELATED, Event
from flex_sfdc.browser.page_objects import dig, text_at
from flex_sfdc.flex.selectors import PENDING, is_on_hold, is_other_session, is_session_ready
from flex_sfdc.flex.task_facts import TaskFacts, record_of, second_changes
from flex_sfdc.salesforce.fields import RELATIONS, related
from flex_sfdc.services import Services
from flex_sfdc.utils.log_activity import hold_changes

BEAT_MS = 30_000
REFRESH_AFTER_MS = 1_000  # values that change together are kept together
LOG_LABEL = "the tasks in progress"


class OngoingTasks:
    """Keep the tasks that the agent works on, by reservation SID, and refresh their activities."""

    def __init__(self, services: Services, outbox: ActivityOutbox, contents: ActivityContents) -> None:
        self._services = services
        self._outbox = outbox
        self._contents = contents
        self.tasks: dict[str, object] = {}  # each task as Flex last showed it
        self._facts: dict[str, object] = {}  # the facts of each task at that time
        self._changed: list[str] = []  # the tasks whose activities have to be refreshed
        self._is_refreshing = False
        self._beats = False

    def accepted(self, task: object) -> None:
        """Record when the agent accepted a task."""
        sid = text_at(task, "sid")
        facts = self._services.tasks.get(sid)
        if "accepted" not in facts:
            self._services.tasks.change(
                sid, {"accepted": self._services.clock.now(), "accepted_at_server": updated(task)}
            )

    def wrapping(self, task: object) -> None:
        """Record when the customer left."""
        sid = text_at(task, "sid")
        facts = self._services.tasks.get(sid)
        if "ended" not in facts:
            self._services.tasks.change(
                sid, {"ended": self._services.clock.now(), "ended_at_server": updated(task)}
            )
        self.refresh(sid, task)

    def observe(self, sid: str, task: object, before: Mapping[str, object], is_known: bool) -> None:
        """Record a task's state. `before`: the previous tasks; `is_known`: the agent has worked on it."""
        if text_at(task, "status") != PENDING:
            self._record_facts(sid, task)
        facts = self._services.tasks.get(sid)
        earlier: Any = self._facts.get(sid)
        is_changed = earlier is not facts
        self._facts[sid] = facts
        if is_changed and is_known:
            self.refresh(sid, task)  # without delay: the page may crash
            self._relate_draft(sid, task, earlier, facts)
        if is_changed or before.get(sid) is not task:
            self._refresh_later(sid)

    def forget(self, sid: str) -> None:
        """Forget the facts of a task that has ended."""
        self._facts.pop(sid, None)

    def keep(self, is_leaving: bool) -> None:
        """Store the state of every task. `is_leaving`: the tasks may go on in another session."""
        self._outbox.restore()
        self._services.tasks.restore()
        for sid in self.tasks:
            self.refresh(sid, self.tasks[sid], is_leaving)

    def beat(self) -> None:
        """Store the state of every task every half minute, because a crash sends no event."""
        if not self._beats:
            self._beats = True
            self._services.clock.after(BEAT_MS, LOG_LABEL, self._on_beat)

    def _on_beat(self) -> None:
        self._beats = False
        self.keep(False)
        if self.tasks or self._outbox.unsaved_sids(list(self.tasks)):
            self.beat()

    def _record_facts(self, sid: str, task: object) -> None:
        """Record holds, a new second record, and the server's time of a start or end that was missed."""
        services = self._services
        facts = services.tasks.get(sid)
        hold = hold_changes(facts, is_on_hold(task, bool(facts.get("held_since"))), services.clock.now())
        found: TaskFacts = {**hold, **second_changes(dig(task, "attributes"), facts)}
        is_wrapping = text_at(task, "status") != "accepted"
        if "accepted" not in facts and "accepted_at_server" not in facts:
            found["accepted_at_server"] = 0 if is_wrapping else updated(task)
        if is_wrapping and "ended" not in facts and "ended_at_server" not in facts:
            found["ended_at_server"] = updated(task)
        if found:
            services.tasks.change(sid, found)

    def _relate_draft(self, sid: str, task: object, earlier: TaskFacts | None, facts: TaskFacts) -> None:
        """Apply a choice of either record that came after the agent pressed Complete."""
        entry = self._outbox.entry_of(sid)
        if entry["state"] == DRAFT:
            attributes = dig(task, "attributes")
            record = record_of(attributes, facts)
            fields = related(record, facts.get("second"))
            before: Mapping[str, object] = with_pending(entry)["fields"]  # stored by an earlier page
            names = list(fields)
            if earlier is not None:
                before = related(record_of(attributes, earlier), earlier.get("second"))
                names = list(RELATIONS)
            if record is not None and any(fields.get(name) != before.get(name) for name in names):
                event: Event = {"kind": RELATED, "fields": fields, "about": described(record, facts)}
                self._outbox.apply(sid, event)

    def _refresh_later(self, sid: str) -> None:
        if sid not in self._changed:
            self._changed.append(sid)
        if not self._is_refreshing:
            self._is_refreshing = True
            self._services.clock.after(REFRESH_AFTER_MS, LOG_LABEL, self._refresh_changed)

    def _refresh_changed(self) -> None:
        self._is_refreshing = False
        changed = self._changed
        self._changed = []
        for sid in changed:
            if sid in self.tasks:
                self._services.log.attempt(LOG_LABEL, lambda: self.refresh(sid, self.tasks[sid]))  # noqa: B023

    def refresh(self, sid: str, task: object, is_leaving: bool = False) -> None:
        """Store a task's activity as it is now, unless its end is being logged."""
        state = self._services.flex_state()
        if task is None or is_other_session(state) or not has_session(self._services, state):
            return
        if self._outbox.entry_of(sid)["state"] in (ABSENT, OPEN):
            is_answered = text_at(task, "status") != PENDING
            if not self.is_excluded(sid, task, is_answered):
                event = self._contents.event(OPENED, task, is_answered, False)
                self._outbox.apply(sid, {**event, "superseded": is_leaving})

    def is_excluded(self, sid: str, task: object, is_answered: bool) -> bool:
        """Return whether the account logs no such task; if so, forget its stored data."""
        if extensions.logs(self._services.configuration.log_tasks, task, is_answered):
            return False
        if self._outbox.entry_of(sid)["state"] in (OPEN, DRAFT):
            self._services.log.info(f"activity of {sid}: none, log_tasks leaves it out")
            self._outbox.apply(sid, {"kind": GIVEN_UP, "now": self._services.clock.now()})
        return True


def has_session(services: Services, state: object) -> bool:
    """Return whether the tasks that Flex shows are the agent's."""
    return is_session_ready(state) and text_at(services.manager, "workerClient.sid") != ""
