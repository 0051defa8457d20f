"""Runs ranges of random days, here or in several processes, and prints the seeds that broke a rule."""

from __future__ import annotations

import argparse
import os
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor

from .day_rules import breaches
from .page import LIGHTNING, OPEN_CTI, Engine
from .random_days import RandomDay

CHUNK = 50  # days with one V8, so that what one leaves behind does not grow


def broken_days(engine: Engine, seeds: Iterable[int]) -> dict[int, list[str]]:
    """Live through these days: the breaches by seed."""
    found: dict[int, list[str]] = {}
    for seed in seeds:
        day = RandomDay(engine, seed)
        broken = breaches(day.live_through())
        engine.forget(day.world)
        if broken:
            found[seed] = broken
    return found


def chunk(first: int, count: int, host: str) -> dict[int, list[str]]:
    """Live through a range of days, in a new V8."""
    engine = Engine(host=host)
    try:
        return broken_days(engine, range(first, first + count))
    finally:
        engine.close()


def tell(seed: int, host: str) -> None:
    """Print one day, move by move."""
    engine = Engine(host=host)
    try:
        day = RandomDay(engine, seed)
        broken = breaches(day.live_through())
        print("\n".join([*day.told, *(broken or ["no rule was broken"])]))
    finally:
        engine.close()


def run(arguments: Sequence[str]) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.matrix.random_days")
    parser.add_argument("--seed", type=int, help="live through this one day, and print it")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--days", type=int, default=200, help="how many days")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--show", type=int, default=20, help="how many broken days are printed")
    parser.add_argument("--host", choices=[OPEN_CTI, LIGHTNING], default=OPEN_CTI, help="what is around Flex")
    options = parser.parse_args(arguments)
    if options.seed is not None:
        tell(options.seed, options.host)
        return
    began = time.monotonic()
    found = run_range(options.first, options.days, options.processes, options.host)
    rules = Counter(line.split(":")[0] for lines in found.values() for line in lines)
    for seed in sorted(found)[: options.show]:
        print(seed, "; ".join(found[seed]))
    for rule, count in rules.most_common():
        print(f"{count:6} {rule}")
    print(f"{options.days} days, {len(found)} broke a rule, {time.monotonic() - began:.0f} s")


def run_range(first: int, days: int, processes: int, host: str) -> dict[int, list[str]]:
    """Live through a range of days in several processes."""
    starts = range(first, first + days, CHUNK)
    counts = [min(CHUNK, first + days - start) for start in starts]
    found: dict[int, list[str]] = {}
    with ProcessPoolExecutor(max_workers=processes) as pool:
        for part in pool.map(chunk, starts, counts, [host] * len(counts)):
            found.update(part)
    return found
