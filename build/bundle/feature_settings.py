"""The section `configuration:` of `settings.yaml`: the feature's flags as an account is to have them.

What a key takes is said by the schema of the feature's configuration; here are the words for it, and what
YAML makes of a text that somebody forgot to put between quotes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import yaml

from build.bundle.feature import properties
from build.bundle.yaml_file import TEXT, Entry, YamlFile, describe, dotted

SECTION = "configuration"
EXPECTED = {
    "trusted_origins": "a list of exact origins such as https://acme.lightning.force.com",
    "open_cti_version": 'a version between quotes such as "66.0"',
    "activity_fields": "Salesforce's field names, each with where its value comes from",
    "record_channel": "a message channel such as Records__c, or nothing between quotes",
    "dial_channel": "a message channel such as Dial__c, or nothing between quotes",
}
"""By key; every other key is a switch."""
SWITCH = "true or false"
SOURCE = (
    "attributes.PATH, copilot.PART of the copilot's note, or a constant: a text (between quotes where YAML "
    "reads something else), a number, true or false"
)
FIELD = "a field's name such as Origin__c; Id and entityApiName are the plugin's"
_BOOLEAN = "tag:yaml.org,2002:bool"
_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_PLAIN_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")

Flags = dict[str, object]


_REFUSED = object()
"""Stands for a value that will not do."""


def read_flags(file: YamlFile, entry: Entry, where: str) -> Flags:
    """The flags given in the section; each mistake is noted in the file, for `check` to raise."""
    known = properties()
    found: Flags = {}
    for key, one in file.mapping(entry.value, entry.line, where).items():
        if key in known:
            found[key] = _value(file, one, dotted(where, key), key, known[key])
        else:
            file.unknown(one.line, where, key, known)
    return found


def laid_over(flags: Mapping[str, object], over: Mapping[str, object]) -> Flags:
    """An environment's flags over those of all: key by key, and field by field in a map."""
    merged = dict(flags)
    for key, value in over.items():
        below = merged.get(key)
        if isinstance(below, Mapping) and isinstance(value, Mapping):
            merged[key] = {**below, **value}
        else:
            merged[key] = value
    return merged


def _value(file: YamlFile, entry: Entry, where: str, key: str, schema: Mapping[str, Any]) -> object:
    node = entry.value
    expected = EXPECTED.get(key, SWITCH)
    value: object = _REFUSED
    if schema["type"] == "boolean":
        value = _switch(node)
    elif schema["type"] == "string":
        value = _text(node, schema["pattern"])
    elif schema["type"] == "array" and isinstance(node, yaml.SequenceNode):
        return _items(file, node, where, expected, schema["items"])
    elif schema["type"] == "object" and isinstance(node, yaml.MappingNode):
        return _fields(file, entry, where, schema)
    if value is _REFUSED:
        file.problem(entry.line, f"{where}: expected {expected}, got {describe(node)}")
    return value


def _items(
    file: YamlFile, node: yaml.SequenceNode, where: str, expected: str, schema: Mapping[str, Any]
) -> list[object]:
    """The texts of a list; one that will not do is said with its own line."""
    values: list[object] = []
    for item in node.value:
        value = _text(item, schema["pattern"])
        if value is _REFUSED:
            file.problem(item.start_mark.line + 1, f"{where}: expected {expected}, got {describe(item)}")
        values.append(value)
    return values


def _fields(file: YamlFile, entry: Entry, where: str, schema: Mapping[str, Any]) -> Flags:
    names, sources = schema["propertyNames"]["pattern"], schema["additionalProperties"]["pattern"]
    found: Flags = {}
    for name, one in file.mapping(entry.value, entry.line, where).items():
        here, value = dotted(where, name), _constant(one.value, sources)
        if not _matches(names, name):
            file.problem(one.line, f"{here}: expected {FIELD}")
        elif value is _REFUSED:
            file.problem(one.line, f"{here}: expected {SOURCE}, got {describe(one.value)}")
        found[name] = value
    return found


def _constant(node: yaml.Node, pattern: str) -> object:
    """A text, a number as JSON writes it, or a switch: YAML also knows 010, 1:30, dates and .inf."""
    if isinstance(node, yaml.ScalarNode) and node.tag in _NUMBERS and _PLAIN_NUMBER.fullmatch(node.value):
        return float(node.value) if "." in node.value else int(node.value)
    text = _text(node, pattern)
    return _switch(node) if text is _REFUSED else text


def _switch(node: yaml.Node) -> object:
    """YAML takes yes, no, on and off for switches too: in other hands the same file would hold texts."""
    if isinstance(node, yaml.ScalarNode) and node.tag == _BOOLEAN and node.value.lower() in ("true", "false"):
        return node.value.lower() == "true"
    return _REFUSED


def _text(node: yaml.Node, pattern: str) -> object:
    if isinstance(node, yaml.ScalarNode) and node.tag == TEXT and _matches(pattern, node.value):
        return str(node.value)
    return _REFUSED


def _matches(pattern: str, text: str) -> bool:
    return _pattern(pattern).search(text) is not None


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    """In JavaScript, whose patterns a schema has, `$` does not stand before a last line break."""
    return re.compile(pattern.replace("$", r"\Z"))
