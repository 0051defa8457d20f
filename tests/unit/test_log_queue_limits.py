"""docs/specification.md, section 9: what the queue of activities keeps, of whom, how much and how long."""

from __future__ import annotations

import pytest

from .fakes.page import Page
from .fakes.salesforce import answers, refuses
from .fakes.tab import HOUR, MINUTE, ON, OTHER, SCOPE, SID, TASK, Tab
from .test_log_queue_tabs import stored


@pytest.mark.parametrize("denied", [True, False])
def test_where_the_browser_keeps_nothing_the_page_does_and_says_so_once(denied: bool) -> None:
    page = Page(ON)
    page.window.localStorage.denied = denied
    page.window.localStorage.room = 10
    tab = Tab(page)
    tab.salesforce.respond["saveLog"] = refuses
    tab.finish(SID)
    tab.finish(OTHER)
    tab.passes(MINUTE)
    tab.salesforce.respond["saveLog"] = answers
    tab.passes(3 * MINUTE)
    assert tab.written == [TASK, TASK]
    assert tab.page.shown.count("PSSalesforceActivityNotKept") == 1
    tab.finish(SID)
    tab.passes(MINUTE)
    assert len(tab.written) == 2


def test_another_worker_neither_sees_nor_sends_it() -> None:
    tab = Tab(answering=False)
    tab.finish()
    page = tab.page.reload()
    page.manager.workerClient.sid = "WK" + "1" * 32
    other = Tab(page)
    other.passes(HOUR)
    assert (other.salesforce.asked, other.unsaved) == ([], [])
    assert other.kept[SID]["state"] == "waiting"
    again = Tab(page.reload())
    again.passes()
    assert again.written == [TASK]


def test_who_is_no_worker_neither_sees_nor_sends_it() -> None:
    tab = Tab(answering=False)
    tab.finish()
    page = tab.page.reload()
    page.manager.workerClient = None
    other = Tab(page)
    other.passes(HOUR)
    assert (other.salesforce.asked, other.unsaved) == ([], [])
    other.finish(OTHER)
    assert list(other.kept) == [SID]


def test_another_org_never_gets_it() -> None:
    tab = Tab(answering=False)
    tab.finish()
    items = tab.page.window.localStorage.items
    assert [key for key in items if "acme.lightning.force.com" in key] == list(items)


def test_what_is_older_than_a_week_goes_whoever_it_is_of() -> None:
    tab = Tab(answering=False)
    tab.finish()
    page = tab.page.reload()
    page.manager.workerClient.sid = "WK" + "1" * 32
    page.window.now = 6 * 24 * HOUR
    assert Tab(page).kept
    page = page.reload()
    page.window.now = 8 * 24 * HOUR
    assert Tab(page).kept == {}


def test_the_agent_is_told_of_what_is_too_old_and_was_his() -> None:
    tab = Tab(answering=False)
    tab.finish()
    page = tab.page.reload()
    page.window.now = 8 * 24 * HOUR
    after = Tab(page)
    assert after.page.shown == ["PSSalesforceActivitiesLost"]
    assert "1 activities dropped" in after.page.printed


def test_more_than_a_hundred_are_too_many_the_oldest_go_and_it_is_said() -> None:
    tab = Tab(answering=False)
    for number in range(102):
        tab.finish(f"WR{number:032x}")
        tab.page.window.now += 1
    assert len(tab.kept) == 100
    assert not tab.ctx.queue.known(f"WR{1:032x}")
    assert tab.ctx.queue.known(f"WR{2:032x}")
    assert tab.page.shown.count("PSSalesforceActivitiesLost") == 2
    assert "1 activities dropped" in tab.page.printed


def test_of_what_was_saved_the_last_two_hundred_are_remembered_for_a_day() -> None:
    tab = Tab()
    for number in range(210):
        tab.finish(f"WR{number:032x}")
        tab.passes(500)
    assert len(tab.written) == 210
    assert len(tab.kept) == 200
    assert tab.page.shown == []
    after = tab.page.reload()
    after.window.now = 25 * HOUR
    assert Tab(after).kept == {}


@pytest.mark.parametrize("kept", ["", "{", "[1]", '{"state": "waiting"}', '{"state": 1}', "null", '"x"'])
def test_whatever_the_browser_kept_the_queue_works(kept: str) -> None:
    page = Page(ON)
    page.window.localStorage.items[SCOPE + OTHER] = kept
    tab = Tab(page)
    tab.finish()
    tab.passes(10 * MINUTE)
    assert TASK in tab.written
    assert "failed" not in tab.page.printed


def test_a_day_of_saved_ones_is_read_once_a_task() -> None:
    tab = Tab()
    saved = [f"WR{number:032x}" for number in range(100, 150)]
    for sid in [*saved, OTHER]:
        tab.finish(sid)
        tab.passes()
    storage = tab.page.window.localStorage
    storage.read.clear()
    tab.ctx.queue.draft(SID, TASK, [])
    tab.finish()
    tab.passes(MINUTE)
    assert tab.kept[SID]["state"] == "saved"
    reads = [key[len(SCOPE) :] for key in storage.read]
    assert [reads.count(sid) for sid in saved] == [1] * len(saved)


def test_what_another_tab_has_saved_since_is_seen() -> None:
    tab = Tab(answering=False)
    tab.finish()
    tab.passes(MINUTE)
    assert [entry["sid"] for entry in tab.unsaved] == [SID]
    items = tab.page.window.localStorage.items
    items[SCOPE + SID] = items[SCOPE + SID].replace('"waiting"', '"saved"')
    stored(tab)
    assert tab.unsaved == []
