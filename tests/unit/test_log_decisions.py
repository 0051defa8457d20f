"""docs/specification.md, section 9: what becomes of an activity, decided in `utils.log_queue`."""

from __future__ import annotations

from typing import Any

import pytest

from flex_sfdc.utils.log_queue import (
    DAY_MS,
    DRAFT,
    LONGEST_PAUSE_MS,
    MOST,
    MOST_CHARACTERS,
    MOST_SAVED,
    OLDEST_MS,
    REFUSED,
    RETRY_MS,
    SAVED,
    SENT,
    SHOWN_AFTER_MS,
    TOLD_AFTER_MS,
    UNKNOWN,
    WAITING,
    Entry,
    Fields,
    amended,
    entry_of,
    has_passed,
    is_too_old,
    left,
    payload,
    read,
    refusal,
    refused,
    renewed,
    saved,
    settled,
    too_many,
    unanswered,
    unsaved,
    words_of,
)
from flex_sfdc.utils.sfdc_loader import pace

NOW = 1_800_000_000_000
TASK: Fields = {"Subject": "Call", "WhoId": "003", "Topic__c": "boats"}
NOTE: Fields = {"Description": "a boat"}
ID = "00T5f0000000001AAA"


def an_entry(state: str = WAITING, **changes: Any) -> Entry:
    entry: Any = {**entry_of(TASK, ["Topic__c"], state, NOW), **changes}
    return entry  # type: ignore[no-any-return]


def open_cti(*details: object, code: str = "GENERIC_ERROR") -> list[object]:
    """Open CTI's errors, with Salesforce's own in them."""
    error: dict[str, object] = {"code": code, "description": "Review the details."}
    if details:
        error["details"] = list(details)
    return [error]


def detail(code: str, message: str = "No.", *fields: str) -> dict[str, object]:
    return {"errorCode": code, "message": message, "fields": list(fields)}


# Refusals


@pytest.mark.parametrize(
    "code",
    [
        "UNABLE_TO_LOCK_ROW",
        "REQUEST_LIMIT_EXCEEDED",
        "SERVER_UNAVAILABLE",
        "INVALID_SESSION_ID",
        "QUERY_TIMEOUT",
        "APEX_CPU",
        "SERVER_ERROR",
        "SOFTPHONE_CONTAINER_ERROR",
    ],
)
def test_what_passes_is_tried_again_wherever_it_is_said(code: str) -> None:
    assert not refusal(open_cti(detail(code)), "", TASK)["final"]
    assert not refusal(open_cti(code=code), "", TASK)["final"]
    trigger = detail("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", f"MyTrigger: {code}: busy")
    assert not refusal(open_cti(trigger), "", TASK)["final"]


@pytest.mark.parametrize("errors", [open_cti(), [], None, "", [None], [{"code": "GENERIC_ERROR"}], [1]])
def test_a_refusal_without_a_reason_is_tried_again(errors: object) -> None:
    assert not refusal(errors, "saveLog threw: TypeError", TASK)["final"]


@pytest.mark.parametrize(
    "errors",
    [
        open_cti(detail("FIELD_CUSTOM_VALIDATION_EXCEPTION", "No.", "WhoId")),
        open_cti({"message": "Required fields are missing: [WhoId]"}),
        open_cti("WhoId: id value of incorrect type"),
        open_cti({"fieldErrors": {"WhoId": [{"message": "wrong"}]}}),
        open_cti({"output": {"fieldErrors": {"WhoId": [{"message": "wrong"}]}}}),
    ],
)
def test_a_refusal_for_a_field_is_final_and_names_it_in_whatever_shape(errors: object) -> None:
    said = refusal(errors, "", TASK)
    assert said["final"]
    assert said["fields"] == ["WhoId"]


def test_what_open_cti_itself_does_not_take_is_final() -> None:
    assert refusal(open_cti(code="INVALID_PARAM"), "", TASK)["final"]
    assert refusal(None, "saveLog threw: DataCloneError", TASK)["final"]


def test_only_names_of_fields_that_were_sent_are_taken_for_fields() -> None:
    said = refusal(open_cti(detail("INVALID_FIELD", "WhoId Topic__c", "Other__c", "Topic__c")), "", TASK)
    assert said["fields"] == ["Topic__c"]
    assert refusal(open_cti({"message": "MyTopic__c, Topic__cx"}), "", TASK)["fields"] == []


def test_a_field_is_found_wherever_it_stands_in_whichever_message() -> None:
    said = refusal(open_cti({"message": "Topic__c: wrong"}, {"message": "WhoId: wrong"}), "", TASK)
    assert said["fields"] == ["WhoId", "Topic__c"]


def test_an_empty_message_is_no_reason_and_hides_none() -> None:
    said = refusal([{"message": ""}, {"message": ""}, "", {"description": "Busy."}], "", TASK)
    assert (said["final"], said["why"]) == (False, "Busy.")
    said = refusal(["", {"message": "Not on Sundays."}], "", TASK)
    assert (said["final"], said["why"]) == (True, "Not on Sundays.")


def test_the_codes_are_codes_and_nothing_else() -> None:
    errors = open_cti(
        {"errorCode": "FIELD_1", "message": "No."},
        {"statusCode": "Ada Lovelace", "message": "No."},
        {"statusCode": "STATUS", "message": "No."},
    )
    assert refusal(errors, "", TASK)["codes"] == ["GENERIC_ERROR", "FIELD_1", "STATUS"]


def test_the_agent_reads_salesforces_own_reasons_else_the_general_one() -> None:
    errors = open_cti(detail("A", "Too long."), detail("B", "Too late."))
    assert refusal(errors, "", TASK)["why"] == "Too long.; Too late."
    assert refusal(open_cti(), "", TASK)["why"] == "Review the details."
    assert len(refusal(open_cti(detail("A", "x" * 900)), "", TASK)["why"]) == 500


def test_errors_without_an_end_are_read_in_part() -> None:
    endless: list[object] = [detail("A", "first")]
    endless.append(endless)
    said = refusal(endless, "", TASK)
    assert said["why"].startswith("first")
    assert said["final"]


def test_of_an_error_with_very_many_parts_the_first_hundred_are_read() -> None:
    assert refusal(["x"] * 200, "", TASK)["why"].count("x") == 99, "the list itself is one"


def test_words_are_what_can_be_the_name_of_a_field() -> None:
    assert words_of("No such column 'Topic__c' on [Task], Field1.") == [
        *("No", "such", "column", "Topic__c", "on", "Task", "Field1")
    ]


def test_a_final_refusal_is_the_agents_with_its_reason() -> None:
    said = refusal(open_cti(detail("RULE", "Not on Sundays.", "WhoId")), "", TASK)
    after = refused(an_entry(SENT, amend=NOTE), said, NOW + 5)
    assert (after["state"], after["why"], after["tries"]) == (REFUSED, "Not on Sundays.", 0)
    assert after["fields"] == {**TASK, **NOTE}


def test_a_refusal_that_passes_waits_longer_each_time() -> None:
    said = refusal(open_cti(code="SERVER_ERROR"), "", TASK)
    after = refused(an_entry(SENT, tries=3, amend=NOTE), said, NOW + 5)
    assert (after["state"], after["tries"], after["due"]) == (WAITING, 4, NOW + 5)
    assert after["why"] == "Review the details.", "the agent sees it while it waits"
    assert (after["fields"], after["amend"]) == ({**TASK, **NOTE}, {})


def test_an_org_that_is_over_its_limits_is_asked_less_and_less_often() -> None:
    pauses = [pace(RETRY_MS, tries) for tries in range(6)]
    assert pauses == [1_000, 5_000, 30_000, 120_000, 600_000, 600_000]


def test_a_custom_field_goes_when_it_is_named_and_only_then() -> None:
    named = refusal(open_cti(detail("STRING_TOO_LONG", "too long", "Topic__c")), "", TASK)
    after = refused(an_entry(SENT, due=7), named, NOW + 5)
    assert (after["state"], after["fields"], after["custom"]) == (
        *(WAITING, {"Subject": "Call", "WhoId": "003"}, ["Topic__c"]),
    )
    assert (after["due"], after["tries"]) == (7, 0), "the rest is sent at once"
    passing = refusal(open_cti(detail("UNABLE_TO_LOCK_ROW", "Topic__c", "Topic__c")), "", TASK)
    assert refused(an_entry(SENT), passing, NOW)["fields"] == TASK


# Answers


def test_what_is_saved_keeps_its_id_and_nothing_of_the_customer() -> None:
    after = settled(an_entry(SENT), ID, NOW + 5)
    assert {**after, "custom": []} == saved(ID, NOW)
    assert settled(an_entry(SENT, id=ID), "", NOW)["id"] == ID


def test_a_note_that_came_meanwhile_is_written_by_the_id_where_there_is_one() -> None:
    after = settled(an_entry(SENT, amend=NOTE), ID, NOW + 5)
    assert (after["state"], after["id"], after["fields"], after["at"]) == (WAITING, ID, NOTE, NOW + 5)
    assert payload(after) == {**NOTE, "Id": ID}
    assert settled(an_entry(SENT, amend=NOTE), "", NOW)["state"] == SAVED


def test_what_gets_no_answer_is_the_agents_but_an_update_is_repeated() -> None:
    assert unanswered(an_entry(SENT), NOW)["state"] == UNKNOWN
    after = unanswered(an_entry(SENT, id=ID), NOW + 5)
    assert (after["state"], after["due"], after["tries"]) == (WAITING, NOW + 5, 1)


@pytest.mark.parametrize("state", [DRAFT, WAITING, SENT, REFUSED, UNKNOWN])
def test_a_note_follows_what_is_not_saved(state: str) -> None:
    after = amended(amended(an_entry(state), {"Description": "old"}), NOTE)  # type: ignore[arg-type]
    assert after is not None
    assert (after["state"], after["fields"], after["amend"]) == (state, TASK, NOTE)


def test_a_note_makes_an_update_of_what_is_saved() -> None:
    after = amended(saved(ID, NOW), NOTE)
    assert after is not None
    assert (after["state"], payload(after)) == (WAITING, {**NOTE, "Id": ID})
    assert amended(saved("", NOW), NOTE) is None


def test_what_is_new_is_written_as_it_is() -> None:
    assert payload(an_entry()) == TASK
    assert renewed(an_entry(amend=NOTE), SENT)["fields"] == {**TASK, **NOTE}


# What the browser kept


def test_an_activity_is_read_as_it_was_kept() -> None:
    entry = an_entry(SENT, amend=NOTE, tries=2, due=3, id=ID, why="because")
    assert read(dict(entry)) == entry


@pytest.mark.parametrize("state", ["draft", "waiting", "sent", "saved", "refused", "unknown"])
def test_an_activity_that_an_earlier_version_has_kept_is_still_one(state: str) -> None:
    kept = {
        "state": state,
        "at": NOW,
        "id": ID,
        "fields": {"Subject": "Call"},
        "custom": ["Topic__c"],
        "amend": {"Description": "a boat"},
        "tries": 2,
        "due": 3,
        "why": "because",
    }
    assert read(kept) == kept


def test_what_is_no_activity_is_none() -> None:
    kept: object
    for kept in (None, 1, "waiting", [], {}, {"state": "other"}, {"state": None}):
        assert read(kept) is None


def test_what_is_wrong_in_an_activity_is_as_if_it_were_not_there() -> None:
    kept = {"state": SENT, "at": "1", "fields": [], "custom": {}, "amend": 1, "tries": True, "due": None}
    assert read({**kept, "id": 1, "why": []}) == entry_of({}, [], SENT, 0)
    assert read({"state": SENT, "custom": ["A", 1]}) == entry_of({}, ["A"], SENT, 0)


# What is kept, what is shown


def test_a_saved_activity_is_known_for_a_day_any_other_for_a_week() -> None:
    assert not is_too_old(saved(ID, NOW), NOW + DAY_MS)
    assert is_too_old(saved(ID, NOW), NOW + DAY_MS + 1)
    for state in (DRAFT, WAITING, REFUSED, UNKNOWN):
        assert not is_too_old(an_entry(state), NOW + OLDEST_MS)
        assert is_too_old(an_entry(state), NOW + OLDEST_MS + 1)
    assert (DAY_MS, OLDEST_MS) == (24 * 3_600_000, 7 * 24 * 3_600_000)


def test_the_oldest_of_too_many_go() -> None:
    waiting = {f"WR{number}": an_entry(at=NOW + number) for number in range(MOST + 2)}
    assert sorted(too_many(waiting, NOW)) == ["WR0", "WR1"]
    done = {f"WR{number}": saved(ID, NOW + number) for number in range(MOST_SAVED + 1)}
    assert too_many(done, NOW) == ["WR0"]
    few = {sid: waiting[sid] for sid in list(waiting)[2:]} | {sid + "s": done[sid] for sid in list(done)[1:]}
    assert too_many(few, NOW) == []
    assert (MOST, MOST_SAVED) == (100, 200)


def test_the_oldest_go_when_all_together_are_too_long() -> None:
    half: Fields = {"Description": "x" * (MOST_CHARACTERS // 2), "CallDurationInSeconds": 5}
    entries = {f"WR{number}": an_entry(fields=half, at=NOW + number) for number in range(2)}
    assert too_many(entries, NOW) == []
    entries["WR2"] = an_entry(fields={"Subject": "x"}, at=NOW + 2)
    entries["WR3"] = saved(ID, NOW - 1)
    assert too_many(entries, NOW) == ["WR0"]


def test_what_is_under_way_stays() -> None:
    assert too_many({"WR1": an_entry(SENT, at=0)}, NOW) == []


def test_the_agent_sees_what_he_has_to_decide_at_once_and_what_waits_after_a_while() -> None:
    entries = {
        "WR1": an_entry(WAITING, at=NOW + 3),
        "WR2": an_entry(SENT, at=NOW + 2, fields={"Subject": 5}),
        "WR3": an_entry(REFUSED, at=NOW + 1, why="No."),
        "WR4": an_entry(UNKNOWN),
        "WR5": an_entry(DRAFT),
        "WR6": saved(ID, NOW),
    }
    assert [one["sid"] for one in unsaved(entries, NOW + 4)] == ["WR4", "WR3"]
    later = unsaved(entries, NOW + 3 + SHOWN_AFTER_MS)
    assert [(one["sid"], one["state"], one["subject"], one["why"], one["at"]) for one in later] == [
        ("WR4", UNKNOWN, "Call", "", NOW),
        ("WR3", REFUSED, "Call", "No.", NOW + 1),
        ("WR2", SENT, "", "", NOW + 2),
        ("WR1", WAITING, "Call", "", NOW + 3),
    ]
    assert len(unsaved(entries, NOW + 2 + SHOWN_AFTER_MS)) == 3
    assert (SHOWN_AFTER_MS, TOLD_AFTER_MS) == (15_000, 5 * 60_000)


def test_only_field_errors_name_fields_by_their_keys_and_only_texts_are_reasons() -> None:
    said = refusal(
        [{"details": {"Subject": "x"}, "fieldErrors": "no dict", "message": 5}], "", {"Subject": "x"}
    )
    assert (said["fields"], said["final"], said["why"]) == ([], False, "")
    named = refusal([{"fieldErrors": {"Subject": [{"message": "too long"}]}}], "", {"Subject": "x"})
    assert (named["fields"], named["final"], named["why"]) == (["Subject"], True, "too long")


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (NOW, 0),
        (NOW - 5, -5),
        (NOW + 5, 5),
        (NOW + LONGEST_PAUSE_MS, LONGEST_PAUSE_MS),
        (NOW + LONGEST_PAUSE_MS + 1, 0),
    ],
)
def test_what_is_due_later_than_after_any_pause_is_from_before_the_clock_was_set_back(
    due: int, expected: int
) -> None:
    assert left(due, NOW) == expected
    assert max(RETRY_MS) * 1.75 < LONGEST_PAUSE_MS < max(RETRY_MS) * 2.5


@pytest.mark.parametrize(
    ("since", "expected"),
    [(NOW, False), (NOW - 9, False), (NOW - 10, True), (NOW - 11, True), (NOW + 1, True)],
)
def test_a_time_has_passed_also_where_the_clock_was_set_back_since(since: int, expected: bool) -> None:
    assert has_passed(10, since, NOW) is expected
