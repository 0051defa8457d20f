"""docs/specification.md, section 2.4: readiness is a state that features wait for."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flex_sfdc.answer import Answer, Answered
from flex_sfdc.browser.clock import Clock
from flex_sfdc.browser.log import Log
from flex_sfdc.flex.notifications import Notifications
from flex_sfdc.salesforce.connection import Connection
from flex_sfdc.salesforce.driver_choice import DriverChoice
from tests.support.plugin.browser import FakeWindow, JsError
from tests.support.plugin.flex import FakeFlex


class FakeCrm:
    """A CRM that answers the attempts that a test names."""

    def __init__(self, answered_attempt: int) -> None:
        self.answered_attempt = answered_attempt
        self.attempts: list[int] = []

    def when_lost(self, act: Callable[[str], object]) -> None:
        self.lost = act

    def reach(self, attempt: int, answered: Answered) -> None:
        self.attempts.append(attempt)
        answered(Answer(attempt >= self.answered_attempt, None, "no answer"))


class Wired:
    """A connection to a fake CRM."""

    def __init__(self, answered_attempt: int = 0) -> None:
        self.window = FakeWindow()
        self.flex = FakeFlex()
        self.crm = FakeCrm(answered_attempt)
        self.done: list[str] = []
        log = Log(self.window.console)
        notifications = Notifications(self.flex, log)
        notifications.register_all()
        self.connection = Connection(
            Clock(self.window, log), cast("DriverChoice", self.crm), notifications, log
        )

    def wait(self, what: str) -> None:
        """Add a callback that waits for the CRM."""
        self.connection.when_ready(lambda: self.done.append(what))


def test_waiting_callbacks_run_in_order_when_the_crm_answers() -> None:
    wired = Wired(answered_attempt=2)
    wired.wait("a task accepted")
    wired.wait("a call ringing")
    wired.connection.start()
    assert wired.done == []
    wired.window.passes(1_500)
    assert wired.done == ["a task accepted", "a call ringing"]
    assert wired.crm.attempts == [0, 1, 2]


def test_a_later_callback_runs_at_once() -> None:
    wired = Wired()
    wired.connection.start()
    wired.wait("a panel to open")
    assert wired.done == ["a panel to open"]


def test_a_waiting_callback_runs_once() -> None:
    wired = Wired()
    wired.wait("a task accepted")
    wired.connection.start()
    wired.connection.start()
    wired.window.passes(600_000)
    assert wired.done == ["a task accepted"]
    assert wired.crm.attempts == [0]


def test_a_callback_that_raises_does_not_stop_the_others() -> None:
    wired = Wired()

    def fails() -> None:
        raise JsError("Ada Lovelace")

    wired.connection.when_ready(fails)
    wired.wait("a call ringing")
    wired.connection.start()
    assert wired.done == ["a call ringing"]
    assert wired.window.console.of("error") == ["[flex-sfdc] a waiting feature failed: JsError"]


def test_an_unreachable_crm_is_reported_once_whoever_notices_it() -> None:
    wired = Wired(answered_attempt=100)
    wired.connection.start()
    wired.connection.report("clicks are refused")
    wired.window.passes(600_000)
    assert len(wired.window.console.of("error")) == 1
    assert len(wired.flex.Notifications.shown) == 1
