"""docs/specification.md, section 9: sending activities: failures, several tabs, reloads."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.support.cases import each
from tests.support.plugin.browser import STARTED_MS, JsError
from tests.support.plugin.page import Page
from tests.support.plugin.salesforce import (
    answers,
    fails,
    is_locked,
    lost,
    never,
    nonsense,
    refuses,
    rejects,
    throws,
)
from tests.support.plugin.tab import HOUR, MINUTE, NAME, ON, OTHER, PROBES, SID, TASK, Tab, both

LOCK = "flex-sfdc.log"
NOTE = {"Description": "late"}
TOPIC = {"message": "Topic__c: data value too large", "errorCode": "STRING_TOO_LONG", "fields": ["Topic__c"]}


def cannot_clone(_callback: object, _value: object) -> None:
    """Throw the same error as `postMessage`."""
    raise type("DataCloneError", (JsError,), {})("could not be cloned", "DataCloneError", 25)


# No proof that nothing was written


@pytest.mark.parametrize("respond", [never, lost, nonsense, refuses, fails, throws])
def test_an_activity_that_may_have_been_written_is_shown_and_not_sent_again(respond: Any) -> None:
    tab = Tab().answers(respond).finish().passes(1_000)
    assert tab.states == {SID: "unknown" if respond in (refuses, fails, throws) else "sent"}
    tab.passes(24 * HOUR)
    assert len(tab.salesforce.asked) == 1
    assert [(row["state"], row["subject"]) for row in tab.unsaved] == [("unknown", TASK["Subject"])]
    assert tab.page.shown == ["PSSalesforceActivityNotSaved"]


def test_an_unknown_activity_is_written_again_when_the_agent_says_so() -> None:
    tab = Tab().answers(never).finish().passes(MINUTE).answers()
    tab.outbox.save_again(SID)
    tab.passes()
    assert (tab.written, tab.unsaved) == ([TASK], [])


@pytest.mark.parametrize("state", ["unknown", "waiting"])
def test_a_late_answer_settles_an_unknown_activity(state: str) -> None:
    tab = Tab()
    held_back = tab.holds()
    tab.finish().passes(MINUTE)
    if state == "waiting":
        tab.silent().outbox.save_again(SID)
    assert tab.states == {SID: state}
    answers(*held_back[0])
    assert (tab.unsaved, tab.states) == ([], {SID: "saved"})
    assert tab.page.flex.Notifications.active == []
    tab.answers().passes(HOUR)
    assert len(tab.salesforce.asked) == 1


def test_a_late_proof_that_nothing_was_written_repeats_the_save() -> None:
    tab = Tab()
    held_back = tab.holds()
    tab.finish().passes(MINUTE).answers()
    is_locked(*held_back[0])
    tab.passes(MINUTE)
    assert tab.written == [TASK]


@pytest.mark.parametrize("retried", [True, False])
def test_a_late_answer_to_a_create_loses_no_later_note(retried: bool) -> None:
    tab = Tab()
    held_back = tab.holds()
    tab.finish().passes(MINUTE).amend(NOTE)
    if retried:
        tab.silent().outbox.save_again(SID)
    answers(*held_back[0])
    tab.answers().passes(MINUTE)
    assert [{**value, "Id": ""} for value in tab.salesforce.asked[1:]] == [{**NOTE, "Id": ""}]


@pytest.mark.parametrize("moment", [31_000, 40_000, 3 * MINUTE])
def test_a_late_answer_to_an_update_loses_no_later_note(moment: int) -> None:
    tab = Tab().finish().passes()
    held_back = tab.holds()
    tab.amend({"CallDisposition": "Refund"}).passes(10_000).amend(NOTE)
    tab.passes(moment - 10_000)  # after half a minute it is sent again with the note
    answers(*held_back[0])
    for callback, value in held_back[1:]:
        is_locked(callback, value)
    tab.answers().passes(HOUR)
    assert [item.get("Description") for item in tab.written] == ["late"]
    assert tab.states == {SID: "saved"}


# Proof that nothing was written


def test_an_activity_that_was_not_written_is_retried_with_pauses_and_saved_once() -> None:
    tab = Tab().answers(is_locked).finish().passes(HOUR)
    assert 5 <= len(tab.salesforce.asked) <= 7
    assert tab.written == []
    tab.answers().passes(2 * HOUR)
    assert (tab.written, tab.unsaved) == ([TASK], [])


def test_an_open_cti_without_the_method_has_written_nothing() -> None:
    tab = Tab()
    sforce = tab.page.window.sforce
    complete_api = sforce.opencti
    sforce.opencti = SimpleNamespace(**{name: getattr(complete_api, name) for name in PROBES})
    tab.finish().passes(MINUTE)
    assert tab.states == {SID: "waiting"}
    sforce.opencti = complete_api
    tab.passes(HOUR)
    assert (tab.written, tab.unsaved) == ([TASK], [])


def test_after_eight_attempts_an_activity_is_left_to_the_agent() -> None:
    tab = Tab().answers(is_locked).finish().passes(24 * HOUR)
    assert len(tab.salesforce.asked) == 8
    assert [row["state"] for row in tab.unsaved] == ["rejected"]
    tab.answers()
    tab.outbox.save_again(SID)
    tab.passes()
    assert tab.written == [TASK]


def test_the_pauses_continue_after_a_reload() -> None:
    tab = Tab().answers(is_locked).finish().passes(HOUR)
    before = len(tab.salesforce.asked)
    after = tab.reloaded()
    after.answers(is_locked).passes(10_000)
    assert len(after.salesforce.asked) <= 1
    after.passes(24 * HOUR)
    assert before + len(after.salesforce.asked) == 8


def test_an_update_without_an_answer_is_repeated() -> None:
    tab = Tab().finish().passes().answers(lost).amend(NOTE)
    tab.passes(MINUTE).answers().passes(3 * MINUTE)
    assert len(tab.salesforce.asked) > 2
    assert (tab.written, tab.unsaved) == ([{**TASK, **NOTE}], [])


@pytest.mark.parametrize("respond", [never, refuses, fails, throws, is_locked])
def test_an_update_is_repeated_a_limited_number_of_times(respond: Any) -> None:
    tab = Tab().finish().passes().answers(respond).amend(NOTE)
    tab.passes(24 * HOUR)
    assert len(tab.salesforce.asked) == 1 + 8
    assert [row["state"] for row in tab.unsaved] == ["rejected"]


def test_nothing_is_sent_while_salesforce_does_not_answer() -> None:
    tab = Tab().silent().finish()
    before = len(tab.salesforce.calls)
    tab.passes(HOUR)
    assert tab.salesforce.asked == []
    assert len(tab.salesforce.calls) - before < 100
    tab.answers().passes(3 * MINUTE)
    assert tab.written == [TASK]


def test_without_open_cti_nothing_counts_as_sent() -> None:
    tab = Tab().finish()
    open_cti = tab.page.window.sforce.opencti

    def goes(callback: Any, value: object) -> None:
        tab.page.window.sforce.opencti = None
        answers(callback, value)

    tab.salesforce.respond = dict.fromkeys(PROBES, goes)
    tab.passes(500)
    assert tab.states == {SID: "waiting"}
    tab.page.window.sforce.opencti = open_cti
    tab.answers().passes(5 * MINUTE)
    assert tab.written == [TASK]


def test_an_activity_that_cannot_be_cloned_is_rejected() -> None:
    tab = Tab().answers(cannot_clone).finish().passes(HOUR)
    assert len(tab.salesforce.asked) == 1
    assert [row["state"] for row in tab.unsaved] in (["rejected"], ["unrelated"])


def test_a_failing_activity_does_not_delay_the_others() -> None:
    tab = Tab().answers(is_locked).finish(SID).passes(10 * MINUTE).answers()
    tab.finish(OTHER, Subject="the other").passes(1_000)
    assert [value["Subject"] for value in tab.written] == ["the other"]


@pytest.mark.parametrize("moment", [1_000, MINUTE])
def test_a_clock_that_is_set_back_delays_and_hides_nothing(moment: int) -> None:
    tab = Tab()
    window = tab.page.window
    tab.answers(is_locked).finish().passes(moment)
    window.Date = SimpleNamespace(now=lambda: STARTED_MS + int(window.now) - 24 * HOUR)
    tab.passes(20_000)
    assert [row["sid"] for row in tab.unsaved] == [SID]
    tab.answers().passes(2 * HOUR)
    assert tab.written == [TASK]


# Fields


def test_a_rejected_field_is_left_out_and_named_once() -> None:
    tab = Tab()
    tab.salesforce.rejected = {"Topic__c": TOPIC}
    for sid in (SID, OTHER):
        tab.finish(sid).passes()
    assert ["Topic__c" in value for value in tab.salesforce.asked] == [True, False, True, False]
    assert tab.states == {SID: "saved", OTHER: "saved"}
    shown = [(name, dict(context)) for name, context in tab.page.flex.Notifications.shown]
    assert shown == [("PSSalesforceActivityFieldRefused", {"field": "Topic__c"})]


@pytest.mark.parametrize("before", [True, False])
def test_a_rejected_field_in_a_late_note_does_not_lose_the_note(before: bool) -> None:
    tab = Tab()
    if before:
        tab.salesforce.rejected = {"Topic__c": TOPIC}
    tab.finish().passes()
    tab.salesforce.rejected = {"Topic__c": TOPIC}
    tab.amend({**NOTE, "Topic__c": "boats"}).passes()
    assert "Topic__c" not in tab.salesforce.asked[-1]
    assert tab.salesforce.asked[-1]["Description"] == "late"
    assert tab.states == {SID: "saved"}


def test_fields_rejected_one_by_one_stay_left_out_through_reloads() -> None:
    names = [f"F{number}__c" for number in range(12)]
    details = {name: {"statusCode": "INVALID_FIELD", "message": f"No such column '{name}'"} for name in names}
    tab = Tab(answering=False).finish(**dict.fromkeys(names, "x"))
    for _ in range(30):
        tab = tab.reloaded()
        tab.salesforce.rejected = details
        tab.passes(400)
    assert tab.states == {SID: "saved"}


@pytest.mark.parametrize("respond", [refuses, rejects(TOPIC)])
def test_a_field_that_was_not_sent_is_not_named(respond: Any) -> None:
    tab = Tab().answers(respond).finish(Topic__c="")
    tab.outbox.give_up(SID)
    tab.outbox.apply(
        OTHER, {"kind": "ended", "now": 1, "confirm": False, "fields": {"Status": "x"}, "about": ""}
    )
    tab.passes(10_000)
    assert "PSSalesforceActivityFieldRefused" not in tab.page.shown


@each(
    "respond",
    [
        *(never, refuses, throws, nonsense, fails, is_locked, rejects(TOPIC)),
        rejects({"message": NAME, "code": NAME, "statusCode": NAME, "fields": [NAME]}),
        lambda callback, _: callback({"success": False, "errors": [{"code": NAME, "message": NAME}]}),
        lambda callback, _: callback({"success": True, "returnValue": {"recordId": NAME}}),
    ],
)
def test_the_log_shows_no_customer_data(respond: Any) -> None:
    tab = Tab().answers(respond).finish().passes(10 * MINUTE)
    tab.outbox.give_up(SID)
    assert NAME not in tab.page.printed


# Several tabs


def test_two_tabs_that_finish_the_same_reservation_write_it_once() -> None:
    tab = Tab()
    second_tab = tab.another()
    tab.finish()
    second_tab.finish()
    both(tab, second_tab)
    assert len(tab.salesforce.asked) == 1
    assert tab.states == {SID: "saved"}


def test_a_tab_that_has_not_seen_another_tabs_save_does_not_repeat_it() -> None:
    tab = Tab()
    second_tab = tab.another()
    tab.finish()
    waiting = dict(tab.page.window.localStorage.items)
    tab.passes(150)
    assert len(tab.salesforce.asked) == 1
    tab.page.window.localStorage.items.update(waiting)  # written by the other tab a moment too late
    tab.stored()
    second_tab.stored()
    both(tab, second_tab)
    assert len(tab.salesforce.asked) == 1
    assert tab.states == {SID: "saved"}


def test_a_save_in_progress_at_a_crash_is_left_to_the_agent() -> None:
    tab = Tab().answers(never)
    second_tab = tab.another()
    tab.finish().passes(1_000)
    second_tab.stored()
    second_tab.passes(1_000)
    assert second_tab.unsaved == []
    second_tab.page.window.navigator.locks.let_go(LOCK)
    second_tab.passes(20_000)
    assert [row["state"] for row in second_tab.unsaved] == ["unknown"]
    assert len(tab.salesforce.asked) == 1


@pytest.mark.parametrize("respond", [never, lost])
@pytest.mark.parametrize("has_locks", [True, False])
def test_a_create_in_progress_at_a_reload_is_left_to_the_agent(respond: Any, has_locks: bool) -> None:
    page = Page(ON)
    if not has_locks:
        page.window.navigator.locks = None
    Tab(page).answers(respond).finish().passes()
    reloaded = page.reload()
    if not has_locks:
        reloaded.window.navigator.locks = None
    after = Tab(reloaded).passes(2 * MINUTE)
    assert after.salesforce.asked == []
    assert [(row["sid"], row["state"]) for row in after.unsaved] == [(SID, "unknown")]


def test_an_update_in_progress_at_a_reload_is_sent_again() -> None:
    tab = Tab().finish().passes().answers(never).amend(NOTE)
    tab.passes()
    after = tab.reloaded()
    after.passes()
    assert [value["Description"] for value in after.salesforce.asked] == ["late"]
    assert after.states == {SID: "saved"}


@pytest.mark.parametrize("next_page", [Tab.reloaded, Tab.another])
def test_an_activity_that_waited_is_written_by_the_next_page_or_another_tab(next_page: Any) -> None:
    tab = next_page(Tab(answering=False).finish())
    assert tab.passes().written == [TASK]


@pytest.mark.parametrize("locks", ["none", "refused", "never"])
def test_an_activity_is_written_even_without_locks(locks: str) -> None:
    page = Page(ON)
    if locks == "none":
        page.window.navigator.locks = None
    if locks == "refused":
        page.window.navigator.locks.works = False
    if locks == "never":
        page.window.navigator.locks.held.add(LOCK)
    tab = Tab(page).finish().passes(5 * MINUTE)
    assert len(tab.salesforce.asked) == 1
    assert tab.unsaved == []


# Without storage


def denied(tab: Tab) -> Tab:
    """Deny the tab its storage, and return it."""
    tab.page.window.localStorage.denied = True
    return tab


def test_tabs_that_share_no_storage_write_it_once_and_the_other_needs_confirmation() -> None:
    tab = denied(Tab())
    second_tab = denied(tab.another())
    second_tab.page.window.localStorage.items = {}
    tab.finish()
    second_tab.finish()
    both(tab, second_tab)
    assert len(tab.salesforce.asked) == 1
    assert (tab.unsaved, [row["elsewhere"] for row in second_tab.unsaved]) == ([], [True])


def test_without_storage_and_locks_an_activity_needs_confirmation() -> None:
    page = Page(ON)
    page.window.navigator.locks = None
    tab = denied(Tab(page)).finish().passes(MINUTE)
    assert tab.salesforce.asked == []
    assert [(row["state"], row["elsewhere"]) for row in tab.unsaved] == [("unknown", True)]


@pytest.mark.parametrize("respond", [is_locked, answers, never])
def test_without_storage_the_tab_that_claimed_an_activity_retries_it(respond: Any) -> None:
    tab = denied(Tab())
    if respond is answers:
        tab.salesforce.rejected = {"Topic__c": TOPIC}
    tab.answers(respond).finish().passes(900).answers()
    if respond is never:
        tab.passes(MINUTE)
        tab.outbox.save_again(SID)
    tab.passes(MINUTE)
    assert [value["Subject"] for value in tab.written] == [TASK["Subject"]]
    assert tab.unsaved == []


def test_without_storage_the_tab_that_claimed_an_activity_sends_its_late_note() -> None:
    tab = denied(Tab()).finish().passes().amend(NOTE).passes(MINUTE)
    assert tab.written == [{**TASK, **NOTE}]
    assert tab.unsaved == []
