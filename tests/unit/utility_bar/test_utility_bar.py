"""docs/specification.md, section 7: the item in Salesforce's utility bar, and the header."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flex_sfdc.utility_bar.rules import INCOMING_TASK_LABEL, TASKS_LABEL, ItemStatus, item_status
from tests.support.plugin.browser import JsError
from tests.support.plugin.flex import OFFLINE_SID
from tests.support.plugin.page import Page
from tests.support.plugin.salesforce import never, nonsense, refuses, throws, twice

UTILITY_BAR = {"enabled": True, "utility_bar_status": True}
FRAGMENT = "utility-bar-state-listener"


def task(status: str = "accepted", direction: str = "inbound", transfer: object = None) -> Any:
    """Return a task as Flex has it."""
    return SimpleNamespace(
        status=status, attributes=SimpleNamespace(direction=direction), incomingTransferObject=transfer
    )


def has_tasks(page: Page, *tasks: Any) -> None:
    """Give the agent these tasks, each with its own reservation."""
    page.manager.flex_state.worker.tasks = {f"WR{number}": task for number, task in enumerate(tasks)}
    page.manager.store.changes()


def has_activity(page: Page, name: str, available: bool) -> None:
    """Put the agent in this activity."""
    page.manager.flex_state.worker.activity = SimpleNamespace(sid="WA1", name=name, available=available)
    page.manager.store.changes()


def mounted(page: Page) -> list[Any]:
    """Show the header, and return what removes its listener."""
    return list(page.window.React.mount(page.flex.MainHeader.Content.parts[FRAGMENT]))


def booted() -> Page:
    """Return a page with the header shown and Salesforce reached, nothing recorded yet."""
    page = Page(UTILITY_BAR).boot()
    mounted(page)
    page.salesforce.item.clear()
    return page


# The decision


@pytest.mark.parametrize("incoming", [True, False])
def test_without_tasks_the_icon_shows_whether_the_agent_is_available(incoming: bool) -> None:
    assert item_status(0, incoming, True) == ItemStatus("circle", "", {})
    assert item_status(0, incoming, False) == ItemStatus("away", "", {})


@pytest.mark.parametrize("available", [True, False])
def test_a_task_is_counted_whatever_the_activity(available: bool) -> None:
    status = ItemStatus("task", TASKS_LABEL, {"numTasks": 1, "singular": True})
    assert item_status(1, False, available) == status
    assert item_status(2, False, available) == ItemStatus(
        "task", TASKS_LABEL, {"numTasks": 2, "singular": False}
    )


def test_an_incoming_task_precedes_the_count() -> None:
    assert item_status(3, True, True) == ItemStatus("alert", INCOMING_TASK_LABEL, {})


@given(st.integers(0, 50), st.booleans(), st.booleans())
def test_the_item_always_has_an_icon_and_the_count_is_right(
    tasks: int, incoming: bool, available: bool
) -> None:
    status = item_status(tasks, incoming, available)
    assert status.icon in ("circle", "away", "alert", "task")
    assert status.context.get("numTasks", tasks) == tasks


# The header


@pytest.mark.parametrize("settings", [{"enabled": True}, UTILITY_BAR])
def test_the_logo_is_removed_from_the_header_whenever_embedded(settings: object) -> None:
    assert "logo" not in Page(settings).start().flex.MainHeader.Content.parts


def test_outside_of_salesforce_the_logo_stays() -> None:
    page = Page(UTILITY_BAR)
    page.window.top = page.window
    assert list(page.boot().flex.MainHeader.Content.parts) == ["logo"]


def test_without_the_flag_no_listener_is_added_to_the_header() -> None:
    page = Page({"enabled": True, "click_to_dial": True}).boot()
    assert "utility-bar-state-listener" not in page.flex.MainHeader.Content.parts
    assert page.salesforce.item == []


def test_without_access_to_the_header_the_other_features_work() -> None:
    page = Page({**UTILITY_BAR, "click_to_dial": True})
    page.flex.MainHeader = SimpleNamespace(Content=None)
    assert page.boot().salesforce.listeners


def test_removing_the_listener_from_the_header_switches_it_off() -> None:
    page = Page(UTILITY_BAR).boot()
    unmount = mounted(page)
    unmount[0]()
    page.salesforce.item.clear()
    has_tasks(page, task())
    assert page.salesforce.item == []


# The item


def test_without_tasks_the_item_shows_the_activity() -> None:
    page = Page(UTILITY_BAR).boot()
    mounted(page)
    assert page.salesforce.item == ["circle", "Available"]
    has_activity(page, "Lunch", False)
    assert page.salesforce.item[2:] == ["away", "Lunch"]


def test_utility_bar_and_click_to_dial_are_independent() -> None:
    page = Page(UTILITY_BAR).boot()
    mounted(page)
    assert "enableClickToDial" not in page.salesforce.calls
    assert page.salesforce.item


def test_the_item_follows_the_tasks() -> None:
    page = booted()
    has_tasks(page, task("pending"), task())
    assert page.salesforce.item == ["alert", "Incoming Task"]
    has_tasks(page, task(), task())
    assert page.salesforce.item[2:] == ["task", "2 Tasks"]
    has_tasks(page, task("wrapping"))
    assert page.salesforce.item[4:] == ["1 Task"], "the item has this icon already"
    has_tasks(page)
    assert page.salesforce.item[5:] == ["circle", "Available"]


def test_a_transferred_outbound_call_is_incoming_and_the_agents_own_is_a_task() -> None:
    page = booted()
    has_tasks(page, task("pending", "outbound"))
    assert page.salesforce.item == ["task", "1 Task"]
    has_tasks(page, task("pending", "outbound", SimpleNamespace(mode="WARM")))
    assert page.salesforce.item[2:] == ["alert", "Incoming Task"]


def test_nothing_is_sent_when_nothing_changed() -> None:
    page = booted()
    has_tasks(page, task())
    before = list(page.salesforce.calls)
    has_tasks(page, task("wrapping"))
    has_activity(page, "Lunch", False)
    page.manager.store.changes()
    assert page.salesforce.calls == before


def test_a_change_of_only_the_label_is_one_call() -> None:
    page = booted()
    has_activity(page, "Break", True)
    assert page.salesforce.item == ["Break"]


@pytest.mark.parametrize("is_known", [True, False])
def test_after_a_logout_the_item_shows_the_offline_activity_if_flex_knew_it(is_known: bool) -> None:
    page = booted()
    activities = [SimpleNamespace(sid="WA1", name="Available"), SimpleNamespace(sid=OFFLINE_SID, name="Off")]
    if is_known:
        page.manager.flex_state.worker.activities = {activity.sid: activity for activity in activities}
    has_activity(page, "Available", True)
    page.salesforce.item.clear()
    page.manager.flex_state.worker = SimpleNamespace(activity=None, tasks={})
    page.manager.store.changes()
    page.manager.flex_state = SimpleNamespace()
    page.manager.store.changes()
    assert page.salesforce.item == (["away", "Off"] if is_known else [])
    assert page.window.console.of("error") == []


def test_the_accounts_own_wording_is_the_label() -> None:
    page = booted()
    page.flex.templates.PSSalesforceTasksLabel = lambda context: f"offen: {context['numTasks']}"
    has_tasks(page, task())
    assert page.salesforce.item == ["task", "offen: 1"]


def test_a_wording_that_cannot_be_rendered_is_logged_and_throws_nothing() -> None:
    page = booted()

    def broken(_: object) -> str:
        raise JsError("Parse error: Ada")

    page.flex.templates.PSSalesforceTasksLabel = broken
    has_tasks(page, task())
    assert page.salesforce.item == ["task"]
    assert "Ada" not in page.printed


# When Salesforce is late, or does not answer


def test_changes_before_salesforce_answered_are_shown_when_it_does() -> None:
    page = Page(UTILITY_BAR)
    page.salesforce.fails = {"opencti"}
    page.boot()
    mounted(page)
    has_tasks(page, task("pending"))
    has_tasks(page, task())
    assert page.salesforce.item == []
    page.salesforce.fails = set()
    page.passes(60_000)
    assert page.salesforce.item == ["task", "1 Task"], "only the current state"


def test_while_a_request_waits_only_the_last_change_is_sent_next() -> None:
    page = booted()
    page.salesforce.respond["setSoftphoneItemIcon"] = never
    has_tasks(page, task("pending"))
    has_tasks(page)
    has_tasks(page, task())
    page.salesforce.respond["setSoftphoneItemIcon"] = twice
    page.passes(60_000)
    assert [text for text in page.salesforce.item if text in ("alert", "circle", "task")] == ["alert", "task"]


@pytest.mark.parametrize("respond", [never, nonsense])
def test_an_unanswered_change_of_the_item_is_repeated_when_salesforce_answers(respond: Any) -> None:
    page = booted()
    page.salesforce.respond["setSoftphoneItemIcon"] = respond
    has_tasks(page, task("pending"))
    page.passes(3_600_000)
    assert len(page.window.console.of("warn")) == 1
    page.salesforce.respond.clear()
    page.salesforce.item.clear()
    page.passes(120_000)
    assert page.salesforce.item == ["alert"]


@pytest.mark.parametrize("respond", [refuses, throws])
def test_an_item_that_cannot_be_changed_is_tried_a_few_times_and_logged_once(respond: Any) -> None:
    page = booted()
    page.salesforce.respond["setSoftphoneItemIcon"] = respond
    has_tasks(page, task("pending"))
    page.passes(600_000)
    has_tasks(page, task())
    page.passes(600_000)
    assert page.salesforce.item.count("alert") == 4
    assert len(page.window.console.of("warn")) == 1
    assert "setSoftphoneItemIcon" in page.window.console.of("warn")[0]
    page.salesforce.respond.clear()
    page.salesforce.item.clear()
    has_tasks(page)
    assert page.salesforce.item[0] == "circle"


def test_the_count_is_written_as_in_the_agents_language() -> None:
    page = Page(UTILITY_BAR)
    page.manager.workerClient.attributes = {"language": "ar-EG"}
    page.boot()
    mounted(page)
    has_tasks(page, task(), task())
    assert page.salesforce.item[-1] == "٢ Tasks"
