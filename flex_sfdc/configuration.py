"""Read the configuration: `custom_data.features.salesforce_integration`, with the worker's overrides.

Pure functions of plain values, which return warnings instead of logging them. Rules: docs/specification.md,
section 1. The keys include those of the TypeScript feature that this plugin replaces.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flex_sfdc.plain_data import DIGITS, LETTERS, consists_of, is_name, merged, section, shown, value_under
from flex_sfdc.salesforce.fields import Value, field_name, is_field
from flex_sfdc.salesforce.search_results import MOST_RECENT
from flex_sfdc.utils.log_activity import KINDS, LOG_KEYS, Contact, fill, is_path, is_source, value_of
from flex_sfdc.utils.sfdc_loader import AUTO, HOST_CHARACTERS, LIGHTNING, OPEN_CTI, origin_of

SECTION = "salesforce_integration"
FEATURE = f"features.{SECTION}"
OVERRIDES = "config_overrides.features."

# Every key, with the value that applies if neither the account nor the worker sets it. The manifest lists
# them.
DEFAULTS: dict[str, object] = {
    "enabled": False,
    "activity_logging": False,
    "click_to_dial": False,
    "context_switching": False,
    "copilot_notes": False,
    "hide_crm_container": False,
    "prevent_popout_during_call": False,
    "screen_pop": False,
    "show_panel_automatically": False,
    "utility_bar_status": False,
    "trusted_origins": None,  # the built-in rule of utils/sfdc_loader.py
    "crm_host": AUTO,
    "open_cti_version": "66.0",  # Salesforce supports a version for three years
    "activity_fields": {},  # Salesforce's field names, and the sources of their values
    "log_tasks": {},  # the kinds, channels and queues that become activities; empty for all
    "search_attributes": None,  # the built-in rules of utils/screen_pop.py
    "trusted_attributes": None,
    "number_formats": {},  # formats by the numbers' first digits, in addition to the built-in ones
    "prefer": [],  # how to prefer one of several matches: objects, and `most_recent`
    "record_channel": "",  # Lightning message channels; empty for none
    "dial_channel": "",
    "event_channel": "",
    "caller_id": "",  # the number that calls from Salesforce show; empty for the account's
    "queue_sid": "",
    "help_url": "",  # the address where the account's admins read docs/salesforce-setup.md
}


LISTS = ("search_attributes", "trusted_attributes", "prefer")
FORMAT_CHARACTERS = "#* ()-./"


@dataclass(frozen=True)
class Configuration:
    """The checked configuration of this worker: a field for each key of `DEFAULTS`, in the same order."""

    enabled: bool
    activity_logging: bool
    click_to_dial: bool
    context_switching: bool
    copilot_notes: bool
    hide_crm_container: bool
    prevent_popout_during_call: bool
    screen_pop: bool
    show_panel_automatically: bool
    utility_bar_status: bool
    trusted_origins: tuple[str, ...] | None
    crm_host: str
    open_cti_version: str
    activity_fields: Mapping[str, Value]
    log_tasks: Contact
    search_attributes: list[str] | None
    trusted_attributes: list[str] | None
    number_formats: Mapping[str, str]
    prefer: list[str]
    record_channel: str
    dial_channel: str
    event_channel: str
    caller_id: str
    queue_sid: str
    help_url: str


def parse(custom_data: object, worker_attributes: object) -> tuple[Configuration, list[str]]:
    """Return the configuration, and a warning for each value that could not be used.

    A warning names the key and the type, never the value. `custom_data`: the account's; `worker_attributes`:
    the worker's, whose `config_overrides` have the shape of `custom_data` and take precedence. Either may be
    absent or of any type. Change neither, and never raise.
    """
    values: dict[str, Any] = dict(DEFAULTS)
    warnings: list[str] = []
    account = section_in(custom_data, FEATURE, warnings)
    worker = section_in(worker_attributes, OVERRIDES + SECTION, warnings)
    for keys, owner in ((account, ""), (worker, OVERRIDES)):
        found: list[str] = []
        for key, value in keys.items():
            if key in values:
                values[key] = checked(key, value, values[key], found)
            else:
                found.append(unusable(key, value, "unknown key: ignored"))
        warnings.extend([owner + warning for warning in found])
    return Configuration(*values.values()), warnings


def checked(key: str, value: object, current: Any, warnings: list[str]) -> object:
    """Return the usable part of a value, `current` if there is none: the account's value, or the default."""
    if key == "trusted_origins":
        return checked_origins(value, current, warnings)
    if key == "activity_fields":
        return checked_fields(value, current, warnings)
    if key == "log_tasks":
        return checked_log_tasks(value, current, warnings)
    if key in LISTS:
        return checked_list(key, value, current, warnings)
    if key == "number_formats":
        return checked_formats(value, current, warnings)
    expected = expected_instead(key, value)
    if not expected:
        return value
    warnings.append(unusable(key, value, f"not {expected}: ignored"))
    return current


def section_in(data: object, path: str, warnings: list[str]) -> dict[str, object]:
    """Return the section at the end of a path, empty with a warning if a step is not an object.

    Warn too if the section is before the end of the path, where nothing reads it.
    """
    place = ""
    for key in path.split("."):
        misplaced = value_under(data, SECTION)
        if misplaced is not None and key != SECTION:
            warnings.append(f"{place}{SECTION} ({kind(misplaced)}): not at {path}: ignored")
        data = value_under(data, key)
        if not isinstance(data, dict):
            if data not in (None, ""):
                warnings.append(f"{place}{key} ({kind(data)}): not an object: ignored")
            return {}
        place = f"{place}{key}."
    return data  # type: ignore[return-value]


def checked_origins(
    value: object, current: tuple[str, ...] | None, warnings: list[str]
) -> tuple[str, ...] | None:
    """Return the https origins of a list.

    A malformed origin must never widen the trust: leave it out. A list without a usable origin trusts nobody.
    """
    key = "trusted_origins"
    entries = [value] if isinstance(value, str) and value else value
    if not isinstance(entries, list):
        warnings.append(unusable(key, value, "not a list: ignored"))
        return current
    usable: list[str] = []
    for entry in entries:
        origin = origin_of(entry) if isinstance(entry, str) else ""
        warning = unusable(key, entry, "not an origin such as https://acme.example: left out")
        if origin:
            usable.append(origin)
        elif warning not in warnings:
            warnings.append(warning)
    if usable and isinstance(value, str):
        warnings.append(unusable(key, value, "not a list: it counts as the only entry"))
    return tuple(usable)


def entries_of(key: str, value: object, warnings: list[str]) -> dict[str, Any]:
    """Return the entries of a setting. Return none, with a warning, if it is not an object."""
    if isinstance(value, dict):
        return value
    warnings.append(unusable(key, value, "not an object: ignored"))
    return {}


def checked_fields(value: object, current: Mapping[str, Value], warnings: list[str]) -> dict[str, Value]:
    """Return `current` with the valid fields, each with its source. Leave out all others, with a warning."""
    key = "activity_fields"
    fields = dict(current)
    for written, source in entries_of(key, value, warnings).items():
        name = field_name(written, fields)
        if not is_field(name):
            warnings.append(unusable(f"{key}.{name}", source, "not a field that can be set: left out"))
        elif not is_source(source):
            why = "not a path, a text with paths or a constant: left out"
            warnings.append(unusable(f"{key}.{name}", source, why))
        elif not is_possible(name, source):
            warnings.append(unusable(f"{key}.{name}", source, "not a value of this field: left out"))
        else:
            fields[name] = source
    return fields


def is_possible(name: str, source: Value) -> bool:
    """Return whether a field can have this source. It cannot be a constant that the field rejects."""
    trial: dict[str, Value] = {}
    fill(trial, {name: source}, {})
    return name in trial or not shown(value_of(source, {}))


def checked_log_tasks(value: object, current: Contact, warnings: list[str]) -> Contact:
    """Return `current` with the names to log, by key, in lower case. An empty list removes a limit."""
    key = "log_tasks"
    limits = dict(current)
    for name, entries in entries_of(key, value, warnings).items():
        if name not in LOG_KEYS:
            warnings.append(unusable(f"{key}.{name}", entries, "unknown key: ignored"))
        elif not isinstance(entries, list):
            warnings.append(unusable(f"{key}.{name}", entries, "not a list: ignored"))
        else:
            usable = [f"{entry}".strip().lower() for entry in entries if is_limit(name, entry)]
            if len(usable) < len(entries):
                warnings.append(unusable(f"{key}.{name}", entries, "has unknown entries: left out"))
            if usable:
                limits[name] = usable
            elif not entries:
                limits.pop(name, None)
    return limits


def checked_list(key: str, value: object, current: Any, warnings: list[str]) -> Any:
    """Return the usable texts of a list. If there is none, trust nothing for `trusted_attributes`."""
    if not isinstance(value, list):
        warnings.append(unusable(key, value, "not a list: ignored"))
        return current
    usable = [plain_path(entry) for entry in value if is_entry(key, entry)]
    if len(usable) < len(value):
        warnings.append(unusable(key, value, "has unusable entries: left out"))
    return usable if usable or not value or key == "trusted_attributes" else current


def plain_path(entry: str) -> str:
    """Return a path of an attribute, which may be written as in `activity_fields`."""
    written = entry.strip()
    root, _, path = written.partition(".")
    return path if root.lower() == "attributes" and path else written


def is_entry(key: str, entry: object) -> bool:
    """Return whether this is a path of an attribute, or for `prefer` an object or `most_recent`."""
    if not isinstance(entry, str):
        return False
    name = entry.strip()
    if key != "prefer":
        return is_path(f"attributes.{plain_path(name)}")
    lower = name.lower()
    is_object = "_" not in name or "__" in name or lower == MOST_RECENT  # such as Contact, Room__c
    return is_object and lower != "personaccount" and is_field(name)  # a person account is a Contact


def checked_formats(value: object, current: Mapping[str, str], warnings: list[str]) -> dict[str, str]:
    """Return `current` with the valid formats, by the numbers' first digits. Leave out all others."""
    key = "number_formats"
    usable = dict(current)
    for prefix, pattern in entries_of(key, value, warnings).items():
        is_prefix = prefix[:1] == "+" and 1 < len(prefix) < 9 and consists_of(prefix[1:], DIGITS)
        is_pattern = isinstance(pattern, str) and consists_of(pattern, DIGITS + FORMAT_CHARACTERS)
        if is_prefix and is_pattern and ("#" in pattern or "*" in pattern):
            usable[prefix] = pattern
        else:
            warnings.append(
                unusable(f"{key}.{prefix}", pattern, 'not digits and a format, such as "+49": "0*": left out')
            )
    return usable


def is_limit(key: str, entry: object) -> bool:
    """Return whether this can be an entry in a list of `log_tasks`."""
    name = entry.strip().lower() if isinstance(entry, str) else ""
    return name in KINDS if key == "kinds" else name not in ("", "*")


def expected_instead(key: str, value: object) -> str:
    """Return a description of the values that the key accepts, "" if it accepts this value."""
    if isinstance(DEFAULTS[key], bool):
        return "" if isinstance(value, bool) else "true or false"
    written = value if isinstance(value, str) else " "  # no key accepts a space
    if written == DEFAULTS[key]:
        return ""
    if key == "crm_host":
        return "" if written in (AUTO, OPEN_CTI, LIGHTNING) else f"{AUTO}, {OPEN_CTI} or {LIGHTNING}"
    if key == "open_cti_version":
        return "" if is_version(written) else 'a version such as "66.0"'
    if key.endswith("_channel"):
        return "" if is_channel(written) else "a message channel such as Records__c"
    if key == "caller_id":
        return "" if is_caller_id(written) else "a number such as +14155550101"
    if key == "queue_sid":
        return "" if is_queue_sid(written) else "a queue's SID, WQ and 32 characters"
    return "" if is_address(written) else "an https address without #"


def is_channel(name: str) -> bool:
    """Return whether this is a Lightning message channel (`Records__c`, `Acme__Records__c`)."""
    return name[-3:] == "__c" and is_name(name)


def is_caller_id(number: str) -> bool:
    """Return whether this is a number in E.164, the format of Twilio's caller IDs."""
    digits = number[1:]
    return number[:1] == "+" and 1 < len(digits) < 16 and digits[0] != "0" and consists_of(digits, DIGITS)


def is_queue_sid(sid: str) -> bool:
    """Return whether this is the SID of a queue."""
    return sid[:2] == "WQ" and len(sid) == 34 and consists_of(sid[2:], DIGITS + "abcdef")


def is_address(address: str) -> bool:
    """Return whether this is an https address without a fragment."""
    is_plain = consists_of(address, LETTERS + DIGITS + "-._~:/?&=%+@")
    return is_plain and bool(origin_of(address)) and address[:8] == "https://"


def is_version(version: str) -> bool:
    """Return whether this is a version of Salesforce's API, such as `66.0`. It becomes part of a URL."""
    major, _, minor = version.partition(".")
    return 0 < len(major) <= 3 and consists_of(major, DIGITS) and minor == "0"


def functions_url(custom_data: object) -> str:
    """Return the address of the account's serverless functions, "" if it has none."""
    domain = url_part(custom_data, "domain", HOST_CHARACTERS + ".", "")
    port = url_part(custom_data, "port", DIGITS, "")
    # Requests contain the agent's token, so use unencrypted http only for this machine.
    is_local = domain in ("localhost", "127.0.0.1")
    scheme = "http" if is_local and url_part(custom_data, "protocol", "htps", "https") == "http" else "https"
    return f"{scheme}://{domain}{':' + port if port else ''}" if domain else ""


def url_part(custom_data: object, key: str, characters: str, default: str) -> str:
    """Return a part of the functions' address; `default` for placeholders and invalid values."""
    value = custom_data.get(f"serverless_functions_{key}") if isinstance(custom_data, dict) else None
    usable = isinstance(value, (str, int)) and not isinstance(value, bool)
    text = f"{value}".lower() if usable else ""
    return text if text and consists_of(text, characters) else default


def unusable(key: str, value: object, why: str) -> str:
    """Return the warning about a value that cannot be used."""
    return f"{SECTION}.{key} ({kind(value)}): {why}"


def kind(value: object) -> str:
    """Return the type of a value, for a warning that must not show the value itself."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, str):
        return "a string"
    if isinstance(value, (int, float)):
        return "a number"
    return "a list" if isinstance(value, list) else "an object"


# An extension's own settings: `custom_data.features.<extension>`, by the schema in its package ------------

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

    As for the plugin's own section, the worker's usable `config_overrides` take precedence.
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
            warnings.append(f"{name}.{key} is not {EXPECTED[schema[key][0]]}: ignored")
            if key in account and is_of_type(schema[key][0], account[key]):
                values[key] = account[key]
    return values, warnings


def is_of_type(expected: str, value: object) -> bool:
    """Return whether a value is of one of the types of `EXPECTED`."""
    if isinstance(value, bool):
        return expected == "boolean"
    if expected == "array":
        return isinstance(value, list) and all(isinstance(entry, str) for entry in value)
    if expected == "object":
        return isinstance(value, dict)
    if expected == "string":
        return isinstance(value, str)
    if expected == "number":
        return isinstance(value, (int, float))
    return expected == "integer" and isinstance(value, int)
