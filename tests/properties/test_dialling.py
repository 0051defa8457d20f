"""For any click and any message, a call has a number, and a record is a record."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from build.demo.salesforce.record_ids import is_record_id
from flex_sfdc.record_choice.rules import choice_in
from flex_sfdc.salesforce.records import record_in
from flex_sfdc.utils.click_to_dial import Situation, click_in, decide, failure_context

from .hostile import addresses, anything, clicks, hostile, ids, objects, texts, types

situations = st.builds(
    Situation, st.booleans(), st.booleans(), st.booleans(), texts, texts, texts, st.booleans()
)
messages = objects(
    {
        "taskSid": st.one_of(
            texts, st.just("WT" + "a1" * 16), st.just("WR" + "0" * 32), st.just("WT" + "A" * 32)
        ),
        "recordId": ids,
        "objectType": types,
        "recordName": texts,
        "number": addresses,
        "params": st.one_of(texts, anything),
        "type": st.just("request"),
    }
)


@hostile
@given(clicks, situations)
def test_a_click_calls_a_number_or_notifies_the_agent_never_both(click: Any, now: Situation) -> None:
    decision = decide(click, now)
    if decision.destination:
        assert not any([now.dialling, now.other_session, now.on_call])
        assert not (now.activity_sid and now.activity_sid == now.offline_sid)
        assert decision.notification == ""
        assert decision.destination == decision.destination.strip()
    else:
        assert decision.notification or now.dialling
        assert decision.attributes == {}
    for key, value in decision.attributes.items():
        assert key in ("sfdcObjectId", "sfdcObjectType", "sfdcParams")
        assert isinstance(value, str)
        assert value
    assert len(decision.attributes.get("sfdcParams", "")) <= 255
    assert not decision.destination.lower().startswith("tel:")
    assert decision.outcome.isascii(), "it is logged: nothing of the click may be in it"


@hostile
@given(clicks, situations)
def test_the_log_line_of_a_click_does_not_depend_on_the_customer(click: Any, now: Situation) -> None:
    outcomes = {
        *("dialling", "ignored, a call is under way", "refused, another session", "refused, on a call"),
        *("refused, no session", "refused, offline", "refused, it has no number"),
    }
    assert decide(click, now).outcome in outcomes


@hostile
@given(texts)
def test_the_reason_of_a_failed_call_fits_a_notification(message: str) -> None:
    context = failure_context(message)
    assert set(context) <= {"reason"}
    assert len(context.get("reason", "")) <= 200


@hostile
@given(messages)
def test_a_message_chooses_a_real_record_or_none_of_these_for_a_named_task_or_nothing(message: Any) -> None:
    choice = choice_in(message)
    if choice is None:
        return
    sid, record = choice
    assert sid == "" or (sid[:2] in ("WT", "WR") and len(sid) == 34)
    if record["id"] == "":
        assert sid, "nobody can mean every task"
    else:
        assert is_record_id(record["id"])
        assert record["type"].replace("_", "a").isalnum()
        assert "number" not in message


@hostile
@given(messages)
def test_a_message_to_dial_is_a_click_that_can_be_dialled_or_has_no_number(message: Any) -> None:
    click = click_in(message)
    if click is None:
        return
    assert len(click["number"]) <= 40
    assert not set(click["number"].lower()) - set("0123456789+-(). /*#ext;,=")
    assert click["number"] == "" or any(character.isdigit() for character in click["number"])
    assert choice_in(message) is None, "a message dials or chooses, never both"
    if "recordId" in click:
        assert is_record_id(click["recordId"])
    assert set(click) <= {"number", "recordId", "objectType", "params"}


@hostile
@given(messages)
def test_a_message_dials_like_a_click_on_its_number(message: Any) -> None:
    now = Situation(False, False, False, "", "", "", False)
    click = click_in(message)
    if click is not None and click["number"]:
        assert decide(click, now).destination == decide(message, now).destination


@hostile
@given(st.one_of(anything, messages, clicks))
def test_a_record_that_a_page_names_is_a_record(message: Any) -> None:
    record = record_in(message)
    if record is not None:
        assert is_record_id(record["id"])
        assert record["name"]
        assert len(record["type"]) <= 80
