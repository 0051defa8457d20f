"""docs/specification.md, section 5: the decisions about the record of a task."""

from __future__ import annotations

from typing import Any

import pytest

from flex_sfdc.flex.task_facts import choice_changes, is_unsaved, record_of
from flex_sfdc.record_choice.rules import (
    IN_VIEW,
    NONE,
    NOT_SAVED,
    SAVED,
    SAVING,
    changes_of,
    dropdown_of,
    may_complete,
    picked,
)
from flex_sfdc.salesforce.records import option_text
from tests.support import records

ADA: Any = {"id": records.ADA, "type": "Contact", "name": "Ada Lovelace"}
BOB: Any = {"id": records.BOB, "type": "Contact", "name": "Bob Smith"}
CASE: Any = {"id": records.CASE, "type": "Case", "name": "00001026"}
NOBODY: Any = {"id": "", "type": "", "name": ""}
CHOICES: Any = {"choices": [ADA, BOB]}
OF_ADA = {"sfdcObjectId": ADA["id"], "sfdcObjectType": "Contact"}


def chose(record: Any, **facts: Any) -> Any:
    """Return the facts after the agent's choice, on a task that had no record."""
    return {**CHOICES, "chosen": record, "replaces_record_id": "", **facts}


def known(**facts: Any) -> Any:
    """Return the facts of a task with choices."""
    return {**CHOICES, **facts}


def like(record: Any, **changes: Any) -> Any:
    """Return the record with `changes`."""
    return {**record, **changes}


# The task's record


def test_without_a_choice_the_record_is_the_tasks_own() -> None:
    assert record_of(OF_ADA, CHOICES) == {"id": ADA["id"], "type": "Contact", "name": ADA["id"]}
    assert record_of({}, CHOICES) is None


@pytest.mark.parametrize("attributes", [None, 7, "", [], {"sfdcObjectId": 5}, {"sfdcObjectId": "not an id"}])
def test_an_invalid_id_is_not_a_record(attributes: object) -> None:
    assert record_of(attributes, CHOICES) is None
    assert not may_complete(attributes, CHOICES)


def test_a_record_that_cannot_have_activities_is_not_the_tasks_record() -> None:
    user = {"sfdcObjectId": "0055f0000000001AAA", "sfdcObjectType": "User"}
    assert record_of(user, CHOICES) is None
    assert not may_complete(user, CHOICES)
    assert dropdown_of(user, known())[1:] == ("", "")
    assert record_of(user, known(chosen=BOB)) == BOB
    assert changes_of(BOB, user) == {"sfdcObjectId": BOB["id"], "sfdcObjectType": "Contact"}


def test_a_choice_is_the_record_even_before_or_without_being_written_on_the_task() -> None:
    assert record_of({}, chose(BOB, saving=True)) == BOB
    assert record_of({}, chose(BOB, failed=True)) == BOB
    assert record_of(OF_ADA, chose(BOB, replaces_record_id=ADA["id"])) == BOB


def test_a_record_written_after_the_choice_counts_whoever_wrote_it() -> None:
    facts = chose(BOB, replaces_record_id=ADA["id"])
    assert record_of({"sfdcObjectId": CASE["id"], "sfdcObjectType": "Case"}, facts)["id"] == CASE["id"]  # type: ignore[index]


def test_none_of_these_is_a_record_without_an_id() -> None:
    assert record_of({}, chose(NOBODY)) == NOBODY
    assert record_of(OF_ADA, chose(NOBODY, replaces_record_id=ADA["id"])) == NOBODY
    assert record_of({"sfdcObjectId": ""}, chose(NOBODY, replaces_record_id=ADA["id"])) == NOBODY


def test_a_choice_is_unsaved_while_the_task_has_its_earlier_record() -> None:
    assert is_unsaved({}, chose(ADA))
    assert not is_unsaved(OF_ADA, chose(ADA))
    assert not is_unsaved(OF_ADA, chose(ADA, replaces_record_id=ADA["id"], failed=True))


@pytest.mark.parametrize(
    ("attributes", "facts", "is_settled"),
    [
        (OF_ADA, chose(ADA, replaces_record_id=BOB["id"]), True),
        (OF_ADA, chose(ADA, replaces_record_id=BOB["id"], failed=True), True),
        ({"sfdcObjectId": ""}, chose(NOBODY, replaces_record_id=BOB["id"]), True),
        (OF_ADA, chose(ADA, replaces_record_id=BOB["id"], saving=True), False),
        (OF_ADA, chose(BOB, replaces_record_id=ADA["id"]), False),
        (OF_ADA, chose(ADA, replaces_record_id=ADA["id"]), False),
        (OF_ADA, chose(ADA, replaces_record_id=""), False),  # a flow may write the empty id again
        ({}, chose(NOBODY, replaces_record_id=BOB["id"]), False),
        (OF_ADA, {}, False),
        (None, chose(ADA, replaces_record_id=BOB["id"]), False),
    ],
)
def test_a_choice_that_has_arrived_on_the_task_replaces_no_record_any_more(
    attributes: Any, facts: Any, is_settled: bool
) -> None:
    changes = choice_changes(attributes, facts)
    assert changes == ({"replaces_record_id": facts["chosen"]["id"], "failed": False} if is_settled else {})
    after: Any = {**facts, **changes}
    assert choice_changes(attributes, after) == {}
    if is_settled:
        record: Any = record_of({"sfdcObjectId": BOB["id"]}, after)
        assert record["id"] == BOB["id"]


# The guard


def test_with_choices_and_no_record_a_task_may_not_be_completed() -> None:
    assert not may_complete({}, CHOICES)


@pytest.mark.parametrize("facts", [{}, {"choices": []}, {"viewed": ADA}, {"choices": [], "viewed": ADA}])
def test_without_choices_a_task_may_be_completed_whatever_is_in_view(facts: Any) -> None:
    assert may_complete({}, facts)


@pytest.mark.parametrize("facts", [chose(ADA), chose(NOBODY), chose(ADA, failed=True)])
def test_a_choice_lets_the_task_complete_saved_or_not_and_so_does_none_of_these(facts: Any) -> None:
    assert may_complete({}, facts)


def test_a_record_of_the_task_lets_it_complete() -> None:
    assert may_complete(OF_ADA, CHOICES)


def test_a_record_in_view_is_not_a_choice() -> None:
    assert not may_complete({}, known(viewed=ADA))


# The dropdown


def test_a_task_without_choices_has_no_dropdown() -> None:
    assert dropdown_of(OF_ADA, {}) == ([], "", "")
    assert dropdown_of({}, {"choices": []})[0] == []


def test_at_first_nothing_is_selected() -> None:
    assert dropdown_of({}, CHOICES) == ([ADA, BOB], "", "")


def test_the_tasks_record_is_selected_even_by_its_short_id() -> None:
    assert dropdown_of(OF_ADA, CHOICES) == ([ADA, BOB], ADA["id"], "")
    assert dropdown_of({"sfdcObjectId": ADA["id"][:15]}, CHOICES)[1] == ADA["id"]


def test_a_record_of_the_task_that_is_not_a_choice_is_an_additional_option() -> None:
    records, value, _ = dropdown_of({"sfdcObjectId": CASE["id"], "sfdcObjectType": "Case"}, CHOICES)
    assert (value, records[2]) == (CASE["id"], {**CASE, "name": CASE["id"]})


def test_a_record_in_view_is_preselected_until_the_agent_chooses() -> None:
    assert dropdown_of({}, known(viewed=BOB)) == ([ADA, BOB], BOB["id"], IN_VIEW)
    assert dropdown_of({}, chose(ADA, viewed=BOB))[1:] == (ADA["id"], SAVED)
    assert dropdown_of(OF_ADA, known(viewed=BOB))[1:] == (ADA["id"], "")


def test_an_offered_record_is_an_option_if_the_search_found_none() -> None:
    assert dropdown_of({}, {"choices": [], "viewed": CASE}) == ([CASE], CASE["id"], IN_VIEW)


def test_the_status_shows_whether_the_choice_is_saved() -> None:
    assert dropdown_of({}, chose(ADA, saving=True))[1:] == (ADA["id"], SAVING)
    assert dropdown_of(OF_ADA, chose(ADA))[1:] == (ADA["id"], SAVED)
    assert dropdown_of({}, chose(ADA, failed=True))[1:] == (ADA["id"], NOT_SAVED)
    assert dropdown_of({}, chose(NOBODY))[1:] == (NONE, SAVED)


def test_a_choice_that_reached_the_task_after_its_time_limit_is_saved() -> None:
    assert dropdown_of(OF_ADA, chose(ADA, failed=True))[2] == SAVED


def test_an_options_value_selects_its_record_and_any_other_value_none_of_these() -> None:
    assert picked(BOB["id"], [ADA, BOB]) == BOB
    assert picked(NONE, [ADA, BOB]) == NOBODY


def test_an_option_is_name_and_type() -> None:
    assert option_text(ADA) == "Ada Lovelace - Contact"
    assert option_text(like(ADA, type="")) == "Ada Lovelace"


# The written attributes


def test_a_choice_replaces_the_type_of_the_earlier_record() -> None:
    assert changes_of(CASE, OF_ADA) == {"sfdcObjectId": CASE["id"], "sfdcObjectType": "Case"}
    assert changes_of(like(CASE, type=""), OF_ADA) == {"sfdcObjectId": CASE["id"], "sfdcObjectType": ""}


def test_the_tasks_type_is_kept_if_the_same_record_is_chosen_without_a_type() -> None:
    assert changes_of(like(ADA, type=""), OF_ADA) == {}


def test_a_record_that_the_task_already_has_is_not_written() -> None:
    assert changes_of(ADA, OF_ADA) == {}
    assert changes_of(NOBODY, {"from": "+1"}) == {}


def test_a_missing_type_is_written_even_if_the_task_has_the_record() -> None:
    lacking = {key: value for key, value in OF_ADA.items() if key != "sfdcObjectType"}
    assert changes_of(ADA, lacking) == {"sfdcObjectId": ADA["id"], "sfdcObjectType": ADA["type"]}


def test_none_of_these_empties_the_record_written_before() -> None:
    assert changes_of(NOBODY, OF_ADA) == {"sfdcObjectId": "", "sfdcObjectType": ""}
