"""If Salesforce rejects a relation, the activity is saved without it; users are never a relation."""

from __future__ import annotations

import pytest

from .answers import error
from .day import BOB, LEE, OTHER_NUMBER, attributes
from .page import HOUR, MINUTE, Engine, Json, Tab, World
from .scenes import at_a_task, at_work, choose_record, relation_of

CASE = "5005f0000000001AAA"
REJECTIONS: dict[str, Json] = {
    "converted-lead": error("CANNOT_UPDATE_CONVERTED_LEAD", message="cannot reference converted lead"),
    "converted-lead-with-field": error("CANNOT_UPDATE_CONVERTED_LEAD", "WhoId"),
    "deleted": error("ENTITY_IS_DELETED", message="entity is deleted"),
    "deleted-with-field": error("ENTITY_IS_DELETED", "WhoId"),
    "no-access": error("INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", message="insufficient access"),
    "no-access-with-field": error("INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", "WhoId"),
    "invalid-reference": error("INVALID_CROSS_REFERENCE_KEY", message="invalid cross reference id"),
    "invalid-reference-with-field": error("INVALID_CROSS_REFERENCE_KEY", "WhoId"),
    "wrong-object": error("FIELD_INTEGRITY_EXCEPTION", "WhoId", message="id value of incorrect type"),
    "malformed": error("MALFORMED_ID", "WhoId", message="id value of incorrect type"),
}
# Objects without activities: user, group, organization, profile, role, task, event.


def at_a_converted_lead(engine: Engine) -> tuple[World, Tab, str]:
    """Return an agent at work on a task of a lead that Salesforce will reject."""
    world, tab, sid = at_a_task(engine, record=str(LEE["Id"]))
    world.rejects(REJECTIONS["converted-lead"], "WhoId", str(LEE["Id"]))
    return world, tab, sid


def unrelated(engine: Engine) -> tuple[World, Tab, str]:
    """Return a task of a converted lead after its end: its activity was saved without the lead."""
    world, tab, sid = at_a_converted_lead(engine)
    tab.complete(sid)
    world.passes(MINUTE)
    assert tab.state_of(sid) == "unrelated"
    return world, tab, sid


@pytest.mark.parametrize("end", ["lost", "rejected"])
def test_the_agent_sees_that_the_relation_is_left_out_whatever_else_happens(engine: Engine, end: str) -> None:
    world, tab, sid = at_a_converted_lead(engine)
    tab.press_complete(sid)
    while world.creates(sid) == 0:
        world.passes(0.05)
    if end == "lost":
        world.fails("saveLog", "lost")
    else:
        world.rejects(error("FIELD_CUSTOM_VALIDATION_EXCEPTION"))
    world.passes(HOUR)
    (row,) = tab.unsaved
    assert (row["state"], row["unrelated"]) == ("unknown" if end == "lost" else "rejected", True)
    tab.run("tab.render()")
    texts = "nodes(tab, 'div', 'MainHeader').map(textOf).join()"
    assert "Saved without this record" in str(tab.value(texts))


def test_a_rejected_choice_does_not_leave_the_previous_record_on_the_activity(engine: Engine) -> None:
    world, tab = at_work(engine)
    sid = choose_record(world, tab, str(BOB["Id"]))
    world.passes(MINUTE)
    world.vanish(sid)
    world.passes(45)
    assert relation_of(world.activities(sid)[0]) == BOB["Id"]
    world.rejects(REJECTIONS["converted-lead"], "WhoId", str(LEE["Id"]))
    world.bring_back(sid)
    world.passes(2)
    tab.select(sid)
    tab.choose(str(LEE["Id"]))
    world.passes(MINUTE)
    (saved,) = world.activities(sid)
    assert relation_of(saved) == ""
    assert tab.state_of(sid) == "unrelated"


def test_a_component_names_the_unrelated_activity_by_its_task(engine: Engine) -> None:
    world, tab, sid = unrelated(engine)
    tab.reload()
    world.passes(MINUTE)
    tab.says(
        "subscribe Record__c", {"taskSid": "WT" + sid[2:], "recordId": BOB["Id"], "objectType": "Contact"}
    )
    world.passes(MINUTE)
    (saved,) = world.activities(sid)
    assert relation_of(saved) == BOB["Id"]
    assert tab.unsaved == []


def test_none_of_these_does_not_change_the_unrelated_activity(engine: Engine) -> None:
    world, tab, sid = unrelated(engine)
    tab.says("subscribe Record__c", {"taskSid": sid, "recordId": ""})
    world.passes(MINUTE)
    assert tab.unsaved == []
    assert relation_of(world.activities(sid)[0]) == ""


@pytest.mark.parametrize(
    "named", ["", "WT" + "9" * 32, "WR" + "9" * 32], ids=["no-task", "task", "reservation"]
)
def test_a_message_about_another_task_does_not_change_the_unrelated_activity(
    engine: Engine, named: str
) -> None:
    world, tab, sid = unrelated(engine)
    message = {"taskSid": named, "recordId": BOB["Id"], "objectType": "Contact"}
    tab.says("subscribe Record__c", message)
    world.passes(MINUTE)
    assert tab.state_of(sid) == "unrelated"


def test_a_continuing_task_precedes_the_activity_it_had_before_a_transfer(engine: Engine) -> None:
    world, tab, sid = unrelated(engine)
    second_task = world.offer(2, "voice", attributes(OTHER_NUMBER))
    world.run(f"world.tasks.get('{second_task}').taskSid = 'WT{sid[2:]}'")
    tab.accept(second_task)
    world.passes(5)
    message = {"taskSid": "WT" + sid[2:], "recordId": BOB["Id"], "objectType": "Contact"}
    tab.says("subscribe Record__c", message)
    world.passes(5)
    assert tab.state_of(sid) == "unrelated"
    assert world.attributes(second_task)["sfdcObjectId"] == BOB["Id"]


def test_a_record_chosen_for_an_activity_that_may_be_written_is_in_the_list(engine: Engine) -> None:
    world, tab = at_work(engine)
    sid = world.offer(1, "web", attributes(OTHER_NUMBER))
    tab.accept(sid)
    world.passes(5)
    world.fails("saveLog", "lost")
    world.vanish(sid)
    world.passes(45)
    world.bring_back(sid)
    world.passes(2)
    tab.select(sid)
    tab.choose(str(BOB["Id"]))
    world.passes(HOUR)
    (row,) = tab.unsaved
    assert (row["state"], row["about"]) == ("unknown", BOB["Name"])
