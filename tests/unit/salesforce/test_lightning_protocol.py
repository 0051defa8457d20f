"""docs/lightning-protocol.md: the plugin reacts to each message of the shared cases as the page says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from flex_sfdc.answer import Answer
from flex_sfdc.salesforce.lightning_messages import MAX_LENGTH, answer_in, event_in, number_of, reply_to
from tests.unit.salesforce.test_lightning import ADA, KEY, Host

CASES: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "support" / "lightning_protocol.json").read_text("utf-8")
)
IGNORED = "ignored"


def each(kind: str) -> pytest.MarkDecorator:
    """Run a test for each case of a kind."""
    return pytest.mark.parametrize("case", CASES[kind], ids=lambda case: str(case["name"]))


def data_of(case: dict[str, Any]) -> str:
    """Return the text of the message."""
    data = str(case["data"]).replace("…", "x" * case.get("repeat", 0))
    return data.ljust(case.get("length", 0))


def message_of(case: dict[str, Any]) -> object:
    """Return the contents of the message, None if it is ignored without being read."""
    data = data_of(case)
    try:
        message = json.loads(data) if len(data) <= MAX_LENGTH else None
    except ValueError:
        return None
    return message if isinstance(message, dict) else None


@each("welcomes")
def test_each_welcome_has_the_documented_effect(case: dict[str, Any]) -> None:
    reply = reply_to("h1", message_of(case), case["ports"])
    reaction: object = IGNORED
    if reply is not None:
        reaction = {"facts" if reply.success else "sorry": reply.value}
    assert reaction == case["reaction"]


@each("answers")
def test_each_answer_has_the_documented_effect(case: dict[str, Any]) -> None:
    message = message_of(case)
    reaction: object = IGNORED
    if number_of(message) == 7:
        answer = answer_in("save", message)
        errors = [] if answer.success else answer.value
        reaction = {
            "id": 7,
            "success": answer.success,
            "value": answer.value if answer.success else None,
            "errors": errors,
        }
    assert reaction == case["reaction"]


@each("events")
def test_each_event_has_the_documented_effect(case: dict[str, Any]) -> None:
    host = Host().start()
    received: list[object] = []
    host.salesforce.view = {}
    host.crm.listen_for_clicks(lambda value: received.append(("click", "", value)), lambda _: None)
    host.crm.watch_view(lambda value: received.append(("view", "", value)), lambda _: None)
    channel = "FlexRecords__c"
    host.crm.listen_on(channel, lambda value: received.append(("channel", channel, value)), lambda _: None)
    received.clear()
    assert host.lightning.port is not None
    host.lightning.port.postMessage(data_of(case))
    expected = case["reaction"]
    named = expected if expected != IGNORED else None
    assert received == ([(named["event"], named["channel"], named["value"])] if named else [])
    read = event_in(message_of(case))
    assert read is None or named is None or read == named


@each("answers")
def test_each_answer_through_the_port_has_the_documented_effect(case: dict[str, Any]) -> None:
    """An answer to another request, or to none, leaves the request waiting."""
    host = Host().start()
    held_back: list[object] = []
    answers: list[Answer] = []
    host.salesforce.respond["saveLog"] = lambda callback, value: held_back.append((callback, value))
    host.crm.save_activity(KEY, {"Subject": "x", "WhoId": ADA}, [], answers.append)
    number = host.lightning.requests[-1]["id"]
    assert host.lightning.port is not None
    text = data_of(case).replace('"id":7', f'"id":{number}', 1).replace('"id":8', '"id":99', 1)
    host.lightning.port.postMessage(
        text.replace('"id":"7"', f'"id":"{number}"').replace("[7]", f"[{number}]")
    )
    assert len(answers) == (0 if case["reaction"] == IGNORED else 1)
