"""Check the kinds of values in `settings.yaml`, and describe each kind in words.

YAML converts some unquoted texts to other types, so the rules read YAML's nodes. `settings_schema.py` has
the keys.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import yaml

from build.bundle.yaml_file import TEXT, WHOLE_NUMBER, Entry, YamlFile, describe, dotted

REFUSED = object()
"""The value of a node that breaks its rule."""
REQUIRED = object()
OPTIONAL = object()
"""Defaults: a key without a default is required, or may be missing."""

SOURCE = (
    "attributes.PATH, with dots and no brackets, a PART of copilot, task, worker or call, a string with such "
    "paths as {{task.queueName}}, or a constant: a string (in quotes where YAML reads something else), a "
    "number, true or false"
)
FIELD = (
    "a field's name such as Origin__c; Id, entityApiName, Flex_Key__c and Flex_Updates__c are the plugin's"
)

_BOOLEAN = "tag:yaml.org,2002:bool"
_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_PLAIN_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")


@dataclass(frozen=True)
class Rule:
    """The rule for one value."""

    expected: str
    """The rule in words, for messages."""
    read: Callable[[yaml.Node], object]
    """Returns the value, or REFUSED."""
    default: object = REQUIRED

    def check(self, file: YamlFile, entry: Entry, key_path: str) -> object:
        """Return the value; report a mistake in the file and return REFUSED if the node breaks the rule."""
        value = self.read(entry.value)
        return self.refuse(file, entry, key_path) if value is REFUSED else value

    def refuse(self, file: YamlFile, entry: Entry, key_path: str) -> object:
        """Report a node that breaks the rule, and return REFUSED."""
        file.problem(entry.line, f"{key_path}: expected {self.expected}, got {describe(entry.value)}")
        return REFUSED


@dataclass(frozen=True)
class ListRule(Rule):
    """A list of strings; each wrong item is reported with its line."""

    def check(self, file: YamlFile, entry: Entry, key_path: str) -> object:
        """Return the strings, or REFUSED."""
        if not isinstance(entry.value, yaml.SequenceNode):
            return self.refuse(file, entry, key_path)
        items = (Entry(item.start_mark.line + 1, item) for item in entry.value.value)
        return [Rule.check(self, file, item, key_path) for item in items]


@dataclass(frozen=True)
class MappingRule(Rule):
    """A mapping; the classes below check its entries."""

    def check(self, file: YamlFile, entry: Entry, key_path: str) -> object:
        """Return the values by key, or REFUSED."""
        if not isinstance(entry.value, yaml.MappingNode):
            return self.refuse(file, entry, key_path)
        return self.check_entries(file, file.mapping(entry.value, entry.line, key_path), key_path)

    def check_entries(self, file: YamlFile, entries: Mapping[str, Entry], key_path: str) -> dict[str, object]:
        """Return the values by key; report the mistakes."""
        raise NotImplementedError


@dataclass(frozen=True)
class FieldsRule(MappingRule):
    """A mapping of names to texts or other values, such as field names to the sources of their values."""

    is_field: Callable[[str], bool] = bool
    takes: Callable[[str, Any], bool] = lambda _name, _value: True
    """Whether a field takes such a value."""
    field_expected: str = FIELD
    value_expected: str = SOURCE

    def check_entries(self, file: YamlFile, entries: Mapping[str, Entry], key_path: str) -> dict[str, object]:
        """Return the sources by field name; report the mistakes."""
        sources: dict[str, object] = {}
        for name, entry in entries.items():
            inner_path, value = dotted(key_path, name), self.read(entry.value)
            if not self.is_field(name):
                file.problem(entry.line, f"{inner_path}: expected {self.field_expected}")
            elif value is REFUSED:
                file.problem(
                    entry.line, f"{inner_path}: expected {self.value_expected}, got {describe(entry.value)}"
                )
            elif not self.takes(name, value):
                file.problem(entry.line, f"{inner_path}: the field does not accept {describe(entry.value)}")
            sources[name] = value
        return sources


@dataclass(frozen=True)
class ObjectRule(MappingRule):
    """An object with a rule for each key, all optional."""

    keys: Mapping[str, Rule] = field(default_factory=dict)

    def check_entries(self, file: YamlFile, entries: Mapping[str, Entry], key_path: str) -> dict[str, object]:
        """Return the values by key; report the mistakes."""
        values: dict[str, object] = {}
        for key, entry in entries.items():
            if key in self.keys:
                values[key] = self.keys[key].check(file, entry, dotted(key_path, key))
            else:
                file.unknown(entry.line, key_path, key, list(self.keys))
        return values


@dataclass(frozen=True)
class PlainRule(Rule):
    """A mapping of any JSON values, for an extension's own setting."""

    def check(self, file: YamlFile, entry: Entry, key_path: str) -> object:
        """Return the object, or REFUSED."""
        if not isinstance(entry.value, yaml.MappingNode):
            return Rule.check(self, file, entry, key_path)
        return yaml.SafeLoader("").construct_document(entry.value)


def text_that(accepts: Callable[[str], bool]) -> Callable[[yaml.Node], object]:
    """Return a reader of strings for which `accepts` returns True."""

    def read(node: yaml.Node) -> object:
        is_text = isinstance(node, yaml.ScalarNode) and node.tag == TEXT
        return str(node.value) if is_text and accepts(node.value) else REFUSED

    return read


def text_like(pattern: str) -> Callable[[yaml.Node], object]:
    return text_that(lambda text: matches(pattern, text))


def whole_number(least: int, most: int) -> Callable[[yaml.Node], object]:
    """Return a reader of whole numbers in JSON's notation, between two limits."""

    def read(node: yaml.Node) -> object:
        is_number = isinstance(node, yaml.ScalarNode) and node.tag == WHOLE_NUMBER
        is_plain = is_number and len(node.value) < 10 and _PLAIN_NUMBER.fullmatch(node.value)
        return int(node.value) if is_plain and least <= int(node.value) <= most else REFUSED

    return read


def switch(node: yaml.Node) -> object:
    """Accept only true and false: other YAML parsers read yes, no, on and off as strings."""
    if isinstance(node, yaml.ScalarNode) and node.tag == _BOOLEAN and node.value.lower() in ("true", "false"):
        return node.value.lower() == "true"
    return REFUSED


def source_like(pattern: str) -> Callable[[yaml.Node], object]:
    """Return a reader of strings, switches, and numbers in JSON's notation (YAML also has 010 and .inf)."""
    text = text_like(pattern)

    def read(node: yaml.Node) -> object:
        if isinstance(node, yaml.ScalarNode) and node.tag in _NUMBERS:
            if _PLAIN_NUMBER.fullmatch(node.value):
                return float(node.value) if "." in node.value else int(node.value)
            return REFUSED
        value = text(node)
        return switch(node) if value is REFUSED else value

    return read


def matches(pattern: str, text: str) -> bool:
    return _pattern(pattern).search(text) is not None


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    """Compile a schema's pattern: in JavaScript `$` does not match before a final line break."""
    return re.compile(pattern.replace("$", r"\Z"))


def number(node: yaml.Node, kind: str) -> object:
    value = source_like("$^")(node)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number and (kind == "number" or isinstance(value, int)) else REFUSED
