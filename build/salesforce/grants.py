"""Find what admins have added to a permission set of the package: a deploy replaces the whole set."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from build.remote.errors import InputError, RemoteRefused
from build.salesforce.client.org import Org, Row, flag, name_list, text
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


@dataclass(frozen=True)
class _EntityType:
    """Where the package and the org list the entities of one type."""

    element: str
    """Of the permission set in source format."""
    soql: str
    """The query of their ids, up to the list of names."""
    column: str
    """The column of the names."""
    tooling: bool = False


TYPES = {
    "ApexClass": _EntityType(
        "{*}classAccesses/{*}apexClass",
        "SELECT Id, Name FROM ApexClass WHERE NamespacePrefix = null AND Name IN ",
        "Name",
        tooling=True,
    ),
    "CustomPermission": _EntityType(
        "{*}customPermissions/{*}name",
        "SELECT Id, DeveloperName FROM CustomPermission WHERE NamespacePrefix = null AND DeveloperName IN ",
        "DeveloperName",
    ),
    "CustomEntityDefinition": _EntityType(
        "{*}customMetadataTypeAccesses/{*}name",
        "SELECT DurableId, QualifiedApiName FROM EntityDefinition WHERE QualifiedApiName IN ",
        "QualifiedApiName",
    ),
}
SYSTEM = "Permissions"
"""The beginning of the columns for system permissions."""


@dataclass(frozen=True)
class EntityGrants:
    """The entities of one type that a permission set grants."""

    granted: frozenset[str]
    """Their ids."""
    package: Mapping[str, str]
    """The ids of the entities that the package grants, by name; "" if the org does not list one."""

    @property
    def has_others(self) -> bool:
        """Whether the org grants more than the package; without any ids, compare the numbers."""
        own = set(filter(None, self.package.values()))
        return bool(self.granted - own) if own else len(self.granted) > len(self.package)

    @property
    def missing(self) -> list[str]:
        """The names that the org does not grant; if it lists no ids, any grant may be one of them."""
        if self.granted and not any(self.package.values()):
            return []
        return [name for name, entity in self.package.items() if entity not in self.granted]


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
    """Return the kinds for which the permission set grants more than the package does."""
    grants = entity_grants(org, name, own)
    return sorted({OTHERS.get(kind, kind) for kind, entities in grants.items() if entities.has_others})


def entity_grants(org: Org, name: str, own: str) -> dict[str, EntityGrants]:
    """Return the grants by type, of every type that the package or the org grants.

    `own`: the permission set of the package.
    """
    granted: dict[str, set[str]] = {kind: set() for kind in TYPES}
    for row in _rows(org, name, "SetupEntityAccess", "SetupEntityType, SetupEntityId"):
        granted.setdefault(text(row.get("SetupEntityType")), set()).add(_short(row.get("SetupEntityId")))
    tree = ElementTree.fromstring(own)
    grants = {}
    for kind, found in granted.items():
        names = (
            [text(element.text) for element in tree.iterfind(TYPES[kind].element)] if kind in TYPES else []
        )
        ids = _ids(org, TYPES[kind], names) if found and names else dict.fromkeys(names, "")
        grants[kind] = EntityGrants(frozenset(found), ids)
    return grants


def _ids(org: Org, kind: _EntityType, names: Sequence[str]) -> dict[str, str]:
    """Return the ids of these entities by name, "" for those that the org does not list."""
    listed = f"({name_list(names)})"
    rows = org.rows("list what the package grants", kind.soql + listed, tooling=kind.tooling)
    ids = {text(row.get(kind.column)).lower(): row.get("Id") or row.get("DurableId") for row in rows}
    return {name: _short(ids.get(name.lower())) for name in names}


def _short(entity: object) -> str:
    """Return the 15 characters that identify an entity; the other three only repeat their case."""
    return text(entity)[:15]


def owned(name: str, relation: str = "") -> str:
    """Return the condition for a permission set; managed packages may have one of the same name.

    `relation`: the path to the permission set, such as `Parent.`.
    """
    return f"{relation}Name = '{name}' AND {relation}NamespacePrefix = null"


def _rows(org: Org, name: str, table: str, column: str) -> list[Row]:
    soql = f"SELECT {column} FROM {table} WHERE {owned(name, 'Parent.')}"
    return org.rows(f"read the permission set {name}", soql)


def _system(org: Org, name: str, own: str) -> list[str]:
    """Return the added system permissions; none if the org does not list them."""
    soql = f"SELECT FIELDS(STANDARD) FROM PermissionSet WHERE {owned(name)} LIMIT 1"
    try:
        rows = org.query(f"read the permission set {name}", soql)
    except RemoteRefused:
        return []
    granted = {column.removeprefix(SYSTEM) for row in rows for column in row if _is_system(row, column)}
    return sorted(granted - {*re.findall(r"<name>(\w+)</name>", own)})


def _is_system(row: Row, column: str) -> bool:
    return column.startswith(SYSTEM) and flag(row[column])
