"""Check the feature's flags as the plugin reads them: invalid values, and flags that need others."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from build.remote.errors import InputError
from build.remote.findings import Finding, ok, problem, warning
from build.twilio.client.flex_configuration import with_flags
from build.twilio.flags import changes, flag_warnings
from flex_sfdc.configuration import SECTION, Configuration, Schema, parse

FLAGS = "flags"
ORIGINS = "trusted origins"
MY_DOMAIN = ".my.salesforce.com"
"""The end of an org's API host, which admins copy from Setup. Lightning pages have another host."""
PREREQUISITES = (
    ("dial_channel", "click_to_dial"),
    ("caller_id", "click_to_dial"),
    ("queue_sid", "click_to_dial"),
    ("copilot_notes", "activity_logging"),
    ("activity_fields", "activity_logging"),
    ("log_tasks", "activity_logging"),
    ("search_attributes", "screen_pop"),
    ("trusted_attributes", "screen_pop"),
    ("number_formats", "screen_pop"),
    ("prefer", "screen_pop"),
)
"""A flag, and the flag without which it does nothing."""
MASTER = "enabled"
_PUSH = "Set it in settings.yaml, `configuration:`, and run `package.py config push`."


def check_flags(
    attributes: Mapping[str, object],
    on_account: Mapping[str, object],
    expected: Mapping[str, object],
    schemas: Mapping[str, Schema] = MappingProxyType({}),
) -> list[Finding]:
    """Check all flags except the origins; `attributes` are the whole `ui_attributes`.

    `schemas`: those of extensions, whose flags are objects under their names.
    """
    try:
        with_flags(attributes, {name: {} for name in schemas}, schemas)
    except InputError as error:
        return [problem(FLAGS, error.problem, error.next)]
    findings = [
        warning(FLAGS, text, "Fix it in the account's Flex configuration; README.md lists the keys.")
        for text in flag_warnings(on_account, schemas)
        if not text.startswith("trusted_origins ")
    ]
    findings += _combinations(_read(on_account))
    missing = [change.key for change in changes(on_account, expected)]
    if missing:
        findings.append(
            warning(
                FLAGS,
                f"these differ from settings.yaml: {', '.join(missing)}",
                "Run `package.py config push`.",
            )
        )
    return findings or [ok(FLAGS, ", ".join(_switched_on(_read(on_account))))]


def check_outbound_calls(on_account: Mapping[str, object], flows: object) -> list[Finding]:
    """Check that agents can make the calls that click-to-dial starts; `flows`: Flex's, by name."""
    flow = flows.get("default") if isinstance(flows, Mapping) else None
    is_off = isinstance(flow, Mapping) and flow.get("enabled") is False
    if not is_off or not _read(on_account).click_to_dial:
        return []
    then = "Switch it on in the Twilio Console: Flex, Channel management, Voice, Flex Dialpad."
    return [problem(FLAGS, "click_to_dial cannot call: outbound calls are off on this account", then)]


def check_origins(on_account: Mapping[str, object]) -> list[Finding]:
    """Check which origins may embed Flex: those of the list, or without a list Salesforce's own hosts."""
    findings = [
        warning(ORIGINS, text, f"Write it as in https://acme.lightning.force.com. {_PUSH}")
        for text in flag_warnings(on_account)
        if text.startswith("trusted_origins ")
    ]
    trusted = _read(on_account).trusted_origins
    if trusted is None:
        any_org = "no list: a page of any Salesforce org may embed Flex with the plugin"
        return findings or [warning(ORIGINS, any_org, f"Name your own org in trusted_origins. {_PUSH}")]
    if not trusted:
        return [*findings, problem(ORIGINS, "the list trusts nobody: the plugin stays off", _PUSH)]
    for origin in trusted:
        lightning = origin.replace(MY_DOMAIN, ".lightning.force.com")
        if lightning not in trusted:
            then = f"Agents work at {lightning}: name it instead. {_PUSH}"
            findings.append(warning(ORIGINS, f"{origin} is not the origin of Lightning pages", then))
    return findings or [ok(ORIGINS, ", ".join(trusted))]


def _read(on_account: Mapping[str, object]) -> Configuration:
    return parse({"features": {SECTION: dict(on_account)}}, None)[0]


def _combinations(configuration: Configuration) -> list[Finding]:
    values = vars(configuration)
    switched_on = _switched_on(configuration)
    if not configuration.enabled:
        others = " (others are on)" if switched_on else ""
        return [warning(FLAGS, f"enabled is off, so the plugin does nothing{others}", _PUSH)]
    if switched_on == [MASTER] and not configuration.event_channel:
        return [warning(FLAGS, "only enabled is on, so the plugin does nothing", _PUSH)]
    return [
        warning(FLAGS, f"{key} does nothing without {needed}", _PUSH)
        for key, needed in PREREQUISITES
        if values[key] and not values[needed]
    ]


def _switched_on(configuration: Configuration) -> list[str]:
    return [key for key, value in vars(configuration).items() if value is True]
