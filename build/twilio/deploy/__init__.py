"""Deploy: upload the files of one version, serve them, and register the version with Flex. Release nothing.

    state.py           read the state of the account
    plan.py            check everything, and decide what is left to do
    infrastructure.py  create the service and the environment
    uploads.py         upload the files
    activation.py      build and deploy the files
    registration.py    register the plugin and its version

A run completes an earlier one that stopped at any point: each step first looks for existing results.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from build.remote.errors import Conflict, ReleaseError
from build.twilio.client.plugins import PluginVersion
from build.twilio.client.serverless import AssetVersion
from build.twilio.client.twilio import Twilio
from build.twilio.deploy.activation import Activation
from build.twilio.deploy.infrastructure import create_infrastructure
from build.twilio.deploy.plan import BuiltPlugin, Comparison, PluginPlan, Served, is_deployed, plan_plugin
from build.twilio.deploy.registration import kept_texts, register
from build.twilio.deploy.state import LEGACY_VERSION, AccountState, read_state
from build.twilio.deploy.uploads import Leftovers, Uploader, find_leftovers

__all__ = [
    "AccountState",
    "BuiltPlugin",
    "Comparison",
    "Deployed",
    "PluginPlan",
    "Served",
    "deploy",
    "is_deployed",
    "plan_plugin",
    "read_state",
]


@dataclass(frozen=True)
class Deployed:
    """The result of a deploy."""

    version: PluginVersion
    domain: str
    service_sid: str
    environment_sid: str
    build_sid: str
    was_deployed: bool
    """Whether an earlier run had already done all of it."""


def deploy(twilio: Twilio, state: AccountState, plan: PluginPlan, plugin: BuiltPlugin) -> Deployed:
    """Carry out the plan. Raises ReleaseError; the next run continues from what this one has completed."""
    for note in (*plan.notes, *_notes(state, plugin)):
        twilio.progress.note(note)
    service, environment = create_infrastructure(twilio, state, plugin.name)
    if plan.registered and state.build:
        sids = (service.sid, environment.sid, state.build.sid)
        return Deployed(plan.registered, environment.domain_name, *sids, was_deployed=state.is_registered)
    # Nothing was ever uploaded for a new environment.
    is_new = state.environment is None
    leftovers = Leftovers() if is_new else find_leftovers(twilio, service.sid, plugin, plan)
    uploader = Uploader(twilio, service.sid, plugin, leftovers)
    uploaded = [uploader.upload(path) for path in plan.to_upload]
    activation = Activation(twilio, service.sid, environment)
    build = state.build
    if uploaded or build is None:
        build = activation.activate(state.build, [*plan.kept, *uploaded])
    try:
        version = register(twilio, state, plugin, plugin.url(environment.domain_name))
    except Conflict:
        _restore_overwritten(activation, plugin, uploaded)
        raise
    sids = (service.sid, environment.sid, build.sid)
    return Deployed(version, environment.domain_name, *sids, was_deployed=False)


def _restore_overwritten(
    activation: Activation, plugin: BuiltPlugin, uploaded: Sequence[AssetVersion]
) -> None:
    """Serve the other pipeline's files again, because that pipeline registered the version first."""
    try:
        activation.restore_overwritten(uploaded)
    except ReleaseError as error:
        then = (
            f"Do not release {plugin.version}: another pipeline registered it, and it serves this bundle now."
        )
        raise ReleaseError(error.step, error.problem, then) from None


def _notes(state: AccountState, plugin: BuiltPlugin) -> list[str]:
    notes = []
    if state.has_legacy_bundle(plugin.name):
        notes.append(
            f"the account also serves {plugin.name} {LEGACY_VERSION}, a legacy plugin, which Flex loads with "
            "every release: remove it"
        )
    if state.plugin:
        unchanged = kept_texts(state.plugin, plugin)
        if unchanged != (plugin.friendly_name, plugin.description):
            notes.append(
                f'friendly name and description stay as they are on the account ("{unchanged[0]}"); '
                "--update-texts replaces them with those of settings.yaml"
            )
    return notes
