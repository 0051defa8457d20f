"""The files of a version go up: each an asset of its own, those that a failed run left behind used first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from build.twilio.client import serverless
from build.twilio.client.idempotency import made_once
from build.twilio.client.request import Transport
from build.twilio.client.retry import Clock
from build.twilio.client.serverless import Asset, AssetVersion
from build.twilio.deploy.plan import Deployable, Plan
from build.twilio.progress import Progress

MOST_LEFTOVERS = 20
"""How many assets outside the live build are looked into, the newest first: each costs a request."""


@dataclass
class Leftovers:
    """Assets of the plugin that are in no live build: what runs that failed left there."""

    known: set[str] = field(default_factory=set)
    """The sids of every asset that is not for this run to take."""
    by_path: dict[str, str] = field(default_factory=dict)
    """The asset that something was uploaded to for that path."""
    empty: list[str] = field(default_factory=list)


def find_leftovers(transport: Transport, service: str, plugin: Deployable, plan: Plan) -> Leftovers:
    """Looks for assets to use again; what was uploaded to them is not trusted, only the assets are used."""
    found = Leftovers(by_path={one.path: one.asset_sid for one in plan.replaced})
    live = {one.asset_sid for one in (*plan.live, *plan.kept, *plan.replaced)}
    everything = _of_plugin(serverless.assets(transport, service), plugin.name)
    found.known = {asset.sid for asset in everything}
    for asset in [one for one in everything if one.sid not in live][:MOST_LEFTOVERS]:
        paths = {one.path for one in serverless.asset_versions(transport, service, asset.sid)}
        if not paths:
            found.empty.append(asset.sid)
        elif len(paths) == 1:
            found.by_path.setdefault(paths.pop(), asset.sid)
    return found


def upload_files(
    transport: Transport,
    service: str,
    plugin: Deployable,
    paths: Iterable[str],
    leftovers: Leftovers,
    clock: Clock,
    progress: Progress,
) -> list[AssetVersion]:
    """Uploads the files of these paths. Raises ReleaseError."""
    uploaded = []
    for path in paths:
        progress.step(f"upload {plugin.files[path].name} ({len(plugin.files[path].content):,} bytes)")
        uploaded.append(_upload(transport, service, plugin, path, leftovers, clock))
    return uploaded


def _upload(
    transport: Transport, service: str, plugin: Deployable, path: str, leftovers: Leftovers, clock: Clock
) -> AssetVersion:
    asset = leftovers.by_path.get(path)
    while asset is None and leftovers.empty:
        empty = leftovers.empty.pop()
        # It may be one that another pipeline has made just now, for a version of its own.
        if not serverless.asset_versions(transport, service, empty):
            asset = empty
    if asset is None:
        asset = _make_asset(transport, service, plugin.name, leftovers, clock)
    sid, before = asset, _version_sids(transport, service, asset) if path in leftovers.by_path else set()

    def look() -> AssetVersion | None:
        newest = serverless.asset_versions(transport, service, sid)
        return next((one for one in newest if one.path == path and one.sid not in before), None)

    def send() -> AssetVersion:
        return serverless.upload(transport, service, sid, path, plugin.files[path], public=plugin.public)

    return made_once(send, look, clock)


def _make_asset(transport: Transport, service: str, name: str, leftovers: Leftovers, clock: Clock) -> str:
    def look() -> str | None:
        """The one that is new, and still empty."""
        for asset in _of_plugin(serverless.assets(transport, service), name):
            if asset.sid not in leftovers.known and not serverless.asset_versions(
                transport, service, asset.sid
            ):
                return asset.sid
        return None

    sid = made_once(lambda: serverless.create_asset(transport, service, name), look, clock)
    leftovers.known.add(sid)
    return sid


def _version_sids(transport: Transport, service: str, asset: str) -> set[str]:
    return {one.sid for one in serverless.asset_versions(transport, service, asset)}


def _of_plugin(assets: Iterable[Asset], name: str) -> list[Asset]:
    """The plugin's, the newest first."""
    ours = [asset for asset in assets if asset.friendly_name == name]
    return sorted(ours, key=lambda asset: asset.date_created, reverse=True)
