"""The plugin's slice of Flex's store: its facts, and how they change."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from flex_sfdc.flex.task_facts import (
    CHANGED,
    MAX_TIME,
    SLICE,
    TASKS_ENDED,
    is_record,
    is_time,
    read_facts,
    reduce,
    task_changed,
    tasks_ended,
    unsaved_changed,
)
from tests.support import records
from tests.support.cases import each

ADA: Any = {"id": records.ADA, "type": "Contact", "name": "Ada"}
EMPTY: Any = {"tasks": {}, "unsaved": []}
BUSY: Any = {
    "tasks": {"WR1": {"popped": True, "choices": [ADA]}, "WR2": {"accepted": 7}},
    "unsaved": [{"sid": "WR0"}],
}


def test_the_slice_and_its_actions_have_their_documented_names() -> None:
    assert SLICE == "salesforceIntegration"
    assert [kind.split("/")[0] for kind in (CHANGED, TASKS_ENDED)] == [SLICE, SLICE]


@pytest.mark.parametrize("action", [{"type": "@@redux/INIT"}, None, task_changed("WR1", {"popped": True})])
def test_at_first_the_slice_has_no_facts(action: object) -> None:
    assert reduce(None, action) == EMPTY


@pytest.mark.parametrize("action", [{"type": "FLEX/OTHER"}, {}, None, "salesforceIntegration/changed"])
def test_actions_of_other_plugins_return_the_same_object(action: object) -> None:
    assert reduce(BUSY, action) is BUSY


def test_changed_facts_of_a_task_are_merged_and_all_others_stay() -> None:
    after = reduce(BUSY, task_changed("WR1", {"saving": True, "choices": []}))
    assert after == {
        "tasks": {"WR1": {"popped": True, "choices": [], "saving": True}, "WR2": {"accepted": 7}},
        "unsaved": [{"sid": "WR0"}],
    }


def test_a_task_without_facts_is_added() -> None:
    assert reduce(EMPTY, task_changed("WR3", {"popped": True}))["tasks"] == {"WR3": {"popped": True}}


def test_the_unsaved_activities_are_replaced_as_a_whole() -> None:
    assert reduce(BUSY, unsaved_changed([])) == {**BUSY, "unsaved": []}


def test_only_open_tasks_and_the_unsaved_activities_stay() -> None:
    after = reduce(BUSY, tasks_ended(["WR2", "WR9"]))
    assert after == {"tasks": {"WR2": {"accepted": 7}}, "unsaved": [{"sid": "WR0"}]}


@pytest.mark.parametrize("action", [task_changed("WR1", {"saving": True}), tasks_ended([])])
def test_the_previous_state_is_never_changed(action: Any) -> None:
    before = copy.deepcopy(BUSY)
    reduce(BUSY, action)
    assert before == BUSY


# The stored facts of a task

FACTS: Any = {
    **{
        "popped": True,
        "choices": [ADA],
        "viewed": ADA,
        "chosen": ADA,
        "replaces_record_id": "x",
        "failed": True,
    },
    **{"accepted": 1, "accepted_at_server": 2, "ended": 3, "ended_at_server": 0, "note": {"summary": "x"}},
}


def test_the_facts_of_a_task_are_read_as_they_were_kept() -> None:
    assert read_facts(FACTS) == FACTS
    assert read_facts({}) == {}


def test_the_record_to_replace_is_read_under_its_older_key_too() -> None:
    assert read_facts({"instead": "x"}) == {"replaces_record_id": "x"}
    assert read_facts({"instead": "x", "replaces_record_id": "y"}) == {"replaces_record_id": "y"}
    assert read_facts({"instead": 1}) == {}


@pytest.mark.parametrize("value", [None, 1, "x", [], [FACTS], True])
def test_a_value_that_holds_no_facts_reads_as_none(value: object) -> None:
    assert read_facts(value) == {}


@each("key", sorted(FACTS))
def test_facts_of_another_shape_are_left_out_and_the_rest_stays(key: str) -> None:
    invalid_values: tuple[object, ...] = (
        None,
        1e300,
        -1,
        1.5,
        False,
        "",
        [],
        {},
        [1],
        {"id": 1},
        {"summary": 5},
    )
    for invalid in invalid_values:
        facts = read_facts({**FACTS, key: invalid, "constructor": invalid})
        expected = {name: value for name, value in FACTS.items() if name != key}
        valid_too: Any = {"choices": [], "note": {}, "replaces_record_id": ""}
        if key in valid_too and invalid == valid_too[key] and type(invalid) is type(valid_too[key]):
            expected[key] = invalid
        if key == "failed":
            expected["failed"] = False
        if key == "chosen":
            del expected["failed"]
        assert facts == expected, invalid


@pytest.mark.parametrize(("failed", "saving"), [(True, False), (False, True), (True, True), (False, False)])
def test_a_choice_whose_save_was_interrupted_is_unsaved_and_blocks_no_completion(
    failed: bool, saving: bool
) -> None:
    assert read_facts({"chosen": ADA, "failed": failed, "saving": saving}) == {
        **{"chosen": ADA, "failed": failed or saving}
    }
    assert read_facts({"saving": saving}) == {}


@pytest.mark.parametrize("value", [None, "x", [], {}, {**ADA, "id": 1}, {"id": "", "type": ""}])
def test_a_record_has_three_texts(value: object) -> None:
    assert is_record({"id": "", "type": "", "name": ""})
    assert not is_record(value)


def test_a_valid_time_is_a_whole_number_that_a_date_can_hold() -> None:
    assert is_time(0)
    assert is_time(MAX_TIME)
    for odd in (-1, MAX_TIME + 1, 1e300, float("inf"), float("nan"), True, "1", None):
        assert not is_time(odd)
