"""A create is repeated only after an answer that proves that nothing was written."""

from __future__ import annotations

import pytest

from .answers import AMBIGUOUS
from .page import HOUR, MINUTE, NAME, Engine
from .scenes import MOMENTS, NOT_SAVED, NOTE, at_a_task, submit_note


@pytest.mark.parametrize("effect", [True, False], ids=["written", "not-written"])
@pytest.mark.parametrize("answer", AMBIGUOUS)
def test_an_ambiguous_answer_is_shown_and_the_create_never_repeated(
    engine: Engine, answer: str, effect: bool
) -> None:
    world, tab, sid = at_a_task(engine)
    world.answers("saveLog", AMBIGUOUS[answer], effect)
    tab.complete(sid)
    # All of them lead to the same state, so that the next day is the same after any.
    world.passes((24 if answer == "SERVER_ERROR" else 2) * HOUR)
    assert (world.creates(sid), len(world.activities(sid))) == (1, int(effect))
    assert tab.state_of(sid) == "unknown"
    assert NOT_SAVED in tab.shown
    assert NAME not in world.printed


@pytest.mark.parametrize("effect", [True, False], ids=["written", "not-written"])
def test_a_save_that_throws_may_have_been_written(engine: Engine, effect: bool) -> None:
    world, tab, sid = at_a_task(engine)
    world.answers("saveLog", None, effect, times=1)
    tab.complete(sid)
    world.passes(HOUR)
    assert world.creates(sid) == 1
    assert tab.state_of(sid) == "unknown"


@pytest.mark.parametrize("answer", ["SERVER_UNAVAILABLE", "GENERIC_ERROR", "success-false"])
@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: f"{moment}s")
def test_a_reload_around_an_ambiguous_answer_repeats_nothing(
    engine: Engine, answer: str, moment: float
) -> None:
    world, tab, sid = at_a_task(engine)
    world.answers("saveLog", AMBIGUOUS[answer], effect=True, times=1)
    tab.press_complete(sid)
    world.passes(moment)
    tab.reload()
    if tab.has(sid):
        tab.complete(sid)
    world.passes(2 * HOUR)
    assert len(world.activities(sid)) == 1


@pytest.mark.parametrize("answer", AMBIGUOUS)
def test_an_update_is_repeated_after_an_ambiguous_answer(engine: Engine, answer: str) -> None:
    world, tab, sid = at_a_task(engine)
    tab.complete(sid)
    world.passes(MINUTE)
    world.answers("saveLog", AMBIGUOUS[answer], times=2)
    submit_note(tab)
    world.passes(HOUR)
    (saved,) = world.activities(sid)
    assert saved["Description"] == NOTE
    assert world.creates(sid) == 1
    assert tab.unsaved == []
