"""Reading what belongs to others, where any part may be absent, or throw when it is read."""

from __future__ import annotations

from typing import Any


def dig(value: object, path: str) -> object:
    """Return the attribute at the end of a dotted path, None when a step is missing or throws."""
    try:
        for name in path.split("."):
            value = getattr(value, name, None)
    except Exception:  # a getter of another plugin's: one such task must not end the work on all
        return None
    return value


def method_at(value: object, path: str) -> Any:
    """The method at the end of the path. Called by its name, `add` or `remove` might be Python's own, which
    costs space."""
    return dig(value, path)


def text_at(value: object, path: str) -> str:
    """The text at the end of the path, empty when there is none."""
    found = dig(value, path)
    return found if isinstance(found, str) else ""


def tasks_in(state: object) -> list[object]:
    """The agent's tasks in Flex's state, a JavaScript Map by reservation sid."""
    values: Any = dig(state, "flex.worker.tasks.values")
    return [] if values is None else list(values())


def knows_tasks(state: object) -> bool:
    """Whether Flex knows them: not before a session has begun, and not after it has ended."""
    return dig(state, "flex.worker.activity") is not None


def sids_in(state: object) -> list[str]:
    """Their reservations."""
    return [text_at(task, "sid") for task in tasks_in(state)]


def is_own_outbound(task: object) -> bool:
    """Return whether this agent began the task: one that is transferred to them is outbound, too."""
    outbound = text_at(task, "attributes.direction") == "outbound"
    return outbound and dig(task, "incomingTransferObject") is None


def is_other_session(state: object) -> bool:
    """Whether the agent's tasks are another session's business: it has taken over, or Flex asks the agent
    which one goes on."""
    guard = dig(state, "flex.session.singleSessionGuard")
    return bool(dig(guard, "sessionInvalidated")) or bool(dig(guard, "otherSessionDetected"))


def is_single_session(state: object) -> bool:
    """Whether Flex lets a worker have one session only; else two browsers hear the same events."""
    return is_feature_on(state, "flex-single-session")


def is_feature_on(state: object, name: str) -> bool:
    """Whether one of Flex's feature flags is on; what the browser overrides wins."""
    flags = dig(state, "flex.featureFlags")
    on = dig(flags, f"localOverrides.{name}.enabled")
    return (dig(flags, f"features.{name}.enabled") if on is None else on) is True
