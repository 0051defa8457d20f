"""The one schema of `settings.yaml`: every key, what its value must be, and the words for it.

The section `configuration:` has the feature's flags; their types come from the schema of the feature's
configuration. YAML reads some unquoted texts as something else, so the rules look at its nodes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import yaml

from build.bundle.feature import properties
from build.bundle.ranges import is_range
from build.bundle.versions import SOURCES, is_version
from build.bundle.yaml_file import TEXT, WHOLE_NUMBER, Entry, YamlFile, describe, dotted
from flex_sfdc.configuration import is_possible
from flex_sfdc.own_settings import EXPECTED as EXPECTED_TYPES
from flex_sfdc.salesforce.fields import field_name
from flex_sfdc.sources import is_source

REFUSED = object()
"""The value of a node that breaks its rule."""
REQUIRED = object()
OPTIONAL = object()
"""Defaults: a key without a default is required, or may be missing."""

CONFIGURATION = "configuration"
CALL_CENTER = "call_center"
ENVIRONMENTS = "environments"
EXTENSIONS = "extensions"

EXPECTED = {
    "trusted_origins": "a list of exact origins such as https://acme.lightning.force.com",
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
    "help_url": "an https address, or empty quotes",
}
"""By flag, and by key of a flag that is an object; every other flag is a switch."""
SWITCH = "true or false"
SOURCE = (
    "attributes.PATH, a PART of copilot, task, worker or call, a string with such paths as "
    "{{task.queueName}}, or a constant: a string (in quotes where YAML reads something else), a number, "
    "true or false"
)
FIRST_DIGITS = 'the first digits of numbers, in quotes, such as "+49"'
FORMAT = 'a format in quotes, where # is a digit and * the rest, such as "0*"'
FIELD = (
    "a field's name such as Origin__c; Id, entityApiName, Flex_Key__c and Flex_Updates__c are the plugin's"
)
VERSION_EXPECTED = "a semantic version above 0.0.0 such as 1.4.0 or 1.4.0-rc.1"
NAME_EXPECTED = (
    "letters, digits, - and _, at most 100, beginning with a letter or digit "
    "(and not a name such as constructor, which every JavaScript object has)"
)

PAGE_EXPECTED = "an https address, at most 1000 characters, without user or #"

_BOOLEAN = "tag:yaml.org,2002:bool"
_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_PLAIN_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
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
"""Names that every JavaScript object has: Flex takes a plugin of that name for one that is there already."""
_PLACE = re.compile(
    r"(https://[^/\s]|http://(localhost|127\.0\.0\.1)(:\d+)?/|(?![a-z]+:))\S*/", re.IGNORECASE
)


@dataclass(frozen=True)
class Rule:
    """The rule for one value."""

    expected: str
    """The rule in words, for messages."""
    read: Callable[[yaml.Node], object]
    """Returns the value, or REFUSED."""
    default: object = REQUIRED

    def check(self, file: YamlFile, entry: Entry, where: str) -> object:
        """Return the value; report a mistake in the file and return REFUSED if the node breaks the rule."""
        value = self.read(entry.value)
        if value is REFUSED:
            file.problem(entry.line, f"{where}: expected {self.expected}, got {describe(entry.value)}")
        return value


@dataclass(frozen=True)
class ListRule(Rule):
    """A list of strings; each wrong item is noted with its own line."""

    def check(self, file: YamlFile, entry: Entry, where: str) -> object:
        """Return the strings, or REFUSED."""
        if not isinstance(entry.value, yaml.SequenceNode):
            file.problem(entry.line, f"{where}: expected {self.expected}, got {describe(entry.value)}")
            return REFUSED
        items = (Entry(item.start_mark.line + 1, item) for item in entry.value.value)
        return [Rule.check(self, file, item, where) for item in items]


@dataclass(frozen=True)
class MappingRule(Rule):
    """A mapping; the classes below check its entries."""

    def check(self, file: YamlFile, entry: Entry, where: str) -> object:
        """Return the values by key, or REFUSED."""
        if not isinstance(entry.value, yaml.MappingNode):
            file.problem(entry.line, f"{where}: expected {self.expected}, got {describe(entry.value)}")
            return REFUSED
        return self.check_entries(file, file.mapping(entry.value, entry.line, where), where)

    def check_entries(self, file: YamlFile, entries: Mapping[str, Entry], where: str) -> dict[str, object]:
        """Return the values by key; report the mistakes."""
        raise NotImplementedError


@dataclass(frozen=True)
class FieldsRule(MappingRule):
    """Names with texts or other values, such as Salesforce's field names with the sources of their values."""

    is_field: Callable[[str], bool] = bool
    takes: Callable[[str, Any], bool] = lambda _name, _value: True
    """Whether a field takes such a value."""
    field_expected: str = FIELD
    value_expected: str = SOURCE

    def check_entries(self, file: YamlFile, entries: Mapping[str, Entry], where: str) -> dict[str, object]:
        """Return the sources by field name; report the mistakes."""
        found: dict[str, object] = {}
        for name, entry in entries.items():
            here, value = dotted(where, name), self.read(entry.value)
            if not self.is_field(name):
                file.problem(entry.line, f"{here}: expected {self.field_expected}")
            elif value is REFUSED:
                file.problem(
                    entry.line, f"{here}: expected {self.value_expected}, got {describe(entry.value)}"
                )
            elif not self.takes(name, value):
                file.problem(entry.line, f"{here}: the field does not take {describe(entry.value)}")
            found[name] = value
        return found


@dataclass(frozen=True)
class ObjectRule(MappingRule):
    """An object with a rule for each key, all optional."""

    keys: Mapping[str, Rule] = field(default_factory=dict)

    def check_entries(self, file: YamlFile, entries: Mapping[str, Entry], where: str) -> dict[str, object]:
        """Return the values by key; report the mistakes."""
        found: dict[str, object] = {}
        for key, entry in entries.items():
            if key in self.keys:
                found[key] = self.keys[key].check(file, entry, dotted(where, key))
            else:
                file.unknown(entry.line, where, key, list(self.keys))
        return found


@dataclass(frozen=True)
class PlainRule(Rule):
    """A mapping of any JSON values, as an extension's own setting."""

    def check(self, file: YamlFile, entry: Entry, where: str) -> object:
        """Return the object, or REFUSED."""
        if not isinstance(entry.value, yaml.MappingNode):
            return Rule.check(self, file, entry, where)
        return yaml.SafeLoader("").construct_document(entry.value)


Schema: TypeAlias = "Mapping[str, Rule | Schema]"


def is_name(text: str) -> bool:
    """Return whether Flex, Twilio's plugin service and file systems all accept the name."""
    return _NAME.fullmatch(text) is not None and text not in _TAKEN


def _is_line(text: str, limit: int) -> bool:
    return bool(text.strip()) and len(text) <= limit and text.isprintable()


def _text(accepts: Callable[[str], bool]) -> Callable[[yaml.Node], object]:
    """Return a reader of strings that are accepted."""

    def read(node: yaml.Node) -> object:
        is_text = isinstance(node, yaml.ScalarNode) and node.tag == TEXT
        return str(node.value) if is_text and accepts(node.value) else REFUSED

    return read


def _matching(pattern: str) -> Callable[[yaml.Node], object]:
    return _text(lambda text: _matches(pattern, text))


def _whole_number(least: int, most: int) -> Callable[[yaml.Node], object]:
    """Return a reader of whole numbers, written as JSON writes them, between two limits."""

    def read(node: yaml.Node) -> object:
        is_number = isinstance(node, yaml.ScalarNode) and node.tag == WHOLE_NUMBER
        is_plain = is_number and len(node.value) < 10 and _PLAIN_NUMBER.fullmatch(node.value)
        return int(node.value) if is_plain and least <= int(node.value) <= most else REFUSED

    return read


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


def _switch(node: yaml.Node) -> object:
    """Accept only true and false: other YAML parsers read yes, no, on and off as strings."""
    if isinstance(node, yaml.ScalarNode) and node.tag == _BOOLEAN and node.value.lower() in ("true", "false"):
        return node.value.lower() == "true"
    return REFUSED


def _source(pattern: str) -> Callable[[yaml.Node], object]:
    """Return a reader of strings, switches, and numbers as JSON writes them (YAML also has 010 and .inf)."""
    text = _matching(pattern)

    def read(node: yaml.Node) -> object:
        if isinstance(node, yaml.ScalarNode) and node.tag in _NUMBERS:
            if _PLAIN_NUMBER.fullmatch(node.value):
                return float(node.value) if "." in node.value else int(node.value)
            return REFUSED
        value = text(node)
        return _switch(node) if value is REFUSED else value

    return read


def _matches(pattern: str, text: str) -> bool:
    return _pattern(pattern).search(text) is not None


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    """Compile a schema's pattern: in JavaScript `$` does not match before a final line break."""
    return re.compile(pattern.replace("$", r"\Z"))


def _flag(key: str, schema: Mapping[str, Any]) -> Rule:
    """Return the rule of one of the feature's flags."""
    expected = EXPECTED.get(key, SWITCH)
    if schema["type"] == "boolean":
        return Rule(expected, _switch, OPTIONAL)
    if schema["type"] == "string":
        return Rule(expected, _matching(schema["pattern"]), OPTIONAL)
    if schema["type"] == "array":
        return ListRule(expected, _matching(schema["items"]["pattern"]), OPTIONAL)
    if "properties" in schema:
        keys = {name: _flag(f"{key}.{name}", entry) for name, entry in schema["properties"].items()}
        return ObjectRule(expected, lambda _: REFUSED, OPTIONAL, keys=keys)
    names = str(schema["propertyNames"]["pattern"])
    pattern = schema["additionalProperties"]["pattern"]
    rule = FieldsRule(
        expected,
        _source(pattern),
        OPTIONAL,
        is_field=lambda name: _matches(names, name),
        takes=lambda name, source: is_source(source) and is_possible(field_name(name), source),
    )
    if schema["additionalProperties"]["type"] != "string":
        return rule
    return FieldsRule(
        expected,
        _matching(pattern),
        OPTIONAL,
        is_field=lambda name: _matches(names, name),
        field_expected=FIRST_DIGITS,
        value_expected=FORMAT,
    )


SCHEMA: Schema = {
    "plugin": {
        "name": Rule(NAME_EXPECTED, _text(is_name)),
        "friendly_name": Rule(
            "one line of text, at most 100 characters", _text(lambda text: _is_line(text, 100))
        ),
        "description": Rule(
            "one line of text, at most 500 characters",
            _text(lambda text: not text or _is_line(text, 500)),
            default="",
        ),
        "phase": Rule("a whole number from 1 to 4", _whole_number(1, 4), default=3),
        "version": Rule(
            f"{VERSION_EXPECTED}, or one of {', '.join(SOURCES)}",
            _text(lambda text: text in SOURCES or is_version(text)),
        ),
    },
    "flex_ui": Rule('a range of Flex UI releases such as ">=2.7.0 <3.0.0"', _text(is_range)),
    "serving": {
        "base_url": Rule(
            "an https address or a path that ends in /, or empty quotes",
            _text(lambda text: not text or _PLACE.fullmatch(text) is not None),
            default="",
        ),
    },
    CALL_CENTER: {
        "name": Rule(
            "letters and digits, at most 40, beginning with a letter",
            _text(lambda text: _INTERNAL_NAME.fullmatch(text) is not None),
            default="TwilioFlex",
        ),
        "display_name": Rule(
            "one line of text, at most 1000 characters",
            _text(lambda text: _is_line(text, 1000)),
            default="Twilio Flex",
        ),
        "adapter_url": Rule(PAGE_EXPECTED, _text(_is_page), default="https://flex.twilio.com/agent-desktop"),
        "height": Rule("a whole number from 240 to 2560", _whole_number(240, 2560), default=700),
        "width": Rule("a whole number from 200 to 1920", _whole_number(200, 1920), default=500),
        "standby_url": Rule(
            f"{PAGE_EXPECTED}, or empty quotes",
            _text(lambda text: not text or _is_page(text)),
            default="",
        ),
        "standby_timeout": Rule(
            "milliseconds, a whole number from 1000 to 600000", _whole_number(1000, 600_000), default=60_000
        ),
    },
    CONFIGURATION: {key: _flag(key, schema) for key, schema in properties().items()},
}

EXTENSION_NAMES = ListRule(
    "a list of packages next to flex_sfdc/ such as [acme_flex]", _text(lambda text: bool(text.strip()))
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
        return Rule(expected, _switch, OPTIONAL)
    if kind == "array":
        return ListRule(expected, _text(lambda _: True), OPTIONAL)
    if kind == "object":
        return PlainRule(expected, lambda _: REFUSED, OPTIONAL)
    if kind == "string":
        return Rule(expected, _text(lambda _: True), OPTIONAL)
    return Rule(expected, lambda node: _number(node, kind), OPTIONAL)


def _number(node: yaml.Node, kind: str) -> object:
    value = _source("$^")(node)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number and (kind == "number" or isinstance(value, int)) else REFUSED
