"""The messages on the two channels of the page: what its components say, checked like any input from
outside, and what they are told. The contract is `docs/message-channels.md`.

Decisions only, plain values in and out; nothing here raises.
"""

from __future__ import annotations

from flex_sfdc.flex.task_facts import TaskFacts
from flex_sfdc.utils.click_to_dial import number_of, record_of
from flex_sfdc.utils.screen_pop import Record, can_have_activities, is_record_id, text
from flex_sfdc.utils.sfdc_loader import DIGITS, LETTERS, consists_of

CHOICES = "choices"  # the type of what the plugin publishes
REQUEST = "request"  # the type of a message that asks for it
MAX_CHOICES = 20  # by messages, for one task
LONGEST_NAME = 80  # of an object, with its namespace
LONGEST_RECORD_NAME = 255
LONGEST_NUMBER = 40  # what Salesforce's phone fields hold
DIALLED = DIGITS + "+-(). /*#"
NONE_OF_THESE: Record = {"id": "", "type": "", "name": ""}


def record_in(message: object) -> Record | None:
    """The record that a message or a page names, a person account as its contact; None where it names none.

    The type is empty where it is not said.
    """
    named = record_of(message)
    record_id = named.get("sfdcObjectId", "")
    kind = named.get("sfdcObjectType", "")
    well_formed = kind[:1] in LETTERS and consists_of(kind, LETTERS + DIGITS + "_")
    if not is_record_id(record_id) or len(kind) > LONGEST_NAME or not well_formed:
        return None
    return {
        "id": record_id,
        "type": kind,
        "name": text(message, "recordName")[:LONGEST_RECORD_NAME] or record_id,
    }


def choice_in(message: object) -> tuple[str, Record] | None:
    """The task that a message names, and the record it chooses for it; None for a message that chooses none.

    The sid is a task's or a reservation's, empty where the message leaves the task to the agent. No record
    is "None of these"; that has to name its task, since a component that knows nothing sends the same. A
    number makes it a message to dial.
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


def click_in(message: object) -> dict[str, str] | None:
    """What a message to dial would be as a click on a number, for `utils.click_to_dial`; None where it is
    none.

    A number that is none is left empty: whoever asked for a call is told that there is none. A record that
    is none does not stop the call.
    """
    if not isinstance(message, dict) or "number" not in message:
        return None
    number = number_of(message)
    usable = len(number) <= LONGEST_NUMBER and consists_of(number, DIALLED)
    click = {"number": number if usable else ""}
    record = record_in(message)
    if record:
        click["recordId"] = record["id"]
        click["objectType"] = record["type"]
    return click


def is_sid(value: str) -> bool:
    """Whether this is the sid of a task or of a reservation."""
    return value[:2] in ("WT", "WR") and len(value) == 34 and consists_of(value[2:], DIGITS + "abcdef")


def meant(named: str, selected: str, tasks: list[tuple[str, str, bool]]) -> str:
    """The reservation that a message is about, empty for none.

    `tasks`: of each task the agent has accepted the reservation's sid, the task's, and whether it waits for
    a choice. The one that is named; where none is, the one the agent has opened, else the only one that
    waits.
    """
    waiting: list[str] = []
    for sid, task_sid, waits in tasks:
        if (named in (sid, task_sid)) if named else sid == selected:
            return sid
        if waits and not named:
            waiting.append(sid)
    return waiting[0] if len(waiting) == 1 else ""


def same(one: str, other: str) -> bool:
    """Whether two ids are of one record: the last three characters of 18 repeat what the others say."""
    return one[:15] == other[:15]


def choices_of(facts: TaskFacts) -> list[Record]:
    """What the agent can choose from: what was found, and what is offered beside it."""
    records = list(facts.get("choices") or [])
    viewed = facts.get("viewed")
    if viewed and not any(same(viewed["id"], record["id"]) for record in records):
        records.append(viewed)
    return records


def known_as(record: Record, facts: TaskFacts) -> Record:
    """The record as the agent's own list of choices has it, if it does: with the name and type found."""
    for known in choices_of(facts):
        if same(known["id"], record["id"]):
            return known
    return record


def may_choose(record: Record, before: Record | None, facts: TaskFacts, count: int) -> bool:
    """Whether a message may choose `record`: a choice that failed may be repeated, the agent's own stays.

    `before`: what the task is about; `count`: how often something was chosen for it. Components that answer
    to all that they are told would otherwise have the task written without end.
    """
    chosen = facts.get("chosen") or NONE_OF_THESE
    known = before is not None and not facts.get("failed") and same(before["id"], record["id"])
    return count < MAX_CHOICES and not known and not chosen.get("picked")


def news(task_sid: str, sid: str, record: Record | None, facts: TaskFacts) -> dict[str, object]:
    """What the page's components are told of the task that the agent works on; of none all is empty.

    `record`: what the task is about, in the message as `chosen`: "" for "None of these", None where nobody
    has said.
    """
    return {
        "type": CHOICES,
        "taskSid": task_sid,
        "reservationSid": sid,
        "choices": [
            {"recordId": known["id"], "objectType": known["type"], "name": known["name"]}
            for known in choices_of(facts)
        ],
        "chosen": record["id"] if record else None,
    }
