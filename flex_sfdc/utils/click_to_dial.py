"""Decide what a click on a number in Salesforce does: check the guards in order, then dial.

Pure functions of plain values. Rules: docs/specification.md, section 3; facts: docs/platforms.md, "Clicks
and the record in view"; messages on the dial channel: docs/message-channels.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flex_sfdc.flex.notifications import (
    ALREADY_ON_PHONE,
    DIALING_FAILED,
    OTHER_SESSION,
    UNABLE_TO_CALL_OFFLINE,
)
from flex_sfdc.flex.types import OutboundCall
from flex_sfdc.phone_numbers import (
    FULL_LENGTH,
    MIN_DIALLED,
    MIN_DIGITS,
    beginning,
    extension_in,
    is_complete,
    is_number,
    is_phone,
    number_in,
    split_number,
)
from flex_sfdc.plain_data import DIGITS, LETTERS, consists_of, digits_of, text, without_dates
from flex_sfdc.salesforce.records import record_attributes, record_in

MAX_NUMBER_LENGTH = 40  # the length of Salesforce's phone fields
DIALLED = DIGITS + "+-(). /*#extnsioEXTNSIO:;,="  # the characters of a clicked number and its extension
UNUSUAL = "\u00b7\u2022_'\u2019\t"  # characters that some people write between the digits of a number
MAX_TEXT_LENGTH = 255  # the length of Salesforce's text fields
MAX_REASON_LENGTH = 200  # characters of an error's message that fit a notification
MAX_PARAMS_LENGTH = 255  # the `params` that a component passes with a click
SAME_CLICK_MS = 5_000  # a second click within this time does not ask for another call
MAX_PREFIX_DIGITS = 7  # after at most this many digits, letters belong to the number (1-800-FLOWERS)
CODE_DIGITS = 2  # in a code of the carrier, such as *67 to withhold the caller's number
MAX_PENDING_MS = 300_000  # a call's task that has not arrived by then will not arrive


@dataclass(frozen=True)
class Situation:
    """Flex's state at the time of the click. SIDs and names are empty if Flex does not know them."""

    dialling: bool
    other_session: bool
    on_call: bool
    activity_sid: str
    activity_name: str
    offline_sid: str
    shows_panel: bool
    late: bool = False  # the agent has been waiting for the earlier call for a while


@dataclass(frozen=True)
class Decision:
    """A click's effects, in this order: open the panel, notify the agent, dial. Empty texts do nothing."""

    outcome: str  # the text for the log
    opens_panel: bool
    notification: str
    context: Mapping[str, str]
    destination: str
    attributes: Mapping[str, str]


def decide(click: object, now: Situation) -> Decision:
    """Return the effects of a click. `click`: the payload, of any type. Never raise."""
    refused = refused_now(now)
    if refused is not None:
        return refused
    number = number_of(click)
    if not number:
        return refusal("refused, it has no number", DIALING_FAILED, {})
    attributes = record_attributes(click)
    params = text(click, "params")[:MAX_PARAMS_LENGTH]
    if params:
        attributes["sfdcParams"] = params
    return Decision("dialling", now.shows_panel, "", {}, number, attributes)


def refused_now(now: Situation) -> Decision | None:
    """Return the refusal if no number can be dialled now, otherwise None.

    Ignore a second click while the first call is under way, but notify an agent who has waited for a while.
    """
    if now.dialling:
        return refusal("ignored, a call is under way", ALREADY_ON_PHONE if now.late else "", {})
    if now.other_session:
        return refusal("refused, another session", OTHER_SESSION, {})
    if now.on_call:
        return refusal("refused, on a call", ALREADY_ON_PHONE, {})
    if not now.activity_sid:  # Flex would throw
        return refusal("refused, no session", DIALING_FAILED, {})
    if now.activity_sid == now.offline_sid:
        return refusal("refused, offline", UNABLE_TO_CALL_OFFLINE, {"activity": now.activity_name})
    return None


def refusal(outcome: str, notification: str, context: Mapping[str, str]) -> Decision:
    """Return a decision without a call.

    A notification opens the panel, unless another session has the agent's tasks: in a hidden panel, the agent
    would not see it. Without a session Flex shows no notification, but that they have to log in.
    """
    opens_panel = notification not in ("", OTHER_SESSION)
    return Decision(outcome, opens_panel, notification, context, "", {})


def number_of(click: object) -> str:
    """Return the number as Salesforce wrote it (Flex normalises it), "" if there is none.

    Salesforce documents a number, and sends a string.
    """
    number = click.get("number") if isinstance(click, dict) else None
    if isinstance(number, int) and not isinstance(number, bool):
        return f"{number}"
    if not isinstance(number, str):
        return ""
    written = without_dates(beginning(number.strip(), MAX_TEXT_LENGTH)).strip()
    label, _, address = written.partition(":")
    address = address.strip("/ ").partition("@")[0]
    # A reference follows the colon if the text before it begins with a number, or contains a whole one.
    is_reference = is_phone(split_number(label)[0]) or number_in(label, FULL_LENGTH)[1] != ""
    if is_number(address) and not is_reference:
        written = address
    elif address and label.strip().lower() in ("sip", "sips"):
        return written
    usual = "".join([" " if character in UNUSUAL else character for character in written])
    number = "" if "@" in written else without_note(usual)
    return number if digits_of(number) else ""


def without_note(text: str) -> str:
    """Return the first whole number of a text without the words around it, whose letters Flex would dial.

    Keep an extension, and a code of the carrier (*67). Letters after only a few digits are part of the
    number, as in 1-800-FLOWERS, unless a whole number follows. Of two numbers with a slash, keep the first.
    """
    coded = number_with_code(text)
    if coded or text[:1] in "*#":
        return coded or text
    before, number, rest = number_in(text, MIN_DIGITS)
    if not number:
        before, number, rest = number_in(text, 1)
    if len(digits_of(number)) <= MAX_PREFIX_DIGITS:
        if before != before.rstrip(LETTERS):
            return text
        is_note = rest.strip()[:1] in ("(", ",", ";") or (rest[:1] == " " and ":" in rest)
        if not is_note and not extension_in(rest):
            return number + rest
    first, _, second = number.partition("/")
    if is_complete(first) and is_phone(second):
        return first.strip()
    abroad = number[4:].lstrip("-./ ")
    # Australia dials 0011 before numbers abroad; Flex would read only the zeros as a plus.
    if number[:4] == "0011" and len(digits_of(abroad)) >= MIN_DIALLED:
        number = "+" + abroad
    return number + extension_in(rest)


def number_with_code(text: str) -> str:
    """Return a code of the carrier (*67) and the number after it, "" if no code comes before the number."""
    before, star, after = text.partition("*")
    if not star or number_in(before, MIN_DIGITS)[1]:
        return ""
    code, _, rest = after.partition(" ")
    if len(code) == CODE_DIGITS and consists_of(code, DIGITS):
        return f"*{code} {without_note(rest)}".strip()
    later = without_note(after) if before else ""
    return later if later[:1] == "*" and len(digits_of(later[:3])) == CODE_DIGITS else ""


def failure_context(message: str) -> dict[str, str]:
    """Return the context of the notification about a failed call: the error's message, shortened."""
    reason = message.strip()[:MAX_REASON_LENGTH]
    return {"reason": reason} if reason else {}


def click_in(message: object) -> dict[str, str] | None:
    """Return a message to dial as a click on a number, None for any other message.

    An invalid number becomes empty, and the agent is notified that there is no call. An invalid record is
    left out, and the call is placed.
    """
    if not isinstance(message, dict) or "number" not in message:
        return None
    number = number_of(message)
    click = {"number": number if is_dialable(number) else ""}
    record = record_in(message)
    if record:
        click["recordId"] = record["id"]
        click["objectType"] = record["type"]
    params = text(message, "params")
    return {**click, "params": params} if params else click


def is_dialable(number: str) -> bool:
    """Return whether this is a number as people write it, perhaps with an extension."""
    has_digits = any(character in DIGITS for character in number) and number[0] in DIGITS + "+(*#"
    return has_digits and len(number) <= MAX_NUMBER_LENGTH and consists_of(number, DIALLED)


def call_of(destination: str, attributes: Mapping[str, str], caller_id: str, queue_sid: str) -> OutboundCall:
    """Return the call of a click. Without a caller ID or queue, Flex uses the account's."""
    call: OutboundCall = {"destination": destination, "taskAttributes": attributes}
    if caller_id:
        call["callerId"] = caller_id
    if queue_sid:
        call["queueSid"] = queue_sid
    return call
