"""Decide the fields of an activity, from the task, the copilot's note and the account's own fields.

Pure functions of plain values; nothing here raises. Rules: docs/specification.md, section 6; facts:
docs/platforms.md, "saveLog" and, about the copilot's notes, "Flex: tasks and actions".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

from flex_sfdc.flex.task_facts import TaskFacts
from flex_sfdc.plain_data import DIGITS, LETTERS, at, consists_of, shown, text
from flex_sfdc.salesforce.records import Record, can_have_activities
from flex_sfdc.utils.screen_pop import is_internal

# How long Salesforce's text fields are. Of a field that is not among them nobody knows: 255 is what a text
# field holds at most, and only the summary is meant for a long one.
LENGTHS = {"Subject": 255, "Description": 32_000, "CallDisposition": 255, "CallObject": 255, "Phone": 40}
TEXTS = ("Status", *LENGTHS)
TEXT_LENGTH = 255
SUMMARY = "copilot.summary"
MAX_NUMBER = 1_000_000_000_000_000  # near what a number of Salesforce holds; infinity and NaN are none
MIN_NUMBER = -1_000_000_000_000_000
MAX_SECONDS = 99_999_999  # eight digits

PEOPLE = ("003", "00Q")  # the ids of contacts and of leads begin so, in every org
LEAD = "00Q"
RELATIONS = ("WhoId", "WhatId")

# Fields that take nothing else than these; of the others Salesforce decides.
CALL_TYPES = ("Inbound", "Outbound", "Internal")
FOURTHS = "00 04 08 12 16 20 24 28 32 36 40 44 48 52 56 60 64 68 72 76 80 84 88 92 96"  # leap years end so
SUBTYPES = ("Task", "Call", "Email", "ListEmail", "Cadence", "LinkedIn")

NOTE = ("summary", "sentiment", "disposition_code", "topic_path", "detected_language")
# Where a value comes from: the parts of each root, or any path below it.
PARTS = {
    "copilot": NOTE,
    "task": (
        *("sid", "taskSid", "reservationSid", "queueName", "queueSid", "workflowName", "workflowSid"),
        *("channel", "channelType", "taskChannelUniqueName", "priority", "age"),
    ),
    "worker": ("name", "sid"),
    "call": ("duration", "holdTime"),
    "attributes": (),
}
# The activity's own values, for templates.
OWN = ("subject", "description", "calldisposition", "calltype", "activitydate", "phone", "callobject")
KEY_CHARACTERS = LETTERS + DIGITS + "_-@#: "  # and whatever is not ASCII

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
    held: int  # seconds that the customer was on hold
    record: Record | None
    reason: str  # why nobody answered, "" where somebody did
    task: Mapping[str, object]  # `PARTS`
    worker: Mapping[str, object]  # `PARTS`, and their attributes


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


def hold_changes(facts: TaskFacts, is_held: bool, now: int) -> TaskFacts:
    """Return the facts that change when the customer is put on hold or taken back."""
    since = facts.get("held_since") or 0
    if is_held == (since > 0):
        return {}
    return {"held_since": now} if is_held else {"held": held_ms(facts, now), "held_since": 0}


def held_ms(facts: TaskFacts, now: int) -> int:
    """Return how long the customer has been on hold, in milliseconds."""
    since = facts.get("held_since") or now
    return (facts.get("held") or 0) + max(now - since, 0)


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
    cut_ones = fill(fields, sources, roots_of(work, note, fields))
    if f"{fields.get('WhoId')}"[:3] == LEAD:
        fields.pop("WhatId", None)  # Salesforce relates a lead to nothing else
    return fields, cut_ones


def roots_of(work: Work, note: Note, fields: Mapping[str, Value]) -> dict[str, object]:
    """Return the values that sources name, by the first part of their path."""
    own: dict[str, object] = {name.lower(): value for name, value in fields.items()}
    return {
        **own,
        "attributes": work["attributes"],
        "copilot": note,
        "task": work["task"],
        "worker": work["worker"],
        "call": {"duration": work["seconds"], "holdTime": work["held"]},
    }


def channel_name(channel: str) -> str:
    """Return how agents call a channel: Flex calls chats of a website `web`."""
    return "chat" if channel == "web" else channel


def put(fields: dict[str, Value], name: str, value: object, length: int) -> bool:
    """Set a field, unless it does not take the value, and return whether a text had to be cut.

    `length`: the limit if the field's own is unknown. A relation is the id of a record that can have
    activities.
    """
    if isinstance(value, str):
        value = value.strip()
    if not takes(name, value):
        return False
    if isinstance(value, str):
        kept = cut(value, LENGTHS.get(name, length))
        if kept:
            fields[name] = kept
        return kept != value
    if isinstance(value, (int, float)) and MIN_NUMBER < value < MAX_NUMBER:
        fields[name] = value
    return False


def takes(name: str, value: object) -> bool:
    """Return whether a standard field takes the value; of other fields Salesforce alone knows."""
    if name in RELATIONS:
        is_person = isinstance(value, str) and value[:3] in PEOPLE
        return isinstance(value, str) and can_have_activities(value) and is_person == (name == "WhoId")
    if name == "ActivityDate":
        return isinstance(value, str) and is_date(value)
    if name == "CallDurationInSeconds":
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_SECONDS
    if name in ("CallType", "TaskSubtype"):
        return value in (CALL_TYPES if name == "CallType" else SUBTYPES)
    return name not in TEXTS or isinstance(value, str)


def is_date(value: str) -> bool:
    """Return whether this is a date as Salesforce takes it, `2027-01-31`."""
    parts = value.split("-")
    if [len(part) for part in parts] != [4, 2, 2] or not all(consists_of(part, DIGITS) for part in parts):
        return False
    year, month, day = parts
    leap = year[2:] in FOURTHS and (year[2:] != "00" or year[:2] in FOURTHS)
    last = ("29" if leap else "28") if month == "02" else "30" if month in ("04", "06", "09", "11") else "31"
    return "1700" <= year < "4000" and "01" <= month <= "12" and "01" <= day <= last


def fill(fields: dict[str, Value], sources: Sources, roots: Mapping[str, object]) -> list[str]:
    """Set the account's own fields from `roots_of`, and return those that were cut."""
    cut_ones: list[str] = []
    for name, source in sources.items():
        length = LENGTHS["Description"] if SUMMARY in f"{source}" else TEXT_LENGTH
        value = value_of(source, roots)
        if name in TEXTS and isinstance(value, (int, float)) and not isinstance(value, bool):
            value = f"{value}"
        if put(fields, name, value, length):
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


def late(work: Work | None, before: Note, note: Note, sources: Sources) -> dict[str, Value]:
    """Return the fields that a note changes in an activity that was written with the note `before`.

    `work`: None if this page does not know it: then only what comes from the note can change.
    """
    known = work or NOTHING
    changes = changed(activity(known, before, sources)[0], activity(known, note, sources)[0])
    if work is None:
        foreign = [name for name, source in sources.items() if not is_of_note(f"{source}")]
        changes = {name: value for name, value in changes.items() if name not in foreign}
    return changes


def changed(before: Mapping[str, Value], after: Mapping[str, Value]) -> dict[str, Value]:
    """Return the fields of `after` that `before` lacks, or has with another value."""
    return {name: value for name, value in after.items() if before.get(name) != value}


def is_of_note(source: str) -> bool:
    """Return whether the copilot's note is in the values of a source."""
    return "copilot." in source or ("{{" in source and ("description" in source or "disposition" in source))


def is_noted(name: str, sources: Sources) -> bool:
    """Return whether the copilot's note fills a field."""
    is_own = name in ("Description", "CallDisposition")
    return is_of_note(f"{sources.get(name, 'copilot.' if is_own else '')}")


def value_of(source: Value, roots: Mapping[str, object]) -> object:
    """Return the value of a source: what its path or template names, or itself."""
    if not isinstance(source, str):
        return source
    root, dot, path = source.partition(".")
    if dot and root == "constant":
        return path
    if "{{" in source:
        return rendered(source.strip(), roots)
    return at(roots, source) if dot and root in PARTS else source


def rendered(template: str, roots: Mapping[str, object]) -> object:
    """Return a template with its values; the value itself if it is nothing else, "" if it has no values."""
    parts = template.split("{{")
    whole = parts[0]
    has_value = False
    for part in parts[1:]:
        path, _, rest = part.partition("}}")
        value = at(roots, path.strip())
        if "{{" + path + "}}" == template:
            return value
        words = shown(value)
        has_value = has_value or words != ""
        whole = whole + words + rest
    return whole if has_value else ""


def is_source(value: object) -> bool:
    """Return whether a value can be the source of a field.

    That is a path (`attributes.` and keys, or a part of another root), a text with paths or own values
    between double braces, or a constant: a number, true, false, `constant.` and any text, or any text that
    is not a path.
    """
    if not isinstance(value, str):
        return isinstance(value, (int, float))
    root, dot, rest = value.partition(".")
    if dot and root == "constant":
        return rest.strip() != ""
    if "{{" in value:
        return all(is_placeholder(part) for part in value.split("{{")[1:])
    if root in PARTS and dot:
        return is_path(value)
    parts = value.split(".")
    looks_like_path = dot and all(part and consists_of(part, LETTERS + DIGITS + "_") for part in parts)
    return root not in ("attributes", "copilot") and not (looks_like_path and root == root.lower())


def is_placeholder(part: str) -> bool:
    """Return whether a template goes on so after its braces open: `task.queueName}} and more`."""
    path, closing, _ = part.partition("}}")
    path = path.strip()
    return closing != "" and (path in OWN or is_path(path))


def is_path(path: str) -> bool:
    """Return whether this is a path of a source."""
    root, _, rest = path.partition(".")
    if root == "worker" and rest.partition(".")[0] == "attributes":
        return is_path(rest)
    if root == "attributes":
        mixed = any(f" {other}." in rest for other in PARTS)  # two paths with a space between them
        return not mixed and all(is_key(key) for key in rest.split("."))
    return rest in PARTS.get(root, ())


def is_key(key: str) -> bool:
    """Return whether a path can name this key."""
    return key[:1] not in ("", " ") and all(one in KEY_CHARACTERS or one > "\x7f" for one in key)


NOTHING: Work = {
    "completed": True,
    "sid": "",
    "attributes": None,
    "channel": "",
    "voice": False,
    "when": "",
    "date": "",
    "seconds": None,
    "held": 0,
    "record": None,
    "reason": "",
    "task": {},
    "worker": {},
}


def is_field(name: str) -> bool:
    """Return whether this can be the name of a field that an account sets.

    Salesforce's names are so, and two of them are the plugin's business.
    """
    if name in ("Id", "entityApiName"):
        return False
    return name[:1] in LETTERS and name != "" and consists_of(name, LETTERS + DIGITS + "_")
