"""The agent's date and time, compiled, with V8's own `Date`."""

from __future__ import annotations

import json
import tempfile
from functools import cache
from pathlib import Path

import pytest
from py_mini_racer import MiniRacer

from build.cli import ROOT
from build.compiler.compile import compile_program
from tests.support.cases import each

MINUTE = 60_000
NEW_YEAR_IN_BERLIN = 1_767_222_000_000  # 2025-12-31T23:00:00Z
JULY_IN_BERLIN = 1_782_856_800_000  # 2026-06-30T22:00:00Z

# V8 has the machine's time zone; this window has another.
WINDOW = """
(function (timeZone) {
    const offset = (when) => {
        const options = { timeZone, timeZoneName: 'longOffset' };
        const name = new Intl.DateTimeFormat('en-US', options).format(when).split('GMT')[1] || '+00:00';
        return -((name[0] + 1) * (60 * name.slice(1, 3) + +name.slice(4, 6)));
    };
    class ZoneDate extends Date {
        getTimezoneOffset() { return offset(this); }
        toLocaleString(locale, options) { return super.toLocaleString(locale, { ...options, timeZone }); }
    }
    return { Date: ZoneDate, Reflect };
})
"""


DRIVER = """
from flex_sfdc.browser.clock import Clock
from flex_sfdc.flex.strings import number_in
from flex_sfdc.browser.log import Log


def number(window, locale, count):
    return number_in(window, locale, count)


def date(window, milliseconds):
    return Clock(window, Log(None)).date(milliseconds)


def date_time(window, milliseconds, locale):
    return Clock(window, Log(None)).date_time(milliseconds, locale)
"""


@cache
def engine() -> MiniRacer:
    """Return V8 with the clock and the windows."""
    with tempfile.TemporaryDirectory() as folder:
        entry = Path(folder) / "driver.py"
        entry.write_text(DRIVER, "utf-8")
        program = compile_program(entry, root=ROOT)
    built = MiniRacer()
    functions = ", ".join(f"{name}: {program.exports[name]}" for name in ("date", "date_time", "number"))
    built.eval(
        f"var inZone = {WINDOW}, clock = (function () {{ 'use strict';\n{program.code}return {{ {functions} }}; }})();"
    )
    return built


def date(zone: str, milliseconds: int) -> object:
    return engine().eval(f"clock.date(inZone('{zone}'), {milliseconds})")


def date_time(zone: str, milliseconds: int, locale: str) -> object:
    return engine().eval(f"clock.date_time(inZone('{zone}'), {milliseconds}, {json.dumps(locale)})")


@each(
    ("zone", "milliseconds", "expected"),
    [
        ("UTC", NEW_YEAR_IN_BERLIN, "2025-12-31"),
        ("Europe/Berlin", NEW_YEAR_IN_BERLIN, "2026-01-01"),
        ("Europe/Berlin", NEW_YEAR_IN_BERLIN - 1, "2025-12-31"),
        ("Europe/Berlin", JULY_IN_BERLIN, "2026-07-01"),
        ("Europe/Berlin", JULY_IN_BERLIN - 1, "2026-06-30"),
        ("America/Los_Angeles", NEW_YEAR_IN_BERLIN + 9 * 60 * MINUTE - 1, "2025-12-31"),
        ("America/Los_Angeles", NEW_YEAR_IN_BERLIN + 9 * 60 * MINUTE, "2026-01-01"),
        ("Asia/Kolkata", NEW_YEAR_IN_BERLIN - 270 * MINUTE, "2026-01-01"),
    ],
)
def test_the_date_is_the_agents_own_in_summer_and_in_winter(
    zone: str, milliseconds: int, expected: str
) -> None:
    assert date(zone, milliseconds) == expected


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("en-US", "Jan 1, 2026, 12:00 AM"),
        ("de-DE", "01.01.2026, 00:00"),
        ("ja-JP", "2026/01/01 0:00"),
        ("fr-FR", "1 janv. 2026, 00:00"),
    ],
)
def test_date_and_time_are_written_as_in_the_agents_language(locale: str, expected: str) -> None:
    assert date_time("Europe/Berlin", NEW_YEAR_IN_BERLIN, locale) == expected


@pytest.mark.parametrize("locale", ["", "de_DE", "x" * 50_000, "\U0001f600"])
def test_a_language_that_the_browser_refuses_gives_way_to_the_browsers_own(locale: str) -> None:
    own = engine().eval(
        f"new Date({JULY_IN_BERLIN}).toLocaleString([], {{dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC'}})"
    )
    assert date_time("UTC", JULY_IN_BERLIN, locale) == own


@pytest.mark.parametrize(
    ("locale", "expected"),
    [("en-US", "1,234"), ("de-DE", "1.234"), ("ar-EG", "\u0661\u066c\u0662\u0663\u0664"), ("de_DE", "1234")],
)
def test_a_count_is_written_as_in_the_agents_language(locale: str, expected: str) -> None:
    assert engine().eval(f"clock.number({{Number}}, '{locale}', 1234)") == expected
