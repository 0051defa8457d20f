"""Salesforce records: their ids, and how clicks, pages and messages name them.

Pure functions of plain values. Facts: docs/platforms.md, "Screen pop".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from typing_extensions import NotRequired

from flex_sfdc.plain_data import (
    DIGITS,
    consists_of,
    digits_of,
    is_name,
    is_true,
    plain_text,
    shown,
    text,
    value_under,
    visible,
)

CASE_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
NO_ID = "000000000000000"  # Salesforce's id for no record
MAX_TYPE_LENGTH = 80  # the name of an object, with its namespace
MAX_RECORD_NAME_LENGTH = 255
MAX_FORM_LENGTH = 20_000  # the plugin does not read a longer form: its customer may have typed anything
MIN_DIGITS = 7  # fewer digits do not identify a number that a customer typed in some notation
RELATED_ID, RELATED_TYPE = "sfdcRelatedId", "sfdcRelatedType"  # the attributes that name a second record

# Beginnings of the ids of objects without activities, the same in every org. Other objects may have
# activities: custom ones, and any that Salesforce adds.
NO_ACTIVITIES = (
    "005 00G 011 00e 00E 00D 0PS "  # users, queues and their members, profiles, roles, orgs, permissions
    "00T 00U 007 00a 02s 0D5 0D7 0F9 "  # tasks, events, comments, e-mails, posts, groups of Chatter
    "002 00P 015 068 069 06A 058 00l "  # notes, attachments, documents, files, libraries, folders
    "00O 01Z 01a 00B 02u 01r 012 00N 00h 00X "  # reports, dashboards, list views, apps, record types, layouts
    "01p 01q 066 099 081 300 301 "  # Apex, Visualforce, static resources, flows
    "00k 00v 01u 802"  # lines of opportunities and orders, campaign members, prices
)


class Record(TypedDict):
    """Describe a record as plain data. `type` is empty if Salesforce did not name it."""

    id: str
    type: str
    name: str
    detail: NotRequired[str]  # distinguishes it from another record of this name
    modified: NotRequired[str]  # the date of the last change, in Salesforce's format
    picked: NotRequired[bool]  # the agent picked it in Flex; components of the page cannot replace it


NONE_OF_THESE: Record = {"id": "", "type": "", "name": ""}


def is_record_id(value: str) -> bool:
    """Return whether this is a Salesforce id.

    An id has 15 letters and digits, or 18, of which the last three encode the case of the others. Task
    attributes can come from a chat or a menu, so check them: never send Salesforce an invalid id.
    """
    if not looks_like_id(value):
        return False
    case = ""
    bits = 0
    place = 1
    for character in value[:15]:
        if "A" <= character <= "Z":
            bits = bits + place
        place = place + place
        if place == 32:  # a letter for five characters
            case = case + CASE_LETTERS[bits]
            bits = 0
            place = 1
    return value[15:] in ("", case)


def can_have_activities(record_id: str) -> bool:
    """Return whether an activity can be related to the record, unlike to a user, a file or a report.

    Salesforce refuses the whole activity if it does not accept the relation.
    """
    return is_record_id(record_id) and record_id[:3] not in NO_ACTIVITIES


def looks_like_id(value: str) -> bool:
    """Return whether this looks like an id. Other keys of a search result, `SCREEN_POP_DATA`, do not."""
    is_long = len(value) in (15, 18) and value[:15] != NO_ID
    return is_long and consists_of(value, CASE_LETTERS + CASE_LETTERS.lower() + DIGITS)


def same_record(left: str, right: str) -> bool:
    """Return whether two ids name one record: the last three of 18 characters are a checksum."""
    return left[:15] == right[:15]


def option_text(record: Record) -> str:
    """Return the text of a record in a list: its name, type and detail."""
    return " - ".join([part for part in (record["name"], record["type"], record.get("detail")) if part])


def attributes_of(record: Record) -> Mapping[str, str]:
    """Return the task attributes that name the record, without an unknown type."""
    attributes = {"sfdcObjectId": record["id"]}
    if record["type"]:
        attributes["sfdcObjectType"] = record["type"]
    return attributes


def is_in_form(attributes: object, value: str) -> bool:
    """Return whether the customer typed a value into the website's form before the chat.

    Case does not matter, nor the order of words or the notation of a number: a flow may have changed them.
    """
    texts = texts_in(value_under(attributes, "pre_engagement_data"))
    if len("".join(texts)) > MAX_FORM_LENGTH:
        return True
    value = plain_text(value).lower()
    digits = digits_of(value)
    forms = [plain_text(typed).lower() for typed in texts]
    form = "\x7f".join(forms)
    if form and all(word.strip(",;") in form for word in value.split(" ")):
        return True
    has_number = len(digits) >= MIN_DIGITS and "@" not in value
    return has_number and any(digits[-MIN_DIGITS:] in digits_of(typed) for typed in forms)


def texts_in(value: object) -> list[str]:
    """Return the texts in plain data, however deep, and a space for each list and object around them.

    Stop reading at the length of the longest form. Return none if another plugin's object throws.
    """
    try:
        parts = [value] if value else []
        for part in parts:
            inner = [part[key] for key in part] if isinstance(part, dict) else part
            if isinstance(inner, list) and len(parts) <= MAX_FORM_LENGTH:
                parts.extend(inner)
    except Exception:
        return []
    return [shown(part) or " " for part in parts]


def record_attributes(click: object) -> dict[str, str]:
    """Return the task attributes that name the record of a click, as far as Salesforce names it.

    Return the contact of a person account: activities are logged on people.
    """
    record_id = text(click, "recordId")
    record_type = text(click, "objectType")
    contact_id = text(click, "contactId")
    if is_true(value_under(click, "personAccount")) and contact_id:
        record_id = contact_id
        record_type = "Contact"
    attributes: dict[str, str] = {}
    if record_id:
        attributes["sfdcObjectId"] = record_id
    if record_type:
        attributes["sfdcObjectType"] = record_type
    return attributes


def record_in(message: object) -> Record | None:
    """Return the record that a message or a page names, None if it names none.

    A person account counts as its contact. The type is empty if it is missing.
    """
    named = record_attributes(message)
    record_id = named.get("sfdcObjectId", "")
    kind = named.get("sfdcObjectType", "")
    if not is_record_id(record_id) or len(kind) > MAX_TYPE_LENGTH or not is_name(kind):
        return None
    return {
        "id": record_id,
        "type": kind,
        "name": visible(text(message, "recordName"))[:MAX_RECORD_NAME_LENGTH] or record_id,
    }
