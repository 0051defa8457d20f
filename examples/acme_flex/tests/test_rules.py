"""The example's rules on their own, in CPython."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from examples.acme_flex.rules import activity, item_status, may_dial, pops
from flex_sfdc.extension_points import ItemStatus, TaskInfo
from tests.support.plugin.extension import a_call
from tests.support.plugin.flex import Settled, promise_of

NUMBER = "+14155550101"


def test_a_text_message_pops_nothing() -> None:
    assert pops(TaskInfo(channel="voice"), lambda _task: True)
    assert not pops(TaskInfo(channel="sms"), lambda _task: True)


def test_the_activity_has_the_prefix_and_the_country() -> None:
    ours: Any = {"Subject": "Call", "Status": "Completed"}
    fields = activity(a_call({"from": NUMBER}), {}, {"subject_prefix": "ACME:"}, lambda _work, _note: ours)
    assert fields == {"Subject": "ACME: Call", "Status": "Completed", "Country__c": "US"}


def test_a_waiting_customer_is_shown_with_our_text() -> None:
    shown = ItemStatus("task", "", {})
    own = ItemStatus("call", "AcmeSomebodyWaits", {"tasks": 2})
    assert item_status(2, True, True, lambda *_: shown) == own
    assert item_status(2, False, True, lambda *_: shown) == shown


@pytest.mark.parametrize(
    ("status", "listed", "answer"),
    [(200, True, "They asked not to be called."), (200, False, True), (503, True, True)],
)
def test_our_service_says_who_must_not_be_called(status: int, listed: bool, answer: object) -> None:
    questions: list[str] = []

    def fetch(url: str, _request: object) -> Settled:
        questions.append(url)
        body = Settled({"do_not_call": listed})
        return Settled(SimpleNamespace(status=status, json=lambda: body))

    window = SimpleNamespace(fetch=fetch, encodeURIComponent=lambda text: text.replace("+", "%2B"))
    services: Any = SimpleNamespace(window=window)
    settings = {"do_not_call_url": "https://acme.example/dnc"}
    found: list[object] = []
    promise_of(may_dial(NUMBER, {}, services, settings, lambda *_: True)).then(found.append, found.append)
    assert found == [answer]
    assert questions == ["https://acme.example/dnc?number=%2B14155550101"]
