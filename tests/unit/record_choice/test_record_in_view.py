"""docs/message-channels.md, "The record in view": from the record in view to the suggestion for a task."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flex_sfdc.flex.task_store import NAVIGATION_MS
from tests.support.plugin.desk import PlainObject
from tests.support.plugin.flex import FakeTask
from tests.support.plugin.page import RECORD_CHOICE, Page
from tests.support.plugin.salesforce import answers, never, refuses, throws
from tests.support.records import ACME, ADA, ADA_FOUND, BOB, CASE

TWO = {ADA: {"Name": "Ada", "RecordType": "Contact"}, BOB: {"Name": "Bob", "RecordType": "Contact"}}


def view(record_id: str, kind: str = "Contact", name: str = "") -> dict[str, object]:
    """Return Salesforce's description of a record's page."""
    return {"url": f"/{record_id}", "recordId": record_id, "recordName": name, "objectType": kind}


HOME: dict[str, object] = {"url": "/lightning/page/home"}


def opened(page: Page, task: FakeTask | None) -> None:
    """Open a task in Flex as the agent."""
    page.select(task)
    page.manager.store.changes()


def accepted(page: Page, number: int = 1) -> FakeTask:
    """Return a task that the agent accepted and opened, after the search."""
    task = page.offer({"name": "Smith"}, number)
    opened(page, task)
    return page.accept(task)


def facts(page: Page, task: FakeTask) -> Any:
    """Return the facts of the task."""
    slice_: Any = page.manager.store.getState()
    return slice_.salesforceIntegration["tasks"].get(task.sid, {})


def suggestion(page: Page, task: FakeTask) -> str | None:
    """Return the id of the record suggested for the task."""
    viewed = facts(page, task).get("viewed")
    return None if viewed is None else str(viewed["id"])


def booted(found: object) -> Page:
    """Return a page whose searches find these records."""
    page = Page(RECORD_CHOICE).boot()
    page.salesforce.found = found
    return page


def searched(found: object) -> tuple[Page, FakeTask]:
    """Return a page and a task that was accepted there, whose search found these records."""
    page = booted(found)
    return page, accepted(page)


@pytest.mark.parametrize("record_id", [BOB, BOB[:15]])
def test_the_record_in_view_is_suggested_as_its_choice_and_not_saved(record_id: str) -> None:
    page, task = searched(TWO)
    page.salesforce.shows(view(record_id, name="Robert"))
    assert facts(page, task)["viewed"] == {"id": BOB, "type": "Contact", "name": "Bob"}
    assert "chosen" not in facts(page, task)
    assert task.written == []


def test_a_record_that_was_in_view_before_the_search_is_suggested_if_it_is_a_choice() -> None:
    page = Page(RECORD_CHOICE)
    page.salesforce.view = view(ADA)
    page.boot()
    page.salesforce.found = TWO
    assert suggestion(page, accepted(page)) == ADA


def test_the_last_choice_in_view_is_suggested_and_no_other_record() -> None:
    page, task = searched(TWO)
    for record_id, expected in ((CASE, None), (ADA, ADA), (BOB, BOB), (CASE, BOB)):
        page.salesforce.shows(view(record_id))
        assert suggestion(page, task) == expected


@pytest.mark.parametrize(
    ("record_id", "kind"), [(CASE, "Case"), (ADA, "Contact"), ("a015f0000000009AAA", "Visit__c")]
)
def test_if_the_search_found_nothing_an_opened_record_is_offered(record_id: str, kind: str) -> None:
    page, task = searched({})
    page.salesforce.shows(view(record_id, kind, "00001"))
    assert facts(page, task)["viewed"] == {"id": record_id, "type": kind, "name": "00001"}


def dialled(page: Page, **attributes: object) -> FakeTask:
    """Return a call that the agent made from Flex's dialpad, answered."""
    task = page.offer(PlainObject(direction="outbound", outbound_to="+14155550101", **attributes))
    page.manager.store.changes()
    page.passes(1)
    return task


def test_the_record_in_view_is_offered_for_a_call_of_the_agents_own() -> None:
    page = booted(TWO)
    page.salesforce.shows(view(CASE, "Case"))
    task = dialled(page)
    assert (suggestion(page, task), page.salesforce.pops, task.written) == (CASE, [], [])
    page.salesforce.shows(view(BOB))
    assert suggestion(page, task) == BOB


def test_a_call_that_the_agent_dials_right_after_a_screen_pop_is_offered_the_record_in_view() -> None:
    page = booted(ADA_FOUND)
    page.salesforce.shows(view(ADA))
    page.accept(page.offer({"name": "Smith"}, 2))
    call = dialled(page)
    assert suggestion(page, call) is None, "it may be the record of the pop that is in flight"
    page.passes(NAVIGATION_MS)
    assert suggestion(page, call) == ADA


@pytest.mark.parametrize("attributes", [{"sfdcObjectId": ADA}, {"internal": "true"}])
def test_for_a_call_that_began_at_a_record_or_to_a_colleague_nothing_is_offered(attributes: Any) -> None:
    page = booted(TWO)
    page.salesforce.shows(view(CASE, "Case"))
    assert suggestion(page, dialled(page, **attributes)) is None


def test_for_a_withheld_number_the_record_that_is_opened_is_offered() -> None:
    page = booted(TWO)
    page.salesforce.shows(view(ADA))
    task = page.offer({"from": "anonymous"})
    opened(page, task)
    page.accept(task)
    assert suggestion(page, task) is None
    page.salesforce.shows(view(CASE, "Case"))
    assert suggestion(page, task) == CASE


@pytest.mark.parametrize("again", [1, 3])
def test_a_record_opened_before_the_task_is_not_offered_however_often_it_is_shown_again(
    again: int,
) -> None:
    page = Page(RECORD_CHOICE)
    page.salesforce.view = view(CASE, "Case")
    page.boot()
    page.salesforce.found = {}
    task = accepted(page)
    for _ in range(again):
        page.salesforce.shows(view(CASE, "Case"))
    assert suggestion(page, task) is None


def test_a_record_opened_before_the_task_is_offered_when_it_is_opened_again() -> None:
    page = Page(RECORD_CHOICE)
    page.salesforce.view = view(CASE, "Case")
    page.boot()
    page.salesforce.found = {}
    task = accepted(page)
    page.salesforce.shows(HOME)
    page.salesforce.shows(view(CASE, "Case"))
    assert suggestion(page, task) == CASE


def test_a_record_opened_during_the_search_is_offered_if_the_search_finds_nothing() -> None:
    page = booted({})

    def answers_late(answer: Callable[[object], object], value: object) -> None:
        response = {"success": True, "returnValue": value, "errors": None}
        page.window.setTimeout(lambda: answer(response), 3_000)

    page.salesforce.respond["searchAndScreenPop"] = answers_late
    task = accepted(page)
    page.salesforce.shows(view(CASE, "Case"))
    assert suggestion(page, task) is None
    page.passes(4_000)
    assert suggestion(page, task) == CASE


def test_a_person_account_is_offered_as_its_contact() -> None:
    page, task = searched({})
    page.salesforce.shows({**view(ACME, "Account"), "personAccount": True, "contactId": ADA})
    assert (suggestion(page, task), facts(page, task)["viewed"]["type"]) == (ADA, "Contact")


@pytest.mark.parametrize(
    "page_shown", [HOME, None, "x", [], view("nope"), view("", ""), view("00T5f0000000001AAA", "Task")]
)
def test_a_record_that_cannot_be_a_customer_is_not_offered(page_shown: Any) -> None:
    page, task = searched({})
    page.salesforce.shows(page_shown)
    assert suggestion(page, task) is None


def test_an_opened_record_is_offered_only_to_the_open_task() -> None:
    page = booted({})
    first, second = accepted(page, 1), accepted(page, 2)
    page.salesforce.shows(view(CASE, "Case"))
    opened(page, first)
    assert (suggestion(page, first), suggestion(page, second)) == (None, CASE)
    page.salesforce.shows(view(ADA))
    assert (suggestion(page, first), suggestion(page, second)) == (ADA, CASE)


def test_a_record_popped_for_one_task_is_not_offered_to_another() -> None:
    page, task = searched({})
    page.passes(10_000)
    second_task = FakeTask(2, {"sfdcObjectId": CASE})
    worker = page.manager.flex_state.worker
    worker.tasks = {**worker.tasks, second_task.sid: second_task}
    page.accept(second_task)
    page.passes(1_000)
    page.salesforce.shows(view(CASE, "Case"))
    assert suggestion(page, task) is None
    page.passes(10_000)
    page.salesforce.shows(view(ADA))
    assert suggestion(page, task) == ADA


def test_a_late_answer_does_not_replace_the_record_now_in_view() -> None:
    page = Page(RECORD_CHOICE)
    asked: list[Callable[[object], object]] = []
    page.salesforce.respond["getAppViewInfo"] = lambda answer, _: asked.append(answer)
    page.boot()
    page.salesforce.found = {}
    task = accepted(page)
    page.salesforce.shows(view(ADA))
    page.salesforce.shows(view(BOB))
    answers(asked[0], view(ADA))
    assert suggestion(page, task) == BOB


def test_without_an_open_task_an_opened_record_is_offered_to_the_only_task_that_waits() -> None:
    page, task = searched({})
    opened(page, None)
    page.salesforce.shows(view(CASE, "Case"))
    assert suggestion(page, task) == CASE


@pytest.mark.parametrize("status", ["pending", "completed"])
def test_a_task_that_the_agent_does_not_work_on_gets_no_suggestion(status: str) -> None:
    page, task = searched(TWO)
    task.status = status
    page.salesforce.shows(view(ADA))
    assert suggestion(page, task) is None


def test_a_task_that_has_a_record_gets_no_suggestion() -> None:
    page, task = searched(TWO)
    task.attributes = {"sfdcObjectId": BOB}
    page.salesforce.shows(view(ADA))
    assert suggestion(page, task) is None


@pytest.mark.parametrize("off", ["screen_pop", "activity_logging"])
def test_without_record_choice_salesforce_is_not_asked_for_the_record_in_view(off: str) -> None:
    page = Page({**RECORD_CHOICE, off: False}).boot()
    assert page.salesforce.watchers == []
    assert "getAppViewInfo" not in page.salesforce.calls


def test_salesforce_is_asked_for_navigation_once() -> None:
    page = Page(RECORD_CHOICE).boot().passes(600_000)
    assert len(page.salesforce.watchers) == 1


def test_a_failed_navigation_listener_is_logged_once_as_an_error() -> None:
    page = Page(RECORD_CHOICE)
    page.salesforce.respond["onNavigationChange"] = throws
    page.boot().passes(600_000)
    assert len(page.window.console.of("error")) == 1
    assert page.shown == []


@pytest.mark.parametrize("respond", [never, refuses, throws])
def test_navigation_counts_even_if_salesforce_cannot_name_the_record_in_view(respond: Any) -> None:
    page = Page(RECORD_CHOICE)
    page.salesforce.respond["getAppViewInfo"] = respond
    page.boot()
    page.salesforce.found = TWO
    task = accepted(page)
    page.salesforce.shows(view(ADA))
    assert suggestion(page, task) == ADA


def test_a_suggestion_changes_the_state_once() -> None:
    page, task = searched(TWO)
    page.salesforce.shows(view(ADA))
    before: Any = page.manager.store.getState()
    for _ in range(3):
        page.salesforce.shows(view(ADA))
        page.manager.store.changes()
    after: Any = page.manager.store.getState()
    assert after.salesforceIntegration is before.salesforceIntegration
    assert suggestion(page, task) == ADA


def test_a_suggestion_survives_a_reload() -> None:
    page, task = searched({})
    page.salesforce.shows(view(CASE, "Case"))
    reloaded = page.reload().boot()
    assert suggestion(reloaded, task) == CASE


def test_the_record_in_view_is_not_printed() -> None:
    page = booted({})
    accepted(page)
    page.salesforce.shows(view(CASE, "Case", "Ada Lovelace"))
    assert "Ada" not in page.printed
    assert CASE not in page.printed
