"""docs/specification.md, section 9: which activities the agent sees, and when."""

from __future__ import annotations

import pytest

from flex_sfdc.activities.entries import (
    DISCARDED,
    DRAFT,
    NOT_ADDED,
    NOTIFIED_AFTER_MS,
    OPEN,
    REJECTED,
    SAVED,
    SENT,
    SHOWN_AFTER_MS,
    UNKNOWN,
    UNRELATED,
    WAITING,
    needs_notification,
    news_of,
    rows,
)
from tests.support.plugin.entries import NOTE as A_NOTE
from tests.support.plugin.entries import NOW, ORG, an_entry
from tests.support.records import ADA


def test_the_agent_sees_what_to_decide_at_once_and_waiting_activities_later() -> None:
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


@pytest.mark.parametrize("state", [WAITING, SENT, REJECTED, UNKNOWN, NOT_ADDED])
def test_another_try_is_not_news_to_the_agent_but_its_result_is(state: str) -> None:
    before, waiting, sent = (
        news_of(rows({"WR1": an_entry(shown)}, ORG, NOW + SHOWN_AFTER_MS)[0])
        for shown in (state, WAITING, SENT)
    )
    assert waiting == sent
    assert set(waiting) <= set(before)
    assert (before == waiting) is (state in (WAITING, SENT))
