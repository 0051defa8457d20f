"""Find what admins have added to a permission set of the package: a deploy replaces the whole set."""

from __future__ import annotations

import re
from collections import Counter

from build.remote.errors import InputError, RemoteRefused
from build.salesforce.client.org import Org, Row, flag, text
from build.salesforce.org_package import OrgPackage

PERMISSION_SETS = "permissionsets/"
NAMED = {"FieldPermissions": "Field", "ObjectPermissions": "SobjectType", "PermissionSetTabSetting": "Name"}
"""Where the org lists the fields, objects and tabs of a permission set, with the column of their names."""
OTHERS = {
    "ApexClass": "Apex classes",
    "ApexPage": "Visualforce pages",
    "AppMenuItem": "apps",
    "CustomEntityDefinition": "custom metadata types",
    "CustomPermission": "custom permissions",
    "TabSet": "apps",
}
"""The types of grants that the org lists only by id, with the words of the message."""
ELEMENTS = {
    "ApexClass": "classAccesses",
    "CustomEntityDefinition": "customMetadataTypeAccesses",
    "CustomPermission": "customPermissions",
}
SYSTEM = "Permissions"
"""The beginning of the columns for system permissions."""


def check_grants(org: Org, package: OrgPackage) -> None:
    """Raise InputError if a permission set of the package grants more in the org than in the package."""
    for path in (path for path in package.files if path.startswith(PERMISSION_SETS)):
        name = path.removeprefix(PERMISSION_SETS).partition(".")[0]
        own = package.files[path].decode()
        # Salesforce grants the fields of activities on Event too.
        named = re.findall(r"<(?:field|object|tab)>([\w.]+)</", own)
        named += [f"{of}.{field}" for of in ("Activity", "Event") for field in package.activity_fields]
        added = [*sorted(_named(org, name) - {*named}), *_others(org, name, own), *_system(org, name, own)]
        if added:
            raise InputError(
                "read the org",
                f"the permission set {name} in the org also grants {', '.join(added)}, which it would lose",
                "Move these grants to another permission set. Or pass --reset, which removes them.",
            )


def _named(org: Org, name: str) -> set[str]:
    return {
        text(row.get(column)) for table, column in NAMED.items() for row in _rows(org, name, table, column)
    }


def _others(org: Org, name: str, own: str) -> list[str]:
    """Return the kinds of which the permission set grants more than the package does."""
    granted = Counter(
        text(row.get("SetupEntityType")) for row in _rows(org, name, "SetupEntityAccess", "SetupEntityType")
    )
    more = [kind for kind, count in granted.items() if count > own.count(f"<{ELEMENTS.get(kind)}>")]
    return sorted({OTHERS.get(kind, kind) for kind in more})


def _rows(org: Org, name: str, table: str, column: str) -> list[Row]:
    soql = f"SELECT {column} FROM {table} WHERE Parent.Name = '{name}'"
    return org.rows(f"read the permission set {name}", soql)


def _system(org: Org, name: str, own: str) -> list[str]:
    """Return the added system permissions; none if the org does not list them."""
    soql = f"SELECT FIELDS(STANDARD) FROM PermissionSet WHERE Name = '{name}' LIMIT 1"
    try:
        rows = org.query(f"read the permission set {name}", soql)
    except RemoteRefused:
        return []
    granted = {column.removeprefix(SYSTEM) for row in rows for column in row if _is_system(row, column)}
    return sorted(granted - {*re.findall(r"<name>(\w+)</name>", own)})


def _is_system(row: Row, column: str) -> bool:
    return column.startswith(SYSTEM) and flag(row[column])
