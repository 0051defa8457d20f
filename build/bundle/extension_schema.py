"""Read an extension's configuration keys from `configuration.yaml` in its package.

Like the plugin's own keys, they are set on the account, below `custom_data.features.<extension>`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from build.bundle.yaml_file import TEXT, Entry, YamlFile, describe, dotted
from flex_sfdc.configuration import EXPECTED, is_of_type

FILE = "configuration.yaml"
PARTS = ("type", "default", "description")
EMPTY: Mapping[str, object] = {
    "boolean": False,
    "string": "",
    "integer": 0,
    "number": 0,
    "array": [],
    "object": {},
}
_KEY = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)


def read_schema(folder: Path, label: str) -> dict[str, dict[str, Any]]:
    """Return the keys, each with `type`, `default` and `description`; none without the file.

    Raises SettingsError with a line for every mistake.
    """
    path = folder / FILE
    if not path.exists():
        return {}
    file = YamlFile.read(path, f"{label}/{FILE}")
    if file.tree is None:
        return {}
    schema: dict[str, dict[str, Any]] = {}
    for key, entry in file.mapping(file.tree, 1, "").items():
        if not _KEY.fullmatch(key):
            file.problem(entry.line, f"{dotted('', key)}: expected a key of lower-case letters, digits and _")
        else:
            schema[key] = _read(file, key, entry)
    file.check()
    return schema


def _read(file: YamlFile, key: str, entry: Entry) -> dict[str, Any]:
    parts = file.mapping(entry.value, entry.line, key)
    if not isinstance(entry.value, yaml.MappingNode):
        return {}
    for name in parts.keys() - set(PARTS):
        file.unknown(parts[name].line, key, name, PARTS)
    kind = _text(file, key, "type", parts, entry.line)
    if kind and kind not in EXPECTED:
        kinds = ", ".join(EXPECTED)
        file.problem(parts["type"].line, f"{key}.type: expected one of {kinds}, got {json.dumps(kind)}")
        return {}
    description = _text(file, key, "description", parts, entry.line)
    default = EMPTY.get(kind)
    if "default" in parts and kind:
        default = yaml.SafeLoader("").construct_document(parts["default"].value)
        if not is_of_type(kind, default) or not _is_json(default):
            expected = f"expected {EXPECTED[kind]}, got {describe(parts['default'].value)}"
            file.problem(parts["default"].line, f"{key}.default: {expected}")
    return {"type": kind, "default": default, "description": description}


def _is_json(value: object) -> bool:
    try:
        return bool(json.dumps(value, allow_nan=False))
    except (TypeError, ValueError):
        return False


def _text(file: YamlFile, key: str, name: str, parts: Mapping[str, Entry], line: int) -> str:
    entry = parts.get(name)
    if entry is None:
        file.problem(line, f"{key}.{name}: missing")
        return ""
    value = entry.value
    if not isinstance(value, yaml.ScalarNode) or value.tag != TEXT or not value.value.strip():
        file.problem(entry.line, f"{key}.{name}: expected a string, got {describe(value)}")
        return ""
    return str(value.value)
