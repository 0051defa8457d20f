"""When an activity is sent again, when the agent sees it, and how long it is kept.

Pure functions of plain values; nothing here raises. Rules: docs/specification.md, section 9.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from flex_sfdc.activities.entries import (
    AWAITING_AGENT,
    DISCARDED,
    DRAFT,
    OPEN,
    SAVED,
    SENT,
    WAITING,
    Entry,
)
from flex_sfdc.plain_data import nth_or_last

# By the number of tries, after an answer that proves that nothing was written: there are as many tries as
# pauses. An org over its limits is not asked every minute. docs/activities.md has them too.
SAVE_RETRY_PAUSES_MS = (0, 1_000, 5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000)
MAX_TRIES = len(SAVE_RETRY_PAUSES_MS)
DAY_MS = 86_400_000
AGE_MS = {SAVED: DAY_MS, DISCARDED: DAY_MS}  # how long an entry is kept
MAX_AGE_MS = 7 * DAY_MS
MAX_UNSAVED = 100
MAX_SAVED = 200
MAX_CHARACTERS = 1_000_000  # of all that wait: a browser keeps 5,000,000 for Flex and all its plugins
SHOWN_AFTER_MS = 15_000  # until then a waiting activity is not worth a word
NOTIFIED_AFTER_MS = 300_000
CONFIRM_AGE_MS = 300_000  # after such an absence another machine may have logged the task
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


def has_passed(time: int, since: int, now: int) -> bool:
    """Return whether this much time has passed; True too if the clock was set back, when it is unknown."""
    return not 0 <= now - since < time


def remaining_ms(due: int, now: int, pause_ms: int) -> int:
    """Return how long it is until `due`, which was set at most twice `pause_ms` ahead.

    A time beyond that is from before the clock was set back: it is due.
    """
    return due - now if due - now <= 2 * pause_ms else 0


def retry_pause_ms(entry: Entry) -> int:
    """Return how long an entry pauses after its last try, without the random part."""
    return nth_or_last(SAVE_RETRY_PAUSES_MS, entry["tries"])


def is_too_old(entry: Entry, now: int) -> bool:
    """Return whether the entry has been kept for longer than allowed."""
    return now - entry["at"] > AGE_MS.get(entry["state"], MAX_AGE_MS)


def surplus(entries: Mapping[str, Entry], now: int) -> list[str]:
    """Return the reservations whose entries exceed the limits: the oldest."""
    found: list[str] = []
    counts = {True: 0, False: 0}
    characters = 0
    for sid in sorted(entries, key=lambda sid: entries[sid]["at"], reverse=True):
        entry = entries[sid]
        done = entry["state"] in AGE_MS and not entry["unrelated"]
        counts[done] = counts[done] + 1
        for value in entry["fields"].values():
            if isinstance(value, str):
                characters = characters + len(value)
        if (
            entry["state"] not in (SENT, OPEN, DRAFT)
            and (
                is_too_old(entry, now)
                or counts[done] > (MAX_SAVED if done else MAX_UNSAVED)
                or (characters > MAX_CHARACTERS and not done)
            )
        ) or (entry["state"] in (OPEN, DRAFT) and is_too_old(entry, now)):
            found.append(sid)
    return found


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
