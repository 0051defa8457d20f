"""What a release is asked to change, NAME@VERSION or --disable NAME, found on the account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from semver import Version

from build.twilio.client import plugins
from build.twilio.client.plugins import FLEXS_OWN_PHASE, ConfiguredPlugin, PluginVersion
from build.twilio.client.request import Transport
from build.twilio.errors import InputError
from build.twilio.versions import greatest

LATEST = "latest"


@dataclass(frozen=True)
class Wish:
    """A plugin that is to be live, and in which version."""

    name: str
    version: str
    """Or `latest`: the greatest that is not archived."""


@dataclass(frozen=True)
class Changes:
    """What is to become of the live plugins."""

    enable: tuple[ConfiguredPlugin, ...]
    disable: tuple[str, ...]
    """Names."""
    is_new: bool = False
    """Whether nothing of what is live is kept."""

    def of(self, live: Iterable[ConfiguredPlugin]) -> tuple[ConfiguredPlugin, ...]:
        """The plugins of the new configuration: replaced in place with the phase they have, else appended."""
        there = {} if self.is_new else {one.plugin_sid: one for one in live}
        for one in self.enable:
            old = there.get(one.plugin_sid)
            there[one.plugin_sid] = one.in_phase(old.phase) if old else one
        return tuple(one for one in there.values() if one.name not in self.disable)


def read_wish(text: str) -> Wish:
    """`NAME`, `NAME@latest` or `NAME@VERSION`. Raises InputError."""
    name, at, version = text.rpartition("@")
    if not at or not name:  # an @ at the beginning belongs to a name such as @acme/plugin
        name, version = text, LATEST
    if not name or not version:
        raise InputError(f'release "{text}"', "expected NAME, NAME@VERSION or NAME@latest")
    if version == LATEST and Version.is_valid(name.removeprefix("@").removeprefix("v")):
        raise InputError(f"release {text}", "this is a version, of no plugin", "Write NAME@VERSION.")
    return Wish(name, version)


def find_changes(
    transport: Transport,
    wishes: Iterable[Wish],
    disable: Iterable[str],
    phases: Mapping[str, int],
    *,
    is_new: bool,
) -> Changes:
    """The versions that are wished for. `phases`: where plugins that are not live yet go; else Flex's own.

    Raises InputError for what is not on the account, is archived, or is wished for twice; ReleaseError.
    """
    named = list(wishes)
    off = tuple(disable)
    if is_new and off:
        raise InputError("release --new", "keeps nothing, so --disable has nothing to do", "Leave one out.")
    twice = {one.name for one in named if [other.name for other in named].count(one.name) > 1}
    twice |= {one.name for one in named if one.name in off}
    if twice:
        raise InputError("release", f"{', '.join(sorted(twice))} is named twice", "Say once what is meant.")
    found = [_find(transport, wish, phases.get(wish.name, FLEXS_OWN_PHASE)) for wish in named]
    return Changes(tuple(found), off, is_new)


def check_disabled(transport: Transport, changes: Changes, live: Iterable[ConfiguredPlugin]) -> None:
    """Raises InputError when something is to be disabled that is not live, and not on the account either.

    A plugin that is there and not live is no mistake: a run before may have taken it out.
    """
    there = sorted(one.name for one in live)
    for name in changes.disable:
        if name not in there and plugins.find_plugin(transport, name) is None:
            close = get_close_matches(name.partition("@")[0], there, n=1, cutoff=0.8)
            way_on = f"Did you mean {close[0]}?" if close else "See `package.py status`."
            raise InputError(
                f"--disable {name}", "is not live" if there else "is not live: nothing is", way_on
            )


def _find(transport: Transport, wish: Wish, phase: int) -> ConfiguredPlugin:
    step = f"release {wish.name}@{wish.version}"
    plugin = plugins.find_plugin(transport, wish.name)
    if plugin is None:
        raise InputError(
            step, f"the account has no plugin {wish.name}", "Deploy it, or see `package.py status`."
        )
    if plugin.archived:
        raise InputError(step, f"the plugin {plugin.name} is archived", "Take another one.")
    version = _find_version(transport, wish, plugin.name, step)
    return ConfiguredPlugin(
        plugin.sid, version.sid, plugin.name, version.version, version.url, version.private, phase
    )


def _find_version(transport: Transport, wish: Wish, name: str, step: str) -> PluginVersion:
    if wish.version != LATEST:
        found = plugins.find_version(transport, name, wish.version)
        if found is None:
            raise InputError(step, f"{name} has no such version", f"See `package.py list versions {name}`.")
        if found.archived:
            raise InputError(step, "this version is archived", "Take another one.")
        return found
    usable = {one.version: one for one in plugins.versions(transport, name) if not one.archived}
    newest = greatest(usable)
    if newest is None:
        raise InputError(step, f"{name} has no version that can be released", "Deploy one.")
    return usable[newest]
