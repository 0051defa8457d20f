"""docs/activities.md: the meaning of Salesforce's answers to a save."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from flex_sfdc.activities import rejections
from flex_sfdc.activities.events import (
    ACTIVITY_REJECTED,
    ANSWERED_SAVED,
    FIELD_REJECTED,
    NO_ANSWER,
    NOT_WRITTEN,
    RELATION_REJECTED,
)
from flex_sfdc.activities.rejections import AMBIGUOUS_CODES, NOT_SENT_CODES, Verdict, classify, words_in
from tests.support.cases import each
from tests.support.records import ADA, CASE


def documented(meaning: str) -> list[str]:
    """Return a record's codes that docs/activities.md lists with a class."""
    document = Path(__file__).parents[3] / "docs" / "activities.md"
    rows = [line.split(" | ") for line in document.read_text("utf-8").splitlines()]
    cells = [row[1] for row in rows if len(row) == 3 and row[2] == f"{meaning} |"]
    return re.findall(r"`(\w+)`", " ".join(cells))


RETRY_CODES = documented("not written, retry")
RELATION_CODES = documented("relation rejected")
FIELD_CODES = documented("field rejected")
SENT = {"entityApiName": "Task", "Subject": "Call", "WhoId": ADA, "Topic__c": "boats", "Account__c": "x"}
OPTIONAL = ["Topic__c", "Account__c"]
RULE = "FIELD_CUSTOM_VALIDATION_EXCEPTION"
SHAPES = ["statusCode", "errorCode", "code"]  # of the key that holds the code of a record


def detail(code: str, message: str = "No.", *fields: str, key: str = "statusCode") -> dict[str, object]:
    """Return Salesforce's detail about a record."""
    return {key: code, "message": message, "fields": list(fields)}


def open_cti(*details: object, code: str = "GENERIC_ERROR") -> list[object]:
    """Return Open CTI's errors with Salesforce's own in them."""
    error: dict[str, object] = {"code": code, "description": "Review the details."}
    return [{**error, "details": list(details)} if details else error]


def verdict_of(errors: object, **sent: object) -> Verdict:
    """Return the meaning of a failure."""
    return classify(False, False, errors, sent or SENT)


def kind(*details: object, **sent: object) -> str:
    """Return the kind of event that a rejection with these details makes."""
    return verdict_of(open_cti(*details), **sent)["kind"]


# By the name of the field


@pytest.mark.parametrize("fields", [["Nonsense"], []])
def test_a_word_of_the_message_in_another_case_is_not_the_field_of_that_name(fields: list[str]) -> None:
    sent = {"entityApiName": "Task", "Nonsense": 1, "Type": "Call"}
    error = detail("INVALID_FIELD", "No such column 'Nonsense' on sobject of type Task", *fields)
    assert verdict_of(open_cti(error), **sent)["names"] == ["Nonsense"]


@each(
    ("field", "name"),
    [
        *(("Who", "WhoId"), ("What.Name", "WhatId"), ("Task.WhatId", "WhatId"), ("task.whoid", "WhoId")),
        *(("Owner", "OwnerId"), ("acme__Topic__c", "Topic__c"), ("Topic__r", "Topic__c")),
        *(("Topic__r.Name", "Topic__c"), ("Task.acme__topic__c", "Topic__c")),
    ],
)
@each("code", ["INVALID_CROSS_REFERENCE_KEY", "INVALID_FIELD_FOR_INSERT_UPDATE"])
def test_a_field_is_named_by_its_relation_its_object_or_with_a_namespace(
    code: str, field: str, name: str
) -> None:
    sent = {"Subject": "x", "WhoId": ADA, "WhatId": CASE, "OwnerId": "0055f0000000009AAA", "Topic__c": "y"}
    for fields in ([field], field):
        error = {"statusCode": code, "message": "No.", "fields": fields}
        assert verdict_of(open_cti(error), **sent)["names"] == [name]
    assert verdict_of([{"errorCode": code, "message": "No.", "field": field}], **sent)["names"] == [name]


@pytest.mark.parametrize(
    ("field", "names"),
    [
        *[("Note__c", ["acme__Note__c"]), ("Task.note__c", ["acme__Note__c"]), ("acme__c", [])],
        *[("Topic__c, acme__Note__c", ["Topic__c", "acme__Note__c"]), (" Topic__c ", ["Topic__c"])],
        *[("Score__c", ["Score__c"]), ("acme__Score__c", ["acme__Score__c"])],
        *[("SCORE__c", ["Score__c"]), ("Acme__score__c", ["acme__Score__c"])],
    ],
)
def test_a_field_is_named_without_its_namespace_or_in_a_list_with_commas(
    field: str, names: list[str]
) -> None:
    sent = {"Subject": "x", "Topic__c": "boats", "acme__Note__c": "y", "Score__c": 1, "acme__Score__c": 2}
    error = {"statusCode": "STRING_TOO_LONG ", "message": "No.", "fields": field}
    verdict = verdict_of(open_cti(error), **sent)
    assert (verdict["names"], verdict["codes"]) == (names, ["STRING_TOO_LONG"])


@each(
    ("name", "names"),
    [
        *[("Note__c", ["acme__Note__c"]), ("acme__Topic__c", ["Topic__c"]), ("TOPIC__c", ["Topic__c"])],
        *[("Score__c", ["Score__c"]), ("acme__Score__c", ["acme__Score__c"])],
        *[("score__c", ["Score__c"]), ("ACME__Score__c", ["acme__Score__c"])],
    ],
)
def test_a_message_names_a_field_with_or_without_its_namespace(name: str, names: list[str]) -> None:
    sent = {"Subject": "x", "Topic__c": "boats", "acme__Note__c": "y", "Score__c": 1, "acme__Score__c": 2}
    for code in ("INVALID_FIELD", RULE):
        assert (
            verdict_of(open_cti(detail(code, f"No such column '{name}' on Task")), **sent)["names"] == names
        )


@each("code", ["ENTITY_IS_DELETED", RULE])
def test_the_list_of_fields_may_hold_the_id_of_the_rejected_record(code: str) -> None:
    sent = {"Subject": "x", "WhoId": ADA, "WhatId": CASE, "Account__c": "0015f0000000001AAA"}
    for value, name in ((ADA, "WhoId"), (CASE[:15], "WhatId"), ("0015f0000000001AAA", "Account__c")):
        verdict = verdict_of(open_cti(detail(code, "entity is deleted", value)), **sent)
        kinds = (FIELD_REJECTED if name == "Account__c" else RELATION_REJECTED, [name])
        assert (verdict["kind"], verdict["names"]) == kinds


@pytest.mark.parametrize("field", ["Account", "Acc", "count__c", "Account__c__x", "Task", "Topic", "__c"])
def test_a_word_that_only_resembles_a_field_is_not_its_name(field: str) -> None:
    assert verdict_of(open_cti(detail("INVALID_FIELD", "No.", field)))["kind"] == ACTIVITY_REJECTED


# By the code of the record


@each("code", RETRY_CODES)
@each("key", SHAPES)
def test_a_temporary_error_is_retried_wherever_its_code_appears(code: str, key: str) -> None:
    assert kind(detail(code, key=key)) == NOT_WRITTEN
    # At the top a `code` is Open CTI's own, which proves nothing.
    assert verdict_of([{key: code}])["kind"] == (NO_ANSWER if key == "code" else NOT_WRITTEN)
    quoted = f"MyTrigger: execution of BeforeInsert caused by: {code}: busy"
    assert kind(detail("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", quoted, key=key)) == NOT_WRITTEN


@pytest.mark.parametrize("code", AMBIGUOUS_CODES)
def test_an_ambiguous_code_leaves_the_outcome_unknown_wherever_it_appears(code: str) -> None:
    for key in SHAPES:
        assert kind(detail(code, key=key)) == NO_ANSWER
    assert verdict_of(open_cti(code=code))["kind"] == NO_ANSWER


@each(
    "errors",
    [
        *(None, "", [], [None], [1], {}, [{}], open_cti(), open_cti("")),
        *(open_cti(code="SERVER_ERROR"), open_cti(code="SOFTPHONE_CONTAINER_ERROR"), [{"code": "WHATEVER"}]),
        *([{"code": "SERVER_UNAVAILABLE", "message": "Try again."}], [{"message": "No code at all."}]),
        [{"code": "GENERIC_ERROR", "description": "Insufficient privileges."}],
    ],
)
def test_a_failure_without_a_code_of_the_record_proves_nothing(errors: object) -> None:
    answer = classify(False, True, errors, SENT)
    assert (answer["kind"], answer["names"]) == (NO_ANSWER, [])


def test_a_request_that_was_never_sent_is_retried() -> None:
    assert classify(False, False, None, SENT)["kind"] == NOT_WRITTEN


@pytest.mark.parametrize("code", NOT_SENT_CODES)
def test_a_request_that_open_cti_does_not_send_is_rejected(code: str) -> None:
    assert verdict_of(open_cti(code=code), Subject="x")["kind"] == ACTIVITY_REJECTED


def test_a_successful_answer_is_a_success_despite_other_contents() -> None:
    answer = classify(True, True, open_cti(detail(RULE)), SENT)
    assert answer == {"kind": ANSWERED_SAVED, "codes": [], "names": [], "reason": ""}


@each("code", RELATION_CODES)
@each("fields", [(), ("WhoId",), ("WhatId",)])
def test_a_record_that_cannot_have_activities_is_a_rejected_relation(code: str, fields: tuple[str]) -> None:
    assert kind(detail(code, "No.", *fields), Subject="x", WhoId=ADA) == RELATION_REJECTED


@each("code", RELATION_CODES)
def test_a_record_in_a_custom_field_is_a_rejected_field(code: str) -> None:
    answer = verdict_of(open_cti(detail(code, "Account: bad id", "Account__c")))
    assert (answer["kind"], answer["names"]) == (FIELD_REJECTED, ["Account__c"])


@each("code", RELATION_CODES)
def test_without_a_relation_in_the_request_only_a_custom_field_can_be_rejected(code: str) -> None:
    answer = verdict_of(open_cti(detail(code)), Subject="x", Account__c="y")
    assert (answer["kind"], answer["names"]) == (FIELD_REJECTED, ["Account__c"])
    assert kind(detail(code), Subject="x") in (RELATION_REJECTED, ACTIVITY_REJECTED)


@each("code", [*FIELD_CODES, RULE, "REQUIRED_FIELD_MISSING"])
@each("name", ["WhoId", "WhatId"])
def test_a_relation_that_the_answer_names_was_rejected_whatever_the_code(code: str, name: str) -> None:
    assert kind(detail(code, "No.", name), Subject="x", Topic__c="y", **{name: ADA}) == RELATION_REJECTED
    in_words = kind(detail(code, f"{name}: no"), Subject="x", **{name: ADA})
    assert in_words == (RELATION_REJECTED if code in FIELD_CODES else ACTIVITY_REJECTED), (
        "the message of a rule may have any words"
    )


@each("code", [*FIELD_CODES, RULE, "REQUIRED_FIELD_MISSING"])
def test_an_optional_field_that_the_answer_names_was_rejected_whatever_the_code(code: str) -> None:
    in_words = [detail(code, "Topic__c: data value too large")] if code in FIELD_CODES else []
    for errors in (detail(code, "No.", "Topic__c"), *in_words):
        answer = verdict_of(open_cti(errors))
        assert (answer["kind"], answer["names"]) == (FIELD_REJECTED, ["Topic__c"])
    verdict = verdict_of(open_cti(detail(code, "No.", "Topic__c", "WhoId", "Subject")))
    assert (verdict["kind"], verdict["names"]) == (FIELD_REJECTED, ["Topic__c"])


@each("code", FIELD_CODES)
def test_if_a_rejection_names_no_field_all_optional_fields_are_left_out(code: str) -> None:
    answer = verdict_of(open_cti(detail(code)))
    assert (answer["kind"], answer["names"]) == (FIELD_REJECTED, OPTIONAL)
    assert kind(detail(code), Subject="x") == ACTIVITY_REJECTED


@each(
    ("code", "names"),
    [
        ("INVALID_OWNER", ["OwnerId"]),
        ("INACTIVE_OWNER_OR_USER", ["OwnerId"]),
        ("UNAVAILABLE_RECORDTYPE_EXCEPTION", ["RecordTypeId"]),
        ("INVALID_RECORD_TYPE", ["RecordTypeId"]),
        ("STRING_TOO_LONG", ["OwnerId", "RecordTypeId", "Type", "Recording__c"]),
    ],
)
def test_a_code_with_the_name_of_a_lookup_costs_only_that_field(code: str, names: list[str]) -> None:
    own = ("OwnerId", "RecordTypeId", "Type", "Recording__c")
    verdict = verdict_of(open_cti(detail(code)), Subject="Call", WhoId=ADA, **dict.fromkeys(own, "x"))
    assert (verdict["kind"], verdict["names"]) == (FIELD_REJECTED, names)


@each(
    ("code", "message", "names"),
    [
        ("INACTIVE_OWNER_OR_USER", "inactive user [0055f0000000009] as owner of task", ["OwnerId"]),
        ("INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", "cross-reference id: 0055f0000000009", ["OwnerId"]),
        ("MALFORMED_ID", "Vertrag: id value of incorrect type: 8005f0000000009AAA", ["Contract__c"]),
        ("STRING_TOO_LONG", "Thema: data value too large: boats, ships and rafts (max 5)", ["Topic__c"]),
        ("ENTITY_IS_DELETED", f"entity is deleted: {ADA[:15]}", ["WhoId"]),
        ("FIELD_INTEGRITY_EXCEPTION", f"Name ID: id value of incorrect type: {ADA}", ["WhoId"]),
        (
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            "bad value for restricted picklist field: Call",
            ["Type"],
        ),
        ("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "Ungültiger Wert für das Feld: Call", ["Type"]),
        ("STRING_TOO_LONG", "Art: data value too large: Call (max length=2)", ["Type"]),
        ("NUMBER_OUTSIDE_VALID_RANGE", "value outside of valid range: 7", ["Score__c"]),
        ("INVALID_TYPE_ON_FIELD_IN_RECORD", "Fertig: value not of required type: true", ["Done__c"]),
        (
            "JSON_PARSER_ERROR",
            "Cannot deserialize instance of double from VALUE_STRING value many or request may be missing",
            ["Count__c"],
        ),
        *[(code, f"Tags: bad value: {tag}", ["Tags__c"]) for code in FIELD_CODES[:4] for tag in ("b", "c")],
        (RULE, f"Record {ADA} is locked.", ["WhoId"]),
        ("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", f"Update failed on row 0 with id {ADA}; error", ["WhoId"]),
    ],
)
def test_a_field_whose_value_the_message_quotes_was_rejected(
    code: str, message: str, names: list[str]
) -> None:
    own = {"OwnerId": "0055f0000000009AAA", "Contract__c": "8005f0000000009AAA"}
    sent = {**SENT, **own, "Topic__c": "boats, ships and rafts", "Type": "Call", "Score__c": 7}
    sent = {**sent, "Done__c": True, "Count__c": "many", "Tags__c": "a;b;c"}
    verdict = verdict_of(open_cti(detail(code, message)), **sent)
    expected = RELATION_REJECTED if names == ["WhoId"] else FIELD_REJECTED
    assert (verdict["kind"], verdict["names"]) == (expected, names)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (RULE, "Please choose another type: Call"),
        ("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "bad value for restricted picklist field: Completed"),
        ("UNABLE_TO_LOCK_ROW", f"Update failed on row 0 with id {ADA}"),
    ],
)
def test_a_quoted_value_in_an_error_of_a_rule_or_standard_field_rejects_no_other_field(
    code: str, message: str
) -> None:
    sent = {**SENT, "Type": "Call", "Status": "Completed"}
    assert kind(detail(code, message), **sent) in (ACTIVITY_REJECTED, NOT_WRITTEN)


def test_a_standard_field_whose_name_is_a_common_word_in_the_message_is_not_rejected() -> None:
    sent = {"Subject": "x", "Type": "Call", "RecordTypeId": "0125f0000000001AAA"}
    error = detail("INVALID_CROSS_REFERENCE_KEY", "Record Type ID: this ID value isn't valid", "RecordTypeId")
    assert verdict_of(open_cti(error), **sent)["names"] == ["RecordTypeId"]


@each("code", [RULE, "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "REQUIRED_FIELD_MISSING", "A_NEW_CODE"])
def test_a_custom_field_that_a_message_names_was_rejected_whatever_the_code(code: str) -> None:
    verdict = verdict_of(open_cti(detail(code, "No access to Topic__c.")))
    assert (verdict["kind"], verdict["names"]) == (FIELD_REJECTED, ["Topic__c"])
    for message in ("The topic is missing.", "Other__c is missing.", "Topic__c_d"):
        assert kind(detail(code, message)) == ACTIVITY_REJECTED


def test_of_two_fields_with_the_quoted_value_the_message_names_the_rejected_one() -> None:
    sent = {"Subject": "x", "Topic__c": "Call", "Type": "Call"}
    for label, name in (("Type", "Type"), ("Art", "Topic__c")):
        error = detail("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", f"{label}: bad value: Call")
        assert verdict_of(open_cti(error), **sent)["names"] == [name]


@pytest.mark.parametrize("page", ["\n <html><title>Down</title></html>", "<!DOCTYPE html><p>503 WhoId"])
@pytest.mark.parametrize("in_details", [True, False])
def test_a_page_instead_of_an_answer_proves_nothing(page: str, in_details: bool) -> None:
    assert verdict_of(open_cti(page) if in_details else page)["kind"] == NO_ANSWER


@each(
    "text",
    [
        *("Disconnected or Canceled", "Service Unavailable", "504 Gateway Time-out", "Read timed out"),
        *("Gateway Timeout", "An internal server error has occurred. Error ID: 1-2 (3)"),
        *("Failed to fetch", "NetworkError when attempting to fetch resource.", "net::ERR_NETWORK_CHANGED"),
        *("Connection lost", "Unable to connect to the server", "Request aborted", "Network Error"),
        *("Load failed", "TypeError: Load failed", "The network connection was lost."),
        "Communication error, please retry or reload the page",
        "An unexpected error occurred. Please include this ErrorId if you contact support: 1-2 (3)",
    ],
)
def test_a_text_about_a_lost_connection_proves_nothing(text: str) -> None:
    for errors in (open_cti(text), open_cti({"message": text})):
        assert verdict_of(errors)["kind"] == NO_ANSWER
    assert kind(detail(RULE, text)) == ACTIVITY_REJECTED, "the message of a rule may have any words"


def test_a_word_of_the_message_is_not_a_field_if_the_answer_names_another() -> None:
    sent = {"Subject": "x", "Type": "Call"}
    error = detail("INVALID_CROSS_REFERENCE_KEY", "Record Type ID: this ID value isn't valid", "RecordTypeId")
    assert (verdict_of(open_cti(error), **sent)["kind"], verdict_of(open_cti(error), **sent)["names"]) == (
        ACTIVITY_REJECTED,
        [],
    )


@pytest.mark.parametrize("code", ["sf:UNABLE_TO_LOCK_ROW", "soapenv:sf:INVALID_SESSION_ID"])
def test_a_code_may_have_the_prefix_of_a_namespace(code: str) -> None:
    assert kind(detail(code)) == NOT_WRITTEN


@each("code", FIELD_CODES)
def test_if_a_standard_field_is_rejected_no_other_field_is_left_out(code: str) -> None:
    answer = verdict_of(open_cti(detail(code, "No.", "Subject")))
    assert (answer["kind"], answer["names"]) == (ACTIVITY_REJECTED, ["Subject"])


@pytest.mark.parametrize(
    "code", [RULE, "REQUIRED_FIELD_MISSING", "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "X"]
)
def test_a_rule_or_a_trigger_rejects_the_activity(code: str) -> None:
    answer = verdict_of(open_cti(detail(code, "Not on Sundays.")))
    assert (answer["kind"], answer["names"], answer["reason"]) == (ACTIVITY_REJECTED, [], "Not on Sundays.")


def test_a_temporary_error_precedes_an_ambiguous_one_and_an_ambiguous_one_a_rejection() -> None:
    rule, lock = detail(RULE, "No.", "Topic__c"), detail("UNABLE_TO_LOCK_ROW")
    assert kind(rule, lock) == NOT_WRITTEN
    assert kind(rule, detail("SERVER_UNAVAILABLE")) == NO_ANSWER


# Whatever the shape


@pytest.mark.parametrize(
    "errors",
    [
        open_cti(detail(RULE, "No.", "Topic__c")),
        open_cti({"message": "Required fields are missing: [Topic__c]"}),
        open_cti("Topic__c: value of incorrect type"),
        open_cti({"fieldErrors": {"Topic__c": [{"message": "wrong"}]}}),
        open_cti({"output": {"fieldErrors": {"Topic__c": [{"message": "wrong"}]}}}),
        {"code": "GENERIC_ERROR", "details": {"output": {"errors": [detail(RULE, "No.", "Topic__c")]}}},
        [[detail(RULE, "No.", "Topic__c")]],
    ],
)
def test_a_field_is_found_in_an_answer_of_any_shape(errors: object) -> None:
    answer = verdict_of(errors)
    assert (answer["kind"], answer["names"]) == (FIELD_REJECTED, ["Topic__c"])


def test_only_names_of_sent_fields_count_as_fields() -> None:
    answer = verdict_of(open_cti(detail("INVALID_FIELD", "Topic__c", "Other__c", "Account__c")))
    assert answer["names"] == OPTIONAL
    assert kind({"message": "MyTopic__c, Topic__cx"}) == ACTIVITY_REJECTED


@pytest.mark.parametrize("odd", ["no dict", 5, None, [], {"a": 1}])
def test_only_field_errors_name_fields_by_their_keys(odd: object) -> None:
    assert verdict_of([{"details": {"Topic__c": "x"}, "fieldErrors": odd, "message": 5}])["names"] == []


def test_the_agent_reads_salesforces_own_reasons_else_the_general_one() -> None:
    errors = open_cti(detail("A", "Too long."), detail("B", ""), "", detail("B", "Too late."))
    assert verdict_of(errors)["reason"] == "Too long.; Too late."
    assert verdict_of(open_cti())["reason"] == "Review the details."
    assert len(verdict_of(open_cti(detail("A", "x" * 900)))["reason"]) == 500


def test_only_texts_that_look_like_codes_are_codes() -> None:
    errors = open_cti(detail("FIELD_1"), detail("Ada Lovelace"), detail("+14155550101"), detail(""))
    assert verdict_of(errors)["codes"] == ["FIELD_1"]
    assert verdict_of([{"code": "Ada Lovelace"}])["codes"] == []


def test_a_large_error_is_read_only_in_part() -> None:
    endless: list[Any] = [detail("A", "first")]
    endless.append(endless)
    answer = verdict_of(endless)
    assert answer["reason"].startswith("first")
    assert verdict_of(["x"] * 200)["reason"].count("x") == 99, "the list itself is one part"


def test_words_are_the_parts_of_a_text_that_can_be_names() -> None:
    assert words_in("No such column 'Topic__c' on [Task], Field1.") == [
        *("No", "such", "column", "Topic__c", "on", "Task", "Field1")
    ]


@pytest.mark.parametrize(
    ("parts", "codes"),
    [
        (rejections.RETRY_CODES, RETRY_CODES),
        (rejections.RELATION_CODES, RELATION_CODES),
        (rejections.FIELD_CODES, FIELD_CODES),
        (AMBIGUOUS_CODES, documented("unknown whether written")),
    ],
)
def test_the_document_lists_a_code_for_each_part(parts: tuple[str, ...], codes: list[str]) -> None:
    assert all(any(part in code for code in codes) for part in parts)
    assert all(any(part in code for part in parts) for code in codes)


@each(
    ("code", "expected"),
    [
        *[(code, NOT_WRITTEN) for code in ("CONCURRENT_REQUEST_LIMIT_EXCEEDED", "ORG_IN_MAINTENANCE")],
        *[(code, FIELD_REJECTED) for code in ("INVALID_CURRENCY_CONV_RATE", "NUMBER_OUTSIDE_VALID_RANGE")],
        ("ENTITY_IS_READ_ONLY", RELATION_REJECTED),
        ("INSUFFICIENT_ACCESS_BUT_RESTRICTED", RELATION_REJECTED),
        ("INVALID_FIELD_WHEN_USING_TEMPLATE", FIELD_REJECTED),
        ("INTERNAL_SERVER_ERROR", NO_ANSWER),
        *[
            (code, ACTIVITY_REJECTED)
            for code in ("REQUIRED_FIELD_MISSING", "INVALID_TYPE", "DUPLICATES_DETECTED", "INVALID_STATUS")
        ],
        *[
            (code, ACTIVITY_REJECTED)
            for code in ("CANNOT_EXECUTE_FLOW_TRIGGER", "TXN_SECURITY_NO_ACCESS", "APEX_ERROR")
        ],
    ],
)
def test_codes_of_one_family_are_treated_alike(code: str, expected: str) -> None:
    assert kind(detail(code)) == expected
    quoted = f"MyFlow: {code}: no"
    in_message = kind(detail("CANNOT_EXECUTE_FLOW_TRIGGER", quoted))
    assert in_message == expected


@pytest.mark.parametrize(
    "word", ["limit_exceeded", "Limit_Exceeded", "LIMIT_EXCEEDED__c", "LIMITEXCEEDED", "MAINTENANCE"]
)
def test_a_word_that_only_resembles_a_code_is_not_a_code(word: str) -> None:
    assert kind(detail(RULE, f"Not now: {word}")) == ACTIVITY_REJECTED


@pytest.mark.parametrize(
    ("message", "names"),
    [
        ("entity is deleted", ["WhatId"]),
        (f"insufficient access rights on cross-reference id: {CASE}", ["WhatId"]),
        (f"insufficient access rights on cross-reference id: {ADA[:15]}", ["WhoId"]),
        ("invalid cross reference id: None", ["WhatId"]),
    ],
)
def test_of_two_relations_the_person_is_left_out_last(message: str, names: list[str]) -> None:
    sent = {"Subject": "x", "WhatId": CASE, "WhoId": ADA}
    answer = verdict_of(open_cti(detail("ENTITY_IS_DELETED", message)), **sent)
    assert (answer["kind"], answer["names"]) == (RELATION_REJECTED, names)


def test_a_cleared_relation_cannot_be_the_rejected_one() -> None:
    answer = verdict_of(open_cti(detail("ENTITY_IS_DELETED")), WhoId=ADA, WhatId=None)
    assert (answer["kind"], answer["names"]) == (RELATION_REJECTED, ["WhoId"])


# The component's own codes, and its key


@each("code", ["PLATFORM", "QUOTA", "UNKNOWN_CALL"])
@each(
    "message",
    ["REQUEST_LIMIT_EXCEEDED", "STRING_TOO_LONG: Topic__c", "Topic__c is odd", "ENTITY_IS_DELETED: WhoId"],
)
@each("key", ["message", "description"])
def test_the_message_of_a_hosts_own_code_proves_nothing(code: str, message: str, key: str) -> None:
    answer = verdict_of([{"code": code, key: message}])
    assert (answer["kind"], answer["names"], answer["codes"]) == (NO_ANSWER, [], [])
    assert answer["reason"] == message


@pytest.mark.parametrize("code", ["STRING_TOO_LONG", "UNABLE_TO_LOCK_ROW", "ENTITY_IS_DELETED"])
def test_a_platform_error_leaves_the_outcome_unknown_despite_a_record_code(code: str) -> None:
    for errors in (
        [{"code": "PLATFORM", "message": "no"}, detail(code)],
        [{"details": [{"code": "PLATFORM"}, detail(code)]}],
    ):
        assert verdict_of(errors)["kind"] == NO_ANSWER


TAKEN = "duplicate value found: Flex_Key__c duplicates value on record with id: 00T5f0000000000"


@pytest.mark.parametrize(
    "taken",
    [
        detail("DUPLICATE_VALUE", TAKEN),
        detail("DUPLICATE_VALUE", TAKEN.replace("Flex", "acme__Flex")),
        detail("DUPLICATE_VALUE", "", "Flex_Key__c"),
    ],
)
def test_an_activity_with_the_key_that_the_agent_may_not_see_counts_as_saved(
    taken: dict[str, object],
) -> None:
    assert verdict_of([taken])["kind"] == ANSWERED_SAVED


@pytest.mark.parametrize(
    "taken",
    [
        detail("DUPLICATE_VALUE", TAKEN.replace("Flex_Key__c", "Topic__c")),
        detail("DUPLICATE_VALUE", TAKEN, "Topic__c"),
        detail("DUPLICATE_VALUE", "duplicate value found: <unknown> duplicates value on record: <unknown>"),
        detail("STRING_TOO_LONG", "Flex_Key__c"),
    ],
)
def test_any_other_duplicate_value_is_a_rejection(taken: dict[str, object]) -> None:
    assert verdict_of([taken])["kind"] == FIELD_REJECTED
