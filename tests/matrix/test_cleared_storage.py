"""Another plugin clears the browser's storage while the page is open: the page writes its items again."""

from __future__ import annotations

import pytest

from .page import HOUR, Engine, Tab, World
from .scenes import MOMENTS, at_a_task, at_work, relation_of, take_task, take_task_with_a_choice

SALESFORCE_ANSWERS = ("getCallCenterSettings", "isSoftphonePanelVisible")


def fail_salesforce(world: World, fault: str | None) -> None:
    """Make Salesforce unreachable, or (None) reachable again."""
    for method in SALESFORCE_ANSWERS:
        world.fails(method, fault)


def clear(world: World, tab: Tab, how: str) -> None:
    """Act as another plugin that clears the storage, or removes the items it does not recognise."""
    if how == "cleared":
        world.clear_storage(tab)
    else:
        storage = f"world.tab{tab.number}.window.localStorage"
        world.run(f"for (const key of [...world.local.items.keys()]) {storage}.removeItem(key)")


@pytest.mark.parametrize(
    ("how", "outage", "place"),
    [
        ("cleared", False, "same"),
        ("removed", True, "same"),
        ("cleared", True, "other"),
        ("removed", False, "other"),
    ],
    ids=["cleared", "removed-in-an-outage", "cleared-by-another-tab-in-an-outage", "removed-by-another-tab"],
)
@pytest.mark.parametrize("moment", [*MOMENTS, 20, 40], ids=lambda moment: f"{moment}s")
def test_a_completed_task_is_written_or_shown(
    engine: Engine, moment: float, place: str, outage: bool, how: str
) -> None:
    world, tab = at_work(engine)
    second_tab = world.open() if place == "other" else tab
    sid = take_task(world, tab)
    if outage:
        fail_salesforce(world, "refused")
    tab.press_complete(sid)
    world.passes(moment)
    clear(world, second_tab, how)
    world.passes(600)
    fail_salesforce(world, None)
    world.passes(2 * HOUR)
    assert len(world.activities(sid)) <= 1
    assert world.activities(sid) or tab.state_of(sid), "lost"


@pytest.mark.parametrize("moment", [*MOMENTS, 20, 40], ids=lambda moment: f"{moment}s")
@pytest.mark.parametrize("wait", [1, 60], ids=lambda wait: f"reload-after-{wait}s")
def test_an_activity_that_waits_for_salesforce_survives_clearing_and_a_reload(
    engine: Engine, wait: float, moment: float
) -> None:
    world, tab, sid = at_a_task(engine)
    fail_salesforce(world, "refused")
    tab.press_complete(sid)
    world.passes(moment)
    world.clear_storage(tab)
    world.passes(wait)
    tab.reload()
    if tab.has(sid):
        tab.complete(sid)
    fail_salesforce(world, None)
    world.passes(2 * HOUR)
    assert len(world.activities(sid)) == 1 or tab.state_of(sid)


@pytest.mark.parametrize("wait", [1, 60], ids=lambda wait: f"reload-after-{wait}s")
def test_the_facts_of_an_open_task_survive_clearing(engine: Engine, wait: float) -> None:
    world, tab = at_work(engine)
    sid = take_task_with_a_choice(world, tab)
    world.clear_storage(tab)
    world.passes(wait)
    tab.reload()
    world.passes(20)  # the choice is written on the task again, which fails
    assert tab.complete(sid) == "done"
    world.passes(HOUR)
    (saved,) = world.activities(sid)
    assert relation_of(saved).startswith("003")
