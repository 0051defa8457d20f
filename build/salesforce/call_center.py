"""Generate the call center definition, the XML file that an admin imports in Salesforce's Setup.

The settings are within the documented limits (`bundle/settings_schema.py`). The definition has only the
parameters that Open CTI requires in Lightning, and the standby page if the settings name one.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree

from build.bundle.settings import CallCenter

SECTION = ("reqGeneralInfo", "General Information")
LABELS = {
    "reqInternalName": "Internal Name",
    "reqDisplayName": "Display Name",
    "reqAdapterUrl": "CTI Adapter URL",
    "reqUseApi": "Use CTI API",
    "reqSoftphoneHeight": "Softphone Height",
    "reqSoftphoneWidth": "Softphone Width",
    "reqSalesforceCompatibilityMode": "Salesforce Compatibility Mode",
    "reqStandbyUrl": "Standby URL",
    "reqTimeout": "Timeout",
}
"""The names in Setup, in the order of the file."""


def parameters(settings: CallCenter) -> dict[str, str]:
    """Return the values of the definition by Salesforce's names."""
    values = {
        "reqInternalName": settings.name,
        "reqDisplayName": settings.display_name,
        "reqAdapterUrl": settings.adapter_url,
        "reqUseApi": "true",
        "reqSoftphoneHeight": str(settings.height),
        "reqSoftphoneWidth": str(settings.width),
        # Without this, a call center is for Classic only, and Lightning shows nothing.
        "reqSalesforceCompatibilityMode": "Lightning",
    }
    if settings.standby_url:
        values |= {"reqStandbyUrl": settings.standby_url, "reqTimeout": str(settings.standby_timeout)}
    return values


def to_xml(values: Mapping[str, str]) -> bytes:
    """Return the file, in UTF-8."""
    root = ElementTree.Element("callCenter")
    name, label = SECTION
    section = ElementTree.SubElement(root, "section", {"sortOrder": "0", "name": name, "label": label})
    for order, (key, value) in enumerate(values.items()):
        about = {"sortOrder": str(order), "name": key, "label": LABELS[key]}
        ElementTree.SubElement(section, "item", about).text = value
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return text + b"\n"


def is_call_center(text: bytes) -> bool:
    """Return whether a file is a call center definition, which a new one may replace."""
    try:
        return ElementTree.fromstring(text).tag == "callCenter"
    except (ElementTree.ParseError, LookupError, ValueError):
        return False
