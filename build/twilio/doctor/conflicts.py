"""Find other plugins with the same features: two of them on one page would both dial and both log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from build.remote.findings import Finding, ok, problem, warning
from build.twilio.client.plugins import ConfiguredPlugin

CONFLICTS = "other plugins"
MARK = b"salesforce_integration"
"""The section that this plugin and the template's feature read; no minifier changes it."""
_TEMPLATES = ("flex-project-template", "flex-ts-template", "flex-template")
_SALESFORCE = ("salesforce", "sfdc")


@dataclass(frozen=True)
class OtherPlugin:
    """Another plugin of the active release."""

    plugin: ConfiguredPlugin
    bundle: bytes | None
    """None if it cannot be read."""


def check_plugin(other: OtherPlugin) -> Finding | None:
    """Return a finding if the bundle, or without a bundle the name, shows a conflict; otherwise None."""
    plugin = other.plugin
    name = plugin.name.lower()
    label = f"{plugin.name} {plugin.version}"
    disable = f"Release without it: `package.py release --disable {plugin.name}`"
    if other.bundle is not None:
        if MARK not in other.bundle:
            return None
        text = f"{label} handles salesforce_integration too: both would dial, and both would log"
        return problem(CONFLICTS, text, f"{disable}, or remove that feature from it.")
    if any(word in name for word in _SALESFORCE):
        text = f"{label} is also released; its name suggests that it does the same"
        return problem(CONFLICTS, text, f"{disable}.")
    if any(word in name for word in _TEMPLATES):
        text = f"{label} is released too: with its feature salesforce-integration both would dial"
        return warning(
            CONFLICTS, text, f"Check whether it has that feature. {disable}, or remove the feature."
        )
    return None


def check_custom_plugins(attributes: object, name: str) -> list[Finding]:
    """Check the plugins that the account lists itself: Flex loads them in addition to every release."""
    settings = attributes if isinstance(attributes, Mapping) else {}
    findings = []
    if settings.get("custom_plugins_url"):
        text = "custom_plugins_url: Flex also loads the plugins of that list, which cannot be checked here"
        then = f"Check that it lists neither {name} nor another plugin for Salesforce."
        findings.append(warning(CONFLICTS, text, then))
    listed = settings.get("custom_plugins")
    for entry in listed if isinstance(listed, list) else []:
        label = str(entry.get("name", "")) if isinstance(entry, Mapping) else ""
        if label == name or any(word in label.lower() for word in _SALESFORCE):
            text = f"custom_plugins has {label}, which Flex loads in addition to the released plugins"
            findings.append(problem(CONFLICTS, text, "Remove it from plugin_service_attributes."))
    return findings


def summarize(findings: list[Finding], count: int) -> list[Finding]:
    """Return the findings, or a finding that there is no conflict."""
    if findings:
        return findings
    return [ok(CONFLICTS, f"{count} more released, none of them for Salesforce" if count else "none")]
