"""docs/specification.md, section 9: the queue of activities. Each is written once."""

from __future__ import annotations

import json
from typing import Any

from .fakes.salesforce import answers, lost, refuses, twice
from .fakes.tab import HOUR, MINUTE, NAME, OTHER, SID, TASK, Tab

NOTE = {"Description": "wants a boat"}


def test_an_activity_is_in_the_browser_at_once_and_in_salesforce_soon() -> None:
    tab = Tab()
    tab.finish()
    assert tab.kept[SID]["fields"] == TASK
    assert tab.written == []
    tab.passes()
    assert tab.written == [TASK]


def test_what_is_saved_is_kept_without_the_customers_data() -> None:
    tab = Tab()
    tab.finish()
    tab.passes()
    assert tab.kept[SID]["state"] == "saved"
    assert tab.kept[SID]["fields"] == {}
    assert NAME not in json.dumps(tab.kept)


def test_only_the_first_of_several_finishes_counts() -> None:
    tab = Tab()
    for _ in range(3):
        tab.finish()
        tab.passes()
    assert len(tab.salesforce.asked) == 1


def test_what_the_agent_discards_is_never_written() -> None:
    tab = Tab()
    tab.salesforce.respond["saveLog"] = refuses
    tab.finish()
    tab.passes(HOUR)
    tab.salesforce.respond["saveLog"] = answers
    tab.ctx.queue.abandon(SID)
    tab.finish()
    tab.passes(HOUR)
    assert (tab.written, tab.unsaved) == ([], [])
    assert NAME not in json.dumps(tab.kept)


def test_a_note_changes_what_still_waits() -> None:
    tab = Tab(answering=False)
    tab.finish()
    assert tab.ctx.queue.amend(SID, NOTE)
    tab.salesforce.respond.clear()
    tab.passes(5 * MINUTE)
    assert tab.salesforce.asked == [{**TASK, **NOTE}]


def test_a_note_changes_what_is_saved_by_its_id() -> None:
    tab = Tab()
    tab.finish()
    tab.passes()
    assert tab.ctx.queue.amend(SID, NOTE)
    tab.passes()
    record_id = next(iter(tab.salesforce.activities))
    assert tab.salesforce.asked[1:] == [{**NOTE, "Id": record_id}]
    assert tab.written == [{**TASK, **NOTE}]
    assert tab.kept[SID]["state"] == "saved"
    assert NOTE["Description"] not in json.dumps(tab.kept)


def test_a_note_that_comes_hours_later_alarms_nobody() -> None:
    tab = Tab()
    tab.finish()
    tab.passes(HOUR)
    assert tab.ctx.queue.amend(SID, {"Description": "late"})
    assert tab.unsaved == []
    tab.passes()
    assert tab.written == [{**TASK, "Description": "late"}]
    assert tab.page.shown == []


def test_a_note_that_comes_while_it_is_under_way_follows_it() -> None:
    tab = Tab()
    heard: list[Any] = []
    tab.salesforce.respond["saveLog"] = lambda callback, value: heard.append((callback, value))
    tab.finish()
    tab.passes()
    assert tab.ctx.queue.amend(SID, NOTE)
    tab.salesforce.respond["saveLog"] = answers
    answers(*heard[0])
    tab.passes()
    assert [value.get("Id", "") != "" for value in tab.salesforce.asked] == [False, True]
    assert tab.kept[SID]["state"] == "saved"


def test_a_note_of_what_nobody_finished_or_nobody_knows_the_id_of_is_not_taken() -> None:
    tab = Tab()
    assert not tab.ctx.queue.amend(SID, NOTE)
    tab.salesforce.respond["saveLog"] = lambda callback, _: answers(callback, None)
    tab.finish()
    tab.passes()
    assert not tab.ctx.queue.amend(SID, NOTE)


def test_an_update_that_gets_no_answer_is_repeated() -> None:
    tab = Tab()
    tab.finish()
    tab.passes()
    tab.salesforce.respond["saveLog"] = lost
    tab.ctx.queue.amend(SID, NOTE)
    tab.passes(MINUTE)
    tab.salesforce.respond["saveLog"] = answers
    tab.passes(3 * MINUTE)
    assert len(tab.salesforce.asked) > 2
    assert tab.written == [{**TASK, **NOTE}]
    assert tab.unsaved == []


def test_a_draft_is_kept_and_not_written() -> None:
    tab = Tab()
    tab.ctx.queue.draft(SID, TASK, [])
    tab.passes(MINUTE)
    assert tab.ctx.queue.drafts() == [SID]
    assert not tab.ctx.queue.known(SID)
    assert (tab.salesforce.asked, tab.unsaved) == ([], [])
    tab.ctx.queue.drop_draft(SID)
    assert tab.kept == {}


def test_a_note_on_a_draft_is_written_with_what_the_draft_becomes() -> None:
    tab = Tab()
    tab.ctx.queue.draft(SID, TASK, [])
    tab.ctx.queue.amend(SID, NOTE)
    tab.ctx.queue.draft(SID, TASK, [])
    tab.finish()
    tab.passes()
    assert tab.written == [{**TASK, **NOTE}]


def test_what_is_finished_is_no_draft_any_more() -> None:
    tab = Tab(answering=False)
    tab.finish()
    tab.ctx.queue.draft(SID, {}, [])
    tab.ctx.queue.drop_draft(SID)
    assert tab.kept[SID]["fields"] == TASK


def test_an_answer_that_comes_twice_counts_once() -> None:
    tab = Tab()
    tab.salesforce.respond["saveLog"] = twice
    tab.finish()
    tab.passes(MINUTE)
    assert len(tab.salesforce.asked) == 1
    assert tab.salesforce.calls.count("refreshView") == 1


def test_what_the_agent_copies_is_what_salesforce_would_have_got() -> None:
    tab = Tab(answering=False)
    tab.finish()
    tab.ctx.queue.amend(SID, NOTE)
    assert tab.ctx.queue.text_of(SID).split("\n") == [
        "entityApiName: Task",
        f"Subject: Call with {NAME}",
        "Topic__c: boats",
        "Description: wants a boat",
    ]
    assert tab.ctx.queue.text_of(OTHER) == ""


def test_an_idle_queue_has_no_timer() -> None:
    tab = Tab()
    tab.finish()
    tab.passes(1_000)
    assert tab.page.window.timers == []
