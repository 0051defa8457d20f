"""Other plugins that do the same: two of them on one page both dial, and both log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from build.twilio.client.plugins import ConfiguredPlugin
from build.twilio.doctor.findings import Finding, ok, problem, warning

RIVALS = "other plugins"
MARK = b"salesforce_integration"
"""The section that this plugin and the template's feature read; no minifier changes it."""
_TEMPLATES = ("flex-project-template", "flex-ts-template", "flex-template")
_SALESFORCE = ("salesforce", "sfdc")


@dataclass(frozen=True)
class Rival:
    """Another plugin of the active release."""

    plugin: ConfiguredPlugin
    bundle: bytes | None
    """None where it cannot be read."""


def judge_rival(rival: Rival) -> Finding | None:
    """By its bundle, else by its name; None where nothing speaks against it."""
    plugin = rival.plugin
    name = plugin.name.lower()
    label = f"{plugin.name} {plugin.version}"
    disable = f"Release without it: `package.py release --disable {plugin.name}`"
    if rival.bundle is not None:
        if MARK not in rival.bundle:
            return None
        text = f"{label} handles salesforce_integration too: both would dial, and both would log"
        return problem(RIVALS, text, f"{disable}, or take that feature out of it.")
    if any(word in name for word in _SALESFORCE):
        return problem(RIVALS, f"{label} is released too, and by its name does the same", f"{disable}.")
    if any(word in name for word in _TEMPLATES):
        text = f"{label} is released too: with its feature salesforce-integration both would dial"
        return warning(RIVALS, text, f"Look whether that feature is in it. {disable}, or take it out.")
    return None


def judge_custom_plugins(attributes: object, name: str) -> list[Finding]:
    """What the account lists itself, beside every release: Flex loads that as well."""
    given = attributes if isinstance(attributes, Mapping) else {}
    found = []
    if given.get("custom_plugins_url"):
        text = "custom_plugins_url: the plugins of that list come on top, and cannot be seen here"
        found.append(
            warning(RIVALS, text, f"Look that it does not list {name}, or another one for Salesforce.")
        )
    listed = given.get("custom_plugins")
    for entry in listed if isinstance(listed, list) else []:
        label = str(entry.get("name", "")) if isinstance(entry, Mapping) else ""
        if label == name or any(word in label.lower() for word in _SALESFORCE):
            text = f"custom_plugins has {label}, which Flex loads beside what is released"
            found.append(problem(RIVALS, text, "Take it out of plugin_service_attributes."))
    return found


def judge_rivals(found: list[Finding], count: int) -> list[Finding]:
    """The findings, or one that says that all is well."""
    if found:
        return found
    return [ok(RIVALS, f"{count} more released, none of them for Salesforce" if count else "none")]
