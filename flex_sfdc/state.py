"""What the plugin knows beside Flex: a slice of Flex's Redux state. Its shape, its changes, its reads.

It is plain data, for anyone to look at: `manager.store.getState().salesforceIntegration`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypedDict

from flex_sfdc.configuration import merged
from flex_sfdc.utils.screen_pop import Record

SLICE = "salesforceIntegration"
CHANGED = "salesforceIntegration/changed"
ENDED = "salesforceIntegration/ended"


class TaskFacts(TypedDict, total=False):
    """What is known of one of the agent's tasks, by reservation sid. Times are milliseconds since 1970."""

    popped: bool  # a reload must not pop it again
    choices: list[Record]  # what a search found, and the agent has to choose from
    viewed: Record  # the record the agent looks at: preselected or offered, never saved by itself
    chosen: Record  # by the agent, or an only match; saved or not; of "None of these" the id is empty
    instead: str  # the sfdcObjectId that the choice is to replace
    saving: bool
    failed: bool  # what is chosen is not saved on the task, as far as anyone knows
    accepted: int  # 0: before the plugin was there
    ended: int  # when the customer was gone: the call hung up, the conversation closed
    note: Mapping[str, str]  # the copilot's, until it is in the activity: `utils.log_activity.NOTE`


class State(TypedDict, total=False):
    """The slice. `unsaved`: what of the agent's activities is not in Salesforce, in order."""

    tasks: Mapping[str, TaskFacts]
    unsaved: list[Any]


class Changed(TypedDict):
    """Something is known that was not. `changes` is laid over the state, however deep."""

    type: str
    changes: State


class Ended(TypedDict):
    """Only the tasks of these sids are left."""

    type: str
    live: Collection[str]


def reduce(state: Any, action: Any) -> Any:
    """The state after an action; the same object when it changes nothing. Redux's own actions come too."""
    kind = action.get("type") if isinstance(action, dict) else ""
    if state is None:
        return {"tasks": {}, "unsaved": []}
    if kind == CHANGED:
        return merged(state, action["changes"])
    if kind == ENDED:
        tasks = state["tasks"]
        live = action["live"]
        return {"tasks": {sid: tasks[sid] for sid in tasks if sid in live}, "unsaved": state["unsaved"]}
    return state


def task_changed(sid: str, facts: TaskFacts) -> Changed:
    """Something is known about a task."""
    return {"type": CHANGED, "changes": {"tasks": {sid: facts}}}


def unsaved_changed(unsaved: list[Any]) -> Changed:
    """Other activities than before are not in Salesforce."""
    return {"type": CHANGED, "changes": {"unsaved": unsaved}}


def tasks_ended(live: Collection[str]) -> Ended:
    """Tasks are gone."""
    return {"type": ENDED, "live": live}


def facts_of(state: object, sid: str) -> TaskFacts:
    """What is known of a task; `state` is the whole of Flex's."""
    tasks = state_of(state).get("tasks") or {}
    return tasks.get(sid) or {}


def state_of(state: object) -> State:
    """The slice of Flex's whole state; empty before it is registered."""
    own = getattr(state, SLICE, None)
    return own if isinstance(own, dict) else {}  # type: ignore[return-value]
