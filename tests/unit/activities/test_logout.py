"""docs/specification.md, section 9: a logout loses nothing silently and leaves nothing on the machine."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from flex_sfdc.activities.events import COMPLETING, OPENED
from flex_sfdc.activities.logout import LOGOUT_LIMIT_MS
from flex_sfdc.activities.rules import MAX_TRIES
from tests.support import records
from tests.support.plugin.desk import Desk
from tests.support.plugin.flex import WORKER_SID, FakeTask
from tests.support.plugin.salesforce import answers, is_locked, never
from tests.support.plugin.tab import HOUR, LEGACY_SCOPE, MINUTE, NAME, OTHER, SCOPE, SID, TASK, Tab

UNSAVED = "PSSalesforceUnsavedAtLogout"
GOES_ON = {"Subject": "[Completed] Inbound voice", "WhoId": "0035f0000000001AAA"}
ADA: Any = {"id": records.ADA, "type": "Contact", "name": NAME}


class Logout:
    """A logout of the agent. Flex awaits the listeners' promises, and continues unless a listener aborts."""

    def __init__(self, tab: Tab, **payload: object) -> None:
        self.tab = tab
        self.payload = SimpleNamespace(**payload)
        self.aborted = False
        self.settled = False
        listeners: Any = tab.page.flex.Actions.listeners["beforeLogout"]
        executors = [listener(self.payload, self._abort) for listener in listeners]
        for executor in executors:
            if executor is None:
                self._settle()
            else:
                executor(self._settle, None)

    @property
    def outcome(self) -> tuple[bool, bool]:
        """Whether the logout has settled, and whether it was stopped."""
        return self.settled, self.aborted

    def _abort(self) -> None:
        self.aborted = True

    def _settle(self, _: object = None) -> None:
        self.settled = True
        if not self.aborted:
            self.tab.page.flex.Actions.emit("afterLogout", self.payload)
            self.tab.page.manager.workerClient = None


def logs_in(tab: Tab, sid: str = WORKER_SID) -> None:
    """Log a worker in on the same page."""
    tab.page.manager.workerClient = SimpleNamespace(sid=sid, attributes={})
    tab.passes(1)


def stored(tab: Tab) -> str:
    """Return all data in the browser's storage."""
    window = tab.page.window
    return json.dumps([window.localStorage.items, window.sessionStorage.items])


def leaves_nothing(tab: Tab) -> bool:
    """Return whether the browser's storage has no customer data."""
    return NAME not in stored(tab)


def works_on(tab: Tab, sid: str = SID, **fields: Any) -> None:
    """Start the agent's work on a task whose activity has customer data."""
    tab.happens(OPENED, sid, **{**GOES_ON, "Description": NAME, "Phone": NAME, "Own__c": NAME, **fields})


# By the agent


def test_an_agent_with_nothing_unsaved_logs_out_at_once_and_leaves_nothing() -> None:
    tab = Tab()
    tab.services.tasks.change(SID, {"chosen": ADA})
    tab.finish().passes()
    assert Logout(tab).outcome == (True, False)
    assert leaves_nothing(tab)


def test_a_waiting_activity_is_saved_before_the_logout() -> None:
    tab = Tab().finish(SID).finish(OTHER)
    logout = Logout(tab)
    assert not logout.settled
    tab.passes(3_000)
    assert logout.outcome == (True, False)
    assert len(tab.written) == 2
    assert tab.page.shown == []


def test_an_activity_that_pauses_after_a_failure_is_sent_at_once() -> None:
    tab = Tab().answers(is_locked).finish().passes(10 * MINUTE).answers()
    logout = Logout(tab)
    tab.passes(2_000)
    assert (logout.outcome, len(tab.written)) == ((True, False), 1)


def test_a_logout_during_an_outage_tries_once_more_and_the_activity_still_saves_itself() -> None:
    tab = Tab().answers(is_locked).finish().passes(20_000)
    before = len(tab.salesforce.asked)
    logout = Logout(tab)
    tab.passes(LOGOUT_LIMIT_MS + 500)
    assert (logout.outcome, tab.states) == ((True, True), {SID: "waiting"})
    assert len(tab.salesforce.asked) - before == 1
    tab.answers().passes(HOUR)
    assert len(tab.written) == 1


def test_stopped_logouts_do_not_use_up_the_tries_of_an_activity() -> None:
    tab = Tab().answers(is_locked).finish().passes(3_000)
    for _ in range(MAX_TRIES):
        logout = Logout(tab)
        tab.passes(LOGOUT_LIMIT_MS + 500)
        assert logout.outcome == (True, True)
        tab = tab.reloaded()
        tab.answers(is_locked)
    assert tab.states == {SID: "waiting"}
    tab.answers().passes(2 * HOUR)
    assert len(tab.written) == 1


def test_an_unsaved_activity_stops_the_first_logout_and_the_second_discards_it() -> None:
    tab = Tab(answering=False).finish()
    first = Logout(tab)
    tab.passes(LOGOUT_LIMIT_MS - 500)
    assert not first.settled
    tab.passes(1_000)
    assert first.outcome == (True, True)
    assert tab.page.flex.Notifications.shown[-1] == (UNSAVED, {"numLogs": "1", "singular": True})
    assert tab.outbox.is_finished(SID)
    second = Logout(tab)
    tab.passes(LOGOUT_LIMIT_MS + 500)
    assert second.outcome == (True, False)
    assert leaves_nothing(tab)
    assert not tab.outbox.is_finished(SID)
    assert LOGOUT_LIMIT_MS == 5_000


def test_a_completion_in_progress_counts_as_unsaved() -> None:
    tab = Tab().happens(COMPLETING)
    logout = Logout(tab)
    tab.passes(LOGOUT_LIMIT_MS + 500)
    assert logout.outcome == (True, True)
    assert tab.page.shown == [UNSAVED]
    assert tab.states == {SID: "draft"}


def test_a_completion_that_ends_in_time_is_saved_before_the_logout() -> None:
    tab = Tab().happens(COMPLETING)
    logout = Logout(tab)
    tab.passes(2_000).finish().passes(2_000)
    assert (logout.outcome, tab.written) == ((True, False), [TASK])


def test_an_open_task_does_not_stop_the_logout_and_leaves_no_customer_data() -> None:
    tab = Tab()
    works_on(tab)
    tab.amend({"Description": NAME})
    tab.page.manager.flex_state.worker.tasks[SID] = FakeTask(1, {}, "pending")
    assert Logout(tab).outcome == (True, False)
    assert leaves_nothing(tab)
    entry = tab.kept[SID]
    assert (entry["state"], entry["fields"], entry["about"]) == ("open", GOES_ON, "")


def test_a_task_that_continues_is_still_logged_when_it_ends() -> None:
    tab = Tab()
    tasks = tab.page.manager.flex_state.worker.tasks
    works_on(tab)
    tasks[SID] = FakeTask(1, {}, "pending")
    Logout(tab)
    tasks.clear()
    after = tab.reloaded(MINUTE)
    after.passes(MINUTE)
    assert after.written == [{**GOES_ON, "entityApiName": "Task"}]


@pytest.mark.parametrize("field", ["Subject", "CallObject", "Status"])
def test_custom_fields_with_customer_data_are_wiped(field: str) -> None:
    desk = Desk(attributes={"title": NAME}, activity_fields={field: "attributes.title"}).boot().accepted()
    desk.passes(5_000)
    assert NAME in f"{desk.page.window.localStorage.items}"
    desk.page.flex.Actions.emit("afterLogout", {})
    assert NAME not in f"{desk.page.window.localStorage.items}"


@pytest.mark.parametrize("settled", [True, False])
def test_an_activity_unsaved_since_the_first_logout_stops_the_next(settled: bool) -> None:
    tab = Tab().answers(never).finish(SID).passes(MINUTE)
    assert Logout(tab).aborted
    if settled:
        tab.outbox.give_up(SID)
    tab.finish(OTHER).passes(MINUTE)
    assert Logout(tab).aborted
    assert not Logout(tab).aborted


@pytest.mark.parametrize("state", ["unknown", "rejected", "note"])
def test_an_activity_that_only_the_agent_can_decide_is_not_waited_for(state: str) -> None:
    tab = Tab().happens("ended", confirm=True)
    items = tab.page.window.localStorage.items
    items[SCOPE + SID] = items[SCOPE + SID].replace('"unknown"', f'"{state}"')
    tab.stored()
    assert Logout(tab).outcome == (True, True)


def test_an_activity_of_another_org_stops_the_logout_at_once_and_leaves_nothing() -> None:
    tab = Tab(answering=False).finish()
    items = tab.page.window.localStorage.items
    items[SCOPE + SID] = items[SCOPE + SID].replace("acme.lightning", "other.lightning")
    reloaded = tab.reloaded()
    assert Logout(reloaded).outcome == (True, True)
    assert Logout(reloaded).outcome == (True, False)
    assert leaves_nothing(reloaded)


@pytest.mark.parametrize("moment", [MINUTE, 1_000])
def test_an_answer_after_the_logout_leaves_nothing_either(moment: int) -> None:
    tab = Tab()
    held_back = tab.holds()
    tab.finish().passes(moment)
    Logout(tab)
    tab.passes(LOGOUT_LIMIT_MS + 500)
    Logout(tab)
    tab.passes(LOGOUT_LIMIT_MS + 500)
    answers(*held_back[0])
    for kind in (OPENED, COMPLETING, "ended"):
        tab.happens(kind)
    tab.services.tasks.change(SID, {"chosen": ADA})
    tab.passes(HOUR)
    assert leaves_nothing(tab)
    assert tab.unsaved == []


def test_another_tab_stores_nothing_after_a_logout() -> None:
    tab = Tab()
    second_tab = tab.another()
    works_on(tab)
    second_tab.stored()
    second_tab.services.tasks.change(OTHER, {"chosen": ADA})
    Logout(tab)
    second_tab.stored(None)
    works_on(second_tab)
    second_tab.services.tasks.change(SID, {"chosen": ADA})
    second_tab.outbox.restore()
    second_tab.passes(HOUR)
    assert leaves_nothing(tab)


def test_another_tab_does_not_restore_what_a_logout_removed() -> None:
    tab = Tab()
    second_tab = tab.another()
    for sid in (SID, OTHER):
        tab.happens("ended", sid, confirm=True)
        second_tab.stored(SCOPE + sid)
    tab.page.window.localStorage.removed = second_tab.stored  # the other tab gets an event for each removal
    Logout(tab)
    Logout(tab)
    assert leaves_nothing(tab)


@pytest.mark.parametrize("state", ["open", "waiting", "sent", "refused", "unknown"])
def test_items_that_a_tab_with_0_1_0_keeps_meanwhile_are_removed_too(state: str) -> None:
    tab = Tab().passes()
    item = {
        "state": state,
        "at": 1,
        "id": "",
        "fields": {**TASK, "Description": NAME},
        "custom": [],
        "why": "",
    }
    tab.page.window.localStorage.items[LEGACY_SCOPE + SID] = json.dumps(item)
    Logout(tab)
    tab.passes(6_000)
    Logout(tab)
    assert leaves_nothing(tab)


# The next login


def test_an_agent_who_logs_in_again_on_the_same_page_has_an_empty_working_outbox() -> None:
    tab = Tab().finish().passes()
    Logout(tab)
    worker = tab.page.manager.flex_state.worker
    activity, worker.activity = worker.activity, None
    tab.page.manager.store.changes()
    tab.passes(MINUTE)
    worker.activity = activity
    logs_in(tab)
    tab.page.manager.store.changes()
    assert tab.kept == {}
    tab.finish(OTHER)
    tab.services.tasks.change(OTHER, {"chosen": ADA})
    assert NAME in stored(tab)
    tab.passes()
    assert tab.states == {OTHER: "saved"}


@pytest.mark.parametrize("after", [0, HOUR, -HOUR])
def test_an_agent_who_logs_in_again_on_another_page_has_an_empty_working_outbox(after: int) -> None:
    tab = Tab().finish().passes()
    Logout(tab)
    tab.passes(1)
    reloaded = tab.reloaded(after)
    reloaded.finish(OTHER).passes(2 * HOUR).finish(SID).passes()
    assert reloaded.states == {OTHER: "saved", SID: "saved"}


def test_another_agent_on_the_same_page_has_a_separate_outbox() -> None:
    tab = Tab(answering=False).finish()
    Logout(tab, forceLogout=True)
    logs_in(tab, "WK" + "1" * 32)
    assert not tab.outbox.is_finished(SID)
    tab.finish(OTHER)
    assert tab.outbox.is_finished(OTHER)
    logs_in(tab)
    assert tab.outbox.is_finished(SID)
    assert not tab.outbox.is_finished(OTHER)


# By force


@pytest.mark.parametrize("kind", [OPENED, COMPLETING, "ended"])
def test_a_session_that_ends_by_force_keeps_the_activities_for_the_next_login(kind: str) -> None:
    tab = Tab(answering=False).happens(kind)
    before = tab.kept
    assert Logout(tab, forceLogout=True).outcome == (True, False)
    tab.passes(HOUR)
    assert tab.kept == before
    after = tab.reloaded()
    after.passes(MINUTE)
    assert after.written == ([TASK] if kind == "ended" else []), "another session may have logged the others"


def test_an_answer_after_a_session_that_ended_by_force_counts() -> None:
    tab = Tab()
    held_back = tab.holds()
    tab.finish().passes()
    Logout(tab, forceLogout=True)
    answers(*held_back[0])
    after = tab.reloaded()
    after.passes(MINUTE)
    assert (after.unsaved, after.salesforce.asked) == ([], [])


@pytest.mark.parametrize("forced", [True, False])
def test_the_facts_about_tasks_end_with_every_session(forced: bool) -> None:
    tab = Tab()
    tab.page.manager.flex_state.worker.tasks = {SID: FakeTask(1, {})}
    tab.page.manager.store.changes()
    tab.services.tasks.change(SID, {"chosen": ADA, "failed": True, "choices": [ADA]})
    assert NAME in stored(tab)
    Logout(tab, **({"forceLogout": True} if forced else {}))
    assert "choices" not in tab.services.tasks.get(SID)
    assert ("chosen" in tab.services.tasks.get(SID)) is forced, "it is needed to log the task"
    tab.passes(HOUR)
    assert (NAME in stored(tab)) is forced


def test_a_logout_that_is_stopped_while_a_task_rings_is_explained_at_once() -> None:
    tab = Tab()
    tab.salesforce.respond["saveLog"] = never
    tab.finish()
    tab.page.manager.flex_state.worker.tasks = {"WR9": FakeTask(9, {}, "pending")}
    tab.page.manager.store.changes()
    first = Logout(tab)
    tab.passes(LOGOUT_LIMIT_MS + 1_000)
    assert first.aborted
    assert tab.page.shown == [UNSAVED]
