"""Specification, section 9: the queue of activities. Each is written once, whatever happens to the page."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from flex_sfdc.configuration import parse
from flex_sfdc.context import Context
from flex_sfdc.plugin import begin, wired

from .fakes.browser import FRAME_QUERY, SALESFORCE, FakeHost, JsError
from .fakes.flex import ACCOUNT_SID, WORKER_SID
from .fakes.page import BUILD, Page
from .fakes.salesforce import answers, lost, never, nonsense, refuses, throws, twice

ON = {"enabled": True, "activity_logging": True}
SID = f"WR{1:032x}"
OTHER = f"WR{2:032x}"
SCOPE = f"flex-sfdc.log.{ACCOUNT_SID}.{WORKER_SID}.acme.lightning.force.com."
NAME = "Ada Lovelace"
TASK = {"entityApiName": "Task", "Subject": f"Call with {NAME}", "Topic__c": "boats"}
MINUTE = 60_000
HOUR = 60 * MINUTE


class Tab:
    """A page with the plugin in it."""

    def __init__(self, page: Page | None = None, answering: bool = True) -> None:
        self.page = page or Page(ON)
        self.salesforce = self.page.salesforce
        if not answering:
            self.salesforce.respond["getCallCenterSettings"] = never
            self.salesforce.respond["isSoftphonePanelVisible"] = never
        configuration, _ = parse(self.page.manager.configuration.custom_data, {})
        host = FakeHost(self.page.window)
        self.ctx: Context = wired(
            host, self.page.flex, self.page.manager, configuration, SALESFORCE, FRAME_QUERY
        )
        begin(self.ctx, BUILD)
        self.page.manager.events.emit("pluginsInitialized")
        self.passes(1)

    def passes(self, milliseconds: int = 1_000) -> None:
        self.page.window.passes(milliseconds)

    def finish(self, sid: str = SID, **fields: object) -> None:
        self.ctx.queue.finish(sid, {**TASK, **fields}, ["Topic__c"])

    @property
    def kept(self) -> dict[str, Any]:
        """What the browser keeps of the queue."""
        items = self.page.window.localStorage.items
        return {key[len(SCOPE) :]: json.loads(items[key]) for key in items if key.startswith(SCOPE)}

    @property
    def written(self) -> list[dict[str, Any]]:
        return list(self.salesforce.activities.values())

    @property
    def unsaved(self) -> list[dict[str, Any]]:
        return list(self.page.manager.store.getState().salesforceIntegration["unsaved"])


def test_an_activity_is_in_the_browser_at_once_and_in_salesforce_soon() -> None:
    tab = Tab()
    tab.finish()
    assert tab.kept[SID]["fields"] == TASK
    assert tab.written == []
    tab.passes()
    assert tab.written == [TASK]


def test_what_is_saved_is_kept_without_the_customers_data() -> None:
    tab = Tab()
    tab.finish()
    tab.passes()
    assert tab.kept[SID]["state"] == "saved"
    assert tab.kept[SID]["fields"] == {}
    assert NAME not in json.dumps(tab.kept)


def test_only_the_first_of_several_finishes_counts() -> None:
    tab = Tab()
    for _ in range(3):
        tab.finish()
        tab.passes()
    assert len(tab.salesforce.asked) == 1


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


@pytest.mark.parametrize("respond", [never, lost, nonsense])
def test_what_gets_no_answer_is_not_sent_again_and_the_agent_knows(respond: Any) -> None:
    tab = Tab()
    tab.salesforce.respond["saveLog"] = respond
    tab.finish()
    tab.passes(HOUR)
    assert len(tab.salesforce.asked) == 1
    assert [(entry["state"], entry["subject"]) for entry in tab.unsaved] == [("unknown", TASK["Subject"])]
    assert tab.page.shown == ["PSSalesforceActivityNotSaved"]


def test_an_answer_that_comes_late_settles_it() -> None:
    tab = Tab()
    heard: list[Any] = []
    tab.salesforce.respond["saveLog"] = lambda callback, value: heard.append((callback, value))
    tab.finish()
    tab.passes(MINUTE)
    assert [entry["state"] for entry in tab.unsaved] == ["unknown"]
    callback, value = heard[0]
    answers(callback, value)
    assert tab.unsaved == []
    assert tab.kept[SID]["state"] == "saved"
    assert tab.page.flex.Notifications.active == []


def test_a_late_refusal_is_a_refusal() -> None:
    tab = Tab()
    heard: list[Any] = []
    tab.salesforce.respond["saveLog"] = lambda callback, value: heard.append((callback, value))
    tab.finish()
    tab.passes(MINUTE)
    tab.salesforce.respond["saveLog"] = answers
    refuses(*heard[0])
    tab.passes(MINUTE)
    assert tab.written == [TASK]


def test_what_is_unknown_is_written_again_when_the_agent_wants_it() -> None:
    tab = Tab()
    tab.salesforce.respond["saveLog"] = never
    tab.finish()
    tab.passes(MINUTE)
    tab.salesforce.respond["saveLog"] = answers
    tab.ctx.queue.retry(SID)
    tab.passes()
    assert tab.written == [TASK]
    assert tab.unsaved == []


def test_what_the_agent_discards_is_never_written() -> None:
    tab = Tab()
    tab.salesforce.respond["saveLog"] = refuses
    tab.finish()
    tab.passes(HOUR)
    tab.salesforce.respond["saveLog"] = answers
    tab.ctx.queue.discard(SID)
    tab.finish()
    tab.passes(HOUR)
    assert (tab.written, tab.unsaved) == ([], [])
    assert NAME not in json.dumps(tab.kept)


def test_nothing_is_sent_while_salesforce_does_not_answer() -> None:
    tab = Tab()
    for method in ("getCallCenterSettings", "isSoftphonePanelVisible"):
        tab.salesforce.respond[method] = never
    tab.finish()
    before = len(tab.salesforce.calls)
    tab.passes(HOUR)
    assert tab.salesforce.asked == []
    assert len(tab.salesforce.calls) - before < 100
    assert [entry["state"] for entry in tab.unsaved] == ["waiting"]
    assert tab.page.shown == ["PSSalesforceActivityNotSaved"]
    tab.salesforce.respond.clear()
    tab.passes(3 * MINUTE)
    assert tab.written == [TASK]
    assert tab.page.flex.Notifications.active == []


@pytest.mark.parametrize("respond", [refuses, throws])
def test_what_fails_for_an_hour_is_tried_with_pauses_then_written_once(respond: Any) -> None:
    tab = Tab()
    tab.salesforce.respond["saveLog"] = respond
    tab.finish()
    tab.passes(HOUR)
    assert 5 < len(tab.salesforce.asked) < 15
    assert tab.written == []
    tab.salesforce.respond["saveLog"] = answers
    tab.passes(20 * MINUTE)
    assert tab.written == [TASK]
    assert tab.unsaved == []


def test_the_pauses_go_on_after_a_reload() -> None:
    tab = Tab()
    tab.salesforce.respond["saveLog"] = refuses
    tab.finish()
    tab.passes(HOUR)
    after = Tab(tab.page.reload())
    after.page.window.now = tab.page.window.now
    after.salesforce.respond["saveLog"] = refuses
    after.passes(10_000)
    assert len(after.salesforce.asked) <= 1


def details(*errors: object) -> Any:
    """Salesforce refuses the activity for these reasons."""

    def respond(callback: Any, _: object) -> None:
        error = {"code": "GENERIC_ERROR", "description": "Review the details.", "details": list(errors)}
        callback({"success": False, "returnValue": None, "errors": [error]})

    return respond


RULE = {
    "message": f"Status: {NAME} is not allowed",
    "errorCode": "FIELD_CUSTOM_VALIDATION_EXCEPTION",
    "fields": ["Status"],
}
TOPIC = {"message": "Topic__c: data value too large", "errorCode": "STRING_TOO_LONG", "fields": ["Topic__c"]}


def test_what_salesforce_refuses_for_good_is_not_tried_again_and_the_agent_knows_why() -> None:
    tab = Tab()
    tab.salesforce.respond["saveLog"] = details(RULE)
    tab.finish(Status="Nope")
    tab.passes(HOUR)
    assert len(tab.salesforce.asked) == 1
    assert [(entry["state"], entry["why"]) for entry in tab.unsaved] == [("refused", RULE["message"])]
    assert tab.page.shown == ["PSSalesforceActivityNotSaved"]
    assert "FIELD_CUSTOM_VALIDATION_EXCEPTION (Status)" in tab.page.printed


def test_a_custom_field_that_is_refused_is_left_out_and_named_once() -> None:
    tab = Tab()
    refusing = details(TOPIC)

    def respond(callback: Any, value: object) -> None:
        (refusing if "Topic__c" in tab.salesforce.asked[-1] else answers)(callback, value)

    tab.salesforce.respond["saveLog"] = respond
    for sid in (SID, OTHER):
        tab.finish(sid)
        tab.passes()
    assert ["Topic__c" in value for value in tab.salesforce.asked] == [True, False, True, False]
    assert [tab.kept[sid]["state"] for sid in (SID, OTHER)] == ["saved", "saved"]
    shown = [(name, dict(context)) for name, context in tab.page.flex.Notifications.shown]
    assert shown == [("PSSalesforceActivityFieldRefused", {"field": "Topic__c"})]


def test_a_custom_field_that_is_refused_in_a_late_note_does_not_cost_the_note() -> None:
    tab = Tab()
    tab.finish()
    tab.passes()
    refusing = details(TOPIC)

    def respond(callback: Any, value: object) -> None:
        (refusing if "Topic__c" in tab.salesforce.asked[-1] else answers)(callback, value)

    tab.salesforce.respond["saveLog"] = respond
    assert tab.ctx.queue.amend(SID, {"Description": "late", "Topic__c": "boats"})
    tab.passes()
    assert "Topic__c" not in tab.salesforce.asked[-1]
    assert tab.salesforce.asked[-1]["Description"] == "late"
    assert tab.kept[SID]["state"] == "saved"


def test_one_that_fails_does_not_hold_up_the_others() -> None:
    tab = Tab()
    tab.salesforce.respond["saveLog"] = refuses
    tab.finish(SID)
    tab.passes(10 * MINUTE)
    tab.salesforce.respond["saveLog"] = answers
    tab.finish(OTHER, Subject="the other")
    tab.passes(1_000)
    assert [value["Subject"] for value in tab.written] == ["the other"]


def test_the_log_says_nothing_of_the_customer() -> None:
    odd = details({"message": NAME, "code": NAME})
    for respond in (never, refuses, throws, nonsense, details(RULE), odd):
        tab = Tab()
        tab.salesforce.respond["saveLog"] = respond
        tab.finish()
        tab.passes(10 * MINUTE)
        tab.ctx.queue.discard(SID)
        assert tab.page.window.console.of("warn")
        assert NAME not in tab.page.printed


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


def test_the_agent_need_not_wait_for_the_next_attempt() -> None:
    tab = Tab()
    for method in ("getCallCenterSettings", "isSoftphonePanelVisible"):
        tab.salesforce.respond[method] = never
    tab.finish()
    tab.passes(HOUR)
    tab.salesforce.respond.clear()
    tab.ctx.queue.retry(SID)
    tab.passes(500)
    assert tab.written == [TASK]


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


NOTE = {"Description": "wants a boat"}


def test_a_note_changes_what_still_waits() -> None:
    tab = Tab(answering=False)
    tab.finish()
    assert tab.ctx.queue.amend(SID, NOTE)
    tab.salesforce.respond.clear()
    tab.passes(5 * MINUTE)
    assert tab.salesforce.asked == [{**TASK, **NOTE}]


def test_a_note_changes_what_is_saved_by_its_id() -> None:
    tab = Tab()
    tab.finish()
    tab.passes()
    assert tab.ctx.queue.amend(SID, NOTE)
    tab.passes()
    record_id = next(iter(tab.salesforce.activities))
    assert tab.salesforce.asked[1:] == [{**NOTE, "Id": record_id}]
    assert tab.written == [{**TASK, **NOTE}]
    assert tab.kept[SID]["state"] == "saved"
    assert NOTE["Description"] not in json.dumps(tab.kept)


def test_a_note_that_comes_while_it_is_under_way_follows_it() -> None:
    tab = Tab()
    heard: list[Any] = []
    tab.salesforce.respond["saveLog"] = lambda callback, value: heard.append((callback, value))
    tab.finish()
    tab.passes()
    assert tab.ctx.queue.amend(SID, NOTE)
    tab.salesforce.respond["saveLog"] = answers
    answers(*heard[0])
    tab.passes()
    assert [value.get("Id", "") != "" for value in tab.salesforce.asked] == [False, True]
    assert tab.kept[SID]["state"] == "saved"


def test_a_note_of_what_nobody_finished_or_nobody_knows_the_id_of_is_not_taken() -> None:
    tab = Tab()
    assert not tab.ctx.queue.amend(SID, NOTE)
    tab.salesforce.respond["saveLog"] = lambda callback, _: answers(callback, None)
    tab.finish()
    tab.passes()
    assert not tab.ctx.queue.amend(SID, NOTE)


def test_an_update_that_gets_no_answer_is_repeated() -> None:
    tab = Tab()
    tab.finish()
    tab.passes()
    tab.salesforce.respond["saveLog"] = lost
    tab.ctx.queue.amend(SID, NOTE)
    tab.passes(MINUTE)
    tab.salesforce.respond["saveLog"] = answers
    tab.passes(3 * MINUTE)
    assert len(tab.salesforce.asked) > 2
    assert tab.written == [{**TASK, **NOTE}]
    assert tab.unsaved == []


def test_a_draft_is_kept_and_not_written() -> None:
    tab = Tab()
    tab.ctx.queue.draft(SID, TASK, [])
    tab.passes(MINUTE)
    assert tab.ctx.queue.drafts() == [SID]
    assert not tab.ctx.queue.known(SID)
    assert (tab.salesforce.asked, tab.unsaved) == ([], [])
    tab.ctx.queue.drop_draft(SID)
    assert tab.kept == {}


def test_a_draft_of_the_tab_in_which_the_agent_completed_is_written_whoever_finishes_first() -> None:
    one = Tab()
    other = another(one)
    one.ctx.queue.draft(SID, {**TASK, "WhoId": "of one"}, [])
    other.finish(WhoId="of the other")
    one.finish(WhoId="of one")
    both(one, other)
    assert [value["WhoId"] for value in one.salesforce.asked] == ["of one"]


def test_a_note_on_a_draft_is_written_with_what_the_draft_becomes() -> None:
    tab = Tab()
    tab.ctx.queue.draft(SID, TASK, [])
    tab.ctx.queue.amend(SID, NOTE)
    tab.ctx.queue.draft(SID, TASK, [])
    tab.finish()
    tab.passes()
    assert tab.written == [{**TASK, **NOTE}]


def test_what_is_finished_is_no_draft_any_more() -> None:
    tab = Tab(answering=False)
    tab.finish()
    tab.ctx.queue.draft(SID, {}, [])
    tab.ctx.queue.drop_draft(SID)
    assert tab.kept[SID]["fields"] == TASK


def test_an_answer_that_comes_twice_counts_once() -> None:
    tab = Tab()
    tab.salesforce.respond["saveLog"] = twice
    tab.finish()
    tab.passes(MINUTE)
    assert len(tab.salesforce.asked) == 1
    assert tab.salesforce.calls.count("refreshView") == 1


def test_what_the_agent_copies_is_what_salesforce_would_have_got() -> None:
    tab = Tab(answering=False)
    tab.finish()
    tab.ctx.queue.amend(SID, NOTE)
    assert tab.ctx.queue.text_of(SID).split("\n") == [
        "entityApiName: Task",
        f"Subject: Call with {NAME}",
        "Topic__c: boats",
        "Description: wants a boat",
    ]
    assert tab.ctx.queue.text_of(OTHER) == ""


def test_an_idle_queue_has_no_timer() -> None:
    tab = Tab()
    tab.finish()
    tab.passes(1_000)
    assert tab.page.window.timers == []


def test_what_cannot_be_cloned_is_refused_for_good() -> None:
    tab = Tab()

    def respond(_callback: object, _value: object) -> None:
        raise DataCloneError

    tab.salesforce.respond["saveLog"] = respond
    tab.finish()
    tab.passes(HOUR)
    assert len(tab.salesforce.asked) == 1
    assert [entry["state"] for entry in tab.unsaved] == ["refused"]


class DataCloneError(JsError):
    """What `postMessage` throws."""

    def __init__(self) -> None:
        super().__init__("could not be cloned", "DataCloneError", 25)
