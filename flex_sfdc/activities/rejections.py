"""Classify Salesforce's answers to a save.

Decisions only, plain values in and out; nothing here raises. The codes are those of the SOAP API's
StatusCode, which `saveLog` passes on in `errors[].details[].statusCode`: docs/activities.md lists them with
their class.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TypedDict

from flex_sfdc.activities.events import (
    ACTIVITY_REJECTED,
    ANSWERED_SAVED,
    FIELD_REJECTED,
    NO_ANSWER,
    NOT_WRITTEN,
    RELATION_REJECTED,
)
from flex_sfdc.plain_data import NAME_CHARACTERS, consists_of, shown
from flex_sfdc.salesforce.fields import RELATIONS, Fields, optional_fields
from flex_sfdc.salesforce.lightning_messages import DOUBT

MAX_REASON = 500

# Parts of codes: all codes of a family are treated alike.
# Nothing was written, and a later try may succeed. Searched in messages too: a trigger quotes its error.
RETRY_CODES = (
    *("LOCK_ROW", "_MAINTENANCE", "LIMIT_EXCEEDED", "QUERY_TIMEOUT", "TOO_MANY_APEX", "APEX_CPU"),
    *("SESSION_ID", "API_CURRENTLY", "TEMPORARILY", "EXCEEDED_QUOTA", "RUNNING_TOO_LONG", "ORG_LOCKED"),
    "RECORD_IN_USE",
)
# Salesforce does not relate the activity to this record.
RELATION_CODES = (
    *("CONVERTED_LEAD", "CROSS_REFERENCE", "ENTITY_IS_", "MALFORMED_ID", "INVALID_ID_", "FIELD_FILTER"),
    *("CANNOT_REPARENT", "INSUFFICIENT_ACCESS", "NOT_FOUND", "TRANSFER_REQUIRES"),
    "FIELD_INTEGRITY",  # such as a relation to an object without activities
)
# Salesforce rejects a field or its value. The activity is saved without it, unless it is a standard field.
FIELD_CODES = (
    *("INVALID_FIELD", "RESTRICTED_PICKLIST", "STRING_TOO_LONG", "_OUTSIDE_", "INVALID_TYPE_ON_FIELD"),
    *("DUPLICATE_VALUE", "INVALID_CURRENCY", "TOO_MANY_ENUM", "INVALID_EMAIL", "JSON_PARSER"),
    *("INACTIVE_OWNER", "INVALID_OWNER", "RECORDTYPE", "RECORD_TYPE"),
)
# Codes about the record; Salesforce may still have written the activity.
AMBIGUOUS_CODES = ("UNKNOWN_EXCEPTION", "SERVER_UNAVAILABLE", "SERVER_ERROR")
# Open CTI's general codes at the top level: only the details or the message explain the failure.
EXPLAINED_CODES = ("GENERIC_ERROR",)
# In texts of the browser and of servers that answer for Salesforce.
OUTAGE_TEXTS = (
    *("connect", "network", "fetch", "aborted", "communication error", "service unavailable", "gateway"),
    *("timed out", "timeout", "server error", "errorid", "load failed"),
)
TAKEN = "DUPLICATE_VALUE"
KEY_FIELD = "Flex_Key__c"  # a field of the org package; a namespace may precede its name
# Open CTI's own codes for a request that it did not send.
NOT_SENT_CODES = ("INVALID_PARAM", "DataCloneError")

CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
QUOTED_LENGTH = 15  # an id without its check letters; a shorter text may be a word of the message
MAX_PARTS = 100  # the plugin reads no more parts of an error


class Verdict(TypedDict):
    """The outcome of a save: the kind of event and its values. Only `codes` and `names` may be logged."""

    kind: str
    codes: list[str]
    names: list[str]  # the fields that Salesforce names, or the only fields that it can mean
    reason: str  # the agent reads it, and it must not be logged


class Errors(TypedDict):
    """The contents of an error, whatever its shape."""

    codes: list[str]  # Open CTI's own, at the top level
    record_codes: list[str]  # Salesforce's codes for the record, in the details
    fields: list[str]
    messages: list[str]
    descriptions: list[str]


def classify(success: bool, unknown: bool, raw: object, sent: Fields) -> Verdict:
    """Return what an answer to a save means. `raw`: Salesforce's errors; `sent`: the fields that were sent.

    Only Salesforce's status code for the record proves that nothing was written. After any other failure,
    the activity may have been written.
    """
    if success:
        return _without_errors(ANSWERED_SAVED)
    if raw is None:
        return _without_errors(NO_ANSWER if unknown else NOT_WRITTEN)
    errors = read_errors(raw)
    words = _words_of(errors)
    if _is_key_taken(errors, words):
        return _without_errors(ANSWERED_SAVED)
    codes = [*errors["record_codes"], *codes_in(words)]
    is_about_fields = not codes or has_any(codes, (*RELATION_CODES, *FIELD_CODES))
    names = _mentioned(sent, errors, words, is_about_fields)
    kind = _kind_of(errors, codes, names)
    # If the error names only fields that were not sent, leaving out others does not help.
    is_about_unsent = errors["fields"] and not names_in(RELATIONS, errors["fields"], words)
    if kind == ACTIVITY_REJECTED and (names or (codes and is_about_fields and not is_about_unsent)):
        kind, names = _rejected_part(sent, codes, names)
    reason = "; ".join(errors["messages"] or errors["descriptions"])[:MAX_REASON]
    return {"kind": kind, "codes": codes, "names": names, "reason": reason}


def _without_errors(kind: str) -> Verdict:
    return {"kind": kind, "codes": [], "names": [], "reason": ""}


def _mentioned(sent: Fields, errors: Errors, words: list[str], is_about_fields: bool) -> list[str]:
    """Return the sent fields that an error names, or whose values it quotes.

    Only a message about fields may name a standard field: elsewhere, `Subject` is just a word.
    """
    custom = [word for word in words if "__" in word]
    words = words if is_about_fields else []
    quoted = quoted_in(sent, [*errors["messages"], *errors["fields"]], is_about_fields)
    return (
        names_in(sent, errors["fields"], custom)
        or names_in(quoted, [], words)
        or quoted[:1]
        or (names_in(sent, [], words) if not errors["fields"] else [])
    )


def _is_key_taken(errors: Errors, words: list[str]) -> bool:
    """Return whether an activity that the agent may not see has the key: it is saved, but without an id."""
    names = errors["fields"] or [word for word in words if word.endswith("__c")]
    is_taken = bool(errors["record_codes"]) and all(code == TAKEN for code in errors["record_codes"])
    return is_taken and bool(names) and all(name.endswith(KEY_FIELD) for name in names)


def _words_of(errors: Errors) -> list[str]:
    """Return the words of the messages, and those of the descriptions if they quote a code.

    Return none if the error has a code that only the host defines: its message proves nothing.
    """
    own = [code for code in errors["codes"] if code not in (*EXPLAINED_CODES, *NOT_SENT_CODES)]
    if own and not errors["record_codes"]:
        return []
    words = words_in(" ".join(errors["messages"]))
    described = words_in(" ".join(errors["descriptions"]))
    return [*words, *described] if codes_in(described) else words


def _kind_of(errors: Errors, codes: list[str], named: list[str]) -> str:
    if DOUBT in errors["codes"] or DOUBT in codes:
        return NO_ANSWER
    if not codes:
        not_sent = any(code in NOT_SENT_CODES for code in errors["codes"])
        is_outage = any(is_about_outage(message) for message in errors["messages"])
        is_explained = bool(errors["messages"] or named) and not is_outage
        final = not_sent or (is_explained and errors["codes"] == ["GENERIC_ERROR"])
        return ACTIVITY_REJECTED if final else NO_ANSWER
    if has_any(codes, RETRY_CODES):
        return NOT_WRITTEN
    return NO_ANSWER if has_any(codes, AMBIGUOUS_CODES) else ACTIVITY_REJECTED


def is_about_outage(message: str) -> bool:
    """Return whether a message is an HTML page, or a text about a failed connection."""
    return message.strip()[:1] == "<" or any(part in message.lower() for part in OUTAGE_TEXTS)


def _rejected_part(sent: Fields, codes: list[str], named: list[str]) -> tuple[str, list[str]]:
    """Return the part of an activity that Salesforce rejected, as a kind of event, and its fields."""
    relations = [name for name in RELATIONS if sent.get(name)]
    optional = optional_fields(sent)
    if named:
        relations = [name for name in relations if name in named]
        optional = [name for name in optional if name in named]
        is_relation = not optional
    else:
        relations = relations[-1:]  # keep the relation to the person
        is_relation = has_any(codes, RELATION_CODES)
        words = "".join(" ".join(codes).split("_"))  # RECORD_TYPE or RECORDTYPE
        lookups = [name for name in optional if name[-2:] == "Id" and name[:-2].upper() in words]
        optional = lookups or optional  # INVALID_OWNER is about OwnerId
    if relations and is_relation:
        return RELATION_REJECTED, relations
    return (FIELD_REJECTED, optional) if optional else (ACTIVITY_REJECTED, named)


def names_in(names: Collection[str], fields: list[str], words: list[str]) -> list[str]:
    """Return the names of fields that an error is about, from its list and the words of its message.

    Match a word in another notation only if nothing else matches, and if it is a custom field: `value not of
    required type` is not about `Type`.
    """
    named = [name for name in names if name in words or is_named_in(fields, name, names)]
    custom = [word for word in words if "__" in word]
    return named or [name for name in names if is_named_in(custom, name, names)]


def is_named_in(mentions: list[str], name: str, names: Collection[str]) -> bool:
    """Return whether a mention means a field, and is not the name of another one. Salesforce ignores case."""
    others = [other.lower() for other in names if other != name]
    return any(field.lower() not in others and is_named(name, field) for field in mentions)


def is_named(name: str, field: str) -> bool:
    """Return whether an error means a field, perhaps by its relation (`Who.Name`), object or namespace."""
    own = name.lower()
    return any(
        part in (own, own[:-2], own[:-1] + "r")
        or part.endswith("__" + own)
        or (part[-3:] == "__c" and own.endswith("__" + part))
        for part in field.lower().split(".")
    )


def quoted_in(sent: Fields, messages: list[str], at_end: bool) -> list[str]:
    """Return the names of fields whose value a message quotes, such as an id or a text that is too long.

    `at_end`: accept a short value too, or one of a multi-select picklist, but only after the last colon,
    where Salesforce puts it, or in the sentence of its JSON parser.
    """
    text = " (".join([*messages, ""])
    names: list[str] = []
    for name in [*optional_fields(sent), *sent]:
        value = shown(sent[name])
        quote = value[:QUOTED_LENGTH]
        is_short_quote = at_end and any(
            f": {part} (" in text or f" value {part} or " in text for part in value.split(";")
        )
        if value and (is_short_quote or (len(quote) == QUOTED_LENGTH and quote in text)):
            names.append(name)
    return names


def is_printable(code: str) -> bool:
    """Return whether a code may be logged: other software may put a customer's name or number there."""
    return "_" in code and consists_of(code, CAPITALS + "_")


def codes_in(words: list[str]) -> list[str]:
    """Return the words that are codes of a family above."""
    parts = (*RETRY_CODES, *RELATION_CODES, *FIELD_CODES, *AMBIGUOUS_CODES)
    return [word for word in words if is_printable(word) and has_any([word], parts)]


def has_any(codes: list[str], parts: tuple[str, ...]) -> bool:
    """Return whether one of the codes has one of the parts."""
    return any(part in code for code in codes for part in parts)


def read_errors(raw: object) -> Errors:
    """Read errors of any shape, such as a list of objects with `code`, `description` and `details`."""
    errors: Errors = {"codes": [], "record_codes": [], "fields": [], "messages": [], "descriptions": []}
    parts: list[tuple[object, bool]] = [(raw, True)]
    place = 0
    while place < len(parts) and place < MAX_PARTS:
        part, top = parts[place]
        place = place + 1
        if isinstance(part, list):
            parts.extend([(inner, top) for inner in part])
        elif isinstance(part, str) and part:
            errors["messages"].append(part)
        elif isinstance(part, dict):
            for key, value in part.items():
                parts.extend([(inner, False) for inner in _read_entry(errors, key, value, top)])
    return errors


def _read_entry(errors: Errors, key: str, value: object, top: bool) -> list[object]:
    """Read an entry of an error. Return its value if that has more parts to read."""
    errors["fields"].extend(_fields_in(key, value))
    if isinstance(value, str) and value:
        _read_text(errors, key, value, top)
    is_nested = isinstance(value, dict) or (isinstance(value, list) and key != "fields")
    return [value] if is_nested else []


def _fields_in(key: str, value: object) -> list[str]:
    """Return the names of fields under a key of an error, whatever their form."""
    if key == "fieldErrors" and isinstance(value, dict):
        return list(value)
    if key == "fields" and isinstance(value, list):
        return [name for name in value if isinstance(name, str)]
    if key in ("field", "fields") and isinstance(value, str) and value:
        return [name.strip() for name in value.split(",")]
    return []


def _read_text(errors: Errors, key: str, value: str, top: bool) -> None:
    if key in ("code", "errorCode", "statusCode"):
        value = value.split(":")[-1].strip()  # sf:INVALID_SESSION_ID
        if consists_of(value, NAME_CHARACTERS):
            is_own = top and key == "code"
            errors["codes" if is_own else "record_codes"].append(value if is_own else value.upper())
    elif key in ("message", "details"):
        errors["messages"].append(value)
    elif key == "description":
        errors["descriptions"].append(value)


def words_in(text: str) -> list[str]:
    """Return the words that could be the name of a field or a code."""
    spaced = "".join([c if c in NAME_CHARACTERS else " " for c in text])
    return [word for word in spaced.split(" ") if word]
