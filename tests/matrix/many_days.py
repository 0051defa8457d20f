"""Run ranges of random days, here or in several processes, and print the seeds that broke a rule."""

from __future__ import annotations

import argparse
import itertools
import os
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from pathlib import Path

from .bundle import script_with_broken_rules
from .day_rules import breaches
from .fuller_days import FULLER_FROM, FullerDay
from .harder_days import HARDER_FROM, HarderDay
from .hardest_days import HARDEST_FROM, HardestDay
from .hostile_days import HOSTILE_FROM, HostileDay
from .page import LIGHTNING, OPEN_CTI, Engine
from .racing_days import RACING_FROM, RacingDay
from .random_days import RandomDay

DAYS_WITH_ONE_V8 = 500  # a new one compiles everything again, an old one keeps the code of every day
POLL_SECONDS = 1  # for a signal or a report that is due


def broken_days(engine: Engine, seeds: Iterable[int]) -> dict[int, list[str]]:
    """Live through these days; return the breaches by seed."""
    breaches = {seed: breaches_of(engine, seed) for seed in seeds}
    return {seed: broken for seed, broken in breaches.items() if broken}


def breaches_of(engine: Engine, seed: int) -> list[str]:
    """Live through a day, and return its breaches."""
    day = day_of(engine, seed)
    broken = breaches(day.live_through())
    engine.forget(day.world)
    return broken


def day_of(engine: Engine, seed: int) -> RandomDay:
    """Return the day of a seed: an ordinary, fuller, harder, hardest or hostile day, or one with races."""
    if seed >= HOSTILE_FROM:
        return HostileDay(engine, seed)
    if seed >= RACING_FROM:
        return RacingDay(engine, seed)
    if seed >= HARDEST_FROM:
        return HardestDay(engine, seed)
    if seed >= HARDER_FROM:
        return HarderDay(engine, seed)
    return FullerDay(engine, seed) if seed >= FULLER_FROM else RandomDay(engine, seed)


class DayRunner:
    """The days of a process, and its V8, which is replaced from time to time."""

    engine: Engine | None = None
    days = 0

    @classmethod
    def live(cls, seed: int, host: str) -> list[str]:
        """Live through one day, and return its breaches."""
        if cls.engine and cls.days % DAYS_WITH_ONE_V8 == 0:
            cls.engine.close()
            cls.engine = None
        cls.engine = cls.engine or Engine(host=host)
        cls.days += 1
        return breaches_of(cls.engine, seed)


class Run:
    """A range of days in several processes. `lived` counts them, `found` has the breaches by seed.

    `report`: seconds between two lines about the progress.
    """

    def __init__(self, first: int, days: int, processes: int, host: str, report: float) -> None:
        self.seeds, self.days = iter(range(first, first + days)), days
        self.processes, self.host, self.report = processes, host, report
        self.lived = 0
        self.found: dict[int, list[str]] = {}
        self.is_stopped = False
        self.began = self.reported = time.monotonic()

    def stop(self, *_: object) -> None:
        """Begin no other day; those that have begun still count."""
        self.is_stopped = True

    def live(self) -> None:
        """Live through the days, or until a signal."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.stop)
        with ProcessPoolExecutor(self.processes, initializer=leave_signals_to_the_parent) as pool:
            for seed, broken in self.days_in(pool):
                self.lived += 1
                if broken:
                    self.found[seed] = broken
                    print(seed, "; ".join(broken), flush=True)

    def days_in(self, pool: ProcessPoolExecutor) -> Iterator[tuple[int, list[str]]]:
        """Yield each seed with its breaches, in any order. A few are queued, so that no process idles."""
        waiting: dict[Future[list[str]], int] = {}
        while True:
            free = 0 if self.is_stopped else 2 * self.processes - len(waiting)
            for seed in itertools.islice(self.seeds, free):
                waiting[pool.submit(DayRunner.live, seed, self.host)] = seed
            if not waiting:
                return
            done, _ = wait(waiting, POLL_SECONDS, FIRST_COMPLETED)
            yield from ((waiting.pop(item), item.result()) for item in done)
            if time.monotonic() - self.reported >= self.report:
                self.reported = time.monotonic()
                print(self, flush=True)

    def __str__(self) -> str:
        took = time.monotonic() - self.began
        return f"{self.lived} of {self.days} days, {len(self.found)} broke a rule, {took:.0f} s"


def leave_signals_to_the_parent() -> None:
    """Let a process finish its day when a terminal interrupts all of them."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


def print_day(seed: int, host: str) -> None:
    """Print one day, move by move."""
    engine = Engine(host=host)
    try:
        day = day_of(engine, seed)
        broken = breaches(day.live_through())
        print("\n".join([*day.lines, *(broken or ["no rule was broken"])]))
    finally:
        engine.close()


def run(arguments: Sequence[str]) -> int:
    """Run the command line; return 1 if a rule was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.matrix.random_days")
    parser.add_argument("--seed", type=int, help="live through this one day, and print it")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--days", type=int, default=200, help="how many days")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--host", choices=[OPEN_CTI, LIGHTNING], default=OPEN_CTI, help="what is around Flex")
    parser.add_argument("--report", type=float, default=60, help="seconds between two lines about progress")
    parser.add_argument(
        "--broken-rules", action="store_true", help="with an extension that fails, on harder days"
    )
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        if options.broken_rules:
            products = Path(folder, "products")
            products.mkdir()
            (products / "plugin.js").write_text(script_with_broken_rules(Path(folder)), encoding="utf-8")
            os.environ["MATRIX_PRODUCTS"] = str(products)
        return live(options)


def live(options: argparse.Namespace) -> int:
    """Live through one day, or many; return 1 if a rule was broken."""
    if options.seed is not None:
        print_day(options.seed, options.host)
        return 0
    lived = Run(options.first, options.days, options.processes, options.host, options.report)
    lived.live()
    rules = Counter(line.split(":")[0] for lines in lived.found.values() for line in lines)
    for rule, count in rules.most_common():
        print(f"{count:6} {rule}")
    print(lived)
    return 1 if lived.found else 0
