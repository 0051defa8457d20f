"""A page's memory does not grow with the tasks that it has handled (ten thousand: benchmarks/soak.py)."""

from __future__ import annotations

from flex_sfdc.activities.entries import MAX_SAVED

from .page import Engine
from .soak import at_work, sizes, work

ENOUGH = MAX_SAVED + 20  # more than the plugin remembers of anything
MORE = 60


def test_nothing_grows_with_the_number_of_tasks(engine: Engine) -> None:
    world, tab = at_work(engine)
    work(world, tab, 1, ENOUGH)
    before = sizes(world, tab)
    work(world, tab, 1 + ENOUGH, MORE)
    after = sizes(world, tab)
    assert after.pop("saved") - before.pop("saved") == MORE
    assert abs(after.pop("characters") - before.pop("characters")) < MORE, "not one for each task"
    assert after == before
