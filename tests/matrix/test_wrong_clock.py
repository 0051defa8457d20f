"""The computer's clock is wrong: a duration is never the difference between its time and TaskRouter's."""

from __future__ import annotations

import pytest

from .day import attributes
from .page import HOUR, NUMBER, Engine
from .scenes import at_work, office, take_task

AHEAD = pytest.mark.parametrize("ahead", [0, 600, -600, 86_400, -86_400], ids=lambda ahead: f"{ahead}s")


@AHEAD
def test_a_call_accepted_elsewhere_has_its_own_duration(engine: Engine, ahead: int) -> None:
    world = office(engine)
    world.run(f"world.browser('first').ahead = {ahead * 1000}")
    sid = world.offer(1, "voice", attributes(NUMBER))
    world.run(f"world.reservation('{sid}', 'accepted')")
    world.passes(28)
    tab = world.open()
    tab.complete(sid)
    world.passes(HOUR)
    (saved,) = world.activities(sid)
    assert 25 <= saved["CallDurationInSeconds"] <= 40
    engine.forget(world)


@AHEAD
def test_a_call_accepted_in_another_browser_has_its_own_duration(engine: Engine, ahead: int) -> None:
    world, other = at_work(engine)
    world.run(f"world.browser('second').ahead = {ahead * 1000}")
    sid = take_task(world, other)
    other.close(True)
    tab = world.open(browser="second")
    tab.complete(sid)
    world.passes(HOUR)
    (saved,) = world.activities(sid)
    assert 55 <= saved["CallDurationInSeconds"] <= 75
    engine.forget(world)


@AHEAD
@pytest.mark.parametrize("reloaded", [False, True], ids=["stayed", "reloaded"])
def test_a_call_accepted_and_completed_here_has_its_own_duration(
    engine: Engine, reloaded: bool, ahead: int
) -> None:
    world = office(engine)
    world.run(f"world.browser('first').ahead = {ahead * 1000}")
    tab = world.open()
    sid = take_task(world, tab)
    if reloaded:
        tab.reload()
    world.reservation_wraps(sid)
    world.passes(120)
    tab.complete(sid)
    world.passes(HOUR)
    (saved,) = world.activities(sid)
    assert 58 <= saved["CallDurationInSeconds"] <= 70, "from accept to hang-up"
    engine.forget(world)
