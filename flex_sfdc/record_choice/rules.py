"""Decide what the record dropdown shows, what a choice saves, and how to read messages from the page.

Pure functions of plain values. Rules: docs/specification.md, section 5, and docs/message-channels.md.
`attributes`: the task's; `facts`: the plugin's own data about it.
"""

from __future__ import annotations

from flex_sfdc.flex.task_facts import TaskFacts, choices_of, is_sid, is_unsaved, record_of
from flex_sfdc.plain_data import text
from flex_sfdc.salesforce.fields import can_be_second
from flex_sfdc.salesforce.records import NONE_OF_THESE, Record, can_have_activities, record_in, same_record

NONE = "none"  # the value of the option "None of these"

# The status below the dropdown, by the key of its text.
IN_VIEW = "PSSalesforceRecordInView"
SAVING = "PSSalesforceRecordSaving"
SAVED = "PSSalesforceRecordSaved"
NOT_SAVED = "PSSalesforceRecordNotSaved"

CHOICES = "choices"  # the type of the plugin's own messages
REQUEST = "request"  # the type of a message that asks for the choices
MAX_CHOICES_BY_MESSAGE = 20  # for one task


def may_complete(attributes: object, facts: TaskFacts) -> bool:
    """Return False if the search found records for the task and none has been chosen yet."""
    return not facts.get("choices") or record_of(attributes, facts) is not None


def dropdown_of(attributes: object, facts: TaskFacts) -> tuple[list[Record], str, str]:
    """Return the options, the value among them, and its status. Without options, there is no dropdown.

    The value is `NONE` for "None of these", "" if nothing is selected. A record in view is only preselected:
    the agent has to confirm it. If the task's record is not among the choices, it is added to the options.
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
    for option in records:
        if same_record(option["id"], record["id"]):
            return records, option["id"], status
    return [*records, record], record["id"], status


def second_of(attributes: object, facts: TaskFacts) -> tuple[list[Record], str]:
    """Return the records that can be the activity's second record, and the id of the chosen one."""
    record = record_of(attributes, facts)
    second = facts.get("second") or NONE_OF_THESE
    options: dict[str, Record] = {}
    value = ""
    for option in [*choices_of(facts), facts.get("offered") or NONE_OF_THESE, second]:
        own_id = option["id"][:15]
        if can_be_second(option, record) and own_id not in options:
            options[own_id] = option
            value = option["id"] if same_record(option["id"], second["id"]) else value
    return list(options.values()), value


def picked(value: str, records: list[Record]) -> Record:
    """Return the record of an option."""
    for record in records:
        if record["id"] == value:
            return record
    return NONE_OF_THESE


def changes_of(record: Record, attributes: object, anyway: bool = False) -> dict[str, str]:
    """Return the task attributes to write; they replace those of an earlier record completely.

    Return none if the task has them already, unless `anyway`.
    """
    kind = (
        text(attributes, "sfdcObjectType")
        if same_record(text(attributes, "sfdcObjectId"), record["id"])
        else ""
    )
    changes = {"sfdcObjectId": record["id"], "sfdcObjectType": record["type"] or kind}
    is_on_task = all(text(attributes, key) == value for key, value in changes.items())
    return {} if is_on_task and not anyway else changes


def suggested(facts: TaskFacts, record: Record | None, opened: bool) -> Record | None:
    """Return the record to suggest for a task that awaits a choice, None for none.

    `opened`: whether the agent opened `record` while working on this task. A record among the task's choices
    is always suggested; another record only if it was opened and the search found nothing.
    """
    if record is None:
        return None
    choices = facts.get("choices") or []
    for choice in choices:
        if same_record(choice["id"], record["id"]):
            return choice
    offered = opened and not choices and record["type"] and can_have_activities(record["id"])
    return record if offered else None


def choice_in(message: object) -> tuple[str, Record] | None:
    """Return the task that a message names and the record it chooses, None if it chooses nothing.

    The SID is a task's or a reservation's, or "" for the task that the agent works on. A message without a
    record means "None of these", and has to name its task: a component without data sends no record either.
    A message with a number is one to dial.
    """
    if not isinstance(message, dict) or "recordId" not in message or "number" in message:
        return None
    sid = text(message, "taskSid")
    if not is_sid(sid) if sid else message.get("taskSid") not in (None, ""):
        return None
    if message["recordId"] in (None, ""):
        return (sid, NONE_OF_THESE) if sid else None
    record = record_in(message)
    chooses = record and record["type"] and can_have_activities(record["id"])
    return (sid, record) if record and chooses else None


def second_in(message: object) -> tuple[str, Record] | None:
    """Return the task that a message names and its second record, like `choice_in`. The type is optional."""
    if not isinstance(message, dict) or "relatedId" not in message:
        return None
    named = {key: message[key] for key in ("taskSid", "number") if key in message}
    kind = text(message, "relatedType") or "sObject"
    return choice_in({**named, "recordId": message["relatedId"], "objectType": kind})


def canonical_record(record: Record, facts: TaskFacts) -> Record:
    """Return the task's choice for the same record, which has its name and type, or `record` itself."""
    for choice in choices_of(facts):
        if same_record(choice["id"], record["id"]):
            return choice
    return record


def may_choose(record: Record, before: Record | None, facts: TaskFacts, count: int) -> bool:
    """Return whether a message may choose `record`. It may not replace a record that the agent picked.

    It may repeat a failed choice. `before`: the task's record; `count`: how many times a record was chosen
    for the task. The limit stops components that answer every message with another choice.
    """
    chosen = facts.get("chosen") or NONE_OF_THESE
    is_repeated = before is not None and not facts.get("failed") and same_record(before["id"], record["id"])
    return count < MAX_CHOICES_BY_MESSAGE and not is_repeated and not chosen.get("picked")


def may_relate(second: Record, record: Record | None, facts: TaskFacts, count: int) -> bool:
    """Return whether a message may set the second record of a task on `record`, like `may_choose`."""
    before = facts.get("second") or NONE_OF_THESE
    is_possible = not second["id"] or can_be_second(second, record)
    is_new = not same_record(before["id"], second["id"])
    return count < MAX_CHOICES_BY_MESSAGE and is_possible and is_new and not before.get("picked")


def choices_message(task_sid: str, sid: str, record: Record | None, facts: TaskFacts) -> dict[str, object]:
    """Return the message about the task that the agent works on. Without a task, its values are empty.

    `record`: the task's record, published as `chosen`: "" for "None of these", None before a choice.
    `relatedId` is the second record, "" for none.
    """
    second = facts.get("second") or NONE_OF_THESE
    return {
        "type": CHOICES,
        "taskSid": task_sid,
        "reservationSid": sid,
        "choices": [
            {"recordId": choice["id"], "objectType": choice["type"], "name": choice["name"]}
            for choice in choices_of(facts)
        ],
        "chosen": record["id"] if record else None,
        "relatedId": second["id"] if can_be_second(second, record) else "",
    }
