"""Decide what a deploy still has to do, before anything is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from build.remote.errors import InputError
from build.twilio import versions
from build.twilio.client import plugins, serverless
from build.twilio.client.plugins import PluginVersion
from build.twilio.client.request import File
from build.twilio.client.served_file import ServedFiles
from build.twilio.client.serverless import AssetVersion
from build.twilio.deploy.state import AccountState


@dataclass(frozen=True)
class BuiltPlugin:
    """A built plugin, with its texts for the account."""

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
        """The files by the path at which each is served, in the order of upload."""
        folder = f"/plugins/{self.name}/{self.version}"
        return {
            f"{folder}/bundle.js": File(f"{self.name}.js", self.bundle, "application/javascript"),
            f"{folder}/bundle.js.map": File(f"{self.name}.js.map", self.source_map, "application/json"),
        }

    @property
    def bundle_path(self) -> str:
        """The path at which the bundle is served."""
        return next(iter(self.files))

    def url(self, domain: str) -> str:
        """Return the bundle's URL."""
        return f"https://{domain}{self.bundle_path}"

    @property
    def bundle_sha256(self) -> str:
        """The bundle's digest."""
        return hashlib.sha256(self.bundle).hexdigest()


class Served(Enum):
    """The result of comparing a deployed file with the built one."""

    SAME = "the same"
    DIFFERENT = "different"
    UNKNOWN = "cannot be read"


Compare = Callable[[AssetVersion, bytes], Served]
"""Compares a deployed file with the built content."""


class Comparison:
    """Compare built files with those that the environment serves. Download each file once."""

    def __init__(self, state: AccountState, files: ServedFiles) -> None:
        self._domain = state.environment.domain_name if state.environment else ""
        self._files = files
        self._read: dict[str, bytes | None] = {}

    def __call__(self, version: AssetVersion, built: bytes) -> Served:
        """Compare; UNKNOWN if these credentials cannot read the file. Raises RemoteUnavailable."""
        if version.sid not in self._read:
            self._read[version.sid] = self._files.read(
                self._domain, version.path, public=version.visibility == "public"
            )
        content = self._read[version.sid]
        if content is None:
            return Served.UNKNOWN
        return Served.SAME if content == built else Served.DIFFERENT


@dataclass(frozen=True)
class PluginPlan:
    """The work that is left."""

    registered: PluginVersion | None
    """The version, if exactly this deploy is already on the account: nothing is left to do."""
    others: tuple[AssetVersion, ...]
    """Deployed files that stay in the build, in its order."""
    kept: tuple[AssetVersion, ...] = ()
    """Files of this version from an earlier run, proved to match this build."""
    replaced: tuple[AssetVersion, ...] = ()
    """Files of this version from an earlier run that do not match, or may not."""
    to_upload: tuple[str, ...] = ()
    """The paths."""
    notes: tuple[str, ...] = ()


def _check_plugin(state: AccountState, plugin: BuiltPlugin) -> None:
    """Raise InputError if Twilio would refuse the plugin, its texts or its files."""
    if state.plugin and state.plugin.archived:
        raise InputError(
            f"deploy {plugin.name}",
            "the plugin is archived on this account, and Twilio cannot restore it",
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


def plan_plugin(state: AccountState, plugin: BuiltPlugin, compare: Compare) -> PluginPlan:
    """Check everything that can be checked, and decide what is left to do.

    Raises InputError if the deploy is impossible: a version that is taken or too low, an archived plugin,
    texts or files that are too long.
    """
    _check_plugin(state, plugin)
    registered = state.version(plugin.version)
    if registered:
        return _plan_of_registered(state, plugin, registered, compare)
    versions.check_greater(plugin.version, state.version_numbers)
    deployed = state.build.asset_versions if state.build else ()
    others = tuple(asset for asset in deployed if asset.path not in plugin.files)
    own = [asset for asset in deployed if asset.path in plugin.files]
    kept = tuple(asset for asset in own if _matches_build(asset, plugin, compare))
    kept_paths = {asset.path for asset in kept}
    return PluginPlan(
        registered=None,
        others=others,
        kept=kept,
        replaced=tuple(asset for asset in own if asset not in kept),
        to_upload=tuple(path for path in plugin.files if path not in kept_paths),
    )


def is_deployed(state: AccountState, plugin: BuiltPlugin, compare: Compare) -> bool:
    """Return whether this build is registered. Its bundle, or the digest in its changelog, proves it."""
    registered = state.version(plugin.version)
    if registered is None or registered.archived or registered.private == plugin.public:
        return False
    bundle = _deployed_bundle(state, plugin)
    served = compare(bundle, plugin.bundle) if bundle else Served.DIFFERENT
    named = plugin.bundle_sha256 in registered.changelog
    return served is Served.SAME or (served is Served.UNKNOWN and named)


def _deployed_bundle(state: AccountState, plugin: BuiltPlugin) -> AssetVersion | None:
    deployed = state.build.asset_versions if state.build else ()
    return next((asset for asset in deployed if asset.path == plugin.bundle_path), None)


def _matches_build(asset: AssetVersion, plugin: BuiltPlugin, compare: Compare) -> bool:
    """Return whether a deployed file certainly matches. Any other is replaced: Flex does not load it yet."""
    visibility = "public" if plugin.public else "protected"
    content = plugin.files[asset.path].content
    return asset.visibility == visibility and compare(asset, content) is Served.SAME


def _plan_of_registered(
    state: AccountState, plugin: BuiltPlugin, registered: PluginVersion, compare: Compare
) -> PluginPlan:
    """Return a plan without work, or refuse. A registered version is complete: registering comes last."""
    deployed = state.build.asset_versions if state.build else ()
    bundle = _deployed_bundle(state, plugin)
    served = compare(bundle, plugin.bundle) if bundle else Served.DIFFERENT
    step = f"the version {plugin.version}"
    if registered.archived:
        raise InputError(step, "is on the account already, and archived", _alternatives(state))
    if served is Served.DIFFERENT:
        difference = "with another bundle" if bundle else "and its bundle is not served by this account"
        raise InputError(step, f"is on the account already, {difference}", _alternatives(state))
    if registered.private == plugin.public:
        difference = "public" if plugin.public else "private"
        raise InputError(step, f"is on the account already, and not {difference}", _alternatives(state))
    notes: list[str] = []
    if served is Served.UNKNOWN:
        if registered.changelog != plugin.changelog:
            raise InputError(step, "is on the account already, with another changelog", _alternatives(state))
        # The default changelog contains the bundle's digest; a custom one proves nothing.
        if plugin.bundle_sha256 not in registered.changelog:
            notes.append(
                f"{plugin.version} was registered before with this changelog; whether its bundle is this one "
                "can only be checked with TWILIO_AUTH_TOKEN, or after `deploy --public`"
            )
    return PluginPlan(registered, others=deployed, notes=tuple(notes))


def _alternatives(state: AccountState) -> str:
    following = versions.next_version(state.version_numbers, "patch")
    return f"Use --bump, or --plugin-version {following}."
