"""Read the messages from a Lightning host: docs/lightning-protocol.md. Pure functions of plain values."""

from __future__ import annotations

from typing import TypedDict

from flex_sfdc.answer import Answer
from flex_sfdc.plain_data import LETTERS, consists_of, is_whole_number, text, value_under
from flex_sfdc.salesforce.fields import Fields, optional_fields

VERSION = 1
MAX_LENGTH = 262_144  # characters of a message
MAX_FIELDS = 500
MAX_CHANNELS = 100
MAX_LISTED = 20  # versions, and missing parts: both are logged
MAX_VERSION = 999  # a larger number is not a version, and may be a customer's phone number
EVENTS = ("click", "view", "channel")
PROMISES = ("key", "mark")  # optional: without them, the plugin cannot save each activity exactly once
LACKS = ("access", "task", *PROMISES)
DOUBT = "PLATFORM"  # the call may have taken effect, whatever its message says
# The call had no effect, and a later try may succeed.
NOT_DONE = ("NOT_READY", "NO_ACCESS", "NO_CHANNEL", "UNKNOWN_CALL")


class Facts(TypedDict):
    """Describe a host. `missing`: what the user or the org lacks."""

    release: str
    console: bool
    savesOnce: bool
    missing: list[str]
    channels: list[str]
    popout: bool
    clicks: bool


class HostEvent(TypedDict):
    """An event. `channel` is "" unless it is a message of a channel."""

    event: str
    channel: str
    value: dict[str, object]


def facts_of(value: object) -> Facts:
    """Return the facts of a welcome; a fact of another type counts as absent."""
    return {
        "release": text(value, "release"),
        "console": value_under(value, "console") is True,
        "savesOnce": value_under(value, "savesOnce") is True,
        "missing": texts(value_under(value, "missing"))[:MAX_LISTED],
        "channels": texts(value_under(value, "channels"))[:MAX_CHANNELS],
        "popout": value_under(value, "popout") is True,
        "clicks": value_under(value, "clicks") is True,
    }


def texts(value: object) -> list[str]:
    """Return the strings of a list."""
    return [entry for entry in value if isinstance(entry, str)] if isinstance(value, list) else []


def is_version(value: object) -> bool:
    """Return whether this can be a version of the protocol."""
    return is_whole_number(value, 1, MAX_VERSION)


def reply_to(hello: str, message: object, ports: int) -> Answer | None:
    """Return the answer to the hello with this id, None if the message does not answer it.

    On success the value is the host's facts; otherwise it is the list of the versions that the host serves.
    """
    if value_under(message, "id") != hello:
        return None
    kind = value_under(message, "flexSfdc")
    version = value_under(message, "version")
    if kind == "welcome" and ports == 1 and version == VERSION and not isinstance(version, bool):
        return Answer(True, facts_of(value_under(message, "facts")), "")
    if kind == "sorry" and not ports:
        versions = value_under(message, "versions")
        offered = versions[:MAX_LISTED] if isinstance(versions, list) else []
        served = [entry for entry in offered if is_version(entry)]
        return Answer(False, served, f"the host serves other versions of the protocol: {served}")
    return None


def number_of(message: object) -> int:
    """Return the number of the request that a message answers, 0 if it answers none."""
    number = value_under(message, "id")
    is_answer = isinstance(number, int) and not isinstance(number, bool)
    success = value_under(message, "success")
    return number if is_answer and isinstance(number, int) and isinstance(success, bool) else 0


def answer_in(call: str, message: object) -> Answer:
    """Return the answer to a call. Keep the errors of a save, and name only their codes for the log."""
    if value_under(message, "success") is True:
        return Answer(True, value_under(message, "value"), "")
    errors = value_under(message, "errors")
    listed = errors if isinstance(errors, list) else []
    codes = [code_in(error) for error in listed]
    was_not_done = bool(codes) and all(code in NOT_DONE for code in codes)
    return Answer(False, None if was_not_done else listed, f"{call} was refused: {', '.join(codes)}")


def code_in(error: object) -> str:
    """Return the code of an error, the protocol's or Salesforce's. Other text may be a customer's name."""
    code = text(error, "code") or text(error, "statusCode")
    is_code = "_" in code and code == code.upper() and consists_of(code, LETTERS + "_")
    return code if is_code or code == DOUBT else "no code"


def lacking(missing: list[str]) -> str:
    """Return the missing parts for the log. Hide names that the protocol lacks: they may be a customer's."""
    return ", ".join([part if part in LACKS else "something" for part in missing])


def too_long(fields: Fields) -> list[dict[str, object]]:
    """Return the errors of a save that is too long for a message, or has too many fields.

    They have the form of Salesforce's errors for a field, so the activity is saved without its longest field
    or the fields beyond the limit. Only the account's own fields can make a save so long.
    """
    names = optional_fields(fields)
    if len(fields) > MAX_FIELDS:
        names = names[MAX_FIELDS - len(fields) :]
    elif names:
        names = [max(names, key=lambda name: len(f"{fields[name]}"))]
    return [{"statusCode": "STRING_TOO_LONG", "fields": names}] if names else [{"code": "INVALID_PARAM"}]


def event_in(message: object) -> HostEvent | None:
    """Return the event that a message reports, None for anything else."""
    event = value_under(message, "event")
    value = value_under(message, "value")
    channel = value_under(message, "channel") if event == "channel" else ""
    if not (isinstance(event, str) and isinstance(channel, str) and isinstance(value, dict)):
        return None
    return {"event": event, "channel": channel, "value": value} if event in EVENTS else None
