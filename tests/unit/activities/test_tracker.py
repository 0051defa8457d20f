"""docs/specification.md, section 6: which ends of a task are logged, and what is stored until then."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from flex_sfdc.activities.tracker import (
    CONFIRM_AFTER_MS,
    CONFIRM_AGE_MS,
    DETECTED_AFTER_MS,
    REFRESH_AFTER_MS,
    RETURNED_AFTER_MS,
    CompletionTracker,
)
from tests.support import records
from tests.support.cases import each
from tests.support.plugin.browser import JsError
from tests.support.plugin.desk import CHANNEL, SOON, Desk
from tests.support.plugin.flex import FakeTask
from tests.support.plugin.page import Page
from tests.support.plugin.salesforce import never
from tests.support.plugin.tab import PROBES

SURE = CONFIRM_AFTER_MS + SOON  # by then, a missing task will not come back
NOT_SAVED = "PSSalesforceActivityNotSaved"
NOTE = "Wants a refund."
ADA = {"id": records.ADA, "type": "Contact", "name": "Ada"}


def working(**settings: Any) -> Desk:
    """Have the agent accept the task."""
    desk = Desk(**settings).boot().accepted().passes(REFRESH_AFTER_MS)
    return desk


def in_two_sessions(desk: Desk) -> Desk:
    """Let the account's workers have several sessions."""
    desk.page.manager.flex_state.featureFlags.features = SimpleNamespace()
    return desk


def sure(desk: Desk) -> Desk:
    """Wait until Flex has its tasks, and a missing task will not come back."""
    desk.page.manager.store.changes()
    desk.passes(SURE)
    return desk


def chosen(desk: Desk) -> None:
    """Choose a record as the agent; it is not saved on the task."""
    changes = {"tasks": {desk.task.sid: {"chosen": ADA, "failed": True}}}
    desk.page.manager.store.dispatch({"type": "salesforceIntegration/changed", "changes": changes})


def needs_confirmation(desk: Desk) -> bool:
    """Return whether the activity is left to the agent, because another session may have logged it."""
    assert desk.activities == []
    rows = [(row["state"], row["elsewhere"]) for row in desk.unsaved]
    assert rows in ([], [("unknown", True)])
    return bool(rows)


# Events of the reservation


def test_a_task_completed_elsewhere_is_logged() -> None:
    desk = working().completed()
    assert desk.activity["Subject"].startswith("[Completed]")


def test_a_task_cancelled_while_the_agent_worked_on_it_is_logged_as_cancelled() -> None:
    desk = working().canceled()
    assert desk.activity["Subject"].startswith("[Canceled]")


@pytest.mark.parametrize("status", ["accepted", "wrapping"])
@pytest.mark.parametrize("after", [0, REFRESH_AFTER_MS])
def test_a_cancelled_task_whose_accept_this_page_missed_is_logged_too(status: str, after: int) -> None:
    desk = Desk().boot()
    desk.updated(status)
    desk.shows().passes(after).canceled()
    assert desk.activity["Subject"].startswith("[Canceled]")


def test_a_task_cancelled_while_it_rang_is_not_logged() -> None:
    desk = Desk().boot().canceled()
    assert desk.activities == []


@pytest.mark.parametrize("event", ["taskRejected", "taskRescinded", "taskTimeout"])
def test_a_task_that_goes_to_another_agent_is_not_logged(event: str) -> None:
    desk = Desk().boot().happens(event, "rejected").vanishes().passes(SURE)
    assert desk.activities == []


@each(
    ("code", "reason"),
    [(45303, "Busy"), ("45305", "No answer"), (45399, "Not answered (45399)"), (None, None), ("x", None)],
)
@each("nested", [True, False])
def test_an_outbound_call_that_nobody_answered_is_logged_with_the_reason(
    code: object, reason: str | None, nested: bool
) -> None:
    desk = Desk().outbound().boot().passes(20_000)
    if nested:
        desk.task.sourceObject = SimpleNamespace(canceledReasonCode=code)  # type: ignore[attr-defined]
    desk.canceled(None if nested else code)
    assert desk.activity["Subject"].startswith("[Canceled] Outbound voice at ")
    assert desk.activity.get("CallDisposition") == reason
    assert "CallDurationInSeconds" not in desk.activity


def test_there_is_one_activity_whatever_events_are_emitted() -> None:
    desk = working().completes()
    for _ in range(2):
        desk.happens("taskCompleted", "completed").happens("taskCanceled", "canceled")
    desk.passes().completed()
    assert desk.activity["Subject"].startswith("[Completed]")


@pytest.mark.parametrize("settings", [{"activity_logging": False}, {"activity_logging": None}])
def test_without_the_flag_nothing_is_logged_and_nothing_kept(settings: dict[str, Any]) -> None:
    desk = working(**settings).completes().notes().completed()
    assert desk.activities == []
    assert desk.page.window.localStorage.items == {}


def test_logging_needs_no_screen_pop_and_no_notes() -> None:
    desk = working(copilot_notes=False, screen_pop=False).completed()
    assert len(desk.activities) == 1


def test_a_task_that_ends_before_salesforce_answers_is_logged_when_it_does() -> None:
    desk = Desk()
    desk.page.salesforce.respond = dict.fromkeys(PROBES, never)
    desk.boot().accepted().completes().completed()
    assert desk.activities == []
    desk.page.salesforce.respond.clear()
    desk.passes(120_000)
    assert len(desk.activities) == 1


# What the browser keeps of an open task


def test_from_acceptance_on_the_activity_is_kept() -> None:
    desk = working()
    assert desk.entry["state"] == "open"
    assert desk.entry["fields"]["Subject"].startswith("[Completed] Inbound voice")


def test_nothing_is_stored_of_a_ringing_task() -> None:
    desk = Desk().boot()
    desk.page.manager.store.changes()
    desk.passes(SURE)
    assert desk.entry == {}


def test_the_agents_actions_are_kept_at_once() -> None:
    desk = working()
    chosen(desk)
    assert desk.entry["fields"]["WhoId"] == ADA["id"]


def test_a_change_in_flex_is_stored_a_second_later() -> None:
    desk = working().passes(5_000)
    desk.updated()
    desk.says(sfdcObjectId=ADA["id"]).shows().passes(REFRESH_AFTER_MS - 1)
    assert "WhoId" not in desk.entry["fields"]
    desk.passes(1)
    assert desk.entry["fields"]["WhoId"] == ADA["id"]


def test_an_unchanged_activity_is_kept_again_every_half_minute() -> None:
    desk = working().passes(CONFIRM_AFTER_MS)
    first = desk.entry["at"]
    desk.passes(CONFIRM_AFTER_MS)
    assert desk.entry["at"] == first + CONFIRM_AFTER_MS


def test_the_kept_activity_is_updated_when_the_page_closes() -> None:
    desk = working().passes(5_000).says(conversations={"content": "typed"}).leaves()
    assert desk.entry["fields"]["Description"] == "typed"
    assert desk.entry["at"] == desk.page.window.Date.now()


def test_the_page_is_followed_until_it_closes_even_if_flexs_state_cannot_be_read_at_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compare = CompletionTracker.tasks_changed
    errors = [TypeError("worker.tasks")]

    def fails_once(tracker: CompletionTracker) -> None:
        if errors:
            raise errors.pop()
        compare(tracker)

    monkeypatch.setattr(CompletionTracker, "tasks_changed", fails_once)
    desk = Desk().boot().accepted().passes(5_000)
    assert not errors
    desk.says(conversations={"content": "typed"}).leaves()
    assert desk.entry["fields"]["Description"] == "typed"


@pytest.mark.parametrize("moment", ["beat", "pagehide"])
def test_an_activity_that_other_code_removed_is_kept_again(moment: str) -> None:
    desk = working()
    desk.page.window.localStorage.items.clear()
    if moment == "beat":
        desk.passes(CONFIRM_AFTER_MS)
    else:
        desk.leaves()
    assert desk.entry["state"] == "open"


@pytest.mark.parametrize("moment", ["beat", "pagehide"])
def test_a_note_that_other_code_removed_is_restored_for_the_next_page(moment: str) -> None:
    desk = Desk().chat().boot().accepted().notes()
    desk.passes(5_000)
    desk.page.window.localStorage.items.clear()
    if moment == "beat":
        desk.passes(CONFIRM_AFTER_MS)
    else:
        desk.leaves()
    reloaded = desk.reload().boot()
    reloaded.passes(5_000).completed()
    assert reloaded.activity["Description"] == NOTE


def test_no_timer_remains_without_tasks() -> None:
    desk = working().completed().passes(10 * SURE)
    assert desk.page.window.timers == []


class BadAttributes(FakeTask):
    """A task whose attributes cannot be read."""

    @property
    def attributes(self) -> object:
        raise JsError("another plugin's getter")

    @attributes.setter
    def attributes(self, _: object) -> None: ...


class BadDate(FakeTask):
    """A task whose time is a string."""

    def __init__(self, number: int, attributes: object) -> None:
        super().__init__(number, attributes)
        self.dateUpdated = "2027-01-15T08:00:00Z"


@pytest.mark.parametrize("bad", [BadAttributes(2, {}), BadDate(2, {})])
def test_a_task_that_cannot_be_read_does_not_affect_the_others(bad: FakeTask) -> None:
    desk = working()
    desk.page.manager.flex_state.worker.tasks = {bad.sid: bad, **desk.tasks}
    desk.updated()
    desk.says(conversations={"content": "typed"}).shows().passes(SURE)
    assert desk.entry["fields"]["Description"] == "typed"
    desk.vanishes().passes(SURE)
    assert [activity["Description"] for activity in desk.activities] == ["typed"]


# Completing


def test_the_draft_is_logged_once_its_task_is_completed() -> None:
    desk = working().says(conversations={"content": "typed"}).completes()
    assert (desk.entry["state"], desk.entry["fields"]["Description"]) == ("draft", "typed")
    desk.task.attributes = {}
    desk.completed()
    assert len(desk.activities) == 1


def test_a_completion_that_fails_is_not_logged_and_its_task_continues() -> None:
    desk = working().completes()
    desk.page.flex.Actions.emit("afterCompleteTask", SimpleNamespace(task=desk.task))
    desk.passes(CONFIRM_AFTER_MS - SOON)
    assert desk.entry["state"] == "draft"
    desk.passes(2 * SOON)
    assert (desk.activities, desk.entry["state"]) == ([], "open")
    desk.completes().completed()
    assert len(desk.activities) == 1


def test_a_completion_that_failed_does_not_hide_that_another_session_may_log_the_task() -> None:
    desk = in_two_sessions(working())
    desk.completes().passes(SURE).completed()
    assert needs_confirmation(desk)


def test_a_completion_without_its_event_is_logged() -> None:
    desk = working().completes().vanishes().passes(SURE)
    assert desk.activity["Subject"].startswith("[Completed]")


def test_a_completion_during_which_the_page_was_reloaded_is_logged() -> None:
    desk = Desk().chat().boot().accepted().completes()
    desk.notes()
    desk.tasks.clear()
    reloaded = desk.reload().boot()
    reloaded.passes(SURE)
    assert reloaded.activity["Subject"].startswith("[Completed] Inbound chat")
    assert reloaded.activity["Description"] == NOTE


def test_a_completion_that_had_failed_before_the_reload_is_not_logged() -> None:
    desk = working().completes()
    reloaded = desk.reload().boot()
    reloaded.passes(SURE)
    assert reloaded.activities == []
    reloaded.canceled()
    assert reloaded.activity["Subject"].startswith("[Canceled]")


def test_a_draft_waits_until_flex_knows_its_tasks() -> None:
    desk = working().completes()
    desk.tasks.clear()
    reloaded = desk.reload()
    worker = reloaded.page.manager.flex_state.worker
    activity, worker.activity = worker.activity, None
    reloaded.boot().passes(SURE)
    assert reloaded.activities == []
    worker.activity = activity
    reloaded.shows().passes(SURE)
    assert reloaded.activities == []
    reloaded.completed()
    assert len(reloaded.activities) == 1


def test_the_draft_of_the_completing_tab_is_written_whichever_tab_gets_the_event_first() -> None:
    desk = working()
    second_tab = desk.reload().boot()
    desk.says(conversations={"content": "typed"}).completes()
    second_tab.task.attributes = {}
    second_tab.completed()
    desk.completed()
    assert desk.activity["Description"] == "typed"


# Tasks that vanish without an event: no network, a reload, a crash


def test_a_task_that_ended_without_network_is_logged_once() -> None:
    desk = Desk().chat().boot().accepted().notes()
    desk.passes(60_000).vanishes().passes(CONFIRM_AFTER_MS - SOON)
    assert desk.activities == []
    desk.passes(2 * SOON)
    assert desk.activity["Subject"].startswith("[Completed] Inbound chat")
    assert desk.activity["Description"] == NOTE
    desk.completed()
    assert len(desk.activities) == 1


def test_a_task_whose_completion_failed_before_it_ended_without_network_is_logged_too() -> None:
    desk = working().completes().passes(SURE * 10)
    assert desk.activities == []
    desk.vanishes().passes(SURE)
    assert len(desk.activities) == 1


@pytest.mark.parametrize("away", [1_000, 14_000, CONFIRM_AFTER_MS - SOON])
def test_a_task_that_comes_back_keeps_all_its_facts(away: int) -> None:
    desk = Desk().chat().boot().accepted().notes()
    desk.passes(5_000).vanishes().passes(away).shows()
    desk.passes(SURE)
    assert (desk.activities, desk.entry["state"]) == ([], "open")
    desk.completed()
    assert desk.activity["Description"] == NOTE


@pytest.mark.parametrize("is_noted", [True, False], ids=["note", "no-note"])
def test_a_task_that_continues_after_it_was_logged_corrects_its_activity(is_noted: bool) -> None:
    desk = Desk(activity_fields={"Topic__c": "attributes.topic"}).says(topic="cars").chat().boot().accepted()
    if is_noted:
        desk.notes()
    desk.vanishes().passes(SURE)
    assert desk.activity["Topic__c"] == "cars"
    desk.passes(RETURNED_AFTER_MS).says(topic="boats").shows()
    desk.passes(SURE).completes().completed().passes(SURE)
    activity = desk.activity
    assert (activity["Topic__c"], activity.get("Description")) == ("boats", NOTE if is_noted else None)


@pytest.mark.parametrize(("whose", "state"), [("", "saved"), ("another", "saved"), ("own", "unknown")])
def test_only_a_mark_with_its_own_reservation_shows_that_a_task_was_logged_elsewhere(
    whose: str, state: str
) -> None:
    desk = Desk().chat()
    marks = {"": "", "another": "WR" + "0" * 32, "own": desk.task.sid}
    desk.says(sfdcLogged=marks[whose]).boot().accepted()
    desk.passes().completed().passes(SURE)
    assert desk.entry["state"] == state
    assert desk.task.written == []


def test_a_task_that_rang_when_the_network_failed_is_not_logged() -> None:
    desk = Desk().boot()
    desk.page.manager.store.changes()
    desk.vanishes().passes(SURE)
    assert desk.activities == []


@pytest.mark.parametrize("leaves", [True, False], ids=["reload", "crash"])
@pytest.mark.parametrize("moment", [0, 500, 5_000])
def test_a_task_that_ended_between_two_pages_is_logged_once(leaves: bool, moment: int) -> None:
    desk = Desk().chat().boot().accepted().notes()
    desk.passes(5_000)
    desk.updated()
    desk.says(conversations={"outcome": "Resolved"}).shows().passes(moment)
    if leaves:
        desk.leaves()
    desk.vanishes()
    reloaded = sure(desk.reload().boot())
    assert reloaded.activity["Subject"].startswith("[Completed] Inbound chat")
    assert reloaded.activity["Description"] == NOTE
    last = sure(reloaded.reload().boot())
    assert len(last.activities) == 1


def test_pages_that_close_within_the_first_half_minute_lose_no_activity() -> None:
    desk = working().leaves().vanishes()
    second = desk.reload()
    second.page.start()
    second.leaves()
    third = second.reload()
    third.page.manager.flex_state.worker.activity = None
    third.boot().page.manager.store.changes()
    third.leaves()
    fourth = third.reload().boot()
    fourth.passes(CONFIRM_AFTER_MS - SOON).leaves()
    assert len(sure(fourth.reload().boot()).activities) == 1


def test_the_next_tab_finishes_the_work_of_a_closed_tab() -> None:
    desk = working().vanishes()
    after = desk.reload()
    after.page.window.sessionStorage.items = {}
    assert len(sure(after.boot()).activities) == 1


def test_a_task_that_continues_after_a_reload_is_logged_when_it_ends() -> None:
    desk = working().leaves()
    reloaded = sure(desk.reload().boot())
    assert reloaded.activities == []
    reloaded.canceled()
    assert reloaded.activity["Subject"].startswith("[Canceled]")


def test_a_task_that_another_tab_has_already_logged_is_not_logged_again() -> None:
    desk = working()
    reloaded = desk.reload().boot()
    desk.completed()
    reloaded.vanishes().passes(SURE)
    assert len(desk.activities) == 1


# Another session


@pytest.mark.parametrize("away", [CONFIRM_AGE_MS - SURE, CONFIRM_AGE_MS + SURE])
def test_after_a_long_absence_another_machine_may_have_logged_the_task(away: int) -> None:
    desk = working().vanishes()
    reloaded = sure(desk.reload(away).boot())
    if away < CONFIRM_AGE_MS:
        assert len(reloaded.activities) == 1
    else:
        assert needs_confirmation(reloaded)
        assert NOT_SAVED in reloaded.page.shown


@pytest.mark.parametrize("away", [CONFIRM_AGE_MS - SURE, CONFIRM_AGE_MS + SOON, CONFIRM_AGE_MS * 2])
def test_a_completion_that_was_under_way_before_a_long_absence_needs_confirmation(away: int) -> None:
    desk = working().completes().vanishes()
    reloaded = sure(desk.reload(away).boot())
    if away < CONFIRM_AGE_MS:
        assert len(reloaded.activities) == 1
    else:
        assert needs_confirmation(reloaded)


def test_an_activity_still_needs_confirmation_in_the_next_page() -> None:
    desk = working().vanishes()
    second = desk.reload(CONFIRM_AGE_MS * 2).boot()
    second.page.manager.store.changes()
    second.leaves()
    third = sure(second.reload().boot())
    assert needs_confirmation(third)
    assert needs_confirmation(third.reload().boot())


GUARDS = [{"sessionInvalidated": True}, {"otherSessionDetected": True}]


@pytest.mark.parametrize("guard", GUARDS)
@pytest.mark.parametrize("end", ["completed", "canceled", "vanishes"])
def test_a_session_that_was_taken_over_logs_nothing(guard: dict[str, bool], end: str) -> None:
    desk = working().taken_over(**guard)
    getattr(desk, end)()
    desk.passes(SURE)
    assert needs_confirmation(desk) is False


@pytest.mark.parametrize("guard", GUARDS)
@pytest.mark.parametrize("is_drafted", [True, False])
def test_after_a_takeover_the_next_page_needs_confirmation(guard: dict[str, bool], is_drafted: bool) -> None:
    desk = working()
    if is_drafted:
        desk.completes()
    desk.taken_over(**guard).passes(SURE).leaves().vanishes()
    assert needs_confirmation(sure(desk.reload().boot()))


def test_a_task_that_vanished_before_the_takeover_needs_confirmation() -> None:
    desk = working().vanishes().passes(SOON).taken_over().passes(SURE)
    assert needs_confirmation(desk) is False
    assert needs_confirmation(sure(desk.reload().boot()))


@pytest.mark.parametrize("leaves", [True, False], ids=["closed", "crashed"])
def test_a_takeover_counts_even_if_nothing_else_changes_before_the_page_closes(leaves: bool) -> None:
    desk = working().taken_over().passes(SURE)
    if leaves:
        desk.leaves()
    reloaded = desk.reload()
    reloaded.page.manager.flex_state.worker.tasks = {}
    assert needs_confirmation(sure(reloaded.boot()))


def test_a_task_that_is_ours_again_after_a_takeover_is_logged_when_it_ends() -> None:
    desk = working().taken_over()
    reloaded = desk.reload().boot()
    reloaded.page.manager.store.changes()
    reloaded.passes(SURE).completed()
    assert len(reloaded.activities) == 1


def test_a_session_that_the_agent_keeps_logs_its_tasks() -> None:
    desk = working().taken_over(otherSessionDetected=True).passes(SOON)
    desk.taken_over(otherSessionDetected=False).passes(SURE).completed()
    assert len(desk.activities) == 1


@pytest.mark.parametrize("end", ["completed", "canceled"])
def test_a_task_that_ends_in_the_first_two_seconds_is_logged_after_the_two_seconds(end: str) -> None:
    desk = Desk()
    desk.page.boot()
    getattr(desk.accepted(), end)()
    assert desk.activities == []
    desk.passes(DETECTED_AFTER_MS)
    assert desk.activity["Subject"].lower().startswith(f"[{end}]")
    desk.passes(SURE)
    assert len(desk.activities) == 1


@pytest.mark.parametrize("end", ["completed", "canceled"])
def test_a_page_that_closes_in_its_first_two_seconds_leaves_the_task_to_the_next_page(end: str) -> None:
    desk = Desk()
    desk.page.boot()
    getattr(desk.accepted(), end)()
    reloaded = sure(desk.reload().boot())
    assert reloaded.activity["Subject"].lower().startswith(f"[{end}]")


def test_another_session_that_appears_in_the_first_two_seconds_may_log_the_task() -> None:
    desk = Desk()
    desk.page.boot()
    desk.accepted().completed().taken_over().passes(SURE)
    assert needs_confirmation(desk) is False
    assert needs_confirmation(sure(desk.reload().boot()))


def test_a_page_that_takes_over_in_its_first_two_seconds_may_be_late_for_a_task_that_ended() -> None:
    desk = Desk()
    desk.page.boot()
    desk.accepted().completed().taken_over(otherSessionDetected=True).passes(DETECTED_AFTER_MS - 1)
    desk.taken_over(otherSessionDetected=False).passes(SURE)
    assert needs_confirmation(desk)


@pytest.mark.parametrize("end", ["completed", "canceled", "vanishes"])
def test_an_end_that_is_reported_to_two_sessions_needs_confirmation(end: str) -> None:
    desk = in_two_sessions(working())
    getattr(desk, end)()
    desk.passes(SURE)
    assert needs_confirmation(desk)


@pytest.mark.parametrize("end", ["completed", "canceled", "vanishes"])
@pytest.mark.parametrize("reloads", [True, False])
def test_a_task_completed_in_this_browser_is_logged_even_with_two_sessions(end: str, reloads: bool) -> None:
    desk = in_two_sessions(working())
    desk.completes()
    if reloads:
        desk = in_two_sessions(desk.reload()).boot()
    getattr(desk, end)()
    desk.passes(SURE)
    assert len(desk.activities) == 1


@pytest.mark.parametrize("override", [True, False])
def test_the_browsers_override_of_the_flag_wins(override: bool) -> None:
    desk = working()
    own = SimpleNamespace(**{"flex-single-session": SimpleNamespace(enabled=override)})
    desk.page.manager.flex_state.featureFlags.localOverrides = own
    desk.completed()
    assert bool(desk.activities) is override


def test_an_unanswered_outbound_call_needs_confirmation_with_two_sessions() -> None:
    desk = in_two_sessions(Desk().outbound()).boot()
    desk.canceled(45303)
    assert needs_confirmation(desk)


# The session ends


@pytest.mark.parametrize("at_once", [True, False])
def test_tasks_that_disappear_with_the_session_have_not_ended(at_once: bool) -> None:
    desk = working()
    worker = desk.page.manager.flex_state.worker
    activity, worker.activity = worker.activity, None
    if not at_once:
        desk.page.manager.store.changes()
    desk.vanishes().passes(SURE)
    assert desk.activities == []
    worker.activity = activity
    desk.shows().passes(SURE)
    assert (desk.activities, desk.entry["state"]) == ([], "open")


def test_a_task_that_ended_while_flex_did_not_know_its_tasks_is_logged() -> None:
    desk = working()
    worker = desk.page.manager.flex_state.worker
    activity, worker.activity = worker.activity, None
    desk.vanishes().passes(SURE)
    worker.activity = activity
    desk.page.manager.store.changes()
    desk.page.manager.flex_state.worker.tasks = {}
    desk.page.manager.store.changes()
    desk.passes(SURE)
    assert len(desk.activities) == 1


def test_another_worker_in_the_same_browser_neither_logs_nor_sees_the_task() -> None:
    desk = working().leaves().vanishes()
    reloaded = desk.reload()
    reloaded.page.manager.workerClient = SimpleNamespace(attributes={}, sid="WK" + "9" * 32)
    sure(reloaded.boot())
    assert (reloaded.activities, reloaded.unsaved) == ([], [])


def test_a_logout_leaves_no_customer_data_of_an_open_task() -> None:
    desk = Desk().chat().boot().accepted().notes()
    desk.passes(5_000)
    desk.page.manager.flex_state.worker.activity = None
    desk.vanishes()
    desk.page.flex.Actions.emit("afterLogout", {})
    desk.leaves().passes(SURE)
    storage = f"{desk.page.window.localStorage.items}{desk.page.window.sessionStorage.items}"
    assert "refund" not in storage
    assert CHANNEL not in storage
    assert desk.activities == []


def test_a_task_is_logged_even_without_storage() -> None:
    page = Page({"enabled": True, "activity_logging": True})
    page.window.localStorage.denied = True
    desk = Desk(page).boot().accepted().passes(SURE).completes()
    desk.completed()
    assert len(desk.activities) == 1
    assert desk.page.shown == ["PSSalesforceActivityNotKept"]
