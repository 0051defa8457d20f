"""The plugin on the account: where its files are, whether it is registered, what is released."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from build.twilio.client.plugins import ConfiguredPlugin, Plugin, PluginVersion
from build.twilio.client.serverless import Environment, Service
from build.twilio.doctor.findings import Finding, ok, problem, warning
from build.twilio.versions import greatest

SERVICE = "serverless service"
ENVIRONMENT = "environment"
REGISTERED = "plugin"
RELEASED = "release"
_DEPLOY = "Run `package.py deploy`."


def judge_services(services: Mapping[str, Service | None]) -> list[Finding]:
    """The services that Flex takes plugins from, by their sid; None for one that is gone."""
    if not services:
        return [
            problem(SERVICE, "Flex knows of none, so it has no plugin's files", f"{_DEPLOY} It makes one.")
        ]
    return [
        ok(SERVICE, f"{sid} ({service.unique_name})")
        if service
        else problem(SERVICE, f"{sid} is registered with Flex, and gone", f"{_DEPLOY} It registers another.")
        for sid, service in services.items()
    ]


def judge_environment(name: str, environment: Environment | None) -> Finding:
    """The plugin's own place within a service."""
    if environment is None:
        return problem(ENVIRONMENT, f"none is called {name}: it was never deployed here", _DEPLOY)
    if environment.build_sid is None:
        return problem(ENVIRONMENT, f"{environment.domain_name} is empty", f"{_DEPLOY} It fills it.")
    return ok(ENVIRONMENT, environment.domain_name)


def newest_of(versions: Sequence[PluginVersion]) -> PluginVersion | None:
    """The greatest version that is not archived."""
    usable = [one for one in versions if not one.archived]
    top = greatest(one.version for one in usable)
    return next((one for one in usable if one.version == top), None)


def judge_registered(name: str, plugin: Plugin | None, versions: Sequence[PluginVersion]) -> Finding:
    """Whether Flex knows the plugin and a version of it."""
    if plugin is None:
        return problem(REGISTERED, f"{name} is not registered", _DEPLOY)
    if plugin.archived:
        then = "An archived one never comes back: deploy under another name, plugin.name in settings.yaml."
        return problem(REGISTERED, f"{name} is archived", then)
    newest = newest_of(versions)
    if newest is None:
        return problem(REGISTERED, f"{name} has no version that is not archived", _DEPLOY)
    return ok(REGISTERED, f"{name}, newest version {newest.version}")


def judge_released(
    name: str,
    released: Sequence[ConfiguredPlugin] | None,
    versions: Sequence[PluginVersion],
    domain: str | None,
) -> list[Finding]:
    """Whether agents have the plugin, and its newest version; `released` is None without any release."""
    newest = newest_of(versions)
    release = f"Run `package.py release {name}@{newest.version}`." if newest else _DEPLOY
    if released is None:
        return [problem(RELEASED, "nothing was ever released on this account", release)]
    live = next((one for one in released if one.name == name), None)
    if live is None:
        return [problem(RELEASED, f"{name} is not in the active release", release)]
    found = []
    if any(one.sid == live.version_sid and one.archived for one in versions):
        found.append(warning(RELEASED, f"{live.version} is live, and archived", release))
    if newest and newest.version != live.version:
        found.append(warning(RELEASED, f"{live.version} is live, the newest is {newest.version}", release))
    if domain and not live.url.startswith(f"https://{domain}/"):
        text = f"{live.version} is loaded from {live.url}, not from the plugin's environment"
        found.append(warning(RELEASED, text, f"{_DEPLOY} Then release that version."))
    return found or [ok(RELEASED, f"{live.version} is live, in phase {live.phase}")]
