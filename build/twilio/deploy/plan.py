"""What is to be deployed, and what is left to do for it: decided before anything is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from build.twilio import versions
from build.twilio.client import plugins, serverless
from build.twilio.client.plugins import PluginVersion
from build.twilio.client.request import File
from build.twilio.client.serverless import AssetVersion
from build.twilio.deploy.state import Found
from build.twilio.errors import InputError


@dataclass(frozen=True)
class Deployable:
    """A built plugin, and what the account is to know of it."""

    name: str
    version: str
    friendly_name: str
    description: str
    changelog: str
    public: bool
    tool_version: str
    bundle: bytes
    source_map: bytes
    replace_texts: bool = False
    """Whether friendly name and description replace those that the account has."""

    @property
    def files(self) -> dict[str, File]:
        """By the path that each is served at, in the order of upload."""
        folder = f"/plugins/{self.name}/{self.version}"
        return {
            f"{folder}/bundle.js": File(f"{self.name}.js", self.bundle, "application/javascript"),
            f"{folder}/bundle.js.map": File(f"{self.name}.js.map", self.source_map, "application/json"),
        }

    @property
    def bundle_path(self) -> str:
        return next(iter(self.files))

    def url(self, domain: str) -> str:
        """Where Twilio finds the bundle."""
        return f"https://{domain}{self.bundle_path}"

    @property
    def bundle_sha256(self) -> str:
        return hashlib.sha256(self.bundle).hexdigest()


class Served(Enum):
    """How a file that is live compares with one that was built."""

    SAME = "the same"
    DIFFERENT = "different"
    UNKNOWN = "cannot be read"


Compare = Callable[[AssetVersion, bytes], Served]
"""Looks at a live file and compares it with the content that was built."""


@dataclass(frozen=True)
class Plan:
    """What is left to do."""

    registered: PluginVersion | None
    """The version, where this very deploy is on the account already: nothing is left to do."""
    live: tuple[AssetVersion, ...]
    """What stays in the build, in its order."""
    kept: tuple[AssetVersion, ...]
    """Files of this version that a run before left there, proved to be the ones built now."""
    replaced: tuple[AssetVersion, ...]
    """... and those that are not, or may not be."""
    to_upload: tuple[str, ...]
    """The paths."""
    notes: tuple[str, ...] = ()


def make_plan(found: Found, plugin: Deployable, compare: Compare) -> Plan:
    """Checks everything that can be checked, and says what is to be done.

    Raises InputError where it must not be done: a version that is taken or too low, a plugin that is
    archived, texts or files that are too long.
    """
    if found.plugin and found.plugin.archived:
        raise InputError(
            f"deploy {plugin.name}",
            "the plugin is archived on this account, and Twilio never brings one back",
            "Deploy it under another name: plugin.name in settings.yaml.",
        )
    plugins.check_texts(
        name=plugin.name,
        friendly_name=plugin.friendly_name,
        description=plugin.description,
        changelog=plugin.changelog,
    )
    for path, file in plugin.files.items():
        serverless.check_upload(path, file)
    registered = found.version(plugin.version)
    live = found.build.asset_versions if found.build else ()
    if registered:
        return _plan_of_registered(found, plugin, registered, compare)
    versions.check_greater(plugin.version, found.version_numbers)
    others = tuple(one for one in live if one.path not in plugin.files)
    ours = [one for one in live if one.path in plugin.files]
    kept = tuple(one for one in ours if _is_as_built(one, plugin, compare))
    there = {one.path for one in kept}
    return Plan(
        None,
        others,
        kept,
        tuple(one for one in ours if one not in kept),
        tuple(path for path in plugin.files if path not in there),
    )


def is_deployed(found: Found, plugin: Deployable, compare: Compare) -> bool:
    """Whether this very plugin is registered: proved by its bundle, or by the digest in its changelog."""
    registered = found.version(plugin.version)
    if registered is None or registered.archived or registered.private == plugin.public:
        return False
    live = found.build.asset_versions if found.build else ()
    bundle = next((one for one in live if one.path == plugin.bundle_path), None)
    served = compare(bundle, plugin.bundle) if bundle else Served.DIFFERENT
    named = plugin.bundle_sha256 in registered.changelog
    return served is Served.SAME or (served is Served.UNKNOWN and named)


def _is_as_built(one: AssetVersion, plugin: Deployable, compare: Compare) -> bool:
    """Nobody uses a file before its version is registered: it is replaced unless it is surely right."""
    visibility = "public" if plugin.public else "protected"
    content = plugin.files[one.path].content
    return one.visibility == visibility and compare(one, content) is Served.SAME


def _plan_of_registered(
    found: Found, plugin: Deployable, registered: PluginVersion, compare: Compare
) -> Plan:
    """Registering comes last, so a version that is there was deployed whole: by a run before, or another."""
    live = found.build.asset_versions if found.build else ()
    bundle = next((one for one in live if one.path == plugin.bundle_path), None)
    served = compare(bundle, plugin.bundle) if bundle else Served.DIFFERENT
    step = f"the version {plugin.version}"
    if registered.archived:
        raise InputError(step, "is on the account already, and archived", _ways(found))
    if served is Served.DIFFERENT:
        what = "with another bundle" if bundle else "and its bundle is not served by this account"
        raise InputError(step, f"is on the account already, {what}", _ways(found))
    if registered.private == plugin.public:
        what = "public" if plugin.public else "private"
        raise InputError(step, f"is on the account already, and not {what}", _ways(found))
    notes: list[str] = []
    if served is Served.UNKNOWN:
        if registered.changelog != plugin.changelog:
            raise InputError(step, "is on the account already, with another changelog", _ways(found))
        # A default changelog names the bundle's digest; a person's own says nothing of it.
        if plugin.bundle_sha256 not in registered.changelog:
            notes.append(
                f"{plugin.version} was registered before with this changelog; whether its bundle is this one "
                "can only be seen with TWILIO_AUTH_TOKEN, or after `deploy --public`"
            )
    return Plan(registered, live, (), (), (), tuple(notes))


def _ways(found: Found) -> str:
    following = versions.next_version(found.version_numbers, "patch")
    return f"Use --bump, or --plugin-version {following}."
