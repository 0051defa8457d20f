"""Decide what Salesforce shows when the agent selects another task.

Pure functions of plain values. Rules: docs/specification.md, section 4; messages: docs/message-channels.md.
The service asks only about accepted tasks, which `flex.selectors.current_task` finds.
"""

from __future__ import annotations

from flex_sfdc.flex.task_facts import TaskFacts, record_of
from flex_sfdc.plain_data import is_true, text, value_under
from flex_sfdc.salesforce.records import is_record_id, same_record

SELECTED_BY_FLEX_MS = 5_000  # a selection this soon after the acceptance is Flex's own, not the agent's
EDITING = "editing"  # the type of a message about a form in Salesforce
MAX_EDITED = 50


def is_switch(sid: str, before: str, accepted_at: int, now: int) -> bool:
    """Return whether the agent went to another task.

    `sid`: "" if no task is selected any more. `before`: the previously selected task. `accepted_at`: when the
    new task was accepted, 0 if it has been selected since.
    """
    by_flex = 0 <= now - accepted_at < SELECTED_BY_FLEX_MS
    return sid not in ("", before) and not by_flex


def record_to_show(attributes: object, facts: TaskFacts, view: list[str], edited: list[str]) -> str:
    """Return the record to show in Salesforce for a task, "" for none.

    Show nothing if that record is in view already, or if the agent is editing the record in view. `view`: the
    ids of the record in view; a person account has two.
    """
    record = record_of(attributes, facts)
    record_id = text(attributes, "sfdcObjectId") if record is None else record["id"]
    protected = [record_id, *edited]
    if not is_record_id(record_id) or any(
        same_record(viewed, protected_id) for viewed in view for protected_id in protected
    ):
        return ""
    return record_id


def edited_after(edited: list[str], message: object) -> list[str]:
    """Return the records that the agent is editing, updated by a message from the page."""
    record_id = text(message, "recordId")
    if text(message, "type") != EDITING or not is_record_id(record_id):
        return edited
    others = [record for record in edited if not same_record(record, record_id)]
    return [*others, record_id][-MAX_EDITED:] if is_true(value_under(message, EDITING)) else others
