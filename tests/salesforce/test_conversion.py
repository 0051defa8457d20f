"""Source format to the zip of the Metadata API."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.etree import ElementTree

import pytest

from build.bundle.settings import load_settings
from build.cli import ROOT
from build.errors import UserError
from build.remote.errors import InputError
from build.salesforce import conversion
from build.salesforce.conversion import DeployArchive, convert
from build.salesforce.org_package import read_package
from tests.support.cases import each
from tests.support.fake_org.deploys import failures_of, read_zip
from tests.support.org_project import EVERY_KIND, FILES

SOURCE = {path: text.encode() for path, text in FILES.items()}


def unzipped(archive: DeployArchive) -> dict[str, bytes]:
    file = zipfile.ZipFile(io.BytesIO(archive.content))
    return {name: file.read(name) for name in file.namelist()}


def converted(files: Mapping[str, str]) -> DeployArchive:
    return convert({path: text.encode() for path, text in files.items()}, "66.0")


def test_metadata_files_lose_the_end_of_their_names_and_code_keeps_it() -> None:
    files = unzipped(convert(SOURCE, "66.0"))
    assert set(files) == {
        "package.xml",
        "classes/FlexHost.cls",
        "classes/FlexHost.cls-meta.xml",
        "classes/FlexHostTest.cls",
        "classes/FlexHostTest.cls-meta.xml",
        "cspTrustedSites/Flex_Twilio.cspTrustedSite",
        "customMetadata/FlexPop.One.md",
        "customMetadata/FlexSearch.Contact.md",
        "customPermissions/Flex_Agent.customPermission",
        "lwc/flexChannels/flexChannels.js",
        "lwc/flexChannels/flexChannels.js-meta.xml",
        "lwc/flexPanel/flexPanel.html",
        "lwc/flexPanel/flexPanel.js",
        "lwc/flexPanel/flexPanel.js-meta.xml",
        "messageChannels/FlexDial.messageChannel",
        "objects/Activity.object",
        "objects/FlexPop__mdt.object",
        "objects/FlexSearch__mdt.object",
        "permissionsets/Flex_Agent.permissionset",
    }
    assert files["classes/FlexHost.cls"] == SOURCE["classes/FlexHost.cls"]


def test_fields_are_in_their_object_and_all_is_listed() -> None:
    archive = convert(SOURCE, "66.0")
    root = ElementTree.fromstring(unzipped(archive)["objects/FlexSearch__mdt.object"])
    assert [item.tag.partition("}")[2] for item in root] == ["label", "fields"]
    assert archive.members == {
        "ApexClass": ("FlexHost", "FlexHostTest"),
        "CspTrustedSite": ("Flex_Twilio",),
        "CustomField": ("Activity.Flex_Key__c", "Activity.Flex_Updates__c", "FlexSearch__mdt.Object__c"),
        "CustomMetadata": ("FlexPop.One", "FlexSearch.Contact"),
        "CustomObject": ("FlexPop__mdt", "FlexSearch__mdt"),  # Activity is Salesforce's own
        "CustomPermission": ("Flex_Agent",),
        "LightningComponentBundle": ("flexChannels", "flexPanel"),
        "LightningMessageChannel": ("FlexDial",),
        "PermissionSet": ("Flex_Agent",),
    }
    manifest = ElementTree.fromstring(unzipped(archive)["package.xml"])
    space = "{http://soap.sforce.com/2006/04/metadata}"
    listed = {
        types.findtext(f"{space}name"): tuple(item.text for item in types.iter(f"{space}members"))
        for types in manifest.iter(f"{space}types")
    }
    assert listed == archive.members
    assert manifest.findtext(f"{space}version") == "66.0"


def test_a_file_of_every_kind_is_listed() -> None:
    kinds = {*conversion.FLAT.values(), *conversion.IN_OBJECTS.values(), "CustomObject"}
    assert kinds <= set(converted({**FILES, **EVERY_KIND}).members)


def test_equal_files_are_equal_bytes() -> None:
    backwards = dict(reversed(SOURCE.items()))
    assert convert(SOURCE, "66.0").content == convert(backwards, "66.0").content


@each(
    ("file", "name", "source"),
    [
        ("classes/FlexHost.cls", "FlexHost", "classes/FlexHost.cls"),
        ("unpackaged/classes/FlexHost.cls", "FlexHost", "classes/FlexHost.cls"),
        ("lwc/flexPanel/flexPanel.js", "flexPanel", "lwc/flexPanel/flexPanel.js"),
        (
            "objects/Activity.object",
            "Activity.Flex_Key__c",
            "objects/Activity/fields/Flex_Key__c.field-meta.xml",
        ),
        ("objects/FlexPop__mdt.object", "FlexPop__mdt", "objects/FlexPop__mdt/FlexPop__mdt.object-meta.xml"),
        (
            "permissionsets/Flex_Agent.permissionset",
            "Flex_Agent",
            "permissionsets/Flex_Agent.permissionset-meta.xml",
        ),
        ("package.xml", "", "package.xml"),
        ("", "", ""),
    ],
)
def test_a_file_of_the_zip_leads_back_to_its_source(file: str, name: str, source: str) -> None:
    assert convert(SOURCE, "66.0").source(file, name) == source


@pytest.mark.parametrize(
    "path",
    [
        "aura/flex/flex.cmp",
        "objects/Activity/sharingReasons/x.sharingReason-meta.xml",
        "permissionsets/below/Flex.permissionset-meta.xml",
        "README.md",
        "staticresources/flex.resource-meta.xml",
        "labels/CustomLabels.labels-meta.xml",
    ],
)
def test_metadata_that_is_not_supported_is_named(path: str) -> None:
    with pytest.raises(UserError, match="cannot deploy") as caught:
        converted({path: "<a/>"})
    assert str(caught.value).startswith(f"{path}: ")


def test_files_that_only_editors_and_tests_read_are_left_out() -> None:
    names = ("lwc/jsconfig.json", "lwc/.eslintrc.json", "lwc/a/__tests__/a.test.js", "classes/.DS_Store")
    assert set(unzipped(converted(dict.fromkeys(names, "x")))) == {"package.xml"}


@pytest.mark.parametrize(
    "path", ["customMetadata/a.b.md-meta.xml", "objects/A/fields/b.field-meta.xml", "classes/A.cls-meta.xml"]
)
def test_bad_xml_is_named_with_its_line(path: str) -> None:
    with pytest.raises(UserError, match="is not valid XML") as caught:
        converted({path: "<a>\n<b></a>"})
    assert str(caught.value).startswith(f"{path}:2:")


def test_the_package_of_this_checkout_fits_together() -> None:
    package = read_package(ROOT / "salesforce", load_settings(ROOT))
    archive = convert(package.files, package.api_version)
    files, members, version = read_zip(archive.content, single=True)
    assert version == package.api_version
    channels = {f"{name}__c" for kind, name in members if kind == "LightningMessageChannel"}
    assert failures_of(files, members, channels) == []
    assert package.test_classes == ("FlexHostTest",)
    assert set(package.channels) == channels
    assert {"flexPanel", "FlexHost", "Activity.Flex_Key__c", "Flex_Agent"} <= archive.names


def test_a_zip_beyond_salesforces_limits_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversion, "MAX_FILES", 3)
    with pytest.raises(InputError, match="too large"):
        convert(SOURCE, "66.0")
    monkeypatch.setattr(conversion, "MAX_FILES", 100)
    monkeypatch.setattr(conversion, "MAX_BYTES", 100)
    with pytest.raises(InputError, match="too large"):
        convert(SOURCE, "66.0")
