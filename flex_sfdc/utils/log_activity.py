"""Decide the fields of an activity, from the task, the copilot's note and the account's own fields.

Pure functions of plain values; nothing here raises. Rules: docs/specification.md, section 6; facts:
docs/platforms.md, "saveLog" and, about the copilot's notes, "Flex: tasks and actions".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

from flex_sfdc.flex.task_facts import TaskFacts
from flex_sfdc.plain_data import DIGITS, LETTERS, at, consists_of, text
from flex_sfdc.salesforce.records import Record, can_have_activities
from flex_sfdc.utils.screen_pop import is_internal

# How long Salesforce's text fields are. Of a field that is not among them nobody knows: 255 is what a text
# field holds at most, and only the summary is meant for a long one.
LENGTHS = {"Subject": 255, "Description": 32_000, "CallDisposition": 255, "CallObject": 255, "Phone": 40}
TEXT_LENGTH = 255
SUMMARY = "copilot.summary"
MAX_NUMBER = 1_000_000_000_000_000  # near what a number of Salesforce holds; infinity and NaN are none
MIN_NUMBER = -1_000_000_000_000_000
MAX_SECONDS = 99_999_999  # eight digits

PEOPLE = ("003", "00Q")  # the ids of contacts and of leads begin so, in every org
LEAD = "00Q"
RELATIONS = ("WhoId", "WhatId")

NOTE = ("summary", "sentiment", "disposition_code", "topic_path", "detected_language")

# What an account can log or leave out: `kind_of`.
INTERNAL = "internal"
REQUESTS = ("callback", "voicemail")  # no calls, whatever channel they come by
LOG_KEYS = ("kinds", "channels", "queues")
KINDS = ("inbound", "outbound", "unanswered", INTERNAL, *REQUESTS)

Value = str | int | float | bool
Contact = Mapping[str, Sequence[str]]  # by `LOG_KEYS`: its names, in `log_tasks` in lower case
Note = Mapping[str, str]  # what the copilot wrote, by `NOTE`
Sources = Mapping[str, Value]  # of the account's own fields: see `is_source`


class Work(TypedDict):
    """A task that has ended. `when`, `date`: as the agent writes them, and `YYYY-MM-DD`.

    `seconds`: of a call, None if unknown; `record`: from `flex.task_facts.record_of`.
    """

    completed: bool
    sid: str
    attributes: object
    channel: str
    voice: bool
    when: str
    date: str
    seconds: int | None
    record: Record | None
    reason: str  # why nobody answered, "" where somebody did


# Twilio's codes for why an outbound call did not come about, as Flex tells its agents.
CANCELED_REASONS = {
    "45303": "Busy",
    "45305": "No answer",
    "45306": "Canceled",
    "13223": "Invalid number",
    "21211": "Invalid number",
    "13227": "Country not enabled",
    "21215": "Country not enabled",
    "21210": "Caller ID not verified",
    "21216": "Number blocked",
    "21219": "Number not verified",
}


def kind_of(attributes: object, channel: str, is_answered: bool) -> str:
    """Return what kind of contact a task is, one of `KINDS`. `is_answered`: of an outbound call."""
    if is_internal(attributes):
        return INTERNAL
    for request in REQUESTS:
        if request in (text(attributes, "taskType").lower(), channel):
            return request
    if text(attributes, "direction") == "outbound":
        return "outbound" if is_answered else "unanswered"
    return "inbound"


def is_logged(contact: Contact, log_tasks: Contact) -> bool:
    """Return whether the account logs such a contact: a list without entries, or no list, is no limit."""
    return all(any(name.lower() in log_tasks[key] for name in contact[key]) for key in log_tasks)


def canceled_reason(code: object) -> str:
    """Return why a call was not answered, from the reservation's `canceledReasonCode`, or ""."""
    number = f"{code}" if isinstance(code, (str, int)) else ""
    if len(number) != 5 or not consists_of(number, DIGITS):
        return ""
    return CANCELED_REASONS.get(number, f"Not answered ({number})")


def duration_of(facts: TaskFacts, now: int, server_now: int) -> int | None:
    """Return how long the agent was with the customer, in milliseconds, None if unknown.

    The server's clock and the computer's may differ: never subtract a time of one from a time of the
    other. The computer's may also be set meanwhile: the server's counts if it has both times.
    `server_now`: when the task last changed, by the server's clock.
    """
    accepted = facts.get("accepted")
    accepted_at_server = facts.get("accepted_at_server")
    ended_at_server = facts.get("ended_at_server")
    if accepted and not 0 < (accepted_at_server or 0) < (ended_at_server or 0):
        return (facts.get("ended") or now) - accepted
    return (ended_at_server or server_now) - accepted_at_server if accepted_at_server else None


def activity(work: Work, note: Note, sources: Sources) -> tuple[dict[str, Value], list[str]]:
    """Return the fields of the activity, and the names of those that were cut. Leave out empty fields.

    The note replaces the task's values; the account's own fields replace either.
    """
    attributes = work["attributes"]
    outbound = text(attributes, "direction") == "outbound"
    kind = kind_of(attributes, work["channel"], True)
    direction = "Internal" if kind == INTERNAL else "Outbound" if outbound else "Inbound"
    is_request = kind in REQUESTS
    is_call = work["voice"] and not is_request
    channel = kind if is_request else channel_name(work["channel"])
    what = "Completed" if work["completed"] else "Canceled"
    texts: dict[str, object] = {
        "Subject": f"[{what}] {direction} {channel} at {work['when']}",
        "Status": "Completed",
        "ActivityDate": work["date"],
        "CallType": direction,
        "TaskSubtype": "Call" if is_call else "Task",
        "Description": at(attributes, "conversations.content"),
        "CallDisposition": at(attributes, "conversations.outcome") or work["reason"],
        "CallObject": at(attributes, "conference.participants.worker"),
        "Phone": text(attributes, "outbound_to" if outbound else "from"),
    }
    if not work["voice"] or kind == INTERNAL:
        texts.pop("Phone")
    fields: dict[str, Value] = {"entityApiName": "Task"}
    put(fields, "CallObject", work["sid"], TEXT_LENGTH)
    for name, value in texts.items():
        put(fields, name, value, TEXT_LENGTH)
    if is_call and work["seconds"] is not None:
        fields["CallDurationInSeconds"] = min(max(work["seconds"], 0), MAX_SECONDS)
    fields = {**fields, **related(work["record"]), **noted(note)}
    cut_ones = fill(fields, sources, attributes, note)
    if f"{fields.get('WhoId')}"[:3] == LEAD:
        fields.pop("WhatId", None)  # Salesforce relates a lead to nothing else
    return fields, cut_ones


def channel_name(channel: str) -> str:
    """Return how agents call a channel: Flex calls chats of a website `web`."""
    return "chat" if channel == "web" else channel


def put(fields: dict[str, Value], name: str, value: object, length: int) -> bool:
    """Set a field, unless there is nothing to set, and return whether a text had to be cut.

    `length`: the limit if the field's own is unknown. A relation is the id of a record that can have
    activities. Numbers, true and false are for fields of the account's own: a standard text field takes
    nothing else.
    """
    if name in RELATIONS and not (isinstance(value, str) and can_have_activities(value.strip())):
        return False
    if isinstance(value, str):
        whole = value.strip()
        kept = cut(whole, LENGTHS.get(name, length))
        if kept:
            fields[name] = kept
        return kept != whole
    if isinstance(value, (int, float)) and name not in LENGTHS and MIN_NUMBER < value < MAX_NUMBER:
        fields[name] = value
    return False


def fill(fields: dict[str, Value], sources: Sources, attributes: object, note: Note) -> list[str]:
    """Set the account's own fields, from the task and the note, and return those that were cut."""
    cut_ones: list[str] = []
    for name, source in sources.items():
        length = LENGTHS["Description"] if source == SUMMARY else TEXT_LENGTH
        if put(fields, name, value_of(source, attributes, note), length):
            cut_ones.append(name)
    return cut_ones


def cut(whole: str, length: int) -> str:
    """Return the text, or the beginning of it that fits, however Salesforce counts.

    A character outside the basic plane counts as two, and so may the end of a line.
    """
    room = length
    for place, character in enumerate(whole):
        room = room - (2 if character == "\n" or character > "\uffff" else 1)
        if room < 0:
            return whole[:place]
    return whole


def related(record: Record | None) -> dict[str, str]:
    """Return the field that relates the activity to the record.

    Salesforce takes contacts and leads by one field, and all other records by another. The id decides: if
    the type disagrees, Salesforce would reject the activity.
    """
    record_id = record["id"] if record else ""
    if not can_have_activities(record_id):
        return {}
    return {"WhoId" if record_id[:3] in PEOPLE else "WhatId": record_id}


def note_of(payload: object) -> dict[str, str]:
    """Return the copilot's note from Flex's payload; empty values for what is missing.

    Flex leaves `dispositionCode` out if there is none.
    """
    code = at(payload, "dispositionCode")
    return {
        "summary": text(payload, "summary"),
        "sentiment": text(payload, "sentiment"),
        "disposition_code": text(code, "disposition_code"),
        "topic_path": text(code, "topic_path"),
        "detected_language": text(payload, "detectedLanguage"),
    }


def noted(note: Note) -> dict[str, Value]:
    """Return the fields that the copilot's note fills."""
    fields: dict[str, Value] = {}
    put(fields, "Description", note.get("summary"), TEXT_LENGTH)
    put(fields, "CallDisposition", note.get("disposition_code"), TEXT_LENGTH)
    return fields


def late(note: Note, sources: Sources) -> dict[str, Value]:
    """Return the fields that a note changes in an activity that was written without it."""
    fields = {name: value for name, value in noted(note).items() if name not in sources}
    said = {name: source for name, source in sources.items() if is_noted(name, sources)}
    fill(fields, said, None, note)
    return fields


def is_noted(name: str, sources: Sources) -> bool:
    """Return whether the copilot's note fills a field."""
    is_own = name in ("Description", "CallDisposition")
    return f"{sources.get(name, 'copilot.' if is_own else '')}"[:8] == "copilot."


def value_of(source: Value, attributes: object, note: Note) -> object:
    """Return the value of a source: at a path of the task's attributes, a part of the note, or itself."""
    if not isinstance(source, str):
        return source
    root, _, path = source.partition(".")
    if root == "attributes":
        return at(attributes, path)
    if root == "copilot":
        return note.get(path)
    return path if root == "constant" else source


def is_source(value: object) -> bool:
    """Return whether a value can be the source of a field.

    `attributes.` and a path, `copilot.` and a part of the note, or a constant: a number, true, false,
    `constant.` and any text, or any text that is not a path.
    """
    if not isinstance(value, str):
        return isinstance(value, (int, float))
    root, dot, path = value.partition(".")
    if root == "attributes":
        return bool(path)
    if root == "copilot":
        return path in NOTE
    parts = value.split(".")
    is_path = all(part and consists_of(part, LETTERS + DIGITS + "_") for part in parts)
    return root == "constant" or not dot or not is_path or root != root.lower()


def is_field(name: str) -> bool:
    """Return whether this can be the name of a field that an account sets.

    Salesforce's names are so, and two of them are the plugin's business.
    """
    if name in ("Id", "entityApiName"):
        return False
    return name[:1] in LETTERS and name != "" and consists_of(name, LETTERS + DIGITS + "_")
