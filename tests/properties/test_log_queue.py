"""Whatever the browser kept, whatever Salesforce says: one activity is made, with the latest note in it."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from flex_sfdc.utils.log_queue import (
    DRAFT,
    MOST,
    MOST_SAVED,
    OLDEST_MS,
    SAVED,
    SENT,
    STATES,
    UNKNOWN,
    WAITING,
    Entry,
    amended,
    entry_of,
    payload,
    postponed,
    read,
    refusal,
    refused,
    renewed,
    saved,
    settled,
    too_many,
    unanswered,
    unsaved,
)

from .hostile import anything, hostile, objects, texts

NAMES = ("Subject", "Description", "WhoId", "Topic__c", "Sentiment__c")
NOW = 1_800_000_000_000
fields = st.dictionaries(st.sampled_from(NAMES), texts, max_size=4)
times = st.integers(NOW - 2 * OLDEST_MS, NOW)
entries = st.builds(
    lambda state, at, sid, content, custom, amend, tries, why: {
        **entry_of(content, custom, state, at),
        "id": sid,
        "amend": amend,
        "tries": tries,
        "why": why,
    },
    st.sampled_from(STATES),
    times,
    st.sampled_from(["", "00T5f0000000001AAA"]),
    fields,
    st.lists(st.sampled_from(NAMES), unique=True),
    fields,
    st.integers(0, 40),
    texts,
)
details = objects(
    {
        "message": st.one_of(
            texts, st.sampled_from(["Topic__c: too long", "Required fields are missing: [WhoId]"])
        ),
        "errorCode": st.sampled_from(["FIELD_INTEGRITY_EXCEPTION", "UNABLE_TO_LOCK_ROW", "X" * 99, "lower"]),
        "statusCode": texts,
        "fields": st.lists(st.one_of(st.sampled_from(NAMES), anything), max_size=3),
        "fieldErrors": st.dictionaries(st.sampled_from(NAMES), anything, max_size=2),
    }
)
errors = st.one_of(
    anything,
    st.lists(
        objects(
            {
                "code": st.sampled_from(["GENERIC_ERROR", "SERVER_ERROR"]),
                "description": texts,
                "details": details,
            }
        ),
        max_size=3,
    ),
    st.lists(objects({"code": texts, "details": st.lists(details, max_size=3)}), max_size=2),
)


@hostile
@given(st.one_of(anything, entries, entries.map(lambda entry: {**entry, "state": "new"})))
def test_what_the_browser_kept_is_an_activity_or_nothing(kept: Any) -> None:
    entry = read(kept)
    if entry is None:
        assert not isinstance(kept, dict) or kept.get("state") not in STATES
        return
    assert entry["state"] in STATES
    assert all(isinstance(entry[key], int) for key in ("at", "tries", "due"))
    assert all(isinstance(entry[key], str) for key in ("id", "why"))
    assert isinstance(entry["fields"], dict)
    assert isinstance(entry["amend"], dict)
    assert all(isinstance(name, str) for name in entry["custom"])


@hostile
@given(entries)
def test_an_activity_is_read_as_it_was_kept(entry: Entry) -> None:
    assert read(json.loads(json.dumps(entry))) == entry


@hostile
@given(errors, texts, fields)
def test_what_salesforce_has_against_an_activity_can_be_read_in_every_shape(
    said: Any, thrown: str, sent: dict[str, str]
) -> None:
    before = copy.deepcopy(sent)
    found = refusal(said, thrown, sent)
    assert set(found["fields"]) <= set(sent)
    assert all(code.isascii() and code == code.upper() for code in found["codes"])
    assert len(found["why"]) <= 500
    assert repr(sent) == repr(before)


@hostile
@given(entries, errors, st.integers(NOW, NOW + 10**6))
def test_a_refusal_keeps_everything_but_the_fields_that_may_go(entry: Entry, said: Any, due: int) -> None:
    after = refused(entry, refusal(said, "", entry["fields"]), due)
    whole = {**entry["fields"], **entry["amend"]}
    gone = set(whole) - set(after["fields"])
    assert gone <= set(entry["custom"])
    assert all(after["fields"][name] == whole[name] for name in after["fields"])
    assert after["id"] == entry["id"]
    assert after["state"] != SAVED


@hostile
@given(st.dictionaries(st.integers(0, 10**6).map(str), entries, max_size=8), st.integers(0, 300), times)
def test_what_is_kept_is_bounded_in_number_and_age_and_the_newest_stay(
    known: dict[str, Entry], more: int, at: int
) -> None:
    known = {**known, **{f"more{number}": entry_of({}, [], WAITING, at + number) for number in range(more)}}
    surplus = too_many(known, NOW)
    left = {sid: entry for sid, entry in known.items() if sid not in surplus}
    assert not [sid for sid in surplus if known[sid]["state"] == SENT], "it is under way"
    open_ones = [entry for entry in left.values() if entry["state"] not in (SAVED, SENT)]
    assert len(open_ones) <= MOST
    assert len([entry for entry in left.values() if entry["state"] == SAVED]) <= MOST_SAVED
    assert all(NOW - entry["at"] <= OLDEST_MS for entry in open_ones)
    if len(known) <= MOST:
        assert all(NOW - known[sid]["at"] > 86_400_000 for sid in surplus)


@hostile
@given(st.dictionaries(st.integers(0, 99).map(str), entries, max_size=8))
def test_the_agent_sees_what_is_not_saved_and_nothing_else_of_a_customer(known: dict[str, Entry]) -> None:
    shown = unsaved(known, NOW)
    assert [one["at"] for one in shown] == sorted(one["at"] for one in shown)
    for one in shown:
        assert known[one["sid"]]["state"] not in (SAVED, DRAFT)
    assert {sid for sid in known if known[sid]["state"] == UNKNOWN} <= {one["sid"] for one in shown}


class Salesforce:
    """Makes and updates one activity, as often as it is asked."""

    def __init__(self) -> None:
        self.made = 0
        self.fields: dict[str, object] = {}

    def take(self, value: dict[str, object]) -> str:
        self.made += "Id" not in value
        self.fields.update({name: content for name, content in value.items() if name != "Id"})
        return "00T5f0000000001AAA"


steps: st.SearchStrategy[tuple[str, dict[str, str]]] = st.one_of(
    st.tuples(st.just("note"), fields),
    st.tuples(
        st.sampled_from(["sent", "answered", "refused", "lost", "reloaded", "answered late"]), st.just({})
    ),
)


@hostile
@given(fields, st.lists(steps, max_size=12))
def test_whenever_a_note_comes_and_whatever_fails_the_activity_is_made_once_with_the_latest_note(
    content: dict[str, str], events: list[tuple[str, dict[str, str]]]
) -> None:
    salesforce = Salesforce()
    entry = entry_of(content, [], WAITING, NOW)
    expected = dict(content)
    well: list[tuple[str, dict[str, str]]] = [
        (event, {}) for event in ("answered late", "sent", "answered", "sent", "answered")
    ]
    for event, note in [*events, *well]:
        if event == "note":
            after = amended(entry, note)
            assert after is not None, "its id is known"
            entry, expected = after, {**expected, **note}
        elif event == "sent" and entry["state"] == WAITING:
            entry = renewed(entry, SENT)
        elif event == "answered" and entry["state"] == SENT:
            entry = settled(entry, salesforce.take(payload(entry)), NOW)
        elif event == "refused" and entry["state"] == SENT:
            entry = postponed(entry, NOW)
        elif event in ("lost", "reloaded") and entry["state"] == SENT:
            salesforce.take(payload(entry))
            entry = unanswered(entry, NOW)
        elif event == "answered late" and entry["state"] == UNKNOWN:
            entry = settled(entry, "00T5f0000000001AAA", NOW)
        if entry["state"] == UNKNOWN:
            assert {**entry["fields"], **entry["amend"]} == expected, "for the agent to copy"
    assert salesforce.made == 1
    assert salesforce.fields == expected
    assert entry["state"] == SAVED
    assert entry["fields"] == {}, "nothing of the customer is kept any longer"


@hostile
@given(fields, fields)
def test_what_was_discarded_or_has_no_id_is_never_written_again(
    content: dict[str, str], note: dict[str, str]
) -> None:
    gone = saved("", NOW)
    assert amended(gone, note) is None
    assert amended(settled(entry_of(content, [], SENT, NOW), "", NOW), note) is None
