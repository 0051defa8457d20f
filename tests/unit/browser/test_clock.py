"""docs/specification.md, section 6: the agent's own date and time. Summer time: tests/compiler/."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest

from flex_sfdc.browser.clock import Clock
from flex_sfdc.browser.log import Log
from tests.support.plugin.browser import STARTED_MS, FakeWindow

MIDNIGHT_UTC = 1_792_540_800_000  # 2026-10-21T00:00:00Z
MINUTE = 60_000


def clock(hours: float = 0) -> Clock:
    window = FakeWindow()
    window.zone = timezone(timedelta(hours=hours))
    return Clock(window, Log(window.console))


def test_now_is_the_windows_own_time() -> None:
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
        (9, MIDNIGHT_UTC - 9 * 60 * MINUTE, "2026-10-21"),
        (9, MIDNIGHT_UTC - 9 * 60 * MINUTE - 1, "2026-10-20"),
        (5.5, MIDNIGHT_UTC - 330 * MINUTE, "2026-10-21"),
    ],
)
def test_the_date_is_the_agents_own_not_that_of_utc(hours: float, milliseconds: int, expected: str) -> None:
    assert clock(hours).date(milliseconds) == expected


def test_date_and_time_are_written_as_in_the_agents_language() -> None:
    assert clock(2).date_time(MIDNIGHT_UTC, "de-DE") == "21.10.2026, 02:00"


@pytest.mark.parametrize("locale", ["", "de_DE", "no tag"])
def test_a_language_that_the_browser_refuses_gives_way_to_the_browsers_own(locale: str) -> None:
    assert clock().date_time(MIDNIGHT_UTC, locale) == "Oct 21, 2026, 12:00 AM"
