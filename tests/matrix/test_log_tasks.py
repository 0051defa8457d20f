"""`log_tasks` in the built plugin: which tasks become activities, whatever tab they end in."""

from __future__ import annotations

import pytest

from .day import ADA, attributes
from .page import HOUR, MINUTE, NAME, NUMBER, Engine, Json
from .scenes import at_work, relation_of

COLLEAGUE = {
    "name": f"{NAME} Alice",
    "from": "client:alice_40acme_2Ecom",
    "client_call": True,
    "internal": "true",
}


@pytest.mark.parametrize("tabs", [1, 2])
@pytest.mark.parametrize(
    ("limits", "logged"),
    [
        ({"kinds": ["inbound"]}, 1),
        ({"kinds": ["outbound"]}, 0),
        ({"queues": ["Everyone"]}, 1),
        ({"queues": ["x"]}, 0),
    ],
)
def test_a_task_is_logged_as_the_lists_say(engine: Engine, limits: Json, logged: int, tabs: int) -> None:
    world, tab = at_work(engine, {"log_tasks": limits})
    for _ in range(tabs - 1):
        world.open()
    sid = world.offer(1, "voice", attributes(NUMBER))
    tab.accept(sid)
    world.passes(MINUTE)
    assert tab.complete(sid) == "done"
    world.passes(HOUR)
    assert world.creates(sid) == logged
    assert tab.unsaved == []
    assert world.mistakes == []


def test_a_task_that_turns_out_not_to_be_logged_is_logged_in_neither_tab(engine: Engine) -> None:
    world, tab = at_work(engine, {"log_tasks": {"kinds": ["inbound"]}})
    world.open()
    sid = world.offer(1, "voice", attributes(NUMBER))
    tab.accept(sid)
    world.passes(MINUTE)
    late = {**attributes(NUMBER), "taskType": "voicemail"}
    world.run(f"world.setAttributes(world.tab1, '{sid}', {late!r})")
    world.passes(MINUTE)
    world.end_without_event(sid)
    world.passes(HOUR)
    assert world.creates(sid) == 0
    assert tab.unsaved == []


def test_a_colleagues_call_is_internal_and_nobody_is_searched(engine: Engine) -> None:
    world, tab = at_work(engine)
    sid = world.offer(1, "voice", COLLEAGUE)
    tab.accept(sid)
    world.passes(MINUTE)
    assert tab.complete(sid) == "done"
    world.passes(MINUTE)
    (saved,) = world.activities(sid)
    assert world.calls_of("searchAndScreenPop") == []
    assert (saved["CallType"], relation_of(saved)) == ("Internal", "")
    assert "Phone" not in saved


@pytest.mark.parametrize("kind", ["callback", "voicemail"])
def test_a_request_is_not_a_call_and_is_about_the_customer(engine: Engine, kind: str) -> None:
    world, tab = at_work(engine)
    sid = world.offer(1, "voice", attributes(NUMBER, taskType=kind))
    tab.accept(sid)
    world.passes(4)
    assert tab.complete(sid) == "done"
    world.passes(MINUTE)
    (saved,) = world.activities(sid)
    assert (saved["TaskSubtype"], relation_of(saved)) == ("Task", ADA["Id"])
    assert "CallDurationInSeconds" not in saved
