"""docs/message-channels.md, "The record in view": which record is suggested for a task, and when."""

from __future__ import annotations

from typing import Any

import pytest

from flex_sfdc.flex.task_facts import awaits_choice
from flex_sfdc.record_choice.rules import suggested
from flex_sfdc.salesforce.records import Record
from tests.support import records
from tests.support.cases import each

ADA: Record = {"id": records.ADA, "type": "Contact", "name": "Ada"}
BOB: Record = {"id": records.BOB, "type": "Contact", "name": "Bob"}
CASE: Record = {"id": records.CASE, "type": "Case", "name": "00001"}


@each(
    ("attributes", "facts", "expected"),
    [
        ({}, {"choices": [ADA, BOB]}, True),
        ({}, {"choices": []}, True),
        ({"sfdcObjectId": "no id"}, {"choices": []}, True),
        (None, {"choices": []}, True),
        ({}, {}, False),
        ({"sfdcObjectId": ADA["id"]}, {"choices": [ADA, BOB]}, False),
        ({}, {"choices": [ADA, BOB], "chosen": BOB}, False),
        ({}, {"choices": [ADA, BOB], "chosen": {"id": "", "type": "", "name": ""}}, False),
    ],
)
def test_a_task_waits_from_the_search_until_it_has_a_record(
    attributes: object, facts: Any, expected: bool
) -> None:
    assert awaits_choice(attributes, facts) is expected


@pytest.mark.parametrize("opened", [False, True])
def test_a_record_among_the_choices_is_suggested_with_the_name_of_its_choice(opened: bool) -> None:
    shorter: Record = {"id": BOB["id"][:15], "type": "", "name": "another name"}
    assert suggested({"choices": [ADA, BOB]}, shorter, opened) == BOB


def test_if_the_search_found_records_no_other_is_offered() -> None:
    assert suggested({"choices": [ADA, BOB]}, CASE, True) is None


def test_if_the_search_found_nothing_records_opened_since_are_offered() -> None:
    assert suggested({"choices": []}, CASE, True) == CASE
    assert suggested({"choices": []}, CASE, False) is None
    assert suggested({"choices": []}, None, True) is None


@pytest.mark.parametrize("prefix", ["00T", "00U", "005", "00O", "01Z", "00G", "069"])
def test_a_record_that_cannot_have_activities_is_not_offered(prefix: str) -> None:
    assert suggested({"choices": []}, {**CASE, "id": f"{prefix}5f0000000001"}, True) is None


def test_a_value_that_is_not_a_record_of_some_type_is_not_offered() -> None:
    assert suggested({"choices": []}, {**CASE, "type": ""}, True) is None
