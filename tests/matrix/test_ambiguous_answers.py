"""A create is repeated only after an answer that proves that nothing was written."""

from __future__ import annotations

import itertools

import pytest

from .answers import AMBIGUOUS, FINAL, TRANSIENT, error, rejection
from .page import HOUR, MINUTE, NAME, Engine
from .scenes import MOMENTS, NOT_SAVED, NOTE, SAVE_AGAIN, at_work, submit_note, take_task

MAX_CREATES = 9  # the first, and eight repeats


@pytest.mark.parametrize("effect", [True, False], ids=["written", "not-written"])
@pytest.mark.parametrize("answer", AMBIGUOUS)
def test_an_ambiguous_answer_is_shown_and_the_create_never_repeated(
    engine: Engine, answer: str, effect: bool
) -> None:
    world, tab = at_work(engine)
    sid = take_task(world, tab)
    world.answers("saveLog", AMBIGUOUS[answer], effect)
    tab.complete(sid)
    world.passes(24 * HOUR)
    assert (world.creates(sid), len(world.activities(sid))) == (1, int(effect))
    assert tab.state_of(sid) == "unknown"
    assert NOT_SAVED in tab.shown
    assert NAME not in world.printed


@pytest.mark.parametrize("answer", AMBIGUOUS)
def test_one_ambiguous_answer_makes_the_outcome_unknown(engine: Engine, answer: str) -> None:
    world, tab = at_work(engine)
    sid = take_task(world, tab)
    world.answers("saveLog", AMBIGUOUS[answer], effect=True, times=1)
    tab.complete(sid)
    world.passes(HOUR)
    tab.reload()
    world.passes(HOUR)
    assert (world.creates(sid), len(world.activities(sid))) == (1, 1)
    assert tab.state_of(sid) == "unknown"


@pytest.mark.parametrize("effect", [True, False], ids=["written", "not-written"])
def test_a_save_that_throws_may_have_been_written(engine: Engine, effect: bool) -> None:
    world, tab = at_work(engine)
    sid = take_task(world, tab)
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
    world, tab = at_work(engine)
    sid = take_task(world, tab)
    world.answers("saveLog", AMBIGUOUS[answer], effect=True, times=1)
    tab.press_complete(sid)
    world.passes(moment)
    tab.reload()
    if tab.has(sid):
        tab.complete(sid)
    world.passes(2 * HOUR)
    assert len(world.activities(sid)) == 1


def test_the_agent_may_save_an_unknown_activity_again(engine: Engine) -> None:
    world, tab = at_work(engine)
    sid = take_task(world, tab)
    world.answers("saveLog", AMBIGUOUS["SERVER_ERROR"], times=1)
    tab.complete(sid)
    world.passes(HOUR)
    assert world.activities(sid) == []
    assert tab.press(SAVE_AGAIN)
    world.passes(MINUTE)
    assert len(world.activities(sid)) == 1
    assert tab.unsaved == []


@pytest.mark.parametrize("answer", AMBIGUOUS)
def test_an_update_is_repeated_after_an_ambiguous_answer(engine: Engine, answer: str) -> None:
    world, tab = at_work(engine)
    sid = take_task(world, tab)
    tab.complete(sid)
    world.passes(MINUTE)
    world.answers("saveLog", AMBIGUOUS[answer], times=2)
    submit_note(tab)
    world.passes(HOUR)
    (saved,) = world.activities(sid)
    assert saved["Description"] == NOTE
    assert world.creates(sid) == 1
    assert tab.unsaved == []


@pytest.mark.parametrize("code", TRANSIENT)
def test_a_temporary_rejection_is_sent_again(engine: Engine, code: str) -> None:
    world, tab = at_work(engine)
    sid = take_task(world, tab)
    world.answers("saveLog", rejection(error(code)), times=3)
    tab.complete(sid)
    world.passes(HOUR)
    assert (world.creates(sid), len(world.activities(sid))) == (4, 1)
    assert tab.unsaved == []


@pytest.mark.parametrize("code", TRANSIENT)
def test_a_temporary_rejection_that_stays_is_sent_a_few_times_and_then_rejected(
    engine: Engine, code: str
) -> None:
    world, tab = at_work(engine)
    sid = take_task(world, tab)
    world.rejects(error(code))
    tab.complete(sid)
    world.passes(24 * HOUR)
    times = [call["at"] for call in world.calls_of("saveLog")]
    pauses = [after - before for before, after in itertools.pairwise(times)]
    assert 3 <= len(times) <= MAX_CREATES
    assert pauses[-1] > 10 * pauses[0], "the pauses grow"
    assert tab.state_of(sid) == "rejected"
    assert NOT_SAVED in tab.shown


def test_a_maintenance_window_only_delays_an_activity(engine: Engine) -> None:
    maintenance = error("INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE")
    world, tab = at_work(engine)
    world.rejects(maintenance)
    sids = []
    for number in (1, 2, 3):
        sids.append(take_task(world, tab, number, "web"))
        tab.complete(sids[-1])
    world.passes(10 * MINUTE)
    world.accepts(maintenance)
    world.passes(HOUR)
    assert [len(world.activities(sid)) for sid in sids] == [1, 1, 1]
    assert tab.unsaved == []


@pytest.mark.parametrize("code", FINAL)
def test_a_permanent_rejection_is_sent_once_and_shown_with_its_reason(engine: Engine, code: str) -> None:
    world, tab = at_work(engine)
    sid = take_task(world, tab)
    world.rejects(error(code, message=f"{NAME} buys nothing"))
    tab.complete(sid)
    world.passes(24 * HOUR)
    assert world.creates(sid) == 1
    (shown,) = tab.unsaved
    assert (shown["sid"], shown["state"]) == (sid, "rejected")
    assert f"{NAME} buys nothing" in shown["why"]
    assert NAME not in world.printed
