"""The plugin's settings: `custom_data.features.salesforce_integration`, with the worker's `config_overrides`
over it.

Pure: values in, values and warnings out. Rules: specification, section 1. The keys are those of the
TypeScript feature this replaces.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flex_sfdc.utils.sfdc_loader import DIGITS, consists_of, https_host

SECTION = "salesforce_integration"

# Every key there is, and what holds where neither the account nor the worker says anything (the manifest
# lists them).
DEFAULTS: dict[str, object] = {
    "enabled": False,
    "activity_logging": False,
    "click_to_dial": False,
    "copilot_notes": False,
    "hide_crm_container": False,
    "prevent_popout_during_call": False,
    "screen_pop": False,
    "show_panel_automatically": False,
    "utility_bar_status": False,
    "trusted_origins": None,  # the built-in rule of utils/sfdc_loader.py
    "open_cti_version": "66.0",  # Salesforce supports a version for three years
}


@dataclass(frozen=True)
class Configuration:
    """The settings that hold for this worker, checked."""

    enabled: bool
    activity_logging: bool
    click_to_dial: bool
    copilot_notes: bool
    hide_crm_container: bool
    prevent_popout_during_call: bool
    screen_pop: bool
    show_panel_automatically: bool
    utility_bar_status: bool
    trusted_origins: tuple[str, ...] | None
    open_cti_version: str


def parse(custom_data: object, worker_attributes: object) -> tuple[Configuration, list[str]]:
    """The settings, and one warning for each value that could not be used: it names the key and the type,
    never the value.

    `custom_data`: Flex's; `worker_attributes`: the worker's, whose `config_overrides` has the shape of
    `custom_data` and wins. Either may be absent or anything else; neither is changed. Never raises.
    """
    warnings: list[str] = []
    overrides = part(worker_attributes, "config_overrides", "the worker's attributes", warnings)
    account = section(custom_data, "custom_data", warnings)
    worker = section(overrides, "config_overrides", warnings)
    values: dict[str, Any] = dict(DEFAULTS)
    for key, value in merged(account, worker).items():
        if key in values:
            values[key] = checked(key, value, warnings)
        else:
            warnings.append(f"{SECTION}.{key}: no such key (it holds {kind(value)}): ignored")
    return Configuration(**values), warnings


def section(data: object, where: str, warnings: list[str]) -> dict[str, object]:
    """The plugin's section of something shaped like `custom_data`; empty when there is none."""
    features = part(data, "features", where, warnings)
    return part(features, SECTION, f"{where}.features", warnings)


def part(data: object, key: str, where: str, warnings: list[str]) -> dict[str, object]:
    """The object under `key`; empty when it is absent, and with a warning when it is no object."""
    if not isinstance(data, dict) or key not in data:
        return {}
    found = data[key]
    if isinstance(found, dict):
        return found
    if found is not None:
        warnings.append(f"{where}.{key}: expected an object, got {kind(found)}: ignored")
    return {}


def merged(base: Mapping[str, object], over: Mapping[str, object]) -> dict[str, object]:
    """A new dict with the keys of both; `over` wins, except that two objects under one key are merged in
    turn."""
    result = dict(base)
    for key, value in over.items():
        before = result.get(key)
        if isinstance(before, dict) and isinstance(value, dict):
            result[key] = merged(before, value)
        else:
            result[key] = value
    return result


def checked(key: str, value: object, warnings: list[str]) -> object:
    """The value for `key` if it can be used, else the default, with a warning."""
    if key == "trusted_origins":
        return checked_origins(value, warnings)
    if key == "open_cti_version":
        if isinstance(value, str) and is_version(value):
            return value
        expected = 'an API version such as "66.0"'
    else:
        if isinstance(value, bool):
            return value
        expected = "true or false"
    warnings.append(f"{SECTION}.{key}: expected {expected}, got {kind(value)}: the default is used")
    return DEFAULTS[key]


def checked_origins(value: object, warnings: list[str]) -> tuple[str, ...] | None:
    """The origins of the list that are exact https origins. A malformed one never widens the trust: it is
    left out.

    The default where nothing usable was given. An empty list is a list: it trusts nobody.
    """
    key = f"{SECTION}.trusted_origins"
    if not isinstance(value, list):
        warnings.append(f"{key}: expected a list of origins, got {kind(value)}: the default is used")
        return None
    usable = [entry for entry in value if isinstance(entry, str) and https_host(entry)]
    if len(usable) == len(value):
        return tuple(usable)
    outcome = "the others are used" if usable else "the default is used"
    for position, entry in enumerate(value):
        if entry not in usable:
            expected = "expected an origin such as https://acme.lightning.force.com"
            warnings.append(f"{key}[{position}]: {expected}, got {kind(entry)}: {outcome}")
    return tuple(usable) if usable else None


def is_version(text: str) -> bool:
    """Whether this is how Salesforce writes an API version: `66.0`. It becomes part of a script's address."""
    major, _, minor = text.partition(".")
    return 0 < len(major) <= 3 and consists_of(major, DIGITS) and minor == "0"


def kind(value: object) -> str:
    """What a value is, for a warning that must not show the value itself."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, str):
        return "a string"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, list):
        return "a list"
    return "an object" if isinstance(value, dict) else "something else"
