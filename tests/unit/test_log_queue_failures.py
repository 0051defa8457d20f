"""docs/specification.md, section 9: the queue of activities when Salesforce refuses, or does not answer."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from .fakes.browser import STARTED_MS, JsError
from .fakes.salesforce import answers, lost, never, nonsense, refuses, throws
from .fakes.tab import HOUR, MINUTE, NAME, OTHER, SID, TASK, Tab


class DataCloneError(JsError):
    """What `postMessage` throws."""

    def __init__(self) -> None:
        super().__init__("could not be cloned", "DataCloneError", 25)


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


def refuses_topic(tab: Tab) -> None:
    """Salesforce refuses activities with the custom field, and takes the others."""
    refusing = details(TOPIC)

    def respond(callback: Any, value: object) -> None:
        (refusing if "Topic__c" in tab.salesforce.asked[-1] else answers)(callback, value)

    tab.salesforce.respond["saveLog"] = respond


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
    page = tab.page.reload()
    page.window.now = tab.page.window.now
    page.salesforce.respond["saveLog"] = refuses
    after = Tab(page)
    after.passes(10_000)
    assert len(after.salesforce.asked) <= 1


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
    refuses_topic(tab)
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
    refuses_topic(tab)
    assert tab.ctx.queue.amend(SID, {"Description": "late", "Topic__c": "boats"})
    tab.passes()
    assert "Topic__c" not in tab.salesforce.asked[-1]
    assert tab.salesforce.asked[-1]["Description"] == "late"
    assert tab.kept[SID]["state"] == "saved"


def test_a_custom_field_that_is_refused_and_comes_again_with_a_note_costs_neither() -> None:
    tab = Tab()
    refuses_topic(tab)
    tab.finish()
    tab.passes()
    assert tab.kept[SID]["state"] == "saved"
    assert tab.ctx.queue.amend(SID, {"Description": "late", "Topic__c": "boats"})
    tab.passes()
    assert "Topic__c" not in tab.salesforce.asked[-1]
    assert tab.salesforce.asked[-1]["Description"] == "late"
    assert tab.kept[SID]["state"] == "saved"


@pytest.mark.parametrize("respond", [refuses, details(RULE)])
def test_a_custom_field_that_was_not_sent_is_not_named(respond: Any) -> None:
    tab = Tab()
    tab.salesforce.respond["saveLog"] = respond
    fields = {"entityApiName": "Task", "Status": "Completed"}
    tab.ctx.queue.finish(SID, fields, ["Topic__c"])
    tab.passes(10_000)
    assert "PSSalesforceActivityFieldRefused" not in tab.page.shown


@pytest.mark.parametrize("moment", [1_000, MINUTE])
def test_a_clock_that_is_set_back_holds_nothing_up_and_hides_nothing(moment: int) -> None:
    tab = Tab()
    window = tab.page.window
    tab.salesforce.respond["saveLog"] = refuses
    tab.finish()
    tab.passes(moment)
    window.Date = SimpleNamespace(now=lambda: STARTED_MS + int(window.now) - 24 * HOUR)
    tab.passes(20_000)
    assert [one["sid"] for one in tab.unsaved] == [SID]
    del tab.salesforce.respond["saveLog"]
    tab.passes(20 * MINUTE)
    assert tab.written == [TASK]


def test_who_throws_when_the_store_changes_holds_up_no_activity_and_hides_no_refusal() -> None:
    tab = Tab()

    def fails() -> None:
        raise JsError("another plugin's")

    tab.page.manager.store.subscribe(fails)
    tab.salesforce.respond["saveLog"] = details(RULE)
    tab.finish()
    tab.passes(1_000)
    assert len(tab.salesforce.asked) == 1
    assert tab.page.shown == ["PSSalesforceActivityNotSaved"]


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
        tab.ctx.queue.abandon(SID)
        assert tab.page.window.console.of("warn")
        assert NAME not in tab.page.printed


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


def test_what_cannot_be_cloned_is_refused_for_good() -> None:
    tab = Tab()

    def respond(_callback: object, _value: object) -> None:
        raise DataCloneError

    tab.salesforce.respond["saveLog"] = respond
    tab.finish()
    tab.passes(HOUR)
    assert len(tab.salesforce.asked) == 1
    assert [entry["state"] for entry in tab.unsaved] == ["refused"]
