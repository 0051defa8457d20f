"""Flex's state as the plugin reads it: the plugin's own facts, and the task that a message means."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from flex_sfdc.flex.selectors import current_task, facts_of, is_own_call, is_ringing, state_of, task_of
from tests.support.cases import each
from tests.support.plugin.flex import FakeFlex, FakeTask

FACTS: Any = {"tasks": {"WR1": {"popped": True}, "WR2": {"accepted": 7}}, "unsaved": []}


def with_facts(own: object) -> SimpleNamespace:
    """Return Flex's whole state with the plugin's slice."""
    return SimpleNamespace(flex=SimpleNamespace(), salesforceIntegration=own)


def with_tasks(*tasks: object, opened: str = "") -> SimpleNamespace:
    """Return Flex's whole state with tasks, one of them open."""
    worker = SimpleNamespace(tasks=SimpleNamespace(values=lambda: list(tasks)))
    view = SimpleNamespace(selectedTaskSid=opened)
    return SimpleNamespace(flex=SimpleNamespace(worker=worker, view=view))


def test_the_facts_of_a_task_are_read_by_its_reservation() -> None:
    assert facts_of(with_facts(FACTS), "WR2") == {"accepted": 7}
    assert facts_of(with_facts(FACTS), "WR9") == {}
    assert state_of(with_facts(FACTS)) is FACTS


@pytest.mark.parametrize(
    "state",
    [None, SimpleNamespace(), with_facts(None), with_facts("x"), with_facts({}), with_facts({"tasks": None})],
)
def test_without_the_slice_no_task_has_facts(state: object) -> None:
    assert facts_of(state, "WR1") == {}


def test_a_task_is_found_by_its_reservation_until_flex_drops_it() -> None:
    task = FakeTask(1, {})
    assert task_of(with_tasks(FakeTask(2, {}), task), task.sid) is task
    assert task_of(with_tasks(task), FakeTask(2, {}).sid) is None


def test_the_current_task_is_the_open_one_if_it_is_accepted() -> None:
    task, ringing = FakeTask(1, {}), FakeTask(2, {}, "pending")
    assert current_task(with_tasks(task, ringing, opened=task.sid), "") is task
    assert current_task(with_tasks(task, ringing, opened=ringing.sid), "") is None


def test_a_named_task_precedes_the_open_task() -> None:
    task, second_task = FakeTask(1, {}), FakeTask(2, {})
    for name in (task.sid, task.taskSid):
        assert current_task(with_tasks(second_task, task, opened=second_task.sid), name) is task
    assert current_task(with_tasks(second_task, opened=second_task.sid), task.sid) is None


def test_without_a_current_task_a_task_without_a_sid_is_not_found() -> None:
    odd = FakeTask(1, {})
    odd.sid = ""
    assert current_task(with_tasks(odd), "") is None


@pytest.mark.parametrize(
    ("direction", "transfer", "is_voice", "own"),
    [
        ("outbound", None, True, True),
        ("outbound", None, False, False),
        ("outbound", object(), True, False),
        ("inbound", None, True, False),
    ],
)
def test_an_agents_own_call_is_an_outbound_call_that_was_not_transferred(
    direction: str, transfer: object, is_voice: bool, own: bool
) -> None:
    task = FakeTask(1, SimpleNamespace(direction=direction))
    task.incomingTransferObject = transfer
    task.taskChannelUniqueName = "voice" if is_voice else "chat"
    assert is_own_call(FakeFlex(), task) is own


@each(
    ("status", "direction", "transfer", "rings"),
    [
        ("pending", "inbound", None, True),
        ("pending", None, None, True),
        ("accepted", "inbound", None, False),
        *[("pending", direction, None, False) for direction in ("outbound", "Outbound", " OUTBOUND ")],
        ("pending", "outbound-api", None, True),
        ("pending", "outbound", {}, True),
    ],
)
def test_a_pending_task_rings_unless_it_is_the_agents_own_outbound_call(
    status: str, direction: str | None, transfer: object, rings: bool
) -> None:
    task: Any = FakeTask(1, SimpleNamespace(direction=direction), status)
    task.incomingTransferObject = transfer
    assert is_ringing(with_tasks(FakeTask(2, {}), task)) is rings
    assert not is_ringing(with_tasks())
