"""Outbound calls that nobody answers are logged with the reason; tasks that only rang are not."""

from __future__ import annotations

import pytest

from .day import ADA, CLICK, attributes
from .page import HOUR, NUMBER, Engine, Tab, World
from .scenes import at_work, relation_of

DIALLED = f"WR{901:032x}"
REASONS = (45305, 45306, 99999, None)


def dialled(engine: Engine, tabs: int = 1) -> tuple[World, Tab]:
    """The agent has clicked Ada's number, and it rings there."""
    world, tab = at_work(engine)
    for _ in range(tabs - 1):
        world.open()
    world.run("world.customerAnswers = false")
    tab.click(CLICK)
    world.passes(20)
    return world, tab


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("reloaded", [False, True], ids=["stayed", "reloaded"])
def test_a_call_that_nobody_answers_is_logged(engine: Engine, reloaded: bool, reason: int | None) -> None:
    world, tab = dialled(engine)
    if reloaded:
        tab.reload()
    world.cancel(DIALLED, reason)
    world.passes(HOUR)
    (saved,) = world.activities(DIALLED)
    assert saved["Subject"].startswith("[Canceled] Outbound voice")
    assert (relation_of(saved), saved["Phone"]) == (ADA["Id"], NUMBER)
    assert "CallDurationInSeconds" not in saved
    if reason == REASONS[0]:
        assert saved["CallDisposition"]
    assert tab.unsaved == []


def test_different_reasons_are_different_results(engine: Engine) -> None:
    results = []
    for reason in (45305, None):
        world, _ = dialled(engine)
        world.cancel(DIALLED, reason)
        world.passes(HOUR)
        results.append(world.activities(DIALLED)[0].get("CallDisposition"))
        engine.forget(world)
    assert results[0] != results[1]


def test_two_tabs_log_it_once(engine: Engine) -> None:
    world, _ = dialled(engine, tabs=2)
    world.cancel(DIALLED, 45305)
    world.passes(HOUR)
    assert world.creates(DIALLED) == 1


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("direction", ["inbound", "outbound"])
def test_a_call_that_only_rang_at_the_agents_is_not_logged(
    engine: Engine, direction: str, reason: int | None
) -> None:
    world, tab = at_work(engine)
    task = {**attributes(NUMBER), "direction": direction, "outbound_to": NUMBER}
    sid = world.offer(1, "voice", task, transferred=direction == "outbound")
    world.passes(10)
    world.cancel(sid, reason)
    world.passes(HOUR)
    assert world.creates(sid) == 0
    assert tab.unsaved == []


def test_an_outbound_chat_that_was_not_accepted_is_not_logged(engine: Engine) -> None:
    world, _ = at_work(engine)
    sid = world.offer(1, "web", {**attributes(NUMBER), "direction": "outbound"})
    world.cancel(sid)
    world.passes(HOUR)
    assert world.creates(sid) == 0
