"""A deploy: the files of one version are uploaded, served, and registered with Flex. Nothing is released.

    found.py         what is on the account
    plan.py          what is to be done; every check
    place.py         service and environment
    uploads.py       the files
    going_live.py    the build and its deployment
    registration.py  the plugin and its version

A run that stopped anywhere is completed by the next one: each step looks for what is there already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from build.twilio.client.credentials import Credentials
from build.twilio.client.plugins import PluginVersion
from build.twilio.client.request import Transport
from build.twilio.client.retry import Clock
from build.twilio.client.served_file import Files, read_live
from build.twilio.client.serverless import AssetVersion, Environment
from build.twilio.deploy.activation import give_back, go_live
from build.twilio.deploy.infrastructure import make_place
from build.twilio.deploy.plan import Compare, Deployable, Plan, Served, is_deployed, make_plan
from build.twilio.deploy.registration import kept_texts, register
from build.twilio.deploy.state import LEGACY_VERSION, Found, look
from build.twilio.deploy.uploads import Leftovers, find_leftovers, upload_files
from build.twilio.errors import Conflict, ReleaseError
from build.twilio.progress import Progress

__all__ = [
    "Deployable",
    "Deployed",
    "Found",
    "Plan",
    "Served",
    "comparing",
    "deploy",
    "is_deployed",
    "look",
    "make_plan",
]


@dataclass(frozen=True)
class Deployed:
    """What came of a deploy."""

    version: PluginVersion
    domain: str
    service_sid: str
    environment_sid: str
    build_sid: str
    was_there: bool
    """Whether a run before had done all of it."""


def comparing(found: Found, files: Files, credentials: Credentials) -> Compare:
    """Compares by what the environment serves; unknown where these credentials cannot read it."""
    domain = found.environment.domain_name if found.environment else ""

    def compare(one: AssetVersion, built: bytes) -> Served:
        live = read_live(files, credentials, domain, one.path, public=one.visibility == "public")
        if live is None:
            return Served.UNKNOWN
        return Served.SAME if live == built else Served.DIFFERENT

    return compare


def deploy(
    transport: Transport, found: Found, plan: Plan, plugin: Deployable, clock: Clock, progress: Progress
) -> Deployed:
    """Does what the plan says. Raises ReleaseError; what was done by then is found by the next run."""
    for note in (*plan.notes, *_notes(found, plugin)):
        progress.note(note)
    service, environment = make_place(transport, found, plugin.name, clock, progress)
    if plan.registered and found.build:
        sids = (service.sid, environment.sid, found.build.sid)
        return Deployed(plan.registered, environment.domain_name, *sids, was_there=found.is_registered)
    # An environment that is new has seen no upload yet.
    is_new = found.environment is None
    leftovers = Leftovers() if is_new else find_leftovers(transport, service.sid, plugin, plan)
    uploaded = upload_files(transport, service.sid, plugin, plan.to_upload, leftovers, clock, progress)
    build = found.build
    if uploaded or build is None:
        files = [*plan.kept, *uploaded]
        build = go_live(transport, service.sid, environment, found.build, files, clock, progress)
    try:
        version = register(transport, found, plugin, plugin.url(environment.domain_name), clock, progress)
    except Conflict:
        _give_back(transport, service.sid, environment, plugin, uploaded, clock, progress)
        raise
    sids = (service.sid, environment.sid, build.sid)
    return Deployed(version, environment.domain_name, *sids, was_there=False)


def _give_back(
    transport: Transport,
    service: str,
    environment: Environment,
    plugin: Deployable,
    uploaded: Sequence[AssetVersion],
    clock: Clock,
    progress: Progress,
) -> None:
    """The version is somebody else's, so its files are to be theirs too."""
    try:
        give_back(transport, service, environment, uploaded, clock, progress)
    except ReleaseError as error:
        way = f"Do not release {plugin.version}: another pipeline registered it, and it has this bundle now."
        raise ReleaseError(error.step, error.problem, way) from None


def _notes(found: Found, plugin: Deployable) -> list[str]:
    notes = []
    if found.has_legacy_bundle(plugin.name):
        notes.append(
            f"the account also serves {plugin.name} {LEGACY_VERSION}, a plugin of the first kind, which Flex "
            "loads beside every release: remove it"
        )
    if found.plugin:
        kept = kept_texts(found.plugin, plugin)
        if kept != (plugin.friendly_name, plugin.description):
            notes.append(
                f'friendly name and description stay as they are on the account ("{kept[0]}"); '
                "--update-texts takes those of settings.yaml"
            )
    return notes
