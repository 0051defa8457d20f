"""docs/specification.md, section 9: the queue of activities, in several tabs and through reloads."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from .fakes.page import Page
from .fakes.salesforce import lost, never
from .fakes.tab import HOUR, MINUTE, ON, SCOPE, SID, TASK, Tab


def another(tab: Tab) -> Tab:
    """A second tab of the same agent, with the same storage, locks and org."""
    page = tab.page.reload()
    page.window.now = tab.page.window.now
    page.window.navigator = tab.page.window.navigator
    page.salesforce.activities = tab.salesforce.activities
    page.salesforce.asked = tab.salesforce.asked
    return Tab(page)


def both(one: Tab, other: Tab, milliseconds: int = 5_000) -> None:
    """Time passes in two tabs."""
    for _ in range(milliseconds // 50):
        one.passes(50)
        other.passes(50)


def stored(*tabs: Tab) -> None:
    """The browser tells tabs that the queue has changed."""
    for tab in tabs:
        for listener in tab.page.window.listeners["storage"]:
            listener(SimpleNamespace(key=SCOPE + SID))


def test_two_tabs_that_finish_the_same_reservation_write_it_once() -> None:
    one = Tab()
    other = another(one)
    one.finish()
    other.finish()
    both(one, other)
    assert len(one.salesforce.asked) == 1
    assert one.kept[SID]["state"] == "saved"


def test_a_tab_that_does_not_see_yet_what_another_has_saved_does_not_write_it_again() -> None:
    one = Tab()
    other = another(one)
    one.finish()
    waiting = dict(one.page.window.localStorage.items)
    one.passes(150)
    assert len(one.salesforce.asked) == 1
    one.page.window.localStorage.items.update(waiting)  # the other finished it a moment too late
    stored(one, other)
    both(one, other)
    assert len(one.salesforce.asked) == 1
    assert one.kept[SID]["state"] == "saved"


def test_what_a_tab_that_was_closed_leaves_is_written_by_another() -> None:
    one = Tab(answering=False)
    one.finish()
    other = another(one)
    other.passes()
    assert other.written == [TASK]


def test_what_a_tab_had_under_way_when_it_crashed_is_left_to_the_agent() -> None:
    one = Tab()
    one.salesforce.respond["saveLog"] = never
    other = another(one)
    one.finish()
    one.passes(1_000)
    stored(other)
    other.passes(1_000)
    assert other.unsaved == []
    other.page.window.navigator.locks.let_go()
    other.passes(20_000)
    assert [entry["state"] for entry in other.unsaved] == ["unknown"]
    assert len(one.salesforce.asked) == 1


def test_what_was_under_way_at_a_reload_is_left_to_the_agent() -> None:
    tab = Tab()
    tab.salesforce.respond["saveLog"] = lost
    tab.finish()
    tab.passes()
    after = Tab(tab.page.reload())
    after.passes(HOUR)
    assert after.salesforce.asked == []
    assert [(entry["sid"], entry["state"]) for entry in after.unsaved] == [(SID, "unknown")]


def test_what_waited_at_a_reload_is_written() -> None:
    tab = Tab(answering=False)
    tab.finish()
    after = Tab(tab.page.reload())
    after.passes()
    assert after.written == [TASK]


def test_a_draft_of_the_tab_in_which_the_agent_completed_is_written_whoever_finishes_first() -> None:
    one = Tab()
    other = another(one)
    one.ctx.queue.draft(SID, {**TASK, "WhoId": "of one"}, [])
    other.finish(WhoId="of the other")
    one.finish(WhoId="of one")
    both(one, other)
    assert [value["WhoId"] for value in one.salesforce.asked] == ["of one"]


@pytest.mark.parametrize("locks", [None, "refused", "never"])
def test_without_locks_it_is_written_all_the_same(locks: str | None) -> None:
    page = Page(ON)
    if locks is None:
        page.window.navigator.locks = None
    if locks == "refused":
        page.window.navigator.locks.works = False
    if locks == "never":
        page.window.navigator.locks.held = True
    tab = Tab(page)
    tab.finish()
    tab.passes(5 * MINUTE)
    assert len(tab.salesforce.asked) == 1
    assert tab.unsaved == []


def test_without_locks_what_was_under_way_at_a_reload_is_left_to_the_agent_after_a_while() -> None:
    page = Page(ON)
    page.window.navigator.locks = None
    tab = Tab(page)
    tab.salesforce.respond["saveLog"] = never
    tab.finish()
    tab.passes()
    again = page.reload()
    again.window.navigator.locks = None
    after = Tab(again)
    after.passes(2 * MINUTE)
    assert [entry["state"] for entry in after.unsaved] == ["unknown"]
    assert after.salesforce.asked == []
