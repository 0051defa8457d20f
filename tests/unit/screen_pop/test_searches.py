"""docs/specification.md, section 4: the second search, typed names, and which of several matches counts."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.support.plugin.flex import FakeTask
from tests.support.plugin.page import Page
from tests.support.plugin.salesforce import never, refuses, throws

ADA = "0035f0000000001AAA"
BOB = "0035f0000000002AAA"
NUMBER = "+14155550101"
ON: dict[str, Any] = {"enabled": True, "screen_pop": True, "activity_logging": True}
ONE = {ADA: {"Name": "Ada Lovelace", "RecordType": "Contact"}}
TWO = {**ONE, BOB: {"Name": "Bob Smith", "RecordType": "Contact", "LastModifiedDate": "2026"}}
CHOSEN = {"sfdcObjectId": ADA, "sfdcObjectType": "Contact"}


def accepted(page: Page, **attributes: object) -> FakeTask:
    """Return a task that the agent has accepted."""
    task = FakeTask(1, attributes or {"from": NUMBER})
    page.manager.flex_state.worker.tasks[task.sid] = task
    page.boot()
    page.flex.Actions.emit("afterAcceptTask", SimpleNamespace(task=task, sid=task.sid))
    return task


def facts(page: Page, task: FakeTask) -> dict[str, Any]:
    """Return the plugin's facts of the task."""
    tasks = page.manager.store.getState().salesforceIntegration["tasks"]
    return tasks.get(task.sid) or {}


@pytest.mark.parametrize("found", [ONE, TWO])
def test_a_first_search_that_finds_something_is_the_only_one(found: object) -> None:
    page = Page(ON)
    page.salesforce.found = found
    accepted(page)
    assert page.salesforce.searches == []


def test_a_single_match_of_the_second_search_is_popped_and_saved() -> None:
    page = Page(ON)
    page.salesforce.found_later = {**ONE, "SCREEN_POP_DATA": {"type": "search", "params": {}}}
    task = accepted(page)
    assert page.salesforce.searches == ["4155550101"]
    assert [pop.get("params") for pop in page.salesforce.pops] == [None, {"recordId": ADA}]
    assert task.written == [{"from": NUMBER, **CHOSEN}]


def test_a_person_account_of_the_second_search_is_popped_as_the_first_search_would() -> None:
    account = "0015f0000000003AAA"
    person = {"Name": "Ada", "RecordType": "Account", "IsPersonAccount": True, "PersonContactId": ADA}
    page = Page(ON)
    page.salesforce.found_later = {
        "0055f0000000004AAA": {"Name": "Eve", "RecordType": "User"},
        account: person,
    }
    task = accepted(page)
    assert page.salesforce.pops[-1]["params"] == {"recordId": account}
    assert task.written == [{"from": NUMBER, **CHOSEN}]


def test_several_matches_of_the_second_search_are_shown_and_offered() -> None:
    page = Page(ON)
    page.salesforce.found_later = {**TWO, "SCREEN_POP_DATA": {"type": "search", "params": {"a": 1}}}
    task = accepted(page)
    assert page.salesforce.pops[-1] == {"type": "search", "params": {"a": 1}, "callback": None}
    assert [record["id"] for record in facts(page, task)["choices"]] == [ADA, BOB]


def test_a_second_search_that_finds_nothing_pops_nothing() -> None:
    page = Page(ON)
    page.salesforce.found_later = {"SCREEN_POP_DATA": {"type": "newRecord", "params": {}}}
    task = accepted(page)
    assert len(page.salesforce.pops) == 1
    assert facts(page, task)["choices"] == []


@pytest.mark.parametrize("result", [ONE, {**TWO}, {**TWO, "SCREEN_POP_DATA": 7}, [], "x", None])
def test_no_answer_to_the_second_search_raises_an_error(result: object) -> None:
    page = Page(ON)
    page.salesforce.found_later = result
    accepted(page)
    assert page.window.console.of("error") == []


@pytest.mark.parametrize("fault", [refuses, throws, never])
def test_a_second_search_that_fails_is_logged_and_nothing_was_found(fault: Any) -> None:
    page = Page(ON)
    page.salesforce.respond["deferred search"] = fault
    task = accepted(page)
    page.passes(60_000)
    assert facts(page, task)["choices"] == []
    assert any("searchAndScreenPop" in line for line in page.window.console.of("warn"))


def test_a_first_search_that_salesforce_refuses_is_followed_by_the_second() -> None:
    page = Page(ON)
    page.salesforce.respond["searchAndScreenPop"] = refuses
    page.salesforce.found_later = ONE
    task = accepted(page)
    page.passes(60_000)
    assert page.salesforce.searches == ["4155550101"]
    assert task.written == [{"from": NUMBER, **CHOSEN}]


def test_if_salesforce_refuses_the_only_search_the_record_in_view_may_be_offered() -> None:
    page = Page(ON)
    page.salesforce.respond["searchAndScreenPop"] = refuses
    task = accepted(page, identity="Ada Lovelace")
    page.passes(60_000)
    assert facts(page, task)["choices"] == []


def test_after_a_reload_nothing_is_searched_for_again() -> None:
    page = Page(ON)
    accepted(page)
    reloaded = page.reload()
    accepted(reloaded)
    assert (reloaded.salesforce.pops, reloaded.salesforce.searches) == ([], [])


def test_a_match_by_name_is_preselected_and_the_agent_confirms_it() -> None:
    page = Page(ON)
    page.salesforce.found = ONE
    task = accepted(page, name="Ada Lovelace", **{"from": NUMBER})
    assert task.written == []
    assert facts(page, task)["viewed"]["id"] == ADA
    assert not page.flex.Actions.completes(task)


def test_a_record_that_the_customer_typed_is_preselected_and_the_agent_confirms_it() -> None:
    page = Page(ON)
    form = {"sfdcObjectId": ADA, "pre_engagement_data": {"record": ADA}}
    task = accepted(page, **form)
    assert page.salesforce.pops == [{"type": "sobject", "params": {"recordId": ADA}, "callback": None}]
    assert facts(page, task)["viewed"]["id"] == ADA
    assert not page.flex.Actions.completes(task)
    page = Page({**ON, "trusted_attributes": ["sfdcObjectId"]})
    task = accepted(page, **form)
    assert page.flex.Actions.completes(task)


@pytest.mark.parametrize("own", [{"sfdcObjectId": ADA}, {"sfdcUrl": "/lightning/page/home"}])
def test_a_record_or_page_that_salesforce_refuses_to_show_is_followed_by_a_search(
    own: dict[str, str],
) -> None:
    page = Page(ON)
    page.salesforce.respond["screenPop"] = refuses
    page.salesforce.found = {BOB: TWO[BOB]}
    task = accepted(page, **own, **{"from": NUMBER})
    page.passes(60_000)
    assert page.salesforce.pops[-1]["searchParams"] == NUMBER
    assert task.written == []  # until the agent chooses
    assert [record["id"] for record in facts(page, task)["choices"]] == [BOB]
    assert page.flex.Actions.completes(task) is ("sfdcObjectId" in own)


def test_nothing_is_searched_for_after_a_record_that_may_be_shown_or_a_colleagues_call() -> None:
    for respond, attributes in (
        (never, {"from": NUMBER}),
        (refuses, {"from": "anonymous"}),
        (refuses, {"from": "client:bob", "client_call": True}),
    ):
        page = Page(ON)
        page.salesforce.respond["screenPop"] = respond
        task = accepted(page, sfdcObjectId=ADA, **attributes)
        page.passes(60_000)
        assert not any("searchParams" in pop for pop in page.salesforce.pops), attributes
        assert "choices" not in facts(page, task)


def test_a_page_is_popped_and_what_the_agent_opens_there_is_offered() -> None:
    page = Page(ON)
    task = accepted(page, sfdcUrl="/lightning/page/home")
    assert page.salesforce.pops == [
        {"type": "url", "params": {"url": "/lightning/page/home"}, "callback": None}
    ]
    assert facts(page, task)["choices"] == []


def test_a_task_that_other_code_accepts_pops_once() -> None:
    page = Page(ON)
    task = FakeTask(1, {"from": NUMBER})
    page.boot()
    page.manager.flex_state.worker.tasks = {task.sid: task}
    page.manager.store.changes()
    page.passes(1)
    assert len(page.salesforce.pops) == 1
    page.flex.Actions.emit("afterAcceptTask", SimpleNamespace(task=task, sid=task.sid))
    assert len(page.salesforce.pops) == 1


def test_a_match_by_an_attribute_that_the_account_trusts_is_saved() -> None:
    page = Page({**ON, "trusted_attributes": ["name"]})
    page.salesforce.found = ONE
    task = accepted(page, name="Ada Lovelace")
    assert task.written == [{"name": "Ada Lovelace", **CHOSEN}]
    assert "choices" not in facts(page, task)


def test_a_preferred_match_is_saved_and_the_others_can_be_chosen() -> None:
    page = Page({**ON, "prefer": ["Lead", "Contact"]})
    page.salesforce.found = {**ONE, "5005f0000000005AAA": {"CaseNumber": "7", "RecordType": "Case"}}
    task = accepted(page)
    assert task.written == [{"from": NUMBER, **CHOSEN}]
    assert len(facts(page, task)["choices"]) == 2


def test_a_preferred_match_by_name_is_preselected() -> None:
    page = Page({**ON, "prefer": ["Contact"]})
    page.salesforce.found = {**ONE, "5005f0000000005AAA": {"CaseNumber": "7", "RecordType": "Case"}}
    task = accepted(page, name="Ada Lovelace")
    assert task.written == []
    assert facts(page, task)["viewed"]["id"] == ADA


def test_the_accounts_attributes_are_searched_for() -> None:
    page = Page({**ON, "search_attributes": ["customers.number"]})
    accepted(page, name="Ada", customers={"number": 4711})
    assert [pop["searchParams"] for pop in page.salesforce.pops] == ["4711"]
