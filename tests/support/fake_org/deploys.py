"""Deploys of the fake org: it reads the zip as Salesforce does, and refuses inconsistent metadata."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

NAMESPACE = "{http://soap.sforce.com/2006/04/metadata}"
PLACES = {
    "ApexClass": "classes/{}.cls",
    "CspTrustedSite": "cspTrustedSites/{}.cspTrustedSite",
    "CustomMetadata": "customMetadata/{}.md",
    "CustomObject": "objects/{}.object",
    "CustomPermission": "customPermissions/{}.customPermission",
    "LightningComponentBundle": "lwc/{0}/{0}.js",
    "LightningMessageChannel": "messageChannels/{}.messageChannel",
    "PermissionSet": "permissionsets/{}.permissionset",
}


class BadZip(Exception):
    """A zip that Salesforce does not begin to deploy."""


@dataclass
class Deploy:
    """A deploy: its contents and its state."""

    id: str
    created: str
    options: dict[str, Any]
    files: dict[str, bytes]
    members: list[tuple[str, str]]
    failures: list[dict[str, Any]] = field(default_factory=list)
    test_failures: list[dict[str, Any]] = field(default_factory=list)
    error: tuple[str, str] | None = None
    polls: int = 0
    """The number of times that it was read."""
    polls_needed: int = 2
    is_canceled: bool = False
    is_applied: bool = False

    @property
    def check_only(self) -> bool:
        return str(self.options.get("checkOnly", False)).lower() == "true"

    @property
    def status(self) -> str:
        if self.is_canceled:
            return "Canceled"
        if self.polls <= 1 < self.polls_needed:
            return "Pending"
        if self.polls < self.polls_needed:
            return "InProgress"
        return "Failed" if self.failures or self.test_failures or self.error else "Succeeded"

    @property
    def is_done(self) -> bool:
        return self.status not in ("Pending", "InProgress")

    def result(self, *, details: bool, as_text: bool) -> dict[str, Any]:
        """Return `deployResult`. The guide's example shows numbers and flags as strings."""
        total = len(self.members)
        tests = len(self.options.get("runTests") or [])
        deployed = total - len(self.failures) if self.is_done else min(self.polls, total)
        row: dict[str, Any] = {
            "id": self.id,
            "checkOnly": self.check_only,
            "done": self.is_done,
            "success": self.status == "Succeeded",
            "status": self.status,
            "createdDate": self.created,
            "numberComponentsTotal": total,
            "numberComponentsDeployed": deployed,
            "numberComponentErrors": len(self.failures),
            "numberTestsTotal": tests,
            "numberTestsCompleted": tests if self.is_done else 0,
            "numberTestErrors": len(self.test_failures),
        }
        if self.error:
            row["errorStatusCode"], row["errorMessage"] = self.error
        if as_text:
            row = {name: _as_text(value) for name, value in row.items()}
        if details:
            row["details"] = self._details()
        return row

    def _details(self) -> dict[str, Any]:
        if not self.is_done:
            return {"componentFailures": [], "componentSuccesses": [], "runTestResult": None}
        failed = {failure["fullName"] for failure in self.failures}
        successes = [
            {"fullName": name, "componentType": kind, "fileName": _place(kind, name), "success": True}
            for kind, name in self.members
            if name not in failed
        ]
        tests = {"numTestsRun": 1, "numFailures": len(self.test_failures), "failures": self.test_failures}
        return {"componentFailures": self.failures, "componentSuccesses": successes, "runTestResult": tests}


def _as_text(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool | int) else value


def _place(kind: str, name: str) -> str:
    if kind == "CustomField":
        return f"objects/{name.split('.')[0]}.object"
    return PLACES[kind].format(name)


def read_zip(content: bytes, *, single: bool) -> tuple[dict[str, bytes], list[tuple[str, str]], str]:
    """Return the files, the members of package.xml, and its version. Raises BadZip."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        files = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    except zipfile.BadZipFile:
        raise BadZip("INVALID_ZIP") from None
    if not single:
        files = {name.partition("/")[2]: data for name, data in files.items()}
    if "package.xml" not in files:
        raise BadZip("No package.xml found")
    root = ElementTree.fromstring(files.pop("package.xml"))
    members = [
        (str(types.findtext(f"{NAMESPACE}name")), str(member.text))
        for types in root.iter(f"{NAMESPACE}types")
        for member in types.iter(f"{NAMESPACE}members")
    ]
    return files, members, str(root.findtext(f"{NAMESPACE}version"))


def failures_of(
    files: Mapping[str, bytes], members: list[tuple[str, str]], channels: set[str]
) -> list[dict[str, Any]]:
    """Return a failure for each member without a file, file without a member, and missing channel."""
    found = [
        failure(_place(kind, name), name, "Named in package.xml, but not found in the zip")
        for kind, name in members
        if kind not in (*PLACES, "CustomField") or _place(kind, name) not in files
    ]
    listed = {_place(kind, name) for kind, name in members if kind in (*PLACES, "CustomField")}
    bundles = {name for kind, name in members if kind == "LightningComponentBundle"}
    for path, data in files.items():
        plain = path.removesuffix("-meta.xml")
        is_of_bundle = path.startswith("lwc/") and path.split("/")[1] in bundles
        if plain not in listed and not is_of_bundle:
            found.append(failure(path, path, "Not in package.xml"))
        if not path.startswith("lwc/") and not path.endswith(".cls"):
            found += _fields(path, data, members)
        if path.startswith("lwc/") and path.endswith(".js"):
            found += _imports(path, data.decode(), channels)
    return found


def _fields(path: str, data: bytes, members: list[tuple[str, str]]) -> list[dict[str, Any]]:
    root = ElementTree.fromstring(data)
    name = path.split("/")[-1].removesuffix(".object")
    inside = [f"{name}.{field.findtext(f'{NAMESPACE}fullName')}" for field in root.iter(f"{NAMESPACE}fields")]
    return [
        failure(path, member, "Not in package.xml")
        for member in inside
        if ("CustomField", member) not in members
    ]


def _imports(path: str, source: str, channels: set[str]) -> list[dict[str, Any]]:
    return [
        failure(path, path.split("/")[1], f"Invalid reference {name} of type messageChannel", number, 1)
        for number, line in enumerate(source.splitlines(), 1)
        for name in re.findall(r"@salesforce/messageChannel/(\w+)'", line)
        if name not in channels and not name.startswith("lightning__")
    ]


def failure(file: str, name: str, problem: str, line: int = 0, column: int = 0) -> dict[str, Any]:
    """Return a componentFailure."""
    row: dict[str, Any] = {"fileName": file, "fullName": name, "problem": problem, "problemType": "Error"}
    return {**row, "success": False, **({"lineNumber": line, "columnNumber": column} if line else {})}
