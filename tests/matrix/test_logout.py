"""A logout waits for requests in progress, and first warns an agent who may lose something."""

from __future__ import annotations

import pytest

from .answers import AMBIGUOUS
from .page import HOUR, NAME, Engine, Tab, World
from .scenes import AT_LOGOUT, MOMENTS, at_a_task, at_work, customer_data, take_task_with_a_choice


def is_warned_or_saved(world: World, tab: Tab, sid: str) -> str:
    """Log out, a second time after a warning. Return the outcome: saved, or warned."""
    outcome = tab.act("Logout", {})
    warned = AT_LOGOUT in tab.shown
    assert (outcome == "aborted") == warned
    if outcome == "aborted":
        assert tab.act("Logout", {}) == "done", "an agent who was warned may log out"
    assert customer_data({**world.stored, **tab.kept}) == []
    saved = len(world.activities(sid)) == 1
    tab.close(True)
    return "warned" if warned else "saved" if saved else "lost"


@pytest.mark.parametrize("slow", [0.15, 1, 3, 6, 20, 60], ids=lambda slow: f"{slow}s")
@pytest.mark.parametrize("moment", [0, 0.1, 2], ids=lambda moment: f"after-{moment}s")
def test_a_completion_in_progress_counts_as_unsaved(engine: Engine, moment: float, slow: float) -> None:
    world, tab, sid = at_a_task(engine)
    world.run(f"world.completes = {round(slow * 1000)}")
    tab.press_complete(sid)
    world.passes(moment)
    outcome = is_warned_or_saved(world, tab, sid)
    assert outcome in (["saved"] if slow - moment <= 3 else ["saved", "warned"])
    world.passes(60)
    after = world.open()
    world.passes(HOUR)
    assert len(world.activities(sid)) <= 1
    assert after.unsaved == []


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: f"{moment}s")
def test_a_logout_by_force_stops_nothing_and_loses_nothing(engine: Engine, moment: float) -> None:
    world, tab, sid = at_a_task(engine)
    world.run("world.completes = 400")
    tab.press_complete(sid)
    world.passes(moment)
    assert tab.act("Logout", {"forceLogout": True}) == "done"
    world.passes(60)
    tab.reload()
    world.passes(HOUR)
    assert len(world.activities(sid)) == 1 or tab.state_of(sid)
    assert world.creates(sid) <= 1
    assert AT_LOGOUT not in tab.shown


@pytest.mark.parametrize("answer", [None, "SERVER_ERROR"], ids=["saved", "unknown"])
@pytest.mark.parametrize("reopened", [False, True], ids=["same-page", "new-tab"])
def test_a_logged_task_that_continues_is_not_logged_again_after_a_logout(
    engine: Engine, reopened: bool, answer: str | None
) -> None:
    world, tab, sid = at_a_task(engine)
    if answer:
        world.answers("saveLog", AMBIGUOUS[answer], effect=True)
    world.vanish(sid)
    world.passes(100)
    world.bring_back(sid)
    assert len(world.activities(sid)) == 1
    if tab.act("Logout", {}) == "aborted":
        assert tab.act("Logout", {}) == "done"
    assert customer_data({**world.stored, **tab.kept}) == []
    tab.close(True)
    if reopened:
        tab = world.open()
    else:
        tab.restore()
    world.fails("saveLog", None)
    world.passes(60)
    tab.complete(sid)
    world.passes(HOUR)
    assert world.creates(sid) == 1
    assert tab.state_of(sid) == ("unknown" if answer else None)


def test_a_task_that_ended_without_a_page_stops_the_first_logout(engine: Engine) -> None:
    world, tab = at_work(engine)
    sid = take_task_with_a_choice(world, tab)
    tab.close()
    world.end_without_event(sid)
    tab.restore()
    assert is_warned_or_saved(world, tab, sid) == "warned", "its note would be lost"


def test_a_logout_while_storage_is_denied_leaves_nothing_when_it_is_available_again(engine: Engine) -> None:
    world, tab, sid = at_a_task(engine)
    assert NAME in str(world.stored)
    world.fails("localStorage", "throws")
    assert tab.act("Logout", {}) == "done"
    world.passes(1)
    world.fails("localStorage", None)
    tab.close(True)
    assert customer_data({**world.stored, **tab.kept}) == []
    after = world.open()
    after.complete(sid)
    world.passes(HOUR)
    assert len(world.activities(sid)) == 1
