"""When a task pops: while Flex still calls the listeners of the accepted task, and in only one tab."""

from __future__ import annotations

import pytest

from .day import ADA, ALL_ON, LEE, OTHER_NUMBER, attributes
from .page import LIGHTNING, NUMBER, OPEN_CTI, Engine, Json, Tab, World
from .scenes import office

HIDDEN = "tab.window.document.hidden = true"
ACCEPTS = "world.reservation('%s', 'accepted', 'taskUpdated', 'taskAccepted')"

BOTH_HOSTS = pytest.mark.parametrize("engine", [OPEN_CTI, LIGHTNING], indirect=True)

# Flex's listeners one after the other, as the action calls them, and what Salesforce was asked before the
# last of them returned: no timer and no promise has had its turn.
ACCEPTED = """
const asked = world.calls.length;
const task = tab.flex.tasks.get(sid);
for (const listener of tab.flex.listeners.afterAcceptTask) listener({ task, sid });
world.inTheSameTurn = world.calls.slice(asked).map((call) => call.method);
"""


@pytest.mark.parametrize(
    ("said", "method"),
    [(attributes(NUMBER), "searchAndScreenPop"), ({"sfdcObjectId": ADA["Id"]}, "screenPop")],
)
def test_a_pops_first_call_is_made_in_the_same_turn_as_flexs_listener(
    engine: Engine, said: Json, method: str
) -> None:
    world = engine.world(ALL_ON)
    tab = world.open()
    sid = world.offer(1, "chat", said)
    world.passes(1)
    tab.run(f"const sid = '{sid}'; {ACCEPTED}")
    assert world.value("world.inTheSameTurn") == [method]
    world.passes(1)
    first = [call for call in world.calls_of(method) if not call["args"].get("deferred")]
    assert len(first) == 1


def two_tabs(engine: Engine) -> tuple[World, Tab, Tab]:
    """Return a world with Flex in two tabs; the agent looks at the second."""
    world = office(engine)
    world.run("world.singleSession = false")
    hidden, visible = world.open(), world.open()
    hidden.run(HIDDEN)
    return world, hidden, visible


def popped_by(world: World) -> list[int]:
    """Return the tabs that searched and popped."""
    names = ("searchAndScreenPop", "search")
    return [call["tab"] for call in world.calls if call["method"] in names]


@BOTH_HOSTS
@pytest.mark.parametrize("by_agent", [True, False])
def test_only_the_tab_that_the_agent_looks_at_pops_a_task(engine: Engine, by_agent: bool) -> None:
    world, hidden, visible = two_tabs(engine)
    sid = world.offer(1, "web", attributes(OTHER_NUMBER))
    if by_agent:
        visible.accept(sid)
    else:
        world.run(ACCEPTS % sid)
    world.passes(30)
    assert popped_by(world) == [visible.number]
    hidden.select(sid)
    (dropdown,) = hidden.dropdowns()
    assert str(LEE["Id"]) in [option["value"] for option in dropdown["options"]]


@BOTH_HOSTS
def test_two_visible_tabs_pop_a_task_once(engine: Engine) -> None:
    world, hidden, visible = two_tabs(engine)
    hidden.run(HIDDEN.replace("true", "false"))
    visible.accept(world.offer(1, "web", attributes(OTHER_NUMBER)))
    world.passes(30)
    assert popped_by(world) == [visible.number]


@BOTH_HOSTS
def test_without_locks_a_task_still_pops(engine: Engine) -> None:
    world, _, visible = two_tabs(engine)
    world.fails("locks.request", "refused")
    world.run(ACCEPTS % world.offer(1, "web", attributes(OTHER_NUMBER)))
    world.passes(30)
    assert visible.number in popped_by(world)
