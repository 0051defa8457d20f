"""Decide the fields of an activity, from the task, the copilot's note and the account's own fields.

Pure functions of plain values; nothing here raises. Rules: docs/specification.md, section 6; facts:
docs/platforms.md, "saveLog" and, about the copilot's notes, "Flex: tasks and actions".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

from flex_sfdc.flex.task_facts import TaskFacts
from flex_sfdc.plain_data import DIGITS, NAME_CHARACTERS, at, consists_of, shown, text
from flex_sfdc.salesforce.fields import (
    LENGTHS,
    MAX_SECONDS,
    NOTE_FIELDS,
    TEXT_LENGTH,
    Value,
    only_lead,
    put,
    related,
)
from flex_sfdc.salesforce.records import Record
from flex_sfdc.utils.screen_pop import is_internal, is_outbound, phone_of

# The sources of the account's own fields: paths, texts with paths and constants ---------------------------

NOTE_KEYS = ("summary", "sentiment", "disposition_code", "topic_path", "detected_language")
# Read from Flex by computed names. They are tuples because the compiler cannot follow names through a dict.
TASK_PARTS = (
    *("sid", "taskSid", "reservationSid", "queueName", "queueSid", "workflowName", "workflowSid"),
    *("channel", "channelType", "taskChannelUniqueName", "priority", "age"),
)
WORKER_PARTS = ("name", "sid")
WORKER_VALUES = (*WORKER_PARTS, "attributes")
# The parts of each root that a path may name; without parts, any path below the root.
PARTS = {
    "copilot": NOTE_KEYS,
    "task": TASK_PARTS,
    "worker": WORKER_PARTS,
    "call": ("duration", "holdTime"),
    "attributes": (),
}
# The activity's own values, for texts with paths.
OWN = ("subject", "description", "calldisposition", "calltype", "activitydate", "phone", "callobject")
KEY_CHARACTERS = NAME_CHARACTERS + "-@#: "  # and every character that is not ASCII
SUMMARY = "copilot.summary"
CODE = ("[", "?.", "?[", "->", "::")  # other languages' notations: attributes['name'], attributes?.name
Sources = Mapping[str, Value]  # the sources of the account's own fields: see `is_source`


def value_of(source: Value, roots: Mapping[str, object]) -> object:
    """Return the value of a source: the value at its path, its text with values, or the constant itself."""
    if not isinstance(source, str):
        return source
    source = source.strip()
    root, dot, path = source.partition(".")
    if dot and root == "constant":
        return path
    if "{{" in source:
        return rendered(source, roots)
    return at(roots, source) if dot and root in PARTS else source


def rendered(source: str, roots: Mapping[str, object]) -> object:
    """Return a text with values for its paths, "" if none has a value. A lone path returns its own value."""
    parts = source.split("{{")
    result = parts[0]
    has_value = False
    for part in parts[1:]:
        path, _, literal = part.partition("}}")
        value = at(roots, own_or_path(path))
        if "{{" + path + "}}" == source:
            return value
        words = joined(value)
        has_value = has_value or words != ""
        result = result + words + literal
    return result if has_value else ""


def joined(value: object) -> str:
    """Return a value as a text; the values of a list as multi-select picklists take them."""
    values = [shown(item) for item in (value if isinstance(value, list) else [value])]
    return ";".join([item for item in values if item])


def is_source(value: object) -> bool:
    """Return whether a value can be the source of a field.

    A source is a path (`attributes.` and keys, or a part of another root), a text with paths or own values
    between double braces, or a constant: a number, true, false, `constant.` and any text, or any text that
    does not look like a path.
    """
    if not isinstance(value, str):
        return isinstance(value, (int, float))
    value = value.strip()
    root, dot, keys = value.partition(".")
    if dot and root == "constant":
        return keys.strip() != ""
    if "{{" in value:
        return all(is_placeholder(part) for part in value.split("{{")[1:])
    if root.strip() in PARTS and dot:
        return is_path(value)
    return root not in ("attributes", "copilot") and not _looks_like_path(value)


def _looks_like_path(value: str) -> bool:
    """Return whether a constant is probably a path, mistyped or in the notation of another language."""
    if "{!" in value or any(f"{part}{mark}" in value.lower() for part in PARTS for mark in CODE):
        return True
    if is_path(value.replace("/", ".").replace(":", ".").strip(".")):
        return True
    # People write a path in quotes, braces, functions or sentences by mistake.
    spaced = "".join([c if c in NAME_CHARACTERS + "." or c > "\x7f" else " " for c in value])
    if any(is_path(word.strip(".")) for word in spaced.split(" ")):
        return True
    root, dot, _ = value.partition(".")
    parts = value.split(".")
    is_dotted = dot != "" and all(part and consists_of(part, NAME_CHARACTERS) for part in parts)
    return is_dotted and (root[0] >= "_" or root.lower() in (*PARTS, "constant"))


def is_placeholder(part: str) -> bool:
    """Return whether this may follow opening braces in a text, as `task.queueName}} and more` may."""
    path, closing, _ = part.partition("}}")
    path = own_or_path(path)
    return closing != "" and (path in OWN or is_path(path))


def own_or_path(placeholder: str) -> str:
    """Return the path of a placeholder. Case does not matter in the names of own values."""
    path = placeholder.strip()
    return path.lower() if path.lower() in OWN else path


def is_path(path: str) -> bool:
    """Return whether this is a path that a source can have."""
    root, _, keys = path.partition(".")
    if root == "worker" and keys.partition(".")[0] == "attributes":
        return is_path(keys)
    if root == "attributes":
        mixed = any(f" {mixed_root}." in keys for mixed_root in PARTS)  # two paths with a space between them
        return not (mixed or is_of_other_root(keys)) and all(is_key(key) for key in keys.split("."))
    return keys in PARTS.get(root, ())


def is_of_other_root(path: str) -> bool:
    """Return whether an attribute's path begins with another root, which is a mistake."""
    root, _, keys = path.partition(".")
    return keys in PARTS.get(root, ()) or (root in PARTS and ".attributes." in f".{path}")


def is_key(key: str) -> bool:
    """Return whether a path can name this key."""
    return key[:1] not in ("", " ") and all(
        character in KEY_CHARACTERS or character > "\x7f" for character in key
    )


def source_has_note(source: str) -> bool:
    """Return whether the copilot's note is in the values of a source."""
    return "copilot." in source or ("{{" in source and ("description" in source or "disposition" in source))


def field_has_note(name: str, sources: Sources) -> bool:
    """Return whether the copilot's note fills a field."""
    is_own = name in NOTE_FIELDS
    return source_has_note(f"{sources.get(name, 'copilot.' if is_own else '')}")


# The kinds of contact: what an account can log or leave out: `kind_of`.
INTERNAL = "internal"
REQUESTS = ("callback", "voicemail")  # these are not calls, whatever their channel
LOG_KEYS = ("kinds", "channels", "queues")
KINDS = ("inbound", "outbound", "unanswered", INTERNAL, *REQUESTS)

# By `LOG_KEYS`: the names of a task, or, in `log_tasks`, the names that the account logs, in lower case.
Contact = Mapping[str, Sequence[str]]
Note = Mapping[str, str]  # the copilot's texts, by `NOTE_KEYS`


class Work(TypedDict):
    """A task that has ended. `when`: date and time in the agent's notation; `date`: `YYYY-MM-DD`.

    `seconds`: the duration of a call, None if unknown; `record`: from `flex.task_facts.record_of`.
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
    second: Record | None  # the record in the other relation
    reason: str  # why nobody answered, "" if somebody did
    task: Mapping[str, object]  # the keys are `TASK_PARTS`
    worker: Mapping[str, object]  # the keys are `WORKER_VALUES`


# Twilio's codes for an outbound call that failed, in the words that Flex shows to agents.
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
    """Return the kind of contact, one of `KINDS`. `is_answered`: whether an outbound call was answered."""
    if is_internal(attributes):
        return INTERNAL
    for request in REQUESTS:
        if request in (text(attributes, "taskType").lower(), channel.lower()):
            return request
    if is_outbound(attributes):
        return "outbound" if is_answered else "unanswered"
    return "inbound"


def is_logged(contact: Contact, log_tasks: Contact) -> bool:
    """Return whether the account logs the contact. An absent list sets no limit."""
    return all(any(name.lower() in log_tasks[key] for name in contact[key]) for key in log_tasks)


def canceled_reason(code: object) -> str:
    """Return why a call was not answered, from the reservation's `canceledReasonCode`, or ""."""
    number = f"{code}" if isinstance(code, (str, int)) else ""
    if len(number) != 5 or not consists_of(number, DIGITS):
        return ""
    return CANCELED_REASONS.get(number, f"Not answered ({number})")


def duration_of(facts: TaskFacts, now: int, server_now: int) -> int | None:
    """Return how long the agent was with the customer, in milliseconds, None if unknown.

    The server's clock and the computer's may differ, so never subtract times of different clocks. Prefer the
    server's clock if it has both times, because somebody may set the computer's clock during the task.
    `server_now`: when the task last changed, by the server's clock.
    """
    accepted = facts.get("accepted")
    accepted_at_server = facts.get("accepted_at_server")
    ended_at_server = facts.get("ended_at_server")
    if accepted and not 0 < (accepted_at_server or 0) < (ended_at_server or 0):
        return (facts.get("ended") or now) - accepted
    ended_at_server = ended_at_server or server_now
    return ended_at_server - accepted_at_server if accepted_at_server and ended_at_server else None


def hold_changes(facts: TaskFacts, is_held: bool, now: int) -> TaskFacts:
    """Return the facts that change when a hold begins or ends."""
    since = facts.get("held_since") or 0
    if is_held == (since > 0):
        return {}
    return {"held_since": now} if is_held else {"held": held_ms(facts, now), "held_since": 0}


def held_ms(facts: TaskFacts, now: int) -> int:
    """Return how long the customer has been on hold, in milliseconds."""
    since = facts.get("held_since") or now
    return (facts.get("held") or 0) + max(now - since, 0)


def activity(work: Work, note: Note, sources: Sources) -> tuple[dict[str, Value], list[str]]:
    """Return the fields of the activity, and the names of the shortened fields. Leave out empty fields.

    The note replaces the task's values; the account's own fields replace both.
    """
    attributes = work["attributes"]
    kind = kind_of(attributes, work["channel"], True)
    direction = direction_of(attributes)
    is_request = kind in REQUESTS
    is_call = work["voice"] and not is_request
    channel = kind if is_request else channel_name(work["channel"]) or "task"
    outcome = "Completed" if work["completed"] else "Canceled"
    texts: dict[str, object] = {
        "Subject": f"[{outcome}] {direction} {channel} at {work['when']}",
        "Status": "Completed",
        "ActivityDate": work["date"],
        "CallType": direction,
        "TaskSubtype": "Call" if is_call else "Task",
        "Description": at(attributes, "conversations.content"),
        "CallDisposition": at(attributes, "conversations.outcome") or work["reason"],
        "CallObject": at(attributes, "conference.participants.worker"),
        "Phone": phone_of(attributes),
    }
    if not work["voice"] or kind == INTERNAL:
        texts.pop("Phone")
    fields: dict[str, Value] = {"entityApiName": "Task"}
    put(fields, "CallObject", work["sid"], TEXT_LENGTH)
    for name, value in texts.items():
        put(fields, name, value, TEXT_LENGTH)
    if is_call and work["seconds"] is not None:
        fields["CallDurationInSeconds"] = min(max(work["seconds"], 0), MAX_SECONDS)
    fields = {**fields, **related(work["record"], work["second"]), **note_fields(note)}
    shortened = fill(fields, sources, roots_of(work, note, fields))
    only_lead(fields)
    return fields, shortened


def direction_of(attributes: object) -> str:
    """Return the direction of a contact, a value of `CallType`."""
    if is_internal(attributes):
        return "Internal"
    return "Outbound" if is_outbound(attributes) else "Inbound"


def roots_of(work: Work, note: Note, fields: Mapping[str, Value]) -> dict[str, object]:
    """Return the values that sources can name, by their roots."""
    own: dict[str, object] = {name.lower(): value for name, value in fields.items()}
    seconds = None if work["seconds"] is None else max(work["seconds"], 0)
    hold_seconds = work["held"] if seconds is None else min(work["held"], seconds)
    return {
        **own,
        "attributes": work["attributes"],
        "copilot": note,
        "task": work["task"],
        "worker": work["worker"],
        "call": {"duration": seconds, "holdTime": hold_seconds},
    }


def channel_name(channel: str) -> str:
    """Return the agents' name for a channel: Flex calls a website's chats `web`."""
    return "chat" if channel == "web" else channel


def fill(fields: dict[str, Value], sources: Sources, roots: Mapping[str, object]) -> list[str]:
    """Set the account's own fields from `roots_of`, and return the names of the shortened fields."""
    shortened: list[str] = []
    for name, source in sources.items():
        length = LENGTHS["Description"] if SUMMARY in f"{source}" else TEXT_LENGTH
        value = value_of(source, roots)
        if isinstance(value, list):
            value = joined(value)
        if put(fields, name, value, length):
            shortened.append(name)
    return shortened


def note_of(payload: object) -> dict[str, str]:
    """Return the copilot's note from Flex's payload, with "" for missing values.

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


def note_fields(note: Note) -> dict[str, Value]:
    """Return the fields that the copilot's note fills."""
    fields: dict[str, Value] = {}
    put(fields, "Description", note.get("summary"), TEXT_LENGTH)
    put(fields, "CallDisposition", note.get("disposition_code"), TEXT_LENGTH)
    return fields


def late(
    before: Mapping[str, Value], after: Mapping[str, Value], sources: Sources, has_task: bool
) -> dict[str, Value]:
    """Return the fields that a late note changes. `before`, `after`: the fields without and with the note.

    `has_task`: whether this page has the task. Without it, both are made from `NOTHING`, and only fields
    that the note fills can change.
    """
    changes = changed(before, after)
    if not has_task:
        unaffected = [name for name, source in sources.items() if not source_has_note(f"{source}")]
        changes = {name: value for name, value in changes.items() if name not in unaffected}
    return changes


def changed(before: Mapping[str, Value], after: Mapping[str, Value]) -> dict[str, Value]:
    """Return the fields of `after` that `before` lacks, or in which it has another value."""
    return {name: value for name, value in after.items() if before.get(name) != value}


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
    "second": None,
    "reason": "",
    "task": {name: None for name in TASK_PARTS},
    "worker": {name: None for name in WORKER_VALUES},
}
