"""The fake org's `saveOnce`: one activity for each key, whatever happens."""

from __future__ import annotations

from typing import Any

import pytest

from build.demo.salesforce.org import Org
from build.demo.salesforce.refusals import required

KEY = "WR00000000000000000000000000000001"
CALL = {"Subject": "Call", "Status": "Completed", "TaskSubtype": "Call"}


def outcome(answer: dict[str, Any]) -> tuple[bool, bool, list[str]]:
    """Return whether there is an id, whether the activity existed, and the codes of the errors."""
    return bool(answer["id"]), answer["existed"], [error["statusCode"] for error in answer["errors"]]


@pytest.mark.parametrize("race", [False, True])
def test_a_repeated_key_finds_the_first_activity_and_changes_nothing(race: bool) -> None:
    org = Org()
    first = org.save_once(KEY, CALL)
    org.race = race
    repeated = org.save_once(KEY, {**CALL, "Subject": "Another text"})
    assert (outcome(first), outcome(repeated)) == ((True, False, []), (True, True, []))
    assert (repeated["id"], repeated["edited"]) == (first["id"], False)
    assert org.activities == {first["id"]: CALL}


def test_another_key_is_another_activity() -> None:
    org = Org()
    assert org.save_once(KEY, CALL)["id"] != org.save_once(KEY.lower(), CALL)["id"]


def test_a_refused_activity_leaves_its_key_free() -> None:
    org = Org(rules=[required("Topic__c")])
    assert outcome(org.save_once(KEY, CALL)) == (False, False, ["REQUIRED_FIELD_MISSING"])
    assert outcome(org.save_once(KEY, {**CALL, "Topic__c": "Billing"})) == (True, False, [])


def test_a_deleted_activity_frees_its_key() -> None:
    org = Org()
    org.activities.pop(org.save_once(KEY, CALL)["id"])
    assert outcome(org.save_once(KEY, CALL)) == (True, False, [])


def test_an_update_changes_only_the_named_fields_of_its_activity() -> None:
    org = Org()
    saved = org.save_once(KEY, CALL)["id"]
    assert org.save_fields(saved, {"Description": "Late note"})["id"] == saved
    assert org.activities == {saved: {**CALL, "Description": "Late note"}}
    repeated = org.save_once(KEY, CALL)
    assert (repeated["edited"], repeated["updated"]) == (True, ["description"])
    org.activities.clear()
    assert outcome(org.save_fields(saved, {"Description": "x"})) == (False, False, ["ENTITY_IS_DELETED"])


def test_only_flex_has_updated_an_activity_until_somebody_else_edits_it() -> None:
    org = Org()
    saved = org.save_once(KEY, CALL)["id"]
    assert org.save_once(KEY, CALL)["updated"] == []
    for name in ("Description", "WhoId"):
        org.save_fields(saved, {name: None})
    assert org.save_once(KEY, CALL)["updated"] == ["description", "whoid"]
    org.save({"Id": saved, "Subject": "by hand"})
    assert org.save_once(KEY, CALL)["updated"] is None
    org.save_fields(saved, {"Description": "x"})
    assert org.save_once(KEY, CALL)["updated"] is None, "an update by Flex does not hide the edit before it"


def test_a_create_and_an_update_leave_their_marks() -> None:
    org = Org()
    saved = org.save_once(KEY, CALL, ["undecided"])["id"]
    repeated = org.save_once(KEY, CALL, ["superseded"])
    assert (repeated["edited"], repeated["updated"]) == (False, ["undecided"])
    org.save_fields(saved, {"Description": "x"}, ["noted"])
    assert org.save_once(KEY, CALL)["updated"] == ["description", "noted", "undecided"]


def test_without_the_field_of_updates_everything_counts_as_an_edit() -> None:
    org = Org(marks_updates=False)
    org.save_fields(org.save_once(KEY, CALL)["id"], {"Description": "x"})
    repeated = org.save_once(KEY, CALL)
    assert (repeated["edited"], repeated["updated"]) == (True, None)


@pytest.mark.parametrize("race", [False, True])
def test_the_key_of_an_activity_out_of_sight_is_found_and_nothing_is_changed(race: bool) -> None:
    org = Org(race=race)
    saved = org.save_once(KEY, CALL)["id"]
    org.hidden.add(saved)
    repeated = org.save_once(KEY, {**CALL, "Subject": "Another text"})
    assert (outcome(repeated), repeated["id"], repeated["edited"]) == ((True, True, []), saved, True)
    assert outcome(org.save_fields(saved, {"Subject": "x"}))[2] == ["INSUFFICIENT_ACCESS_OR_READONLY"]
    assert org.activities == {saved: CALL}


def test_a_taken_key_precedes_any_refusal() -> None:
    org = Org()
    saved = org.save_once(KEY, CALL)["id"]
    org.rules.append(required("Topic__c"))
    assert (outcome(org.save_once(KEY, CALL)), org.activities) == ((True, True, []), {saved: CALL})
