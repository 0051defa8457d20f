"""The browser stores nothing (full or denied), with several tabs: an activity is written at most once."""

from __future__ import annotations

import pytest

from .page import HOUR, Engine, World
from .scenes import NOT_KEPT, at_work, take_task

STORAGE = pytest.mark.parametrize("storage", ["refused", "throws"], ids=["full", "denied"])


@STORAGE
@pytest.mark.parametrize("locks", [None, "refused", "throws", "never"], ids=lambda locks: f"locks-{locks}")
@pytest.mark.parametrize("tabs", [1, 2, 3], ids=lambda tabs: f"{tabs}-tabs")
@pytest.mark.parametrize("begins", ["before-accept", "before-complete"])
def test_an_activity_is_written_once_or_needs_confirmation(
    engine: Engine, begins: str, tabs: int, locks: str | None, storage: str
) -> None:
    world, tab = at_work(engine)
    others = [world.open() for _ in range(tabs - 1)]
    world.fails("locks.request", locks)
    if begins == "before-accept":
        world.fails("localStorage", storage)
    sid = take_task(world, tab)
    world.fails("localStorage", storage)
    tab.complete(sid)
    world.passes(HOUR)
    assert world.creates(sid) <= 1
    assert world.activities(sid) or "unknown" in [one.state_of(sid) for one in (tab, *others)]
    assert tabs > 1 or len(world.activities(sid)) == 1


@STORAGE
@pytest.mark.parametrize("ends", [World.complete_elsewhere, World.cancel])
def test_a_task_that_ends_elsewhere_is_not_written_by_each_tab(
    engine: Engine, ends: object, storage: str
) -> None:
    world, tab = at_work(engine)
    other = world.open()
    sid = take_task(world, tab)
    world.fails("localStorage", storage)
    ends(world, sid)  # type: ignore[operator]
    world.passes(HOUR)
    assert world.creates(sid) <= 1
    assert world.activities(sid) or "unknown" in (tab.state_of(sid), other.state_of(sid))


@STORAGE
def test_a_notification_asks_the_agent_not_to_close_the_page_while_something_waits(
    engine: Engine, storage: str
) -> None:
    world, tab = at_work(engine)
    sid = take_task(world, tab)
    world.fails("localStorage", storage)
    world.fails("getCallCenterSettings", "refused")
    world.fails("isSoftphonePanelVisible", "refused")
    tab.complete(sid)
    world.passes(60)
    assert NOT_KEPT in tab.shown
