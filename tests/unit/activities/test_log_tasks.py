"""docs/specification.md, section 6: which tasks become activities, by the configuration's `log_tasks`."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.plugin.desk import Desk

ADA = "0035f0000000001AAA"
BOB = "0035f0000000002AAA"
TWO = {ADA: {"Name": "Ada", "RecordType": "Contact"}, BOB: {"Name": "Bob", "RecordType": "Contact"}}


def worked_on(desk: Desk) -> Desk:
    """Have the agent accept the task and complete it."""
    desk.boot().accepted().hangs_up().completes()
    desk.completed()
    return desk


def limited(**lists: Any) -> Desk:
    """Return a customer's call in the queue Sales."""
    desk = Desk(log_tasks=lists)
    desk.task.queueName = "Sales"
    return desk


@pytest.mark.parametrize(
    ("lists", "logged"),
    [
        ({}, 1),
        ({"kinds": ["inbound"]}, 1),
        ({"kinds": ["outbound", "unanswered"]}, 0),
        ({"channels": ["Voice"]}, 1),
        ({"channels": ["chat"]}, 0),
        ({"queues": ["sales"]}, 1),
        ({"queues": ["Support"]}, 0),
    ],
)
def test_a_task_is_logged_if_the_lists_name_it(lists: Any, logged: int) -> None:
    desk = worked_on(limited(**lists))
    assert len(desk.activities) == logged
    assert desk.unsaved == []


def test_a_website_chat_has_the_channel_chat() -> None:
    assert len(worked_on(Desk(log_tasks={"channels": ["chat"]}).chat()).activities) == 1


def test_a_task_that_is_not_logged_and_vanishes_leaves_nothing_to_confirm() -> None:
    desk = limited(queues=["Support"]).boot().accepted()
    desk.passes(61_000).vanishes().passes(3_600_000)
    assert (desk.activities, desk.unsaved, desk.entry) == ([], [], {})


@pytest.mark.parametrize(
    ("kinds", "answered", "logged"),
    [
        (["outbound"], True, 1),
        (["outbound"], False, 0),
        (["unanswered"], True, 0),
        (["unanswered"], False, 1),
        (["inbound"], True, 0),
    ],
)
def test_an_outbound_call_is_answered_or_unanswered(kinds: list[str], answered: bool, logged: int) -> None:
    desk = Desk(log_tasks={"kinds": kinds}).outbound().boot().shows().passes(20_000)
    if answered:
        desk.accepted().hangs_up().completes().completed()
    else:
        desk.canceled(45305)
    desk.passes(3_600_000)
    assert len(desk.activities) == logged
    assert desk.unsaved == []


def test_an_activity_is_discarded_in_every_tab_when_its_kind_turns_out_not_to_be_logged() -> None:
    desk = Desk(log_tasks={"kinds": ["inbound"]}).boot().accepted().passes()
    desk.says(taskType="voicemail").shows()
    desk.updated()
    desk.shows().passes()
    assert desk.entry["state"] == "discarded"
    desk.completes().completed()
    assert desk.activities == []


def test_a_task_that_is_not_logged_needs_no_record() -> None:
    for limits, may_complete in (({}, False), ({"kinds": ["outbound"]}, True)):
        desk = Desk(log_tasks=limits, screen_pop=True)
        desk.page.salesforce.found = TWO
        desk.boot().accepted()
        desk.page.flex.Actions.emit("afterAcceptTask", desk.task)
        assert desk.page.flex.Actions.completes(desk.task) is may_complete


def test_a_callback_request_is_logged_as_a_task_and_the_call_it_leads_to_as_a_call() -> None:
    desk = worked_on(Desk().says(taskType="callback"))
    assert desk.activity["TaskSubtype"] == "Task"
    assert worked_on(Desk()).activity["TaskSubtype"] == "Call"


def test_a_colleagues_call_is_internal_and_has_no_record() -> None:
    desk = Desk(screen_pop=True, attributes={"name": "Alice", "from": "client:alice", "client_call": True})
    desk.page.salesforce.found = {ADA: TWO[ADA]}
    desk.boot().accepted()
    desk.page.flex.Actions.emit("afterAcceptTask", desk.task)
    desk.completes().completed()
    assert desk.page.salesforce.pops == []
    assert desk.activity["CallType"] == "Internal"
    assert not {"WhoId", "WhatId", "Phone"} & set(desk.activity)
