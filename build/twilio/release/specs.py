"""Resolve the changes of a release (NAME@VERSION or --disable NAME) on the account."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from semver import Version

from build.remote.errors import InputError
from build.twilio.client.plugins import DEFAULT_PHASE, ConfiguredPlugin, PluginVersion
from build.twilio.client.twilio import Twilio
from build.twilio.versions import highest

LATEST = "latest"


@dataclass(frozen=True)
class PluginSpec:
    """A plugin to release, and its version."""

    name: str
    version: str
    """Or `latest`: the highest that is not archived."""


@dataclass(frozen=True)
class Changes:
    """The changes to the released plugins."""

    enable: tuple[ConfiguredPlugin, ...]
    disable: tuple[str, ...]
    """Names."""
    is_new: bool = False
    """Whether to drop everything that is released now."""

    def of(self, released: Iterable[ConfiguredPlugin]) -> tuple[ConfiguredPlugin, ...]:
        """Return the plugins of the new configuration. Replace a plugin in place and phase, or append it."""
        by_sid = {} if self.is_new else {plugin.plugin_sid: plugin for plugin in released}
        for plugin in self.enable:
            old = by_sid.get(plugin.plugin_sid)
            by_sid[plugin.plugin_sid] = plugin.in_phase(old.phase) if old else plugin
        return tuple(plugin for plugin in by_sid.values() if plugin.name not in self.disable)


def parse_spec(text: str) -> PluginSpec:
    """Parse `NAME`, `NAME@latest` or `NAME@VERSION`. Raises InputError."""
    name, at, version = text.rpartition("@")
    if not at or not name:  # an @ at the beginning belongs to a name such as @acme/plugin
        name, version = text, LATEST
    if not name or not version:
        raise InputError(f'release "{text}"', "expected NAME, NAME@VERSION or NAME@latest")
    if version == LATEST and Version.is_valid(name.removeprefix("@").removeprefix("v")):
        raise InputError(f"release {text}", "this is a version, not a plugin's name", "Write NAME@VERSION.")
    return PluginSpec(name, version)


def find_changes(
    twilio: Twilio,
    specs: Iterable[PluginSpec],
    disable: Iterable[str],
    phases: Mapping[str, int],
    *,
    is_new: bool,
) -> Changes:
    """Find the versions on the account. `phases`: the phase of a new plugin, if not the default.

    Raises InputError for a version that is missing, archived or named twice; ReleaseError.
    """
    named = list(specs)
    off = tuple(disable)
    if is_new and off:
        raise InputError(
            "release --new", "keeps nothing, so --disable has nothing to do", "Use one of the two."
        )
    counts = Counter([*(spec.name for spec in named), *set(off)])
    twice = sorted(name for name, count in counts.items() if count > 1)
    if twice:
        raise InputError("release", f"named twice: {', '.join(twice)}", "Name each plugin once.")
    plugins = [_find(twilio, spec, phases.get(spec.name, DEFAULT_PHASE)) for spec in named]
    return Changes(tuple(plugins), off, is_new)


def check_disabled(twilio: Twilio, changes: Changes, released: Iterable[ConfiguredPlugin]) -> None:
    """Raise InputError for a plugin to disable that is neither released nor on the account.

    A plugin that exists but is not released is not a mistake: an earlier run may have disabled it.
    """
    names = sorted(plugin.name for plugin in released)
    for name in changes.disable:
        if name not in names and twilio.plugins.find_plugin(name) is None:
            close = get_close_matches(name.partition("@")[0], names, n=1, cutoff=0.8)
            then = f"Did you mean {close[0]}?" if close else "See `package.py status`."
            problem = "is not released" if names else "is not released: nothing is"
            raise InputError(f"--disable {name}", problem, then)


def _find(twilio: Twilio, spec: PluginSpec, phase: int) -> ConfiguredPlugin:
    step = f"release {spec.name}@{spec.version}"
    plugin = twilio.plugins.find_plugin(spec.name)
    if plugin is None:
        raise InputError(
            step, f"the account has no plugin {spec.name}", "Deploy it, or see `package.py status`."
        )
    if plugin.archived:
        raise InputError(step, f"the plugin {plugin.name} is archived", "Release another plugin.")
    version = _find_version(twilio, spec, plugin.name, step)
    return ConfiguredPlugin(
        plugin.sid, version.sid, plugin.name, version.version, version.url, version.private, phase
    )


def _find_version(twilio: Twilio, spec: PluginSpec, name: str, step: str) -> PluginVersion:
    if spec.version != LATEST:
        registered = twilio.plugins.find_version(name, spec.version)
        if registered is None:
            raise InputError(step, f"{name} has no such version", f"See `package.py list versions {name}`.")
        if registered.archived:
            raise InputError(step, "this version is archived", "Release another version.")
        return registered
    usable = {version.version: version for version in twilio.plugins.versions(name) if not version.archived}
    newest = highest(usable)
    if newest is None:
        raise InputError(step, f"{name} has no version that can be released", "Deploy one first.")
    return usable[newest]
