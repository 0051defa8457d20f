"""docs/specification.md, section 9: at logout nothing gets lost unsaid, and nothing stays on the machine."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

from flex_sfdc.hooks.before_logout import LIMIT_MS

from .fakes.flex import WORKER_SID, FakeTask
from .fakes.salesforce import answers, never
from .fakes.tab import HOUR, MINUTE, NAME, OTHER, SID, Tab

UNSAVED = "PSSalesforceUnsavedAtLogout"


class Logout:
    """The agent logs out: Flex waits for what the listeners promise, and goes on unless one aborts."""

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

    def _abort(self) -> None:
        self.aborted = True

    def _settle(self, _: object = None) -> None:
        self.settled = True
        if not self.aborted:
            self.tab.page.manager.workerClient = None
            self.tab.page.flex.Actions.emit("afterLogout", self.payload)


def stored(tab: Tab) -> str:
    """Everything the browser keeps of the plugin."""
    window = tab.page.window
    return json.dumps([window.localStorage.items, window.sessionStorage.items])


def test_who_has_saved_everything_logs_out_at_once_and_leaves_nothing() -> None:
    tab = Tab()
    tab.ctx.tasks.learn(SID, {"chosen": {"id": "003", "type": "Contact", "name": NAME}})
    tab.finish()
    tab.passes()
    logout = Logout(tab)
    assert (logout.settled, logout.aborted) == (True, False)
    assert SID not in stored(tab)
    assert NAME not in stored(tab)


def test_what_waits_is_saved_before() -> None:
    tab = Tab()
    tab.finish(SID)
    tab.finish(OTHER)
    logout = Logout(tab)
    assert not logout.settled
    tab.passes(3_000)
    assert (logout.settled, logout.aborted) == (True, False)
    assert len(tab.written) == 2
    assert tab.page.shown == []


def test_what_pauses_after_a_failure_is_tried_at_once() -> None:
    tab = Tab()
    heard: list[object] = []

    def locked(callback: Any, value: object) -> None:
        heard.append(value)
        error = {"code": "SERVER_ERROR", "description": ""}
        callback({"success": False, "returnValue": None, "errors": [error]})

    tab.salesforce.respond["saveLog"] = locked
    tab.finish()
    tab.passes(10 * MINUTE)
    del tab.salesforce.respond["saveLog"]
    logout = Logout(tab)
    tab.passes(2_000)
    assert (logout.settled, logout.aborted, len(tab.written)) == (True, False, 1)


def test_what_cannot_be_saved_holds_the_first_logout_up_and_the_second_discards_it() -> None:
    tab = Tab(answering=False)
    tab.finish()
    first = Logout(tab)
    tab.passes(LIMIT_MS - 500)
    assert not first.settled
    tab.passes(1_000)
    assert (first.settled, first.aborted) == (True, True)
    assert tab.page.flex.Notifications.shown[-1] == (UNSAVED, {"numLogs": "1", "singular": True})
    assert tab.ctx.queue.known(SID)
    second = Logout(tab)
    tab.passes(LIMIT_MS + 500)
    assert (second.settled, second.aborted) == (True, False)
    assert NAME not in stored(tab)
    assert not tab.ctx.queue.known(SID)


def test_what_is_unsaved_since_the_first_logout_holds_up_the_next() -> None:
    tab = Tab(answering=False)
    tab.finish(SID)
    Logout(tab)
    tab.passes(LIMIT_MS + 500)
    tab.finish(OTHER)
    logout = Logout(tab)
    tab.passes(LIMIT_MS + 500)
    assert logout.aborted


def test_another_that_is_unsaved_holds_up_the_next_also_where_the_first_is_not_any_more() -> None:
    tab = Tab()
    tab.salesforce.respond["saveLog"] = never
    tab.finish(SID)
    tab.passes(MINUTE)
    assert Logout(tab).aborted
    tab.ctx.queue.abandon(SID)
    tab.finish(OTHER)
    tab.passes(MINUTE)
    assert Logout(tab).aborted
    assert not Logout(tab).aborted


def test_what_only_the_agent_can_decide_is_not_waited_for() -> None:
    tab = Tab()
    tab.salesforce.respond["saveLog"] = never
    tab.finish()
    tab.passes(MINUTE)
    logout = Logout(tab)
    assert (logout.settled, logout.aborted) == (True, True)


def test_a_session_that_ends_by_force_keeps_the_queue_for_the_next_login() -> None:
    tab = Tab(answering=False)
    tab.finish()
    logout = Logout(tab, forceLogout=True)
    assert (logout.settled, logout.aborted) == (True, False)
    after = Tab(tab.page.reload())
    after.passes()
    assert len(after.written) == 1


def test_an_answer_after_the_logout_leaves_nothing_either() -> None:
    tab = Tab()
    heard: list[Any] = []
    tab.salesforce.respond["saveLog"] = lambda callback, value: heard.append((callback, value))
    tab.finish()
    tab.passes(MINUTE)
    Logout(tab)
    Logout(tab)
    callback, value = heard[0]
    callback({"success": True, "returnValue": value, "errors": None})
    tab.finish()
    tab.ctx.queue.draft(SID, {"Subject": NAME}, [])
    tab.passes(MINUTE)
    assert SID not in stored(tab)


def test_who_logs_in_on_the_same_page_has_a_queue_of_his_own() -> None:
    tab = Tab(answering=False)
    tab.finish()
    Logout(tab, forceLogout=True)
    tab.page.manager.workerClient = SimpleNamespace(sid="WK" + "1" * 32, attributes={})
    assert not tab.ctx.queue.known(SID)
    tab.finish(OTHER)
    assert tab.ctx.queue.known(OTHER)
    tab.page.manager.workerClient = SimpleNamespace(sid=WORKER_SID, attributes={})
    assert tab.ctx.queue.known(SID)
    assert not tab.ctx.queue.known(OTHER)


def test_an_answer_after_a_session_that_ended_by_force_counts() -> None:
    tab = Tab()
    heard: list[Any] = []
    tab.salesforce.respond["saveLog"] = lambda callback, value: heard.append((callback, value))
    tab.finish()
    tab.passes()
    Logout(tab, forceLogout=True)
    answers(*heard[0])
    after = Tab(tab.page.reload())
    after.passes(MINUTE)
    assert (after.unsaved, after.salesforce.asked) == ([], [])


def test_a_session_that_ends_by_force_forgets_nothing_of_tasks_that_go_on() -> None:
    tab = Tab()
    worker = tab.page.manager.flex_state.worker
    tasks, activity = {SID: FakeTask(1, {})}, worker.activity
    worker.tasks = tasks
    tab.ctx.tasks.learn(SID, {"chosen": {"id": "003", "type": "Contact", "name": NAME}, "failed": True})
    Logout(tab, forceLogout=True)
    worker.tasks, worker.activity = {}, None
    tab.page.manager.store.changes()
    tab.passes(HOUR)
    assert tab.ctx.tasks.of(SID)["chosen"]["name"] == NAME
    worker.tasks, worker.activity = tasks, activity
    tab.page.manager.store.changes()
    worker.tasks = {}
    tab.page.manager.store.changes()
    tab.passes(MINUTE)
    assert NAME not in stored(tab)
