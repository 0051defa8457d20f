"""The control room's server: its endpoints, and who may use them."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from build.demo import run as run_module
from build.demo.commands.catalogue import run
from build.demo.demo import Demo
from build.demo.room.server import ControlRoom, listen
from build.demo.scenarios import SCENARIOS, start_over
from build.demo.waiting import PATIENCE

Headers = dict[str, str]


async def request(
    room: ControlRoom, method: str, path: str, body: str | None = None, headers: Headers | None = None
) -> tuple[int, Any]:
    """Return the status and the JSON of an answer."""
    async with (
        aiohttp.ClientSession() as client,
        client.request(method, room.address + path, data=body, headers=headers) as answer,
    ):
        text = await answer.text()
        return answer.status, json.loads(text) if answer.content_type == "application/json" else text


async def test_the_server_lists_and_runs_commands_and_explains_a_refusal(demo: Demo) -> None:
    room = ControlRoom(demo)
    async with room.serving(listen(0)):
        status, commands = await request(room, "GET", "api/commands")
        assert status == 200
        theme = next(command for command in commands if command["name"] == "theme")
        assert theme["parameters"][0]["choices"] == ["light", "dark"]
        assert await request(room, "POST", "api/commands/call-known") == (200, {"ok": True, "result": None})
        status, state = await request(room, "GET", "api/state")
        assert state["tasks"][-1]["attributes"]["from"] == "+14155550101"
        await request(room, "POST", "api/commands/cancel")
        refused = await request(room, "POST", "api/commands/theme", '{"name": "pink"}')
        assert refused == (400, {"error": "name: expected one of light, dark"})
        assert (await request(room, "POST", "api/commands/theme", "[]"))[0] == 400
        assert (await request(room, "GET", "api/schema"))[1]["properties"]["screen_pop"]["type"] == "boolean"
        assert (await request(room, "GET", ""))[0] == 200


async def test_a_scenario_plays_from_the_start_where_its_crm_host_is(demo: Demo) -> None:
    await run(demo, "call-unknown")
    room = ControlRoom(demo)
    play = "api/commands/play-scenario"
    async with room.serving(listen(0)):
        assert (await request(room, "POST", play, '{"name": "screen-pop"}'))[0] == 200
        assert [task["status"] for task in demo.state()["tasks"]][-2:] == ["completed", "accepted"]
        refused = await request(room, "POST", play, '{"name": "without-open-cti"}')
        assert refused == (400, {"error": "without-open-cti: runs only with --crm-host lightning"})
    await start_over(demo)


async def _line_with(stream: aiohttp.StreamReader, text: bytes) -> None:
    while text not in await stream.readline():
        pass


async def test_events_begin_with_the_state_and_the_log_and_continue(demo: Demo) -> None:
    room = ControlRoom(demo)
    async with (
        room.serving(listen(0)),
        aiohttp.ClientSession() as client,
        client.get(room.address + "api/events") as events,
    ):
        assert await events.content.readline() == b"event: state\n"
        demo.log.write("demo", "heard")
        await asyncio.wait_for(_line_with(events.content, b'"heard"'), PATIENCE)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "http://localhost:{port}"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "evil.example:{port}"}, 403),
        ({"Host": "127.0.0.1"}, 403),
    ],
)
async def test_no_other_page_can_drive_the_demo(demo: Demo, headers: Headers, status: int) -> None:
    room = ControlRoom(demo)
    async with room.serving(listen(0)):
        port = room.origin.rpartition(":")[2]
        sent = {name: value.format(port=port) for name, value in headers.items()}
        assert (await request(room, "GET", "api/state", headers=sent))[0] == status


async def test_without_the_secret_nothing_is_found(demo: Demo) -> None:
    room = ControlRoom(demo)
    async with room.serving(listen(0)), aiohttp.ClientSession() as client:
        for path in ("/", "/api/state", "/wrong/api/state"):
            async with client.get(room.origin + path) as answer:
                assert answer.status == 404
    assert ControlRoom(demo).address.rpartition("/")[0] not in room.address


async def test_a_scenario_that_a_changed_rule_stops_is_reported_and_the_demo_continues(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_: Demo) -> None:
        raise AssertionError("timed out after 5 s waiting for the pop\nand more")

    monkeypatch.setitem(SCENARIOS, "screen-pop", replace(SCENARIOS["screen-pop"], play=fail))
    lines: list[str] = []
    await run_module._play("screen-pop", demo, lines.append)
    assert lines == ["the scenario screen-pop stopped: timed out after 5 s waiting for the pop"]


async def test_the_end_of_a_failed_demo_closes_its_page_without_hiding_the_failure(demo: Demo) -> None:
    ended = asyncio.Event()
    browser = demo.desktop.page.context
    first, second = await browser.new_page(), await browser.new_page()
    with run_module._closing_ends(first, browser, ended):
        pass
    await first.close()
    assert not ended.is_set()
    with run_module._closing_ends(second, browser, ended):
        await second.close()
    assert ended.is_set()


async def test_a_demo_without_a_window_is_operated_through_its_picture(demo: Demo) -> None:
    room = ControlRoom(demo)
    await run(demo, "call-known")
    call = demo.newest_task()
    async with room.serving(listen(0)), aiohttp.ClientSession() as client:
        async with client.get(room.address + "api/picture?live=1") as answer:
            assert answer.content_type == "image/jpeg"
        button = demo.desktop.frame.get_by_role("button", name="Accept").first
        await button.click(trial=True)  # waits until it no longer moves
        box = await button.bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        for values, status in (
            ({"kind": "click", "x": x, "y": y}, 200),
            ({"kind": "key", "key": "Tab"}, 200),
            ({"kind": "wheel", "x": x, "y": y, "by": 10}, 200),
            ({"kind": "key", "key": "NoSuchKey"}, 400),
            ({"kind": "click"}, 400),
            ([], 400),
        ):
            async with client.post(room.address + "api/input", json=values) as answer:
                assert answer.status == status, values
    await demo.desktop.task_status(call, "accepted")
