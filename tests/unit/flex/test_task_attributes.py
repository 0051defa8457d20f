"""docs/specification.md, section 9: writers of one task keep each other's keys."""

from __future__ import annotations

from types import SimpleNamespace

from flex_sfdc.answer import Answer
from flex_sfdc.flex.task_attributes import SAVE_LIMIT_MS, TaskAttributes
from tests.support.plugin.browser import JsError
from tests.support.plugin.flex import FakePromise, FakeTask, Settled
from tests.support.plugin.page import RECORD_CHOICE, Page
from tests.support.records import ADA, ADA_FOUND, BOB

DOMAIN = "functions-1234-dev.twil.io"


def offered(page: Page, number: int = 1) -> FakeTask:
    """Return one of the agent's tasks."""
    return page.offer({"identity": "Ada"}, number)


class Saves:
    """The writes of one task, and their results."""

    def __init__(self) -> None:
        self.page = Page(RECORD_CHOICE)
        self.attributes = TaskAttributes(self.page.wired())
        self.task = offered(self.page)
        self.answers: list[Answer] = []

    def save(self, **update: str) -> None:
        self.attributes.write(self.task.sid, self.task.taskSid, update, self.answers.append)


def test_the_next_writer_of_a_task_waits_and_reads_what_the_previous_one_wrote() -> None:
    saves = Saves()
    first = FakePromise()
    saves.task.promises = [first]  # type: ignore[list-item]
    saves.save(a="1")
    saves.save(b="2")
    assert saves.task.written == [{"identity": "Ada", "a": "1"}]
    saves.task.attributes = {"identity": "Ada", "a": "1"}
    first.resolve()
    assert saves.task.written[1] == {"identity": "Ada", "a": "1", "b": "2"}
    assert [answer.success for answer in saves.answers] == [True, True]


def test_writers_of_two_tasks_do_not_wait_for_each_other() -> None:
    saves = Saves()
    second_task = offered(saves.page, 2)
    saves.task.promises = [FakePromise()]  # type: ignore[list-item]
    saves.save(a="1")
    saves.attributes.write(second_task.sid, second_task.taskSid, {"b": "2"}, saves.answers.append)
    assert second_task.written == [{"identity": "Ada", "b": "2"}]


def test_a_writer_that_fails_gives_way_to_the_next() -> None:
    saves = Saves()
    first = FakePromise()
    saves.task.promises = [first]  # type: ignore[list-item]
    saves.save(a="old")
    saves.save(a="new")
    first.reject(JsError("busy"))
    saves.page.window.passes(600_000)
    assert [written["a"] for written in saves.task.written] == ["old", "new"]
    assert sorted(answer.success for answer in saves.answers) == [False, True]


def test_when_all_is_written_nothing_is_remembered() -> None:
    saves = Saves()
    saves.save(a="1")
    saves.task.promises = [Settled(reason=SimpleNamespace(status=403))]
    saves.save(a="2")
    assert saves.attributes.writers == {}
    saves.save(a="3")
    assert [answer.success for answer in saves.answers] == [True, False, True]


def test_a_match_does_not_replace_a_record_that_was_set_while_salesforce_searched() -> None:
    page = Page(RECORD_CHOICE).boot()
    late = []
    page.salesforce.found = ADA_FOUND
    page.salesforce.respond["searchAndScreenPop"] = lambda callback, value: late.append((callback, value))
    task = offered(page)
    page.accept(task)
    task.attributes = {"from": "+14155550101", "sfdcObjectId": BOB}
    [(callback, value)] = late
    callback({"success": True, "returnValue": value, "errors": None})
    assert task.written == []
    assert page.window.console.of("warn") == []


def test_a_match_whose_write_was_delayed_does_not_replace_a_record_set_since() -> None:
    page = Page(RECORD_CHOICE).boot()
    page.salesforce.found = ADA_FOUND
    task = offered(page)
    task.promises = [Settled(reason=JsError("busy"))]
    page.accept(task)
    task.attributes = {"from": "+14155550101", "sfdcObjectId": BOB}
    page.passes(600_000)
    assert [written["sfdcObjectId"] for written in task.written] == [ADA]


def test_a_match_replaces_a_value_that_is_not_an_id() -> None:
    page = Page(RECORD_CHOICE).boot()
    page.salesforce.found = ADA_FOUND
    task = offered(page)
    task.attributes = {"from": "+14155550101", "sfdcObjectId": "not an id"}
    page.accept(task)
    assert [written["sfdcObjectId"] for written in task.written] == [ADA]


def test_a_request_ends_when_nobody_waits_for_it_any_more() -> None:
    saves = Saves()
    saves.page.manager.configuration.custom_data["serverless_functions_domain"] = DOMAIN
    saves.page.window.promises = [FakePromise()]
    saves.save(a="1")
    [(_, request)] = saves.page.window.requests
    assert request["redirect"] == "error"
    assert request["signal"] == f"ends after {SAVE_LIMIT_MS} ms"


def test_a_worker_cannot_choose_where_task_attributes_and_the_token_are_sent() -> None:
    saves = Saves()
    saves.page.manager.workerClient.attributes = {
        "config_overrides": {"serverless_functions_domain": "evil.example"}
    }
    saves.save(a="1")
    assert saves.page.window.requests == []
    assert saves.task.written == [{"identity": "Ada", "a": "1"}]
