"""Deploy the org package: read the org, start the deploy, follow it. If we stop, the deploy continues."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from build.remote.errors import (
    AnswerLost,
    Conflict,
    CredentialsError,
    Declined,
    InputError,
    Interrupted,
    ReleaseError,
    RemoteRefused,
    RemoteUnavailable,
    UnexpectedAnswer,
)
from build.salesforce.client.org import Identity, Org, flag, name_list, text
from build.salesforce.conversion import DeployArchive, convert
from build.salesforce.deploy_result import DeployResult, Locate, parse_result
from build.salesforce.grants import check_grants
from build.salesforce.org_package import TRUSTED_URL, OrgPackage

OLDEST_VERSION = 61.0
"""The first version of the API with the modules of the utility bar that the panel needs."""
SETTLING_SECONDS = 2.0
"""The wait before looking: a server that stopped answering may still be working on the request."""
FIRST_PAUSE = 1.0
MAX_PAUSE = 5.0
MAX_SECONDS = 3600.0
RULES = ("customMetadata/FlexPop.", "customMetadata/FlexSearch.")
CHANNELS = "messageChannels/"
ApprovePackage = Callable[[Identity, DeployArchive], bool]


@dataclass(frozen=True)
class PackagePlan:
    """A planned deploy: its content and its org."""

    identity: Identity
    archive: DeployArchive
    tests: Sequence[str]
    kept: Sequence[str]
    """Files that are left out, because the org has its own of them."""


def plan_package(org: Org, package: OrgPackage, *, reset: bool = False) -> PackagePlan:
    """Read the org and convert the package. Raises InputError if the org is too old for it.

    Admins create and edit search and pop rules, message channels and Trusted URLs in Setup. So leave out the
    package's if the org has its own, unless `reset`. A permission set must be deployed whole: raise
    InputError if that would take away what admins have added to it.
    """
    check_version(org, package)
    identity = org.identity()
    omitted = [] if reset else _kept(org, package)
    if not reset:
        check_grants(org, package)
    archive = convert(package.without(omitted).files, package.api_version)
    return PackagePlan(identity, archive, package.test_classes, omitted)


def check_version(org: Org, package: OrgPackage) -> None:
    """Raise InputError if the org is too old for the package: it answers every other request with 404."""
    org.progress.step("read the org")
    newest, needed = org.newest_version(), needed_version(package)
    if float(newest) < needed:
        raise InputError(
            "read the org",
            f"it serves API {newest}, and the package needs {needed}",
            "Wait for the org's next release, or use Open CTI.",
        )


def needed_version(package: OrgPackage) -> float:
    """Return the oldest version of the API with which the package works."""
    return max(OLDEST_VERSION, float(package.api_version))


def _kept(org: Org, package: OrgPackage) -> list[str]:
    """Return the files of the package that would replace something in the org."""
    present = [path for kind in RULES for path in _present_rules(org, package, kind)]
    soql = "SELECT DeveloperName FROM LightningMessageChannel WHERE NamespacePrefix = null"
    rows = org.rows("look for message channels", soql, tooling=True)
    channels = {f"{CHANNELS}{text(row.get('DeveloperName'))}.messageChannel-meta.xml" for row in rows}
    present += sorted(channels & set(package.files))
    soql = "SELECT EndpointUrl FROM CspTrustedSite"
    rows = org.rows("look for the Trusted URL", soql, tooling=True)
    if package.trusted_origin in {text(row.get("EndpointUrl")).rstrip("/").lower() for row in rows}:
        present.append(TRUSTED_URL)
    return present


def _present_rules(org: Org, package: OrgPackage, prefix: str) -> list[str]:
    """Return the records of a type in the package, if the org has records of that type."""
    records = [path for path in package.files if path.startswith(prefix)]
    kind = prefix.partition("/")[2].rstrip(".")
    soql = f"SELECT DeveloperName FROM {kind}__mdt LIMIT 1"
    if not records:
        return []
    rows = org.rows_if_visible(f"look for {kind}", soql)
    if rows is None:
        _check_new(org, package, kind)
    return records if rows else []


def _check_new(org: Org, package: OrgPackage, kind: str) -> None:
    """Raise InputError if the org has the package: its rules are there, but this user cannot see them."""
    names = name_list(package.classes)
    soql = f"SELECT Name FROM ApexClass WHERE NamespacePrefix = null AND Name IN ({names})"
    if org.query("look for the package", soql):
        raise InputError(
            "read the org",
            f"this user cannot see the records of {kind}__mdt, which a deploy would replace",
            'Give the user "Customize Application", or the permission set Flex Agent. '
            "Or pass --reset, which replaces them.",
        )


def deploy(
    org: Org, plan: PackagePlan, locate: Locate, approve: ApprovePackage, *, check_only: bool
) -> DeployResult:
    """Deploy; with `check_only`, only have Salesforce check everything and run the tests.

    Raises Declined, Interrupted (the deploy continues), Conflict, and the errors of the requests.
    """
    if not check_only and not approve(plan.identity, plan.archive):
        raise Declined("deploy", "not approved; nothing was changed")
    options: dict[str, object] = {
        "checkOnly": check_only,
        "rollbackOnError": True,
        "singlePackage": True,
        "ignoreWarnings": True,
    }
    if plan.tests:
        options |= {"testLevel": "RunSpecifiedTests", "runTests": list(plan.tests)}
    started = _start(org, plan.archive, options)
    result = follow(org, started.id, locate)
    if started.is_guess and not plan.archive.is_reported_as(result.names):
        raise Conflict(
            "start the deploy",
            f"the answer was lost, and the only new deploy, {started.id}, has other components: "
            "it may be somebody else's",
            f"See `package.py salesforce status {started.id}`, then run the same command again.",
        )
    return result


@dataclass(frozen=True)
class _Started:
    id: str
    is_guess: bool = False
    """Whether it was found after a lost answer, so that it may be somebody else's."""


def _start(org: Org, archive: DeployArchive, options: dict[str, object]) -> _Started:
    before = _deploy_ids(org)
    org.progress.step(f"send the package: {archive.count} components")
    try:
        try:
            return _Started(org.start_deploy(archive.content, options))
        except AnswerLost as lost:
            if deploy_id := _started_since(org, before, options, lost):
                return _Started(deploy_id, is_guess=True)
            # No deploy has started. If it starts after all, deploying the package again changes nothing.
            return _again(org, archive, options, before)
    except KeyboardInterrupt:
        raise Interrupted(
            "interrupted", "the deploy may have started", "See `package.py salesforce status`."
        ) from None


def _again(org: Org, archive: DeployArchive, options: dict[str, object], before: set[str] | None) -> _Started:
    try:
        return _Started(org.start_deploy(archive.content, options))
    except AnswerLost as lost:
        if deploy_id := _started_since(org, before, options, lost):
            return _Started(deploy_id, is_guess=True)
        raise AnswerLost(
            lost.step,
            lost.problem,
            "See `package.py salesforce status`, then run the same command again: deploying twice "
            "does no harm.",
            status=lost.status,
        ) from None


def _deploy_ids(org: Org) -> set[str] | None:
    """Return the ids of the latest deploys, None if this user may not list them."""
    try:
        return {text(row.get("Id")) for row in org.recent_deploys()}
    except (RemoteRefused, UnexpectedAnswer):
        return None


def _started_since(
    org: Org, before: set[str] | None, options: dict[str, object], lost: AnswerLost
) -> str | None:
    """Return the new deploy of this kind, if any. Raises AnswerLost if it is not certain which it is."""
    org.progress.note(f"{lost.problem}: look whether the deploy has started")
    org.clock.sleep(SETTLING_SECONDS)
    then = "See `package.py salesforce status`, or Setup, Deployment Status."
    if before is None:
        raise AnswerLost(lost.step, lost.problem, then, status=lost.status)
    try:
        rows = [row for row in org.recent_deploys() if text(row.get("Id")) not in before]
    except ReleaseError as error:
        problem = f"{lost.problem}; then {error.step}: {error.problem}"
        raise AnswerLost(lost.step, problem, then, status=lost.status) from None
    started = [text(row.get("Id")) for row in rows if flag(row.get("CheckOnly")) == options["checkOnly"]]
    if len(started) > 1:
        problem = f"{lost.problem}; several deploys have started since: {', '.join(started)}"
        raise AnswerLost(lost.step, problem, then, status=lost.status)
    return started[0] if started else None


def follow(org: Org, deploy_id: str, locate: Locate) -> DeployResult:
    """Wait for the end of a deploy and return its result.

    Raises Interrupted after Ctrl-C, and the errors of the requests, whose next step says how to continue.
    """
    advice = f"It continues in the org. Follow it with `package.py salesforce status {deploy_id}`."
    try:
        org.progress.note(f"the deploy is {deploy_id}")
        return _followed(org, deploy_id, locate)
    except KeyboardInterrupt:
        raise Interrupted("interrupted", f"the deploy {deploy_id} has not ended", advice) from None
    except RemoteUnavailable as error:
        # Not its own next step: the same command would deploy once more.
        raise type(error)(error.step, error.problem, advice, status=error.status) from None
    except (CredentialsError, UnexpectedAnswer) as error:
        raise type(error)(error.step, error.problem, f"{error.next} {advice}".strip()) from None


def _followed(org: Org, deploy_id: str, locate: Locate) -> DeployResult:
    end, pause, shown = org.clock.seconds() + MAX_SECONDS, FIRST_PAUSE, ""
    while True:
        result = parse_result(deploy_id, org.deploy_status(deploy_id), locate)
        if result.is_done:
            return result
        if result.progress != shown:
            (org.progress.update if shown else org.progress.step)(result.progress)
            shown = result.progress
        if org.clock.seconds() > end:
            raise RemoteUnavailable(f"follow the deploy {deploy_id}", "the deploy has not ended")
        org.clock.sleep(pause)
        pause = min(MAX_PAUSE, pause * 1.5)
