"""Whatever the data of a page calls its properties, the plugin does its work: nothing is thrown into Flex,
nothing is rewritten, and the task is popped, chosen and logged.

Every name that the runtime and the plugin read is tried at every depth, with every type of JSON, in data from
every source: attributes, configuration, worker, messages, storage, strings and Salesforce's answers.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

import pytest

from flex_sfdc.configuration import DEFAULTS
from flex_sfdc.salesforce.records import looks_like_id
from tests.property_names import names_of_the_plugin, names_of_the_runtime

from .day import ADA, ALL_ON, BOB, LEE, OTHER_NUMBER, attributes
from .page import MINUTE, Engine, Json, Tab, World

TYPES = [
    "null",
    "true",
    "-1.5",
    '"dict"',
    "[]",
    "{}",
    '[{"kind$": "dict"}]',
    '{"kind$": "float", "value": {}}',
]
ROUNDS = 12  # each with a twelfth of the names at a time
# Names that mean something where they occur, such as `PSSalesforce…` among the strings; others are only data.
OF_ATTRIBUTES = {
    *("name", "from", "identity", "customerAddress", "direction", "outbound_to", "sfdcObjectId"),
    "sfdcObjectType",
}
OF_ATTRIBUTES |= {
    *("conversations", "content", "outcome", "customers", "external_id", "conference", "participants"),
    "worker",
}
OF_ATTRIBUTES |= {"flexInteractionChannelSid", "internal", "client_call", "sfdcSearchString", "isVoicemail"}
OF_MESSAGES = {
    *("number", "recordId", "objectType", "recordName", "personAccount", "contactId", "taskSid", "type"),
    "url",
}
OF_ANSWERS = {
    "success",
    "returnValue",
    "errors",
    "error",
    "visible",
    "recordId",
    "Id",
    *ADA,
    "object",
    "PersonContactId",
    "IsPersonAccount",
}
OF_SETTINGS = {
    *DEFAULTS,
    "features",
    "salesforce_integration",
    "config_overrides",
    *("WhoId", "whoId", "whoid"),  # fields are recognised in upper and lower case
    *("WhatId", "whatId", "whatid"),
    *("CallObject", "callObject", "callobject"),
}
OF_STORAGE = {
    *("popped", "choices", "viewed", "chosen", "replaces_record_id", "saving", "failed", "accepted", "ended"),
    "note",
}

FREEZE = """const frozen = (o) => {
    if (o && typeof o === 'object') Object.values(Object.freeze(o)).forEach(frozen);
    return o;
};"""
ADD = """const isPlain = (value) => value && typeof value === 'object' && !Array.isArray(value);
const add = (o, more) => {
    const own = Object.entries(o).map(([key, value]) => [key, isPlain(value) ? add(value, more) : value]);
    return frozen(Object.fromEntries([...Object.entries(more), ...own]));
};"""


class Forger:
    """Put names with values into data. Leave alone the names that have a meaning there."""

    def __init__(self, number: int) -> None:
        every = {*names_of_the_runtime(), *names_of_the_plugin()}
        names = sorted(
            name for name in every if not looks_like_id(name)
        )  # a search may find a record of this name
        random.Random(1).shuffle(names)
        chosen = names[number % ROUNDS :: ROUNDS]
        self._values = {name: json.loads(TYPES[(number + at) % len(TYPES)]) for at, name in enumerate(chosen)}

    def forged(self, data: object, meanings: set[str], depth: int = 2) -> Json:
        """Return `data`, a dict or not, with every name in it and in what is below it."""
        stored = data if isinstance(data, dict) else {}
        extra = {
            name: value
            for name, value in self._values.items()
            if name not in meanings and not name.startswith("PSSalesforce")
        }
        below = {
            key: self.forged(value, meanings, 0) for key, value in stored.items() if isinstance(value, dict)
        }
        deeper = {"more": self.forged({}, meanings, depth - 1), "list": [extra]} if depth else {}
        return {**extra, **deeper, **stored, **below}


@pytest.fixture(scope="module")
def own_engine() -> Iterator[Engine]:
    """Yield an engine that only this module uses."""
    engine = Engine()
    yield engine
    engine.close()


def parsed(data: Json) -> str:
    """Return JavaScript for the data as JSON has it: in a literal `__proto__` would not be a key."""
    return f"JSON.parse({json.dumps(json.dumps(data))})"


def forged_world(engine: Engine, forger: Forger) -> World:
    """Make a world in which all that the plugin reads before a task is forged, and frozen."""
    world = engine.world({})
    data = {"features": {"salesforce_integration": ALL_ON}}
    answers = f"(response) => add(response, {parsed(forger.forged({}, OF_ANSWERS))})"
    stored = {
        "flex-sfdc.tasks": {f"WR{7:032x}": forger.forged({}, OF_STORAGE)},
        "flex-sfdc.channels": forger.forged({}, set()),
    }
    world.run(
        f"""{FREEZE} {ADD}
        world.org.records.push({json.dumps(BOB)}, {json.dumps(LEE)});
        world.customData = frozen({parsed(forger.forged(data, OF_SETTINGS))});
        world.workerAttributes = frozen({parsed(forger.forged({"config_overrides": data}, OF_SETTINGS))});
        world.before = JSON.stringify(world.customData);
        world.answers = {answers};
        const all = {parsed(forger.forged({}, set()))};
        for (const [key, value] of Object.entries(all)) world.local.items.set(key, JSON.stringify(value));
        const tab = (world.tab1 = world.open());
        const stored = {parsed(stored)};
        for (const [key, value] of Object.entries(stored)) tab.session.items.set(key, JSON.stringify(value));
        Object.defineProperties(tab.flex.manager.strings, Object.getOwnPropertyDescriptors(all));
        tab.boot()"""
    )
    world.passes(5)
    return world


def offered(world: World, tab: Tab, number: int, data: str) -> str:
    """Have the agent accept a task whose attributes JavaScript gives."""
    sid = f"WR{number:032x}"
    world.run(f"{FREEZE} world.offer({number}, {{ channel: 'voice', attributes: frozen({data}) }})")
    world.passes(1)
    tab.accept(sid)
    world.passes(10)
    return sid


def worked_through(world: World, tab: Tab, sid: str, message: str) -> None:
    """Have the record chosen by a message and the task completed."""
    tab.run(f"tab.salesforceSays('subscribe Record__c', {message})")
    world.passes(5)
    assert [control["value"] for control in tab.dropdowns()] == [BOB["Id"]]
    assert tab.complete(sid) == "done"
    world.passes(MINUTE)


def logged(world: World, sid: str) -> list[object]:
    return [value.get("WhoId") for value in world.saved if value.get("CallObject") == "WT" + sid[2:]]


def failures(world: World) -> list[str]:
    return [
        *world.mistakes,
        *(line for line in world.printed.splitlines() if " failed: " in line or " was refused: " in line),
    ]


@pytest.mark.parametrize("number", range(ROUNDS * 4))
def test_no_name_in_any_data_keeps_a_task_from_being_popped_chosen_and_logged(
    own_engine: Engine, number: int
) -> None:
    forger = Forger(number)
    world = forged_world(own_engine, forger)
    tab = Tab(world, 1)
    attributes_of_task = forger.forged(attributes(OTHER_NUMBER), OF_ATTRIBUTES)
    sid = offered(world, tab, 1, parsed(attributes_of_task))
    assert [call["args"]["searchParams"] for call in world.calls_of("searchAndScreenPop")] == [OTHER_NUMBER]
    chosen = {"taskSid": sid, "recordId": BOB["Id"], "objectType": "Contact"}
    tab.run(f"tab.salesforceSays('subscribe Dial__c', {parsed(forger.forged({}, OF_MESSAGES))})")
    worked_through(world, tab, sid, parsed(forger.forged(chosen, OF_MESSAGES)))
    assert failures(world) == []
    assert logged(world, sid) == [BOB["Id"]]
    stored = world.attributes(sid)
    assert {key: stored.get(key) for key in attributes_of_task} == attributes_of_task
    assert world.value("JSON.stringify(world.tab1.flex.manager.configuration.custom_data)") == world.value(
        "world.before"
    )
    own_engine.forget(world)


# What another plugin may have put into the attributes; `marks`: every name the runtime reads.
THEIRS = {
    "a getter that throws": "{ get a() { throw new Error('theirs'); } }",
    "a proxy that throws": "new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 1; } })",
    "a revoked proxy": "(({ proxy, revoke }) => { revoke(); return proxy; })(Proxy.revocable({}, {}))",
    "a proxy that has everything": "new Proxy({}, { get: () => true })",
    "an object without prototype": "Object.assign(Object.create(null), marks)",
    "an instance": "Object.assign(new (class Theirs {})(), marks)",
    "a list with marks": "Object.assign([1], marks)",
    "a function with marks": "Object.assign(() => 1, marks)",
    "a circle": "(() => { const o = { ...marks }; o.o = o; return o; })()",
    "a big number": "12345678901234567890n",
    "a symbol": "Symbol('theirs')",
    "an error": "Object.assign(new Error('theirs'), marks)",
}


@pytest.mark.parametrize("theirs", THEIRS.values(), ids=THEIRS)
def test_whatever_another_plugin_puts_into_attributes_the_task_is_logged(
    own_engine: Engine, theirs: str
) -> None:
    world = own_engine.world(ALL_ON)
    world.run(f"world.org.records.push({json.dumps(BOB)}, {json.dumps(LEE)})")
    tab = world.open()
    marks = {name: "dict" for name in names_of_the_runtime() if name not in ("length", "name", "prototype")}
    own_attributes = {**attributes(OTHER_NUMBER), "customers": None}
    sid = f"WR{1:032x}"
    world.run(
        f"""const marks = {parsed(marks)};
        const theirs = {theirs};
        const more = {{ theirs, conference: theirs, customers: {{ external_id: theirs }} }};
        const attributes = {{ ...{parsed(own_attributes)}, ...more }};
        world.write = () => {{}}; // such attributes are not JSON
        world.offer(1, {{ channel: 'voice', attributes }});
        await world.passes(1000)"""
    )
    tab.accept(sid)
    world.passes(10)
    tab.says("subscribe Record__c", {"taskSid": sid, "recordId": BOB["Id"], "objectType": "Contact"})
    world.passes(MINUTE)  # attributes that are not JSON cannot be saved: the choice still counts
    assert [control["value"] for control in tab.dropdowns()] == [BOB["Id"]]
    assert tab.complete(sid) == "done"
    world.passes(MINUTE)
    assert failures(world) == []
    assert logged(world, sid) == [BOB["Id"]]
    own_engine.forget(world)


BROKEN = ["sid", "taskSid", "status", "attributes", "channelType", "taskChannelUniqueName", "dateUpdated"]
BROKEN += ["incomingTransferObject", "conference"]


@pytest.mark.parametrize("name", BROKEN)
def test_a_task_that_throws_when_it_is_read_leaves_the_others_alone(own_engine: Engine, name: str) -> None:
    world = own_engine.world(ALL_ON)
    world.run(f"world.org.records.push({json.dumps(BOB)}, {json.dumps(LEE)})")
    tab = world.open()
    bad = world.offer(1, "voice", attributes(OTHER_NUMBER))
    tab.accept(bad)
    world.run(
        f"world.tasks.get('{bad}').broken = ['{name}']; world.tab1.flex.refresh('{bad}', 'taskUpdated')"
    )
    sid = world.offer(2, "voice", attributes(OTHER_NUMBER))
    tab.accept(sid)
    world.passes(10)
    assert len(world.calls_of("searchAndScreenPop")) == 2
    tab.reload()
    world.passes(10)
    tab.select(sid)
    worked_through(world, tab, sid, parsed({"taskSid": sid, "recordId": BOB["Id"], "objectType": "Contact"}))
    assert logged(world, sid) == [BOB["Id"]]
    if name not in ("sid", "taskSid", "status"):  # without these it is not the agent's task
        world.complete_elsewhere(bad)
        world.passes(MINUTE)
        assert logged(world, bad) == [None]
    own_engine.forget(world)


def test_a_component_that_fails_shows_nothing_and_throws_nothing_into_flex(own_engine: Engine) -> None:
    world = own_engine.world(ALL_ON)
    tab = world.open()
    sid = world.offer(1, "web", attributes(OTHER_NUMBER))
    tab.accept(sid)
    broken = {"tasks": {sid: {"choices": 5}}, "unsaved": 7}
    tab.run(
        f"tab.flex.store.dispatch({{ type: 'salesforceIntegration/changed', changes: {json.dumps(broken)} }})"
    )
    tab.select(sid)
    world.passes(1)
    assert tab.dropdowns() == []
    for fragment in ("associate-record-dropdown", "unsaved-activities"):
        assert f"[flex-sfdc] {fragment} failed: TypeError" in world.printed
    own_engine.forget(world)
