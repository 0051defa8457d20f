"""docs/specification.md, section 4: Salesforce follows the task that the agent selects in Flex."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from flex_sfdc.context_switching.rules import MAX_EDITED, SELECTED_BY_FLEX_MS, edited_after
from flex_sfdc.flex.task_store import NAVIGATION_MS
from tests.support.cases import each
from tests.support.plugin.flex import FakeTask
from tests.support.plugin.page import Page
from tests.support.plugin.salesforce import never, refuses
from tests.support.records import ADA, ADA_FOUND, BOB

ON = {"enabled": True, "context_switching": True}
EVENTS = "Events__c"
FIRST, SECOND, BARE = {"sfdcObjectId": ADA}, {"sfdcObjectId": BOB}, {"name": "nobody"}


class Agent:
    """An agent with accepted tasks; `shown` are the records that Salesforce was asked to show."""

    def __init__(self, settings: dict[str, Any], *attributes: object) -> None:
        self.page = Page(settings).boot()
        self.tasks = [self.page.offer(values, number) for number, values in enumerate(attributes, 1)]

    def selects(self, task: FakeTask | None) -> Agent:
        """Select a task by Flex's action, which Flex itself uses too."""
        payload = SimpleNamespace(task=task, sid=task.sid if task else None)
        actions = self.page.flex.Actions
        actions.emit("beforeSelectTask", payload)
        self.page.select(task)
        self.page.manager.store.changes()
        actions.emit("afterSelectTask", payload)
        return self

    def looks_at(self, record_id: str, **more: object) -> Agent:
        page = {"recordId": record_id, "objectType": "Contact", **more} if record_id else {"url": "/home"}
        self.page.salesforce.shows(page)
        return self

    def edits(self, record_id: object, editing: object = True) -> Agent:
        message = {"type": "editing", "recordId": record_id, "editing": editing}
        self.page.salesforce.says(EVENTS, message)
        return self

    @property
    def shown(self) -> list[str]:
        return [pop["params"]["recordId"] for pop in self.page.salesforce.pops if "params" in pop]


@pytest.fixture
def agent() -> Agent:
    return Agent(ON, FIRST, SECOND, BARE)


def test_the_record_of_each_task_that_the_agent_selects_is_shown(agent: Agent) -> None:
    first, second, _ = agent.tasks
    for task in (first, second, first):
        agent.selects(task)
    assert agent.shown == [ADA, BOB, ADA]


def test_without_the_flag_nothing_is_shown() -> None:
    agent = Agent({"enabled": True, "screen_pop": True, "activity_logging": True}, FIRST, SECOND)
    agent.page.manager.store.changes()
    agent.page.window.passes(1)
    agent.page.salesforce.pops.clear()
    agent.selects(agent.tasks[1])
    assert agent.shown == []


def test_selecting_the_same_task_again_shows_nothing(agent: Agent) -> None:
    agent.selects(agent.tasks[0]).looks_at("").selects(agent.tasks[0])
    assert agent.shown == [ADA]


def test_a_record_in_view_is_not_shown_again(agent: Agent) -> None:
    agent.looks_at(ADA[:15]).selects(agent.tasks[0])
    assert agent.shown == []


def test_a_record_that_was_in_view_before_the_plugin_started_is_not_shown_again() -> None:
    page = Page(ON)
    page.salesforce.view = {"recordId": ADA, "objectType": "Contact"}
    agent = Agent.__new__(Agent)
    agent.page = page.boot()
    agent.tasks = [page.offer(FIRST, 1)]
    agent.selects(agent.tasks[0])
    assert agent.shown == []


def test_a_person_account_in_view_is_its_contact_too(agent: Agent) -> None:
    agent.looks_at("0015f0000000001AAA", personAccount=True, contactId=ADA).selects(agent.tasks[0])
    assert agent.shown == []


def test_a_task_on_the_record_in_view_shows_nothing_until_the_agent_leaves_it() -> None:
    agent = Agent(ON, FIRST, FIRST)
    agent.selects(agent.tasks[0]).looks_at(ADA).selects(agent.tasks[1])
    assert agent.shown == [ADA]
    agent.looks_at("").selects(agent.tasks[0])
    assert agent.shown == [ADA, ADA]


def test_after_a_task_without_a_record_the_record_in_view_is_not_shown_again(agent: Agent) -> None:
    first, _, bare = agent.tasks
    for task in (first, bare, first):
        agent.selects(task)
    assert agent.shown == [ADA]


@pytest.mark.parametrize("record_id", ["", "nonsense", "0035f0000000001AAB", 7, None])
def test_a_task_without_a_valid_id_shows_nothing(record_id: object) -> None:
    agent = Agent(ON, {"sfdcObjectId": record_id})
    agent.selects(agent.tasks[0])
    assert agent.shown == []


def test_a_record_without_activities_is_shown() -> None:
    agent = Agent(ON, {"sfdcObjectId": "0055f0000000001"})
    agent.selects(agent.tasks[0])
    assert agent.shown == ["0055f0000000001"]


@pytest.mark.parametrize("status", ["pending", "completed", "canceled"])
def test_only_an_accepted_task_is_followed(agent: Agent, status: str) -> None:
    agent.tasks[0].status = status
    agent.selects(agent.tasks[0])
    assert agent.shown == []


def test_a_task_in_wrap_up_is_followed(agent: Agent) -> None:
    agent.tasks[0].status = "wrapping"
    agent.selects(agent.tasks[0])
    assert agent.shown == [ADA]


def test_without_a_selected_task_nothing_is_shown(agent: Agent) -> None:
    agent.selects(agent.tasks[0]).selects(None)
    assert agent.shown == [ADA]


def test_the_end_of_a_task_does_not_show_the_record_of_the_only_one_that_awaits_a_choice() -> None:
    agent = Agent(POPS, FIRST)
    typed = {"sfdcObjectId": BOB, "pre_engagement_data": {"sfdcObjectId": BOB}}
    accepted(agent, 2, typed, {})
    shown = agent.shown
    agent.selects(agent.tasks[0]).selects(None)
    assert agent.shown == [*shown, ADA]
    assert "context switching to :" not in agent.page.printed


# The selection is Flex's own ----------------------------------------------------------------------------


def test_a_task_that_flex_opens_as_it_is_accepted_is_left_to_the_screen_pop(agent: Agent) -> None:
    first, second, _ = agent.tasks
    agent.page.accept(first)
    agent.selects(first)
    assert agent.shown == []
    agent.selects(second).selects(first)
    assert agent.shown == [BOB, ADA]


def test_a_task_that_other_code_accepted_is_new_too(agent: Agent) -> None:
    agent.page.manager.events.emit("taskAccepted", agent.tasks[0])
    agent.selects(agent.tasks[0])
    assert agent.shown == []


def test_a_task_that_was_open_when_it_was_accepted_is_followed_the_next_time(agent: Agent) -> None:
    first, second, _ = agent.tasks
    first.status = "pending"
    agent.selects(first)
    first.status = "accepted"
    agent.page.accept(first)
    agent.selects(second).selects(first)
    assert agent.shown == [BOB, ADA]


def test_a_task_that_flex_did_not_open_is_followed_later(agent: Agent) -> None:
    agent.page.accept(agent.tasks[0])
    agent.page.window.passes(SELECTED_BY_FLEX_MS)
    agent.selects(agent.tasks[0])
    assert agent.shown == [ADA]


def test_a_reload_that_opens_the_task_of_the_address_shows_nothing(agent: Agent) -> None:
    after = agent.page.reload()
    after.boot().select(agent.tasks[0])
    after.manager.store.changes()
    after.passes(60_000)
    assert after.salesforce.pops == []


def test_a_selection_before_salesforce_answers_counts_if_it_is_still_the_last() -> None:
    page = Page(ON)
    page.salesforce.respond["getCallCenterSettings"] = never
    agent = Agent.__new__(Agent)
    agent.page = page.boot()
    agent.tasks = [page.offer(attributes, number) for number, attributes in enumerate((FIRST, SECOND), 1)]
    for task in agent.tasks:
        agent.selects(task)
    assert agent.shown == []
    page.passes(60_000)
    assert agent.shown == [BOB]


# The source of the record -------------------------------------------------------------------------------

POPS = {**ON, "screen_pop": True, "activity_logging": True}


def accepted(agent: Agent, number: int, attributes: object, records: object) -> FakeTask:
    """Accept a task that causes a search, and wait until its pop has ended."""
    agent.page.salesforce.found = records
    task = agent.page.accept(agent.page.offer(attributes, number))
    agent.page.window.passes(NAVIGATION_MS)
    agent.looks_at("")
    return task


def test_the_only_match_counts_even_if_it_is_not_saved() -> None:
    agent = Agent(POPS)
    task = accepted(agent, 1, {"from": "+14155550101"}, ADA_FOUND)
    second_task = accepted(agent, 2, BARE, {})
    for opened in (second_task, task):
        agent.selects(opened)
        agent.page.window.passes(SELECTED_BY_FLEX_MS)
    agent.selects(second_task).selects(task)
    assert agent.shown == [ADA]


def test_the_chosen_record_replaces_the_tasks_record(agent: Agent) -> None:
    first, second, _ = agent.tasks
    facts = {"chosen": {"id": BOB, "type": "Contact", "name": "Bob"}, "replaces_record_id": ADA}
    store = agent.page.manager.store
    store.dispatch({"type": "salesforceIntegration/changed", "changes": {"tasks": {first.sid: facts}}})
    agent.selects(first)
    assert agent.shown == [BOB]
    none = {"chosen": {"id": "", "type": "", "name": ""}, "replaces_record_id": BOB}
    store.dispatch({"type": "salesforceIntegration/changed", "changes": {"tasks": {second.sid: none}}})
    agent.looks_at("").selects(second)
    assert agent.shown == [BOB]


def test_several_matches_without_a_choice_show_nothing() -> None:
    agent = Agent(POPS, FIRST)
    bob = {BOB: {"Name": "Bob Smith", "RecordType": "Contact"}}
    task = accepted(agent, 2, {"from": "+14155550101"}, {**ADA_FOUND, **bob})
    agent.page.window.passes(SELECTED_BY_FLEX_MS)
    pops = len(agent.page.salesforce.pops)
    agent.selects(task)
    assert len(agent.page.salesforce.pops) == pops


def test_the_record_in_view_is_still_preselected_for_a_choice() -> None:
    agent = Agent(POPS, FIRST)
    bob = {BOB: {"Name": "Bob Smith", "RecordType": "Contact"}}
    task = accepted(agent, 2, {"from": "+14155550101"}, {**ADA_FOUND, **bob})
    agent.looks_at(BOB)
    facts = agent.page.manager.store.getState().salesforceIntegration["tasks"][task.sid]
    assert facts["viewed"]["id"] == BOB


# While Salesforce moves or the agent types --------------------------------------------------------------


def test_while_a_pop_is_in_flight_nothing_is_shown_and_then_the_last_selection() -> None:
    agent = Agent({**ON, "screen_pop": True}, FIRST, SECOND, BARE)
    first, second, _ = agent.tasks
    agent.page.manager.store.changes()
    agent.page.window.passes(NAVIGATION_MS + 1)
    before = len(agent.shown)
    agent.page.salesforce.respond["searchAndScreenPop"] = never
    agent.page.accept(agent.page.offer({"from": "+14155550101"}, 4))
    agent.looks_at("").selects(first).selects(second)
    assert agent.shown[before:] == []
    agent.page.window.passes(60_000)
    assert agent.shown[before:] == [BOB]


def test_the_features_own_pop_does_not_delay_the_next_selection(agent: Agent) -> None:
    agent.page.salesforce.respond["screenPop"] = never
    agent.selects(agent.tasks[0]).selects(agent.tasks[1])
    assert agent.shown == [ADA, BOB]


def test_a_pop_that_salesforce_refuses_is_logged_and_may_be_tried_again_by_hand(agent: Agent) -> None:
    first, _, bare = agent.tasks
    agent.page.salesforce.respond["screenPop"] = refuses
    for task in (first, bare, first):
        agent.selects(task)
    agent.page.window.passes(60_000)
    assert agent.shown == [ADA, ADA]
    assert "screenPop was refused" in agent.page.printed


@each("flag", ["true", "True", 1])
def test_a_flag_of_a_message_may_be_a_text_or_a_number(flag: object) -> None:
    assert edited_after([], {"type": "editing", "recordId": ADA, "editing": flag}) == [ADA]


def test_a_record_that_the_agent_is_editing_stays_in_view() -> None:
    agent = Agent({**ON, "event_channel": EVENTS}, FIRST, SECOND)
    first, second = agent.tasks
    agent.looks_at(ADA).edits(ADA[:15]).selects(second)
    assert agent.shown == []
    agent.edits(ADA, False).selects(first).selects(second)
    assert agent.shown == [BOB]


def test_a_record_that_is_edited_in_another_tab_stops_nothing() -> None:
    agent = Agent({**ON, "event_channel": EVENTS}, FIRST, SECOND).looks_at("").edits(ADA)
    agent.selects(agent.tasks[1])
    assert agent.shown == [BOB]


@pytest.mark.parametrize(
    "message",
    [
        None,
        {"type": "editing"},
        {"type": "editing", "recordId": "x", "editing": True},
        {"type": "editing", "recordId": ADA, "editing": "false"},
        {"recordId": ADA, "editing": True},
        {"type": "callStarted", "recordId": ADA, "editing": True},
    ],
)
def test_other_messages_do_not_mark_a_record_as_edited(message: object) -> None:
    assert edited_after([BOB], message) == [BOB]


def test_only_the_latest_edited_records_are_remembered() -> None:
    edited: list[str] = []
    for number in range(MAX_EDITED + 2):
        message = {"type": "editing", "recordId": f"0035f{number:010}", "editing": True}
        edited = edited_after(edited, message)
    assert len(edited) == MAX_EDITED
    assert edited[0] == "0035f0000000002"
