"""Read an extension's own settings: `custom_data.features.<extension>`, by the schema in its package.

Pure functions of plain values: they return warnings, which name the key and the type, never the value.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flex_sfdc.plain_data import merged, section

# By key: the type as in its schema, and the default.
Schema = Mapping[str, tuple[str, Any]]
EXPECTED = {
    "boolean": "true or false",
    "string": "a string",
    "integer": "a whole number",
    "number": "a number",
    "array": "a list of strings",
    "object": "an object",
}


def own_settings(
    name: str, schema: Schema, custom_data: object, worker_attributes: object
) -> tuple[dict[str, Any], list[str]]:
    """Return an extension's settings, and a warning for each value that could not be used.

    As for the plugin's own section, the worker's `config_overrides` take precedence.
    """
    values = {key: default for key, (_, default) in schema.items()}
    warnings: list[str] = []
    account = section(custom_data, ("features", name))
    worker = section(worker_attributes, ("config_overrides", "features", name))
    for key, value in merged(account, worker).items():
        if key not in schema:
            warnings.append(f"{name}.{key} is an unknown key: ignored")
        elif is_of_type(schema[key][0], value):
            values[key] = value
        else:
            warnings.append(f"{name}.{key} is not {EXPECTED[schema[key][0]]}: the default is used")
    return values, warnings


def is_of_type(kind: str, value: object) -> bool:
    """Return whether a value is of one of the types of `EXPECTED`."""
    if kind == "boolean" or isinstance(value, bool):
        return kind == "boolean" and isinstance(value, bool)
    if kind == "array":
        return isinstance(value, list) and all(isinstance(entry, str) for entry in value)
    if kind == "object":
        return isinstance(value, dict)
    if kind == "string":
        return isinstance(value, str)
    return isinstance(value, int) or (kind == "number" and isinstance(value, float))
