"""Two sessions log one task under its key: in whatever order they do, the activity has what they know best.

docs/specification.md, section 10. The org answers each request at once: what a session receives later is what
the org answered then. An answer may be lost, after which the session repeats its request.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flex_sfdc.activities.entries import SAVED, SENT, Entry, blank, payload
from flex_sfdc.activities.events import ANSWERED_SAVED, ENDED, NO_ANSWER, SENDING
from flex_sfdc.activities.rules import transition
from flex_sfdc.activities.sessions import marks
from tests.support.plugin.entries import ID, LATER, NOW, ORG
from tests.support.records import ADA, BOB

SAW_THE_END, LAST, LEFT = "saw the end", "last", "left"  # `LEFT`: the task continued in another session
UNDECIDED, NONE_OF_THESE = "", "none"
THE_NOTE = "the copilot's note"


@dataclass
class Org:
    """Salesforce, with one activity at most, as `FlexHost.saveOnce` and `FlexHost.save` change it."""

    activity: dict[str, object] | None = None
    updated: list[str] = field(default_factory=list)

    def save(self, entry: Entry) -> dict[str, Any]:
        """Carry out the request of an entry, and return the answer."""
        fields = payload(entry)
        if entry["id"] and self.activity is not None:
            names = [name.lower() for name in fields if name != "Id"]
            self.activity = {**self.activity, **fields}
            self.updated = [*self.updated, *names, *marks(entry)]
        elif self.activity is not None:
            return {"untouched": True, "updated": self.updated}
        else:
            self.activity, self.updated = fields, marks(entry)
        return {}


@dataclass(frozen=True)
class Session:
    """A session: `role` in the task's end, the agent's choice in it, and whether it has the note."""

    name: str
    role: str
    choice: str
    noted: bool

    def entry(self) -> Entry:
        """Return its activity as the task ends."""
        relation = {"WhoId": self.choice} if self.choice not in (UNDECIDED, NONE_OF_THESE) else {}
        own = {"Subject": self.name, "Description": THE_NOTE if self.noted else self.name}
        entry: Entry = {**blank(ORG), "fields": {"entityApiName": "Task", **own, **relation}}
        entry = {**entry, "noted": self.noted, "superseded": self.role == LEFT}
        elsewhere, none = self.role != SAW_THE_END, self.choice == NONE_OF_THESE
        return transition(
            entry, {"kind": ENDED, "now": NOW, "confirm": elsewhere, "once": True, "no_record": none}
        )


def step(org: Org, entry: Entry, is_lost: bool) -> Entry:
    """Send an activity, and handle the answer or its absence."""
    token = f"by{entry['fields'].get('Subject')}"
    entry = transition(entry, {"kind": SENDING, "now": NOW, "once": True, "token": token})
    answer = org.save(entry)
    if is_lost:
        return transition(entry, {"kind": NO_ANSWER, "due": LATER, "reason": ""})
    event: Any = {
        "kind": ANSWERED_SAVED,
        "now": NOW,
        "id": ID,
        "fields": entry["fields"],
        "names": ["Description"],
    }
    event.update(answer)
    return transition(entry, event)


def outcomes(sessions: tuple[Session, Session], losses: tuple[int, int]) -> Iterator[Org]:
    """Yield the org after each order of requests. `losses`: how many of each session lose the answer."""
    begin = (Org(), tuple(session.entry() for session in sessions), losses)
    waiting: list[tuple[Org, tuple[Entry, ...], tuple[int, ...]]] = [begin]
    while waiting:
        org, entries, losses_left = waiting.pop()
        open_ones = [place for place, entry in enumerate(entries) if entry["state"] != SAVED]
        if not open_ones:
            yield org
        for place in open_ones:
            next_org = Org(org.activity, org.updated)
            after, fewer = list(entries), list(losses_left)
            after[place] = step(next_org, entries[place], losses_left[place] > 0)
            assert after[place]["state"] != SENT
            fewer[place] = max(0, losses_left[place] - 1)
            waiting.append((next_org, tuple(after), tuple(fewer)))


def best(sessions: tuple[Session, Session], is_candidate: list[bool]) -> list[Session]:
    """Return the candidates that know most: one that saw the end, otherwise those that had the task last."""
    candidates = [session for session, fits in zip(sessions, is_candidate, strict=True) if fits]
    for role in (SAW_THE_END, LAST, LEFT):
        if matching := [session for session in candidates if session.role == role]:
            return matching
    return []


def mistakes(sessions: tuple[Session, Session], activity: dict[str, object]) -> list[str]:
    """Return the fields of the activity that have the wrong value."""
    wrong = []
    if activity["Subject"] not in [session.name for session in best(sessions, [True, True])]:
        wrong.append("Subject")
    notes = [session.name for session in best(sessions, [True, True])]
    if any(session.noted for session in sessions):
        notes = [THE_NOTE]
    if activity["Description"] not in notes:
        wrong.append("Description")
    decided = [session.choice != UNDECIDED or session.role == SAW_THE_END for session in sessions]
    choices = {session.choice for session in best(sessions, decided)} or {UNDECIDED}
    accepted: set[object] = {None if choice in (UNDECIDED, NONE_OF_THESE) else choice for choice in choices}
    if activity.get("WhoId") not in accepted:
        wrong.append("WhoId")
    return wrong


def test_two_sessions_make_one_activity_with_what_they_know_best_in_any_order() -> None:
    kinds = list(itertools.product((UNDECIDED, NONE_OF_THESE, ADA), (True, False)))
    roles = ((SAW_THE_END, LAST), (SAW_THE_END, LEFT), (LAST, LAST), (LAST, LEFT), (LEFT, LEFT))
    for one, other in roles:
        for (choice, noted), (choice_of_other, other_noted) in itertools.product(kinds, kinds):
            other_choice = BOB if choice_of_other == ADA else choice_of_other
            sessions = Session("1", one, choice, noted), Session("2", other, other_choice, other_noted)
            for losses in itertools.product((0, 1), (0, 1)):
                for org in outcomes(sessions, losses):
                    assert org.activity is not None
                    assert mistakes(sessions, org.activity) == [], (sessions, losses, org)
