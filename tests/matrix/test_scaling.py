"""The cost of a change of one task grows no faster than the number of tasks. Counted, not timed."""

from __future__ import annotations

from .day import ALL_ON, OTHER_NUMBER, attributes
from .page import Engine

# Reads of the store and of properties of tasks while one task changes.
COUNT = """const { store } = tab.flex, read = store.getState.bind(store);
world.reads = 0;
store.getState = () => (world.reads++, read());
const kind = Object.getPrototypeOf([...tab.flex.tasks.values()][0]);
const own = Object.getOwnPropertyDescriptors(kind);
for (const [name, { get }] of Object.entries(own)) {
    if (!get) continue;
    const counted = { configurable: true, get() { world.reads++; return get.call(this); } };
    Object.defineProperty(kind, name, counted);
}
const changed = [...world.tasks.values()].at(-1);
world.write(changed.sid, { ...changed.attributes, changed: true });
for (const [name, descriptor] of Object.entries(own)) Object.defineProperty(kind, name, descriptor);
store.getState = read;"""


def reads_of_a_change(engine: Engine, tasks: int) -> int:
    """Return how much is read when one of this many tasks changes."""
    world = engine.world(ALL_ON)
    tab = world.open()
    for number in range(1, tasks + 1):
        sid = f"WR{number:032x}"
        offered = f"{{ channel: 'web', attributes: {attributes(OTHER_NUMBER)} }}"
        tab.run(f"world.offer({number}, {offered}); tab.act('AcceptTask', {{ sid: '{sid}' }})")
    world.passes(60)
    assert tab.value("tab.flex.tasks.size") == tasks
    tab.run(COUNT)
    reads = int(world.value("world.reads"))
    return reads


def test_a_change_of_one_task_reads_in_proportion_to_the_tasks(engine: Engine) -> None:
    few, many = reads_of_a_change(engine, 10), reads_of_a_change(engine, 40)
    assert few > 0
    assert many <= 4.5 * few
