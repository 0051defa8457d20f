"""How the customer is found, in the built plugin: notations, typed names, preferred matches."""

from __future__ import annotations

import pytest

from .day import ADA, BOB, LEE, attributes
from .page import MINUTE, NAME, NUMBER, Engine, Json
from .scenes import at_work, relation_of

BERLIN = "+49301234567"
UTE = {"Id": "0035f0000000007AAA", "RecordType": "Contact", "Name": f"{NAME} Ute", "Phone": "030 1234567"}
UWE = {**UTE, "Id": "0035f0000000008AAA", "Name": f"{NAME} Uwe", "LastModifiedDate": "2026-01-02"}


@pytest.mark.parametrize(
    ("settings", "records", "relation"),
    [
        ({}, [UTE], UTE["Id"]),
        ({}, [UTE, UWE], ""),
        ({"number_formats": {"+49": "00 49 *"}}, [UTE], ""),
        ({"prefer": ["most_recent"]}, [{**UTE, "LastModifiedDate": "2025-01-02"}, UWE], UWE["Id"]),
    ],
)
def test_a_customer_whose_number_is_held_in_national_notation_is_found(
    engine: Engine, settings: Json, records: list[Json], relation: str
) -> None:
    world, tab = at_work(engine, settings)
    world.run(f"world.org.records.push(...{records!r})")
    sid = world.offer(1, "voice", attributes(BERLIN))
    tab.accept(sid)
    world.passes(5)
    assert world.attributes(sid).get("sfdcObjectId", "") == relation
    first, second = world.calls_of("searchAndScreenPop")
    assert (first["args"]["deferred"], second["args"]["deferred"]) == (False, True)
    assert world.mistakes == []


@pytest.mark.parametrize("channel", ["voice", "web"])
def test_a_match_by_name_is_confirmed_by_the_agent(engine: Engine, channel: str) -> None:
    world, tab = at_work(engine)
    sid = world.offer(1, channel, attributes(NUMBER, name=str(ADA["Name"])))
    tab.accept(sid)
    world.passes(5)
    assert "sfdcObjectId" not in world.attributes(sid)
    assert [select["value"] for select in tab.selects()] == [ADA["Id"]]
    assert tab.complete(sid) == "aborted"
    assert tab.press("Use this record")
    assert tab.complete(sid) == "done"
    world.passes(MINUTE)
    assert relation_of(world.activities(sid)[0]) == ADA["Id"]


def test_of_a_contact_and_a_lead_the_preferred_object_is_the_record_and_the_agent_may_change_it(
    engine: Engine,
) -> None:
    world, tab = at_work(engine, {"prefer": ["Lead", "Contact"]})
    sid = world.offer(1, "voice", attributes(str(BOB["Phone"])))
    tab.accept(sid)
    world.passes(5)
    assert world.attributes(sid)["sfdcObjectId"] == LEE["Id"]
    tab.select(sid)
    tab.choose(str(BOB["Id"]))
    world.passes(5)
    assert tab.complete(sid) == "done"
    world.passes(MINUTE)
    assert relation_of(world.activities(sid)[0]) == BOB["Id"]


def test_options_of_one_name_can_be_told_apart(engine: Engine) -> None:
    world, tab = at_work(engine)
    twins = [{**UTE, "Email": "a@x.example"}, {**UWE, "Name": UTE["Name"], "Email": "b@x.example"}]
    world.run(f"world.org.records.push(...{twins!r})")
    sid = world.offer(1, "voice", attributes("030 1234567"))
    tab.accept(sid)
    world.passes(5)
    texts = [option["text"] for option in tab.selects()[0]["options"]]
    for email in ("a@x.example", "b@x.example"):
        assert f"{UTE['Name']} - Contact - {email}" in texts


def test_a_task_that_other_code_accepts_is_popped_once(engine: Engine) -> None:
    world, tab = at_work(engine)
    sid = world.offer(1, "voice", attributes(NUMBER))
    world.run(f"world.reservation('{sid}', 'accepted', 'taskUpdated', 'taskAccepted')")
    world.passes(5)
    tab.accept(sid)
    world.passes(5)
    assert len(world.calls_of("searchAndScreenPop")) == 1
    assert world.attributes(sid)["sfdcObjectId"] == ADA["Id"]


def test_the_record_in_view_is_offered_for_a_call_from_flexs_dialpad(engine: Engine) -> None:
    world, tab = at_work(engine)
    page = {"url": "/x", "recordId": BOB["Id"], "recordName": BOB["Name"], "objectType": "Contact"}
    tab.says("onNavigationChange", page)
    sid = world.offer(1, "voice", {"direction": "outbound", "outbound_to": NUMBER})
    tab.accept(sid)
    world.passes(5)
    tab.select(sid)
    assert [select["value"] for select in tab.selects()] == [BOB["Id"]]
    assert "sfdcObjectId" not in world.attributes(sid)
    assert tab.press("Use this record")
    assert tab.complete(sid) == "done"
    world.passes(MINUTE)
    assert relation_of(world.activities(sid)[0]) == BOB["Id"]


def test_an_id_that_the_customer_typed_before_a_chat_is_confirmed_by_the_agent(engine: Engine) -> None:
    world, tab = at_work(engine)
    typed = {"record": str(BOB["Id"])}
    sid = world.offer(1, "web", {"sfdcObjectId": str(BOB["Id"]), "pre_engagement_data": typed})
    tab.accept(sid)
    world.passes(5)
    assert tab.complete(sid) == "aborted"
    assert [select["value"] for select in tab.selects()] == [BOB["Id"]]
    assert tab.press("Use this record")
    assert tab.complete(sid) == "done"
    world.passes(MINUTE)
    assert relation_of(world.activities(sid)[0]) == BOB["Id"]


def test_a_path_in_the_attributes_is_popped(engine: Engine) -> None:
    world, tab = at_work(engine)
    sid = world.offer(1, "voice", attributes(NUMBER, sfdcUrl="/lightning/page/home"))
    tab.accept(sid)
    world.passes(5)
    assert world.value("world.org.pops") == [{"type": "url", "params": {"url": "/lightning/page/home"}}]
    assert world.calls_of("searchAndScreenPop") == []
