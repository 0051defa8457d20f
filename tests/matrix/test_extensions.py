"""The built plugin with extensions: what their rules change, and that broken ones cost an agent nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.shared_product import with_example_built_once

from .bundle import script_with_broken_rules
from .day import CLICK, Day, a_day
from .page import NUMBER, Engine, Json, World
from .scenes import at_work


def opened(script: str) -> Iterator[Engine]:
    """Run a script; no world may end with an error that a browser would report."""
    engine = Engine(script)
    yield engine
    mistakes = engine.forget_all()
    engine.close()
    assert mistakes == []


@pytest.fixture(scope="module")
def misbehaving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Return the plugin with an extension that defines every point."""
    yield from opened(script_with_broken_rules(tmp_path_factory.mktemp("project")))


@pytest.fixture(scope="module")
def acme(shared_folder: Path) -> Iterator[Engine]:
    """Return the plugin with the example of the documentation."""
    yield from opened(with_example_built_once(shared_folder).script.decode())


def outcome(day: Day) -> list[object]:
    """Return what Salesforce and Flex were asked to do: the activities, the pops and the calls."""
    world = day.world
    pops = [(call["method"], call["args"]) for call in world.calls if "creenPop" in call["method"]]
    items = [call["args"] for call in world.calls if call["method"].startswith("setSoftphoneItem")]
    return [world.saved, pops, items, world.value("world.dialled"), day.completed]


@pytest.mark.parametrize("mode", ["ours", "raises", "recurses", "nothing", "odd"])
def test_a_day_with_broken_rules_is_a_day_without_them(
    engine: Engine, misbehaving: Engine, mode: str
) -> None:
    day = a_day(misbehaving, features={"acme_flex": {"mode": mode}})
    assert outcome(day) == outcome(a_day(engine))
    assert ("the plugin's own rule is used" in day.world.printed) == (mode != "ours")
    assert "taskAccepted failed: ValueError" in day.world.printed
    assert "Zq9Customer" not in day.world.printed


# The example


DNC: Json = {"features": {"acme_flex": {"do_not_call_url": "https://acme.example/dnc"}}}
LISTED = """world.fetch = (tab, url) => {
    world.requests.push([url]);
    const answer = { status: %d, json: () => Promise.resolve({ do_not_call: %s }) };
    return new Promise((resolve) => tab.later(2000, () => resolve(answer)));
}"""


def dials(world: World) -> list[str]:
    return [call["destination"] for call in world.value("world.dialled")]


@pytest.mark.parametrize(
    ("status", "listed", "calls"), [(200, "true", 0), (200, "false", 1), (503, "true", 1)]
)
def test_a_service_decides_who_must_not_be_called(acme: Engine, status: int, listed: str, calls: int) -> None:
    world, tab = at_work(acme, customData=DNC)
    world.run(LISTED % (status, listed))
    tab.click(CLICK)
    tab.click({"number": "+14155557392"})
    assert dials(world) == []
    world.passes(3)
    assert dials(world) == [NUMBER] * calls
    url = f"https://acme.example/dnc?number=%2B{NUMBER[1:]}"
    assert world.value("world.requests") == [[url]]
    assert tab.shown == ([] if calls else ["PSSalesforceDialingFailed"])
