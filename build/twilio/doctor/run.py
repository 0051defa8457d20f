"""Run the checks. A failed request is a problem of the check that needed it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import yaml

import flex_sfdc
from build.remote.errors import CredentialsError, ReleaseError, RemoteUnavailable
from build.remote.findings import Finding, guarded, warning
from build.twilio.client.plugins import ConfiguredPlugin
from build.twilio.client.request import get, part
from build.twilio.doctor import bundle, conflicts, flags, flex_ui, functions, plugin
from build.twilio.doctor.bundle import Deployed
from build.twilio.doctor.conflicts import OtherPlugin
from build.twilio.doctor.snapshot import Access, Expected, Snapshot
from flex_sfdc.diagnostics.rules import CHECKS, label_key


@dataclass(frozen=True)
class CheckResults:
    """All findings."""

    account_sid: str | None
    """None if the Flex configuration could not be read."""
    findings: tuple[Finding, ...]


def run_checks(access: Access, expected: Expected) -> CheckResults:
    """Run every check, independently of the others.

    Raises CredentialsError if Twilio rejects the credentials or they belong to another account, and
    RemoteUnavailable if nothing can be reached, so that no check can find anything.
    """
    access.twilio.progress.step("check the account")
    snapshot = Snapshot(access, expected)
    sid = _check_reachable(access, snapshot)
    findings: list[Finding] = []
    for check, work in _CHECKS.items():
        findings += guarded(check, partial(work, snapshot))
    return CheckResults(sid, tuple(findings))


def _check_reachable(access: Access, snapshot: Snapshot) -> str | None:
    """Return the SID of the account that answers, if Twilio answers."""
    try:
        sid = snapshot.configuration().account_sid
    except CredentialsError:
        raise
    except RemoteUnavailable as error:
        if error.status is None:
            _raise_if_silent(snapshot, error)
        return None
    except ReleaseError:
        return None
    access.credentials.check_account(sid)
    return sid


def _raise_if_silent(snapshot: Snapshot, first: RemoteUnavailable) -> None:
    """Raise if a second request gets no answer, which means that the network is down."""
    try:
        snapshot.releases()
    except RemoteUnavailable as error:
        if error.status is None:
            raise first from None
    except CredentialsError:
        raise
    except ReleaseError:
        return


def _account(snapshot: Snapshot) -> list[Finding]:
    credentials = snapshot.access.credentials
    sid = credentials.account_sid or snapshot.configuration().account_sid
    answer = None
    if snapshot.access.has_token:
        path = f"/2010-04-01/Accounts/{part(sid)}.json"
        answer = snapshot.access.twilio.send(get("read the account", "api.twilio.com", path)).data
    return [flex_ui.check_account(sid, credentials.source, answer)]


def _flex(snapshot: Snapshot) -> list[Finding]:
    return [flex_ui.check_flex(snapshot.configuration().data.get("status"))]


def _flex_ui(snapshot: Snapshot) -> list[Finding]:
    return [flex_ui.check_version(snapshot.configuration().ui_version, snapshot.expected.flex_ui)]


def _react(snapshot: Snapshot) -> list[Finding]:
    configuration = snapshot.configuration()
    return [flex_ui.check_react(configuration.ui_dependencies, configuration.ui_version)]


def _plugin_service(snapshot: Snapshot) -> list[Finding]:
    return [flex_ui.check_plugin_service(snapshot.configuration().data.get("plugin_service_enabled"))]


def _built_in(snapshot: Snapshot) -> list[Finding]:
    return flex_ui.check_built_in(snapshot.configuration().data)


def _flags(snapshot: Snapshot) -> list[Finding]:
    configuration = snapshot.configuration()
    expected = snapshot.expected
    on_account = configuration.flags_with(expected.schemas)
    findings = flags.check_flags(configuration.ui_attributes, on_account, expected.flags, expected.schemas)
    flows = configuration.data.get("outbound_call_flows")
    return [*flags.check_outbound_calls(configuration.flags, flows), *findings]


def _origins(snapshot: Snapshot) -> list[Finding]:
    return flags.check_origins(snapshot.configuration().flags)


def _functions(snapshot: Snapshot) -> list[Finding]:
    host = functions.functions_host(snapshot.custom_data)
    if isinstance(host, Finding):
        return [host]
    try:
        status = snapshot.access.files.web.status("call the functions", host, functions.PATH)
    except RemoteUnavailable as error:
        return [functions.check_silence(host, error.problem)]
    return [functions.check_functions(host, status)]


def _services(snapshot: Snapshot) -> list[Finding]:
    return plugin.check_services(snapshot.services())


def _environment(snapshot: Snapshot) -> list[Finding]:
    return [plugin.check_environment(snapshot.expected.name, snapshot.environment())]


def _registered(snapshot: Snapshot) -> list[Finding]:
    return [plugin.check_registered(snapshot.expected.name, snapshot.plugin(), snapshot.versions())]


def _released(snapshot: Snapshot) -> list[Finding]:
    try:
        environment = snapshot.environment()
    except ReleaseError:  # the check of the environment reports it
        environment = None
    domain = environment.domain_name if environment else None
    return plugin.check_released(snapshot.expected.name, snapshot.released(), snapshot.versions(), domain)


def _conflicts(snapshot: Snapshot) -> list[Finding]:
    name = snapshot.expected.name
    others = [configured for configured in snapshot.released() or [] if configured.name != name]
    findings = [conflicts.check_plugin(_other_plugin(snapshot, plugin)) for plugin in others]
    listed = snapshot.configuration().data.get("plugin_service_attributes")
    return conflicts.summarize(
        [finding for finding in findings if finding] + conflicts.check_custom_plugins(listed, name),
        len(others),
    )


def _other_plugin(snapshot: Snapshot, plugin: ConfiguredPlugin) -> OtherPlugin:
    try:
        return OtherPlugin(plugin, snapshot.bundle_of(plugin.url, private=plugin.private))
    except RemoteUnavailable:
        return OtherPlugin(plugin, None)


def _bundle(snapshot: Snapshot) -> list[Finding]:
    expected = snapshot.expected
    deployed = _deployed(snapshot)
    if deployed is None:
        then = "Run `package.py deploy`."
        return [warning(bundle.BUNDLE, "the account has no bundle to compare", then)]
    if deployed.place is None:
        then = "Compare it by hand with the one in dist/."
        text = f"{deployed.version} is served by another host, {deployed.url}"
        return [warning(bundle.BUNDLE, text, then)]
    content = snapshot.bundle_of(deployed.url, private=deployed.private)
    missing = bundle.check_served(deployed, content, snapshot.access.has_token)
    if missing or content is None:
        return [missing] if missing else []
    return [bundle.check_bundle(deployed, content, expected.built, (expected.name, expected.environment))]


def _deployed(snapshot: Snapshot) -> Deployed | None:
    """Return the version that agents load or, without one, the newest on the account."""
    for configured in snapshot.released() or []:
        if configured.name == snapshot.expected.name:
            return Deployed(configured.version, configured.url, configured.private, True)
    newest = plugin.newest_of(snapshot.versions())
    return Deployed(newest.version, newest.url, newest.private, False) if newest else None


_CHECKS: Mapping[str, Callable[[Snapshot], list[Finding]]] = {
    flex_ui.ACCOUNT: _account,
    flex_ui.FLEX: _flex,
    flex_ui.VERSION: _flex_ui,
    flex_ui.REACT: _react,
    flex_ui.PLUGIN_SERVICE: _plugin_service,
    flex_ui.BUILT_IN: _built_in,
    flags.FLAGS: _flags,
    flags.ORIGINS: _origins,
    functions.FUNCTIONS: _functions,
    plugin.SERVICE: _services,
    plugin.ENVIRONMENT: _environment,
    plugin.REGISTERED: _registered,
    plugin.RELEASED: _released,
    conflicts.CONFLICTS: _conflicts,
    bundle.BUNDLE: _bundle,
}
"""In the order of the report."""


SHOWN_BY_ACCOUNT: Mapping[str, str] = {
    "enabled": flags.FLAGS,
    "origin": flags.ORIGINS,
    "attributes": functions.FUNCTIONS,
    "configuration": flags.FLAGS,
}
"""The plugin's check, and the doctor's that corresponds to it."""
WHERE = "Open Flex in Salesforce as an admin or supervisor: the list is in Flex's header."
_TEXTS = Path(flex_sfdc.__file__).parent / "strings" / "en-US.yaml"


def only_in_flex() -> list[str]:
    """Return the labels of the checks that only Flex can make, as its list shows them in English."""
    texts: Mapping[str, str] = yaml.safe_load(_TEXTS.read_text("utf-8"))
    return [texts[label_key(name)] for name in CHECKS if name not in SHOWN_BY_ACCOUNT]
