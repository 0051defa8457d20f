"""The choice of the record that a task is about: what the select shows, and what a completion needs.

Decisions only, plain values in and out; nothing here raises. Rules: docs/specification.md, section 5.
`attributes`: the task's; `facts`: what is known of it.
"""

from __future__ import annotations

from flex_sfdc.flex.task_facts import TaskFacts
from flex_sfdc.record_choice.messages import NONE_OF_THESE, choices_of, same
from flex_sfdc.utils.screen_pop import Record, can_have_activities, text

NONE = "none"  # the value of the option "None of these"

# Why the select stands as it does; each is the key of a text.
IN_VIEW = "PSSalesforceRecordInView"
SAVING = "PSSalesforceRecordSaving"
SAVED = "PSSalesforceRecordSaved"
NOT_SAVED = "PSSalesforceRecordNotSaved"


def record_of(attributes: object, facts: TaskFacts) -> Record | None:
    """The record that the task is about; of "None of these" the id is empty. None while nobody has said.

    The task's own counts if it can have activities, but not while it is the one that the agent's choice is to
    replace: saving may take a while, and may fail.
    """
    chosen = facts.get("chosen")
    if chosen is not None and is_unsaved(attributes, facts):
        return chosen
    saved = text(attributes, "sfdcObjectId")
    if not can_have_activities(saved):
        return None
    return {"id": saved, "type": text(attributes, "sfdcObjectType"), "name": saved}


def is_unsaved(attributes: object, facts: TaskFacts) -> bool:
    """Whether the task still says what it said before the agent chose."""
    saved = text(attributes, "sfdcObjectId")
    return not can_have_activities(saved) or saved == facts.get("instead")


def may_complete(attributes: object, facts: TaskFacts) -> bool:
    """Whether the task may be completed: not while a search has found records and nobody has said which."""
    return not facts.get("choices") or record_of(attributes, facts) is not None


def select_of(attributes: object, facts: TaskFacts) -> tuple[list[Record], str, str]:
    """The options, the value among them (`NONE`, or empty for nothing), and why. No options: no select.

    A record in view is preselected, and only that: the agent confirms it. A record of the task that is none
    of the choices is an option of its own.
    """
    records = choices_of(facts)
    record = record_of(attributes, facts)
    if not records:
        return records, "", ""
    status = ""
    if facts.get("saving"):
        status = SAVING
    elif record is None:
        record = facts.get("viewed")
        status = IN_VIEW if record else ""
    elif facts.get("chosen") is not None:
        status = NOT_SAVED if facts.get("failed") and is_unsaved(attributes, facts) else SAVED
    if record is None:
        return records, "", status
    if not record["id"]:
        return records, NONE, status
    for known in records:
        if same(known["id"], record["id"]):
            return records, known["id"], status
    return [*records, record], record["id"], status


def picked(value: str, records: list[Record]) -> Record:
    """The record of an option."""
    for record in records:
        if record["id"] == value:
            return record
    return NONE_OF_THESE


def option_text(record: Record) -> str:
    """How a record is listed."""
    return f"{record['name']} - {record['type']}" if record["type"] else record["name"]


def changes_of(record: Record, attributes: object, anyway: bool = False) -> dict[str, str]:
    """What is written on the task, so that nothing of an earlier record is left; empty where it says so
    already, unless it is to be written `anyway`."""
    kind = text(attributes, "sfdcObjectType") if same(text(attributes, "sfdcObjectId"), record["id"]) else ""
    wanted = {"sfdcObjectId": record["id"], "sfdcObjectType": record["type"] or kind}
    says_so = all(text(attributes, key) == value for key, value in wanted.items())
    return {} if says_so and not anyway else wanted
