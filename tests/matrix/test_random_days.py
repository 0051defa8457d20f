"""No rule of `day_rules` is broken, whatever happens on a day, and in any order.

About 200 days, half of them ordinary ones. `--days 20000` lives through more of these; `python -m
tests.matrix.random_days` prints them.
"""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest

from build.cli import ROOT
from tests.support.shared_product import built_once

from .fuller_days import FULLER_FROM
from .harder_days import HARDER_FROM
from .hardest_days import HARDEST_FROM
from .hostile_days import HOSTILE_FROM
from .many_days import broken_days
from .page import LIGHTNING, OPEN_CTI, Engine
from .racing_days import RACING_FROM
from .random_days import SECONDS_FROM

CHUNKS = 4
DAYS_IN_A_COMPONENT = 40
DAYS_WITH_SECOND_RECORDS = 10
FULLER_DAYS = 10
HARDER_DAYS = 6
HARDEST_DAYS = 4
RACING_DAYS = 6
HOSTILE_DAYS = 4

# Days that broke a rule once, and what it was.
SEEDS_THAT_FAILED = {
    27: "crash-right-after-acceptance",
    63: "crash-right-after-acceptance",
    146: "crash-right-after-acceptance",
    165: "crash-right-after-acceptance",
    250: "cleared-while-it-waits-for-the-agent",
    313: "crash-right-after-acceptance",
    398: "crash-right-after-acceptance",
    516: "crash-right-after-acceptance",
    526: "crash-right-after-a-choice",
    607: "crash-right-after-acceptance",
    1139: "logout-forgets-the-other-session",
    3831: "a-page-starts-beside-another-session",
    12699: "logout-strips-a-task-that-ended",
    20096: "takeover-forgets-a-note",
    20173: "takeover-forgets-a-note",
    35230: "none-of-these-right-after-the-end",
    42177: "unknown-and-without-its-record",
    42699: "gone-twice-in-half-a-minute",
    142785: "left-while-completing-and-back-after-five-minutes",
    804074: "two-tabs-when-the-storage-fills-up",
}

SEEDS_THAT_FAILED_IN_A_COMPONENT = {
    17: "two-machines-in-doubt",
    211: "the-second-machine-has-the-note",
    226: "the-second-machine-has-the-note",
    212392: "a-crash-then-another-browser",
    213599: "a-crash-then-another-browser",
    214287: "a-crash-then-another-browser",
    216282: "a-crash-then-another-browser",
    212397: "another-session-has-updated-every-field",
    460178: "stand-alone-flex-completes-what-another-browser-chose",
    660059: "none-of-these-in-the-other-browser",
    611024: "a-correction-overwrites-the-note-of-the-other-session",
    241276: "the-other-session-chose-and-both-create-at-once",
    242164: "the-other-session-lacks-the-note",
    246994: "the-other-session-lacks-the-note",
    265877: "a-takeover-in-the-first-two-seconds",
    285699: "back-to-the-record-that-a-choice-replaced",
    1000307: "a-note-while-the-storage-is-full",
    811226: "two-browsers-in-two-orgs",
    344338: "none-of-these-after-a-task-without-a-record",
    351951: "a-note-for-a-task-that-flex-no-longer-shows",
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Spread the days over several tests, which can run at the same time."""
    if "days" in metafunc.fixturenames:
        count = metafunc.config.getoption("days")
        edges = [count * place // CHUNKS for place in range(CHUNKS + 1)]
        days = [range(first, end) for first, end in itertools.pairwise(edges)]
        metafunc.parametrize("days", days, ids=lambda item: f"{item.start}-{item.stop}")


def test_no_rule_is_broken_on_any_day(engine: Engine, days: range) -> None:
    assert broken_days(engine, days) == {}


@pytest.mark.parametrize("engine", [OPEN_CTI, LIGHTNING], indirect=True)
def test_no_rule_is_broken_on_a_day_with_second_records(engine: Engine) -> None:
    assert broken_days(engine, range(SECONDS_FROM, SECONDS_FROM + DAYS_WITH_SECOND_RECORDS)) == {}


@pytest.mark.parametrize("engine", [OPEN_CTI, LIGHTNING], indirect=True)
def test_no_rule_is_broken_on_a_fuller_day(engine: Engine) -> None:
    assert broken_days(engine, range(FULLER_FROM, FULLER_FROM + FULLER_DAYS)) == {}


@pytest.mark.parametrize("engine", [OPEN_CTI, LIGHTNING], indirect=True)
def test_no_rule_is_broken_on_a_harder_day(engine: Engine) -> None:
    assert broken_days(engine, range(HARDER_FROM, HARDER_FROM + HARDER_DAYS)) == {}


@pytest.mark.parametrize("engine", [OPEN_CTI, LIGHTNING], indirect=True)
def test_no_rule_is_broken_on_the_hardest_days(engine: Engine) -> None:
    assert broken_days(engine, range(HARDEST_FROM, HARDEST_FROM + HARDEST_DAYS)) == {}


@pytest.mark.parametrize("engine", [OPEN_CTI, LIGHTNING], indirect=True)
def test_no_rule_is_broken_on_a_day_with_races(engine: Engine) -> None:
    assert broken_days(engine, range(RACING_FROM, RACING_FROM + RACING_DAYS)) == {}


@pytest.mark.parametrize("engine", [OPEN_CTI, LIGHTNING], indirect=True)
def test_no_rule_is_broken_on_a_hostile_day(engine: Engine) -> None:
    assert broken_days(engine, range(HOSTILE_FROM, HOSTILE_FROM + HOSTILE_DAYS)) == {}


@pytest.mark.parametrize("seed", SEEDS_THAT_FAILED, ids=lambda seed: f"{seed}-{SEEDS_THAT_FAILED[seed]}")
def test_a_day_that_failed_once_breaks_no_rule_any_more(engine: Engine, seed: int) -> None:
    assert broken_days(engine, [seed]) == {}


@pytest.mark.parametrize("engine", [LIGHTNING], indirect=True)
def test_no_rule_is_broken_on_a_day_in_a_component(engine: Engine) -> None:
    assert broken_days(engine, [*range(DAYS_IN_A_COMPONENT), *SEEDS_THAT_FAILED_IN_A_COMPONENT]) == {}


def test_many_days_report_their_progress_and_end_at_a_signal(shared_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "plugin.js").write_bytes(built_once(shared_folder).script)
    many = [sys.executable, "-m", "tests.matrix.random_days", "--days", "999999", "--processes", "1"]
    environment = {**os.environ, "MATRIX_PRODUCTS": str(tmp_path)}
    with subprocess.Popen(
        [*many, "--report", "0"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        progress = run.stdout.readline()
        run.terminate()
        *_, last = [progress, *run.stdout]
    assert "of 999999 days, 0 broke a rule" in progress
    assert "of 999999 days, 0 broke a rule" in last
    assert int(last.split()[0]) >= int(progress.split()[0])
    assert run.returncode == 0
