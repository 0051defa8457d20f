"""A task leaves Flex's store and comes back (a broken connection): none of its data is lost."""

from __future__ import annotations

import pytest

from .day import BOB
from .page import HOUR, Engine
from .scenes import NOTE, at_work, relation_of, take_task, take_task_with_a_choice

ABSENCES = (0, 1, 5, 9, 10, 11, 14, 20, 25, 29)
LONG_ABSENCES = (31, 45, 120, 600)


@pytest.mark.parametrize("away", ABSENCES, ids=lambda away: f"{away}s")
def test_a_task_that_comes_back_keeps_its_choice_and_note(engine: Engine, away: float) -> None:
    world, tab = at_work(engine)
    sid = take_task_with_a_choice(world, tab)
    world.vanish(sid)
    world.passes(away)
    world.bring_back(sid)
    world.passes(20)
    assert tab.complete(sid) == "done", "nobody has to choose again"
    world.passes(HOUR)
    (saved,) = world.activities(sid)
    assert (relation_of(saved), saved["Description"]) == (BOB["Id"], NOTE)
    engine.forget(world)


@pytest.mark.parametrize("away", LONG_ABSENCES, ids=lambda away: f"{away}s")
def test_a_task_that_comes_back_after_it_was_logged_is_not_logged_twice(engine: Engine, away: float) -> None:
    world, tab = at_work(engine)
    sid = take_task_with_a_choice(world, tab)
    world.vanish(sid)
    world.passes(away)
    world.bring_back(sid)
    world.passes(20)
    assert tab.complete(sid) == "done"
    world.passes(HOUR)
    (saved,) = world.activities(sid)
    assert (relation_of(saved), saved["Description"]) == (BOB["Id"], NOTE)
    engine.forget(world)


@pytest.mark.parametrize("away", [*ABSENCES, *LONG_ABSENCES], ids=lambda away: f"{away}s")
def test_a_reload_while_the_task_is_away_loses_nothing(engine: Engine, away: float) -> None:
    world, tab = at_work(engine)
    sid = take_task_with_a_choice(world, tab)
    world.vanish(sid)
    world.passes(away / 2)
    tab.reload()
    world.passes(away / 2)
    world.bring_back(sid)
    world.passes(20)
    assert tab.complete(sid) == "done"
    world.passes(HOUR)
    (saved,) = world.activities(sid)
    assert (relation_of(saved), saved["Description"]) == (BOB["Id"], NOTE)
    engine.forget(world)


@pytest.mark.parametrize("away", ABSENCES, ids=lambda away: f"{away}s")
def test_a_task_that_does_not_come_back_is_logged_with_all_its_facts(engine: Engine, away: float) -> None:
    world, tab = at_work(engine)
    sid = take_task_with_a_choice(world, tab)
    world.vanish(sid)
    world.passes(away)
    world.bring_back(sid)
    world.passes(1)
    world.end_without_event(sid)
    world.passes(HOUR)
    (saved,) = world.activities(sid)
    assert (relation_of(saved), saved["Description"]) == (BOB["Id"], NOTE)
    engine.forget(world)


@pytest.mark.parametrize("with_another", [False, True], ids=["alone", "with-another-task"])
@pytest.mark.parametrize("unknown_for", [5, 35, 200], ids=lambda seconds: f"{seconds}s")
def test_a_task_that_ends_while_flex_does_not_know_its_tasks_is_logged_or_shown(
    engine: Engine, unknown_for: float, with_another: bool
) -> None:
    world, tab = at_work(engine)
    sid = take_task(world, tab, 1, "web")
    if with_another:
        take_task(world, tab, 2, "web")
    tab.run("tab.loggedOut = true; tab.flex.store.changed()")
    world.passes(5)
    world.end_without_event(sid)
    world.passes(unknown_for)
    tab.run(f"tab.loggedOut = false; tab.flex.refresh('{sid}')")
    world.passes(HOUR)
    assert len(world.activities(sid)) == 1 or tab.state_of(sid) == "unknown"
    assert world.creates(sid) <= 1
    engine.forget(world)
