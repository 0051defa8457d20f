"""What the doctor reads, and what it makes of a request that fails: a problem of the check that needed it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from build.twilio.client.plugins import ConfiguredPlugin
from build.twilio.client.request import get, part
from build.twilio.doctor import account, bundle, flags, flex_ui, functions, plugin
from build.twilio.doctor import conflicts as rivals
from build.twilio.doctor.bundle import Live
from build.twilio.doctor.conflicts import Rival
from build.twilio.doctor.findings import Finding, problem, warning
from build.twilio.doctor.snapshot import Access, Chart, Subject
from build.twilio.errors import CredentialsError, ReleaseError, RemoteUnavailable
from build.twilio.progress import Progress


@dataclass(frozen=True)
class Examination:
    """All that was found."""

    account_sid: str | None
    """None where the Flex configuration could not be read."""
    findings: tuple[Finding, ...]


def examine(access: Access, subject: Subject, progress: Progress) -> Examination:
    """Every check, each by itself.

    Raises CredentialsError when these are not taken, or are of another account, and RemoteUnavailable when
    nothing can be reached at all: then no check has anything to say.
    """
    progress.step("look at the account")
    chart = Chart(access, subject)
    sid = _check_reachable(access, chart)
    found: list[Finding] = []
    for check, look in _CHECKS.items():
        found += _guarded(check, partial(look, chart))
    return Examination(sid, tuple(found))


def _guarded(check: str, work: Callable[[], Iterable[Finding]]) -> list[Finding]:
    try:
        return list(work())
    except ReleaseError as error:
        return [problem(check, f"could not be looked at: {error.step}: {error.problem}", error.next)]


def _check_reachable(access: Access, chart: Chart) -> str | None:
    """The account that answers, if one can be had."""
    try:
        sid = chart.configuration().account_sid
    except CredentialsError:
        raise
    except RemoteUnavailable as error:
        if error.status is None:
            _raise_if_silent(chart, error)
        return None
    except ReleaseError:
        return None
    access.credentials.check_account(sid)
    return sid


def _raise_if_silent(chart: Chart, first: RemoteUnavailable) -> None:
    """One request without an answer is a problem of its checks; another one as well is the network."""
    try:
        chart.releases()
    except RemoteUnavailable as error:
        if error.status is None:
            raise first from None
    except CredentialsError:
        raise
    except ReleaseError:
        return


def _account(chart: Chart) -> list[Finding]:
    credentials = chart.access.credentials
    sid = credentials.account_sid or chart.configuration().account_sid
    answer = None
    if chart.access.has_token:
        path = f"/2010-04-01/Accounts/{part(sid)}.json"
        answer = chart.access.transport.send(get("read the account", "api.twilio.com", path)).data
    return [account.judge_account(sid, credentials.source, answer)]


def _flex(chart: Chart) -> list[Finding]:
    return [account.judge_flex(chart.configuration().data.get("status"))]


def _flex_ui(chart: Chart) -> list[Finding]:
    return [flex_ui.judge_version(chart.configuration().ui_version, chart.subject.flex_ui)]


def _react(chart: Chart) -> list[Finding]:
    configuration = chart.configuration()
    return [flex_ui.judge_react(configuration.ui_dependencies, configuration.ui_version)]


def _plugin_service(chart: Chart) -> list[Finding]:
    return [flex_ui.judge_plugin_service(chart.configuration().data.get("plugin_service_enabled"))]


def _built_in(chart: Chart) -> list[Finding]:
    return flex_ui.judge_built_in(chart.configuration().data)


def _flags(chart: Chart) -> list[Finding]:
    configuration = chart.configuration()
    return flags.judge_flags(configuration.ui_attributes, configuration.flags, chart.subject.flags)


def _origins(chart: Chart) -> list[Finding]:
    return flags.judge_origins(chart.configuration().flags)


def _functions(chart: Chart) -> list[Finding]:
    host = functions.functions_host(chart.custom_data)
    if isinstance(host, Finding):
        return [host]
    try:
        status = chart.access.pages.status("ask the functions", host, functions.PATH)
    except RemoteUnavailable as error:
        return [functions.judge_silence(host, error.problem)]
    return [functions.judge_functions(host, status)]


def _services(chart: Chart) -> list[Finding]:
    return plugin.judge_services(chart.services())


def _environment(chart: Chart) -> list[Finding]:
    return [plugin.judge_environment(chart.subject.name, chart.environment())]


def _registered(chart: Chart) -> list[Finding]:
    return [plugin.judge_registered(chart.subject.name, chart.plugin(), chart.versions())]


def _released(chart: Chart) -> list[Finding]:
    try:
        environment = chart.environment()
    except ReleaseError:  # said by the check of the environment
        environment = None
    domain = environment.domain_name if environment else None
    return plugin.judge_released(chart.subject.name, chart.released(), chart.versions(), domain)


def _rivals(chart: Chart) -> list[Finding]:
    name = chart.subject.name
    others = [one for one in chart.released() or [] if one.name != name]
    found = [rivals.judge_rival(_rival(chart, one)) for one in others]
    listed = chart.configuration().data.get("plugin_service_attributes")
    return rivals.judge_rivals(
        [one for one in found if one] + rivals.judge_custom_plugins(listed, name), len(others)
    )


def _rival(chart: Chart, one: ConfiguredPlugin) -> Rival:
    try:
        return Rival(one, chart.bundle_of(one.url, private=one.private))
    except RemoteUnavailable:
        return Rival(one, None)


def _bundle(chart: Chart) -> list[Finding]:
    subject = chart.subject
    live = _live(chart)
    if live is None:
        return [warning(bundle.BUNDLE, "there is none on the account to compare", "Run `package.py deploy`.")]
    if live.place is None:
        then = "Compare it by hand with what is in dist/."
        return [warning(bundle.BUNDLE, f"{live.version} is served by another host, {live.url}", then)]
    content = chart.bundle_of(live.url, private=live.private)
    missing = bundle.judge_served(live, content, chart.access.has_token)
    if missing or content is None:
        return [missing] if missing else []
    return [bundle.judge_bundle(live, content, subject.built, (subject.name, subject.environment))]


def _live(chart: Chart) -> Live | None:
    """What agents load, else the newest version there is."""
    for one in chart.released() or []:
        if one.name == chart.subject.name:
            return Live(one.version, one.url, one.private, True)
    newest = plugin.newest_of(chart.versions())
    return Live(newest.version, newest.url, newest.private, False) if newest else None


_CHECKS: Mapping[str, Callable[[Chart], list[Finding]]] = {
    account.ACCOUNT: _account,
    account.FLEX: _flex,
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
    rivals.RIVALS: _rivals,
    bundle.BUNDLE: _bundle,
}
"""In the order in which they are told."""
