"""docs/specification.md, section 9: the stored form of an activity, its request, how long it is kept."""

from __future__ import annotations

import json
from typing import Any

import pytest

from flex_sfdc.activities.entries import (
    ABSENT,
    DAY_MS,
    DISCARDED,
    DRAFT,
    MAX_AGE_MS,
    MAX_CHARACTERS,
    MAX_SAVED,
    MAX_UNSAVED,
    OPEN,
    SAVED,
    SENT,
    WAITING,
    blank,
    is_settled,
    is_too_old,
    payload,
    read,
    stored,
    surplus,
    with_pending,
)
from flex_sfdc.activities.events import FIELD_REJECTED, SENDING
from flex_sfdc.activities.rules import transition
from tests.support.cases import each
from tests.support.plugin.entries import ID, NOW, ORG, STATES, TASK, an_entry, event_of
from tests.support.plugin.entries import NOTE as A_NOTE
from tests.support.records import ADA


def test_a_new_activity_names_its_object_and_an_update_does_not() -> None:
    assert payload(an_entry()) == {**TASK, "entityApiName": "Task"}
    fields = {**A_NOTE, "entityApiName": "Task"}
    assert payload(an_entry(id=ID, fields=fields)) == {**A_NOTE, "Id": ID}


@each("state", STATES[1:])
def test_an_activity_is_read_as_it_was_stored(state: str) -> None:
    entry = an_entry(
        state,
        **{"pending": A_NOTE, "tries": 8, "due": 3, "id": ID, "reason": "because", "about": "Ada"},
        **{
            "channel": "UO1",
            "noted": True,
            "elsewhere": True,
            "superseded": True,
            "unrelated": ADA,
            "org": "other.example",
        },
        **{"sent_with_key": True, "fields_frozen": True},
    )
    assert read(json.loads(json.dumps(stored(entry))), ORG) == entry


def test_the_stored_names_are_the_same_in_every_version() -> None:
    item = {"state": WAITING, "keyed": True, "fixed": True}
    entry: Any = read(item, ORG)
    assert (entry["sent_with_key"], entry["fields_frozen"]) == (True, True)
    assert {name: stored(entry)[name] for name in item} == item


def test_keys_that_an_earlier_version_did_not_write_are_blank() -> None:
    assert read({"state": SENT}, ORG) == {**blank(ORG), "state": SENT}


@pytest.mark.parametrize("item", [None, 1, "waiting", [], {}, True])
def test_a_value_that_is_not_an_activity_reads_as_none(item: object) -> None:
    assert read(item, ORG) is None


@each("state", [None, "", "other", "constructor", 1, True, [], {}, ["waiting"]])
def test_an_activity_without_a_valid_state_reads_as_none(state: object) -> None:
    assert read({**an_entry(), "state": state}, ORG) is None


@each(
    ("key", "values"),
    [
        *((key, ["1", 1e300, -1, True, None, 1.5, [], float("inf")]) for key in ("at", "due", "tries")),
        *((key, [1, None, [], {}, True]) for key in ("org", "reason", "about", "channel", "unrelated")),
        ("id", [1, None, ADA, "00T", "00T5f0000000001AA!", " " + ID]),
        *((key, ["x", [], None, 1, {"entityApiName": "Opportunity"}]) for key in ("fields", "pending")),
    ],
)
def test_an_activity_of_another_shape_reads_as_none(key: str, values: list[object]) -> None:
    for value in values:
        assert read({**an_entry(), key: value}, ORG) is None, value


@pytest.mark.parametrize("key", ["fields", "pending"])
def test_only_fields_of_a_task_with_plain_values_are_read(key: str) -> None:
    planted = {
        **{"Subject": "x", "N__c": 1.5, "B__c": False, "entityApiName": "Task"},
        **{"Id": ID, "attributes": {"a": 1}, "A b": "x", "List__c": [], "None__c": None, "": "x"},
    }
    entry: Any = read({**an_entry(), key: planted}, ORG)
    assert entry[key] == {"Subject": "x", "N__c": 1.5, "B__c": False}


PLANTED: list[dict[str, Any]] = [
    {"entityApiName": "Opportunity", "Id": "0065f0000000001AAA", "StageName": "Closed Won"},
    {"entityApiName": "opportunity", "Name": "planted"},
    {"entityApiName": "Task,Opportunity", "Name": "planted"},
    {**TASK, "Id": "00T5f0000000009EAA"},
    {**TASK, "entityApiName": ["Opportunity"]},
    {**TASK, "Account": {"Id": "0015f0000000001AAA", "Name": "planted"}},
    {**TASK, "Subject": ["a", {"b": 1}]},
    {**TASK, "Who.Name": "planted"},
    {**TASK, "attributes": {"type": "Opportunity"}},
    {"__proto__": {"entityApiName": "Opportunity"}, "StageName": "Closed Won"},
]


@each("planted", PLANTED)
@each("names", [("fields",), ("fields", "pending"), ("fields", "amend")])
def test_data_planted_in_the_storage_is_sent_only_as_a_plain_activity(
    names: tuple[str, ...], planted: dict[str, Any]
) -> None:
    entry = read({**an_entry(), "fields": {}, **dict.fromkeys(names, planted)}, ORG)
    if entry is not None:
        sent = payload(with_pending(entry))
        assert (sent["entityApiName"], "Id" in sent) == ("Task", False)
        assert all(name.replace("_", "a").isalnum() for name in sent)
        assert all(isinstance(value, (str, int, float, bool)) for value in sent.values())


@pytest.mark.parametrize("odd", ["0065f0000000001AAA", "x", "00T", "../00T5f0000000009EAA"])
def test_an_update_can_only_change_an_activity(odd: str) -> None:
    assert read({**an_entry(id=odd)}, ORG) is None


def test_an_activity_can_be_read_after_any_number_of_tries() -> None:
    entry = an_entry(WAITING, fields={f"F{number}__c": "x" for number in range(20)})
    for number in range(12):
        for kind in (SENDING, FIELD_REJECTED):
            entry = transition(entry, event_of(kind, names=[f"F{number}__c"]))
            assert read(json.loads(json.dumps(stored(entry))), ORG) == entry


@each("state", STATES)
@each("unrelated", ["", ADA])
def test_only_an_activity_that_can_no_longer_change_is_settled(state: str, unrelated: str) -> None:
    expected = state in (ABSENT, SAVED, DISCARDED) and not unrelated
    assert is_settled(an_entry(state, unrelated=unrelated)) is expected


# How long it is kept


@each("state", STATES[1:])
def test_a_finished_activity_is_remembered_for_a_day_any_other_for_a_week(state: str) -> None:
    age = DAY_MS if state in (SAVED, DISCARDED) else MAX_AGE_MS
    assert not is_too_old(an_entry(state), NOW + age)
    assert is_too_old(an_entry(state), NOW + age + 1)
    assert (DAY_MS, MAX_AGE_MS) == (24 * 3_600_000, 7 * 24 * 3_600_000)


def test_the_oldest_of_too_many_are_dropped() -> None:
    waiting = {f"WR{number}": an_entry(at=NOW + number) for number in range(MAX_UNSAVED + 2)}
    assert sorted(surplus(waiting, NOW)) == ["WR0", "WR1"]
    done = {f"WR{number}": an_entry(SAVED, at=NOW + number) for number in range(MAX_SAVED + 1)}
    assert surplus(done, NOW) == ["WR0"]
    few = {sid: waiting[sid] for sid in list(waiting)[2:]} | {f"{sid}s": done[sid] for sid in list(done)[1:]}
    assert surplus(few, NOW) == []
    assert (MAX_UNSAVED, MAX_SAVED) == (100, 200)


def test_the_oldest_are_dropped_if_all_together_are_too_long() -> None:
    half = {"Description": "x" * (MAX_CHARACTERS // 2), "CallDurationInSeconds": 5}
    entries = {f"WR{number}": an_entry(fields=half, at=NOW + number) for number in range(2)}
    assert surplus(entries, NOW) == []
    entries["WR2"] = an_entry(fields={"Subject": "x"}, at=NOW + 2)
    entries["WR3"] = an_entry(SAVED, at=NOW - 1)
    assert surplus(entries, NOW) == ["WR0"]


@pytest.mark.parametrize(
    ("state", "stays"), [(SENT, True), (OPEN, False), (DRAFT, False), (WAITING, False), (SAVED, False)]
)
def test_only_an_activity_being_sent_stays_whatever_its_age(state: str, stays: bool) -> None:
    assert surplus({"WR1": an_entry(state, at=0)}, NOW) == ([] if stays else ["WR1"])


@pytest.mark.parametrize("state", [OPEN, DRAFT, SENT])
def test_the_activity_of_an_open_task_is_not_dropped_for_others(state: str) -> None:
    entries = {f"WR{number}": an_entry(at=NOW + 1) for number in range(MAX_UNSAVED)}
    assert surplus({"WR": an_entry(state), **entries}, NOW) == []
