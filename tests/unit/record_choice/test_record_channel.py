"""docs/message-channels.md, `record_channel`: messages choose a task's record; the choices are published."""

from __future__ import annotations

from typing import Any

import pytest

from flex_sfdc.activities.hooks import register as register_activities
from flex_sfdc.record_choice.hooks import register as register_record_choice
from flex_sfdc.record_choice.rules import MAX_CHOICES_BY_MESSAGE
from flex_sfdc.record_choice.service import RecordChoice
from flex_sfdc.salesforce.records import Record
from tests.support import records
from tests.support.plugin.flex import FakeTask
from tests.support.plugin.page import RECORD_CHOICE, Page
from tests.support.plugin.salesforce import never, refuses, throws
from tests.support.records import CASE

CHANNEL = "Records__c"
ON = {**RECORD_CHOICE, "record_channel": CHANNEL}
ADA: Record = {"id": records.ADA, "type": "Contact", "name": "Ada"}
BOB: Record = {"id": records.BOB, "type": "Contact", "name": "Bob"}


def choice(record: Record) -> dict[str, str]:
    """Return the published form of a choice."""
    return {"recordId": record["id"], "objectType": record["type"], "name": record["name"]}


class Desk:
    """The record channel by itself, with an agent. `chosen`: the choices that it made."""

    def __init__(self, settings: object = ON, **respond: Any) -> None:
        self.page = Page(settings)
        self.salesforce = self.page.salesforce
        self.salesforce.respond.update(respond)
        self.chosen: list[tuple[str, str]] = []
        self.services = self.page.wired()
        self.services.tasks.start()
        self.services.notifications.register_all()
        register_activities(self.services)
        register_record_choice(self.services)
        setattr(self.services.record_choices, "choose", self.choose)  # noqa: B010
        self.services.connection.start()
        self.page.window.passes(1)

    def choose(self, sid: str, record: Record) -> None:
        """Choose like the agent: at once in the facts, later in the attributes."""
        self.chosen.append((sid, record["id"]))
        self.services.tasks.change(sid, {"chosen": record, "saving": True})

    def task(
        self, number: int = 1, status: str = "accepted", choices: list[Record] | None = None
    ) -> FakeTask:
        """Return one of the agent's tasks, with the matches of a search."""
        task = self.page.offer({}, number, status)
        self.services.tasks.change(task.sid, {"choices": [ADA, BOB] if choices is None else choices})
        return task

    def opens(self, task: FakeTask | None) -> Desk:
        """Open a task in Flex as the agent."""
        self.page.select(task)
        self.page.manager.store.changes()
        return self

    def says(self, **message: object) -> Desk:
        """Publish a message as a component of the page."""
        self.salesforce.says(CHANNEL, message)
        return self

    @property
    def published(self) -> list[dict[str, object]]:
        """Return the messages that were published to the page."""
        return [message for channel, message in self.salesforce.published if channel == CHANNEL]


# Choosing


@pytest.mark.parametrize("by", ["taskSid", "sid"])
def test_a_message_chooses_for_the_task_it_names(by: str) -> None:
    desk = Desk()
    task, second_task = desk.task(1), desk.task(2)
    desk.opens(second_task)
    desk.says(taskSid=getattr(task, by), recordId=BOB["id"], objectType="Contact")
    assert desk.chosen == [(task.sid, BOB["id"])]


def test_without_a_sid_it_chooses_for_the_task_the_agent_has_opened() -> None:
    desk = Desk()
    task = desk.task(1)
    desk.task(2)
    desk.opens(task).says(recordId=BOB["id"], objectType="Contact")
    assert desk.chosen == [(task.sid, BOB["id"])]


def test_without_an_open_task_it_chooses_for_the_only_one_that_waits() -> None:
    desk = Desk()
    task = desk.task(1)
    desk.task(2).attributes = {"sfdcObjectId": ADA["id"]}
    desk.says(recordId=BOB["id"], objectType="Contact")
    assert desk.chosen == [(task.sid, BOB["id"])]


def test_while_the_agent_looks_at_a_ringing_task_a_message_chooses_nothing() -> None:
    desk = Desk()
    task = desk.task(1)
    desk.opens(desk.task(2, "pending"))
    assert desk.published[-1]["taskSid"] == ""
    desk.says(recordId=BOB["id"], objectType="Contact")
    assert desk.chosen == []
    desk.says(taskSid=task.taskSid, recordId=BOB["id"], objectType="Contact")
    assert desk.chosen == [(task.sid, BOB["id"])]


def test_while_several_tasks_wait_and_none_is_open_a_message_chooses_nothing() -> None:
    desk = Desk()
    desk.task(1)
    desk.task(2)
    desk.says(recordId=BOB["id"], objectType="Contact")
    assert desk.chosen == []


@pytest.mark.parametrize("status", ["pending", "canceled", "completed", "rejected"])
def test_no_record_is_chosen_for_a_task_that_the_agent_does_not_work_on(status: str) -> None:
    desk = Desk()
    task = desk.task(1, status)
    desk.opens(task).says(taskSid=task.taskSid, recordId=BOB["id"], objectType="Contact")
    desk.says(recordId=BOB["id"], objectType="Contact")
    assert desk.chosen == []


def test_a_message_chooses_a_record_for_a_task_in_wrap_up() -> None:
    desk = Desk()
    task = desk.task(1, "wrapping")
    desk.says(taskSid=task.taskSid, recordId=BOB["id"], objectType="Contact")
    assert len(desk.chosen) == 1


def test_a_record_among_the_choices_keeps_the_name_of_its_choice() -> None:
    desk = Desk()
    task = desk.task(1)
    desk.says(taskSid=task.sid, recordId=BOB["id"][:15], objectType="Person__c")
    assert desk.services.tasks.get(task.sid)["chosen"] == BOB


def test_a_record_that_is_none_of_the_choices_may_be_chosen() -> None:
    desk = Desk()
    task = desk.task(1)
    desk.says(taskSid=task.sid, recordId=CASE, objectType="Case")
    assert desk.services.tasks.get(task.sid)["chosen"] == {"id": CASE, "type": "Case", "name": CASE}


def test_none_of_these_can_be_chosen_for_a_task_that_is_named() -> None:
    desk = Desk()
    task = desk.task(1)
    desk.opens(task).says(recordId="")
    assert desk.chosen == []
    desk.says(taskSid=task.sid, recordId="")
    assert desk.chosen == [(task.sid, "")]
    assert desk.published[-1]["chosen"] == ""


@pytest.mark.parametrize(
    "message", [None, "x", [], {}, {"type": "choices"}, {"recordId": "x", "objectType": "Contact"}]
)
def test_anything_else_chooses_nothing(message: object) -> None:
    desk = Desk()
    desk.opens(desk.task(1))
    desk.salesforce.says(CHANNEL, message)
    assert desk.chosen == []
    assert desk.page.window.console.of("error") == []


def test_the_same_record_is_written_again_only_after_a_failure() -> None:
    desk = Desk()
    task = desk.task(1)

    def says_again() -> int:
        for _ in range(3):
            desk.says(taskSid=task.sid, recordId=BOB["id"], objectType="Contact")
        return len(desk.chosen)

    assert says_again() == 1, "while it is being saved"
    desk.services.tasks.change(task.sid, {"saving": False})
    task.attributes = {"sfdcObjectId": BOB["id"]}
    assert says_again() == 1, "when it is saved"
    task.attributes = {}
    desk.services.tasks.change(task.sid, {"failed": True})
    desk.says(taskSid=task.sid, recordId=BOB["id"], objectType="Contact")
    assert len(desk.chosen) == 2, "when it could not be saved"


def test_a_repeated_none_of_these_is_written_once() -> None:
    desk = Desk()
    task = desk.task(1)
    for _ in range(3):
        desk.says(taskSid=task.sid, recordId=None)
        desk.services.tasks.change(task.sid, {"saving": False})
    assert len(desk.chosen) == 1


def test_a_choice_by_message_is_written_on_the_task_like_the_agents_own() -> None:
    page = Page(ON).boot()
    task = FakeTask(1, {"name": "Smith"})
    page.manager.flex_state.worker.tasks[task.sid] = task
    page.salesforce.says(CHANNEL, {"taskSid": task.taskSid, "recordId": CASE, "objectType": "Case"})
    assert task.written == [{"name": "Smith", "sfdcObjectId": CASE, "sfdcObjectType": "Case"}]


def test_the_limit_of_choices_by_message_is_per_task() -> None:
    page = Page(ON).boot()
    tasks = [FakeTask(1, {}), FakeTask(2, {})]
    page.manager.flex_state.worker.tasks = {task.sid: task for task in tasks}

    def chooses(task: FakeTask, record: Record) -> None:
        message = {"taskSid": task.sid, "recordId": record["id"], "objectType": "Contact"}
        page.salesforce.says(CHANNEL, message)
        if task.written:
            task.attributes = dict(task.written[-1])

    for number in range(MAX_CHOICES_BY_MESSAGE + 5):
        chooses(tasks[0], [ADA, BOB][number % 2])
    assert len(tasks[0].written) == MAX_CHOICES_BY_MESSAGE
    chooses(tasks[1], BOB)
    assert len(tasks[1].written) == 1


def test_choices_for_ended_tasks_are_not_remembered() -> None:
    desk = Desk()
    choice = RecordChoice(desk.services)
    for number in range(1, 6):
        task = desk.task(number)
        choice.choose(task.sid, BOB)
        assert set(choice.saves) == {task.sid}
        desk.page.ends(task)


# Publishing


def test_the_choices_of_the_open_task_and_the_chosen_record_are_published() -> None:
    desk = Desk()
    task = desk.task(1)
    desk.task(2, choices=[])
    desk.opens(task)
    assert desk.published[-1] == {
        "type": "choices",
        "taskSid": task.taskSid,
        "reservationSid": task.sid,
        "choices": [choice(ADA), choice(BOB)],
        "chosen": None,
        "relatedId": "",
    }
    desk.says(recordId=BOB["id"], objectType="Contact")
    assert desk.published[-1]["chosen"] == BOB["id"]


def test_opening_another_task_or_none_is_published() -> None:
    desk = Desk()
    first, second = desk.task(1), desk.task(2, choices=[])
    for task in (first, second, first):
        desk.opens(task)
    desk.page.ends(second)
    desk.page.ends(first)
    assert [message["reservationSid"] for message in desk.published] == [
        "",
        first.sid,
        "",
        first.sid,
        second.sid,
        first.sid,
        "",
    ]


def test_nothing_is_published_when_nothing_changed() -> None:
    desk = Desk()
    desk.opens(desk.task(1))
    before = len(desk.published)
    worker = desk.page.manager.flex_state.worker
    for _ in range(5):
        worker.tasks = dict(worker.tasks)
        desk.page.manager.store.changes()
    assert len(desk.published) == before


def test_a_component_that_loads_later_can_request_the_choices() -> None:
    desk = Desk()
    desk.opens(desk.task(1))
    before = desk.published[-1]
    count = len(desk.published)
    desk.says(type="request")
    assert desk.published[count:] == [before]
    assert desk.chosen == []


def test_a_component_that_requests_after_every_answer_gets_one_a_second() -> None:
    desk = Desk()
    desk.opens(desk.task(1))
    count = len(desk.published)
    for _ in range(10):
        desk.says(type="request")
    assert len(desk.published) == count + 1
    desk.page.window.passes(1_000)
    assert len(desk.published) == count + 2, "requests in the meantime get an answer"
    desk.page.window.passes(10_000)
    assert len(desk.published) == count + 2


def test_the_plugin_ignores_its_own_messages_on_the_channel() -> None:
    desk = Desk()
    desk.opens(desk.task(1))
    count = len(desk.published)
    for message in list(desk.published):
        desk.says(**message)
    assert desk.chosen == []
    assert len(desk.published) == count


def test_nothing_is_published_before_salesforce_answers() -> None:
    desk = Desk(getCallCenterSettings=never)
    desk.opens(desk.task(1))
    assert desk.published == []
    desk.page.window.passes(60_000)
    assert len(desk.published) == 1


@pytest.mark.parametrize("respond", [never, refuses, throws])
def test_a_failed_publication_is_logged_once_and_breaks_nothing(respond: Any) -> None:
    desk = Desk(publish=respond)
    desk.opens(desk.task(1))
    desk.page.window.passes(600_000)
    assert len(desk.page.window.console.of("warn")) == 1
    assert desk.page.shown == []


def test_without_the_channel_nothing_is_subscribed_to_or_published() -> None:
    desk = Desk({**ON, "record_channel": ""})
    desk.opens(desk.task(1))
    assert desk.salesforce.subscribed == []
    assert desk.salesforce.published == []


def test_no_record_is_printed() -> None:
    desk = Desk(publish=refuses)
    task = desk.task(1)
    desk.says(taskSid=task.sid, recordId=BOB["id"], objectType="Contact")
    desk.says(taskSid=task.sid, recordId="Ada Lovelace", objectType="Contact")
    for secret in ("Ada", "Bob", BOB["id"]):
        assert secret not in desk.page.printed
