"""Check the account and Flex: the set-up, the versions of Flex UI and React, the plugin service."""

from __future__ import annotations

import re
from collections.abc import Mapping

from build.bundle.ranges import Span, is_within, overlaps, spans
from build.remote.findings import Finding, ok, problem, warning

ACCOUNT = "account"
FLEX = "Flex"


def check_account(sid: str, source: str, answer: Mapping[str, object] | None) -> Finding:
    """Check the account's own resource. Return None with an API key, which may not read it."""
    if answer is None:
        return ok(ACCOUNT, f"{sid}, by {source} (an API key cannot read its name and status)")
    label = f'"{answer.get("friendly_name")}" {sid}, by {source}'
    status = answer.get("status")
    if status != "active":
        return problem(ACCOUNT, f"{label}: it is {status}", "Have it activated in the Twilio Console.")
    return ok(ACCOUNT, f"{label}: active")


def check_flex(status: object) -> Finding:
    """Check that Flex is set up."""
    if status == "ok":
        return ok(FLEX, "set up")
    text = f'it is not set up on this account: its status is "{status}"'
    return problem(FLEX, text, "Set Flex up in the Twilio Console.")


VERSION = "Flex UI"
REACT = "React"
PLUGIN_SERVICE = "plugin service"
BUILT_IN = "built-in integration"
FLEX_2 = (Span((2, 0, 0), None),)
DEFAULT_REACT = {True: "17.0.2", False: "16.5.2"}
"""Flex's choice for an account without one; True: from Flex UI 2 on."""
REACT_MAJORS = (16, 17, 18)
_CHOOSE = "Choose it in the Twilio Console: Flex, Manage, Releases."
_MAJOR = re.compile(r"[\^~]?([0-9]{1,9})\.")


def check_version(ui_version: str | None, supported: str) -> Finding:
    """Check that the plugin supports the release of Flex UI, or all releases in the account's range."""
    if not ui_version:
        return warning(VERSION, f"the account sets no version; the plugin supports {supported}", _CHOOSE)
    try:
        selected = spans(ui_version)
    except ValueError:
        return warning(
            VERSION, f'"{ui_version}" is not a range of versions; the plugin supports {supported}', _CHOOSE
        )
    needed = spans(supported)
    if is_within(selected, needed):
        return ok(VERSION, f"{ui_version} is within {supported}")
    if overlaps(selected, needed):
        return warning(VERSION, f"{ui_version} may resolve to a release outside {supported}", _CHOOSE)
    return problem(VERSION, f"{ui_version} is outside {supported}, which the plugin supports", _CHOOSE)


def check_react(dependencies: Mapping[str, object], ui_version: str | None) -> Finding:
    """Check that React and ReactDOM are the same version, and one that Flex supports."""
    default = DEFAULT_REACT[_is_flex_2(ui_version)]
    versions = {name: str(dependencies.get(name) or default) for name in ("react", "react-dom")}
    react, dom = versions.values()
    label = react if react == dom else f"react {react}, react-dom {dom}"
    how = "" if any(dependencies.get(name) for name in versions) else " (Flex's own choice)"
    if react != dom:
        return warning(
            REACT, f"the versions differ: {label}", "Set both entries of ui_dependencies to the same version."
        )
    match = _MAJOR.match(f"{react}.")
    if match is None or int(match[1]) not in REACT_MAJORS:
        supported = ", ".join(map(str, REACT_MAJORS))
        return warning(REACT, f"Flex does not support {label} (only {supported})", "Check ui_dependencies.")
    return ok(REACT, f"{label}{how}")


def _is_flex_2(ui_version: str | None) -> bool:
    try:
        return not ui_version or overlaps(spans(ui_version), FLEX_2)
    except ValueError:
        return True


def check_plugin_service(enabled: object) -> Finding:
    """Check that Flex loads plugins."""
    if enabled is True:
        return ok(PLUGIN_SERVICE, "enabled")
    return problem(
        PLUGIN_SERVICE,
        "plugin_service_enabled is off: Flex loads no plugin",
        "Set it to true in the Flex configuration.",
    )


def check_built_in(data: Mapping[str, object]) -> list[Finding]:
    """Check that Twilio's own Salesforce integration is off: both would dial, and both would log."""
    integrations = [_integration(item) for item in _objects(data.get("integrations")) if _is_salesforce(item)]
    if data.get("crm_enabled") is True and _mentions_salesforce(data.get("crm_type")):
        integrations.append(
            warning(
                BUILT_IN,
                f'crm_enabled is on with the type "{data["crm_type"]}"',
                "Set crm_enabled to false, unless this is not Twilio's integration.",
            )
        )
    return integrations or [ok(BUILT_IN, "Twilio's own Salesforce integration is off")]


def _integration(entry: Mapping[str, object]) -> Finding:
    name = entry.get("name") or entry.get("type")
    turn_off = "Turn it off in the Twilio Console: Flex, Manage, Integrations, Salesforce."
    if entry.get("active") is True:
        return problem(BUILT_IN, f'"{name}" is on: both would dial, and both would log', turn_off)
    if entry.get("active") is False:
        return ok(BUILT_IN, f'"{name}" exists, and is off')
    return warning(BUILT_IN, f'"{name}" exists, and does not show whether it is on', turn_off)


def _is_salesforce(entry: Mapping[str, object]) -> bool:
    return any(_mentions_salesforce(entry.get(key)) for key in ("name", "type"))


def _mentions_salesforce(value: object) -> bool:
    return isinstance(value, str) and any(word in value.lower() for word in ("salesforce", "sfdc"))


def _objects(value: object) -> list[Mapping[str, object]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
