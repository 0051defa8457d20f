"""Follow the agent's tasks, and decide when an activity is added, changed, confirmed or dropped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flex_sfdc import extensions
from flex_sfdc.activities.contents import LOGGED, ActivityContents, described, updated, was_accepted
from flex_sfdc.activities.entries import (
    ABSENT,
    DRAFT,
    OPEN,
    REJECTED,
    SENT,
    UNKNOWN,
    WAITING,
    Entry,
    with_pending,
)
from flex_sfdc.activities.events import (
    AMENDED,
    COMPLETING,
    COMPLETION_FAILED,
    CONTINUED,
    ENDED,
    GIVEN_UP,
    OPENED,
    RELATED,
    TAKEN_OVER,
    Event,
)
from flex_sfdc.activities.outbox import ActivityOutbox
from flex_sfdc.browser.clock import has_passed
from flex_sfdc.browser.page_objects import dig, text_at
from flex_sfdc.configuration import functions_url
from flex_sfdc.flex.selectors import (
    PENDING,
    accepted_tasks,
    is_on_hold,
    is_other_session,
    is_own_call,
    is_session_ready,
    is_single_session,
    reservation_sids,
    task_of,
    tasks_in,
)
from flex_sfdc.flex.task_attributes import TaskAttributes
from flex_sfdc.flex.task_facts import TaskFacts, choice_changes, record_of, second_changes
from flex_sfdc.salesforce.fields import RELATIONS, related
from flex_sfdc.services import Services
from flex_sfdc.utils.log_activity import field_has_note, hold_changes

BEAT_MS = 30_000  # the interval of refreshes of all tasks in progress
REFRESH_AFTER_MS = 1_000  # the wait that lets values which change together be stored once
CONFIRM_AGE_MS = 300_000  # after a longer absence, another machine may have logged the task
CONFIRM_AFTER_MS = 30_000  # by then the event of a completion has arrived, or a vanished task has returned
DETECTED_AFTER_MS = 2_000  # this long after its start, a page knows whether there is another session
RETURNED_AFTER_MS = 10_000  # a task that Flex still shows this long after its end has continued
LOG_LABEL = "the completion"
ONGOING_LABEL = "the tasks in progress"


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
        self._beats_soon = False
        self._awake_at = services.clock.now()
        self._stale: dict[str, object] = {}  # the tasks from before the computer slept or was offline
        self._slept_at = 0

    def accepted(self, task: object) -> None:
        """Record when the agent accepted a task."""
        sid = text_at(task, "sid")
        services = self._services
        if "accepted" not in services.tasks.get(sid):
            now = services.clock.now()
            services.tasks.change(sid, {"accepted": now, "accepted_at_server": updated(task)})

    def wrapping(self, task: object) -> None:
        """Record when the customer left."""
        sid = text_at(task, "sid")
        services = self._services
        if "ended" not in services.tasks.get(sid):
            services.tasks.change(sid, {"ended": services.clock.now(), "ended_at_server": updated(task)})
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
        """Store the state of every task. `is_leaving`: the tasks may continue in another session."""
        self.wake()
        self._outbox.restore()
        self._services.tasks.restore()
        for sid in self.tasks:
            self.refresh(sid, self.tasks[sid], is_leaving)

    def wake(self) -> None:
        """Find out whether the computer slept or was offline: tasks are out of date until Flex reconnects."""
        now = self._services.clock.now()
        is_online = dig(self._services.window, "navigator.onLine") is not False
        # While offline only once, because some browsers always are. Not if the clock was set back.
        if now - self._awake_at > CONFIRM_AGE_MS and (is_online or self._slept_at != self._awake_at):
            self._slept_at = self._awake_at
            self._stale = self.tasks
        if is_online:
            self._awake_at = now

    def beat(self) -> None:
        """Store the state of every task every half minute, because a crash sends no event."""
        if not self._beats_soon:
            self._beats_soon = True
            self._services.clock.after(BEAT_MS, ONGOING_LABEL, self._on_beat)

    def _on_beat(self) -> None:
        self._beats_soon = False
        self.keep(False)
        if self.tasks or self._outbox.unsaved_sids(list(self.tasks)):
            self.beat()

    def _record_facts(self, sid: str, task: object) -> None:
        """Record holds, changes of the records, and the server's time of a start or end that was missed."""
        services = self._services
        facts = services.tasks.get(sid)
        hold = hold_changes(facts, is_on_hold(task, bool(facts.get("held_since"))), services.clock.now())
        attributes = dig(task, "attributes")
        changes: TaskFacts = {
            **hold,
            **choice_changes(attributes, facts),
            **second_changes(attributes, facts),
        }
        is_wrapping = text_at(task, "status") != "accepted"
        if "accepted" not in facts and "accepted_at_server" not in facts:
            changes["accepted_at_server"] = 0 if is_wrapping else updated(task)
        if is_wrapping and "ended" not in facts and "ended_at_server" not in facts:
            changes["ended_at_server"] = updated(task)
        if changes:
            services.tasks.change(sid, changes)

    def _relate_draft(self, sid: str, task: object, earlier: TaskFacts | None, facts: TaskFacts) -> None:
        """Apply a choice of either record that was made after the agent pressed Complete."""
        entry = self._outbox.entry_of(sid)
        attributes = dig(task, "attributes")
        record = record_of(attributes, facts)
        if entry["state"] != DRAFT or record is None:
            return
        fields = related(record, facts.get("second"))
        before: Mapping[str, object] = with_pending(entry)["fields"]  # stored by an earlier page
        names = list(fields)
        if earlier is not None:
            before = related(record_of(attributes, earlier), earlier.get("second"))
            names = list(RELATIONS)
        if any(fields.get(name) != before.get(name) for name in names):
            self._outbox.apply(sid, {"kind": RELATED, "fields": fields, "about": described(record, facts)})

    def _refresh_later(self, sid: str) -> None:
        if sid not in self._changed:
            self._changed.append(sid)
        if not self._is_refreshing:
            self._is_refreshing = True
            self._services.clock.after(REFRESH_AFTER_MS, ONGOING_LABEL, self._refresh_changed)

    def _refresh_changed(self) -> None:
        self._is_refreshing = False
        changed = self._changed
        self._changed = []
        for sid in changed:
            if sid in self.tasks:
                self._services.log.attempt(ONGOING_LABEL, lambda: self.refresh(sid, self.tasks[sid]))  # noqa: B023

    def refresh(self, sid: str, task: object, is_leaving: bool = False) -> None:
        """Store a task's activity as it is now, unless its end is being logged. Keep it if it was logged."""
        state = self._services.flex_state()
        if task is None or is_other_session(state) or not has_session(self._services, state):
            return
        if self._outbox.entry_of(sid)["state"] in (ABSENT, OPEN):
            is_answered = text_at(task, "status") != PENDING
            if not self.is_excluded(sid, task, is_answered):
                at = self._slept_at if self._stale.get(sid) is task else 0
                event = self._contents.event(OPENED, task, is_answered, False, at)
                self._outbox.apply(sid, {**event, "superseded": is_leaving})
        else:
            self._outbox.apply(sid, {"kind": CONTINUED, "now": self._services.clock.now()})

    def is_excluded(self, sid: str, task: object, is_answered: bool) -> bool:
        """Return whether the account logs no such task; if so, forget its stored data."""
        if extensions.logs(self._services.configuration.log_tasks, task, is_answered):
            return False
        if self._outbox.entry_of(sid)["state"] in (OPEN, DRAFT):
            self._services.log.info(f"activity of {sid}: none, log_tasks leaves it out")
            self._outbox.apply(sid, {"kind": GIVEN_UP, "now": self._services.clock.now()})
        return True


class CompletionTracker:
    """Log each task once, when it ends.

    Flex's action `CompleteTask` resolves even when it fails, so only an event of the reservation proves that
    a task has ended. Flex emits no event for a task that ends while its connection is broken, or between two
    pages: such a task has ended if it leaves the store and does not return. Therefore the outbox holds an
    entry for each task from the moment it is accepted.
    """

    def __init__(
        self,
        services: Services,
        outbox: ActivityOutbox,
        contents: ActivityContents,
        ongoing: OngoingTasks,
    ) -> None:
        self._services = services
        self._outbox = outbox
        self._contents = contents
        self._ongoing = ongoing
        self._attributes = TaskAttributes(services)
        self._confirming: dict[str, object] = {}  # the timers of drafts and of vanished tasks
        self._returned: list[str] = []  # tasks that Flex shows again after they were logged
        self._came_here: list[str] = []  # tasks that were accepted while this page was open
        self._watches_tasks = False
        self._is_new_session = False
        self._began = services.clock.now()

    # Flex's events ------------------------------------------------------------------------------------

    def completing(self, task: object) -> None:
        """Store the activity's contents now: Flex drops parts of a task when it is completed."""
        sid = text_at(task, "sid")
        if self._ongoing.is_excluded(sid, task, True):
            return
        self._outbox.apply(sid, self._contents.event(COMPLETING, task, True, True))
        self._confirm_later(sid)

    def completed(self, task: object) -> None:
        """Log a completed task that the agent has accepted."""
        if self._is_known(text_at(task, "sid")) or self._was_accepted(task):
            self._ended(task, True)

    def canceled(self, task: object) -> None:
        """Log a cancelled task if the agent worked on it, or if it is their own call that nobody answered."""
        sid = text_at(task, "sid")
        if self._is_known(sid) or is_own_call(self._services.flex, task):
            self._ended(task, False)
        else:
            self._services.log.info(f"activity of {sid}: none, it was never answered")

    def tasks_changed(self) -> None:
        """Compare the agent's tasks with the previous ones, including those from before a reload."""
        services = self._services
        state = services.flex_state()
        if is_other_session(state):
            self._hand_over()
            return
        self._ongoing.wake()
        before = self._ongoing.tasks
        self._ongoing.tasks = {}
        if not has_session(services, state):
            self._is_new_session = True
            self._watches_tasks = False
            return  # the session is about to begin, or has just ended: the tasks continue
        if self._is_new_session:
            self._is_new_session = False
            services.storage.log_in()
        for task in accepted_tasks(state):
            services.log.attempt(LOG_LABEL, lambda: self._observe(task, before))  # noqa: B023
        for task in tasks_in(state):
            services.log.attempt(LOG_LABEL, lambda: self._observe_ringing_call(task, before))  # noqa: B023
        self._watches_tasks = True
        if self._ongoing.tasks:
            self._ongoing.beat()
        self._follow_missing(before)

    def _follow_missing(self, before: Mapping[str, object]) -> None:
        """Store the last state of tasks that have left Flex, and find out later whether they have ended."""
        for sid in before:
            if sid not in self._ongoing.tasks and self._is_known(sid):
                self._ongoing.refresh(sid, before[sid])  # with the last state that Flex showed
        for sid in self._sids(DRAFT):
            self._confirm_later(sid)
        for sid in self._sids(OPEN):
            if sid not in self._ongoing.tasks:
                self._confirm_later(sid)

    def _observe(self, task: object, before: Mapping[str, object]) -> None:
        """Record the current state of a task."""
        sid = text_at(task, "sid")
        self._ongoing.tasks[sid] = task
        self._on_return(sid)
        is_accepted = text_at(task, "status") != PENDING
        if is_accepted and self._watches_tasks and sid not in before and self._is_detected():
            self._came_here.append(sid)
        self._ongoing.observe(sid, task, before, self._is_known(sid))

    def _on_return(self, sid: str) -> None:
        """Cancel the timer of a task that has come back, and remember whether it has been logged."""
        entry = self._outbox.entry_of(sid)
        if entry["state"] == OPEN and sid in self._confirming:
            self._services.window.clearTimeout(self._confirming.pop(sid))
        now = self._services.clock.now()
        has_continued = is_correctable(entry) and has_passed(RETURNED_AFTER_MS, entry["at"], now)
        if has_continued and sid not in self._returned:
            self._returned.append(sid)

    def _observe_ringing_call(self, task: object, before: Mapping[str, object]) -> None:
        """Record an outbound call of the agent that is still ringing: it may end without an event."""
        if text_at(task, "status") == PENDING and is_own_call(self._services.flex, task):
            self._observe(task, before)

    def catch_up(self) -> None:
        """Log tasks that were completed just before a reload. Flex has loaded its tasks by now."""
        for sid in self._sids(DRAFT):
            if not self._outbox.is_completed_here(sid) and task_of(self._services.flex_state(), sid) is None:
                # `_confirm` expects a page that has waited for the task to come back.
                self._confirm(sid, self._outbox.entry_of(sid)["at"] - CONFIRM_AFTER_MS)

    # The end of a task --------------------------------------------------------------------------------

    def _ended(self, task: object, is_completed: bool, confirm: bool = False) -> None:
        services = self._services
        sid = text_at(task, "sid")
        state = services.flex_state()
        entry = self._outbox.entry_of(sid)
        if is_other_session(state):
            services.log.info(f"activity of {sid}: left to the other session")
            self._hand_over()
            return
        if self._ongoing.is_excluded(sid, task, is_completed or self._was_accepted(task)):
            return
        # An unknown task that was cancelled is the agent's own call, which nobody answered.
        is_known = self._is_known(sid) or not is_completed
        may_be_ours = is_known and is_single_session(state)
        if entry["state"] in (ABSENT, OPEN) and may_be_ours and not self._is_detected():
            self._end_when_detected(sid, task, is_completed)
            return
        event = self._contents.event(ENDED, task, is_completed, entry["state"] != DRAFT)
        if sid in self._returned:
            self._correct(sid, event["fields"])
        if entry["state"] == DRAFT and not self._outbox.is_completed_here(sid):
            event.pop("fields")  # the page in which the agent pressed Complete has stored more
        if confirm or (entry["state"] != DRAFT and not may_be_ours):
            event["confirm"] = True
        self._finish(sid, event)

    def _end_when_detected(self, sid: str, task: object, is_completed: bool) -> None:
        """Log a task once Flex has had time to detect another session. Store it now: the page may close."""
        self._outbox.apply(sid, self._contents.event(OPENED, task, is_completed, False))
        self._ongoing.tasks.pop(sid, None)  # a later change in Flex's store must not overwrite it
        self._services.clock.after(
            DETECTED_AFTER_MS, LOG_LABEL, lambda: self._ended_early(task, is_completed)
        )

    def _ended_early(self, task: object, is_completed: bool) -> None:
        """Log a task that ended before Flex could detect another session, unless a logout has dropped it."""
        entry = self._outbox.entry_of(text_at(task, "sid"))
        if entry["state"] == OPEN:
            self._ended(task, is_completed, entry["elsewhere"])

    def _correct(self, sid: str, fields: Mapping[str, object]) -> None:
        """Correct the activity of a task that continued after it was logged, but not its note."""
        self._returned.remove(sid)
        entry = self._outbox.entry_of(sid)
        settings = self._services.configuration
        sources = settings.activity_fields
        may_be_shared = settings.copilot_notes and not is_single_session(self._services.flex_state())
        is_noted = entry["noted"] or may_be_shared  # another session may have added the note
        changes = {
            name: value
            for name, value in fields.items()
            if name not in ("entityApiName", *RELATIONS) and not (is_noted and field_has_note(name, sources))
        }
        if is_correctable(entry):
            now = self._services.clock.now()
            self._outbox.apply(sid, {"kind": AMENDED, "now": now, "fields": changes})

    def _was_accepted(self, task: object) -> bool:
        return was_accepted(self._services.tasks.get(text_at(task, "sid")))

    def _is_detected(self) -> bool:
        """Return whether Flex has had time to find another session, if there is one."""
        return has_passed(DETECTED_AFTER_MS, self._began, self._services.clock.now())

    def _is_known(self, sid: str) -> bool:
        """Return whether the agent has worked on the task in this browser."""
        state = self._outbox.entry_of(sid)["state"]
        return state in (OPEN, DRAFT) or "accepted" in self._services.tasks.get(sid) or sid in self._came_here

    def _confirm_later(self, sid: str) -> None:
        if sid not in self._confirming:
            since = self._outbox.entry_of(sid)["at"]
            confirm = self._services.clock.after(
                CONFIRM_AFTER_MS, LOG_LABEL, lambda: self._confirm(sid, since)
            )
            self._confirming[sid] = confirm

    def _confirm(self, sid: str, since: int) -> None:
        """Decide whether a draft or a vanished task has ended. `since`: when Flex last showed it."""
        services = self._services
        self._confirming.pop(sid, None)
        state = services.flex_state()
        entry = self._outbox.entry_of(sid)
        if entry["state"] not in (OPEN, DRAFT) or is_other_session(state):
            return
        if not has_session(services, state):
            if entry["state"] == DRAFT:
                self._confirm_later(sid)
            return
        now = services.clock.now()
        if task_of(state, sid) is not None:
            self._outbox.apply(sid, {"kind": COMPLETION_FAILED, "now": now})
            return
        services.log.info(f"activity of {sid}: its task is gone")
        was_away = has_passed(CONFIRM_AGE_MS + CONFIRM_AFTER_MS, since, now)
        is_ours = entry["state"] == DRAFT or is_single_session(state)
        confirm = entry["elsewhere"] or was_away or not is_ours
        self._finish(sid, {"kind": ENDED, "now": now, "confirm": confirm})
        if entry["state"] == OPEN and self._outbox.entry_of(sid)["state"] != UNKNOWN:
            self._mark_as_logged(sid)

    def _mark_as_logged(self, sid: str) -> None:
        """Tell other browsers that the task was logged here: it may return and end in one of them.

        Use only the function. Flex would overwrite all attributes, even those that it has not loaded yet.
        """
        services = self._services
        if functions_url(dig(services.manager, "configuration.custom_data")):
            task_sid = self._outbox.entry_of(sid)["task"]
            self._attributes.write(sid, task_sid, {LOGGED: sid}, services.log_failure)

    def _finish(self, sid: str, event: Event) -> None:
        self._came_here = [accepted for accepted in self._came_here if accepted != sid]
        self._ongoing.forget(sid)
        self._outbox.apply(sid, {**event, "once": self._services.crm.saves_once()})

    def _hand_over(self) -> None:
        """Mark the activities that another session may log, because it has the agent's tasks now."""
        self._ongoing.tasks = {}
        going_on = reservation_sids(self._services.flex_state())
        for sid in [*self._sids(OPEN), *self._sids(DRAFT)]:
            entry = self._outbox.entry_of(sid)
            is_superseded = sid in going_on
            if not entry["elsewhere"] or (is_superseded and not entry["superseded"]):
                self._outbox.apply(sid, {"kind": TAKEN_OVER, "superseded": is_superseded})

    def _sids(self, state: str) -> list[str]:
        """Return the reservations whose activities are in a state."""
        entries = self._outbox.entries()
        return [sid for sid in entries if entries[sid]["state"] == state]


def has_session(services: Services, state: object) -> bool:
    """Return whether the tasks that Flex shows are the agent's."""
    return is_session_ready(state) and text_at(services.manager, "workerClient.sid") != ""


def is_correctable(entry: Entry) -> bool:
    """Return whether the task was logged and its activity can be changed: after the save, only by its id."""
    return entry["state"] in (WAITING, SENT, REJECTED, UNKNOWN) or (entry["id"] != "")
