"""A task leaves Flex's store and comes back (a broken connection): none of its data is lost."""

from __future__ import annotations

import json

import pytest

from .answers import error
from .day import BOB, LEE, OTHER_NUMBER, attributes
from .page import HOUR, LIGHTNING, MINUTE, NAME, OPEN_CTI, Engine, Json, Tab, World
from .scenes import (
    NOTE,
    at_a_task,
    at_work,
    choose_record,
    record_and_note,
    submit_note,
    take_task,
    take_task_with_a_choice,
)

ABSENCES = (0, 1, 5, 9, 10, 11, 14, 20, 25, 29)
LONG_ABSENCES = (31, 45, 120, 600)


@pytest.mark.parametrize("away", [*ABSENCES, *LONG_ABSENCES], ids=lambda away: f"{away}s")
def test_a_task_that_comes_back_keeps_its_choice_and_note_and_is_logged_once(
    engine: Engine, away: float
) -> None:
    world, tab = at_work(engine)
    sid = take_task_with_a_choice(world, tab)
    world.vanish(sid)
    world.passes(away)
    world.bring_back(sid)
    world.passes(20)
    assert tab.complete(sid) == "done", "nobody has to choose again"
    world.passes(HOUR)
    assert record_and_note(world, sid) == (BOB["Id"], NOTE)


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
    assert record_and_note(world, sid) == (BOB["Id"], NOTE)


@pytest.mark.parametrize("second", [1, 20, 29], ids=lambda second: f"{second}s")
@pytest.mark.parametrize("between", [0.1, 5, 28], ids=lambda between: f"after-{between}s")
def test_two_short_absences_do_not_count_as_a_long_one(engine: Engine, between: float, second: float) -> None:
    world, _, sid = at_a_task(engine)
    for away in (1, second):
        world.vanish(sid)
        world.passes(away)
        world.bring_back(sid)
        world.passes(between)
    world.passes(60)
    assert world.creates(sid) == 0, "the agent still works on it"


@pytest.mark.parametrize("reloaded", [False, True], ids=["stayed", "reloaded"])
@pytest.mark.parametrize("saved", [True, False], ids=["saved", "waiting"])
def test_the_activity_of_a_task_that_continues_gets_its_whole_duration(
    engine: Engine, saved: bool, reloaded: bool
) -> None:
    world, tab, sid = at_a_task(engine)
    if not saved:
        world.rejects(error("UNABLE_TO_LOCK_ROW"))
    world.vanish(sid)
    world.passes(100)
    world.bring_back(sid)
    if reloaded:
        tab.reload()
    world.passes(600)
    tab.complete(sid)
    world.accepts(error("UNABLE_TO_LOCK_ROW"))
    world.passes(HOUR)
    (activity,) = world.activities(sid)
    assert activity["CallDurationInSeconds"] >= 700
    assert (world.creates(sid), tab.unsaved) == (1 if saved else world.creates(sid), [])


@pytest.mark.parametrize("offline", [0, 0.5, 3, 40])
def test_a_task_that_ended_while_the_computer_slept_for_long_needs_confirmation(
    engine: Engine, offline: float
) -> None:
    world, tab, sid = at_a_task(engine)
    world.run("world.sleeps('first')")
    world.passes(10)
    second_tab = world.open(browser="second")
    second_tab.complete(sid)
    world.passes(MINUTE)
    second_tab.close(True)
    world.sleep(HOUR, offline=offline)
    world.passes(HOUR)
    assert world.creates(sid) == 1
    assert tab.state_of(sid) == "unknown"


@pytest.mark.parametrize("pressed", [-1, 0.1, 20])
def test_a_completion_during_which_the_computer_slept_for_long_needs_confirmation(
    engine: Engine, pressed: float
) -> None:
    """The completion failed; the agent completes the task elsewhere."""
    world, tab, sid = at_a_task(engine)
    world.fails("CompleteTask", "refused")
    if pressed > 0:
        tab.press_complete(sid)
        world.passes(pressed)
    world.fails("CompleteTask", None)
    world.run("world.sleeps('first')")
    second_tab = world.open(browser="second")
    second_tab.complete(sid)
    world.passes(MINUTE)
    second_tab.close(True)
    world.sleep(HOUR)
    world.passes(HOUR)
    assert world.creates(sid) == 1
    assert tab.state_of(sid) == "unknown"


@pytest.mark.parametrize(("away", "state"), [(2 * MINUTE, None), (20 * MINUTE, "unknown"), (HOUR, "unknown")])
def test_a_task_that_ended_while_the_computer_was_offline_for_long_needs_confirmation(
    engine: Engine, away: float, state: str | None
) -> None:
    world, tab = at_work(engine)
    sid = take_task(world, tab)
    tab.run("tab.window.navigator.onLine = false; tab.offline = true")
    world.end_without_event(sid)
    world.passes(away)
    tab.run("tab.window.navigator.onLine = true")
    world.passes(3)
    world.run("world.reconnects('first')")
    world.passes(HOUR)
    assert world.creates(sid) == int(state is None)
    assert tab.state_of(sid) == state


def test_a_task_that_continues_after_a_sleep_is_logged_without_confirmation(engine: Engine) -> None:
    world, tab, sid = at_a_task(engine)
    world.sleep(8 * HOUR)
    world.passes(MINUTE)
    world.end_without_event(sid)
    world.passes(HOUR)
    assert world.creates(sid) == 1
    assert tab.unsaved == []


@pytest.mark.parametrize("engine", [LIGHTNING], indirect=True)
@pytest.mark.parametrize("offline", [0, 40], ids=lambda seconds: f"offline-{seconds}s")
def test_a_call_that_ended_during_a_sleep_is_logged_as_it_was_before(engine: Engine, offline: float) -> None:
    world, _, sid = at_a_task(engine)
    world.passes(MINUTE)
    world.run("world.sleeps('first')")
    world.end_without_event(sid)
    world.passes(60 * HOUR)
    world.run("world.wakes('first')")
    world.passes(offline)
    world.run("world.reconnects('first')")
    world.passes(HOUR)
    (saved,) = world.activities(sid)
    assert saved["ActivityDate"] == "2026-11-23"
    assert "Nov 23, 2026" in saved["Subject"]
    assert saved["CallDurationInSeconds"] <= 2 * MINUTE


def saved_after_a_reload(world: World, tab: Tab, sid: str, engine: Engine) -> Json:
    """Reload the page, and return the activity. With Open CTI the agent confirms it first."""
    tab.reload()
    world.passes(MINUTE)
    if engine.host == OPEN_CTI:
        assert tab.state_of(sid) == "unknown"
        assert tab.press("Save again")
    world.passes(MINUTE)
    (saved,) = world.activities(sid)
    return saved


@pytest.mark.parametrize("engine", [LIGHTNING, OPEN_CTI], indirect=True)
@pytest.mark.parametrize("is_online", [True, False], ids=["online", "offline"])
@pytest.mark.parametrize("stays", [0, MINUTE], ids=lambda seconds: f"stays-{seconds}s")
def test_a_page_that_is_left_right_after_a_sleep_keeps_its_calls_as_they_were(
    engine: Engine, is_online: bool, stays: float
) -> None:
    world, tab, sid = at_a_task(engine)
    world.run("world.sleeps('first')")
    world.end_without_event(sid)
    world.passes(60 * HOUR)
    tab.run(f"tab.asleep = false; tab.window.navigator.onLine = {str(is_online).lower()}")
    world.passes(stays)
    saved = saved_after_a_reload(world, tab, sid, engine)
    assert saved["ActivityDate"] == "2026-11-23"
    assert saved["CallDurationInSeconds"] <= 2 * MINUTE


@pytest.mark.parametrize("reloads", [False, True], ids=["page-stays", "reload"])
@pytest.mark.parametrize("returns", [False, True], ids=["gone", "returns"])
def test_a_note_for_a_task_that_flex_no_longer_shows_is_logged(
    engine: Engine, reloads: bool, returns: bool
) -> None:
    world, tab, sid = at_a_task(engine, channel="web")
    world.vanish(sid)
    if reloads:
        tab.reload()
    world.passes(1)
    submit_note(tab, summary=f"{NAME} called again")
    world.passes(1)
    summary = f"{NAME} called again"
    if returns:
        world.bring_back(sid)
        world.passes(5)
        summary = f"{NAME} called twice"
        submit_note(tab, summary=summary)
        tab.complete(sid)
    else:
        world.end_without_event(sid)
    world.passes(HOUR)
    (saved,) = world.activities(sid)
    assert saved["Description"] == summary


@pytest.mark.parametrize("stays", [True, False], ids=["page-stays", "logged-out"])
def test_a_task_that_comes_back_and_continues_for_days_is_logged_once(engine: Engine, stays: bool) -> None:
    world, tab, sid = at_a_task(engine, channel="web")
    world.vanish(sid)
    world.passes(45)
    world.bring_back(sid)
    world.passes(MINUTE)
    assert len(world.activities(sid)) == 1
    if not stays:
        tab.log_out()
    world.passes(30 * HOUR)
    if not stays:
        tab.restore()
    tab.complete(take_task(world, tab, 2))
    world.passes(HOUR)
    tab.complete(sid)
    world.passes(HOUR)
    assert len(world.activities(sid)) == 1


@pytest.mark.parametrize("engine", [OPEN_CTI, LIGHTNING], indirect=True)
def test_a_task_that_is_transferred_back_has_a_second_activity_of_its_own(engine: Engine) -> None:
    world, tab = at_work(engine, {"activity_fields": {"Reservation__c": "task.reservationSid"}})
    first = choose_record(world, tab, str(BOB["Id"]))
    tab.complete(first)
    world.passes(MINUTE)
    back = {"channel": "web", "attributes": attributes(OTHER_NUMBER), "transferred": True, "of": first}
    world.run(f"world.offer(2, {json.dumps(back)})")
    second = f"WR{2:032x}"
    tab.accept(second)
    world.passes(5)
    tab.choose(str(LEE["Id"]))
    world.passes(5)
    assert tab.complete(second) == "done"
    world.passes(HOUR)
    records = {saved["Reservation__c"]: saved["WhoId"] for saved in world.saved}
    assert records == {first: BOB["Id"], second: LEE["Id"]}
    assert {saved["CallObject"] for saved in world.saved} == {"WT" + first[2:]}


@pytest.mark.parametrize("engine", [LIGHTNING, OPEN_CTI], indirect=True)
def test_a_page_that_is_left_while_it_was_offline_for_long_keeps_its_calls_as_they_were(
    engine: Engine,
) -> None:
    world, tab, sid = at_a_task(engine)
    tab.run("tab.window.navigator.onLine = false; tab.offline = true")
    world.end_without_event(sid)
    world.passes(20 * MINUTE)
    saved = saved_after_a_reload(world, tab, sid, engine)
    assert saved["CallDurationInSeconds"] <= 2 * MINUTE


def test_a_call_is_up_to_date_in_a_browser_that_is_always_offline(engine: Engine) -> None:
    """Browsers report so with some VPNs, although Flex is connected."""
    world, tab = at_work(engine)
    tab.run("tab.window.navigator.onLine = false")
    world.passes(HOUR)
    sid = take_task(world, tab)
    world.passes(10 * MINUTE)
    world.end_without_event(sid)
    world.passes(HOUR)
    (saved,) = world.activities(sid)
    assert saved["CallDurationInSeconds"] >= 9 * MINUTE
