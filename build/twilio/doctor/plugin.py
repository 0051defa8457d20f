"""Check the plugin on the account: its files, its registration, its release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from build.remote.findings import Finding, ok, problem, warning
from build.twilio.client.plugins import ConfiguredPlugin, Plugin, PluginVersion
from build.twilio.client.serverless import Environment, Service
from build.twilio.versions import highest

SERVICE = "serverless service"
ENVIRONMENT = "environment"
REGISTERED = "plugin"
RELEASED = "release"
_DEPLOY = "Run `package.py deploy`."


def check_services(services: Mapping[str, Service | None]) -> list[Finding]:
    """Check the services that Flex loads plugins from, by SID. The value of a deleted service is None."""
    if not services:
        return [
            problem(
                SERVICE,
                "no service is registered with Flex, so Flex loads no plugins",
                f"{_DEPLOY} It creates a service.",
            )
        ]
    return [
        ok(SERVICE, f"{sid} ({service.unique_name})")
        if service
        else problem(
            SERVICE, f"{sid} is registered with Flex but no longer exists", f"{_DEPLOY} It registers another."
        )
        for sid, service in services.items()
    ]


def check_environment(name: str, environment: Environment | None) -> Finding:
    """Check the plugin's environment."""
    if environment is None:
        return problem(ENVIRONMENT, f"there is none named {name}: it was never deployed here", _DEPLOY)
    if environment.build_sid is None:
        return problem(ENVIRONMENT, f"{environment.domain_name} is empty", f"{_DEPLOY} That fills it.")
    return ok(ENVIRONMENT, environment.domain_name)


def newest_of(versions: Sequence[PluginVersion]) -> PluginVersion | None:
    """Return the highest version that is not archived."""
    usable = [version for version in versions if not version.archived]
    top = highest(version.version for version in usable)
    return next((version for version in usable if version.version == top), None)


def check_registered(name: str, plugin: Plugin | None, versions: Sequence[PluginVersion]) -> Finding:
    """Check that the plugin and one of its versions are registered."""
    if plugin is None:
        return problem(REGISTERED, f"{name} is not registered", _DEPLOY)
    if plugin.archived:
        then = "Twilio cannot restore it: deploy under another name, plugin.name in settings.yaml."
        return problem(REGISTERED, f"{name} is archived", then)
    newest = newest_of(versions)
    if newest is None:
        return problem(REGISTERED, f"{name} has no version, or only archived ones", _DEPLOY)
    return ok(REGISTERED, f"{name}, newest version {newest.version}")


def check_released(
    name: str,
    released: Sequence[ConfiguredPlugin] | None,
    versions: Sequence[PluginVersion],
    domain: str | None,
) -> list[Finding]:
    """Check that agents have the plugin's newest version. `released` is None if there is no release."""
    newest = newest_of(versions)
    release = f"Run `package.py release {name}@{newest.version}`." if newest else _DEPLOY
    if released is None:
        return [problem(RELEASED, "nothing was ever released on this account", release)]
    active = next((plugin for plugin in released if plugin.name == name), None)
    if active is None:
        return [problem(RELEASED, f"{name} is not in the active release", release)]
    findings = []
    if any(version.sid == active.version_sid and version.archived for version in versions):
        findings.append(warning(RELEASED, f"{active.version} is released but archived", release))
    if newest and newest.version != active.version:
        findings.append(
            warning(RELEASED, f"{active.version} is released, the newest is {newest.version}", release)
        )
    if domain and not active.url.startswith(f"https://{domain}/"):
        text = f"{active.version} is loaded from {active.url}, not from the plugin's environment"
        findings.append(warning(RELEASED, text, f"{_DEPLOY} Then release that version."))
    return findings or [ok(RELEASED, f"{active.version} is released, in phase {active.phase}")]
