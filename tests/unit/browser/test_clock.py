"""docs/specification.md, sections 2.4 and 6: pauses, date and time. Summer time: tests/compiler/."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flex_sfdc.browser.clock import PAUSES_MS, Clock, has_passed, jittered, remaining_ms
from flex_sfdc.browser.log import Log
from flex_sfdc.plain_data import nth_or_last
from flex_sfdc.utils.sfdc_loader import ROUND_TRIP_LIMITS_MS
from tests.support.plugin.browser import STARTED_MS, FakeWindow

MIDNIGHT_UTC = 1_792_540_800_000  # 2026-10-21T00:00:00Z
MINUTE = 60_000
NOW = MIDNIGHT_UTC


def clock(hours: float = 0) -> Clock:
    window = FakeWindow()
    window.zone = timezone(timedelta(hours=hours))
    return Clock(window, Log(window.console))


def test_now_is_the_time_of_the_window() -> None:
    window = FakeWindow()
    window.passes(1_500)
    assert Clock(window, Log(window.console)).now() == STARTED_MS + 1_500


@pytest.mark.parametrize(
    ("hours", "milliseconds", "expected"),
    [
        (0, MIDNIGHT_UTC, "2026-10-21"),
        (0, MIDNIGHT_UTC - 1, "2026-10-20"),
        (-7, MIDNIGHT_UTC, "2026-10-20"),
        (-7, MIDNIGHT_UTC + 7 * 60 * MINUTE, "2026-10-21"),
        (9, NOW - 9 * 60 * MINUTE, "2026-10-21"),
        (9, NOW - 9 * 60 * MINUTE - 1, "2026-10-20"),
        (5.5, MIDNIGHT_UTC - 330 * MINUTE, "2026-10-21"),
    ],
)
def test_the_date_is_the_agents_and_not_the_utc_date(hours: float, milliseconds: int, expected: str) -> None:
    assert clock(hours).date(milliseconds) == expected


def test_date_and_time_are_written_as_in_the_agents_language() -> None:
    assert clock(2).date_time(MIDNIGHT_UTC, "de-DE") == "21.10.2026, 02:00"


@pytest.mark.parametrize("locale", ["", "de_DE", "no tag"])
def test_a_language_that_the_browser_refuses_gives_way_to_the_browsers_own(locale: str) -> None:
    assert clock().date_time(MIDNIGHT_UTC, locale) == "Oct 21, 2026, 12:00 AM"


@given(st.sampled_from([ROUND_TRIP_LIMITS_MS, PAUSES_MS]), st.integers(min_value=0, max_value=10_000))
def test_the_time_limits_of_attempts_grow_up_to_a_maximum(table: tuple[int, ...], attempt: int) -> None:
    assert table[0] <= nth_or_last(table, attempt) <= nth_or_last(table, attempt + 1) <= table[-1]


def test_each_attempt_has_its_pause_and_the_last_pause_repeats() -> None:
    assert [nth_or_last((1, 2, 3), attempt) for attempt in range(6)] == [1, 2, 3, 3, 3, 3]


def test_attempts_follow_soon_at_first_and_once_a_minute_in_a_long_outage() -> None:
    pauses = [nth_or_last(PAUSES_MS, attempt) for attempt in range(7)]
    assert pauses == [500, 1_000, 2_000, 5_000, 15_000, 60_000, 60_000]


@given(st.integers(0, 60_000), st.floats(0, 1))
def test_a_pause_varies_from_page_to_page_within_limits(milliseconds: int, chance: float) -> None:
    assert milliseconds * 0.75 <= jittered(milliseconds, chance) <= milliseconds * 1.75


@pytest.mark.parametrize(
    ("due", "expected"), [*((NOW, 0), (NOW - 5, -5), (NOW + 5, 5), (NOW + 2_000, 2_000)), (NOW + 2_001, 0)]
)
def test_a_time_further_ahead_than_any_pause_is_due_at_once(due: int, expected: int) -> None:
    assert remaining_ms(due, NOW, 1_000) == expected


@pytest.mark.parametrize(
    ("since", "expected"),
    [(NOW, False), (NOW - 9, False), (NOW - 10, True), (NOW - 11, True), (NOW + 1, True)],
)
def test_a_time_has_passed_even_if_the_clock_is_set_back_afterwards(since: int, expected: bool) -> None:
    assert has_passed(10, since, NOW) is expected
