"""Whatever is in the browser's storage, only activities with plain fields are sent to Salesforce."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .day import attributes
from .items import MORNING, WORKER, entry, fields, reservation
from .page import HOUR, NUMBER, Engine, Json, World
from .scenes import at_work, office, take_task

ONE = reservation(1)
ACTIVITY_FIELDS = {**fields(1)}
PLANTED: dict[str, Json] = {
    "opportunity": {"entityApiName": "Opportunity", "Id": "0065f0000000001AAA", "StageName": "Closed Won"},
    "account": {"entityApiName": "Account", "Name": "planted"},
    "lower-case": {"entityApiName": "opportunity", "Name": "planted"},
    "no-object": {"Id": "0065f0000000001AAA", "StageName": "Closed Won"},
    "object-and-more": {"entityApiName": "Task,Opportunity", "Name": "planted"},
    "id-in-fields": {**ACTIVITY_FIELDS, "Id": "0065f0000000001AAA"},
    "activity-of-another": {**ACTIVITY_FIELDS, "Id": "00T5f0000000009EAA"},
    "object-as-list": {**ACTIVITY_FIELDS, "entityApiName": ["Opportunity"]},
    "nested": {**ACTIVITY_FIELDS, "Account": {"Id": "0015f0000000001AAA", "Name": "planted"}},
    "list": {**ACTIVITY_FIELDS, "Subject": ["a", {"b": 1}]},
    "relationship-name": {**ACTIVITY_FIELDS, "Who.Name": "planted"},
    "attributes": {**ACTIVITY_FIELDS, "attributes": {"type": "Opportunity"}},
    "proto": json.loads('{"__proto__": {"entityApiName": "Opportunity"}, "StageName": "Closed Won"}'),
}
OBJECT_IDS = ("0065f0000000001AAA", "0015f0000000001AAA", "x", "00T", "../00T5f0000000009EAA")


def is_plain_activity(value: Json) -> bool:
    """Return whether it creates an activity, or updates the one it is, with scalars in fields."""
    object_fits = (
        str(value.get("Id")).startswith("00T") if "Id" in value else value.get("entityApiName") == "Task"
    )
    names = all(name.replace("_", "a").isalnum() for name in value)
    scalars = all(isinstance(one, (str, int, float, bool)) for one in value.values())
    return object_fits and names and scalars


def sent(world: World) -> list[Json]:
    """Return every write request to Salesforce."""
    return [call["args"]["value"] for call in world.calls_of("saveLog")]


@pytest.mark.parametrize("planted", PLANTED)
@pytest.mark.parametrize("state", ["waiting", "draft"])
def test_a_planted_item_is_sent_only_as_a_plain_activity(engine: Engine, state: str, planted: str) -> None:
    world = office(engine)
    world.keep(entry(1, state, fields=PLANTED[planted]))
    world.open()
    world.passes(HOUR)
    assert [value for value in sent(world) if not is_plain_activity(value) or "Id" in value] == []


@pytest.mark.parametrize("planted", PLANTED)
def test_planted_changes_are_sent_only_as_plain_fields(engine: Engine, planted: str) -> None:
    world = office(engine)
    world.keep(entry(1, "waiting", amend=PLANTED[planted]))
    world.open()
    world.passes(HOUR)
    assert [value for value in sent(world) if not is_plain_activity(value) or "Id" in value] == []


@pytest.mark.parametrize("object_id", OBJECT_IDS)
def test_an_update_goes_to_an_activity_only(engine: Engine, object_id: str) -> None:
    world = office(engine)
    world.keep(entry(1, "waiting", id=object_id, fields={"StageName": "Closed Won"}))
    world.open()
    world.passes(HOUR)
    assert [value for value in sent(world) if value.get("Id") == object_id] == []


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_task_that_seems_to_have_ended_is_sent_only_as_plain_fields(
    engine: Engine, planted: str
) -> None:
    world = office(engine)
    left = {"flex-sfdc.left": json.dumps({WORKER: {ONE: {"at": MORNING, "fields": PLANTED[planted]}}})}
    world.open_with(left)
    world.passes(HOUR)
    assert [value for value in sent(world) if not is_plain_activity(value) or "Id" in value] == []


def replaced(value: Any, old: str, new: Any) -> Any:
    """Return a copy of JSON with each text `old` replaced."""
    if isinstance(value, dict):
        return {name: replaced(one, old, new) for name, one in value.items()}
    if isinstance(value, list):
        return [replaced(one, old, new) for one in value]
    return new if value == old else value


@pytest.mark.parametrize("planted", ["Opportunity", "task", "", ["Task"], {"a": "Task"}, None, 7])
def test_the_plugins_own_items_are_checked_when_read(engine: Engine, planted: Any) -> None:
    world, tab = at_work(engine)
    world.fails("getCallCenterSettings", "refused")
    world.fails("isSoftphonePanelVisible", "refused")
    sid = take_task(world, tab)
    tab.complete(sid)
    world.passes(60)
    kept = {
        key: json.dumps(replaced(json.loads(text), "Task", planted)) for key, text in world.stored.items()
    }
    tab.close()
    world.keep(kept)
    world.fails("getCallCenterSettings", None)
    world.fails("isSoftphonePanelVisible", None)
    after = world.open()
    world.passes(HOUR)
    assert [value for value in sent(world) if not is_plain_activity(value)] == []
    innocent = world.offer(2, "web", attributes(NUMBER))
    after.accept(innocent)
    after.complete(innocent)
    world.passes(HOUR)
    assert len(world.activities(innocent)) == 1
