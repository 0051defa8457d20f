"""The tab is closed, or crashes, and is not restored: the next tab continues its work."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .day import BOB, OTHER_NUMBER, attributes
from .page import HOUR, Engine, World
from .scenes import NOTE, at_work, record_and_note, relation_of, submit_note, take_task_with_a_choice

CLOSED = pytest.mark.parametrize("says", [True, False], ids=["closed", "crashed"])
FIVE_MINUTES = 300


@CLOSED
@pytest.mark.parametrize("ends", [World.end_without_event, World.complete_elsewhere, World.cancel])
@pytest.mark.parametrize("away", [1, 40, 200], ids=lambda away: f"{away}s")
def test_a_task_that_ends_meanwhile_is_logged_by_the_next_tab(
    engine: Engine, away: float, ends: Callable[[World, str], None], says: bool
) -> None:
    world, tab = at_work(engine)
    sid = take_task_with_a_choice(world, tab)
    world.passes(60)
    tab.close(says)
    world.passes(away / 2)
    ends(world, sid)
    world.passes(away / 2)
    world.open()
    world.passes(HOUR)
    assert record_and_note(world, sid) == (BOB["Id"], NOTE)


@pytest.mark.parametrize("away", [0, 1, 200], ids=lambda away: f"{away}s")
@pytest.mark.parametrize("moment", [0, 0.1, 0.5, 0.9], ids=lambda moment: f"after-{moment}s")
def test_a_crash_right_after_something_happened_loses_nothing(
    engine: Engine, moment: float, away: float
) -> None:
    world, tab = at_work(engine)
    world.fails("setAttributes", "refused")
    accepted = world.offer(1, "web", attributes(OTHER_NUMBER))
    chosen = world.offer(2, "web", attributes(OTHER_NUMBER))
    tab.accept(chosen)
    world.passes(60)
    tab.run(f"tab.act('AcceptTask', {{ sid: '{accepted}' }}); tab.select('{chosen}')")
    submit_note(tab, 2)
    tab.choose(str(BOB["Id"]))
    world.passes(moment)
    tab.close()
    world.passes(away)
    for sid in (accepted, chosen):
        world.end_without_event(sid)
    world.open()
    world.passes(HOUR)
    assert len(world.activities(accepted)) == 1
    (saved,) = world.activities(chosen)
    assert (relation_of(saved), saved["Description"]) == (BOB["Id"], NOTE)


@CLOSED
def test_after_a_long_absence_the_agent_confirms(engine: Engine, says: bool) -> None:
    world, tab = at_work(engine)
    sid = take_task_with_a_choice(world, tab)
    world.passes(60)
    tab.close(says)
    world.passes(FIVE_MINUTES + 60)
    world.end_without_event(sid)
    new = world.open()
    world.passes(HOUR)
    assert world.creates(sid) == 0
    assert new.state_of(sid) == "unknown"


@CLOSED
@pytest.mark.parametrize("away", [1, 40, 200, 1000], ids=lambda away: f"{away}s")
def test_a_task_that_goes_on_keeps_its_choice_and_note_in_the_next_tab(
    engine: Engine, away: float, says: bool
) -> None:
    world, tab = at_work(engine)
    sid = take_task_with_a_choice(world, tab)
    world.passes(60)
    tab.close(says)
    world.passes(away)
    new = world.open()
    world.passes(20)  # the choice is written on the task again, which fails
    assert new.complete(sid) == "done", "nobody has to choose again"
    world.passes(HOUR)
    assert record_and_note(world, sid) == (BOB["Id"], NOTE)


@CLOSED
def test_the_duration_counts_from_accept_in_the_next_tab_too(engine: Engine, says: bool) -> None:
    world, tab = at_work(engine)
    sid = take_task_with_a_choice(world, tab, channel="voice")
    tab.close(says)
    world.passes(60)
    new = world.open()
    world.passes(20)
    assert new.complete(sid) == "done"
    world.passes(HOUR)
    (saved,) = world.activities(sid)
    assert 140 <= saved["CallDurationInSeconds"] <= 160


@CLOSED
def test_the_next_tab_has_no_data_of_another_worker(engine: Engine, says: bool) -> None:
    world, tab = at_work(engine)
    sid = take_task_with_a_choice(world, tab)
    world.passes(60)
    tab.close(says)
    world.run("world.worker = 'WK' + '2'.repeat(32)")
    other = world.open()
    world.end_without_event(sid)
    world.passes(HOUR)
    assert world.creates(sid) == 0
    assert other.unsaved == []
    assert "Bob" not in str(other.value("tab.flex.store.getState().salesforceIntegration"))
