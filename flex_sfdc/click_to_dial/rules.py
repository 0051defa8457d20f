"""Read a message on the dial channel as a click on a number, and make a click's call.

Pure functions of plain values. The contract of the messages is docs/message-channels.md.
"""

from __future__ import annotations

from collections.abc import Mapping

from flex_sfdc.flex.types import OutboundCall
from flex_sfdc.plain_data import DIGITS, consists_of, text
from flex_sfdc.salesforce.records import record_in
from flex_sfdc.utils.click_to_dial import number_of

MAX_NUMBER_LENGTH = 40  # the length of Salesforce's phone fields
DIALLED = DIGITS + "+-(). /*#extnsioEXTNSIO:;,="  # with an extension, as a click may have it


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
    has_digits = any(character in DIGITS for character in number) and number[0] in DIGITS + "+("
    return has_digits and len(number) <= MAX_NUMBER_LENGTH and consists_of(number, DIALLED)


def call_of(destination: str, attributes: Mapping[str, str], caller_id: str, queue_sid: str) -> OutboundCall:
    """Return the call of a click. Without a caller ID or queue, Flex uses the account's."""
    call: OutboundCall = {"destination": destination, "taskAttributes": attributes}
    if caller_id:
        call["callerId"] = caller_id
    if queue_sid:
        call["queueSid"] = queue_sid
    return call
