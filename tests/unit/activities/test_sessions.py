"""docs/specification.md, section 10: what a session adds to an activity that another session created."""

from __future__ import annotations

from typing import Any

import pytest

from flex_sfdc.activities.entries import SAVED, WAITING
from flex_sfdc.activities.events import AMENDED, ANSWERED_SAVED, NO_ANSWER, SENDING
from flex_sfdc.activities.sessions import marks
from flex_sfdc.salesforce.fields import NO_RELATION, RELATIONS
from tests.support.cases import each
from tests.support.plugin.entries import ID, TASK, after, an_entry, sent_with_its_key
from tests.support.plugin.entries import NOTE as A_NOTE
from tests.support.records import ADA, BOB


def test_the_session_that_saw_the_end_completes_another_sessions_activity() -> None:
    saved = after(sent_with_its_key(), ANSWERED_SAVED, fields=TASK, untouched=True)
    assert (saved["state"], saved["id"], saved["fields"]) == (WAITING, ID, {**NO_RELATION, **TASK})


def test_a_relation_that_salesforce_did_not_accept_leaves_the_other_sessions_relation() -> None:
    fields = {"Subject": "Call"}
    entry = sent_with_its_key(fields=fields, unrelated=ADA)
    assert after(entry, ANSWERED_SAVED, fields=fields, untouched=True)["fields"] == fields


@pytest.mark.parametrize("noted", [True, False])
def test_a_session_that_did_not_see_the_end_adds_only_its_note(noted: bool) -> None:
    note = {**A_NOTE, "Summary__c": "a boat"}
    entry = sent_with_its_key(fields={**TASK, **note}, elsewhere=True, noted=noted)
    saved = after(entry, ANSWERED_SAVED, fields=entry["fields"], untouched=True, names=list(note))
    assert saved["fields"] == (note if noted else {})
    assert saved["state"] == (WAITING if noted else SAVED)


UNDECIDED: dict[str, str] = {"Subject": "Call"}
LACKS_CHOICE, LACKS_END = ["undecided"], ["superseded"]
LACKS_ALL = [*LACKS_END, *LACKS_CHOICE]


@each(
    ("changes", "expected"),
    [
        ({}, []),
        ({"fields": UNDECIDED, "superseded": True, "noted": True}, ["noted"]),
        ({"elsewhere": True}, []),
        ({"elsewhere": True, "superseded": True, "noted": True}, ["noted", *LACKS_END]),
        ({"elsewhere": True, "fields": UNDECIDED}, LACKS_CHOICE),
        ({"elsewhere": True, "fields": UNDECIDED, "superseded": True}, LACKS_ALL),
        ({"elsewhere": True, "fields": UNDECIDED, "no_record": True}, []),
        ({"elsewhere": True, "fields": UNDECIDED, "superseded": True, "noted": True, "id": ID}, ["noted"]),
    ],
)
def test_a_create_is_marked_with_what_its_session_lacks(changes: dict[str, Any], expected: list[str]) -> None:
    assert marks(sent_with_its_key(**changes)) == expected
    with_token = after(an_entry(WAITING, **changes), SENDING, once=True, token="by1")
    assert ("by1" in marks(with_token)) is ("id" not in changes), "an update is of any session"


def test_a_session_that_finds_its_own_create_sends_only_later_changes() -> None:
    entry = after(an_entry(WAITING), SENDING, once=True, token="by1")
    entry = after(after(entry, AMENDED, fields=A_NOTE), NO_ANSWER)
    entry = after(entry, SENDING, once=True, token="by2")
    assert marks(entry) == ["by1"], "the first try may have created it"
    saved = after(entry, ANSWERED_SAVED, fields=TASK, untouched=True, updated=["by1", "status"])
    assert saved["fields"] == A_NOTE


CHOSEN = {**TASK, "WhoId": BOB, "Topic__c": "cars"}
BOB_ALONE = {"WhoId": BOB}
CARS = {"Topic__c": "cars"}


@each(
    ("changes", "updated", "added"),
    [
        ({}, [], {}),  # the session that created it knows as much
        ({}, LACKS_CHOICE, BOB_ALONE),
        ({}, LACKS_END, {**NO_RELATION, **CHOSEN}),
        ({}, [*LACKS_END, "noted"], {**NO_RELATION, "Subject": "Call", **BOB_ALONE}),
        ({}, [*LACKS_END, "whatid"], {"Subject": "Call", **CARS}),
        ({"noted": True}, [], CARS),
        ({"noted": True}, ["noted"], {}),
        ({"noted": True}, ["topic__c"], CARS),  # by a session without the note
        ({"noted": True}, ["topic__c", "noted"], {}),
        ({"noted": True}, [*LACKS_ALL, "noted"], {**NO_RELATION, **CHOSEN}),
        ({"superseded": True}, [], {}),
        ({"superseded": True}, LACKS_ALL, BOB_ALONE),
        ({"superseded": True}, LACKS_END, {}),
        ({"superseded": True}, [*LACKS_ALL, "whoid"], {}),
        ({"superseded": True, "noted": True}, LACKS_END, CARS),
    ],
)
def test_a_session_adds_what_the_creating_session_lacked(
    changes: dict[str, Any], updated: list[str], added: dict[str, object]
) -> None:
    entry = sent_with_its_key(fields=CHOSEN, elsewhere=True, **changes)
    answer = {"untouched": True, "updated": updated, "names": ["Topic__c"]}
    assert after(entry, ANSWERED_SAVED, fields=CHOSEN, **answer)["fields"] == added


@pytest.mark.parametrize(
    ("changes", "added"),
    [
        ({}, UNDECIDED),
        ({"no_record": True}, {**NO_RELATION, **UNDECIDED}),
        ({"no_record": True, "superseded": True}, {}),
    ],
    ids=str,
)
def test_none_of_these_removes_the_record_of_a_session_that_the_agent_left(
    changes: dict[str, Any], added: dict[str, object]
) -> None:
    entry = sent_with_its_key(fields=UNDECIDED, elsewhere=True, **changes)
    saved = after(entry, ANSWERED_SAVED, fields=UNDECIDED, untouched=True, updated=LACKS_END)
    assert saved["fields"] == added


@pytest.mark.parametrize(
    ("updated", "added"),
    [
        (["description"], {**NO_RELATION, **TASK}),
        (["subject"], {name: value for name, value in {**NO_RELATION, **TASK}.items() if name != "Subject"}),
        (["whatid"], {name: value for name, value in TASK.items() if name not in RELATIONS}),
        (["whoid"], {name: value for name, value in TASK.items() if name not in RELATIONS}),
    ],
)
def test_fields_that_another_session_has_updated_are_left_alone(
    updated: list[str], added: dict[str, object]
) -> None:
    saved = after(sent_with_its_key(), ANSWERED_SAVED, fields=TASK, untouched=True, updated=updated)
    assert saved["fields"] == added
    entry = after(after(sent_with_its_key(), AMENDED, fields=A_NOTE), NO_ANSWER)
    entry = after(entry, SENDING, once=True)
    next_entry = after(entry, ANSWERED_SAVED, fields=TASK, untouched=True, updated=[*updated, "description"])
    assert next_entry["fields"] == {**added, **A_NOTE}, "the later changes of this session"


def test_nothing_is_sent_if_another_session_has_updated_every_field() -> None:
    fields = {**TASK, "entityApiName": "Task"}
    answer = {"untouched": True, "updated": [name.lower() for name in TASK]}
    saved = after(sent_with_its_key(fields=fields), ANSWERED_SAVED, fields=fields, **answer)
    assert (saved["state"], saved["fields"]) == (SAVED, {})
    next_entry = after(sent_with_its_key(fields=fields), ANSWERED_SAVED, fields=fields, untouched=True)
    assert "entityApiName" not in next_entry["fields"]


def test_an_activity_that_was_changed_since_its_creation_gets_only_later_changes() -> None:
    entry = after(after(sent_with_its_key(), AMENDED, fields=A_NOTE), NO_ANSWER)
    entry = after(entry, SENDING, once=True)
    assert after(entry, ANSWERED_SAVED, fields=TASK, untouched=False)["fields"] == A_NOTE
