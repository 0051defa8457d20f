"""docs/message-channels.md, both channels: the meaning of the page's messages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flex_sfdc.context_switching.rules import edited_after
from flex_sfdc.flex.task_facts import choices_of, is_sid, resolve_task
from flex_sfdc.page_events.rules import ACTIVITY_SAVED, CALL_STARTED
from flex_sfdc.record_choice.rules import (
    MAX_CHOICES_BY_MESSAGE,
    REQUEST,
    canonical_record,
    choice_in,
    choices_message,
    may_choose,
    second_in,
)
from flex_sfdc.salesforce.records import NONE_OF_THESE, Record, is_record_id, record_in, same_record
from flex_sfdc.utils.click_to_dial import MAX_NUMBER_LENGTH, click_in
from tests.support.cases import each
from tests.support.records import ACME, ADA, BOB

TASK = "WT" + "a" * 32
RESERVATION = "WR" + "b" * 32
CHOICE = {"taskSid": TASK, "recordId": ADA, "objectType": "Contact"}
NUMBER = "(415) 555-0101"

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
PARTS = ANYTHING | st.sampled_from([ADA, ACME, TASK, RESERVATION, "Contact", "Account", NUMBER, "", True])
KEYS = ["taskSid", "recordId", "objectType", "recordName", "number", "type", "personAccount", "contactId"]
MESSAGES = ANYTHING | st.dictionaries(st.sampled_from(KEYS), PARTS)


def record(record_id: str, kind: str = "Contact", name: str = "") -> Record:
    return {"id": record_id, "type": kind, "name": name or record_id}


ADA_FOUND = record(ADA, "Contact", "Ada Lovelace")


@pytest.mark.parametrize("sid", [TASK, RESERVATION, "", None])
def test_a_message_chooses_a_record_for_the_task_it_names_else_for_the_agents_current_one(sid: Any) -> None:
    assert choice_in({**CHOICE, "taskSid": sid}) == (sid or "", record(ADA))


def test_a_message_need_not_name_a_task() -> None:
    assert choice_in({"recordId": ADA, "objectType": "Contact"}) == ("", record(ADA))


@each(
    "wrong",
    [
        {"taskSid": "WT1"},
        {"taskSid": TASK.upper()},
        {"taskSid": TASK[:-1] + "X"},
        {"taskSid": "WT-" + TASK[3:]},
        {"taskSid": "CA" + "a" * 32},
        {"taskSid": 7},
        {"taskSid": " "},
        {"taskSid": [TASK]},
        {"recordId": "Ada"},
        {"recordId": 3},
        {"recordId": [ADA]},
        {"recordId": ADA[:-1] + "B"},
        {"recordId": "0055f0000000001AAA", "objectType": "User"},
        {"recordId": "00G5f0000000001", "objectType": "Group"},
        {"objectType": ""},
        {"objectType": None},
        {"objectType": 7},
        {"objectType": "Contact; drop"},
        {"objectType": "C" * 81},
        {"objectType": "1Contact"},
        {"number": NUMBER},
    ],
)
def test_a_message_of_another_form_chooses_nothing(wrong: dict[str, object]) -> None:
    assert choice_in({**CHOICE, **wrong}) is None


@pytest.mark.parametrize("missing", ["recordId", "objectType"])
def test_an_incomplete_message_chooses_nothing(missing: str) -> None:
    assert choice_in({key: value for key, value in CHOICE.items() if key != missing}) is None


@pytest.mark.parametrize("nothing", ["", None])
def test_an_empty_record_means_none_of_these_but_only_for_a_named_task(nothing: object) -> None:
    assert choice_in({"taskSid": TASK, "recordId": nothing}) == (TASK, NONE_OF_THESE)
    assert choice_in({"recordId": nothing}) is None


def test_none_of_these_is_a_record_with_empty_fields() -> None:
    assert NONE_OF_THESE == {"id": "", "type": "", "name": ""}


def test_the_plugins_own_message_chooses_nothing_when_it_comes_back() -> None:
    message = choices_message(TASK, RESERVATION, record(ADA), {"choices": [record(ADA)]})
    assert choice_in(message) is None
    assert click_in(message) is None


def test_a_person_account_counts_as_its_contact() -> None:
    page = {
        "recordId": ACME,
        "objectType": "Account",
        "recordName": "Pat",
        "personAccount": True,
        "contactId": ADA,
    }
    assert record_in(page) == record(ADA, "Contact", "Pat")


def test_a_message_to_dial_is_a_click() -> None:
    message = {"number": NUMBER, "recordId": ADA, "objectType": "Contact"}
    assert click_in(message) == message
    assert click_in({"number": 4155550101}) == {"number": "4155550101"}
    assert click_in({"number": "911", "recordId": ADA}) == {
        "number": "911",
        "recordId": ADA,
        "objectType": "",
    }


@pytest.mark.parametrize("message", [None, NUMBER, [], {}, {"recordId": ADA, "objectType": "Contact"}])
def test_a_message_without_a_number_is_not_a_message_to_dial(message: object) -> None:
    assert click_in(message) is None


@each(
    "number",
    ["", "  ", None, True, [NUMBER], "call me", "client:ada", "sip:a@b.example", "X1", "1" * 41, "1\n2"],
)
def test_an_invalid_number_is_left_empty(number: object) -> None:
    assert click_in({"number": number}) == {"number": ""}


@pytest.mark.parametrize("wrong", [{"recordId": "x"}, {"recordId": None}, {"objectType": "a b"}])
def test_an_invalid_record_does_not_stop_the_call(wrong: dict[str, object]) -> None:
    message = {"number": NUMBER, "recordId": ADA, "objectType": "Contact", **wrong}
    assert click_in(message) == {"number": NUMBER}


@given(MESSAGES)
def test_only_ids_sids_and_numbers_are_read_from_any_message(message: Any) -> None:
    chosen = choice_in(message)
    if chosen is not None:
        sid, what = chosen
        assert not sid or is_sid(sid)
        assert what == NONE_OF_THESE or (is_record_id(what["id"]) and what["type"].isidentifier())
    click = click_in(message)
    if click is not None:
        assert len(click["number"]) <= MAX_NUMBER_LENGTH
        assert "recordId" not in click or is_record_id(click["recordId"])


ONE, OTHER, THIRD = (f"WR{number}" for number in (1, 2, 3))
TASKS = [(ONE, "WT1", False), (OTHER, "WT2", True), (THIRD, "WT3", False)]


@pytest.mark.parametrize(
    ("named", "selected", "sid"),
    [
        ("WR3", ONE, THIRD),
        ("WT3", ONE, THIRD),
        ("WT4", ONE, ""),
        ("", ONE, ONE),
        ("", "", OTHER),
        ("", "WR4", OTHER),
    ],
)
def test_a_message_is_about_the_named_task_else_the_open_one_else_the_only_one_that_waits(
    named: str, selected: str, sid: str
) -> None:
    assert resolve_task(named, selected, TASKS) == sid


def test_a_message_without_a_task_is_ignored_unless_exactly_one_task_waits() -> None:
    assert resolve_task("", "", [(ONE, "WT1", False)]) == ""
    assert resolve_task("", "", [(ONE, "WT1", True), (OTHER, "WT2", True)]) == ""


def test_ids_of_15_and_18_characters_name_the_same_record() -> None:
    assert same_record(ADA, ADA[:15])
    assert not same_record(ADA, BOB)
    assert not same_record("00000000000000a", "00000000000000A")


def test_offered_records_follow_the_matches_without_duplicates() -> None:
    matches = [record(ADA), record(BOB)]
    assert choices_of({"choices": matches, "viewed": record(ADA[:15])}) == matches
    assert choices_of({"choices": [], "viewed": record(ADA)}) == [record(ADA)]
    assert choices_of({}) == []
    assert matches == [record(ADA), record(BOB)]


@pytest.mark.parametrize("facts", [{"choices": [record(BOB), ADA_FOUND]}, {"viewed": ADA_FOUND}])
def test_a_record_that_the_agent_can_choose_keeps_the_name_and_type_it_was_found_with(facts: Any) -> None:
    assert canonical_record(record(ADA[:15], "Person", "somebody"), facts) == ADA_FOUND


def test_any_other_record_has_the_name_and_type_in_the_message() -> None:
    named = record(ACME, "Account", "Acme")
    assert canonical_record(named, {"choices": [record(BOB), ADA_FOUND]}) == named
    assert canonical_record(named, {}) == named


@each(
    ("record_id", "facts", "count", "chooses"),
    [
        (ADA, {}, 0, True),
        (ADA, {}, MAX_CHOICES_BY_MESSAGE - 1, True),
        (ADA, {}, MAX_CHOICES_BY_MESSAGE, False),
        (ADA, {"chosen": record(ACME)}, 0, True),
        (ADA, {"chosen": {**record(ACME), "picked": True}}, 0, False),
        (ADA, {"chosen": {**NONE_OF_THESE, "picked": True}}, 0, False),
        (ACME, {"chosen": record(ACME)}, 0, False),
        (ACME[:15], {"chosen": record(ACME)}, 0, False),
        (ACME, {"chosen": record(ACME), "failed": True}, 0, True),
        (ACME, {"chosen": record(ACME), "failed": True}, MAX_CHOICES_BY_MESSAGE, False),
    ],
)
def test_messages_choose_a_limited_number_of_times_and_never_override_the_agent(
    record_id: str, facts: Any, count: int, chooses: bool
) -> None:
    assert may_choose(record(record_id), facts.get("chosen"), facts, count) is chooses


def test_the_task_its_choices_and_the_chosen_record_are_published() -> None:
    facts: Any = {"choices": [record(ADA, "Contact", "Ada")]}
    assert choices_message(TASK, RESERVATION, None, facts) == {
        "type": "choices",
        "taskSid": TASK,
        "reservationSid": RESERVATION,
        "choices": [{"recordId": ADA, "objectType": "Contact", "name": "Ada"}],
        "chosen": None,
        "relatedId": "",
    }
    assert choices_message(TASK, RESERVATION, record(BOB), facts)["chosen"] == BOB
    assert choices_message(TASK, RESERVATION, NONE_OF_THESE, facts)["chosen"] == ""


def test_without_a_task_an_empty_state_is_published() -> None:
    assert choices_message("", "", None, {}) == {
        "type": "choices",
        "taskSid": "",
        "reservationSid": "",
        "choices": [],
        "chosen": None,
        "relatedId": "",
    }


def examples() -> list[dict[str, Any]]:
    """Return the messages of the document, with complete SIDs."""
    document = (Path(__file__).parents[3] / "docs" / "message-channels.md").read_text("utf-8")
    blocks = re.findall(r"\n\n((?:    .+\n)+)", document)
    messages = [block.replace("WT…", TASK).replace("WR…", RESERVATION) for block in blocks]
    return [json.loads(block) for block in messages]


def test_the_messages_in_the_document_mean_what_the_document_says() -> None:
    choose, both, ask, choices, dial, started, saved, editing = examples()
    ada = choices["choices"][0]
    assert choice_in(choose) == (TASK, record(ada["recordId"]))
    assert second_in(both) == (TASK, record("5005f00000ABCDEAA5", "sObject"))
    assert ask == {"type": REQUEST}
    facts: Any = {"choices": [record(ada["recordId"], "Contact", ada["name"])]}
    assert choices_message(TASK, RESERVATION, None, facts) == choices
    assert click_in(dial) == dial
    assert (started["type"], saved["type"]) == (CALL_STARTED, ACTIVITY_SAVED)
    assert edited_after([], editing) == [editing["recordId"]]


def test_a_number_may_be_as_long_as_salesforces_phone_fields() -> None:
    assert click_in({"number": "1" * 40}) == {"number": "1" * 40}
    assert click_in({"number": "1" * 41}) == {"number": ""}


def test_the_name_of_an_object_may_have_eighty_characters() -> None:
    longest = "A" * 77 + "__c"
    assert record_in({"recordId": ADA, "objectType": longest}) == {"id": ADA, "type": longest, "name": ADA}
    assert record_in({"recordId": ADA, "objectType": "A" + longest}) is None


def test_the_name_of_a_record_has_255_characters_at_most() -> None:
    for length in (255, 256):
        read = record_in({"recordId": ADA, "objectType": "Contact", "recordName": "n" * length})
        assert read == record(ADA, "Contact", "n" * 255)
