"""A small org package, for the tests of converting and deploying it."""

from __future__ import annotations

import json
from pathlib import Path

from build.bundle.settings import CallCenter, Settings

FOLDER = "force-app/main/default"


def _xml(tag: str, inner: str) -> str:
    start = f'<{tag} xmlns="http://soap.sforce.com/2006/04/metadata">'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{start}\n{inner}\n</{tag}>\n'


CHANNELS = """\
/** The message channels. */
import FlexDial__c from '@salesforce/messageChannel/FlexDial__c';

export const CHANNELS = { FlexDial__c };

export const DIAL_CHANNEL = 'FlexDial__c';
"""
BUNDLE = "<apiVersion>66.0</apiVersion>"
PANEL = f'{BUNDLE}<property name="flexAddress" default="https://flex.twilio.com/agent-desktop"/>'
FIELD = "<fullName>{}</fullName>\n<!-- why -->\n<type>Text</type>"
KEY = "".join(f"<{name}>true</{name}>" for name in ("caseSensitive", "externalId", "unique"))
TRUSTED = (
    "<canAccessMicrophone>true</canAccessMicrophone><context>LEX</context>"
    "<endpointUrl>https://flex.twilio.com</endpointUrl><isActive>true</isActive>"
    "<isApplicableToFrameSrc>true</isApplicableToFrameSrc>"
)
SEARCH = "<label>Contact</label><values><field>Object__c</field><value>Contact</value></values>"
POP = "<label>One</label><values><field>Show__c</field><value>Record</value></values>"
GRANTS = """\
<classAccesses><apexClass>FlexHost</apexClass><enabled>true</enabled></classAccesses>
<customMetadataTypeAccesses><enabled>true</enabled><name>FlexPop__mdt</name></customMetadataTypeAccesses>
<customPermissions><enabled>true</enabled><name>Flex_Agent</name></customPermissions>
<fieldPermissions><editable>true</editable><field>Task.Flex_Key__c</field></fieldPermissions>
<fieldPermissions><editable>true</editable><field>Task.Flex_Updates__c</field></fieldPermissions>"""
FILES = {
    "classes/FlexHost.cls": "public class FlexHost {\n}\n",
    "classes/FlexHost.cls-meta.xml": _xml("ApexClass", BUNDLE),
    "classes/FlexHostTest.cls": "@IsTest\nprivate class FlexHostTest {\n}\n",
    "classes/FlexHostTest.cls-meta.xml": _xml("ApexClass", BUNDLE),
    "cspTrustedSites/Flex_Twilio.cspTrustedSite-meta.xml": _xml("CspTrustedSite", TRUSTED),
    "customMetadata/FlexPop.One.md-meta.xml": _xml("CustomMetadata", POP),
    "customMetadata/FlexSearch.Contact.md-meta.xml": _xml("CustomMetadata", SEARCH),
    "customPermissions/Flex_Agent.customPermission-meta.xml": _xml("CustomPermission", ""),
    "lwc/flexChannels/flexChannels.js": CHANNELS,
    "lwc/flexChannels/flexChannels.js-meta.xml": _xml("LightningComponentBundle", BUNDLE),
    "lwc/flexPanel/__tests__/flexPanel.test.js": "it('is left out');\n",
    "lwc/flexPanel/flexPanel.html": "<template></template>\n",
    "lwc/flexPanel/flexPanel.js": "import { CHANNELS } from 'c/flexChannels';\n",
    "lwc/flexPanel/flexPanel.js-meta.xml": _xml("LightningComponentBundle", PANEL),
    "messageChannels/FlexDial.messageChannel-meta.xml": _xml("LightningMessageChannel", ""),
    "objects/Activity/fields/Flex_Key__c.field-meta.xml": _xml(
        "CustomField", FIELD.format("Flex_Key__c") + KEY
    ),
    "objects/Activity/fields/Flex_Updates__c.field-meta.xml": _xml(
        "CustomField", FIELD.format("Flex_Updates__c")
    ),
    "objects/FlexPop__mdt/FlexPop__mdt.object-meta.xml": _xml("CustomObject", "<label>Pop</label>"),
    "objects/FlexSearch__mdt/FlexSearch__mdt.object-meta.xml": _xml("CustomObject", "<label>Search</label>"),
    "objects/FlexSearch__mdt/fields/Object__c.field-meta.xml": _xml("CustomField", FIELD.format("Object__c")),
    "permissionsets/Flex_Agent.permissionset-meta.xml": _xml("PermissionSet", GRANTS),
}


EVERY_KIND = {
    "applications/Flex.app-meta.xml": _xml("CustomApplication", "<label>Flex</label>"),
    "flexipages/Flex_UtilityBar.flexipage-meta.xml": _xml("FlexiPage", "<masterLabel>Flex</masterLabel>"),
    "layouts/Task-Task Layout.layout-meta.xml": _xml("Layout", ""),
    "permissionsetgroups/Agents.permissionsetgroup-meta.xml": _xml("PermissionSetGroup", ""),
    "quickActions/Contact.Call.quickAction-meta.xml": _xml("QuickAction", "<label>Call</label>"),
    "remoteSiteSettings/Flex.remoteSite-meta.xml": _xml("RemoteSiteSetting", ""),
    "tabs/Flex.tab-meta.xml": _xml("CustomTab", ""),
    "objects/Contact/validationRules/V.validationRule-meta.xml": _xml("ValidationRule", ""),
    "objects/Thing__c/Thing__c.object-meta.xml": _xml("CustomObject", "<label>Thing</label>"),
    "objects/Thing__c/compactLayouts/C.compactLayout-meta.xml": _xml("CompactLayout", ""),
    "objects/Thing__c/fieldSets/F.fieldSet-meta.xml": _xml("FieldSet", ""),
    "objects/Thing__c/fields/A__c.field-meta.xml": _xml("CustomField", FIELD.format("A__c")),
    "objects/Thing__c/fields/B__c.field-meta.xml": _xml("CustomField", FIELD.format("B__c")),
    "objects/Thing__c/listViews/All.listView-meta.xml": _xml("ListView", ""),
    "objects/Thing__c/recordTypes/R.recordType-meta.xml": _xml("RecordType", ""),
    "objects/Thing__c/validationRules/V.validationRule-meta.xml": _xml("ValidationRule", ""),
}
"""Additions that a customer may make to the package: a file of every other kind that can be deployed."""


def make_project(root: Path, *, version: str = "66.0", files: dict[str, str] | None = None) -> Path:
    """Write the project; `files` adds files of the package, or replaces them."""
    root.mkdir(parents=True, exist_ok=True)
    project = {
        "name": "flex-sfdc",
        "packageDirectories": [{"path": "force-app", "default": True}],
        "sourceApiVersion": version,
    }
    (root / "sfdx-project.json").write_text(json.dumps(project), "utf-8")
    (root / ".forceignore").write_text("**/__tests__/**\n", "utf-8")
    for name, text in {**FILES, **(files or {})}.items():
        path = root / FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


def settings(address: str = "https://flex.twilio.com/agent-desktop", **configuration: object) -> Settings:
    """Return settings with this Flex address and these flags."""
    call_center = CallCenter("TwilioFlex", "Twilio Flex", address, 700, 500, "", 0)
    return Settings("plugin", "", "", 3, "1.0.0", ">=2.7.0", "", None, call_center, configuration)
