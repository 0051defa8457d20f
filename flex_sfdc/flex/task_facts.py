"""Describe the facts of the agent's tasks, and decide which record a task is about.

Pure functions of plain values. The facts are a slice of Flex's Redux state, which other plugins and engineers
can read: `manager.store.getState().salesforceIntegration`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypedDict

from flex_sfdc.plain_data import DIGITS, consists_of, is_whole_number, merged, text, value_under
from flex_sfdc.salesforce.records import (
    NONE_OF_THESE,
    RELATED_ID,
    RELATED_TYPE,
    Record,
    can_have_activities,
    is_in_form,
    same_record,
)

SLICE = "salesforceIntegration"
CHANGED = "salesforceIntegration/changed"
TASKS_ENDED = "salesforceIntegration/ended"


class TaskFacts(TypedDict, total=False):
    """The facts of one of the agent's tasks. Times are milliseconds since 1970."""

    popped: bool  # the screen pop is done, and a reload must not repeat it
    choices: list[Record]  # the records that a search found, from which the agent has to choose
    viewed: Record  # the record the agent looks at: preselected or offered, never saved by itself
    chosen: Record  # the agent's choice or a single match, saved or not; the id of "None of these" is empty
    second: Record  # the second record of the activity; its id is empty for none
    second_own: list[str]  # until `second` is on the task: the earlier ids on the task, and those chosen here
    offered: Record  # the record the agent looks at, if it can be the second one
    # The sfdcObjectId that the choice is to replace. If the task had none, or has the choice now: its own.
    replaces_record_id: str
    saving: bool
    failed: bool  # the choice may not be saved on the task yet
    accepted: int
    accepted_at_server: int  # by the server's clock, which may differ from the computer's
    ended: int  # when the customer left: the call ended, or the conversation closed
    ended_at_server: int
    held: int  # milliseconds that the customer was on hold, without the current hold
    held_since: int  # when the current hold began, 0 for none
    call: str  # the state of the call, one of those in `page_events.rules`
    note: Mapping[str, str]  # the copilot's, by `log_activity.NOTE_KEYS`, until it is in the activity


class State(TypedDict, total=False):
    """The slice. `unsaved`: the agent's activities that are not in Salesforce, the oldest first."""

    tasks: Mapping[str, TaskFacts]
    unsaved: list[Any]


class Changed(TypedDict):
    """Merge `changes` deeply into the state."""

    type: str
    changes: State


class TasksEnded(TypedDict):
    """Keep only the tasks of these SIDs."""

    type: str
    live: Collection[str]


def reduce(state: Any, action: Any) -> Any:
    """Return the state after an action: the same object if it, like Redux's own, changes nothing."""
    kind = action.get("type") if isinstance(action, dict) else ""
    if state is None:
        return {"tasks": {}, "unsaved": []}
    if kind == CHANGED:
        return merged(state, action["changes"])
    if kind == TASKS_ENDED:
        tasks = state["tasks"]
        live = action["live"]
        return {"tasks": {sid: tasks[sid] for sid in tasks if sid in live}, "unsaved": state["unsaved"]}
    return state


def task_changed(sid: str, facts: TaskFacts) -> Changed:
    """Return the action that adds facts of a task."""
    return {"type": CHANGED, "changes": {"tasks": {sid: facts}}}


def unsaved_changed(unsaved: list[Any]) -> Changed:
    """Return the action that replaces the unsaved activities."""
    return {"type": CHANGED, "changes": {"unsaved": unsaved}}


def tasks_ended(live: Collection[str]) -> TasksEnded:
    """Return the action that keeps only the facts of the tasks in `live`."""
    return {"type": TASKS_ENDED, "live": live}


# The record that a task is about. `attributes`: the task's own ------------------------------------------


def record_of(attributes: object, facts: TaskFacts) -> Record | None:
    """Return the record that the task is about, None before a choice. "None of these" has no id.

    Prefer the agent's choice while the task still has the record that it replaces: saving takes a while, and
    may fail. Otherwise return the record on the task, if it can have activities. If another session has
    removed it, that is "None of these".
    """
    chosen = facts.get("chosen")
    if chosen is not None and is_unsaved(attributes, facts):
        is_saved = not (facts.get("saving") or facts.get("failed") or facts.get("replaces_record_id") == "")
        is_removed = is_saved and value_under(attributes, "sfdcObjectId") == ""
        return NONE_OF_THESE if is_removed else chosen
    saved = text(attributes, "sfdcObjectId")
    if not is_on_task(attributes, saved):
        return None
    return {"id": saved, "type": text(attributes, "sfdcObjectType"), "name": saved}


def is_unsaved(attributes: object, facts: TaskFacts) -> bool:
    """Return whether the agent's choice is not on the task yet."""
    saved = text(attributes, "sfdcObjectId")
    is_replaced = saved == facts.get("replaces_record_id") and saved != text(facts.get("chosen"), "id")
    return is_replaced or not is_on_task(attributes, saved)


def choice_changes(attributes: object, facts: TaskFacts) -> TaskFacts:
    """Return the facts that change when the agent's choice arrives on the task.

    From then on it replaces no record: if the earlier one returns, another session has chosen it. A choice
    that replaces an empty id stays, because a flow may write that again.
    """
    chosen = facts.get("chosen")
    replaced = facts.get("replaces_record_id")
    if chosen is None or facts.get("saving") or not replaced or replaced == chosen["id"]:
        return {}
    is_arrived = value_under(attributes, "sfdcObjectId") == chosen["id"]
    return {"replaces_record_id": chosen["id"], "failed": False} if is_arrived else {}


def second_changes(attributes: object, facts: TaskFacts) -> TaskFacts:
    """Return the facts that change with the second record on the task; another agent may have chosen it.

    Keep this agent's choice until it is on the task. Ignore a value that is not a record, or that the
    customer typed.
    """
    saved = value_under(attributes, RELATED_ID)
    second = facts.get("second")
    own = facts.get("second_own") or []
    if not isinstance(saved, str) or (saved and not is_on_task(attributes, saved)):
        return {}
    if same_record(saved, second["id"] if second else ""):
        return {"second_own": []} if own else {}
    if saved in own:
        return {}
    kind = text(attributes, RELATED_TYPE)
    record: Record = {"id": saved, "type": kind, "name": saved, "detail": "", "picked": False}
    return {"second": record, "second_own": []}


def is_on_task(attributes: object, record_id: str) -> bool:
    """Return whether an activity can be about this record, and the customer did not type its id."""
    return can_have_activities(record_id) and not is_in_form(attributes, record_id[:15])


def awaits_choice(attributes: object, facts: TaskFacts) -> bool:
    """Return whether a search has ended and the agent still has to choose the task's record."""
    return facts.get("choices") is not None and record_of(attributes, facts) is None


def choices_of(facts: TaskFacts) -> list[Record]:
    """Return the records that the agent can choose from: the search results and the record in view."""
    records = list(facts.get("choices") or [])
    viewed = facts.get("viewed")
    if viewed and not any(same_record(viewed["id"], record["id"]) for record in records):
        records.append(viewed)
    return records


def resolve_task(named: str, selected: str, tasks: list[tuple[str, str, bool]]) -> str:
    """Return the reservation that a message is about, "" for none.

    A message that names no task is about the task that the agent has opened, or about the only task that
    awaits a choice. `tasks`: for each accepted task the reservation's SID, the task's SID, and whether it
    awaits a choice.
    """
    waiting: list[str] = []
    for sid, task_sid, waits in tasks:
        if (named in (sid, task_sid)) if named else sid == selected:
            return sid
        if waits and not named:
            waiting.append(sid)
    return waiting[0] if len(waiting) == 1 else ""


def is_sid(value: str) -> bool:
    """Return whether this is the SID of a task or of a reservation."""
    return value[:2] in ("WT", "WR") and len(value) == 34 and consists_of(value[2:], DIGITS + "abcdef")


# The stored facts of a task ------------------------------------------------------------------------------


def read_facts(stored: object) -> TaskFacts:
    """Return the stored facts of a task, without values of a wrong type, which other code may have written.

    A choice that was being saved counts as failed.
    """
    facts: Any = {}
    if not isinstance(stored, dict):
        return {}
    for key, is_right in _SHAPES.items():
        if key in stored and is_right(stored[key]):
            facts[key] = stored[key]
    if isinstance(stored.get(LEGACY_REPLACES), str) and "replaces_record_id" not in facts:
        facts["replaces_record_id"] = stored[LEGACY_REPLACES]
    if "chosen" in facts:
        facts["failed"] = stored.get("failed") is True or stored.get("saving") is True
    read: TaskFacts = facts
    return read


LEGACY_REPLACES = "instead"  # an older key of `replaces_record_id`
MAX_CLOCK_ERROR_MS = 7 * 86_400_000
FACTS_KEY = "task."  # the key of a task's stored facts, before the reservation's SID


def facts_age(stored: object, now: int) -> int:
    """Return when the facts of a task were last stored, 0 if unknown or if the clock was far ahead then."""
    at = stored.get("at") if isinstance(stored, dict) else 0
    return at if isinstance(at, int) and at < now + MAX_CLOCK_ERROR_MS else 0


def is_record(value: object) -> bool:
    """Return whether this is a record as plain data; its id may be empty."""
    return isinstance(value, dict) and all(isinstance(value.get(key), str) for key in ("id", "type", "name"))


def is_time(value: object) -> bool:
    """Return whether this can be milliseconds since 1970, or 0 for unknown."""
    return is_whole_number(value, 0, MAX_TIME)


MAX_TIME = 8_640_000_000_000_000  # the latest time of a JavaScript Date


def _are_records(value: object) -> bool:
    return isinstance(value, list) and all(is_record(inner) for inner in value)


def _are_texts(values: list[object]) -> bool:
    return all(isinstance(value, str) for value in values)


_SHAPES: dict[str, Callable[[object], bool]] = {
    "popped": lambda value: value is True,
    "choices": _are_records,
    "viewed": is_record,
    "chosen": is_record,
    "second": is_record,
    "second_own": lambda value: isinstance(value, list) and _are_texts(value),
    "offered": is_record,
    "replaces_record_id": lambda value: isinstance(value, str),
    "accepted": is_time,
    "accepted_at_server": is_time,
    "ended": is_time,
    "ended_at_server": is_time,
    "held": is_time,
    "held_since": is_time,
    "call": lambda value: isinstance(value, str),
    "note": lambda value: isinstance(value, dict) and _are_texts([value[key] for key in value]),
}
