"""The plugin starts, reaches Salesforce and logs the next task, whatever is in its storage."""

from __future__ import annotations

import copy
import itertools
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from .answers import AMBIGUOUS, error
from .day import ADA, attributes
from .items import OUTBOX, TASKS, WORKER, entry, reservation
from .page import HOUR, NUMBER, Engine, Json, Tab
from .scenes import at_work, office, take_task, take_task_with_a_choice

FOREIGN = 14
Place = tuple[str, str, tuple[Any, ...]]
"""The storage (`local` or `session`), the key of an item, the path in it."""
POISONS: tuple[tuple[Any, ...], ...] = (
    (None,),
    (True,),
    (-9, 1e300, 0.5),
    ("x",),
    ([None],),
    ({"kind$": "dict"}, {"saving": True}),
)
"""By type; the places take turns with the values of one type."""
TEXTS = ("{", "null", "1", "[]", '"x"', "[" * 50_000 + "]" * 50_000, '{"__proto__": {"state": "waiting"}}')


def with_a_task(engine: Engine, local: Json, session: Json) -> Tab:
    """Return a page with these items, in which the agent has accepted one of Ada's tasks before."""
    world = office(engine)
    world.keep(local)
    sid = reservation(FOREIGN)
    record = {"sfdcObjectId": ADA["Id"], "sfdcObjectType": "Contact"}
    world.offer(FOREIGN, "web", {**attributes(NUMBER), **record})
    world.run(f"world.reservation('{sid}', 'accepted')")
    tab = world.open_with(session)
    world.passes(10)
    return tab


def completed(tab: Tab, sid: str) -> str:
    """Complete the task as the agent who looks at it; return the outcome."""
    tab.select(sid)
    return tab.complete(sid)


def wrong_with(tab: Tab) -> Iterator[str]:
    """Yield what no longer works, for this task and the next."""
    world = tab.world
    tasks = earlier, later = reservation(FOREIGN), reservation(FOREIGN + 1)
    outcomes = {earlier: [completed(tab, earlier)], later: []}
    world.offer(FOREIGN + 1, "web", attributes(NUMBER, sfdcObjectId=str(ADA["Id"])))
    tab.accept(later)
    world.passes(5)
    for sid in [later, *tasks]:  # both a second time if they are still there
        if tab.has(sid):
            outcomes[sid].append(completed(tab, sid))
            world.passes(HOUR)
    for sid in tasks:
        if tab.has(sid):
            yield f"{sid[-3:]} cannot be completed: {outcomes[sid]}"
        if len(world.activities(sid)) != 1:
            yield f"{sid[-3:]} was logged {len(world.activities(sid))} times"
    yield from (f"thrown into Flex: {mistake}" for mistake in world.mistakes)
    if "Salesforce answers" not in world.printed:
        yield "Salesforce was never reached"


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:12])
def test_an_item_that_is_not_an_entry_stops_nothing(engine: Engine, text: str) -> None:
    items = {OUTBOX + reservation(2): text, OUTBOX + "__proto__": text, **entry(1, "waiting")}
    tab = with_a_task(engine, items, {TASKS: text, "flex-sfdc.left": text, "flex-sfdc.channels": text})
    assert list(wrong_with(tab)) == []
    assert len(tab.world.activities(reservation(1))) == 1


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Return every place in JSON, the whole first."""
    yield path
    places = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in places:
        yield from paths(part, (*path, name))


def with_poison(value: Any, path: tuple[Any, ...], poison: Any) -> Any:
    """Return a copy of JSON with one place replaced."""
    if not path:
        return poison
    poisoned = copy.deepcopy(value)
    part = poisoned
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] = poison
    return poisoned


def all_kinds_of_items(engine: Engine) -> tuple[Json, Json]:
    """Return the plugin's own items, in the browser and in the tab: tasks and activities in every state."""
    world, tab = at_work(engine)
    done, unknown, rejected, waiting = [take_task(world, tab, number, "web") for number in (1, 2, 3, 4)]
    tab.complete(done)
    world.passes(60)
    world.answers("saveLog", AMBIGUOUS["SERVER_ERROR"], times=1)
    tab.complete(unknown)
    world.passes(60)
    world.rejects(error("FIELD_CUSTOM_VALIDATION_EXCEPTION"))
    tab.complete(rejected)
    world.passes(60)
    world.fails("getCallCenterSettings", "refused")
    world.fails("isSoftphonePanelVisible", "refused")
    tab.complete(waiting)
    take_task_with_a_choice(world, tab, FOREIGN)
    local, session = world.stored, tab.kept
    return local, session


def test_items_without_poison_work(engine: Engine) -> None:
    tab = with_a_task(engine, *all_kinds_of_items(engine))
    assert list(wrong_with(tab)) == []


def places_by_task(local: Json, session: Json) -> dict[str, list[Place]]:
    """Return every place in the items, by the task that an item or a part of it is about."""
    places: dict[str, list[Place]] = {}
    for kind, items in (("local", local), ("session", session)):
        for key, text in items.items():
            for path in paths(json.loads(text) if text[:1] in '{["' else text):
                sid = re.search(r"WR\w{32}", f"{key} {path}")
                places.setdefault(sid[0] if sid else key, []).append((kind, key, path))
    return places


def poisoned_at(items: Json, poison: Any, places: Iterable[tuple[str, tuple[Any, ...]]]) -> Json:
    """Return the items with the poison at these places."""
    poisoned_items = dict(items)
    for key, path in places:
        value = json.loads(poisoned_items[key]) if poisoned_items[key][:1] in '{["' else poisoned_items[key]
        poisoned_items[key] = json.dumps(with_poison(value, path, poison))
    return poisoned_items


@pytest.mark.parametrize("poisons", POISONS, ids=lambda poisons: json.dumps(poisons[0])[:16])
def test_poison_at_any_place_of_an_item_stops_nothing(engine: Engine, poisons: tuple[Any, ...]) -> None:
    """One place of each task at a time: tasks share no item, so what one poison breaks no other hides."""
    local, session = all_kinds_of_items(engine)
    assert WORKER in str(local)
    results = []
    rounds = zip(itertools.zip_longest(*places_by_task(local, session).values()), itertools.cycle(poisons))
    for chosen, poison in rounds:
        places = [place for place in chosen if place is not None]
        kept = [
            poisoned_at(items, poison, [(key, path) for kind, key, path in places if kind == name])
            for name, items in (("local", local), ("session", session))
        ]
        tab = with_a_task(engine, kept[0], kept[1])
        results += [f"{places}: {line}" for line in wrong_with(tab)]
        engine.forget(tab.world)
    assert results == []
