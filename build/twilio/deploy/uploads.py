"""Upload the files of a version, each to its own asset. Reuse assets that a failed run left behind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from build.twilio.client.serverless import Asset, AssetVersion
from build.twilio.client.twilio import Twilio
from build.twilio.deploy.plan import BuiltPlugin, PluginPlan

MAX_LEFTOVERS = 20
"""The maximum number of assets outside the deployed build to read, the newest first: each costs a request."""


@dataclass
class Leftovers:
    """Assets of the plugin that are in no deployed build, because failed runs left them behind."""

    taken: set[str] = field(default_factory=set)
    """The SIDs of all assets that this run must not take."""
    by_path: dict[str, str] = field(default_factory=dict)
    """The asset to which a file for that path was uploaded."""
    empty: list[str] = field(default_factory=list)


def find_leftovers(twilio: Twilio, service: str, plugin: BuiltPlugin, plan: PluginPlan) -> Leftovers:
    """Find assets to reuse. Do not trust their content: it is uploaded again."""
    leftovers = Leftovers(by_path={asset.path: asset.asset_sid for asset in plan.replaced})
    deployed = {asset.asset_sid for asset in (*plan.others, *plan.kept, *plan.replaced)}
    everything = _of_plugin(twilio.serverless.assets(service), plugin.name)
    leftovers.taken = {asset.sid for asset in everything}
    for asset in [asset for asset in everything if asset.sid not in deployed][:MAX_LEFTOVERS]:
        paths = {version.path for version in twilio.serverless.asset_versions(service, asset.sid)}
        if not paths:
            leftovers.empty.append(asset.sid)
        elif len(paths) == 1:
            leftovers.by_path.setdefault(paths.pop(), asset.sid)
    return leftovers


@dataclass(frozen=True)
class Uploader:
    """Upload the files of one plugin to one service."""

    twilio: Twilio
    service: str
    plugin: BuiltPlugin
    leftovers: Leftovers

    def upload(self, path: str) -> AssetVersion:
        """Upload the file for this path. Raises ReleaseError."""
        file = self.plugin.files[path]
        self.twilio.progress.step(f"upload {file.name} ({len(file.content):,} bytes)")
        serverless = self.twilio.serverless
        sid = self._asset_for(path)
        before = {version.sid for version in self._versions(sid)} if path in self.leftovers.by_path else set()

        def find() -> AssetVersion | None:
            newest = self._versions(sid)
            return next(
                (version for version in newest if version.path == path and version.sid not in before), None
            )

        def send() -> AssetVersion:
            return serverless.upload(self.service, sid, path, file, public=self.plugin.public)

        return self.twilio.create_idempotently(send, find)

    def _asset_for(self, path: str) -> str:
        asset = self.leftovers.by_path.get(path)
        while asset is None and self.leftovers.empty:
            empty = self.leftovers.empty.pop()
            # Another pipeline may have just created it for another version.
            if not self._versions(empty):
                asset = empty
        return asset or self._create_asset()

    def _create_asset(self) -> str:
        serverless, leftovers = self.twilio.serverless, self.leftovers

        def find() -> str | None:
            """Find a new asset that is still empty."""
            for asset in _of_plugin(serverless.assets(self.service), self.plugin.name):
                if asset.sid not in leftovers.taken and not self._versions(asset.sid):
                    return asset.sid
            return None

        sid = self.twilio.create_idempotently(
            lambda: serverless.create_asset(self.service, self.plugin.name), find
        )
        leftovers.taken.add(sid)
        return sid

    def _versions(self, asset: str) -> list[AssetVersion]:
        return self.twilio.serverless.asset_versions(self.service, asset)


def _of_plugin(assets: Iterable[Asset], name: str) -> list[Asset]:
    """Return the plugin's assets, the newest first."""
    own = [asset for asset in assets if asset.friendly_name == name]
    return sorted(own, key=lambda asset: asset.date_created, reverse=True)
