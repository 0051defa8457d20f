"""Salesforce record ids: 15 characters, and three more that hold the case of the first fifteen."""

from __future__ import annotations

import re

KEY_PREFIXES = {
    "Account": "001",
    "Contact": "003",
    "Lead": "00Q",
    "Opportunity": "006",
    "Case": "500",
    "Task": "00T",
    "User": "005",
    "Invoice__c": "a0B",
}
CHECKSUM_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
RECORD_ID = re.compile(r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?")


def record_id(object_type: str, number: int) -> str:
    """Return the id of the numbered record of a type, in the 18-character form Lightning gives."""
    return with_checksum(f"{KEY_PREFIXES[object_type]}5f{number:010d}")


def with_checksum(short: str) -> str:
    """Return the 18-character form of a 15-character id."""
    groups = (short[start : start + 5] for start in (0, 5, 10))
    return short + "".join(CHECKSUM_LETTERS[_case_bits(group)] for group in groups)


def is_record_id(value: object) -> bool:
    """Return whether Salesforce would accept the value as an id."""
    if not isinstance(value, str) or RECORD_ID.fullmatch(value) is None:
        return False
    return len(value) == 15 or with_checksum(value[:15]) == value


def _case_bits(group: str) -> int:
    return sum(1 << place for place, character in enumerate(group) if character.isupper())
