"""docs/message-channels.md, `event_channel`: the page's events about calls and activities."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from flex_sfdc.page_events.rules import OVER, TALKING, call_events
from flex_sfdc.page_events.service import GONE_MS
from flex_sfdc.salesforce.open_cti import SAVE_LIMIT_MS
from tests.support.plugin.desk import Desk
from tests.support.plugin.page import Page
from tests.support.plugin.salesforce import answers, refuses
from tests.support.plugin.tab import SID, Tab
from tests.support.records import ADA

CHANNEL = "Events__c"


def desk(**settings: Any) -> Desk:
    """Return the desk of an account with the channel."""
    return Desk(event_channel=CHANNEL, **settings).boot()


def events(desk: Desk) -> list[str]:
    """Return the types of the published messages."""
    return [str(message["type"]) for message in messages(desk)]


def messages(desk: Desk) -> list[dict[str, object]]:
    return [message for channel, message in desk.page.salesforce.published if channel == CHANNEL]


def test_a_call_and_its_activity_are_published_from_start_to_end_only_by_id() -> None:
    agent = desk().says(sfdcObjectId=ADA).accepted()
    agent.holds(True)
    agent.holds(False)
    agent.hangs_up().completes().completed()
    ids = {"taskSid": agent.task.taskSid, "reservationSid": agent.task.sid}
    (activity_id,) = agent.page.salesforce.activities
    assert messages(agent) == [
        {"type": "callStarted", **ids},
        {"type": "callHeld", **ids},
        {"type": "callResumed", **ids},
        {"type": "callEnded", **ids},
        {"type": "activitySaved", **ids, "activityId": activity_id, "recordId": ADA},
    ]


@pytest.mark.parametrize("end", [Desk.completed, Desk.canceled])
def test_a_call_that_ends_with_its_task_ends_before_its_activity_is_saved(end: Any) -> None:
    agent = desk().accepted()
    end(agent).passes(GONE_MS)
    assert events(agent) == ["callStarted", "callEnded", "activitySaved"]


def test_a_late_note_that_updates_the_activity_is_a_save_too() -> None:
    agent = desk().chat().accepted()
    agent.hangs_up().completed().notes().passes(60_000)
    assert events(agent) == ["activitySaved", "activitySaved"]
    assert messages(agent)[1]["recordId"] == ""


def test_a_conversation_is_not_a_call() -> None:
    agent = desk(activity_logging=False).chat().accepted()
    agent.hangs_up()
    assert messages(agent) == []


def test_an_outbound_call_starts_when_the_customer_answers() -> None:
    agent = desk().outbound()
    agent.shows()
    assert events(agent) == []
    agent.accepted()
    assert events(agent) == ["callStarted"]


@pytest.mark.parametrize("by", ["the agent", "a logout"])
def test_an_activity_that_was_given_up_before_its_answer_is_not_published(by: str) -> None:
    page = Page({"enabled": True, "activity_logging": True, "event_channel": CHANNEL})
    tab = Tab(page)
    held_back = tab.holds()
    tab.finish().passes(SAVE_LIMIT_MS + 1_000)
    assert tab.states[SID] == "unknown"
    if by == "the agent":
        tab.outbox.give_up(SID)
    else:
        page.flex.Actions.emit("afterLogout", SimpleNamespace())
        page.manager.workerClient = SimpleNamespace(sid="WK" + "9" * 32, attributes={})
        tab.passes(1_000)
    ((callback, value),) = held_back
    answers(callback, value)
    tab.passes(1_000)
    assert page.salesforce.published == []


def test_a_call_that_nobody_answered_has_only_the_event_of_its_activity() -> None:
    agent = desk().outbound()
    agent.shows().canceled()
    assert events(agent) == ["activitySaved"]


def test_a_call_is_published_once_whatever_changes() -> None:
    agent = desk().accepted()
    for _ in range(3):
        agent.updated()
        agent.shows()
    assert events(agent) == ["callStarted"]


@pytest.mark.parametrize("is_logging", [True, False])
def test_a_reload_in_the_middle_of_a_call_starts_it_no_second_time(is_logging: bool) -> None:
    agent = desk(activity_logging=is_logging).accepted()
    after = agent.reload(10_000).boot()
    after.shows().hangs_up()
    assert events(after) == ["callEnded"]


def test_a_hold_continues_through_a_reload_until_flex_knows_the_participants() -> None:
    agent = desk(activity_fields={"CallDisposition": "call.holdTime"}).accepted()
    agent.holds(True)
    agent.task.conference = None
    after = agent.reload(10_000).boot()
    after.shows().passes(10_000)
    assert events(after) == []
    after.holds(True)
    assert events(after) == []
    after.holds(False)
    after.hangs_up().completed()
    assert events(after) == ["callResumed", "callEnded", "activitySaved"]
    assert int(after.activity["CallDisposition"]) >= 20


def test_a_call_that_ended_during_a_reload_has_ended() -> None:
    agent = desk().accepted()
    after = agent.reload()
    after.vanishes().boot()
    after.page.manager.store.changes()
    after.passes(GONE_MS)
    assert events(after)[0] == "callEnded"


def test_a_call_that_vanishes_ends_and_one_that_comes_back_continues() -> None:
    agent = desk().accepted()
    agent.vanishes().passes(GONE_MS // 2).shows()
    agent.page.offer({}, 2)
    agent.tasks[agent.task.sid] = agent.task
    agent.page.manager.store.changes()
    agent.passes(GONE_MS)
    assert events(agent) == ["callStarted"]
    agent.vanishes().passes(GONE_MS)
    assert events(agent) == ["callStarted", "callEnded"]


def test_a_session_that_was_taken_over_publishes_nothing_more() -> None:
    agent = desk().accepted()
    agent.taken_over().vanishes().passes(60_000)
    assert events(agent) == ["callStarted"]


def test_a_logout_ends_no_call() -> None:
    agent = desk().accepted()
    agent.page.manager.flex_state.worker.activity = None
    agent.vanishes().passes(60_000)
    assert events(agent) == ["callStarted"]


def test_a_message_that_salesforce_refuses_is_logged_and_not_repeated() -> None:
    agent = desk()
    agent.page.salesforce.respond["publish"] = refuses
    agent.accepted().passes(60_000)
    assert events(agent) == ["callStarted"]
    assert "publish was refused" in agent.page.printed


def test_without_the_channel_nothing_is_published() -> None:
    agent = Desk().boot().accepted().hangs_up().completed()
    assert agent.page.salesforce.published == []


def test_a_hold_that_began_before_the_plugin_follows_the_start_of_the_call() -> None:
    assert call_events("", "held") == ["callStarted", "callHeld"]
    assert call_events("", OVER) == call_events(OVER, TALKING) == []
