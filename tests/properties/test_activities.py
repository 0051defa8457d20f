"""One activity with the latest note, whatever the browser kept and Salesforce answers."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from flex_sfdc.activities.copilot_notes import note_owner
from flex_sfdc.activities.entries import (
    ABSENT,
    AWAITING_AGENT,
    DAY_MS,
    DISCARDED,
    DRAFT,
    MAX_AGE_MS,
    MAX_SAVED,
    MAX_UNSAVED,
    OPEN,
    REJECTED,
    SAVED,
    SENT,
    UNKNOWN,
    UNRELATED,
    WAITING,
    Entry,
    blank,
    is_settled,
    payload,
    read,
    rows,
    stored,
    surplus,
)
from flex_sfdc.activities.events import (
    AMENDED,
    ANSWERED_SAVED,
    CONTINUED,
    ENDED,
    FIELD_REJECTED,
    GIVEN_UP,
    NO_ANSWER,
    NOT_WRITTEN,
    ORPHANED,
    SENDING,
)
from flex_sfdc.activities.rejections import classify
from flex_sfdc.activities.rules import MAX_TRIES, transition
from flex_sfdc.salesforce.fields import RELATIONS, STANDARD_FIELDS
from tests.support.plugin.entries import ID, KINDS, NOW, ORG, STATES
from tests.support.records import ADA

from .hostile import anything, hostile, numbers, objects, texts

NAMES = ("Subject", "Description", "WhoId", "Topic__c", "Sentiment__c")
fields = st.dictionaries(st.sampled_from(NAMES), texts, max_size=4)
times = st.integers(NOW - 2 * MAX_AGE_MS, NOW)
flags = st.booleans()
entries = st.fixed_dictionaries(
    {
        **{"state": st.sampled_from(STATES), "at": times, "org": st.sampled_from([ORG, ""])},
        **{"id": st.sampled_from(["", ID]), "fields": fields, "pending": fields},
        **{
            "sends": st.integers(0, MAX_TRIES),
            "tries": st.integers(0, MAX_TRIES),
            "due": times,
            "reason": texts,
            "about": texts,
        },
        **{
            "channel": texts,
            "noted": flags,
            "elsewhere": flags,
            "keyless": flags,
            "superseded": flags,
            "no_record": flags,
            "unrelated": st.sampled_from(["", ADA]),
            "second": flags,
            "replaces": flags,
        },
        **{"dropped": fields, "task": texts, "token": st.sampled_from(["", "by1"])},
        **dict.fromkeys(("sent_with_key", "fields_frozen", "decided"), st.booleans()),
    }
)
events = st.fixed_dictionaries(
    {
        **{"kind": st.sampled_from(KINDS), "now": st.just(NOW), "due": st.just(NOW + 1_000)},
        **{"fields": fields, "names": st.lists(st.sampled_from(NAMES), max_size=3), "about": texts},
        **{"channel": texts, "task": texts, "id": st.sampled_from(["", ID, "x"]), "reason": texts},
        **{"confirm": flags, "noted": flags, "org": st.just(ORG), "untouched": flags},
        **{"superseded": flags, "no_record": flags, "keyless": flags},
        **{
            "updated": st.lists(
                st.sampled_from([*(name.lower() for name in NAMES), "superseded", "undecided", "noted"]),
                max_size=2,
            )
        },
    }
)
# The most frequent case: sent and answered.
deliveries = st.builds(
    lambda event, kind: {**event, "kind": kind, "names": list(NAMES)},
    events,
    st.sampled_from([ENDED, SENDING, SENDING, FIELD_REJECTED, NOT_WRITTEN, AMENDED]),
)
codes = st.sampled_from(
    ["FIELD_INTEGRITY_EXCEPTION", "UNABLE_TO_LOCK_ROW", "MALFORMED_ID", "SERVER_ERROR", "X" * 99, "lower"]
)
details = objects(
    {
        "message": st.one_of(
            texts, st.sampled_from(["Topic__c: too long", "Required fields are missing: [WhoId]"])
        ),
        "errorCode": codes,
        "statusCode": st.one_of(codes, texts),
        "fields": st.lists(st.one_of(st.sampled_from(NAMES), anything), max_size=3),
        "fieldErrors": st.dictionaries(st.sampled_from(NAMES), anything, max_size=2),
    }
)
errors = st.one_of(
    anything,
    st.lists(
        objects({"code": st.one_of(codes, texts), "description": texts, "details": st.lists(details)}),
        max_size=3,
    ),
)


def kept_again(entry: Entry) -> Entry | None:
    """Return the entry as the next page reads it."""
    return read(json.loads(json.dumps(stored(entry))), "another.org")


# The stored items


@hostile
@given(st.one_of(anything, entries, objects({name: anything for name in blank("")})), st.data())
def test_an_item_of_the_browser_is_an_activity_or_nothing(item: Any, data: st.DataObject) -> None:
    if isinstance(item, dict) and item:
        item = {**item, data.draw(st.sampled_from([*blank(""), "amend", "why"])): data.draw(anything)}
    entry: Any = read(item, ORG)
    if entry is None:
        return
    assert entry["state"] in STATES[1:]
    assert {key: type(value) for key, value in entry.items()} == {
        key: type(value) for key, value in blank("").items()
    }
    assert all(0 <= entry[key] <= 8_640_000_000_000_000 for key in ("at", "due", "tries"))
    for name, value in [*entry["fields"].items(), *entry["pending"].items()]:
        assert name not in ("Id", "entityApiName")
        assert isinstance(value, (str, int, float))
    for kind in KINDS:
        event: Any = {
            **{"kind": kind, "now": NOW, "due": NOW, "fields": {}, "names": [], "about": "", "channel": ""},
            **{"id": ID, "reason": "", "confirm": False, "org": ORG},
        }
        assert transition(entry, event)["state"] in STATES


@hostile
@given(entries)
def test_an_activity_is_read_as_it_was_stored(entry: Entry) -> None:
    was_sent = entry["sent_with_key"] or entry["decided"] or entry["tries"] > 0
    read_again: Entry = {**entry, "fields_frozen": entry["fields_frozen"] and was_sent}
    assert kept_again(entry) == (read_again if entry["state"] != ABSENT else None)


@settings(hostile, max_examples=hostile.max_examples // 2)  # each has thirty events
@given(st.lists(st.one_of(events, deliveries), min_size=20, max_size=40))
def test_after_any_events_an_activity_is_read_as_it_was_kept(happened: list[Any]) -> None:
    entry = blank(ORG)
    for event in happened:
        before = copy.deepcopy(entry)
        after = transition(entry, event)
        assert entry == before
        assert after["state"] in STATES
        assert after["id"] == before["id"] or after["id"] == ID
        if after["state"] == SAVED:
            assert (after["fields"], after["pending"], after["reason"]) == ({}, {}, "")
        entry = after
        if entry["state"] != ABSENT:
            assert kept_again(entry) == entry


# Salesforce's answers


@hostile
@given(st.booleans(), st.booleans(), errors, fields)
def test_any_answer_from_salesforce_is_an_event_that_names_only_sent_fields(
    success: bool, unknown: bool, reported: Any, sent: dict[str, str]
) -> None:
    before = copy.deepcopy(sent)
    answer = classify(success, unknown, reported, sent)
    assert answer["kind"] in KINDS
    assert set(answer["names"]) <= set(sent)
    assert all(code.isascii() and code.replace("_", "a").isalnum() for code in answer["codes"])
    assert len(answer["reason"]) <= 500
    assert repr(sent) == repr(before)
    if answer["kind"] == FIELD_REJECTED:
        assert answer["names"]
        assert not set(answer["names"]) & set(STANDARD_FIELDS)


@hostile
@given(entries, errors)
def test_a_failure_keeps_every_field_that_may_not_be_left_out(entry: Entry, reported: Any) -> None:
    sent: Entry = {**entry, "state": SENT}
    answer = classify(False, False, reported, sent["fields"])
    event: Any = {**answer, "now": NOW, "due": NOW, "id": ""}
    after = transition(sent, event)
    fields_before = {**entry["fields"], **entry["pending"]}
    fields_after = {**after["fields"], **after["pending"]}
    omitted = set(fields_before) - set(fields_after)
    assert not omitted & (set(STANDARD_FIELDS) - set(RELATIONS))
    assert all(fields_after[name] == fields_before[name] for name in fields_after)
    assert (after["id"], after["org"]) == (entry["id"], entry["org"])
    assert after["state"] in (WAITING, REJECTED, UNKNOWN)


# The kept and the shown activities


@hostile
@given(st.dictionaries(st.integers(0, 10**6).map(str), entries, max_size=8), st.integers(0, 300), times)
def test_kept_activities_are_bounded_in_number_and_age_and_the_newest_stay(
    activities: dict[str, Entry], more: int, at: int
) -> None:
    for number in range(more):
        activities[f"more{number}"] = {**blank(ORG), "state": WAITING, "at": at + number}
    dropped = surplus(activities, NOW)
    remaining = {sid: entry for sid, entry in activities.items() if sid not in dropped}
    assert not [sid for sid in dropped if activities[sid]["state"] == SENT], "it is under way"
    working = (SENT, OPEN, DRAFT)
    done = [
        item for item in remaining.values() if item["state"] in (SAVED, DISCARDED) and not item["unrelated"]
    ]
    waiting = [item for item in remaining.values() if item not in done and item["state"] not in working]
    assert len(waiting) <= MAX_UNSAVED
    assert len(done) <= MAX_SAVED
    assert all(NOW - item["at"] <= MAX_AGE_MS for item in remaining.values() if item["state"] != SENT)
    if len(activities) <= MAX_UNSAVED:
        assert all(NOW - activities[sid]["at"] > DAY_MS for sid in dropped)


@hostile
@given(st.dictionaries(st.integers(0, 99).map(str), entries, max_size=8))
def test_the_agent_sees_problems_and_nothing_else(activities: dict[str, Entry]) -> None:
    shown = rows(activities, ORG, NOW)
    assert [row["at"] for row in shown] == sorted(row["at"] for row in shown)
    for row in shown:
        entry = activities[row["sid"]]
        assert not is_settled(entry)
        assert entry["org"] == ORG
        assert entry["state"] not in (OPEN, DRAFT)
        assert row["state"] == (UNRELATED if entry["state"] == SAVED else entry["state"])
    must = [
        sid for sid, entry in activities.items() if entry["state"] in AWAITING_AGENT and entry["org"] == ORG
    ]
    assert set(must) <= {row["sid"] for row in shown}


@hostile
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                **{"sid": st.integers(0, 99).map(str), "state": st.sampled_from(STATES), "at": times},
                **{"noted": flags, "wrapping": flags},
            }
        ),
        max_size=6,
        unique_by=(lambda candidate: candidate["sid"], lambda candidate: candidate["at"]),
    ),
    st.randoms(use_true_random=False),
)
def test_a_note_has_one_owner_in_whatever_order_the_tasks_are(candidates: list[Any], random: Any) -> None:
    owner = note_owner(candidates, NOW)
    assert owner in ([candidate["sid"] for candidate in candidates] or [""])
    shuffled = list(candidates)
    random.shuffle(shuffled)
    assert note_owner(shuffled, NOW) == owner


# From the end of the task to Salesforce


class Salesforce:
    """Create and update one activity whenever asked. Answer in order, perhaps late."""

    def __init__(self) -> None:
        self.made = 0
        self.fields: dict[str, object] = {}

    def take(self, value: dict[str, object]) -> None:
        self.made += "Id" not in value
        self.fields.update({name: content for name, content in value.items() if name != "Id"})


STEPS = ("sent", "answered", "not written", "lost", "reloaded", "answered late", "kept and read")
steps: st.SearchStrategy[tuple[str, dict[str, str]]] = st.one_of(
    st.tuples(st.just("note"), fields), st.tuples(st.sampled_from(STEPS), st.just({}))
)
AT_LAST = ("answered", "answered late", "sent", "answered", "sent", "answered")


class Delivery:
    """An activity being sent, and what Salesforce has of it."""

    def __init__(self, content: dict[str, str]) -> None:
        self.salesforce = Salesforce()
        self.entry: Entry = {**blank(ORG), "state": WAITING, "at": NOW, "fields": content}
        self.expected: dict[str, object] = dict(content)
        self.late: dict[str, object] | None = None  # the request whose answer may still arrive

    def happens(self, kind: str, **changes: Any) -> None:
        event: Any = {"kind": kind, "now": NOW, "due": NOW, "id": "", "reason": "", "fields": {}, **changes}
        self.entry = transition(self.entry, event)

    def step(self, step: str, note: dict[str, str]) -> None:
        under_way = self.entry["state"] == SENT
        if step == "note":
            self.happens(AMENDED, fields=note, noted=True)
            self.expected.update(note)
        elif step == "kept and read":
            stored_entry = kept_again(self.entry)
            assert stored_entry is not None
            self.entry = stored_entry
        elif step == "sent" and self.entry["state"] == WAITING and self.late is None:
            self.happens(SENDING)
        elif step == "answered" and under_way:
            self.salesforce.take(payload(self.entry))
            self.happens(ANSWERED_SAVED, id=ID, fields=self.entry["fields"])
        elif step == "not written" and under_way and self.entry["tries"] < MAX_TRIES:
            self.happens(NOT_WRITTEN)
        elif step in ("lost", "reloaded") and under_way and self.entry["tries"] < MAX_TRIES:
            self.salesforce.take(payload(self.entry))
            self.late = dict(self.entry["fields"])
            self.happens(NO_ANSWER if step == "lost" else ORPHANED)
        elif step == "answered late" and self.late is not None:
            self.happens(ANSWERED_SAVED, id=ID, fields=self.late)
            self.late = None


@hostile
@given(fields, st.lists(steps, min_size=20, max_size=40))
def test_the_activity_is_made_once_and_has_the_latest_note_after_any_failure(
    content: dict[str, str], happened: list[tuple[str, dict[str, str]]]
) -> None:
    delivery = Delivery(content)
    for step, note in [*happened, *((step, {}) for step in AT_LAST)]:
        delivery.step(step, note)
        entry = delivery.entry
        if entry["state"] == UNKNOWN:
            assert {**entry["fields"], **entry["pending"]} == delivery.expected, "for the agent to copy"
    assert delivery.salesforce.made == 1
    saved_fields = {
        name: value for name, value in delivery.salesforce.fields.items() if name != "entityApiName"
    }
    assert saved_fields == delivery.expected
    assert delivery.entry["state"] == SAVED


@hostile
@given(st.lists(events, max_size=12), entries)
def test_a_discarded_activity_is_never_written_again(happened: list[Any], entry: Entry) -> None:
    discarded = transition({**entry, "state": REJECTED, "id": ""}, {"kind": GIVEN_UP, "now": NOW})
    for event in happened:
        after = transition(discarded, event)
        kept = {**discarded, "at": after["at"], "noted": after["noted"]}
        assert after is discarded or (event["kind"] == CONTINUED and after == kept)


@hostile
@given(numbers, numbers, anything)
def test_planted_fields_are_scalars_of_a_task(number: Any, other: Any, value: Any) -> None:
    planted = {"Subject": value, "N__c": number, "Id": "006", "A b": other, "entityApiName": "Task"}
    entry = read({"state": WAITING, "fields": planted, "pending": {"X__c": value}}, ORG)
    assert entry is not None
    sent = payload(transition(entry, {"kind": SENDING, "now": NOW}))
    assert set(sent) <= {"Subject", "N__c", "X__c", "entityApiName"}
    assert all(isinstance(item, (str, int, float)) for item in sent.values())
