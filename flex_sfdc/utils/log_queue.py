"""What becomes of an activity on its way to Salesforce: waits, is under way, is saved, or is not.

Decisions only, plain values in and out. Rules: docs/specification.md, section 9; facts:
docs/platforms.md, "Open CTI" and "saveLog".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from flex_sfdc.utils.sfdc_loader import DIGITS, consists_of

DRAFT = "draft"  # will be written if the task gets completed
WAITING = "waiting"
SENT = "sent"  # asked of Salesforce, no answer yet
SAVED = "saved"  # kept without the customer's data, so that nobody writes it again, and notes find its id
REFUSED = "refused"  # for good, says Salesforce
UNKNOWN = "unknown"  # no answer came: it may have been written, so only the agent may try again
STATES = (DRAFT, WAITING, SENT, SAVED, REFUSED, UNKNOWN)

Fields = Mapping[str, object]


class Entry(TypedDict):
    """An activity. `id`: that of the record, where there is one: it is updated. Times are milliseconds since
    1970."""

    state: str
    at: int  # when it was finished
    id: str
    fields: Fields
    custom: list[str]  # which of the fields Salesforce may refuse without the activity getting lost
    amend: Fields  # what came since: a note
    tries: int
    due: int
    why: str  # Salesforce's reason, for the agent alone


class Unsaved(TypedDict):
    """What the agent sees of an activity that is not in Salesforce."""

    sid: str
    state: str
    subject: str
    why: str
    at: int


DAY_MS = 86_400_000
AGE_MS = {SAVED: DAY_MS}  # how long an activity is kept; of a saved one only that it is
OLDEST_MS = 7 * DAY_MS
MOST = 100
MOST_SAVED = 200
MOST_CHARACTERS = 1_000_000  # of all that wait: a browser keeps 5,000,000 for Flex and all its plugins
# After a refusal that may pass: an org that is over its limits is not to be asked every minute for each.
RETRY_MS = (1_000, 5_000, 30_000, 120_000, 600_000)
LONGEST_PAUSE_MS = 1_200_000  # with what chance adds
SHOWN_AFTER_MS = 15_000  # until then an activity that waits is no news
TOLD_AFTER_MS = 300_000
LONGEST_WHY = 500

# What passes, found in a code or in the text around it (a trigger of the org quotes what stopped it).
TRANSIENT = (
    *("UNABLE_TO_LOCK_ROW", "REQUEST_LIMIT_EXCEEDED", "SERVER_UNAVAILABLE", "INVALID_SESSION_ID"),
    *("QUERY_TIMEOUT", "APEX_CPU", "SERVER_ERROR", "SOFTPHONE_CONTAINER_ERROR"),
)
FINAL = ("INVALID_PARAM", "DataCloneError")
CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NAME_CHARACTERS = CAPITALS + CAPITALS.lower() + DIGITS + "_"
MOST_PARTS = 100  # of an error that are looked at


def entry_of(fields: Fields, custom: list[str], state: str, now: int) -> Entry:
    """A new activity."""
    return {
        "state": state,
        "at": now,
        "id": "",
        "fields": fields,
        "custom": custom,
        "amend": {},
        "tries": 0,
        "due": 0,
        "why": "",
    }


def saved(record_id: str, now: int) -> Entry:
    """An activity that is in Salesforce; or one that must never get there: without an id."""
    entry = entry_of({}, [], SAVED, now)
    entry["id"] = record_id
    return entry


def read(kept: object) -> Entry | None:
    """What the browser kept, if it is an activity: another version, or anyone, may have written there."""
    if not isinstance(kept, dict) or kept.get("state") not in STATES:
        return None
    fields = kept.get("fields")
    amend = kept.get("amend")
    custom = kept.get("custom")
    entry = entry_of(
        fields if isinstance(fields, dict) else {},
        [name for name in custom if isinstance(name, str)] if isinstance(custom, list) else [],
        kept["state"],
        whole(kept.get("at")),
    )
    if isinstance(amend, dict):
        entry["amend"] = amend
    entry["tries"] = whole(kept.get("tries"))
    entry["due"] = whole(kept.get("due"))
    for key in ("id", "why"):
        value = kept.get(key)
        if isinstance(value, str):
            entry[key] = value
    return entry


def whole(value: object) -> int:
    """The number, if it is a whole one, else 0."""
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def amended(entry: Entry, fields: Fields) -> Entry | None:
    """The activity with `fields` over it; None where it is in Salesforce and nobody knows its id."""
    if entry["state"] != SAVED:
        return {**entry, "amend": {**entry["amend"], **fields}}
    return {**entry, "state": WAITING, "fields": fields} if entry["id"] else None


def renewed(entry: Entry, state: str) -> Entry:
    """The activity in another state, with everything that came meanwhile."""
    return {**entry, "state": state, "fields": {**entry["fields"], **entry["amend"]}, "amend": {}}


def payload(entry: Entry) -> dict[str, object]:
    """What Salesforce is asked to write."""
    return {**entry["fields"], "Id": entry["id"]} if entry["id"] else dict(entry["fields"])


class Refusal(TypedDict):
    """What Salesforce has against an activity. `codes`, `fields`: may be logged; `why`: for the agent."""

    final: bool
    codes: list[str]
    fields: list[str]
    why: str


def refusal(errors: object, why: str, sent: Fields) -> Refusal:
    """Read Salesforce's errors, whatever their shape. `why`: where there are none, what was thrown; `sent`:
    the fields among which the named ones are sought.

    Final is what a field, a rule or the request itself is the reason of; the rest may pass.
    """
    codes: list[str] = []
    named: list[str] = []
    messages: list[str] = []
    general: list[str] = []
    parts: list[object] = [errors]
    place = 0
    while place < len(parts) and place < MOST_PARTS:
        part = parts[place]
        place = place + 1
        if isinstance(part, list):
            parts.extend(part)
        elif isinstance(part, str):
            messages.append(part)
        elif isinstance(part, dict):
            for key, value in part.items():
                if key == "fieldErrors" and isinstance(value, dict):
                    named.extend(value)
                if key == "fields" and isinstance(value, list):
                    named.extend([name for name in value if isinstance(name, str)])
                elif isinstance(value, (dict, list)):
                    parts.append(value)
                elif isinstance(value, str) and key in ("code", "errorCode", "statusCode"):
                    codes.append(value)
                elif isinstance(value, str) and key in ("message", "description"):
                    (messages if key == "message" else general).append(value)
    messages = [message for message in messages if message]
    text = " ".join([*codes, *messages, *general, why])
    words = words_of(" ".join(messages))
    fields = [name for name in sent if name in (named or words)]
    passes = any(code in text for code in TRANSIENT)
    final = bool(messages or named) or any(code in text for code in FINAL)
    return {
        "final": final and not passes,
        "codes": [code for code in codes if consists_of(code, CAPITALS + DIGITS + "_")],
        "fields": fields,
        "why": "; ".join(messages or general)[:LONGEST_WHY],
    }


def words_of(text: str) -> list[str]:
    """What could be names of fields."""
    spaced = "".join([c if c in NAME_CHARACTERS else " " for c in text])
    return [word for word in spaced.split(" ") if word]


def settled(entry: Entry, record_id: str, now: int) -> Entry:
    """Salesforce has written the activity; what came meanwhile is to be written now."""
    known = record_id or entry["id"]
    done = saved(known, entry["at"])
    done["custom"] = entry["custom"]  # a late note may fill them
    if entry["amend"] and known:
        return {**done, "state": WAITING, "fields": entry["amend"], "at": now}
    return done


def unanswered(entry: Entry, due: int) -> Entry:
    """Nobody answered. To update may be repeated; what is to be made could be made twice: a late answer
    settles it, and what came meanwhile is still to be written then."""
    return postponed(entry, due) if entry["id"] else {**entry, "state": UNKNOWN}


def postponed(entry: Entry, due: int) -> Entry:
    """It is tried again, not before `due`."""
    return {**renewed(entry, WAITING), "tries": entry["tries"] + 1, "due": due}


def refused(entry: Entry, said: Refusal, due: int) -> Entry:
    """Salesforce has refused: for now, for good, or only because of custom fields, which are left out."""
    dropped = [name for name in entry["custom"] if name in said["fields"]]
    if said["final"] and dropped:
        # They stay custom: a note may bring one again.
        fields = {name: value for name, value in entry["fields"].items() if name not in dropped}
        return renewed({**entry, "fields": fields}, WAITING)
    if said["final"]:
        return {**renewed(entry, REFUSED), "why": said["why"]}
    return {**postponed(entry, due), "why": said["why"]}


def left(due: int, now: int) -> int:
    """How long it is until `due`. What is further away than any pause is from before the clock was set back,
    and due."""
    return due - now if due - now <= LONGEST_PAUSE_MS else 0


def has_passed(time: int, since: int, now: int) -> bool:
    """Whether so much time has; also where nobody can say, since the clock was set back."""
    return not 0 <= now - since < time


def is_too_old(entry: Entry, now: int) -> bool:
    """Whether the activity has been kept for long enough."""
    return now - entry["at"] > AGE_MS.get(entry["state"], OLDEST_MS)


def too_many(entries: Mapping[str, Entry], now: int) -> list[str]:
    """What cannot be kept any longer: the oldest."""
    surplus: list[str] = []
    counts = {True: 0, False: 0}
    characters = 0
    for sid in sorted(entries, key=lambda sid: entries[sid]["at"], reverse=True):
        entry = entries[sid]
        done = entry["state"] == SAVED
        counts[done] = counts[done] + 1
        for value in entry["fields"].values():
            if isinstance(value, str):
                characters = characters + len(value)
        if entry["state"] != SENT and (
            is_too_old(entry, now)
            or counts[done] > (MOST_SAVED if done else MOST)
            or (characters > MOST_CHARACTERS and not done)
        ):
            surplus.append(sid)
    return surplus


def unsaved(entries: Mapping[str, Entry], now: int) -> list[Unsaved]:
    """What the agent is to see, the oldest first."""
    found: list[Unsaved] = []
    for sid in sorted(entries, key=lambda sid: entries[sid]["at"]):
        entry = entries[sid]
        waits = entry["state"] in (WAITING, SENT) and has_passed(SHOWN_AFTER_MS, entry["at"], now)
        if waits or entry["state"] in (REFUSED, UNKNOWN):
            subject = entry["fields"].get("Subject")
            found.append(
                {
                    "sid": sid,
                    "state": entry["state"],
                    "subject": subject if isinstance(subject, str) else "",
                    "why": entry["why"],
                    "at": entry["at"],
                }
            )
    return found
