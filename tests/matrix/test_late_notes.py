"""Copilot's notes that come after the task: they change its activity, or the agent is notified."""

from __future__ import annotations

import pytest

from .answers import error
from .day import attributes
from .page import HOUR, MINUTE, NUMBER, Engine, Tab, World
from .scenes import NOTE, at_work, submit_note, take_task

CHANNEL = "UO" + "c" * 32
DISCARD, DISCARD_SURE = "Discard", "Discard permanently"


@pytest.mark.parametrize("value", ["null", "undefined", "''", "{}", "{recordId: null}", "7", "'no id'"])
def test_without_an_id_from_salesforce_the_note_is_shown_to_the_agent(engine: Engine, value: str) -> None:
    world, tab = at_work(engine)
    world.run(f"const save = world.org.save.bind(world.org); world.org.save = (v) => (save(v), {value})")
    sid = take_task(world, tab)
    tab.complete(sid)
    world.passes(MINUTE)
    assert tab.unsaved == []
    submit_note(tab)
    world.passes(HOUR)
    assert tab.state_of(sid) is not None
    assert world.creates(sid) == 1


def second_task_on_the_conversation(engine: Engine) -> tuple[World, Tab, str, str]:
    """A conversation that came back to its agent: the first task is logged, the second accepted."""
    world, tab = at_work(engine)
    sids = []
    for number in (1, 2):
        task = {**attributes(NUMBER), "flexInteractionChannelSid": CHANNEL}
        sids.append(world.offer(number, "web", task))
        tab.accept(sids[-1])
        world.passes(10)
        if number == 1:
            world.reservation_wraps(sids[0])
            tab.complete(sids[0])
            world.passes(MINUTE)
    return world, tab, sids[0], sids[1]


def described(world: World, *sids: str) -> list[str | None]:
    """Return the descriptions of the activities."""
    return [value.get("Description") for sid in sids for value in world.activities(sid)]


@pytest.mark.parametrize("moment", ["accepted", "wrapping"])
def test_a_late_note_of_the_first_of_two_tasks_on_a_conversation_stays_with_the_first(
    engine: Engine, moment: str
) -> None:
    world, tab, first, second = second_task_on_the_conversation(engine)
    if moment == "wrapping":
        world.reservation_wraps(second)
    tab.notes({"channelSid": CHANNEL, "summary": NOTE, "sentiment": "x"})
    world.passes(10)
    tab.complete(second)
    world.passes(MINUTE)
    descriptions = described(world, first, second)
    assert descriptions[0] == NOTE
    assert descriptions[1] != NOTE


def test_the_second_tasks_note_stays_with_the_second(engine: Engine) -> None:
    world, tab, first, second = second_task_on_the_conversation(engine)
    world.reservation_wraps(second)
    tab.press_complete(second)
    tab.notes({"channelSid": CHANNEL, "summary": NOTE, "sentiment": "x"})
    world.passes(MINUTE)
    descriptions = described(world, first, second)
    assert descriptions[0] != NOTE
    assert descriptions[1] == NOTE


@pytest.mark.parametrize("crashed", [False, True], ids=["reloaded", "new-tab"])
def test_a_late_note_finds_its_activity_after_a_reload_and_in_a_new_tab(
    engine: Engine, crashed: bool
) -> None:
    world, tab = at_work(engine)
    sid = take_task(world, tab)
    tab.complete(sid)
    world.passes(MINUTE)
    if crashed:
        tab.close()
        tab = world.open()
    else:
        tab.reload()
    submit_note(tab)
    world.passes(MINUTE)
    assert described(world, sid) == [NOTE]
    assert world.creates(sid) == 1


def test_a_second_note_finds_an_activity_whose_update_the_agent_discarded(engine: Engine) -> None:
    world, tab = at_work(engine)
    sid = take_task(world, tab)
    tab.complete(sid)
    world.passes(MINUTE)
    world.rejects(error("FIELD_CUSTOM_VALIDATION_EXCEPTION"))
    submit_note(tab, 1, "Rejected")
    world.passes(MINUTE)
    assert tab.state_of(sid) == "rejected"
    tab.press(DISCARD)
    tab.press(DISCARD_SURE)
    assert tab.unsaved == []
    world.accepts(error("FIELD_CUSTOM_VALIDATION_EXCEPTION"))
    submit_note(tab)
    world.passes(MINUTE)
    assert described(world, sid) == [NOTE]


def test_the_note_of_a_discarded_activity_is_not_the_next_tasks(engine: Engine) -> None:
    world, tab = at_work(engine)
    world.rejects(error("FIELD_CUSTOM_VALIDATION_EXCEPTION"))
    sids = []
    for number in (1, 2):
        sids.append(world.offer(number, "web", {**attributes(NUMBER), "flexInteractionChannelSid": CHANNEL}))
        tab.accept(sids[-1])
        world.passes(10)
        if number == 1:
            tab.complete(sids[0])
            world.passes(5)
            tab.press(DISCARD)
            tab.press(DISCARD_SURE)
            world.accepts(error("FIELD_CUSTOM_VALIDATION_EXCEPTION"))
    tab.notes({"channelSid": CHANNEL, "summary": NOTE, "sentiment": "x"})
    world.passes(10)
    tab.complete(sids[1])
    world.passes(MINUTE)
    (saved,) = world.activities(sids[1])
    assert saved.get("Description") != NOTE
