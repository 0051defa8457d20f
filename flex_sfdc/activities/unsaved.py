"""Which activities the agent sees because they are not, or not as they should be, in Salesforce.

Pure functions of plain values; nothing here raises. Rules: docs/specification.md, section 9.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from flex_sfdc.activities.entries import AWAITING_AGENT, SAVED, SENT, WAITING, Entry
from flex_sfdc.browser.clock import has_passed

SHOWN_AFTER_MS = 15_000  # most activities are saved before that
NOTIFIED_AFTER_MS = 300_000
UNRELATED = "unrelated"  # saved, without the record that Salesforce did not accept


class Row(TypedDict):
    """An activity that is not, or not as it should be, in Salesforce, as the agent sees it."""

    sid: str
    state: str  # one of `UNSAVED`, or UNRELATED
    subject: str
    about: str
    why: str
    at: int
    elsewhere: bool
    unrelated: bool
    second: bool


def rows(entries: Mapping[str, Entry], org: str, now: int) -> list[Row]:
    """Return the activities of an org that the agent has to see, the oldest first."""
    found: list[Row] = []
    for sid in sorted(entries, key=lambda sid: entries[sid]["at"]):
        entry = entries[sid]
        state = entry["state"]
        waits = state in (WAITING, SENT) and has_passed(SHOWN_AFTER_MS, entry["at"], now)
        if entry["org"] != org:
            continue
        if state == SAVED and entry["unrelated"]:
            state = UNRELATED
        elif not waits and state not in AWAITING_AGENT:
            continue
        subject = entry["fields"].get("Subject")
        found.append(
            {
                "sid": sid,
                "state": state,
                "subject": subject if isinstance(subject, str) else "",
                "about": entry["about"],
                "why": entry["reason"],
                "at": entry["at"],
                "elsewhere": entry["elsewhere"],
                "unrelated": entry["unrelated"] != "",
                "second": entry["second"],
            }
        )
    return found


def needs_notification(row: Row, now: int) -> bool:
    """Return whether to notify the agent, instead of only listing the activity."""
    if row["state"] == UNRELATED:
        return False  # it has its own notification
    return row["state"] not in (WAITING, SENT) or has_passed(NOTIFIED_AFTER_MS, row["at"], now)
