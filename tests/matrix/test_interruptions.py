"""The page is interrupted at any moment after a completion: the activity is written once, or shown."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .day import ADA, ALL_ON, attributes
from .items import COLLEAGUE, WORKER
from .page import HOUR, MINUTE, NAME, NUMBER, Engine, Tab, World
from .scenes import AT_LOGOUT, MOMENTS, NOT_KEPT, office, submit_note, take_task

FAULTS = (None, "refused", "never", "lost", "late")


def reload(tab: Tab) -> Tab:
    """Reload Flex as the agent."""
    tab.reload()
    return tab


def crash(tab: Tab) -> Tab:
    """Crash the tab, and open it again at once."""
    tab.close()
    return tab.world.open()


def next_day(tab: Tab) -> Tab:
    """Crash the tab, and come back the next day."""
    tab.close()
    tab.world.passes(16 * HOUR)
    return tab.world.open()


def another_tab(tab: Tab) -> Tab:
    """Open a second tab, and continue with both."""
    return tab.world.open()


def the_other_of_two_tabs(tab: Tab) -> Tab:
    """Crash the tab while another one is open."""
    tab.close()
    return Tab(tab.world, 1)


def a_colleague_first(tab: Tab) -> Tab:
    """Crash the tab, have another agent work at the machine for an hour, and come back."""
    world = tab.world
    tab.close()
    world.run(f"world.worker = '{COLLEAGUE}'")
    second_tab = world.open()
    before = world.calls_of("saveLog")
    world.passes(HOUR)
    assert world.calls_of("saveLog") == before, "another worker does not write the activity"
    assert second_tab.unsaved == []
    second_tab.close()
    world.run(f"world.worker = '{WORKER}'")
    return world.open()


INTERRUPTIONS: tuple[Callable[[Tab], Tab], ...] = (
    reload,
    crash,
    next_day,
    another_tab,
    the_other_of_two_tabs,
    a_colleague_first,
)


def completing(engine: Engine, fault: str | None, tabs: int = 1) -> tuple[World, Tab, str]:
    """Return an agent who has just pressed Complete, while `saveLog` goes wrong."""
    world = office(engine)
    for _ in range(tabs - 1):
        world.open()
    tab = world.open()
    sid = take_task(world, tab)
    world.reservation_wraps(sid)
    world.fails("saveLog", fault)
    tab.run(f"tab.act('CompleteTask', {{ sid: '{sid}', reason: 'complete' }})")
    return world, tab, sid


def waiting(tab: Tab) -> list[str]:
    """Return the reservations whose activities the agent is shown as not saved."""
    return [item["sid"] for item in tab.unsaved]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: f"{moment}s")
@pytest.mark.parametrize("interruption", INTERRUPTIONS, ids=lambda interruption: interruption.__name__)
def test_an_activity_survives_an_interruption(
    engine: Engine, interruption: Callable[[Tab], Tab], moment: float, fault: str | None
) -> None:
    world, tab, sid = completing(engine, fault, tabs=2 if interruption is the_other_of_two_tabs else 1)
    world.passes(moment)
    after = interruption(tab)
    if after.has(sid):
        after.complete(sid)
    world.passes(HOUR)
    world.fails("saveLog", None)
    world.passes(2 * HOUR)
    saved = world.activities(sid)
    assert len(saved) <= 1
    assert len(saved) == 1 or waiting(after) == [sid], f"lost; kept: {world.stored}"
    assert len(saved) == 0 or saved[0]["WhoId"] == ADA["Id"]
    if fault in (None, "refused") and interruption is another_tab:
        assert len(saved) == 1
        assert waiting(after) == []


@pytest.mark.parametrize("locks", ["refused", "throws", "never"])
@pytest.mark.parametrize("fault", FAULTS, ids=str)
@pytest.mark.parametrize("moment", [0.1, 0.25, 0.37, 5], ids=lambda moment: f"{moment}s")
def test_without_locks_one_of_several_tabs_writes_the_activity(
    engine: Engine, moment: float, fault: str | None, locks: str
) -> None:
    world, tab, sid = completing(engine, fault, tabs=3)
    world.fails("locks.request", locks)
    world.passes(moment)
    tab.reload()
    world.passes(HOUR)
    world.fails("saveLog", None)
    world.passes(2 * HOUR)
    saved = world.activities(sid)
    assert len(saved) <= 1
    assert len(saved) == 1 or waiting(tab) == [sid]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: f"{moment}s")
def test_an_agent_who_logs_out_leaves_nothing_and_sees_the_unsaved_activities(
    engine: Engine, moment: float, fault: str | None
) -> None:
    world, tab, sid = completing(engine, fault)
    world.passes(moment)
    if tab.act("Logout", {}) == "aborted":
        assert tab.act("Logout", {}) == "done", "an agent who was warned may log out"
    saved = world.activities(sid)
    assert len(saved) == 1 or AT_LOGOUT in tab.shown
    assert not [line for line in world.stored.values() if NAME in line], "no customer data is left"
    tab.close()
    world.fails("saveLog", None)
    world.open()
    world.passes(HOUR)
    assert len(world.activities(sid)) <= 1


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_if_the_browser_is_full_the_activity_is_written_kept_or_reported(
    engine: Engine, fault: str | None
) -> None:
    world, tab, sid = completing(engine, fault)
    world.fails("localStorage", "refused")
    world.passes(HOUR)
    assert len(world.activities(sid)) <= 1
    is_kept = tab.state_of(sid) is not None
    assert len(world.activities(sid)) == 1 or is_kept or NOT_KEPT in tab.shown
    world.fails("saveLog", None)
    world.passes(HOUR)
    before = len(world.activities(sid))
    tab.reload()
    world.passes(HOUR)
    assert len(world.activities(sid)) <= max(before, 1)
    assert world.activities(sid) or tab.state_of(sid) is not None or not is_kept


@pytest.mark.parametrize("ends", [World.complete_elsewhere, World.cancel])
@pytest.mark.parametrize("crashed", [False, True], ids=["reloaded", "crashed"])
def test_a_task_that_ends_while_the_page_is_gone_is_logged_once(
    engine: Engine, crashed: bool, ends: Callable[[World, str], None]
) -> None:
    world = engine.world(ALL_ON)
    tab = world.open()
    task = attributes(NUMBER, sfdcObjectId=str(ADA["Id"]), sfdcObjectType="Contact")
    sid = world.offer(1, "voice", task)
    second_task = world.offer(2, "web", attributes(NUMBER))
    tab.accept(sid)
    tab.accept(second_task)
    world.passes(MINUTE)
    tab.run(f"world.session = tab.session; tab.close({'' if crashed else 'true'})")
    ends(world, sid)
    world.run("world.tab1 = world.open({ session: world.session }); world.tab1.boot()")
    world.passes(HOUR)
    (saved,) = world.saved
    assert (saved["WhoId"], saved["CallObject"]) == (ADA["Id"], "WT" + sid[2:])
    assert (30 if crashed else 60) <= saved["CallDurationInSeconds"] <= 70
    assert tab.has(second_task)


@pytest.mark.parametrize("fault", ["refused", "never", "late"])
def test_a_note_that_arrives_during_the_save_is_not_lost(engine: Engine, fault: str) -> None:
    for moment in (0.1, 0.2, 0.3, 0.35, 0.4, 1, 8, 60):
        world, tab, sid = completing(engine, fault)
        world.passes(moment)
        submit_note(tab, summary="A boat")
        world.passes(HOUR)
        world.fails("saveLog", None)
        world.passes(HOUR)
        saved = world.activities(sid)
        assert [value["Description"] for value in saved] == ["A boat"] or (
            not saved and "A boat" in str(world.stored)
        ), moment
        engine.forget(world)
