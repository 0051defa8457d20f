"""Read Flex's state, where any part may be absent (logout, degraded boot)."""

from __future__ import annotations

from typing import Any

from flex_sfdc.browser.page_objects import dig, text_at
from flex_sfdc.flex.task_facts import SLICE, State, TaskFacts

ACTIVITY = "flex.worker.activity"
SELECTED_TASK = "flex.view.selectedTaskSid"  # of the reservation that the agent has opened
NOTES = "wrapupSummaries"  # the copilot's notes by reservation sid, until they are submitted
PENDING = "pending"  # the status of a reservation that the agent has not answered


def tasks_in(state: object) -> list[object]:
    """Return the agent's tasks: Flex keeps them in a JavaScript Map by reservation sid."""
    values: Any = dig(state, "flex.worker.tasks.values")
    return [] if values is None else list(values())


def reservation_sids(state: object) -> list[str]:
    """Return the reservations of the agent's tasks."""
    return [text_at(task, "sid") for task in tasks_in(state)]


def is_session_ready(state: object) -> bool:
    """Return whether Flex has the agent's tasks: not before a session has begun nor after it has ended."""
    return dig(state, ACTIVITY) is not None


def is_own_outbound(task: object) -> bool:
    """Return whether this agent began the task: a task that is transferred to them is outbound, too."""
    outbound = text_at(task, "attributes.direction") == "outbound"
    return outbound and dig(task, "incomingTransferObject") is None


def is_other_session(state: object) -> bool:
    """Return whether another session has taken over the agent's tasks, or Flex asks which session goes on."""
    guard = dig(state, "flex.session.singleSessionGuard")
    return bool(dig(guard, "sessionInvalidated")) or bool(dig(guard, "otherSessionDetected"))


def is_single_session(state: object) -> bool:
    """Return whether Flex allows a worker one session only; else two browsers hear the same events."""
    return is_feature_on(state, "flex-single-session")


def is_feature_on(state: object, name: str) -> bool:
    """Return whether one of Flex's feature flags is on; what the browser overrides wins."""
    flags = dig(state, "flex.featureFlags")
    on = dig(flags, f"localOverrides.{name}.enabled")
    return (dig(flags, f"features.{name}.enabled") if on is None else on) is True


def facts_of(state: object, sid: str) -> TaskFacts:
    """Return the facts of a task; `state` is the whole of Flex's."""
    tasks = state_of(state).get("tasks") or {}
    return tasks.get(sid) or {}


def state_of(state: object) -> State:
    """Return the slice of Flex's whole state, empty before it is registered."""
    own = getattr(state, SLICE, None)
    return own if isinstance(own, dict) else {}  # type: ignore[return-value]
