"""docs/specification.md, section 9: when an activity is sent again, shown and dropped."""

from __future__ import annotations

import pytest

from flex_sfdc.activities.entries import (
    DISCARDED,
    DRAFT,
    NOT_ADDED,
    OPEN,
    REJECTED,
    SAVED,
    SENT,
    UNKNOWN,
    WAITING,
)
from flex_sfdc.activities.limits import (
    DAY_MS,
    MAX_AGE_MS,
    MAX_CHARACTERS,
    MAX_SAVED,
    MAX_UNSAVED,
    NOTIFIED_AFTER_MS,
    SHOWN_AFTER_MS,
    UNRELATED,
    has_passed,
    is_too_old,
    needs_notification,
    remaining_ms,
    rows,
    surplus,
)
from tests.support.plugin.entries import NOTE as A_NOTE
from tests.support.plugin.entries import NOW, ORG, STATES, an_entry
from tests.support.records import ADA


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        *((NOW, 0), (NOW - 5, -5), (NOW + 5, 5), (NOW + 2_000, 2_000)),
        (NOW + 2_001, 0),
    ],
)
def test_an_activity_due_later_than_any_pause_dates_from_before_the_clock_was_set_back(
    due: int, expected: int
) -> None:
    assert remaining_ms(due, NOW, 1_000) == expected


@pytest.mark.parametrize(
    ("since", "expected"),
    [(NOW, False), (NOW - 9, False), (NOW - 10, True), (NOW - 11, True), (NOW + 1, True)],
)
def test_a_time_has_passed_even_if_the_clock_was_set_back_since(since: int, expected: bool) -> None:
    assert has_passed(10, since, NOW) is expected


@pytest.mark.parametrize("state", STATES[1:])
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


def test_the_oldest_are_dropped_when_all_together_are_too_long() -> None:
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


def test_the_agent_sees_decisions_at_once_and_waiting_activities_after_a_while() -> None:
    entries = {
        "WR1": an_entry(WAITING, at=NOW + 3),
        "WR2": an_entry(SENT, at=NOW + 2, fields={"Subject": 5}),
        "WR3": an_entry(REJECTED, at=NOW + 1, reason="No.", about="Ada"),
        "WR4": an_entry(UNKNOWN, elsewhere=True),
        "WR5": an_entry(SAVED, unrelated=ADA, second=True, fields={}, at=NOW - 1),
        "WR6": an_entry(NOT_ADDED, fields=A_NOTE, at=NOW - 2),
        **{f"WR{state}": an_entry(state) for state in (OPEN, DRAFT, SAVED, DISCARDED)},
    }
    shown = ["WR6", "WR5", "WR4", "WR3"]
    assert [row["sid"] for row in rows(entries, ORG, NOW + 4)] == shown
    assert [row["sid"] for row in rows(entries, ORG, NOW + 2 + SHOWN_AFTER_MS)] == [*shown, "WR2"]
    later = rows(entries, ORG, NOW + 3 + SHOWN_AFTER_MS)
    assert [tuple(row.values()) for row in later] == [
        ("WR6", NOT_ADDED, "", "", "", NOW - 2, False, False, False),
        ("WR5", UNRELATED, "", "", "", NOW - 1, False, True, True),
        ("WR4", UNKNOWN, "Call", "", "", NOW, True, False, False),
        ("WR3", REJECTED, "Call", "Ada", "No.", NOW + 1, False, False, False),
        ("WR2", SENT, "", "", "", NOW + 2, False, False, False),
        ("WR1", WAITING, "Call", "", "", NOW + 3, False, False, False),
    ]


@pytest.mark.parametrize("state", [WAITING, SENT, REJECTED, UNKNOWN, NOT_ADDED])
def test_the_agent_is_notified_of_long_waits_and_of_decisions(state: str) -> None:
    (row,) = rows({"WR1": an_entry(state)}, ORG, NOW + SHOWN_AFTER_MS)
    assert needs_notification(row, NOW + NOTIFIED_AFTER_MS - 1) is (state not in (WAITING, SENT))
    assert needs_notification(row, NOW + NOTIFIED_AFTER_MS)
    assert (SHOWN_AFTER_MS, NOTIFIED_AFTER_MS) == (15_000, 5 * 60_000)
