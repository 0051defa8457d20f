"""For any task, note and configuration, Salesforce accepts the activity, which has no empty values."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from build.demo.salesforce.task_fields import problems
from flex_sfdc.configuration import SECTION, parse
from flex_sfdc.salesforce.fields import LENGTHS
from flex_sfdc.salesforce.records import is_record_id
from flex_sfdc.utils.log_activity import NOTHING, activity, late, note_of

from .hostile import anything, hostile, ids, numbers, objects, task_attributes, texts, types

ADA = "0035f0000000001AAA"

notes = objects(
    {
        "summary": st.one_of(texts, st.just("\U0001f600\n" * 20_000)),
        "sentiment": texts,
        "dispositionCode": objects({"disposition_code": texts, "topic_path": texts}),
    }
)
records = st.one_of(st.none(), st.fixed_dictionaries({"id": ids, "type": types, "name": texts}))
works: st.SearchStrategy[Any] = st.fixed_dictionaries(
    {
        "completed": st.booleans(),
        "sid": st.just("WT" + "0" * 32),
        "attributes": task_attributes,
        "channel": texts,
        "voice": st.booleans(),
        "when": st.sampled_from(["Jan 15, 2027, 8:00 AM", "x" * 300]),
        "date": st.just("2027-01-15"),
        "seconds": st.one_of(st.none(), st.integers(-(2**53), 2**53)),
        "held": st.integers(0, 10**9),
        "second": records,
        "record": records,
        "task": objects({"queueName": texts, "priority": numbers, "age": numbers, "sid": anything}),
        "worker": objects({"name": texts, "attributes": anything}),
        "reason": st.sampled_from(["", "Busy"]),
    }
)
# Salesforce's own text fields, mapped by an account from anywhere.
sources = st.dictionaries(
    st.sampled_from(
        [
            *LENGTHS,
            "WhoId",
            "WhatId",
            "CallType",
            "TaskSubtype",
            "ActivityDate",
            "CallDurationInSeconds",
            "WhoId__c",
            "entityApiName",
            "Id",
            "Status ",
            "Ä",
        ]
    ),
    st.one_of(
        st.sampled_from(
            [
                *("task.age", "task.sid", "worker.attributes.a", "call.duration"),
                *("{{subject}} {{task.priority}}", "{{call.holdTime}}", "{{attributes.a.0}}"),
                *("{{description}}{{", "2027-02-30", "Inbound", ADA),
            ]
        ),
        st.sampled_from(["attributes.from", "attributes.customers.external_id", "attributes.sfdcObjectId"]),
        st.sampled_from(["copilot.summary", "copilot.topic_path", "constant.", "copilot.x", 3, True, "Call"]),
        anything,
    ),
)


@hostile
@given(works, notes)
def test_salesforce_takes_every_activity(work: Any, note: object) -> None:
    fields, cut_ones = activity(work, note_of(note), {})
    assert problems(fields) == []
    assert fields["entityApiName"] == "Task"
    assert "" not in fields.values()
    assert cut_ones == []


@hostile
@given(works, notes, sources)
def test_custom_fields_never_make_salesforce_refuse_an_activity(
    work: Any, note: object, mapped: dict[str, object]
) -> None:
    configuration, _ = parse({"features": {SECTION: {"activity_fields": mapped}}}, None)
    fields, _ = activity(work, note_of(note), configuration.activity_fields)
    standard = {name: value for name, value in fields.items() if not name.endswith("__c")}
    assert problems(standard) == []
    assert "" not in fields.values()
    assert fields["entityApiName"] == "Task"
    for before in (work, None):
        without, with_it = (
            activity(before or NOTHING, item, configuration.activity_fields)[0]
            for item in ({}, note_of(note))
        )
        changes = late(without, with_it, configuration.activity_fields, before is not None)
        assert problems({name: value for name, value in changes.items() if not name.endswith("__c")}) == []


@hostile
@given(works)
def test_an_activity_is_related_to_valid_ids_and_on_a_lead_to_nothing_else(work: Any) -> None:
    fields, _ = activity(work, {}, {})
    related = [str(fields[name]) for name in ("WhoId", "WhatId") if name in fields]
    assert all(is_record_id(value) for value in related)
    if len(related) > 1:
        assert [value[:3] in ("003", "00Q") for value in related] == [True, False]
        assert not related[0].startswith("00Q")


@hostile
@given(anything)
def test_a_configuration_of_fields_never_raises_and_its_warnings_show_no_value(mapped: object) -> None:
    configuration, warnings = parse({"features": {SECTION: {"activity_fields": mapped}}}, None)
    assert isinstance(configuration.activity_fields, dict)
    hidden = {"activity_fields": {"A__c": ["s3cret"], "B__c": {"s3cret": 1}, "C__c": "s3cret.x"}}
    assert "s3cret" not in " ".join(parse({"features": {SECTION: hidden}}, None)[1])
    assert all(warning.startswith(f"{SECTION}.") for warning in warnings)
