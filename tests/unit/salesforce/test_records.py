"""Ids of records: which are valid, and which records can have activities."""

from __future__ import annotations

import pytest

from build.demo.salesforce.record_ids import is_record_id as oracle
from flex_sfdc.salesforce.records import attributes_of, can_have_activities, is_record_id
from flex_sfdc.utils.screen_pop import decide
from tests.support.cases import each
from tests.support.records import ADA


def test_an_unknown_type_is_left_out_of_the_attributes() -> None:
    assert attributes_of({"id": ADA, "type": "Contact", "name": "Ada"}) == {
        "sfdcObjectId": ADA,
        "sfdcObjectType": "Contact",
    }
    assert attributes_of({"id": ADA, "type": "", "name": "Ada"}) == {"sfdcObjectId": ADA}


USERS_QUEUES_PROFILES_ROLES_ORGS = ["005", "00G", "00e", "00E", "00D", "0PS"]
TASKS_EVENTS_FILES_NOTES = ["00T", "00U", "0D5", "069", "068", "06A", "015", "00P", "002"]
LINES = ["00k", "00v", "01u", "802"]
REPORTS_AND_SET_UP = ["00O", "01Z", "00B", "02u", "012", "01p"]
CUSTOM_OR_NEWER = ["a00", "aZ9", "1xY"]
STANDARD = ["001", "003", "006", "00Q", "500", "701", "800", "801", "0Q0", "01t", "02i", "570", "0LQ", "0Mw"]


@each("prefix", [*USERS_QUEUES_PROFILES_ROLES_ORGS, *TASKS_EVENTS_FILES_NOTES, *LINES, *REPORTS_AND_SET_UP])
def test_a_user_a_file_or_a_report_cannot_have_activities(prefix: str) -> None:
    assert not can_have_activities(f"{prefix}5f0000000001")
    assert decide({"sfdcObjectId": f"{prefix}5f0000000001"}, False).record_id, "the task still shows it"


@each("prefix", [*STANDARD, *CUSTOM_OR_NEWER])
def test_other_records_can_have_activities_even_of_unknown_objects(prefix: str) -> None:
    assert can_have_activities(f"{prefix}5f0000000001")


@pytest.mark.parametrize("value", ["", "00", "003", "Ada", "0035f0000000001AAB", "0035f00000 0001"])
def test_an_invalid_id_cannot_have_activities(value: str) -> None:
    assert not can_have_activities(value)


@pytest.mark.parametrize(
    "value",
    [
        "001AZ5f00000001YAA",  # A and Z are capitals
        "00QZzAa0000000ZMBQ",
        "00QZzAa0000000ZMBA",
        "ABCDEFGHIJKLMNO555",
        "001az5f00000001AAA",
        "00000000000000Z",
    ],
)
def test_the_last_three_characters_hold_the_case_of_the_others(value: str) -> None:
    assert is_record_id(value) == oracle(value)
