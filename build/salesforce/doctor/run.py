"""Run the checks. A failed request is a problem of the check that needed it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from build.remote.errors import NotFound, ReleaseError
from build.remote.findings import OK, Finding, guarded, ok
from build.salesforce.client.org import Identity, Org, name_list, text
from build.salesforce.deploy import needed_version
from build.salesforce.doctor import checks
from build.salesforce.doctor.snapshot import Expected, Snapshot
from build.salesforce.grants import entity_grants, owned

CUSTOM_FIELD = (
    "SELECT Metadata FROM CustomField WHERE TableEnumOrId = 'Activity' AND DeveloperName = 'Flex_Key' "
    "AND NamespacePrefix = null"
)
IN_GROUP = (
    "SELECT PermissionSetGroupId FROM PermissionSetGroupComponent "
    f"WHERE {owned(checks.PERMISSION_SET, 'PermissionSet.')}"
)
ASSIGNED = "SELECT AssigneeId FROM PermissionSetAssignment WHERE Assignee.IsActive = true AND "
WRITABLE = "SELECT Field, PermissionsEdit FROM FieldPermissions WHERE SobjectType = 'Task' AND Field IN "


@dataclass(frozen=True)
class CheckResults:
    """All findings about one org."""

    org: Identity
    findings: tuple[Finding, ...]


def run_checks(org: Org, expected: Expected) -> CheckResults:
    """Run every check, independently of the others.

    If the org lacks the package, skip the checks of its parts, which would all report the same cause; if it
    is too old for the package, skip everything else. Raise the error of the first request: if the org cannot
    be reached, no check can find anything.
    """
    org.progress.step("check the org")
    try:
        identity = org.identity()
    except NotFound:  # as for any request in a version of the API that the org lacks
        newest = org.newest_version()
        release = checks.check_release(newest, needed_version(expected.package))
        if release.level == OK:
            raise
        identity = org.with_version(newest).identity()
        return CheckResults(identity, (_named(identity, expected), release))
    snapshot = Snapshot(org, expected)
    findings = [_named(identity, expected)]
    for check, work in _OF_THE_ORG.items():
        findings += guarded(check, partial(work, snapshot))
    package = guarded("package", partial(_package, snapshot))
    findings += package
    if not _is_missing(snapshot):
        for check, work in _OF_THE_PACKAGE.items():
            findings += guarded(check, partial(work, snapshot))
    return CheckResults(identity, (*findings, checks.check_allowed_urls(org.address)))


def _named(identity: Identity, expected: Expected) -> Finding:
    return ok("org", f"{identity}, by {expected.source}")


def _is_missing(snapshot: Snapshot) -> bool:
    try:
        return snapshot.deployed().is_empty
    except ReleaseError:
        return False


def _release(snapshot: Snapshot) -> list[Finding]:
    needed = needed_version(snapshot.expected.package)
    return [checks.check_release(snapshot.org.newest_version(), needed)]


def _settings(snapshot: Snapshot) -> list[Finding]:
    """Check both settings. If they cannot be read, return only one finding for that cause."""
    settings = snapshot.settings()
    findings = [checks.check_security(settings)]
    if not settings:
        return findings
    return [*findings, *guarded("microphone", partial(_microphone, snapshot, settings))]


def _microphone(snapshot: Snapshot, settings: Mapping[str, object]) -> list[Finding]:
    try:
        rows = snapshot.trusted_urls()
    except ReleaseError:  # the check of the Trusted URL reports it
        return []
    if not checks.is_trusted(snapshot.expected.origin, rows):
        return []  # the check of the Trusted URL reports this too
    return [checks.check_microphone(settings, snapshot.expected.origin, rows)]


def _trusted_url(snapshot: Snapshot) -> list[Finding]:
    return [checks.check_trusted_url(snapshot.expected.origin, snapshot.trusted_urls())]


def _package(snapshot: Snapshot) -> list[Finding]:
    return [checks.check_package(snapshot.deployed(), snapshot.expected.package.files)]


def _key_field(snapshot: Snapshot) -> list[Finding]:
    rows = snapshot.org.query("read the key field", CUSTOM_FIELD, tooling=True)
    missing = snapshot.expected.package.activity_fields_missing(snapshot.activity_fields())
    return [checks.check_key_field(rows), *checks.check_other_fields(missing)]


def _permissions(snapshot: Snapshot) -> list[Finding]:
    name = checks.PERMISSION_SET
    soql = f"SELECT Id FROM PermissionSet WHERE {owned(name)}"
    sets = snapshot.org.query("read the permission set", soql)
    own = snapshot.expected.package.files.get(checks.PERMISSION_SET_FILE, b"<PermissionSet/>")
    grants = entity_grants(snapshot.org, name, own.decode())
    fields = snapshot.expected.package.activity_fields
    listed = f"({name_list(f'Task.{field}' for field in fields)})"
    writable = snapshot.org.rows("read the access to the fields", WRITABLE + listed)
    with suppress(ReleaseError):  # the check of the key field reports it
        existing = snapshot.activity_fields()
        fields = tuple(field for field in fields if field in existing)
    direct = snapshot.org.query("read the assignments", ASSIGNED + owned(name, "PermissionSet."))
    grouped = snapshot.org.rows(
        "read the assignments of groups", f"{ASSIGNED}PermissionSetGroupId IN ({IN_GROUP})"
    )
    agents = checks.active_agents(direct, grouped)
    return [checks.check_permissions(sets, grants, writable, agents, fields)]


def _utility_bar(snapshot: Snapshot) -> list[Finding]:
    soql = "SELECT Id, DeveloperName FROM FlexiPage WHERE Type = 'UtilityBar'"
    pages: dict[str, list[object]] = {}  # managed packages may have pages of the same name
    for row in snapshot.org.query("list the utility bars", soql, tooling=True):
        # Salesforce returns metadata of one row at a time.
        metadata_query = f"SELECT Metadata FROM FlexiPage WHERE Id = '{text(row.get('Id'))}'"
        name = text(row.get("DeveloperName"))
        records = snapshot.org.query("read a utility bar", metadata_query, tooling=True)
        pages.setdefault(name, []).extend(record.get("Metadata") for record in records)
    return [checks.check_utility_bar(pages, partial(_may_show, snapshot))]


def _may_show(snapshot: Snapshot, origin: str) -> bool:
    """Return whether a frame may show an origin. Another check reports on the origin of the settings."""
    if origin == snapshot.expected.origin.lower():
        return True
    try:
        return checks.check_trusted_url(origin, snapshot.trusted_urls()).level == OK
    except ReleaseError:  # the check of the Trusted URL reports it
        return True


def _channels(snapshot: Snapshot) -> list[Finding]:
    soql = "SELECT DeveloperName, NamespacePrefix FROM LightningMessageChannel"
    rows = snapshot.org.query("list the message channels", soql, tooling=True)
    return checks.check_channels(snapshot.expected.package.channels, rows)


def _rules(snapshot: Snapshot) -> list[Finding]:
    org = snapshot.org
    searches = org.rows_if_visible("read the search rules", "SELECT Object__c FROM FlexSearch__mdt")
    pops = org.rows_if_visible("read the pop rules", "SELECT Show__c, Object__c FROM FlexPop__mdt")
    if searches is None or pops is None:
        return [checks.unseen_rules()]
    names = filter(re.compile(r"\w+").fullmatch, [checks.TASK, *checks.objects_of_rules(searches, pops)])
    soql = f"SELECT QualifiedApiName FROM EntityDefinition WHERE QualifiedApiName IN ({name_list(names)})"
    return [checks.check_rules(searches, pops, org.rows("look for the objects to search", soql))]


_OF_THE_ORG: Mapping[str, Callable[[Snapshot], list[Finding]]] = {
    "release": _release,
    "session settings": _settings,
}
_OF_THE_PACKAGE: Mapping[str, Callable[[Snapshot], list[Finding]]] = {
    "Trusted URL": _trusted_url,
    "key field": _key_field,
    "permission set": _permissions,
    "utility bar": _utility_bar,
    "message channels": _channels,
    "search rules": _rules,
}
"""In the order of the report."""
