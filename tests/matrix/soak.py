"""Handle one task after another in a page (accept, pop, choose, complete), and measure what grows."""

from __future__ import annotations

from .day import ALL_ON, BOB, LEE, OTHER_NUMBER, attributes
from .page import Engine, Json, Tab, World

AT_ONCE = 20  # tasks in one message to the page
FIRST_CHOICE = """
    const [offered] = controls(tab, 'select');
    const records = offered && !offered.disabled ? offered.options.filter((one) => !one.disabled) : [];
    if (records.length) change(tab, 'select', 0, records[0].value);
"""


def at_work(engine: Engine) -> tuple[World, Tab]:
    """Return a page with everything switched on, and two records that share a number."""
    world = engine.world(ALL_ON)
    for record in (BOB, LEE):
        world.run(f"world.org.records.push({record!r})")
    return world, world.open()


def work(world: World, tab: Tab, first: int, count: int) -> None:
    """Work through this many tasks, chats and calls alternately; the agent chooses one of two records."""
    for number in range(first, first + count):
        channel = "voice" if number % 2 else "web"
        sid = world.offer(number, channel, attributes(OTHER_NUMBER))
        tab.run(f"await tab.actAndWait('AcceptTask', {{ sid: '{sid}' }}, 60)")
        tab.select(sid)
        world.passes(3)
        tab.select(sid)
        tab.run(FIRST_CHOICE)
        world.passes(2)
        tab.run(f"await tab.actAndWait('CompleteTask', {{ sid: '{sid}', reason: 'x' }}, 60)")
        world.passes(30)
        if number % AT_ONCE == 0:
            assert tab.value("tab.flex.tasks.size") == 0, "a task could not be completed"
    tab.run("tab.render()")
    world.passes(60)
    assert world.value("world.tasks.size") >= 0, "all of it is done"


def sizes(world: World, tab: Tab) -> Json:
    """Return the size of everything that could grow, after dropping the fakes' records."""
    world.run("world.forget()")
    return dict(tab.value("tab.world.sizes(tab)"))
