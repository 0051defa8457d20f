"""The schema of `settings.yaml`: every key, and the rule for its value.

The section `configuration:` has the feature's flags; their types come from the schema of the feature's
configuration. `settings_rules.py` has the kinds of rules.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from build.bundle.feature import properties
from build.bundle.ranges import is_range
from build.bundle.settings_rules import (
    OPTIONAL,
    REFUSED,
    FieldsRule,
    ListRule,
    ObjectRule,
    PlainRule,
    Rule,
    matches,
    number,
    source_like,
    switch,
    text_like,
    text_that,
    whole_number,
)
from build.bundle.versions import SOURCES, is_version
from flex_sfdc.configuration import EXPECTED as EXPECTED_TYPES
from flex_sfdc.configuration import is_possible
from flex_sfdc.salesforce.fields import field_name
from flex_sfdc.utils.log_activity import is_source

CONFIGURATION = "configuration"
CALL_CENTER = "call_center"
ENVIRONMENTS = "environments"
EXTENSIONS = "extensions"

EXPECTED = {
    "trusted_origins": (
        'a list of origins, without a / at the end, such as ["https://acme.lightning.force.com"]'
    ),
    "crm_host": "auto, open_cti or lightning",
    "open_cti_version": 'a version in quotes, such as "66.0"',
    "activity_fields": "Salesforce's field names, each with the source of its value",
    "log_tasks": "lists of kinds, channels or queues",
    "log_tasks.kinds": "a list of inbound, outbound, unanswered, internal, callback, voicemail",
    "log_tasks.channels": "a list of channels such as voice",
    "log_tasks.queues": "a list of names or SIDs of queues",
    "search_attributes": "a list of paths of task attributes such as customers.external_id",
    "trusted_attributes": "a list of paths of task attributes such as from",
    "number_formats": 'first digits of numbers, each with a format, such as "+49": "0*"',
    "prefer": "a list of objects such as Contact, and most_recent",
    "record_channel": "a message channel such as Records__c, or empty quotes",
    "dial_channel": "a message channel such as Dial__c, or empty quotes",
    "event_channel": "a message channel such as Events__c, or empty quotes",
    "caller_id": 'a number in quotes, such as "+14155550101", or empty quotes',
    "queue_sid": "a queue's SID, WQ and 32 characters, or empty quotes",
    "help_url": "an https address without #, or empty quotes",
}
"""The expected values by flag, and by key of a flag that is an object; every other flag is a switch."""
SWITCH = "true or false"
FIRST_DIGITS = 'the first digits of numbers, in quotes, such as "+49"'
FORMAT = 'a format in quotes, where # is a digit and * the rest, such as "0*"'
VERSION_EXPECTED = "a semantic version above 0.0.0 such as 1.4.0 or 1.4.0-rc.1"
NAME_EXPECTED = (
    "letters, digits, - and _, at most 100, beginning with a letter or digit "
    "(and not a name such as constructor, which every JavaScript object has)"
)

PAGE_EXPECTED = "an https address, at most 1000 characters, without user or #"

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}", re.ASCII)
_INTERNAL_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{0,39}", re.ASCII)
_NOT_IN_ADDRESSES = re.compile(r"[\s\\<>\"^`{|}]")
_TAKEN = frozenset(
    {
        "constructor",
        "hasOwnProperty",
        "isPrototypeOf",
        "propertyIsEnumerable",
        "toLocaleString",
        "toString",
        "valueOf",
    }
)
"""Names that every JavaScript object has: Flex mistakes a plugin of that name for an existing one."""
_PLACE = re.compile(
    r"(https://[^/\s]|http://(localhost|127\.0\.0\.1)(:\d+)?/|(?![a-z]+:))\S*/", re.IGNORECASE
)

Schema: TypeAlias = "Mapping[str, Rule | Schema]"


def is_name(text: str) -> bool:
    """Return whether Flex, Twilio's plugin service and file systems all accept the name."""
    return _NAME.fullmatch(text) is not None and text not in _TAKEN


def _is_line(text: str, limit: int) -> bool:
    return bool(text.strip()) and len(text) <= limit and text.isprintable()


def _is_page(text: str) -> bool:
    """Return whether Salesforce can show the page in Lightning: https, in ASCII, without credentials."""
    if len(text) > 1000 or not (text.isascii() and text.isprintable()) or _NOT_IN_ADDRESSES.search(text):
        return False
    try:
        address = urlsplit(text)
        has_port = address.port is None or address.port > 0
    except ValueError:
        return False
    is_plain = "@" not in address.netloc and not address.fragment
    return address.scheme == "https" and bool(address.hostname) and has_port and is_plain


def _flag(key: str, schema: Mapping[str, Any]) -> Rule:
    """Return the rule of one of the feature's flags."""
    expected = EXPECTED.get(key, SWITCH)
    if schema["type"] == "boolean":
        return Rule(expected, switch, OPTIONAL)
    if schema["type"] == "string":
        return Rule(expected, text_like(schema["pattern"]), OPTIONAL)
    if schema["type"] == "array":
        return ListRule(expected, text_like(schema["items"]["pattern"]), OPTIONAL)
    if "properties" in schema:
        keys = {name: _flag(f"{key}.{name}", entry) for name, entry in schema["properties"].items()}
        return ObjectRule(expected, lambda _: REFUSED, OPTIONAL, keys=keys)
    names = str(schema["propertyNames"]["pattern"])
    pattern = schema["additionalProperties"]["pattern"]
    rule = FieldsRule(
        expected,
        source_like(pattern),
        OPTIONAL,
        is_field=lambda name: matches(names, name),
        takes=lambda name, source: is_source(source) and is_possible(field_name(name, []), source),
    )
    if schema["additionalProperties"]["type"] != "string":
        return rule
    return FieldsRule(
        expected,
        text_like(pattern),
        OPTIONAL,
        is_field=lambda name: matches(names, name),
        field_expected=FIRST_DIGITS,
        value_expected=FORMAT,
    )


SCHEMA: Schema = {
    "plugin": {
        "name": Rule(NAME_EXPECTED, text_that(is_name)),
        "friendly_name": Rule(
            "one line of text, at most 100 characters", text_that(lambda text: _is_line(text, 100))
        ),
        "description": Rule(
            "one line of text, at most 500 characters",
            text_that(lambda text: not text or _is_line(text, 500)),
            default="",
        ),
        "phase": Rule("a whole number from 1 to 4", whole_number(1, 4), default=3),
        "version": Rule(
            f"{VERSION_EXPECTED}, or one of {', '.join(SOURCES)}",
            text_that(lambda text: text in SOURCES or is_version(text)),
        ),
    },
    "flex_ui": Rule('a range of Flex UI releases such as ">=2.7.0 <3.0.0"', text_that(is_range)),
    "serving": {
        "base_url": Rule(
            "an https address or a path that ends in /, or empty quotes",
            text_that(lambda text: not text or _PLACE.fullmatch(text) is not None),
            default="",
        ),
    },
    CALL_CENTER: {
        "name": Rule(
            "letters and digits, at most 40, beginning with a letter",
            text_that(lambda text: _INTERNAL_NAME.fullmatch(text) is not None),
            default="TwilioFlex",
        ),
        "display_name": Rule(
            "one line of text, at most 1000 characters",
            text_that(lambda text: _is_line(text, 1000)),
            default="Twilio Flex",
        ),
        "adapter_url": Rule(
            PAGE_EXPECTED, text_that(_is_page), default="https://flex.twilio.com/agent-desktop"
        ),
        "height": Rule("a whole number from 240 to 2560", whole_number(240, 2560), default=700),
        "width": Rule("a whole number from 200 to 1920", whole_number(200, 1920), default=500),
        "standby_url": Rule(
            f"{PAGE_EXPECTED}, or empty quotes",
            text_that(lambda text: not text or _is_page(text)),
            default="",
        ),
        "standby_timeout": Rule(
            "milliseconds, a whole number from 1000 to 600000", whole_number(1000, 600_000), default=60_000
        ),
    },
    CONFIGURATION: {key: _flag(key, schema) for key, schema in properties().items()},
}

EXTENSION_NAMES = ListRule(
    "a list of packages next to flex_sfdc/ such as [acme_flex]", text_that(lambda text: bool(text.strip()))
)


def with_extensions(schemas: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Schema:
    """Return the schema with a section of `configuration:` for each extension, by the extension's schema."""
    flags = {key: _flag(key, schema) for key, schema in properties().items()}
    own = {
        name: ObjectRule(
            "the extension's settings",
            lambda _: REFUSED,
            OPTIONAL,
            keys={key: _own(part["type"]) for key, part in keys.items()},
        )
        for name, keys in schemas.items()
    }
    return {**SCHEMA, CONFIGURATION: {**flags, **own}}


def _own(kind: str) -> Rule:
    """Return the rule of an extension's setting, by its type."""
    expected = f"{EXPECTED_TYPES[kind]}{' in quotes' if kind == 'string' else ''}"
    if kind == "boolean":
        return Rule(expected, switch, OPTIONAL)
    if kind == "array":
        return ListRule(expected, text_that(lambda _: True), OPTIONAL)
    if kind == "object":
        return PlainRule(expected, lambda _: REFUSED, OPTIONAL)
    if kind == "string":
        return Rule(expected, text_that(lambda _: True), OPTIONAL)
    return Rule(expected, lambda node: number(node, kind), OPTIONAL)
