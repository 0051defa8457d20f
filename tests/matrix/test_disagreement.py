"""Components of the page that disagree neither lock the agent in nor have a task written without end."""

from __future__ import annotations

import json

import pytest

from .day import ADA, ALL_ON, BOB, attributes
from .page import NUMBER, Engine, Tab, World

MAX_CHOICES = 20

# Two components that answer every message, each with a different record.
DISAGREE = """const publish = world.org.published.push.bind(world.org.published);
world.org.published.push = (entry) => {
    publish(entry);
    const said = entry[1];
    if (said.type !== 'choices' || !said.reservationSid) return;
    for (const recordId of [%r, %r]) {
        const answer = { taskSid: said.taskSid, recordId, objectType: 'Contact' };
        if (said.chosen !== recordId) world.tab1.salesforceSays('subscribe Record__c', answer);
    }
}"""
ASKS = """const publish = world.org.published.push.bind(world.org.published);
world.org.published.push = (entry) => {
    publish(entry);
    if (entry[1].type === 'choices') world.tab1.salesforceSays('subscribe Record__c', { type: 'request' });
}"""


def opened(engine: Engine) -> tuple[World, Tab, str]:
    """Return a task that the agent has accepted, with two records to choose from."""
    world = engine.world(ALL_ON)
    for record in (ADA, {**BOB, "Phone": NUMBER}):
        world.run(f"world.org.records.push({record!r})")
    tab = world.open()
    sid = world.offer(1, "web", attributes(NUMBER))
    tab.accept(sid)
    world.passes(5)
    return world, tab, sid


def chooses(tab: Tab, sid: str, number: int) -> None:
    """One of the components chooses."""
    record_id = [ADA, BOB][number % 2]["Id"]
    said = json.dumps({"taskSid": sid, "recordId": record_id, "objectType": "Contact"})
    tab.run(f"tab.salesforceSays('subscribe Record__c', {said})")


def test_two_components_that_answer_with_their_own_record_come_to_rest(engine: Engine) -> None:
    world, tab, sid = opened(engine)
    tab.run(f"""const {{ store }} = tab.flex, whole = store.getState.bind(store);
        const view = {{ selectedTaskSid: '{sid}' }};
        store.getState = () => ({{ ...whole(), flex: {{ ...whole().flex, view }} }});
        store.changed();""")
    world.run(DISAGREE % (ADA["Id"], BOB["Id"]))
    chooses(tab, sid, 0)
    world.passes(20)
    assert world.value("world.attributeWrites.length") <= MAX_CHOICES
    assert tab.complete(sid) == "done"


@pytest.mark.parametrize(("fault", "pause"), [(None, 10), ("never", 10), ("never", 3), ("lost", 10)])
def test_alternating_components_block_a_task_for_15_seconds_at_most(
    engine: Engine, fault: str | None, pause: float
) -> None:
    world, tab, sid = opened(engine)
    world.fails("setAttributes", fault)
    for number in range(round(16 / pause)):
        chooses(tab, sid, number)
        world.passes(pause)
    for number in range(5):
        chooses(tab, sid, number)
        world.passes(0.5)
        assert tab.value(f"tab.flex.api.Actions.findBlockedActions('CompleteTask', {{ sid: '{sid}' }})") == {}
    world.passes(1)
    assert tab.complete(sid) == "done"


def test_the_agents_own_choice_stays(engine: Engine) -> None:
    world, tab, sid = opened(engine)
    tab.choose(str(BOB["Id"]))
    world.passes(2)
    world.run(DISAGREE % (ADA["Id"], BOB["Id"]))
    for number in range(5):
        chooses(tab, sid, number)
        world.passes(1)
    tab.reload()
    chooses(tab, sid, 0)
    world.passes(5)
    assert world.attributes(sid)["sfdcObjectId"] == BOB["Id"]
    assert tab.complete(sid) == "done"
    world.passes(30)
    assert [activity["WhoId"] for activity in world.saved] == [BOB["Id"]]


def test_a_component_that_requests_after_every_answer_gets_one_a_second(engine: Engine) -> None:
    world, tab, _ = opened(engine)
    world.run(ASKS)
    tab.run("tab.salesforceSays('subscribe Record__c', { type: 'request' })")
    world.passes(60)
    assert world.value("world.org.published.length") <= 70
