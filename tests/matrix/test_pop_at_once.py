"""Salesforce is called without delay: while Flex still calls the listeners of the accepted task."""

from __future__ import annotations

import pytest

from .day import ADA, ALL_ON, attributes
from .page import NUMBER, Engine, Json

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
