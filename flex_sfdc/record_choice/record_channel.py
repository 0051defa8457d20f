"""Let components of Salesforce's page choose the record of a task, and publish the choices to them.

`rules.py` decides. The contract is docs/message-channels.md.
"""

from __future__ import annotations

from collections.abc import Mapping

from flex_sfdc.answer import Answered
from flex_sfdc.browser.page_objects import dig, text_at
from flex_sfdc.flex.selectors import current_task
from flex_sfdc.flex.task_facts import record_of
from flex_sfdc.plain_data import text
from flex_sfdc.record_choice.rules import (
    CHOICES,
    REQUEST,
    canonical_record,
    choice_in,
    choices_message,
    may_choose,
    may_relate,
    second_in,
)
from flex_sfdc.record_choice.service import RecordChoice
from flex_sfdc.salesforce.connection import SyncLatest
from flex_sfdc.salesforce.records import Record
from flex_sfdc.services import Services

PAUSE_MS = 1_000  # between two answers to requests: a component may ask after each answer
LOG_LABEL = "the record_channel"


class RecordChannel:
    """Listen for choices as soon as the CRM answers, and publish every change of the choices."""

    def __init__(self, services: Services, choice: RecordChoice, channel: str) -> None:
        self._services = services
        self._choice = choice
        self._channel = channel
        self._is_pausing = False
        self._is_requested = False
        when_ready = services.connection.when_ready
        self._sync = SyncLatest(services.clock, services.log, when_ready, self._publish)

    def start(self) -> None:
        """Begin to listen and to publish."""
        self._services.listen_to_channel("record_channel", self._channel, self._on_message)
        self._services.on_tasks_change(LOG_LABEL, self._publish_change)
        self._publish_change()

    def _publish_change(self) -> None:
        self._sync.sync(self._compose())

    def _compose(self) -> Mapping[str, object]:
        task = current_task(self._services.flex_state(), "")
        sid = text_at(task, "sid")
        facts = self._services.tasks.get(sid)
        record = record_of(dig(task, "attributes"), facts)
        return choices_message(text_at(task, "taskSid"), sid, record, facts)

    def _publish(self, message: Mapping[str, object], answered: Answered) -> None:
        self._services.crm.publish(self._channel, message, answered)

    def _respond(self) -> None:
        self._is_requested = self._is_pausing
        if not self._is_pausing:
            self._is_pausing = True
            self._services.clock.after(PAUSE_MS, LOG_LABEL, self._end_pause)
            self._publish(self._compose(), self._services.log_failure)

    def _end_pause(self) -> None:
        self._is_pausing = False
        if self._is_requested:
            self._respond()

    def _on_message(self, message: object) -> None:
        kind = text(message, "type")
        if kind == REQUEST:
            self._respond()
        elif kind != CHOICES:  # the plugin also receives its own messages
            self._on_choice(message)

    def _on_choice(self, message: object) -> None:
        services = self._services
        choice, second = choice_in(message), second_in(message)
        named = choice or second
        task = current_task(services.flex_state(), named[0]) if named else None
        unrelated = services.activities.unrelated_sid(named[0]) if named else ""
        if choice and unrelated and (task is None or unrelated == text_at(task, "sid")):
            services.activities.relate(unrelated, choice[1])
            return
        if task is None:
            services.log.info("a message on the record_channel chooses nothing: ignored")
            return
        if choice:
            self._choose(task, choice[1])
        if second:
            self._choose_second(task, second[1])

    def _choose(self, task: object, record: Record) -> None:
        sid = text_at(task, "sid")
        facts = self._services.tasks.get(sid)
        before = record_of(dig(task, "attributes"), facts)
        if may_choose(record, before, facts, self._choice.saves_of(sid).total):
            self._services.log.info(f"a record is chosen for {sid} by a message")
            self._choice.choose(sid, canonical_record(record, facts))

    def _choose_second(self, task: object, second: Record) -> None:
        sid = text_at(task, "sid")
        facts = self._services.tasks.get(sid)
        saves = self._choice.saves_of(sid)
        if may_relate(second, record_of(dig(task, "attributes"), facts), facts, saves.second_total):
            saves.second_total = saves.second_total + 1
            self._choice.choose_second(sid, canonical_record(second, facts))
