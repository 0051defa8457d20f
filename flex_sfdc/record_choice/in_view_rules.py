"""The record the agent looks at: what of it becomes a suggestion for a task. Never more than that: the agent
confirms.

Decisions only, plain values in and out. Rules: docs/message-channels.md, "The record in view".
"""

from __future__ import annotations

from flex_sfdc.flex.task_facts import TaskFacts
from flex_sfdc.record_choice.messages import same
from flex_sfdc.record_choice.rules import record_of
from flex_sfdc.utils.screen_pop import Record, can_have_activities


def waits(attributes: object, facts: TaskFacts) -> bool:
    """Whether the agent still has to say which record the task is about. Not before a search has ended."""
    return facts.get("choices") is not None and record_of(attributes, facts) is None


def suggested(facts: TaskFacts, record: Record | None, opened: bool) -> Record | None:
    """The record to suggest for a task that waits, None for none.

    `opened`: whether the agent went to `record` while working on this task. One of the choices is suggested
    anyway, as the choice it is; another one only if it was opened, and only where nothing was found.
    """
    if record is None:
        return None
    choices = facts.get("choices") or []
    for choice in choices:
        if same(choice["id"], record["id"]):
            return choice
    offered = opened and not choices and record["type"] and can_have_activities(record["id"])
    return record if offered else None
