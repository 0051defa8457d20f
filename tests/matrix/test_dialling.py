"""A number is dialled once, however late Flex is and however often it is clicked."""

from __future__ import annotations

import json

import pytest

from .day import ALL_ON, CLICK
from .page import Engine

# The milliseconds after which Flex settles the action, and after which TaskRouter has the task.
SLOW = """world.startOutboundCall = (payload) => {
    world.dialled.push(payload);
    const tab = world.tabs[0];
    const attributes = { direction: 'outbound', outbound_to: payload.destination, ...payload.taskAttributes };
    const comes = () => {
        const sid = world.offer(900 + world.dialled.length, { channel: 'voice', attributes });
        tab.phone = { status: () => 'open' };
        tab.later(200, () => tab.act('AcceptTask', { sid }));
    };
    return new Promise((resolve) => {
        if (%(settles)d >= 0) tab.later(%(settles)d, resolve);
        if (%(task)d >= 0) tab.later(%(task)d, comes);
    });
}"""
NEVER = -1


@pytest.mark.parametrize("event", ["onClickToDial", "subscribe Dial__c"])
@pytest.mark.parametrize(
    ("settles", "task"),
    [(40, 40), (40, 5_600), (40, 45_000), (31_000, 31_000), (45_000, 85_000), (NEVER, 200_000)],
)
def test_a_number_is_dialled_only_once_until_its_task_has_arrived(
    engine: Engine, settles: int, task: int, event: str
) -> None:
    world = engine.world(ALL_ON)
    tab = world.open()
    world.run(SLOW % {"settles": settles, "task": task})
    tab.says("onClickToDial", CLICK)
    for seconds in (0.02, 0.3, 3, 5.2, 7, 15, 31, 60, 90):
        tab.run(f"tab.salesforceSays('{event}', {json.dumps(CLICK)})")
        world.passes(seconds)
    assert world.value("world.dialled.length") == 1
