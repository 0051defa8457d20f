"""Decide what the record dropdown shows, what a choice saves, and what messages of the page mean.

Pure functions of plain values. Rules: docs/specification.md, section 5, and docs/message-channels.md.
`attributes`: the task's; `facts`: the plugin's own data about it.
"""

from __future__ import annotations

from flex_sfdc.flex.task_facts import TaskFacts, choices_of, is_sid, is_unsaved, record_of
from flex_sfdc.plain_data import text
from flex_sfdc.salesforce.fields import can_be_second
from flex_sfdc.salesforce.records import NONE_OF_THESE, Record, can_have_activities, record_in, same_record

NONE = "none"  # the value of the option "None of these"

# Why the dropdown is in this state; each is the key of a text.
IN_VIEW = "PSSalesforceRecordInView"
SAVING = "PSSalesforceRecordSaving"
SAVED = "PSSalesforceRecordSaved"
NOT_SAVED = "PSSalesforceRecordNotSaved"

CHOICES = "choices"  # the type of what the plugin publishes
REQUEST = "request"  # the type of a message that asks for it
MAX_CHOICES = 20  # by messages, for one task


def may_complete(attributes: object, facts: TaskFacts) -> bool:
    """Return whether the task may be completed: not while records were found and none is chosen."""
    return not facts.get("choices") or record_of(attributes, facts) is not None


def select_of(attributes: object, facts: TaskFacts) -> tuple[list[Record], str, str]:
    """Return the options, the value among them, and its status. Without options, there is no select.

    The value is `NONE`, or "" for nothing. A record in view is preselected, and only that: the agent
    confirms it. A record of the task that is not a choice is another option.
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
    for earlier in records:
        if same_record(earlier["id"], record["id"]):
            return records, earlier["id"], status
    return [*records, record], record["id"], status


def second_of(attributes: object, facts: TaskFacts) -> tuple[list[Record], str]:
    """Return the records that can be the activity's second record, and the id of the chosen one."""
    record = record_of(attributes, facts)
    second = facts.get("second") or NONE_OF_THESE
    found: list[Record] = []
    value = ""
    for option in [*choices_of(facts), facts.get("offered") or NONE_OF_THESE, second]:
        if can_be_second(option, record) and not any(
            same_record(option["id"], earlier["id"]) for earlier in found
        ):
            found.append(option)
            value = option["id"] if same_record(option["id"], second["id"]) else value
    return found, value


def picked(value: str, records: list[Record]) -> Record:
    """Return the record of an option."""
    for record in records:
        if record["id"] == value:
            return record
    return NONE_OF_THESE


def changes_of(record: Record, attributes: object, anyway: bool = False) -> dict[str, str]:
    """Return what to write on the task, so that nothing of an earlier record is left.

    Empty if the task has it already, unless it is to be written `anyway`.
    """
    kind = (
        text(attributes, "sfdcObjectType")
        if same_record(text(attributes, "sfdcObjectId"), record["id"])
        else ""
    )
    wanted = {"sfdcObjectId": record["id"], "sfdcObjectType": record["type"] or kind}
    says_so = all(text(attributes, key) == value for key, value in wanted.items())
    return {} if says_so and not anyway else wanted


def suggested(facts: TaskFacts, record: Record | None, opened: bool) -> Record | None:
    """Return the record to suggest for a task that awaits a choice, None for none.

    `opened`: whether the agent went to `record` while working on this task. A choice is always suggested;
    another record only if it was opened, and only if nothing was found.
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

    The SID is a task's or a reservation's, "" if the message leaves the task to the agent. Without a
    record it means "None of these"; then it has to name its task, since a component without data sends
    the same. A number makes it a message to dial.
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
    """Return the task that a message names and its second record, as `choice_in`; a type is not needed."""
    if not isinstance(message, dict) or "relatedId" not in message:
        return None
    named = {key: message[key] for key in ("taskSid", "number") if key in message}
    kind = text(message, "relatedType") or "sObject"
    return choice_in({**named, "recordId": message["relatedId"], "objectType": kind})


def canonical_record(record: Record, facts: TaskFacts) -> Record:
    """Return the record as the task's choices have it, with the name and type found, else as it is."""
    for option in choices_of(facts):
        if same_record(option["id"], record["id"]):
            return option
    return record


def may_choose(record: Record, before: Record | None, facts: TaskFacts, count: int) -> bool:
    """Return whether a message may choose `record`: it may repeat a failed choice.

    It does not replace what the agent picked. `before`: what the task is about; `count`: how often a
    record was chosen for it. Components that answer every message would otherwise have the task written
    without end.
    """
    chosen = facts.get("chosen") or NONE_OF_THESE
    is_saved = before is not None and not facts.get("failed") and same_record(before["id"], record["id"])
    return count < MAX_CHOICES and not is_saved and not chosen.get("picked")


def may_relate(second: Record, record: Record | None, facts: TaskFacts, count: int) -> bool:
    """Return whether a message may set the second record of a task on `record`, as `may_choose`."""
    before = facts.get("second") or NONE_OF_THESE
    is_possible = not second["id"] or can_be_second(second, record)
    is_new = not same_record(before["id"], second["id"])
    return count < MAX_CHOICES and is_possible and is_new and not before.get("picked")


def choices_message(task_sid: str, sid: str, record: Record | None, facts: TaskFacts) -> dict[str, object]:
    """Return what to publish about the task that the agent works on; everything is empty without a task.

    `record`: what the task is about, in the message as `chosen`: "" for "None of these", None if nobody
    has chosen. `relatedId` is the second record, "" for none.
    """
    second = facts.get("second") or NONE_OF_THESE
    return {
        "type": CHOICES,
        "taskSid": task_sid,
        "reservationSid": sid,
        "choices": [
            {"recordId": option["id"], "objectType": option["type"], "name": option["name"]}
            for option in choices_of(facts)
        ],
        "chosen": record["id"] if record else None,
        "relatedId": second["id"] if can_be_second(second, record) else "",
    }
