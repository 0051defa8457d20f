"""Read Flex's state, where any part may be absent (logout, degraded boot)."""

from __future__ import annotations

from typing import Any

from flex_sfdc.browser.page_objects import dig, text_at
from flex_sfdc.flex.task_facts import SLICE, State, TaskFacts, awaits_choice, resolve_task
from flex_sfdc.flex.types import Flex, Task
from flex_sfdc.utils.log_activity import Contact, channel_name, is_logged, kind_of

ACTIVITY = "flex.worker.activity"
TASKS = "flex.worker.tasks"
OFFLINE_SID = "serviceConfiguration.taskrouter_offline_activity_sid"  # in the manager
SELECTED_TASK = "flex.view.selectedTaskSid"  # the SID of the reservation that the agent has opened
NOTES = "wrapupSummaries"  # the copilot's notes by reservation SID, until they are submitted
SESSION = (ACTIVITY, "flex.session.singleSessionGuard")  # whether the tasks are this session's
CONFERENCES = "flex.conferences"  # changes with a hold, which does not change the task
PENDING = "pending"  # the status of a reservation that the agent has not answered


def values_at(state: object, path: str) -> list[object]:
    """Return the values of a JavaScript Map in Flex's state, none without it."""
    values: Any = dig(state, f"{path}.values")
    return [] if values is None else list(values())


def tasks_in(state: object) -> list[object]:
    """Return the agent's tasks, which Flex keeps by reservation SID."""
    return values_at(state, TASKS)


def activity_of(state: object, sid: str) -> object:
    """Return one of the account's activities, None if Flex does not know it."""
    for activity in values_at(state, "flex.worker.activities"):
        if text_at(activity, "sid") == sid:
            return activity
    return None


def reservation_sids(state: object) -> list[str]:
    """Return the reservations of the agent's tasks."""
    return [text_at(task, "sid") for task in tasks_in(state)]


def sid_in(payload: object) -> str:
    """Return the reservation that a Flex action is about."""
    return text_at(payload, "task.sid") or text_at(payload, "sid")


def task_of(state: object, reservation_sid: str) -> Task | None:
    """Return the current task of a reservation, None if Flex has dropped it.

    Flex makes a new object for every update.
    """
    for task in tasks_in(state):
        if text_at(task, "sid") == reservation_sid:
            return task  # type: ignore[return-value]
    return None


def accepted_tasks(state: object) -> list[object]:
    """Return the tasks that the agent works on."""
    return [
        task
        for task in tasks_in(state)
        if text_at(task, "status") in ("accepted", "wrapping") and text_at(task, "sid")
    ]


def must_choose(state: object, task: object) -> bool:
    """Return whether the agent still has to choose the record of a task."""
    return awaits_choice(dig(task, "attributes"), facts_of(state, text_at(task, "sid")))


def current_task(state: object, named: str) -> object:
    """Return the task with the task or reservation SID `named`; for "", the task that the agent works on.

    Return None if there is no such task, or if nothing is named and the agent has opened a task that they
    have not accepted.
    """
    opened = text_at(state, SELECTED_TASK)
    candidates = [
        (text_at(task, "sid"), text_at(task, "taskSid"), must_choose(state, task))
        for task in accepted_tasks(state)
    ]
    sid = resolve_task(named, opened, candidates)
    is_elsewhere = not named and sid != opened and opened in reservation_sids(state)
    return task_of(state, sid) if sid and not is_elsewhere else None


def is_session_ready(state: object) -> bool:
    """Return whether Flex has the agent's tasks, which it has only during a session."""
    return dig(state, ACTIVITY) is not None


def is_ringing(state: object) -> bool:
    """Return whether a task waits for the agent to answer it.

    The agent's own outbound call does not count, although it is pending until Flex accepts it by itself. An
    outbound call that a colleague transfers does count.
    """
    return any(text_at(task, "status") == PENDING and not is_own_outbound(task) for task in tasks_in(state))


def is_own_call(flex: Flex, task: object) -> bool:
    """Return whether this agent made the call."""
    return is_own_outbound(task) and is_call(flex, task)


def is_own_outbound(task: object) -> bool:
    """Return whether the agent began the contact, unlike an outbound contact that is transferred to them."""
    direction = text_at(task, "attributes.direction").strip().lower()
    return direction == "outbound" and dig(task, "incomingTransferObject") is None


def is_logged_task(log_tasks: Contact, task: object, is_answered: bool) -> bool:
    """Return whether the account logs this task. `is_answered`: whether an outbound call was answered."""
    channel = text_at(task, "channelType")
    unique_name = text_at(task, "taskChannelUniqueName")
    contact = {
        "kinds": [kind_of(dig(task, "attributes"), channel or unique_name, is_answered)],
        "channels": [channel, unique_name, channel_name(channel)],
        "queues": [text_at(task, "queueName"), text_at(task, "queueSid")],
    }
    return is_logged(contact, log_tasks)


def is_call(flex: Flex, task: object) -> bool:
    """Return whether Flex treats the task as a call: an account may have voice channels besides `voice`."""
    try:
        return flex.TaskHelper.isCallTask(task)
    except Exception:  # Flex calls the channel definitions of all plugins, which may throw
        return text_at(task, "taskChannelUniqueName") == "voice"


def has_wrap_up(flex: Flex, task: object) -> bool:
    """Return whether the button above the task ends the contact first, and completes the task afterwards."""
    try:
        return flex.TaskChannels.getForTask(task).capabilities.has("Wrapup")
    except Exception:  # as in `is_call`; Flex cannot show such a task
        return False


def is_going_on(task: object) -> bool:
    """Return whether the agent is still in contact with the customer."""
    return text_at(task, "status") == "accepted"


def is_on_hold(task: object, before: bool) -> bool:
    """Return whether the customer of a call is on hold. After the customer hangs up, always return False.

    `before`: the previous result, returned until Flex has loaded the participants, as after a reload.
    """
    if not is_going_on(task):
        return False
    participants = dig(task, "conference.participants")
    for participant in participants if isinstance(participants, list) else ():
        if text_at(participant, "participantType") == "customer":
            return dig(participant, "onHold") is True
    return before


def is_other_session(state: object) -> bool:
    """Return whether another session has the agent's tasks, or Flex asks which session to continue."""
    guard = dig(state, "flex.session.singleSessionGuard")
    return bool(dig(guard, "sessionInvalidated")) or bool(dig(guard, "otherSessionDetected"))


def is_single_session(state: object) -> bool:
    """Return whether Flex allows only one session per worker. Otherwise two browsers get the same events."""
    return is_feature_on(state, "flex-single-session")


def is_feature_on(state: object, name: str) -> bool:
    """Return whether one of Flex's feature flags is on. An override in the browser wins."""
    flags = dig(state, "flex.featureFlags")
    on = dig(flags, f"localOverrides.{name}.enabled")
    return (dig(flags, f"features.{name}.enabled") if on is None else on) is True


def facts_of(state: object, sid: str) -> TaskFacts:
    """Return the facts of a task; `state`: Flex's whole state."""
    tasks = state_of(state).get("tasks") or {}
    return tasks.get(sid) or {}


def state_of(state: object) -> State:
    """Return the slice of Flex's whole state, empty before it is registered."""
    own = getattr(state, SLICE, None)
    return own if isinstance(own, dict) else {}  # type: ignore[return-value]
