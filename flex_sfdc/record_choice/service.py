"""Save the choice of a record, whether made in Flex, on the page around it, or by a search."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flex_sfdc.answer import SUCCESS, Answer
from flex_sfdc.browser.page_objects import dig, text_at
from flex_sfdc.flex.notifications import ASSOCIATION_REQUIRED, RECORD_NOT_SAVED
from flex_sfdc.flex.selectors import NOTES, has_wrap_up, is_going_on, sid_in, task_of
from flex_sfdc.flex.task_attributes import TaskAttributes
from flex_sfdc.flex.task_facts import TaskFacts, is_unsaved, record_of
from flex_sfdc.flex.types import Task
from flex_sfdc.plain_data import text, value_under
from flex_sfdc.record_choice.rules import changes_of, may_complete
from flex_sfdc.salesforce.records import (
    NONE_OF_THESE,
    RELATED_ID,
    RELATED_TYPE,
    Record,
    attributes_of,
    same_record,
)
from flex_sfdc.services import Services

BLOCKED_LIMIT_MS = 15_000  # the longest time that saving a choice keeps a task from being completed
BLOCKER = "associate-record"


class RecordChoice:
    """Choose the record of a task, and save it on the task."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._attributes = TaskAttributes(services)
        self.saves: dict[str, ChoiceSaves] = {}  # the saves of each task, by reservation SID

    def choose(self, sid: str, record: Record) -> None:
        """Relate the task of a reservation to `record`; "None of these" has no id.

        Ignore a choice that is already being saved.
        """
        services = self._services
        if services.activities.is_finished(sid):
            services.activities.relate(sid, record)
        self._save(sid, record)

    def _save(self, sid: str, record: Record) -> None:
        """Save the record on the task, if Flex still has the task."""
        services = self._services
        task = task_of(services.flex_state(), sid)
        saves = self.saves_of(sid)
        saving = saves.is_saving
        if task is None or (saving and text(services.tasks.get(sid).get("chosen"), "id") == record["id"]):
            return
        attributes = dig(task, "attributes")
        changes = changes_of(record, attributes, saving)  # replace the record that is being written
        before = value_under(attributes, "sfdcObjectId")
        replaces = record["id"] if before is None else text(attributes, "sfdcObjectId")
        blocks = saves.blocks
        services.tasks.change(
            sid, {"chosen": record, "replaces_record_id": replaces, "saving": blocks, "failed": not blocks}
        )
        saves.save(task, record, changes)

    def choose_second(self, sid: str, record: Record) -> None:
        """Relate the activity of a task to a second record, or to none if `record` has no id."""
        services = self._services
        attributes = dig(task_of(services.flex_state(), sid), "attributes")
        own = [*(services.tasks.get(sid).get("second_own") or []), text(attributes, RELATED_ID), record["id"]]
        services.tasks.change(sid, {"second": record, "second_own": own})
        self._save_second(sid)
        activities = services.activities
        if not activities.is_finished(sid):
            return
        if not activities.unrelated_sid(sid):
            activities.relate(sid, record_of(attributes, services.tasks.get(sid)) or NONE_OF_THESE)
        elif record["id"]:
            activities.relate(sid, record)

    def _save_second(self, sid: str) -> None:
        """Save the second record on the task, for the next agent of a transfer. This blocks nothing."""
        services = self._services
        second = services.tasks.get(sid).get("second")
        if second is not None and self._needs_second(sid, second):
            self._attributes.write(
                sid,
                text_at(task_of(services.flex_state(), sid), "taskSid"),
                {RELATED_ID: second["id"], RELATED_TYPE: second["type"]},
                services.log_failure,
                lambda: self._needs_second(sid, second),
            )

    def _needs_second(self, sid: str, second: Record) -> bool:
        """Return whether the chosen second record is still to be saved on the task."""
        task = task_of(self._services.flex_state(), sid)
        chosen = self._services.tasks.get(sid).get("second")
        on_task = text(dig(task, "attributes"), RELATED_ID)
        is_chosen = chosen is not None and chosen["id"] == second["id"]
        return is_chosen and task is not None and not same_record(on_task, second["id"])

    def match(self, sid: str, record: Record) -> None:
        """Relate the task to the only record that a search found, unless a record has been chosen already.

        The match counts even if the task cannot be written, because the agent may complete it first.
        The agent never waits, and has to choose only if writing fails.
        """
        services = self._services
        task = task_of(services.flex_state(), sid)
        if task is None or record_of(dig(task, "attributes"), services.tasks.get(sid)) is not None:
            return
        services.tasks.change(sid, {"chosen": record, "failed": True})
        if dig(task, "attributes.sfdcObjectId") == "":  # a flow wrote this before the match
            services.tasks.change(sid, {"replaces_record_id": ""})
        self._attributes.write(
            sid,
            text_at(task, "taskSid"),
            attributes_of(record),
            lambda answer: self._on_match_result(sid, record, answer),
            lambda: self._needs_match(sid, record),
        )

    def saves_of(self, sid: str) -> ChoiceSaves:
        """Return the saves of a task's choices. Forget those of tasks that Flex has dropped."""
        if sid not in self.saves:
            state = self._services.flex_state()
            for dropped in [saved for saved in self.saves if task_of(state, saved) is None]:
                self.saves.pop(dropped)
            self.saves[sid] = ChoiceSaves(self._services, self._attributes, sid)
        return self.saves[sid]

    def resume(self) -> None:
        """Save the choices that an earlier page failed to save, or was saving when it closed."""
        services = self._services
        tasks = services.tasks.state().get("tasks") or {}
        for sid in list(tasks):
            facts = tasks[sid]
            chosen = facts.get("chosen")
            if chosen is not None and (facts.get("saving") or facts.get("failed")):
                services.tasks.change(sid, {"saving": False, "failed": True})
                self._save_when_ready(sid, chosen)
            if facts.get("second_own"):
                self._save_second_when_ready(sid)

    def _save_when_ready(self, sid: str, record: Record) -> None:
        self._services.connection.when_ready(lambda: self._save_again(sid, record))

    def _save_second_when_ready(self, sid: str) -> None:
        self._services.connection.when_ready(lambda: self._save_second(sid))

    def _save_again(self, sid: str, record: Record) -> None:
        """Save `record` again, unless the agent or another writer has changed the task's record since."""
        facts = self._services.tasks.get(sid)
        if facts.get("failed") and self._is_unsaved(sid, facts):
            self._save(sid, record)  # the earlier page has related the activity, if it had ended

    def _needs_match(self, sid: str, record: Record) -> bool:
        facts = self._services.tasks.get(sid)
        chosen = facts.get("chosen")
        return chosen is not None and chosen["id"] == record["id"] and self._is_unsaved(sid, facts)

    def _is_unsaved(self, sid: str, facts: TaskFacts) -> bool:
        return is_unsaved(dig(task_of(self._services.flex_state(), sid), "attributes"), facts)

    def _on_match_result(self, sid: str, record: Record, answer: Answer) -> None:
        services = self._services
        services.log_failure(answer)
        if yield_to_newer(services, sid, record, answer) or not services.tasks.get(sid).get("chosen"):
            return
        services.tasks.change(sid, {"failed": not answer.success})
        if not answer.success and services.configuration.activity_logging:
            services.tasks.change(sid, {"choices": [record]})


class ChoiceSaves:
    """Save the choices for one task in order, and meanwhile block the task's completion.

    The block ends with the last save, or BLOCKED_LIMIT_MS after the first began. After such a time-out, the
    task is not blocked again.
    """

    def __init__(self, services: Services, attributes: TaskAttributes, sid: str) -> None:
        self.total = 0  # the number of choices of a record
        self.second_total = 0  # the number of messages that have set the second record
        self.is_saving = False  # a choice is being written
        self.blocks = True
        self._services = services
        self._attributes = attributes
        self._sid = sid
        self._end: Callable[[Answer], object] = self._on_end

    def save(self, task: Task, record: Record, changes: Mapping[str, str]) -> None:
        """Save `record` after the choices that are being saved."""
        self.total = number = self.total + 1  # a number, because the same record may be chosen twice
        if not self.is_saving:
            self.is_saving = True
            self._end = self._services.clock.with_timeout(BLOCKED_LIMIT_MS, "saving the choice", self._on_end)
            self.disable_complete(task)
        if changes:
            task_sid = text_at(task, "taskSid")
            self._attributes.write(
                self._sid, task_sid, changes, lambda answer: self._on_result(record, number, answer)
            )
        else:
            self._on_result(record, number, SUCCESS)

    def disable_complete(self, task: Task | None) -> None:
        """Disable Flex's button that completes the task, unless it still ends the call or the chat."""
        if self.blocks and not (is_going_on(task) and has_wrap_up(self._services.flex, task)):
            block(self._services, self._sid)

    def _on_result(self, record: Record, number: int, answer: Answer) -> None:
        if not yield_to_newer(self._services, self._sid, record, answer) and number == self.total:
            self._end(answer)

    def _on_end(self, answer: Answer) -> None:
        services, sid = self._services, self._sid
        self.is_saving = False
        self.blocks = self.blocks and not answer.unknown
        unblock(services, sid)
        if services.tasks.get(sid).get("chosen"):
            services.tasks.change(sid, {"saving": False, "failed": not answer.success})
        if not answer.success:
            services.log.warn(answer.why)
            services.notifications.show(RECORD_NOT_SAVED, {})


def yield_to_newer(services: Services, sid: str, record: Record, answer: Answer) -> bool:
    """Let a choice that was made while `record` was written replace it. Return whether there is one."""
    chosen = services.tasks.get(sid).get("chosen")
    if chosen is None or chosen["id"] == record["id"]:
        return False
    if answer.success:
        services.tasks.change(sid, {"replaces_record_id": record["id"]})
    return True


def block(services: Services, sid: str) -> None:
    """Block Flex's action that completes the task.

    Flex disables the button if its payload has the `task.sid` of a blocked payload; `CompletionGuard` stops
    completions by other ways. Blocks by other plugins are independent.
    """
    payload = {"sid": sid, "task": {"sid": sid}, "by": BLOCKER}
    services.log.attempt(BLOCKER, lambda: services.flex.Actions.blockAction("CompleteTask", payload))


def unblock(services: Services, sid: str) -> None:
    """Let the task be completed again."""
    services.log.attempt(
        BLOCKER,
        lambda: services.flex.Actions.unblockAction(
            "CompleteTask",
            lambda payload: text_at(payload, "by") == BLOCKER and text_at(payload, "sid") == sid,
        ),
    )


class CompletionGuard:
    """Stop completions without a choice, or during its save; announce all others.

    `can_prompt`: whether the agent can choose the record of a task.
    """

    def __init__(self, services: Services, choice: RecordChoice, can_prompt: Callable[[str], bool]) -> None:
        self._services = services
        self._choice = choice
        self._can_prompt = can_prompt
        self._reason = ""

    def before_complete(self, payload: object, abort: Callable[[], object]) -> None:
        """Stop Flex's action, or let it continue."""
        services = self._services
        self._reason = ""
        services.log.attempt("beforeCompleteTask", lambda: self._decide(payload, abort))
        if self._reason and value_under(dig(services.flex_state(), NOTES), sid_in(payload)) is not None:
            # Flex's own listener, which runs after this, would submit and drop the copilot's notes, and ask
            # for new ones the next time. An exception here keeps Flex from calling it.
            raise RuntimeError(self._reason)

    def _decide(self, payload: object, abort: Callable[[], object]) -> None:
        services = self._services
        sid = sid_in(payload)
        facts = services.tasks.get(sid)
        task = task_of(services.flex_state(), sid)
        saves = self._choice.saves_of(sid)
        if saves.is_saving and saves.blocks:
            self._reason = "its record is being saved"
            saves.disable_complete(task)  # until now, it may have been the button that ends the contact
        elif not may_complete(dig(task, "attributes"), facts) and self._can_prompt(sid):
            self._reason = "no record is chosen"
            services.notifications.show(ASSOCIATION_REQUIRED, {})
        elif task is not None:
            services.on_completing(task)
        if self._reason:
            abort()
            services.log.info(f"completion of {sid}: stopped, {self._reason}")
