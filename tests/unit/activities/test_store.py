"""docs/specification.md, section 9: which activities the browser keeps, for whom and how long."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from flex_sfdc.activities.events import COMPLETING, OPENED
from flex_sfdc.browser.storage import PREFIX
from tests.support.cases import each
from tests.support.plugin.browser import STARTED_MS
from tests.support.plugin.flex import ACCOUNT_SID
from tests.support.plugin.page import Page
from tests.support.plugin.salesforce import is_locked, never
from tests.support.plugin.tab import HOUR, MINUTE, NAME, ON, OTHER, SCOPE, SID, TASK, Tab

DAY = 24 * HOUR
SOMEBODY = "WK" + "1" * 32
LOST = "PSSalesforceActivitiesLost"
NOTE = {"Description": "a boat"}
VALID = {"state": "waiting", "at": STARTED_MS, "org": "acme.lightning.force.com", "fields": TASK}
UNREADABLE = [
    *("", "{", "[1]", "null", '"x"', '{"state": 1}', '{"state": []}', '{"state": {}}', '{"state": "new"}'),
    json.dumps({**VALID, "at": 1e300}),
    json.dumps({**VALID, "tries": -9}),
    json.dumps({**VALID, "due": "soon"}),
    json.dumps({**VALID, "fields": {"entityApiName": "Opportunity", "StageName": "Closed Won"}}),
    json.dumps({**VALID, "id": "0065f0000000001AAA"}),
]


def keys(tab: Tab) -> list[str]:
    """Return the keys of all stored items that the plugin's tabs share."""
    return [key for key in tab.page.window.localStorage.items if key.startswith(PREFIX)]


def another_worker(tab: Tab, sid: str | None = SOMEBODY, after: int = 0) -> Tab:
    """Log in another worker in the same browser, or nobody."""
    page = tab.page.reload()
    page.window.opened += after
    page.manager.workerClient = None if sid is None else SimpleNamespace(sid=sid, attributes={})
    return Tab(page)


# The keys, and their owners


def test_every_stored_key_has_the_account_and_the_worker() -> None:
    tab = Tab(answering=False)
    tab.services.tasks.change(SID, {"popped": True})
    tab.finish()
    worker = tab.page.manager.workerClient.sid
    scope = f"flex-sfdc.{ACCOUNT_SID}.{worker}."
    assert sorted(keys(tab)) == [f"{scope}activity.{SID}", f"{scope}task.{SID}"]
    assert tab.page.window.sessionStorage.items.keys() <= {"plugin-under-test.query"}


@pytest.mark.parametrize("sid", [SOMEBODY, None])
def test_another_worker_does_not_see_or_send_the_activity(sid: str | None) -> None:
    tab = Tab(answering=False).finish()
    second_worker = another_worker(tab, sid)
    second_worker.passes(HOUR)
    assert (second_worker.salesforce.asked, second_worker.unsaved) == ([], [])
    assert second_worker.states == {SID: "waiting"}
    if sid is None:
        second_worker.finish(OTHER).happens(OPENED, OTHER)
        assert second_worker.states == {SID: "waiting"}
    reloaded = Tab(tab.page.reload()).passes()
    assert reloaded.written == [TASK]


def in_org(tab: Tab, org: str) -> Tab:
    """Return the same agent in another org."""
    items = tab.page.window.localStorage.items
    entry = json.loads(items[SCOPE + SID])
    items[SCOPE + SID] = json.dumps({**entry, "org": org})
    return tab.reloaded()


def test_an_activity_of_another_org_is_kept_and_neither_shown_nor_sent() -> None:
    tab = Tab(answering=False).finish()
    assert tab.kept[SID]["org"] == "acme.lightning.force.com"
    in_other_org = in_org(tab, "other.lightning.force.com")
    in_other_org.passes(HOUR)
    in_other_org.outbox.save_again(SID)
    in_other_org.passes(HOUR)
    assert (in_other_org.salesforce.asked, in_other_org.unsaved) == ([], [])
    back = in_org(in_other_org, "acme.lightning.force.com")
    back.passes()
    assert back.written == [TASK]


def test_a_save_in_progress_in_another_org_is_left_to_that_org() -> None:
    tab = Tab().answers(never).finish().passes()
    in_other_org = in_org(tab, "other.lightning.force.com")
    in_other_org.finish(OTHER).passes(5 * MINUTE)
    assert in_other_org.states == {SID: "sent", OTHER: "saved"}


# Unreadable and planted items


@each("item", UNREADABLE)
def test_the_outbox_works_with_any_stored_data(item: str) -> None:
    page = Page(ON)
    page.window.localStorage.items[SCOPE + OTHER] = item
    tab = Tab(page).finish().passes(10 * MINUTE)
    assert tab.salesforce.asked == [TASK]
    assert "failed" not in tab.page.printed


@each("item", UNREADABLE)
def test_an_invalid_item_stored_while_the_page_is_open_is_ignored(item: str) -> None:
    tab = Tab()
    tab.page.window.localStorage.items[SCOPE + OTHER] = item
    tab.stored(SCOPE + OTHER)
    tab.finish().passes(10 * MINUTE)
    assert tab.salesforce.asked == [TASK]
    assert "failed" not in tab.page.printed


def test_only_fields_with_plain_values_are_sent() -> None:
    page = Page(ON)
    fields = {**TASK, "Id": "0065f0000000001AAA", "Nested": {"a": 1}, "a b": "x"}
    page.window.localStorage.items[SCOPE + SID] = json.dumps({**VALID, "fields": fields})
    tab = Tab(page).passes()
    assert tab.salesforce.asked == [TASK]


# Removal by other code


def removes(tab: Tab, how: str) -> None:
    """Clear the storage, or overwrite our items, as other code may."""
    items = tab.page.window.localStorage.items
    if how == "cleared":
        items.clear()
    else:
        items.update({key: how for key in items if SCOPE in key})


@each("how", ["cleared", "{", '{"state": "new"}'])
@each("kind", [OPENED, COMPLETING, "ended"])
def test_an_item_that_other_code_removes_is_stored_again(how: str, kind: str) -> None:
    tab = Tab(answering=False).happens(kind)
    before = tab.kept
    removes(tab, how)
    tab.outbox.restore()
    assert tab.kept == before
    after = tab.reloaded(answering=False)
    assert after.kept == before


def test_the_removal_is_logged_without_the_content() -> None:
    tab = Tab(answering=False).finish()
    removes(tab, "cleared")
    tab.outbox.restore()
    (warning,) = [line for line in tab.page.window.console.of("warn") if "removed" in line]
    assert "1 activities" in warning
    assert NAME not in tab.page.printed


def test_an_item_removed_in_another_tab_is_stored_again_at_once() -> None:
    tab = Tab(answering=False).finish()
    removes(tab, "cleared")
    tab.stored(None)
    assert tab.states == {SID: "waiting"}


@pytest.mark.parametrize("kind", [OPENED, COMPLETING])
def test_an_item_removed_during_a_task_is_stored_again_with_the_next_change(kind: str) -> None:
    tab = Tab().happens(kind).amend(NOTE)
    removes(tab, "cleared")
    tab.finish().passes()
    assert tab.written == [{**TASK, **NOTE}]


def test_an_item_removed_during_its_save_is_not_sent_twice() -> None:
    tab = Tab().answers(never).finish().passes()
    removes(tab, "cleared")
    tab.passes(HOUR)
    assert tab.states == {SID: "unknown"}
    after = tab.reloaded()
    after.passes(HOUR)
    assert len(tab.salesforce.asked) + len(after.salesforce.asked) == 1


def test_a_saved_and_removed_activity_is_not_written_again() -> None:
    tab = Tab().finish().passes()
    removes(tab, "cleared")
    tab.finish().passes(MINUTE)
    assert len(tab.salesforce.asked) == 1


@each("kind", [OPENED, COMPLETING, "ended"])
@each("then", ["saved", "noted", "discarded"])
def test_an_earlier_item_that_other_code_restores_is_replaced(kind: str, then: str) -> None:
    tab = Tab(answering=False).happens(kind)
    earlier = dict(tab.page.window.localStorage.items)
    tab.finish()
    if then == "discarded":
        tab.outbox.give_up(SID)
    tab.answers().passes(MINUTE)
    if then == "noted":
        tab.amend(NOTE)
    before, written = tab.kept, len(tab.salesforce.asked)
    tab.page.window.localStorage.items.update(earlier)
    tab.stored()
    assert tab.kept == before
    tab.finish().passes(HOUR)
    assert [request for request in tab.salesforce.asked[written:] if "Id" not in request] == []


@each("kind", [OPENED, COMPLETING])
def test_an_unknown_activity_never_becomes_open_again(kind: str) -> None:
    tab = Tab().happens(kind)
    earlier = dict(tab.page.window.localStorage.items)
    tab.answers(never).finish().passes(HOUR)
    tab.page.window.localStorage.items.update(earlier)
    tab.stored()
    assert tab.states == {SID: "unknown"}
    tab.finish().passes(HOUR)
    assert len(tab.salesforce.asked) == 1


def test_an_activity_in_doubt_is_not_sent_again_after_other_code_restores_its_waiting_item() -> None:
    tab = Tab(answering=False).finish()
    earlier = dict(tab.page.window.localStorage.items)
    tab.answers(never).passes(HOUR)
    assert (tab.states, len(tab.salesforce.asked)) == ({SID: "unknown"}, 1)
    tab.page.window.localStorage.items.update(earlier)
    tab.stored()
    tab.passes(HOUR)
    assert (tab.states, len(tab.salesforce.asked)) == ({SID: "unknown"}, 1)


def test_an_item_that_another_tab_drops_is_not_stored_again() -> None:
    tab = Tab()
    for number in range(201):
        tab.finish(f"WR{number:032x}").passes(500)
    second_tab = tab.another()
    tab.finish("WR" + "f" * 32).passes()
    second_tab.stored()
    second_tab.passes(MINUTE)
    tab.stored()
    assert len(tab.kept) == len(second_tab.kept) == 200
    assert "removed" not in second_tab.page.printed


# A full or denied storage


@pytest.mark.parametrize("denied", [True, False])
def test_without_storage_the_page_keeps_the_activity_and_notifies_the_agent_once(denied: bool) -> None:
    page = Page(ON)
    page.window.localStorage.denied = denied
    page.window.localStorage.room = 10
    tab = Tab(page).silent()
    for sid in (SID, OTHER):
        tab.finish(sid)
    tab.passes(MINUTE)
    assert tab.page.shown.count("PSSalesforceActivityNotKept") == 1
    tab.answers().passes(3 * MINUTE)
    assert tab.written == [TASK, TASK]
    tab.finish(SID).passes(MINUTE)
    assert len(tab.written) == 2


def test_an_older_item_makes_room_for_its_replacement() -> None:
    tab = Tab(answering=False).happens(OPENED)
    storage = tab.page.window.localStorage
    storage.room = sum(len(text) for text in storage.items.values()) + 20
    tab.finish()
    assert tab.states == {SID: "waiting"}
    storage.room = 10
    tab.outbox.save_again(SID)
    assert tab.kept == {}, "an older one left behind would be sent again after a reload"


def test_an_activity_is_stored_as_soon_as_there_is_room() -> None:
    tab = Tab().answers(is_locked)
    storage = tab.page.window.localStorage
    storage.room = 10
    tab.finish()
    storage.room = 5_000_000
    tab.passes(MINUTE)
    assert tab.states == {SID: "waiting"}


def test_an_item_removed_while_the_storage_is_full_is_stored_again_when_there_is_room() -> None:
    tab = Tab(answering=False).happens(OPENED)
    before = tab.kept
    storage = tab.page.window.localStorage
    storage.room = 10
    removes(tab, "cleared")
    tab.outbox.restore()
    assert tab.kept == {}
    storage.room = 5_000_000
    tab.outbox.restore()
    assert tab.kept == before


# Limits of number and age


def test_an_unclaimed_item_is_dropped_after_a_week_whoever_owns_it() -> None:
    tab = Tab(answering=False).finish()
    second_worker = another_worker(tab, after=6 * DAY)
    assert second_worker.kept
    last = another_worker(second_worker, after=2 * DAY)
    assert last.kept, "until a second look agrees"
    last.passes(11 * MINUTE)
    assert last.kept == {}
    assert "1 activities dropped after a week" in last.page.printed


@pytest.mark.parametrize("days", [2, 6, 8])
@pytest.mark.parametrize("discarded", [False, True], ids=["saved", "discarded"])
def test_a_colleague_keeps_the_ids_of_an_absent_agents_activities_for_a_week(
    days: int, discarded: bool
) -> None:
    tab = Tab(answering=not discarded).finish()
    if discarded:
        tab.outbox.give_up(SID)
    before = tab.passes().states
    assert before == {SID: "discarded" if discarded else "saved"}
    colleague = another_worker(tab, after=days * DAY)
    colleague.passes(11 * MINUTE)
    assert colleague.states == (before if days < 7 else {}), "the agent's task may go on"


def test_the_agent_is_notified_when_their_own_activity_is_dropped_for_its_age() -> None:
    tab = Tab(answering=False).finish()
    after = tab.reloaded(8 * DAY, answering=False)
    after.passes(11 * MINUTE)
    assert (after.page.shown.count(LOST), after.kept) == (1, {})
    assert "1 activities dropped" in after.page.printed


def test_beyond_a_hundred_the_oldest_are_dropped_and_the_agent_is_notified() -> None:
    tab = Tab(answering=False)
    for number in range(102):
        tab.finish(f"WR{number:032x}")
        tab.page.window.now += 1
    assert len(tab.kept) == 100
    assert not tab.outbox.is_finished(f"WR{1:032x}")
    assert tab.outbox.is_finished(f"WR{2:032x}")
    assert tab.page.shown.count(LOST) == 2
    shown = [context["numLogs"] for name, context in tab.page.flex.Notifications.shown if name == LOST]
    assert shown == ["1", "2"], "the agent may not have read of the first"
    assert "1 activities dropped" in tab.page.printed


def test_the_last_two_hundred_saved_activities_are_remembered_for_a_day() -> None:
    tab = Tab()
    for number in range(210):
        tab.finish(f"WR{number:032x}").passes(500)
    assert len(tab.written) == 210
    assert len(tab.kept) == 200
    assert tab.page.shown == []
    after = tab.reloaded(25 * HOUR)
    after.passes(11 * MINUTE)
    assert after.kept == {}


def test_a_clock_that_jumps_ahead_for_a_minute_drops_nothing() -> None:
    tab = Tab(answering=False).finish()
    tab.page.window.opened += 8 * DAY
    tab.passes(MINUTE)
    tab.page.window.opened -= 8 * DAY
    tab.passes(HOUR)
    assert (tab.states, tab.page.shown.count(LOST)) == ({SID: "waiting"}, 0)


@pytest.mark.parametrize("days", [-1, 1, 8])  # or the clock is set back
def test_unclaimed_facts_about_a_task_are_dropped_after_a_week_too(days: int) -> None:
    tab = Tab()
    chosen: Any = {"id": "0035f0000000001AAA", "type": "Contact", "name": NAME}
    tab.happens(OPENED)
    tab.services.tasks.change(SID, {"chosen": chosen, "accepted": STARTED_MS})
    second_worker = another_worker(tab, after=days * DAY)
    second_worker.passes(11 * MINUTE)
    facts = [key for key in second_worker.page.window.localStorage.items if f".task.{SID}" in key]
    assert bool(facts) is (days < 7)


def test_unclaimed_facts_of_a_clock_that_was_years_ahead_are_dropped_soon() -> None:
    tab = Tab()
    tab.services.tasks.change(SID, {"accepted": STARTED_MS})
    tab.page.window.opened += 3650 * DAY
    tab.services.tasks.change(SID, {"popped": True})
    second_worker = another_worker(tab, after=-3650 * DAY)
    items = second_worker.page.window.localStorage.items
    assert any(f".task.{SID}" in key for key in items)
    second_worker.passes(11 * MINUTE)
    assert not any(f".task.{SID}" in key for key in items)


def test_a_day_of_saved_activities_is_read_once_per_task() -> None:
    tab = Tab()
    saved = [f"WR{number:032x}" for number in range(100, 150)]
    for sid in [*saved, OTHER]:
        tab.finish(sid).passes()
    storage = tab.page.window.localStorage
    storage.read.clear()
    tab.happens(COMPLETING).finish().passes(MINUTE)
    assert tab.states[SID] == "saved"
    reads = [key[len(SCOPE) :] for key in storage.read]
    assert [reads.count(sid) for sid in saved] == [1] * len(saved)


def test_a_save_by_another_tab_is_noticed() -> None:
    tab = Tab(answering=False).finish().passes(MINUTE)
    assert [row["sid"] for row in tab.unsaved] == [SID]
    items = tab.page.window.localStorage.items
    items[SCOPE + SID] = items[SCOPE + SID].replace('"waiting"', '"saved"')
    tab.stored("another plugin's")
    assert [row["sid"] for row in tab.unsaved] == [SID]
    tab.stored()
    assert tab.unsaved == []
