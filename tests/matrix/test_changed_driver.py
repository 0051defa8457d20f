"""The account moves from Open CTI to the Lightning component, or back, while activities are not saved yet."""

from __future__ import annotations

import json

import pytest

from .answers import AMBIGUOUS
from .day import FUNCTIONS
from .page import HOUR, LIGHTNING, MINUTE, OPEN_CTI, Engine, Tab, World
from .scenes import at_work, take_task


def moves_to(world: World, crm_host: str) -> None:
    """Move the account to this host; pages that load from now on use it."""
    world.run(
        f"world.customData.features.salesforce_integration.crm_host = '{crm_host}';"
        f" world.hasComponent = {json.dumps(crm_host == LIGHTNING)}"
    )


def in_two_browsers(engine: Engine) -> tuple[World, Tab, Tab, str]:
    """Return a task that the agent accepted in the first browser, while Flex is open in a second one too."""
    world, tab = at_work(engine)
    world.run("world.singleSession = false; world.tab1.flex.store.changed()")
    sid = take_task(world, tab)
    other = world.open(browser="second")
    world.passes(MINUTE)
    return world, tab, other, sid


def test_a_task_that_another_browser_logged_without_a_key_needs_confirmation(engine: Engine) -> None:
    world, tab, other, sid = in_two_browsers(engine)
    other.close()
    assert tab.complete(sid) == "done"
    world.passes(HOUR)
    assert len(world.activities(sid)) == 1
    moves_to(world, LIGHTNING)
    other = world.open(browser="second")
    world.passes(HOUR)
    assert len(world.activities(sid)) == 1
    assert other.state_of(sid) == "unknown"


def test_an_activity_that_the_agent_has_to_confirm_is_not_sent_after_the_move(engine: Engine) -> None:
    world, tab, other, sid = in_two_browsers(engine)
    assert tab.complete(sid) == "done"
    world.passes(HOUR)
    assert other.state_of(sid) == "unknown"
    moves_to(world, LIGHTNING)
    other.reload()
    world.passes(HOUR)
    assert len(world.activities(sid)) == 1
    assert other.state_of(sid) == "unknown"


def test_a_task_whose_activity_waits_for_the_agent_is_not_marked_as_logged(engine: Engine) -> None:
    world, tab = at_work(engine, customData=FUNCTIONS)
    world.run("world.singleSession = false; world.tab1.flex.store.changed()")
    sid = take_task(world, tab)
    world.passes(MINUTE)
    moves_to(world, LIGHTNING)
    tab.reload()
    world.passes(5)
    world.vanish(sid)
    world.passes(2 * MINUTE)
    assert tab.state_of(sid) == "unknown"
    world.bring_back(sid)
    assert "sfdcLogged" not in world.attributes(sid)


def test_an_activity_in_doubt_stays_in_doubt_after_the_move(engine: Engine) -> None:
    world, tab = at_work(engine)
    sid = take_task(world, tab)
    world.answers("saveLog", AMBIGUOUS["SERVER_ERROR"], True)
    assert tab.complete(sid) == "done"
    world.passes(MINUTE)
    world.fails("saveLog", None)
    moves_to(world, LIGHTNING)
    tab.reload()
    world.passes(HOUR)
    assert len(world.activities(sid)) == 1
    assert tab.state_of(sid) == "unknown"


@pytest.mark.parametrize("engine", [LIGHTNING], indirect=True)
@pytest.mark.parametrize("fault", ["never", "lost"])
def test_a_create_with_a_key_waits_for_the_component_to_come_back(engine: Engine, fault: str) -> None:
    world, tab = at_work(engine)
    sid = take_task(world, tab)
    world.fails("saveLog", fault)
    assert tab.complete(sid) == "done"
    world.passes(5)
    world.fails("saveLog", None)
    moves_to(world, OPEN_CTI)
    tab.reload()
    world.passes(HOUR)
    assert tab.state_of(sid) == "unknown"
    moves_to(world, LIGHTNING)
    tab.reload()
    world.passes(HOUR)
    assert len(world.activities(sid)) == 1
    assert tab.state_of(sid) is None
