"""The record that a task is about: saved on the task, chosen, or still to be chosen.

Pure functions of plain values. `attributes`: the task's; `facts`: what the plugin knows of it.
"""

from __future__ import annotations

from flex_sfdc.flex.task_facts import TaskFacts
from flex_sfdc.plain_data import DIGITS, consists_of, text
from flex_sfdc.salesforce.records import Record, can_have_activities, same_record


def record_of(attributes: object, facts: TaskFacts) -> Record | None:
    """Return the record that the task is about, None while nobody has chosen it. "None of these" has no id.

    The task's own record counts if it can have activities, unless the agent's choice is to replace it:
    saving may take a while, and may fail.
    """
    chosen = facts.get("chosen")
    if chosen is not None and is_unsaved(attributes, facts):
        return chosen
    saved = text(attributes, "sfdcObjectId")
    if not can_have_activities(saved):
        return None
    return {"id": saved, "type": text(attributes, "sfdcObjectType"), "name": saved}


def is_unsaved(attributes: object, facts: TaskFacts) -> bool:
    """Return whether the task still has the record from before the agent chose."""
    saved = text(attributes, "sfdcObjectId")
    return not can_have_activities(saved) or saved == facts.get("replaces_record_id")


def awaits_choice(attributes: object, facts: TaskFacts) -> bool:
    """Return whether the agent still has to choose the task's record: not before a search has ended."""
    return facts.get("choices") is not None and record_of(attributes, facts) is None


def choices_of(facts: TaskFacts) -> list[Record]:
    """Return what the agent can choose from: the records found, and the record offered beside them."""
    records = list(facts.get("choices") or [])
    viewed = facts.get("viewed")
    if viewed and not any(same_record(viewed["id"], record["id"]) for record in records):
        records.append(viewed)
    return records


def option_text(record: Record) -> str:
    """Return how a record is listed."""
    return f"{record['name']} - {record['type']}" if record["type"] else record["name"]


def resolve_task(named: str, selected: str, tasks: list[tuple[str, str, bool]]) -> str:
    """Return the reservation that a message is about, "" for none.

    `tasks`: for each accepted task the reservation's sid, the task's, and whether it awaits a choice.
    That is the named task; if none is named, the task that the agent has opened, else the only one that
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
    """Return whether this is the sid of a task or of a reservation."""
    return value[:2] in ("WT", "WR") and len(value) == 34 and consists_of(value[2:], DIGITS + "abcdef")
