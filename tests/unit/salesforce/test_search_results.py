"""docs/specification.md, section 4: the records that a search found."""

from __future__ import annotations

from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flex_sfdc.salesforce.records import option_text
from flex_sfdc.salesforce.search_results import id_to_show, preferred, records_found
from tests.support.cases import each
from tests.support.records import ACME, ADA, BOB, CAROL

VALUES: st.SearchStrategy[object] = (
    st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text()) | st.just({})
)
FIELDS = ["RecordType", "object", "Name", "IsPersonAccount", "PersonContactId"]
RESULTS = VALUES | st.dictionaries(
    st.text() | st.sampled_from([ADA, ACME, "SCREEN_POP_DATA"]),
    VALUES | st.dictionaries(st.sampled_from(FIELDS), VALUES | st.sampled_from([ADA])),
)


@pytest.mark.parametrize("nothing", [None, {}, [], "x", {"SCREEN_POP_DATA": {"type": "search"}}])
def test_a_result_without_records_has_no_matches(nothing: object) -> None:
    assert records_found(nothing) == []


def test_the_entries_are_keyed_by_id_and_the_pop_data_is_skipped() -> None:
    entry = {"RecordType": "Contact", "Name": "Ada Lovelace"}
    assert records_found({ADA: entry, "SCREEN_POP_DATA": {"Name": "x"}}) == [
        {"id": ADA, "type": "Contact", "name": "Ada Lovelace"}
    ]


def test_the_type_is_the_record_type_else_the_object_and_the_name_else_the_id() -> None:
    assert records_found({ACME: {"object": "Account"}}) == [{"id": ACME, "type": "Account", "name": ACME}]
    assert records_found({ACME: {"object": "x", "RecordType": "Case", "Name": " "}}) == [
        {"id": ACME, "type": "Case", "name": ACME}
    ]


@pytest.mark.parametrize("is_one", [True, "true"])
def test_a_person_account_counts_as_its_contact(is_one: object) -> None:
    person = {"RecordType": "Account", "Name": "Pat", "IsPersonAccount": is_one, "PersonContactId": ADA}
    assert records_found({ACME: person}) == [{"id": ADA, "type": "Contact", "name": "Pat"}]
    for record_id in (ADA, ADA[:15]):  # the result may have either form of an id
        assert records_found({record_id: {"RecordType": "Contact", "Name": "Pat"}, ACME: person}) == [
            {"id": record_id, "type": "Contact", "name": "Pat"}
        ]


def test_a_person_account_is_shown_as_itself() -> None:
    person = {"RecordType": "Account", "IsPersonAccount": True, "PersonContactId": ADA}
    for result in ({ACME: person}, {"SEARCH_META": {}, ACME: person, ADA: {"RecordType": "Contact"}}):
        assert ([record["id"] for record in records_found(result)], id_to_show(result)) == ([ADA], ACME)


def test_a_person_account_without_a_contact_is_an_account() -> None:
    no_person = {"IsPersonAccount": "false", "PersonContactId": ADA}
    for extra in ({"IsPersonAccount": True}, {"PersonContactId": ADA}, no_person):
        assert records_found({ACME: {"RecordType": "Account", "Name": "Pat", **extra}}) == [
            {"id": ACME, "type": "Account", "name": "Pat"}
        ]


def test_a_record_that_cannot_have_activities_is_not_a_match() -> None:
    user = {"RecordType": "User", "Name": "Ada"}
    records = records_found({"0055f0000000001AAA": user, ADA: {"RecordType": "Contact", "Name": "Ada"}})
    assert [record["id"] for record in records] == [ADA]


@given(RESULTS)
def test_any_result_gives_distinct_records_with_ids_and_names(result: object) -> None:
    records = records_found(result)
    assert len({record["id"] for record in records}) == len(records)
    assert all(len(record["id"]) in (15, 18) and record["name"] for record in records)


def test_an_entry_after_an_invalid_one_is_found() -> None:
    result = {
        "SCREEN_POP_DATA": {"Name": "x"},
        "no id": {"Name": "y"},
        ADA: {"Name": "Ada"},
        ACME: {"Name": "Acme"},
    }
    assert [record["id"] for record in records_found(result)] == [ADA, ACME]


def test_a_case_is_listed_by_its_number() -> None:
    (record,) = records_found({"5005f0000000005AAA": {"RecordType": "Case", "CaseNumber": "00001026"}})
    assert option_text(record) == "00001026 - Case"
    (record,) = records_found(
        {"08p5f0000000005AAA": {"RecordType": "ServiceAppointment", "AppointmentNumber": "SA-7"}}
    )
    assert record["name"] == "SA-7"
    numbers = {"AccountNumber": "7", "CaseNumber": "00001026"}
    (record,) = records_found({CASE["id"]: {"RecordType": "Case", **numbers}})
    assert record["name"] == "00001026"
    (record,) = records_found({ADA: {"LastName": "Lovelace", "Title": "CEO"}})
    assert record["name"] == "Lovelace"
    for number in (1026, "1026"):
        (record,) = records_found({CASE["id"]: {"Subject": "Broken", "QuoteNumber": number, "Name": ""}})
        assert record["name"] == "1026"


@pytest.mark.parametrize(
    ("ada", "other", "options"),
    [
        ({"Email": "a@x.example"}, {"Email": "b@x.example"}, ["a@x.example", "b@x.example"]),
        ({"Account": {"Name": "Acme"}}, {"Account": {"Name": "Bolt"}}, ["Acme", "Bolt"]),
        ({"Phone": "1", "Title": "x"}, {"Phone": "2", "Title": "x"}, ["1", "2"]),
        ({"Phone": "1"}, {"Phone": "1"}, [ADA, "0035f0000000002AAA"]),
        ({"Phone": "1"}, {}, ["1", "0035f0000000002AAA"]),
        ({"Phone": {"a": 1}}, {"Phone": [2]}, [ADA, "0035f0000000002AAA"]),
        ({"Note": "n" * 99}, {"Note": "m"}, ["n" * 80, "m"]),
    ],
)
def test_options_of_one_name_differ_in_a_detail(ada: object, other: object, options: list[str]) -> None:
    pair: object = {"Name": "Ada Lovelace", "RecordType": "Contact"}
    assert isinstance(pair, dict)
    assert isinstance(ada, dict)
    assert isinstance(other, dict)
    records = records_found({ADA: {**pair, **ada}, "0035f0000000002AAA": {**pair, **other}})
    assert [option_text(record) for record in records] == [
        f"Ada Lovelace - Contact - {option}" for option in options
    ]


def test_an_option_shows_the_detail_that_no_other_of_its_name_has() -> None:
    pair = {"Name": "Ada Lovelace", "RecordType": "Contact"}
    ada, bob = {"Phone": "1", "Email": "a@x.example"}, {"Phone": "1", "Email": "b@x.example"}
    records = records_found({ADA: {**pair, **ada}, BOB: {**pair, **bob}, CAROL: {**pair, "Phone": "2"}})
    assert [record.get("detail") for record in records] == ["a@x.example", "b@x.example", "2"]


def test_the_time_for_many_records_of_one_name_is_linear() -> None:
    def seconds(count: int) -> float:
        result = {
            f"003{number:012}": {"Name": "Ada", "Email": f"a{number}@x.example"} for number in range(count)
        }
        began = process_time()
        assert len({option_text(record) for record in records_found(result)}) == count
        return process_time() - began

    assert min(seconds(2_000) for _ in range(3)) < 9 * max(seconds(500) for _ in range(3))


def test_marks_that_change_or_hide_the_text_around_them_are_not_shown() -> None:
    names = {ADA: "Ada\u202e", BOB: "A\u200bda", CAROL: "\u2066Ada\u2069 \u05d0\u200c\u05d1"}
    records = records_found({key: {"Name": name, "Email": f"{key}@x.example"} for key, name in names.items()})
    assert [record["name"] for record in records] == ["Ada", "Ada", "Ada \u05d0\u200c\u05d1"]
    assert [record.get("detail") for record in records] == [f"{ADA}@x.example", f"{BOB}@x.example", None]


def test_options_of_different_names_or_objects_have_no_detail() -> None:
    records = records_found(
        {
            ADA: {"Name": "Ada", "RecordType": "Contact", "Email": "a@x"},
            ACME: {"Name": "Ada", "RecordType": "Account"},
        }
    )
    assert [option_text(record) for record in records] == ["Ada - Contact", "Ada - Account"]


CASE = {"id": "5005f0000000005AAA", "type": "Case", "name": "c", "modified": "2026-01-02T00:00:00.000+0000"}
OLD = {**CASE, "id": "5005f0000000006AAA", "modified": "2025-01-02T00:00:00.000+0000"}
PERSON = {"id": ADA, "type": "Contact", "name": "Ada", "modified": "2024-01-02T00:00:00.000+0000"}


@each(
    ("records", "prefer", "expected"),
    [
        ([], ["Case"], None),
        ([PERSON], [], PERSON),
        ([PERSON, CASE], [], None),
        ([PERSON, CASE], ["Contact", "Case"], PERSON),
        ([PERSON, CASE], ["Account", "case"], CASE),
        ([PERSON, CASE, OLD], ["Case"], None),
        ([PERSON, OLD, CASE], ["Case", "most_recent"], CASE),
        ([PERSON, OLD, CASE], ["most_recent"], CASE),
        ([PERSON, OLD, CASE], ["case", "Most_Recent"], CASE),
        ([CASE, {**OLD, "modified": CASE["modified"]}], ["most_recent"], None),
        ([CASE, {"id": ADA, "type": "Contact", "name": "Ada"}], ["most_recent"], None),
        *[
            ([{**OLD, "modified": old}, {**CASE, "modified": new}], ["most_recent"], expected)
            for old, new, expected in (
                ("31.1.2026, 10:00", "1.2.2026, 10:00", None),
                ("9/30/2026 9:00 AM", "10/1/2026 9:00 AM", None),
                ("2026-1-1", "2026-01-02", None),
                ("2026-01-01T10:00:00.000-0800", "2026-01-01T11:00:00.000-0500", None),
                ("2026-01-01T10:00:00-0800", "2026-01-01T11:00:00+0800", None),
                *(
                    (
                        f"2026-01-01T10:00:00{zone}",
                        f"2026-01-02T10:00:00{zone}",
                        {**CASE, "modified": f"2026-01-02T10:00:00{zone}"},
                    )
                    for zone in ("Z", ".000Z", "-0800", ".123+0000", "")
                ),
                ("2026-01-01T10:00:00.000Z", "2026-01-01T10:00:00Z", None),
                ("2026-01-01T00:30:00.000+0100", "2026-01-01T00:00:00.000+0000", None),
                ("2026-01-31 10:00:00", "2026-02-01 10:00:00", {**CASE, "modified": "2026-02-01 10:00:00"}),
            )
        ],
    ],
)
def test_the_account_can_prefer_a_kind_of_record(records: Any, prefer: list[str], expected: object) -> None:
    assert preferred(records, prefer) == expected
