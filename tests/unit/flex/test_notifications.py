"""docs/specification.md, section 8: notifications end by themselves, and cover no task that rings."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from flex_sfdc.flex import notifications
from flex_sfdc.flex.notifications import (
    ACTIVITIES_LOST,
    ACTIVITY_FIELD_REJECTED,
    ACTIVITY_NOT_SAVED,
    ALREADY_ON_PHONE,
    AT_ONCE,
    NOT_REACHABLE,
    TIMEOUTS_MS,
)
from tests.support.plugin.flex import FakeTask
from tests.support.plugin.page import Page

ONE = {"numLogs": "1", "singular": True}


class Screen:
    """A page, its notifications, and a task that may ring."""

    def __init__(self) -> None:
        self.page = Page({"enabled": True})
        self.service = self.page.begun().notifications

    @property
    def active(self) -> list[str]:
        return list(self.page.flex.Notifications.active)

    def rings(self, status: str = "pending") -> None:
        self.page.manager.flex_state.worker.tasks = {"WR1": FakeTask(1, {}, status)}
        self.page.manager.store.changes()


def test_every_notification_ends_by_itself() -> None:
    assert min(TIMEOUTS_MS.values()) > 0
    assert max(TIMEOUTS_MS.values()) == notifications.STAYS_MS == 15_000


def test_a_ringing_task_hides_the_notifications_until_it_is_answered() -> None:
    screen = Screen()
    screen.service.show(ACTIVITY_NOT_SAVED, ONE)
    screen.rings()
    assert screen.active == []
    screen.rings("accepted")
    assert screen.active == [ACTIVITY_NOT_SAVED]
    assert screen.page.flex.Notifications.shown[-1] == (ACTIVITY_NOT_SAVED, ONE)


def test_a_notification_that_the_agent_closed_does_not_come_back() -> None:
    screen = Screen()
    screen.service.show(ACTIVITY_NOT_SAVED, ONE)
    screen.page.flex.Notifications.dismissNotificationById(ACTIVITY_NOT_SAVED)
    screen.rings()
    screen.rings("accepted")
    assert screen.active == []


def test_notifications_of_the_ringing_time_are_shown_afterwards_once() -> None:
    screen = Screen()
    screen.rings()
    screen.service.show(ACTIVITY_NOT_SAVED, ONE)
    screen.service.show(ACTIVITIES_LOST, ONE)
    screen.service.show(ACTIVITIES_LOST, {"numLogs": "2", "singular": False})
    screen.service.dismiss(ACTIVITY_NOT_SAVED)
    assert screen.active == []
    screen.rings("accepted")
    screen.rings("wrapping")
    assert screen.active == [ACTIVITIES_LOST]
    assert screen.page.flex.Notifications.shown == [(ACTIVITIES_LOST, {"numLogs": "2", "singular": False})]


@pytest.mark.parametrize("name", AT_ONCE)
def test_a_reply_to_the_agent_is_shown_at_once_and_briefly(name: str) -> None:
    screen = Screen()
    screen.rings()
    screen.service.show(name, {})
    assert screen.active == [name]
    assert TIMEOUTS_MS[name] <= 8_000


@pytest.mark.parametrize("name", AT_ONCE)
def test_an_earlier_answer_is_hidden_while_a_task_rings(name: str) -> None:
    """If it were shown again, it would cover the button that accepts the task for its whole duration."""
    screen = Screen()
    screen.service.show(name, {})
    screen.rings()
    assert screen.active == []
    screen.rings("accepted")
    assert screen.active == [name]


def test_if_flex_cannot_list_notifications_none_is_hidden_and_the_next_is_shown() -> None:
    screen = Screen()
    screen.page.flex.Notifications.isNotificationActive = None
    screen.service.show(ACTIVITY_NOT_SAVED, ONE)
    screen.rings()
    screen.service.show(ALREADY_ON_PHONE, {})
    assert screen.active == [ACTIVITY_NOT_SAVED, ALREADY_ON_PHONE]


@pytest.mark.parametrize("rings", [True, False])
def test_a_new_item_is_added_to_an_unread_notification(rings: bool) -> None:
    screen = Screen()
    if rings:
        screen.rings()
    for name in ("A__c", "B__c"):
        screen.service.name_too(ACTIVITY_FIELD_REJECTED, "field", name)
    screen.rings("accepted")
    shown = screen.page.flex.Notifications.shown
    assert shown[-1] == (ACTIVITY_FIELD_REJECTED, {"field": "A__c, B__c"})
    screen.service.dismiss(ACTIVITY_FIELD_REJECTED)
    screen.service.name_too(ACTIVITY_FIELD_REJECTED, "field", "C__c")
    assert shown[-1] == (ACTIVITY_FIELD_REJECTED, {"field": "C__c"})


@pytest.mark.parametrize("rings", [True, False])
def test_the_next_worker_sees_nothing_about_the_work_of_the_last(rings: bool) -> None:
    screen = Screen()
    if rings:
        screen.rings()
    screen.service.show(ACTIVITIES_LOST, ONE)
    screen.service.show(NOT_REACHABLE, {})
    screen.page.flex.Actions.emit("afterLogout", SimpleNamespace())
    screen.rings("accepted")
    assert screen.active == [NOT_REACHABLE]


def test_a_notification_that_nobody_has_registered_is_logged() -> None:
    screen = Screen()
    screen.service.show("AcmeHello", {})
    assert screen.active == []
    assert "AcmeHello was not shown: not registered" in screen.page.printed


def test_a_notification_that_another_plugin_cancels_is_logged_when_it_should_appear() -> None:
    screen = Screen()
    screen.page.flex.Notifications.cancelled.append(ACTIVITY_NOT_SAVED)
    screen.rings()
    screen.service.show(ACTIVITY_NOT_SAVED, ONE)
    assert ACTIVITY_NOT_SAVED not in screen.page.printed
    screen.rings("accepted")
    assert f"{ACTIVITY_NOT_SAVED} was not shown" in screen.page.printed
