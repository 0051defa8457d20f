"""docs/specification.md, section 7: the panel opens for a task, and cannot be popped out during a call."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from flex_sfdc.flex.notifications import CONSOLE_NOT_REACHABLE
from tests.support.cases import each
from tests.support.plugin.flex import FakeCall, FakeVoiceClient
from tests.support.plugin.page import Page
from tests.support.plugin.salesforce import never, nonsense, refuses, throws, twice

SHOWS_PANEL = {"enabled": True, "show_panel_automatically": True}
NO_POPOUT = {"enabled": True, "prevent_popout_during_call": True}
PENDING = SimpleNamespace(sid="WR1", status="pending")
ACCEPTED = SimpleNamespace(sid="WR1", status="accepted")


def hidden(settings: object = None) -> Page:
    """Return a page whose panel is hidden."""
    page = Page(SHOWS_PANEL if settings is None else settings)
    page.salesforce.panel_visible = False
    return page


# The panel


def test_a_task_opens_the_panel_when_it_is_hidden() -> None:
    page = hidden().boot()
    assert not page.salesforce.panel_visible
    page.manager.events.emit("taskReceived", PENDING)
    assert page.salesforce.panel_visible


def test_a_task_that_flex_shows_without_an_event_opens_the_panel_once() -> None:
    page = hidden().boot()
    page.manager.flex_state.worker.tasks = {"WR1": PENDING}
    page.manager.store.changes()
    assert page.salesforce.panel_visible
    page.manager.events.emit("taskReceived", PENDING)
    page.manager.flex_state.worker.tasks = {}
    page.manager.store.changes()
    page.manager.flex_state.worker.tasks = {"WR1": PENDING}  # the connection was lost for a moment
    page.manager.store.changes()
    assert page.salesforce.calls.count("setSoftphonePanelVisibility") == 1
    assert page.salesforce.calls.count("isSoftphonePanelVisible") == 1


def test_a_visible_panel_is_not_opened() -> None:
    page = Page(SHOWS_PANEL).boot()
    page.manager.events.emit("taskReceived", PENDING)
    assert "setSoftphonePanelVisibility" not in page.salesforce.calls


def test_without_the_flag_a_task_opens_nothing() -> None:
    page = hidden({"enabled": True, "utility_bar_status": True}).boot()
    page.manager.events.emit("taskReceived", PENDING)
    assert not page.salesforce.panel_visible


@each("respond", [never, refuses, throws, nonsense, twice])
@each("method", ["isSoftphonePanelVisible", "setSoftphonePanelVisibility"])
def test_a_panel_that_does_not_open_throws_nothing(method: str, respond: Any) -> None:
    page = hidden().boot()
    page.salesforce.respond[method] = respond
    page.manager.events.emit("taskReceived", PENDING)
    page.passes(60_000)
    assert page.window.console.of("error") == []


def test_a_task_from_before_salesforce_answered_opens_the_panel_when_it_does() -> None:
    page = hidden()
    page.salesforce.fails = {"opencti"}
    page.boot()
    page.manager.flex_state.worker.tasks = {"WR1": ACCEPTED}
    page.manager.events.emit("taskReceived", ACCEPTED)
    page.salesforce.fails = set()
    page.passes(60_000)
    assert page.salesforce.panel_visible
    assert page.salesforce.calls.count("setSoftphonePanelVisibility") == 1


def test_a_task_that_ended_before_salesforce_answered_opens_nothing() -> None:
    page = hidden()
    page.salesforce.fails = {"opencti"}
    page.boot()
    page.manager.events.emit("taskReceived", PENDING)
    page.salesforce.fails = set()
    page.passes(60_000)
    assert "isSoftphonePanelVisible" not in page.salesforce.calls
    assert not page.salesforce.panel_visible


def test_a_task_that_still_waits_after_a_reload_opens_the_panel() -> None:
    page = hidden()
    page.manager.flex_state.worker.tasks = {"WR1": PENDING}
    assert page.boot().salesforce.panel_visible


def test_a_task_that_was_accepted_before_a_reload_leaves_the_panel_to_the_agent() -> None:
    page = hidden()
    page.manager.flex_state.worker.tasks = {"WR1": ACCEPTED}
    assert not page.boot().salesforce.panel_visible


# The pop-out


@pytest.mark.parametrize("respond", [never, refuses, throws, nonsense])
def test_the_agent_is_notified_once_in_a_call_if_the_console_cannot_prevent_the_pop_out(respond: Any) -> None:
    page = Page(NO_POPOUT)
    page.manager.voiceClient = FakeVoiceClient()
    page.salesforce.respond["setCustomConsoleComponentPopoutable"] = respond
    page.boot().passes(600_000)
    assert page.shown == []
    for _ in range(2):
        call = page.manager.voiceClient.rings()
        page.passes(600_000)
        assert page.shown == [CONSOLE_NOT_REACHABLE]
        call.ends()
    page.passes(600_000)
    assert page.shown == [CONSOLE_NOT_REACHABLE]


def ready(settings: object = None) -> Page:
    """Return a page with a voice client and the Console toolkit, before any call."""
    page = Page(NO_POPOUT if settings is None else settings)
    page.manager.voiceClient = FakeVoiceClient()
    page.boot()
    page.salesforce.popoutable.clear()
    return page


@pytest.mark.parametrize("end", ["cancel", "disconnect", "reject"])
def test_the_pop_out_is_disabled_from_ringing_to_the_end_of_the_call(end: str) -> None:
    page = ready()
    call = page.manager.voiceClient.rings()
    assert page.salesforce.popoutable == [False]
    call.ends(end)
    assert page.salesforce.popoutable == [False, True]


def test_without_the_flag_the_console_is_not_asked() -> None:
    page = ready({"enabled": True, "utility_bar_status": True})
    page.manager.voiceClient.rings().ends()
    assert page.salesforce.popoutable == []
    assert page.manager.voiceClient.listeners == {}


def test_the_first_of_two_calls_to_end_does_not_enable_the_pop_out() -> None:
    page = ready()
    first = page.manager.voiceClient.rings()
    second = page.manager.voiceClient.rings()
    first.ends()
    first.ends("cancel")
    assert page.salesforce.popoutable == [False]
    second.ends()
    assert page.salesforce.popoutable == [False, True]


def is_active(page: Page, call: FakeCall | None) -> None:
    """Have Flex's state say that this is the agent's call."""
    if call is not None:
        call.state = "open"
    page.manager.flex_state.phone = SimpleNamespace(activeCall=call)
    page.manager.store.changes()


@pytest.mark.parametrize("selected", ["first", "second"])
@pytest.mark.parametrize("removed_before", [True, False])
def test_a_second_call_on_another_device_keeps_the_pop_out_disabled(
    selected: str, removed_before: bool
) -> None:
    page = ready()
    first = page.manager.voiceClient.rings()
    is_active(page, first)
    page.manager.voiceClient.rings().ends("cancel")  # the copy of the second in Flex's own client
    second = FakeVoiceClient().rings()
    is_active(page, second)
    is_active(page, first if selected == "first" else second)
    if removed_before:  # Flex and the other plugin listen to the same event as we do, in any order
        is_active(page, None)
    first.ends()
    if not removed_before:
        is_active(page, None)
    is_active(page, second)
    assert page.salesforce.popoutable == [False]
    second.ends()
    is_active(page, None)
    assert page.salesforce.popoutable == [False, True]


def test_a_call_only_on_another_device_disables_the_pop_out() -> None:
    page = ready()
    call = FakeVoiceClient().rings()
    is_active(page, call)
    is_active(page, call)
    assert page.salesforce.popoutable == [False]
    call.ends()
    is_active(page, call)
    assert page.salesforce.popoutable == [False, True]


def test_a_call_that_ends_without_its_event_enables_the_pop_out_when_flex_drops_it() -> None:
    page = ready()
    call = FakeVoiceClient().rings()
    is_active(page, call)
    call.listeners.clear()  # as a device does that its plugin destroys
    call.state = "closed"
    assert page.salesforce.popoutable == [False]
    is_active(page, None)
    assert page.salesforce.popoutable == [False, True]


def test_an_error_of_a_call_that_continues_does_not_enable_the_pop_out() -> None:
    page = ready()
    call = page.manager.voiceClient.rings()
    call.state = "open"
    call.emit("error")
    page.passes(60_000)
    assert page.salesforce.popoutable == [False]
    call.ends()
    assert page.salesforce.popoutable == [False, True]


def test_an_error_that_ends_the_call_enables_the_pop_out() -> None:
    page = ready()
    page.manager.voiceClient.rings().ends("error")
    page.passes(2_000)
    assert page.salesforce.popoutable == [False, True]


def test_a_reload_restores_the_right_state() -> None:
    page = ready()
    page.manager.voiceClient.rings()
    assert page.reload().boot().salesforce.popoutable == [True]


def test_a_call_in_progress_at_the_start_counts() -> None:
    page = Page(NO_POPOUT)
    client = page.manager.voiceClient = FakeVoiceClient()
    client.rings()
    active, ended = FakeVoiceClient().rings(), FakeVoiceClient().rings()
    ended.state = "closed"
    client.calls = [ended]
    page.manager.flex_state.phone = SimpleNamespace(activeCall=active)
    assert page.boot().salesforce.popoutable == [False]
    active.ends()
    assert page.salesforce.popoutable == [False, True]


def test_a_voice_client_that_appears_late_or_is_replaced_is_hooked_once() -> None:
    page = Page(NO_POPOUT).boot()
    for calls in ([True, False], [True, False, True, False]):
        page.manager.voiceClient = FakeVoiceClient()
        page.manager.store.changes()
        page.manager.store.changes()
        assert len(page.manager.voiceClient.listeners["incoming"]) == 1
        call = page.manager.voiceClient.rings()
        assert page.salesforce.popoutable == calls
        call.ends()


def test_a_console_that_loads_late_gets_the_current_state() -> None:
    page = Page(NO_POPOUT)
    page.manager.voiceClient = FakeVoiceClient()
    page.salesforce.fails = {"console"}
    page.boot()
    page.manager.voiceClient.rings()
    page.salesforce.fails = set()
    page.passes(5_000)
    assert page.salesforce.popoutable == [False]


def test_the_console_is_asked_even_if_open_cti_never_loads() -> None:
    page = Page(NO_POPOUT)
    page.manager.voiceClient = FakeVoiceClient()
    page.salesforce.fails = {"opencti"}
    page.boot().passes(1_000)
    page.manager.voiceClient.rings()
    assert page.salesforce.popoutable == [True, False]


@pytest.mark.parametrize("respond", [never, refuses, throws, nonsense])
def test_a_console_that_refuses_is_logged_once(respond: Any) -> None:
    page = ready()
    page.salesforce.respond["setCustomConsoleComponentPopoutable"] = respond
    for _ in range(2):
        call = page.manager.voiceClient.rings()
        page.passes(600_000)
        call.ends()
        page.passes(600_000)
    assert len(page.window.console.of("warn")) == 1
    assert page.window.console.of("error") == []


def test_a_lost_answer_does_not_leave_the_wrong_state() -> None:
    page = ready()
    call = page.manager.voiceClient.rings()
    page.salesforce.respond["setCustomConsoleComponentPopoutable"] = never
    call.ends()
    page.manager.voiceClient.rings()
    page.salesforce.respond.clear()
    page.passes(10_000)
    assert page.salesforce.popoutable[-1] is False
