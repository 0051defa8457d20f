"""Read an org, each resource once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from build.remote.findings import Once
from build.salesforce.client.org import Org, Row, name_list
from build.salesforce.doctor import checks
from build.salesforce.org_package import OrgPackage

TRUSTED_URLS = (
    "SELECT EndpointUrl, IsActive, Context, IsApplicableToFrameSrc, CanAccessMicrophone FROM CspTrustedSite"
)


@dataclass(frozen=True)
class Expected:
    """The state that the org should have."""

    package: OrgPackage
    flex: str
    """Flex's address."""
    source: str
    """The source of the credentials, in words."""

    @property
    def origin(self) -> str:
        """Flex's origin."""
        parts = urlsplit(self.flex)
        return f"{parts.scheme}://{parts.netloc}"


class Snapshot:
    """All data of an org that the checks read."""

    def __init__(self, org: Org, expected: Expected) -> None:
        self.org = org
        self.expected = expected
        self.settings: Once[Mapping[str, object]] = Once(self._read_settings)
        self.trusted_urls: Once[list[Row]] = Once(
            lambda: org.query("read the Trusted URLs", TRUSTED_URLS, tooling=True)
        )
        self.deployed: Once[checks.Deployed] = Once(self._read_deployed)
        self.activity_fields: Once[list[str]] = Once(org.activity_fields)

    def _read_settings(self) -> Mapping[str, object]:
        soql = "SELECT Metadata FROM SecuritySettings"
        rows = self.org.query("read the session settings", soql, tooling=True)
        metadata = next((row.get("Metadata") for row in rows), None)
        return metadata if isinstance(metadata, dict) else {}

    def _read_deployed(self) -> checks.Deployed:
        paths = self.expected.package.files
        bundles = {path.split("/")[1] for path in paths if path.startswith("lwc/")}
        own = f"Name IN ({name_list(self.expected.package.classes)}) AND NamespacePrefix = null"
        soql = f"SELECT Name, Status, Body FROM ApexClass WHERE {own}"
        apex = self.org.query("read the classes", soql, tooling=True)
        bundle = "LightningComponentBundle"
        own = f"{bundle}.DeveloperName IN ({name_list(bundles)}) AND {bundle}.NamespacePrefix = null"
        soql = f"SELECT FilePath, Source FROM LightningComponentResource WHERE {own}"
        lwc = self.org.query("read the components", soql, tooling=True)
        return checks.parse_deployed(apex, lwc)
