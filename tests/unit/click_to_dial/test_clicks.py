"""docs/specification.md, section 3: click-to-dial, from the click to the call."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from flex_sfdc.flex.notifications import (
    ALREADY_ON_PHONE,
    CLICKS_REFUSED,
    DIALING_FAILED,
    NOT_REACHABLE,
    OTHER_SESSION,
    UNABLE_TO_CALL_OFFLINE,
)
from flex_sfdc.utils.click_to_dial import MAX_PENDING_MS, SAME_CLICK_MS
from tests.support.cases import each
from tests.support.plugin.browser import JsError
from tests.support.plugin.flex import OFFLINE_SID, FakeTask
from tests.support.plugin.page import CLICK_TO_DIAL, Page
from tests.support.plugin.salesforce import FakeOpenCti, never, nonsense, refuses, throws, twice

NUMBER = "(415) 555-0101"
CLICK = {"number": NUMBER, "recordId": "003000000000001AAA", "objectType": "Contact", "recordName": "Ada"}
CALL = {
    "destination": NUMBER,
    "taskAttributes": {"sfdcObjectId": "003000000000001AAA", "sfdcObjectType": "Contact"},
}
SHOWS_PANEL = {**CLICK_TO_DIAL, "show_panel_automatically": True}


def test_a_click_starts_the_call_with_the_record() -> None:
    page = Page().boot()
    page.salesforce.click(CLICK)
    assert page.calls == [CALL]
    assert page.shown == []


def test_a_click_dials_with_the_caller_id_and_the_queue_of_account_or_worker() -> None:
    queue = "WQ00000000000000000000000000000001"
    page = Page({**CLICK_TO_DIAL, "caller_id": "+14155550199", "queue_sid": queue}).boot()
    page.salesforce.click(CLICK)
    assert page.calls == [{**CALL, "callerId": "+14155550199", "queueSid": queue}]
    page = Page({**CLICK_TO_DIAL, "caller_id": "+14155550199"})
    overrides = {"features": {"salesforce_integration": {"caller_id": "", "queue_sid": queue}}}
    page.manager.workerClient.attributes = {"config_overrides": overrides}
    page.boot().salesforce.click(CLICK)
    assert page.calls == [{**CALL, "queueSid": queue}]


def test_without_the_flag_salesforce_is_not_asked_for_clicks() -> None:
    page = Page({"enabled": True, "screen_pop": True}).boot()
    assert "enableClickToDial" not in page.salesforce.calls
    assert "afterSetActivity" not in page.flex.Actions.listeners


def test_the_listener_is_registered_once_and_only_when_click_to_dial_is_enabled() -> None:
    page = Page()
    page.salesforce.respond["enableClickToDial"] = refuses
    page.boot()
    assert page.salesforce.listeners == []
    page.salesforce.respond["enableClickToDial"] = twice
    page.passes(5_000)
    assert len(page.salesforce.listeners) == 1


@pytest.mark.parametrize(
    ("respond", "notification"),
    [
        (never, NOT_REACHABLE),
        (nonsense, NOT_REACHABLE),
        (refuses, CLICKS_REFUSED),
        (throws, CLICKS_REFUSED),
    ],
)
def test_a_failure_to_enable_click_to_dial_is_reported_once(respond: object, notification: str) -> None:
    page = Page()
    page.salesforce.respond["enableClickToDial"] = respond  # type: ignore[assignment]
    page.boot().passes(600_000)
    assert page.salesforce.calls.count("enableClickToDial") == 3
    assert len(page.window.console.of("error")) == 1
    assert "enableClickToDial" in page.window.console.of("error")[0]
    assert page.shown == [notification]


def test_a_failure_to_enable_click_to_dial_is_reported_even_after_an_outage() -> None:
    page = Page()
    page.salesforce.fails = {"opencti"}
    page.salesforce.respond["enableClickToDial"] = refuses
    page.boot().passes(20_000)
    assert page.shown == [NOT_REACHABLE]
    page.salesforce.fails = set()
    page.passes(600_000)
    assert page.shown == [NOT_REACHABLE, CLICKS_REFUSED]
    assert len(page.window.console.of("error")) == 2


def test_a_click_counts_even_if_enabling_was_never_answered() -> None:
    page = Page()
    page.salesforce.respond["enableClickToDial"] = never
    page.boot().passes(60_000)
    page.salesforce.click(CLICK)
    assert page.calls == [CALL]


def test_a_listener_that_salesforce_refuses_is_registered_again(monkeypatch: pytest.MonkeyPatch) -> None:
    page = Page()
    take = FakeOpenCti.onClickToDial

    def refused(*_: object) -> None:
        raise JsError("no")

    monkeypatch.setattr(FakeOpenCti, "onClickToDial", refused)
    page.boot()
    monkeypatch.setattr(FakeOpenCti, "onClickToDial", take)
    page.passes(60_000)
    assert len(page.salesforce.listeners) == 1


@pytest.mark.parametrize("guard", [{"otherSessionDetected": "DS1"}, {"sessionInvalidated": True}])
def test_another_session_prevents_the_call_and_the_agent_is_notified(guard: dict[str, object]) -> None:
    page = Page(SHOWS_PANEL).boot()
    page.salesforce.panel_visible = False
    page.manager.flex_state.session.singleSessionGuard = SimpleNamespace(**guard)
    page.salesforce.click(CLICK)
    assert (page.calls, page.shown) == ([], [OTHER_SESSION])
    assert not page.salesforce.panel_visible


def test_a_single_session_does_not_prevent_the_call() -> None:
    page = Page().boot()
    page.manager.flex_state.session.singleSessionGuard = SimpleNamespace(
        otherSessionDetected="", sessionInvalidated=False, otherSessionHasOngoingCall=False
    )
    page.salesforce.click(CLICK)
    assert len(page.calls) == 1


@pytest.mark.parametrize(
    ("channel", "status", "calls"),
    [("voice", "accepted", 0), ("voice", "wrapping", 1), ("chat", "accepted", 1)],
)
def test_a_call_task_counts_as_a_call_before_the_phone_is_connected_and_on_another_phone(
    channel: str, status: str, calls: int
) -> None:
    page = Page().boot()
    task = FakeTask(1, SimpleNamespace(direction="inbound"), status)
    task.taskChannelUniqueName = channel
    page.manager.flex_state.worker.tasks[task.sid] = task
    page.salesforce.click(CLICK)
    assert len(page.calls) == calls
    assert page.shown == ([] if calls else [ALREADY_ON_PHONE])


@pytest.mark.parametrize(("call", "pending"), [(SimpleNamespace(), False), (None, True)])
def test_a_call_in_progress_or_ringing_prevents_the_call_and_the_agent_is_notified(
    call: object, pending: bool
) -> None:
    page = Page().boot()
    page.flex.StateHelper.call = call
    page.flex.StateHelper.pending = pending
    page.salesforce.click(CLICK)
    page.salesforce.click(CLICK)
    assert (page.calls, page.shown) == ([], [ALREADY_ON_PHONE] * 2)
    assert page.flex.Notifications.active == [ALREADY_ON_PHONE], "the previous one is dismissed"


def test_the_offline_activity_prevents_the_call_and_the_notification_names_it() -> None:
    page = Page().boot()
    page.manager.flex_state.worker.activity = SimpleNamespace(sid=OFFLINE_SID, name="Gone fishing")
    page.salesforce.click(CLICK)
    assert page.calls == []
    assert page.flex.Notifications.shown == [(UNABLE_TO_CALL_OFFLINE, {"activity": "Gone fishing"})]


def test_after_set_activity_the_offline_notification_is_dismissed() -> None:
    page = Page().boot()
    page.manager.flex_state.worker.activity = SimpleNamespace(sid=OFFLINE_SID, name="Offline")
    page.salesforce.click(CLICK)
    page.flex.Actions.emit("afterSetActivity", {})
    assert page.flex.Notifications.active == []


def test_without_a_session_no_call_starts_and_the_agent_reads_no_error_of_flex() -> None:
    page = Page().boot()
    page.manager.flex_state = SimpleNamespace(worker=SimpleNamespace(activity=None))
    page.salesforce.click(CLICK)
    assert page.calls == []
    assert page.flex.Notifications.shown == [(DIALING_FAILED, {})]


# The panel


def test_a_hidden_panel_is_opened_and_the_call_does_not_wait_for_it() -> None:
    page = Page(SHOWS_PANEL).boot()
    page.salesforce.panel_visible = False
    page.salesforce.click(CLICK)
    assert page.salesforce.panel_visible
    assert page.calls == [CALL]


def test_a_visible_panel_is_not_opened() -> None:
    page = Page(SHOWS_PANEL).boot()
    page.salesforce.click(CLICK)
    assert "setSoftphonePanelVisibility" not in page.salesforce.calls


def test_without_the_flag_salesforce_is_not_asked_for_the_panel() -> None:
    page = Page().boot()
    page.salesforce.panel_visible = False
    page.salesforce.click(CLICK)
    assert "isSoftphonePanelVisible" not in page.salesforce.calls
    assert not page.salesforce.panel_visible


@each("respond", [never, refuses, throws, nonsense, twice])
@each("method", ["isSoftphonePanelVisible", "setSoftphonePanelVisibility"])
def test_a_panel_that_does_not_open_does_not_stop_the_call(method: str, respond: object) -> None:
    page = Page(SHOWS_PANEL).boot()
    page.salesforce.panel_visible = False
    page.salesforce.respond[method] = respond  # type: ignore[assignment]
    page.salesforce.click(CLICK)
    page.passes(60_000)
    assert page.calls == [CALL]
    assert page.shown == []


# The call


def test_a_second_click_during_the_first_is_ignored() -> None:
    page = Page().boot()
    page.salesforce.click(CLICK)
    page.salesforce.click(CLICK)
    assert (len(page.calls), page.shown) == (1, [])
    page.flex.Actions.promises[0].reject(None)
    page.salesforce.click(CLICK)
    assert len(page.calls) == 2


def test_a_click_before_the_task_of_a_started_call_starts_no_other_call() -> None:
    page = Page().boot()
    page.salesforce.click(CLICK)
    page.passes(1)
    page.flex.Actions.promises[0].resolve()
    page.passes(SAME_CLICK_MS - 100)
    page.salesforce.click(CLICK)
    assert (len(page.calls), page.shown) == (1, [])
    page.passes(MAX_PENDING_MS - SAME_CLICK_MS)
    page.salesforce.click(CLICK)
    assert (len(page.calls), page.shown) == (1, [ALREADY_ON_PHONE]), "a later click shows the reason"


@pytest.mark.parametrize("settles", [True, False])
def test_the_agent_is_notified_of_a_call_whose_task_never_arrives_and_can_call_again(
    settles: bool,
) -> None:
    page = Page().boot()
    listeners = len(page.manager.store.listeners)
    page.salesforce.click(CLICK)
    page.passes(1)
    if settles:
        page.flex.Actions.promises[0].resolve()
    page.passes(MAX_PENDING_MS)
    assert page.shown == [DIALING_FAILED]
    assert len(page.manager.store.listeners) == listeners
    page.salesforce.click(CLICK)
    assert len(page.calls) == 2
    page.flex.Actions.promises[0].reject(None)
    page.salesforce.click(CLICK)
    assert len(page.calls) == 2, "the outcome of the first call does not free the second"


def test_the_next_worker_inherits_no_call_that_was_under_way_at_a_logout() -> None:
    page = Page().boot()
    listeners = len(page.manager.store.listeners)
    page.salesforce.click(CLICK)
    page.flex.Actions.emit("afterLogout", SimpleNamespace())
    page.salesforce.click(CLICK)
    assert len(page.calls) == 2
    page.flex.Actions.promises[0].reject(None)
    page.salesforce.click(CLICK)
    assert (len(page.calls), page.shown) == (2, [])
    page.passes(MAX_PENDING_MS)
    assert page.shown == [DIALING_FAILED]
    assert len(page.manager.store.listeners) == listeners


def test_a_transferred_call_is_not_mistaken_for_the_call_that_the_agent_started() -> None:
    page = Page().boot()
    page.salesforce.click(CLICK)
    transferred = FakeTask(1, SimpleNamespace(direction="outbound"), "pending")
    transferred.incomingTransferObject = SimpleNamespace()
    page.manager.flex_state.worker.tasks["WR1"] = transferred
    page.manager.store.changes()
    page.salesforce.click(CLICK)
    assert len(page.calls) == 1


def test_a_late_second_click_opens_the_panel_as_any_refused_click_does() -> None:
    page = Page(SHOWS_PANEL).boot()
    page.salesforce.click(CLICK)
    page.passes(SAME_CLICK_MS)
    page.salesforce.panel_visible = False
    page.salesforce.click(CLICK)
    assert page.salesforce.panel_visible


def test_a_call_that_flex_refuses_opens_the_panel_so_that_the_agent_sees_why() -> None:
    page = Page().boot()
    page.salesforce.panel_visible = False
    page.salesforce.click(CLICK)
    assert not page.salesforce.panel_visible
    page.flex.Actions.promises[0].reject(JsError("no such queue"))
    assert page.salesforce.panel_visible


def test_the_next_click_counts_after_the_task_has_arrived_or_flex_has_refused_the_call() -> None:
    page = Page().boot()
    tasks = page.manager.flex_state.worker.tasks
    outbound = SimpleNamespace(direction="outbound")
    tasks["WR1"] = FakeTask(1, outbound)  # an earlier call, in wrap-up
    listeners = len(page.manager.store.listeners)
    page.salesforce.click(CLICK)
    page.flex.Actions.promises[0].resolve()
    tasks["WR2"] = FakeTask(2, SimpleNamespace(direction="inbound"))
    page.manager.store.changes()
    page.salesforce.click(CLICK)
    assert len(page.calls) == 1
    tasks["WR3"] = FakeTask(3, outbound)
    tasks["WR3"].taskChannelUniqueName = "voice"
    page.manager.store.changes()
    del tasks["WR3"]
    page.salesforce.click(CLICK)
    assert len(page.calls) == 2
    page.flex.Actions.promises[1].reject(None)
    assert len(page.manager.store.listeners) == listeners


def test_an_action_that_flex_resolves_at_once_without_a_call_does_not_block_dialling_for_long() -> None:
    page = Page().boot()
    listeners = len(page.manager.store.listeners)
    page.salesforce.panel_visible = False
    page.salesforce.click(CLICK)
    page.flex.Actions.promises[0].resolve()  # no microphone: Flex has shown its own notification
    assert page.salesforce.panel_visible, "the agent sees that notification"
    page.passes(SAME_CLICK_MS - 100)
    page.salesforce.click(CLICK)
    assert len(page.calls) == 1, "a plugin that replaces the action may dial later"
    page.passes(100)
    page.salesforce.click(CLICK)
    assert (len(page.calls), page.shown) == (2, [])
    assert len(page.manager.store.listeners) == listeners + 1


@pytest.mark.parametrize(
    ("number", "dialled"),
    [
        *[("112", "+1112"), ("204", "+49204"), ("1-800-FLOWERS", "+18003569377")],
        *[
            (f"(203) 555-0184{extension}", dialled)  # Flex dials the digits of an extension too
            for extension in (" x204", ";ext=204", ",,204#")
            for dialled in ("+12035550184", "+12035550184204")
        ],
    ],
)
def test_the_task_of_a_short_number_or_one_with_letters_or_an_extension_is_recognised(
    number: str, dialled: str
) -> None:
    page = Page().boot()
    page.salesforce.click({"number": number})
    call = FakeTask(1, SimpleNamespace(direction="outbound", outbound_to=dialled))
    call.taskChannelUniqueName = "voice"
    page.manager.flex_state.worker.tasks["WR1"] = call
    page.manager.store.changes()
    del page.manager.flex_state.worker.tasks["WR1"]
    page.salesforce.click(CLICK)
    assert len(page.calls) == 2


@pytest.mark.parametrize("reason", [JsError("Call to +14155550101 refused", "FlexError", 53000), "no", None])
def test_a_failed_call_shows_the_agent_the_reason_and_logs_only_the_failure(reason: object) -> None:
    page = Page().boot()
    page.salesforce.click(CLICK)
    page.flex.Actions.promises[0].reject(reason)
    value = {"reason": reason.message} if isinstance(reason, JsError) else {}
    assert page.flex.Notifications.shown == [(DIALING_FAILED, value)]
    assert "4155550101" not in page.printed
    page.salesforce.click(CLICK)
    assert len(page.calls) == 2


def test_a_call_that_throws_tells_the_agent_why() -> None:
    page = Page().boot()
    page.flex.Actions.throws = JsError("Calls are not enabled")
    page.salesforce.click(CLICK)
    assert page.flex.Notifications.shown == [(DIALING_FAILED, {"reason": "Calls are not enabled"})]


def test_a_click_without_a_number_tells_the_agent() -> None:
    page = Page().boot()
    page.salesforce.click({})
    assert (page.calls, page.shown) == ([], [DIALING_FAILED])


def test_an_error_in_flex_never_reaches_salesforce() -> None:
    page = Page().boot()
    page.flex.StateHelper = None
    page.salesforce.click(CLICK)
    assert "onClickToDial failed" in page.printed


def test_no_customer_data_is_printed() -> None:
    page = Page(SHOWS_PANEL).boot()
    page.salesforce.panel_visible = False
    page.salesforce.click(CLICK)
    page.flex.Actions.promises[0].reject(JsError(f"{NUMBER} is not a number"))
    for text in (NUMBER, "Ada", "003000000000001AAA"):
        assert text not in page.printed
