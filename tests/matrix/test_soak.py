"""A page's memory does not grow with the tasks that it has handled (ten thousand: benchmarks/soak.py)."""

from __future__ import annotations

from .page import Engine
from .soak import at_work, sizes, work

ENOUGH = 240  # more than the plugin remembers of anything


def test_nothing_grows_with_the_number_of_tasks(engine: Engine) -> None:
    world, tab = at_work(engine)
    work(world, tab, 1, ENOUGH)
    before = sizes(world, tab)
    work(world, tab, 1 + ENOUGH, ENOUGH)
    after = sizes(world, tab)
    assert after.pop("saved") == 2 * before.pop("saved")
    assert abs(after.pop("characters") - before.pop("characters")) < ENOUGH
    assert after == before
