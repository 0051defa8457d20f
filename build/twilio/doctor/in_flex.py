"""The plugin's own checks, in Flex's header: which of them the account shows, and which only Flex can."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

import flex_sfdc
from build.twilio.doctor import flags, functions
from flex_sfdc.diagnostics.rules import CHECKS

SHOWN_BY_ACCOUNT: Mapping[str, str] = {
    "enabled": flags.FLAGS,
    "origin": flags.ORIGINS,
    "attributes": functions.FUNCTIONS,
    "configuration": flags.FLAGS,
}
"""The plugin's check, and the doctor's that corresponds to it."""
WHERE = "Open Flex in Salesforce as an admin or supervisor: the list is in Flex's header."
_TEXTS = Path(flex_sfdc.__file__).parent / "strings" / "en-US.yaml"


def only_in_flex() -> list[str]:
    """Return the labels of the checks that only Flex can make, as its list shows them in English."""
    texts: Mapping[str, str] = yaml.safe_load(_TEXTS.read_text("utf-8"))
    return [texts[label] for name, (label, *_) in CHECKS.items() if name not in SHOWN_BY_ACCOUNT]
