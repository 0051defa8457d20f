"""Records that cannot have activities are shown and dialled, but no activity is related to them."""

from __future__ import annotations

import pytest

from .day import ADA, ALL_ON, attributes
from .page import NAME, NUMBER, Engine, Json, Tab, World

USER = {"Id": "0055f0000000009AAA", "RecordType": "User", "Name": f"{NAME} Uma", "Phone": NUMBER}
CLICK = {"number": NUMBER, "recordId": USER["Id"], "objectType": "User"}


def worked_on(world: World, tab: Tab, sid: str) -> Json:
    """Return the activity of the task, when it is completed."""
    assert tab.complete(sid) == "done"
    world.passes(30)
    (activity,) = world.saved
    return activity


@pytest.mark.parametrize("event", ["onClickToDial", "subscribe Dial__c"])
def test_a_number_on_a_users_page_is_dialled_and_the_activity_has_no_relation(
    engine: Engine, event: str
) -> None:
    world = engine.world(ALL_ON)
    tab = world.open()
    tab.says(event, CLICK)
    world.passes(5)
    activity = worked_on(world, tab, f"WR{901:032x}")
    assert not {"WhoId", "WhatId"} & set(activity)


def test_a_user_that_the_task_names_is_shown_and_the_activity_has_no_relation(engine: Engine) -> None:
    world = engine.world(ALL_ON)
    tab = world.open()
    sid = world.offer(1, "web", attributes(NUMBER, sfdcObjectId=USER["Id"]))
    tab.accept(sid)
    world.passes(5)
    assert [call["args"]["params"]["recordId"] for call in world.calls_of("screenPop")] == [USER["Id"]]
    assert not {"WhoId", "WhatId"} & set(worked_on(world, tab, sid))


def test_of_a_contact_and_a_user_with_one_number_the_contact_is_the_only_match(engine: Engine) -> None:
    world = engine.world(ALL_ON)
    for record in (USER, ADA):
        world.run(f"world.org.records.push({record!r})")
    tab = world.open()
    sid = world.offer(1, "web", attributes(NUMBER))
    tab.accept(sid)
    world.passes(5)
    assert tab.selects() == []
    assert worked_on(world, tab, sid)["WhoId"] == ADA["Id"]


def test_a_user_is_not_chosen_by_a_message_nor_offered_when_the_agent_opens_one(engine: Engine) -> None:
    world = engine.world(ALL_ON)
    tab = world.open()
    sid = world.offer(1, "web", attributes(NUMBER))
    tab.accept(sid)
    world.passes(5)
    tab.says("onNavigationChange", {"recordId": ADA["Id"], "objectType": "Contact"})
    tab.says("onNavigationChange", {"recordId": USER["Id"], "objectType": "User"})
    tab.says("subscribe Record__c", {"taskSid": sid, "recordId": USER["Id"], "objectType": "User"})
    offered = [option["value"] for select in tab.selects() for option in select["options"]]
    assert USER["Id"] not in offered
    assert world.attributes(sid).get("sfdcObjectId") is None
    assert not {"WhoId", "WhatId"} & set(worked_on(world, tab, sid))
