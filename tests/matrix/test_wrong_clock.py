"""The computer's clock is wrong, or is set: a duration is the difference between two times of one clock."""

from __future__ import annotations

import pytest

from .answers import error
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


@pytest.mark.parametrize("jump", [3600, -3600, 86_400], ids=lambda jump: f"{jump}s")
@pytest.mark.parametrize("hangs_up", [True, False], ids=["hangs-up", "completed-at-once"])
@pytest.mark.parametrize("by", ["agent", "taskrouter"])
def test_a_clock_that_is_set_during_a_call_leaves_its_duration(
    engine: Engine, by: str, hangs_up: bool, jump: int
) -> None:
    world, tab = at_work(engine)
    sid = take_task(world, tab)
    world.run(f"world.browser('first').ahead = {jump * 1000}")
    world.passes(60)
    if hangs_up:
        world.reservation_wraps(sid)
        world.passes(120)
    if by == "agent":
        tab.complete(sid)
    else:
        world.complete_elsewhere(sid)
    world.passes(HOUR)
    (saved,) = world.activities(sid)
    assert 118 <= saved["CallDurationInSeconds"] <= 130, "from accept to hang-up"


@pytest.mark.parametrize("days", [8, 400])
@pytest.mark.parametrize("reloaded", [False, True], ids=["stayed", "reloaded"])
def test_a_clock_that_is_days_ahead_for_a_minute_drops_nothing(
    engine: Engine, reloaded: bool, days: int
) -> None:
    world, tab = at_work(engine)
    sid, other = take_task(world, tab), take_task(world, tab, 2)
    world.rejects(error("FIELD_CUSTOM_VALIDATION_EXCEPTION"))
    tab.complete(sid)
    world.passes(60)
    world.run(f"world.browser('first').ahead = {days * 86_400_000}")
    if reloaded:
        tab.reload()
    tab.complete(other)
    world.passes(60)
    world.run("world.browser('first').ahead = 0")
    world.passes(HOUR)
    assert {tab.state_of(sid), tab.state_of(other)} == {"rejected"}
