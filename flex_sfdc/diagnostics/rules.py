"""Decide the plugin's health: a list of checks. `package.py doctor` reads the same list.

Pure functions of plain values. Rules: docs/specification.md, section 11.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from flex_sfdc.salesforce.lightning_messages import PROMISES
from flex_sfdc.utils.sfdc_loader import shown_origin

OK = "ok"
WARNING = "warning"
PROBLEM = "problem"
UNCHECKED = "unchecked"  # the check has not run yet, or waits for another to succeed

ADMIN_ROLES = ("admin", "supervisor")  # Flex's roles that see the list without a problem

# For each check, in the order of the list: the ending of the keys of its texts, and its step in
# docs/salesforce-setup.md.
CHECKS: dict[str, tuple[str, str]] = {
    "enabled": ("Enabled", "9-switch-the-plugin-on"),
    "embedded": ("Embedded", "5-utility-bar"),
    "origin": ("Origin", "9-switch-the-plugin-on"),
    "classic": ("Classic", "1-can-this-org-use-open-cti"),
    "script": ("Script", "3-call-center"),
    "salesforce": ("Salesforce", "troubleshooting"),
    "access": ("Access", "with-the-org-package"),
    "click_to_dial": ("ClickToDial", "4-users"),
    "console": ("Console", "7-trusted-urls-csp-and-microphone"),
    "channels": ("Channels", "12-message-channels"),
    "storage": ("Storage", "8-browser-policy"),
    "microphone": ("Microphone", "7-trusted-urls-csp-and-microphone"),
    "attributes": ("Attributes", "diagnostics-in-flex"),
    "configuration": ("Configuration", "9-switch-the-plugin-on"),
    "activities": ("Activities", "what-the-agent-sees"),
}
WARNINGS = ("console", "configuration", "activities")  # if these fail, the agent can still work


class Check(TypedDict):
    """A check: its name, level and reason. The reason has codes and addresses, but no customer data."""

    name: str
    level: str
    why: str


def label_key(name: str) -> str:
    """Return the key of a check's label."""
    return f"PSSalesforceCheck{CHECKS[name][0]}"


def advice_key(name: str) -> str:
    """Return the key of the advice for a check that is not ok."""
    return f"PSSalesforceAdvice{CHECKS[name][0]}"


def checks(reasons: Mapping[str, str | None]) -> list[Check]:
    """Return the checks that apply, in order.

    `reasons`: by name the reason of a failure, "" on success, None before the check has run. A check that is
    not in `reasons` does not apply.
    """
    result: list[Check] = []
    for name in CHECKS:
        if name in reasons:
            why = reasons[name]
            level = PROBLEM
            if not why:
                level = UNCHECKED if why is None else OK
            elif name in WARNINGS or all(part in PROMISES for part in why.split(", ")):
                level = WARNING
            result.append({"name": name, "level": level, "why": why or ""})
    return result


def connection_reasons(outcome: str | None, driver: Mapping[str, str]) -> dict[str, str | None]:
    """Return the reasons of the connection's checks. Report a cause, but not its consequences.

    `outcome`: why the CRM does not answer; `driver`: the driver's `CrmHost.health`.
    """
    script, classic = driver.get("script"), driver.get("classic")
    reasons: dict[str, str | None]
    if not outcome:
        reasons = {"salesforce": outcome, "script": outcome}
    elif classic:
        reasons = {"classic": classic, "salesforce": None, "script": None}
    else:
        reasons = {"salesforce": None if script else outcome, "script": script}
    if script is None:
        reasons.pop("script")
    if "access" in driver:
        reasons["access"] = driver["access"] if outcome == "" else None
    return reasons


def origin_reason(is_embedded: bool, is_trusted: bool, origin: str) -> str | None:
    """Return the origin of the page around Flex if it is not trusted, otherwise ""."""
    if not is_embedded:
        return None
    return "" if is_trusted else shown_origin(origin)


def channels_reason(outcomes: Mapping[str, str]) -> str | None:
    """Return which of the account's channels do not work, and why. Return None before any was tried."""
    tried = [part for part in outcomes if part.endswith("_channel")]
    return "; ".join([f"{part}: {outcomes[part]}" for part in tried if outcomes[part]]) if tried else None


def settings_reasons(outcomes: Mapping[str, str]) -> list[str]:
    """Return the mistakes in the settings of extensions."""
    return [outcomes[part] for part in outcomes if part.split(" ")[0] == "settings" and outcomes[part]]


def activities_reason(states: list[str]) -> str:
    """Return the number of unsaved activities in each state."""
    counts: dict[str, int] = {}
    for state in states:
        counts[state] = (counts.get(state) or 0) + 1
    return ", ".join([f"{counts[state]} {state}" for state in counts])


def is_staff(roles: object) -> bool:
    """Return whether a Flex user with these roles sees the list even without a problem."""
    return isinstance(roles, list) and any(role in roles for role in ADMIN_ROLES)


def problems_in(listed: list[Check]) -> int:
    """Return how many checks are problems."""
    return len([check for check in listed if check["level"] == PROBLEM])


def report(first: list[str], listed: list[Check]) -> str:
    """Return the text for a ticket, in English for the support staff."""
    lines = list(first)
    for check in listed:
        why = f" ({check['why']})" if check["why"] else ""
        lines.append(f"{check['name']}: {check['level']}{why}")
    return "\n".join(lines)
