"""Decide what Salesforce shows when a task is accepted: a record, or the result of a search.

Pure functions of plain values. Rules: docs/specification.md, section 4; facts: docs/platforms.md, "Screen
pop".
"""

from __future__ import annotations

from dataclasses import dataclass

from flex_sfdc.plain_data import DIGITS, consists_of, text, value_under
from flex_sfdc.salesforce.records import Record, can_have_activities, is_record_id, looks_like_id

SEARCH_ATTRIBUTES = ("name", "from", "identity", "customerAddress")  # in this order
OUTBOUND_SEARCH_ATTRIBUTES = ("name", "outbound_to", *SEARCH_ATTRIBUTES)  # `from` is the company's own number
MIN_SEARCH_LENGTH = 3  # Open CTI refuses fewer characters
MAX_SEARCH_LENGTH = 80  # the length of Salesforce's name and address fields

# Prefixes that Twilio and others put before an address.
CHANNELS = (
    *("whatsapp", "messenger", "sip", "sips", "client", "tel", "sms", "mms", "rcs", "mailto", "email"),
    *("chat", "instagram", "telegram", "viber", "line", "wechat", "gbm"),
)

# Withheld callers; the numbers are ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN and UNAVAILABLE as Twilio
# writes them. A search for any of these would pop a stranger.
WITHHELD = (
    *("anonymous", "restricted", "blocked", "unknown", "unavailable", "private", "withheld", "no caller id"),
    *("private number", "unknown caller"),
    *("+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"),
    *("null", "undefined"),
)

# Patterns and syntax of Salesforce's search, which no name or number needs.
SEARCH_SYNTAX = '*?"\\{}[]^~|<>\t\r\n'
SEPARATORS = "+-(). /"


@dataclass(frozen=True)
class Pop:
    """The request to the CRM: show `record_id`, or search for `term`; nothing if both are empty."""

    outcome: str  # for the log
    record_id: str
    term: str


def decide(attributes: object, transferred: bool) -> Pop:
    """Return what an accepted task pops. `attributes`: the task's, whatever they are. Never raises.

    An outbound call began at a record, or the agent knows whom they call; but not the agent it was
    transferred to.
    """
    if text(attributes, "direction") == "outbound" and not transferred:
        return Pop("none, outbound", "", "")
    record_id = text(attributes, "sfdcObjectId")
    if is_record_id(record_id):
        return Pop("its record", record_id, "")
    if is_internal(attributes):
        return Pop("none, internal", "", "")
    term = search_term(attributes)
    if not term:
        return Pop("none, nothing to search for", "", "")
    return Pop("a search, its sfdcObjectId is not an id" if record_id else "a search", "", term)


def is_internal(attributes: object) -> bool:
    """Return whether the task is a call of a colleague's, as the template's `internal-call` marks them."""
    return any(value_under(attributes, key) in (True, "true") for key in ("internal", "client_call"))


def search_term(attributes: object) -> str:
    """Return the text to search Salesforce for, "" if there is nothing to search for.

    Use the first attribute that identifies the customer, without its channel prefix. Skip withheld
    numbers (a search would pop a stranger) and terms shorter than Open CTI accepts.
    """
    outbound = text(attributes, "direction") == "outbound"
    for key in OUTBOUND_SEARCH_ATTRIBUTES if outbound else SEARCH_ATTRIBUTES:
        address = without_channel_prefix(text(attributes, key))
        term = "".join([" " if character in SEARCH_SYNTAX else character for character in address]).strip()
        term = term[:MAX_SEARCH_LENGTH]
        said = [character for character in term if character not in SEPARATORS]
        if len(said) >= MIN_SEARCH_LENGTH and term.partition("@")[0].lower() not in WITHHELD:
            return term
    return ""


def without_channel_prefix(address: str) -> str:
    """Return the address alone: `+14155550100` for `whatsapp:+14155550100` or a SIP address with it."""
    channel, _, rest = address.partition(":")
    if channel.lower() not in CHANNELS:
        return address
    rest = rest.partition(";")[0]
    user = rest.partition("@")[0]
    return user if is_phone(user) else rest


def is_phone(term: str) -> bool:
    """Return whether this is a phone number as people and networks write it, not a short code."""
    digits = [character for character in term if character in DIGITS]
    return 7 <= len(digits) <= 15 and consists_of(term, DIGITS + SEPARATORS)


def default_fields(term: str) -> dict[str, str]:
    """Return the fields of a new record that the term fills: a number, an address or a name."""
    if is_phone(term):
        return {"Phone": term}
    _, at, host = term.partition("@")
    if at:
        return {"Email": term} if "." in host and " " not in term else {}
    return {} if any(character in term for character in DIGITS) else {"LastName": term}


def found(result: object) -> list[Record]:
    """Return the records in the answer to a search; none if the answer has another form.

    They are keyed by id. Leave out records that cannot have activities: the agent chooses what the
    activity is about. A person account counts as its contact, and a contact that was found on its own too
    counts once.
    """
    records: list[Record] = []
    if not isinstance(result, dict):
        return records
    for record_id, entry in result.items():
        if not isinstance(record_id, str) or not looks_like_id(record_id) or not isinstance(entry, dict):
            continue
        kind = text(entry, "RecordType") or text(entry, "object")
        name = text(entry, "Name") or record_id
        contact_id = text(entry, "PersonContactId")
        if entry.get("IsPersonAccount") in (True, "true") and looks_like_id(contact_id):
            record_id = contact_id
            kind = "Contact"
        if can_have_activities(record_id) and all(other["id"] != record_id for other in records):
            records.append({"id": record_id, "type": kind, "name": name})
    return records
