"""A Flex outside of Salesforce takes over, where the plugin is off: what ends there needs confirmation."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .day import BOB
from .page import HOUR, Engine, Tab, World
from .scenes import (
    MOMENTS,
    NOT_SAVED,
    NOTE,
    at_work,
    record_and_note,
    take_task,
    take_task_with_a_choice,
)


def reloaded(tab: Tab) -> Tab:
    """The agent reloads the page that lost its session."""
    tab.reload()
    return tab


def in_a_new_tab(tab: Tab) -> Tab:
    """The agent opens Salesforce in a new tab."""
    tab.close(True)
    return tab.world.open()


def after_a_crash(tab: Tab) -> Tab:
    """The browser has crashed and lost its tabs."""
    tab.close()
    return tab.world.open()


RETURNS: tuple[Callable[[Tab], Tab], ...] = (reloaded, in_a_new_tab, after_a_crash)


def standalone_takes_over(world: World) -> Tab:
    """The agent opens Flex outside of Salesforce and continues there."""
    standalone = world.open(standalone=True)
    standalone.detect_other_session()
    standalone.take_over()
    return standalone


@pytest.mark.parametrize("back", RETURNS, ids=lambda back: back.__name__)
@pytest.mark.parametrize(
    "ends", [Tab.complete, "TaskRouter", "cancelled"], ids=["agent", "router", "cancelled"]
)
def test_a_task_that_ends_in_a_standalone_flex_needs_confirmation(
    engine: Engine, ends: str, back: Callable[[Tab], Tab]
) -> None:
    world, tab = at_work(engine)
    sid = take_task(world, tab)
    standalone = standalone_takes_over(world)
    if ends == "router":
        world.complete_elsewhere(sid)
    elif ends == "cancelled":
        world.cancel(sid)
    else:
        standalone.complete(sid)
    world.passes(60)
    standalone.close(True)
    after = back(tab)
    world.passes(HOUR)
    assert world.creates(sid) == 0, "it may have been logged there"
    assert after.state_of(sid) == "unknown"
    assert NOT_SAVED in after.shown


@pytest.mark.parametrize("back", RETURNS, ids=lambda back: back.__name__)
def test_a_task_that_goes_on_after_the_visit_is_logged_as_usual(
    engine: Engine, back: Callable[[Tab], Tab]
) -> None:
    world, tab = at_work(engine)
    sid = take_task(world, tab)
    standalone = standalone_takes_over(world)
    world.passes(60)
    standalone.close(True)
    after = back(tab)
    world.passes(60)
    after.complete(sid)
    world.passes(HOUR)
    assert len(world.activities(sid)) == 1
    assert after.unsaved == []


@pytest.mark.parametrize("back", RETURNS, ids=lambda back: back.__name__)
def test_the_facts_of_a_task_survive_the_visit(engine: Engine, back: Callable[[Tab], Tab]) -> None:
    world, tab = at_work(engine)
    sid = take_task_with_a_choice(world, tab)
    standalone = standalone_takes_over(world)
    world.passes(60)
    standalone.close(True)
    after = back(tab)
    world.passes(60)
    assert after.complete(sid) == "done", "nobody has to choose again"
    world.passes(HOUR)
    assert record_and_note(world, sid) == (BOB["Id"], NOTE)


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: f"{moment}s")
def test_a_takeover_around_a_completion_loses_and_duplicates_nothing(engine: Engine, moment: float) -> None:
    world, tab = at_work(engine)
    sid = take_task(world, tab)
    tab.press_complete(sid)
    world.passes(moment)
    standalone = standalone_takes_over(world)
    world.passes(60)
    standalone.close(True)
    tab.reload()
    world.passes(HOUR)
    assert len(world.activities(sid)) <= 1
    assert world.activities(sid) or tab.state_of(sid) == "unknown"


def test_an_activity_that_waited_for_salesforce_is_sent_after_the_visit(engine: Engine) -> None:
    world, tab = at_work(engine)
    world.fails("getCallCenterSettings", "refused")
    world.fails("isSoftphonePanelVisible", "refused")
    sid = take_task(world, tab)
    tab.complete(sid)
    world.passes(60)
    standalone = standalone_takes_over(world)
    standalone.close(True)
    world.fails("getCallCenterSettings", None)
    world.fails("isSoftphonePanelVisible", None)
    tab.reload()
    world.passes(HOUR)
    assert len(world.activities(sid)) == 1
    assert tab.unsaved == []
