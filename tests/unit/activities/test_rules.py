"""docs/specification.md, section 9: the states of an activity, and the events that change them."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from flex_sfdc.activities.entries import (
    ABSENT,
    DISCARDED,
    DRAFT,
    NOT_ADDED,
    OPEN,
    REJECTED,
    SAVED,
    SENT,
    UNKNOWN,
    WAITING,
    after_logout,
    blank,
    is_settled,
    payload,
)
from flex_sfdc.activities.events import (
    ACTIVITY_REJECTED,
    AMENDED,
    ANSWERED_SAVED,
    CLAIMED_ELSEWHERE,
    COMPLETING,
    COMPLETION_FAILED,
    CONTINUED,
    ENDED,
    FIELD_REJECTED,
    GIVEN_UP,
    HURRIED,
    KEY_MISSING,
    KEY_RELIED_ON,
    NO_ANSWER,
    NOT_WRITTEN,
    OPENED,
    ORPHANED,
    RELATED,
    RELATION_REJECTED,
    RETRIED,
    SENDING,
    TAKEN_OVER,
)
from flex_sfdc.activities.rules import HOUR_MS, MAX_TRIES, SAVE_RETRY_PAUSES_MS, transition
from flex_sfdc.salesforce.fields import NO_RELATION, RELATIONS, STANDARD_FIELDS, optional_fields
from tests.support.cases import each
from tests.support.plugin.entries import (
    ID,
    KINDS,
    LATER,
    NOW,
    ORG,
    STATES,
    TASK,
    after,
    an_entry,
    sent_with_its_key,
)
from tests.support.plugin.entries import NOTE as A_NOTE
from tests.support.records import ADA, BOB, CASE, LEE

ANSWERS = {
    ANSWERED_SAVED: SAVED,
    FIELD_REJECTED: WAITING,
    RELATION_REJECTED: WAITING,
    ACTIVITY_REJECTED: REJECTED,
    NOT_WRITTEN: WAITING,
}
# The state after each kind of event, of an entry without an id. Every other pair changes nothing.
AFTER: dict[str, dict[str, str]] = {
    ABSENT: {OPENED: OPEN, COMPLETING: DRAFT, ENDED: WAITING},
    OPEN: {
        **{OPENED: OPEN, COMPLETING: DRAFT, ENDED: WAITING, TAKEN_OVER: OPEN, AMENDED: OPEN},
        **{GIVEN_UP: DISCARDED, KEY_MISSING: OPEN},
    },
    DRAFT: {
        **{COMPLETING: DRAFT, COMPLETION_FAILED: OPEN, ENDED: WAITING, TAKEN_OVER: DRAFT},
        **{AMENDED: DRAFT, RELATED: DRAFT, GIVEN_UP: DISCARDED, KEY_MISSING: DRAFT},
    },
    WAITING: {
        **{SENDING: SENT, HURRIED: WAITING, CLAIMED_ELSEWHERE: UNKNOWN, ANSWERED_SAVED: SAVED},
        **{RETRIED: WAITING, GIVEN_UP: DISCARDED, AMENDED: WAITING, RELATED: WAITING},
        KEY_MISSING: WAITING,
    },
    SENT: {**ANSWERS, NO_ANSWER: UNKNOWN, ORPHANED: UNKNOWN, AMENDED: SENT, RELATED: SENT},
    SAVED: {AMENDED: NOT_ADDED, GIVEN_UP: SAVED, CONTINUED: SAVED},
    REJECTED: {
        **{ANSWERED_SAVED: SAVED, RETRIED: WAITING, GIVEN_UP: DISCARDED},
        **{AMENDED: REJECTED, RELATED: REJECTED},
    },
    UNKNOWN: {
        **{**ANSWERS, RETRIED: WAITING, GIVEN_UP: DISCARDED, AMENDED: UNKNOWN, RELATED: UNKNOWN},
        **{KEY_RELIED_ON: UNKNOWN, KEY_MISSING: UNKNOWN},
    },
    NOT_ADDED: {GIVEN_UP: DISCARDED, AMENDED: NOT_ADDED},
    DISCARDED: {CONTINUED: DISCARDED},
}


# The table


@each("state", STATES)
def test_an_event_applies_the_tables_step_or_returns_the_same_object(state: str) -> None:
    for kind in KINDS:
        entry = an_entry(state)
        before = copy.deepcopy(entry)
        result = after(entry, kind)
        assert entry == before, f"{kind}: no step changes the entry itself"
        assert result["state"] == AFTER[state].get(kind, state), kind
        if kind not in AFTER[state] and (state, kind) != (SAVED, RELATED):
            assert result is entry, kind


@each("state", STATES)
def test_an_unknown_event_changes_nothing(state: str) -> None:
    for kind in ("", "saved ", "constructor", "__proto__"):
        entry = an_entry(state)
        assert after(entry, kind) is entry, kind


@pytest.mark.parametrize("state", [SENT, WAITING, SAVED, REJECTED, UNKNOWN])
def test_an_activity_with_an_id_keeps_it_and_never_becomes_unknown_without_an_answer(state: str) -> None:
    for kind in KINDS:
        result = after(an_entry(state, id=ID), kind, id="")
        assert result["id"] == ID, kind
        if kind in (NO_ANSWER, ORPHANED):
            assert result["state"] == (WAITING if state == SENT else state), "an update may be repeated"


@each("state", [ABSENT, OPEN, DRAFT, WAITING, SENT, SAVED, REJECTED, UNKNOWN])
def test_a_written_or_discarded_activity_is_not_reopened(state: str) -> None:
    for last in (ANSWERED_SAVED, GIVEN_UP):
        entry = after(an_entry(state), last)
        if entry["state"] in (SAVED, DISCARDED):
            for kind in (OPENED, COMPLETING, ENDED, RETRIED, SENDING):
                assert after(entry, kind) is entry


# A task continues, and ends


@pytest.mark.parametrize("kind", [OPENED, COMPLETING])
def test_a_snapshot_replaces_the_previous_one(kind: str) -> None:
    entry = an_entry(OPEN, channel="UO1", elsewhere=True, pending=A_NOTE, about="Ada")
    result = after(entry, kind)
    assert (result["at"], result["fields"]) == (LATER, {"Subject": "Later", **A_NOTE})
    assert (result["about"], result["channel"]) == ("Bob", "UO1")
    assert (result["elsewhere"], result["pending"]) == (False, {})  # its fields have the note
    assert after(entry, kind, channel="UO2")["channel"] == "UO2"


def test_a_completion_that_failed_keeps_the_draft() -> None:
    result = after(an_entry(DRAFT), COMPLETION_FAILED)
    assert (result["state"], result["fields"], result["at"]) == (OPEN, TASK, LATER)


def test_a_task_that_ended_without_an_event_is_logged_with_its_last_draft() -> None:
    entry = an_entry(OPEN, about="Ada", channel="UO1")
    vanished = transition(entry, {"kind": ENDED, "now": LATER, "confirm": False})
    assert (vanished["state"], vanished["at"], vanished["fields"]) == (WAITING, LATER, TASK)
    assert (vanished["about"], vanished["channel"]) == ("Ada", "UO1")
    result = after(entry, ENDED, channel="UO2")
    assert (result["fields"]["Subject"], result["about"], result["channel"]) == ("Later", "Bob", "UO2")


@pytest.mark.parametrize("state", [ABSENT, OPEN, DRAFT])
def test_an_activity_that_another_session_may_have_logged_needs_confirmation(state: str) -> None:
    result = after(an_entry(state), ENDED, confirm=True)
    assert (result["state"], result["elsewhere"]) == (UNKNOWN, True)
    retried = after(result, RETRIED)
    assert (retried["state"], retried["elsewhere"]) == (WAITING, False)


@pytest.mark.parametrize("state", [OPEN, DRAFT])
def test_a_takeover_is_remembered_until_the_task_is_ours_again(state: str) -> None:
    result = after(an_entry(state), TAKEN_OVER)
    assert (result["state"], result["elsewhere"]) == (state, True)
    assert not after(result, COMPLETING)["elsewhere"]


def test_an_activity_claimed_by_a_page_without_shared_storage_is_left_to_the_agent() -> None:
    result = after(an_entry(WAITING), CLAIMED_ELSEWHERE)
    assert (result["state"], result["elsewhere"]) == (UNKNOWN, True)


# Sent, and answered


def test_each_attempt_is_counted_and_sends_all_pending_changes() -> None:
    result = after(an_entry(WAITING, pending=A_NOTE, tries=2), SENDING)
    assert (result["state"], result["tries"], result["due"]) == (SENT, 3, LATER)
    assert (result["fields"], result["pending"]) == ({**TASK, **A_NOTE}, {})


def test_a_saved_activity_keeps_its_id_and_no_customer_data() -> None:
    entry = an_entry(SENT, about="Ada", reason="No.", tries=3, due=7, channel="UO1", noted=True)
    result = after(entry, ANSWERED_SAVED)
    assert result == {**blank(ORG), **{"state": SAVED, "at": NOW, "id": ID, "channel": "UO1", "noted": True}}
    for answered in ("", "00T5f0000000099AAA"):
        assert after(an_entry(SENT, id=ID), ANSWERED_SAVED, id=answered)["id"] == ID


@pytest.mark.parametrize("invalid", ["", "0035f0000000001AAA", "00T", "00T5f00000 0001AAA", "x" * 18])
def test_an_id_that_is_not_a_tasks_is_not_kept(invalid: str) -> None:
    assert after(an_entry(SENT), ANSWERED_SAVED, id=invalid)["id"] == ""


def test_a_change_during_a_save_is_sent_by_the_id() -> None:
    result = after(an_entry(SENT, pending=A_NOTE, noted=True), ANSWERED_SAVED)
    assert (result["state"], result["fields"], result["at"], result["noted"]) == (
        WAITING,
        A_NOTE,
        LATER,
        True,
    )
    assert payload(result) == {**A_NOTE, "Id": ID}


def test_a_change_during_a_save_without_an_id_is_left_to_the_agent() -> None:
    result = after(an_entry(SENT, pending=A_NOTE), ANSWERED_SAVED, id="")
    assert (result["state"], result["fields"], result["pending"]) == (NOT_ADDED, A_NOTE, {})
    assert after(result, SENDING) is result


@pytest.mark.parametrize("record_id", ["", ID])
def test_a_late_answer_does_not_confirm_a_note_that_its_request_lacked(record_id: str) -> None:
    entry = after(after(an_entry(WAITING, id=record_id), SENDING), AMENDED, fields=A_NOTE)
    entry = after(entry, NO_ANSWER)
    if not record_id:
        entry = after(entry, RETRIED)
    assert entry["state"] == WAITING
    result = after(entry, ANSWERED_SAVED, fields=TASK)  # the request's fields
    assert {**result["fields"], **result["pending"]}.get("Description") == A_NOTE["Description"]
    assert result["state"] == WAITING


def test_a_rejected_field_is_left_out_and_the_rest_is_due_at_once() -> None:
    result = after(an_entry(SENT, due=7, pending=A_NOTE), FIELD_REJECTED)
    assert (result["state"], result["due"]) == (WAITING, 0)
    assert result["fields"] == {"Subject": "Call", "WhoId": ADA, **A_NOTE}
    assert after(result, FIELD_REJECTED)["state"] == WAITING, "an answer counts only during a save"


def test_a_rejected_field_is_left_out_of_changes_during_the_save_too() -> None:
    result = after(an_entry(SENT, pending={"Topic__c": "cars"}), FIELD_REJECTED)
    assert "Topic__c" not in {**result["fields"], **result["pending"]}


@pytest.mark.parametrize(("kind", "name"), [(FIELD_REJECTED, "Topic__c"), (RELATION_REJECTED, "WhoId")])
def test_rejected_fields_are_sent_once_more_when_the_agent_saves_again(kind: str, name: str) -> None:
    entry = after(an_entry(SENT), kind, names=[name], second="")
    rejected = after(after(entry, SENDING), ACTIVITY_REJECTED)
    assert name not in rejected["fields"]
    next_entry = after(rejected, RETRIED)
    assert (next_entry["fields"], next_entry["unrelated"]) == (TASK, "")


@pytest.mark.parametrize(
    ("kind", "fields"), [(FIELD_REJECTED, {"Subject": "x"}), (RELATION_REJECTED, {"Topic__c": "x"})]
)
def test_if_nothing_can_be_left_out_the_activity_is_rejected(kind: str, fields: dict[str, str]) -> None:
    result = after(an_entry(SENT, fields=fields), kind)
    assert (result["state"], result["reason"], result["fields"]) == (REJECTED, "No.", fields)


def test_a_rejected_relation_is_remembered_and_the_rest_is_due_at_once() -> None:
    fields = {**TASK, "WhatId": "0015f0000000004AAA"}
    result = after(an_entry(SENT, fields=fields, about="Ada", due=7), RELATION_REJECTED)
    assert (result["state"], result["due"], result["unrelated"]) == (WAITING, 0, ADA)
    assert result["fields"] == {"Subject": "Call", "Topic__c": "boats"}
    saved = after(after(result, SENDING), ANSWERED_SAVED)
    assert (saved["state"], saved["unrelated"], saved["about"]) == (SAVED, ADA, "Ada")
    assert not is_settled(saved)


def test_a_rejected_activity_is_left_to_the_agent_with_the_reason() -> None:
    result = after(an_entry(SENT, pending=A_NOTE), ACTIVITY_REJECTED)
    assert (result["state"], result["reason"], result["fields"]) == (REJECTED, "No.", {**TASK, **A_NOTE})


def test_an_activity_that_was_not_written_waits_with_the_reason() -> None:
    result = after(an_entry(SENT, tries=1, pending=A_NOTE), NOT_WRITTEN)
    assert (result["state"], result["due"], result["reason"]) == (WAITING, LATER + 1_000, "No.")
    assert {**result["fields"], **result["pending"]} == {**TASK, **A_NOTE}


@pytest.mark.parametrize(("record_id", "kind"), [("", NOT_WRITTEN), (ID, NOT_WRITTEN), (ID, NO_ANSWER)])
def test_the_plugin_sends_an_activity_at_most_eight_times_on_its_own(record_id: str, kind: str) -> None:
    entry = an_entry(WAITING, id=record_id)
    sent = 0
    while entry["state"] == WAITING:
        entry = after(after(entry, SENDING), kind)
        sent += 1
    assert (sent, entry["state"]) == (8, REJECTED)
    assert after(entry, RETRIED)["tries"] == 0, "the agent may"


def test_the_pauses_between_the_attempts_grow() -> None:
    assert SAVE_RETRY_PAUSES_MS[1:] == (1_000, 5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000)
    assert MAX_TRIES == 8


# The agent, and late notes


@pytest.mark.parametrize("state", [OPEN, DRAFT, WAITING, SENT, REJECTED, UNKNOWN])
def test_a_note_joins_an_activity_that_is_not_saved(state: str) -> None:
    result = after(after(an_entry(state), AMENDED, fields={"Description": "old"}), AMENDED, fields=A_NOTE)
    assert (result["state"], result["fields"], result["pending"]) == (state, TASK, A_NOTE)


def test_a_note_updates_a_saved_activity() -> None:
    result = after(an_entry(SAVED, id=ID, fields={}, tries=8), AMENDED, fields=A_NOTE)
    assert (result["state"], result["at"], result["tries"], result["due"]) == (WAITING, LATER, 0, 0)
    assert payload(result) == {**A_NOTE, "Id": ID}


@pytest.mark.parametrize("state", [SAVED, NOT_ADDED])
def test_a_note_for_an_activity_without_an_id_is_left_to_the_agent(state: str) -> None:
    entry = an_entry(state, fields={"CallDisposition": "Refund"})
    result = after(entry, AMENDED, fields=A_NOTE)
    assert (result["state"], result["fields"]) == (NOT_ADDED, {"CallDisposition": "Refund", **A_NOTE})


@each("state", STATES)
def test_only_a_note_marks_the_activity_as_noted(state: str) -> None:
    result = after(an_entry(state), AMENDED, noted=True)
    assert result["noted"] is (AMENDED in AFTER[state])
    assert after(an_entry(state), AMENDED)["noted"] is False


@pytest.mark.parametrize("state", [WAITING, SENT, REJECTED, UNKNOWN])
def test_another_record_replaces_the_previous_record(state: str) -> None:
    entry = an_entry(state, unrelated=ADA)
    result = after(entry, RELATED, fields={"WhatId": "5005f0000000005AAA"})
    assert {**result["fields"], **result["pending"]} == {
        **{"Subject": "Call", "Topic__c": "boats", "WhatId": "5005f0000000005AAA"}
    }
    assert (result["unrelated"], result["about"]) == ("", "Bob")


def test_another_record_updates_a_saved_activity() -> None:
    entry = an_entry(SAVED, id=ID, fields={}, unrelated=ADA)
    result = after(entry, RELATED, fields={"WhoId": "0035f0000000002AAA"})
    assert payload(result) == {"WhoId": "0035f0000000002AAA", "Id": ID}
    assert (result["state"], result["unrelated"]) == (WAITING, "")


def test_another_record_for_an_activity_without_an_id_changes_nothing() -> None:
    entry = an_entry(SAVED, fields={}, unrelated=ADA)
    assert after(entry, RELATED) is entry


def test_an_activity_may_stay_without_its_record() -> None:
    result = after(an_entry(SAVED, id=ID, fields={}, unrelated=ADA, about="Ada"), GIVEN_UP)
    assert (result["state"], result["id"], result["unrelated"], result["about"]) == (SAVED, ID, "", "")
    assert is_settled(result)


def test_a_discarded_activity_leaves_nothing_and_a_discarded_change_leaves_the_id() -> None:
    assert after(an_entry(UNKNOWN, about="Ada"), GIVEN_UP) == {
        **blank(ORG),
        **{"state": DISCARDED, "at": LATER},
    }
    assert after(an_entry(WAITING, id=ID), GIVEN_UP) == {
        **blank(ORG),
        **{"state": SAVED, "at": LATER, "id": ID},
    }


@pytest.mark.parametrize("tries", [0, 1, 3])
def test_a_try_before_a_logout_is_not_counted(tries: int) -> None:
    result = after(an_entry(WAITING, due=LATER * 2, tries=tries), HURRIED)
    assert (result["due"], result["tries"]) == (0, max(0, tries - 1))
    assert after(result, HURRIED) is result, "it is due already"


@pytest.mark.parametrize("kind", [FIELD_REJECTED, RELATION_REJECTED])
def test_a_try_without_rejected_fields_or_relations_is_not_counted(kind: str) -> None:
    entry = an_entry(SENT, tries=MAX_TRIES, fields={"Subject": "x", "Topic__c": "y", "WhoId": ADA})
    result = after(entry, kind, names=["Topic__c", "WhoId"], reason="no")
    assert (result["state"], result["tries"]) == (WAITING, 0)


def test_every_field_but_the_standard_ones_may_be_left_out() -> None:
    fields = dict.fromkeys([*STANDARD_FIELDS, "Topic__c", "Priority", "OwnerId"], "x")
    assert optional_fields(fields) == ["Topic__c", "Priority", "OwnerId"]


BOTH = {"WhoId": ADA, "WhatId": CASE}


@each(
    ("fields", "record_id", "rejected", "second", "is_second"),
    [
        (BOTH, "", "WhatId", "", True),
        (BOTH, "", "WhoId", "", False),
        (BOTH, "", "WhoId", "WhoId", True),
        (BOTH, "", "WhatId", "WhoId", False),
        ({"WhatId": CASE}, ID, "WhatId", "WhatId", True),
        ({"WhatId": CASE}, ID, "WhatId", "", False),
        ({"WhatId": CASE}, "", "WhatId", "WhatId", False),
        ({"WhatId": CASE, "WhoId": None}, ID, "WhatId", "WhatId", False),
    ],
)
def test_only_the_second_relation_is_rejected_where_the_first_one_stays(
    fields: dict[str, Any], record_id: str, rejected: str, second: str, is_second: bool
) -> None:
    entry = an_entry(SENT, fields=fields, id=record_id)
    result = after(entry, RELATION_REJECTED, names=[rejected], second=second)
    assert result["second"] is is_second


def test_fields_that_the_request_lacked_are_sent_after_its_answer() -> None:
    saved = after(an_entry(SENT, fields={**TASK, **A_NOTE}), ANSWERED_SAVED, fields=TASK)
    assert (saved["state"], saved["fields"]) == (WAITING, A_NOTE)


def test_an_update_with_only_the_rejected_relation_is_finished() -> None:
    entry = an_entry(SENT, id=ID, fields={"WhoId": ADA})
    assert after(entry, RELATION_REJECTED, names=["WhoId"])["state"] == SAVED


@pytest.mark.parametrize("once", [False, True])
def test_a_record_chosen_during_the_save_replaces_a_rejected_one(once: bool) -> None:
    entry = after(after(an_entry(WAITING), SENDING, once=once), RELATED, fields={"WhoId": BOB})
    result = after(entry, RELATION_REJECTED, fields=TASK, names=["WhoId"])
    assert (result["state"], result["fields"]["WhoId"], result["unrelated"]) == (WAITING, BOB, "")


def test_another_choice_replaces_the_previous_one_and_keeps_other_changes() -> None:
    entry = an_entry(WAITING, pending={"WhatId": CASE, **A_NOTE})
    assert after(entry, RELATED, fields={"WhoId": BOB})["pending"] == {"WhoId": BOB, **A_NOTE}


@pytest.mark.parametrize(("record", "sent"), [(BOB, {"WhoId": BOB}), (LEE, {"WhoId": LEE, "WhatId": None})])
def test_a_lead_chosen_for_an_unrelated_activity_clears_its_other_relation(
    record: str, sent: dict[str, str | None]
) -> None:
    entry = an_entry(SAVED, id=ID, fields={}, unrelated=ADA)
    assert after(entry, RELATED, fields={"WhoId": record})["fields"] == sent


def test_the_end_of_a_task_may_name_the_task_of_its_activity() -> None:
    assert after(an_entry(OPEN, task="WT1"), ENDED, task="WT2")["task"] == "WT2"
    assert after(an_entry(OPEN, task="WT1"), ENDED)["task"] == "WT1"


def test_none_of_these_removes_the_records_from_a_saved_activity() -> None:
    result = after(an_entry(SAVED, id=ID, fields={}), RELATED, fields={})
    assert (result["state"], result["fields"]) == (WAITING, NO_RELATION)


def test_another_page_that_claims_an_activity_undoes_the_agents_decision() -> None:
    result = after(an_entry(WAITING, decided=True, fields_frozen=True), CLAIMED_ELSEWHERE)
    assert (result["elsewhere"], result["decided"], result["fields_frozen"], result["tries"]) == (
        True,
        False,
        False,
        1,
    )


# With a key, each create is written once


@pytest.mark.parametrize("kind", [NO_ANSWER, ORPHANED])
def test_a_create_without_an_answer_is_repeated_with_the_same_fields(kind: str) -> None:
    entry = after(after(sent_with_its_key(), AMENDED, fields=A_NOTE), kind)
    assert (entry["state"], entry["pending"]) == (WAITING, A_NOTE)
    assert (entry["due"], entry["reason"]) == (LATER + 1_000, "No.")
    next_entry = after(entry, SENDING, once=True)
    assert (next_entry["state"], next_entry["fields"], next_entry["pending"]) == (SENT, TASK, A_NOTE)
    saved = after(next_entry, ANSWERED_SAVED, fields=next_entry["fields"])
    assert (saved["state"], saved["id"], saved["fields"]) == (WAITING, ID, A_NOTE)


def test_a_create_with_a_key_is_repeated_without_limit_if_there_is_no_answer() -> None:
    entry = sent_with_its_key()
    for _ in range(3 * MAX_TRIES):
        entry = after(after(entry, NO_ANSWER), SENDING, once=True)
    assert entry["state"] == SENT


@each("answer", [{}, {"untouched": True}, {"untouched": False}])
@each("state", [SENT, WAITING])
@each("chosen", [{"WhoId": BOB}, {"WhatId": CASE}, {}])
def test_a_record_chosen_during_the_save_is_sent_as_an_update(
    chosen: dict[str, str], state: str, answer: dict[str, bool]
) -> None:
    entry = sent_with_its_key()
    entry = after(entry, NO_ANSWER) if state == WAITING else entry
    entry = after(entry, RELATED, fields=chosen)
    entry = after(entry, NO_ANSWER) if state == SENT else entry
    assert entry["fields"] == TASK
    next_entry = after(entry, SENDING, once=True)
    saved = after(next_entry, ANSWERED_SAVED, fields=next_entry["fields"], **answer)
    assert {name: saved["fields"][name] for name in RELATIONS} == {**NO_RELATION, **chosen}


def test_without_keys_the_agent_decides_about_an_activity_that_may_exist() -> None:
    for entry in (after(sent_with_its_key(), NO_ANSWER), an_entry(WAITING, elsewhere=True)):
        assert after(entry, SENDING, once=False)["state"] == UNKNOWN
        assert after(entry, SENDING)["state"] == UNKNOWN
        assert after(entry, SENDING, once=True)["state"] == SENT


def test_a_refusal_proves_that_nothing_was_written_and_the_next_create_may_differ() -> None:
    entry = after(after(sent_with_its_key(), NO_ANSWER), SENDING, once=True)
    entry = after(after(entry, AMENDED, fields=A_NOTE), FIELD_REJECTED)
    assert entry["fields"] == {"Subject": "Call", "WhoId": ADA, **A_NOTE}
    assert (entry["sent_with_key"], entry["fields_frozen"]) == (False, False)


def test_without_keys_the_agent_may_send_an_activity_that_may_exist() -> None:
    entry = after(sent_with_its_key(), AMENDED, fields=A_NOTE)
    entry = after(after(after(entry, NO_ANSWER), SENDING, once=False), RETRIED)
    sent = after(entry, SENDING, once=False)
    assert (sent["state"], sent["fields"], sent["sent_with_key"]) == (SENT, {**TASK, **A_NOTE}, False)
    assert after(sent, NO_ANSWER)["state"] == UNKNOWN
    sent_with_key = after(entry, SENDING, once=True)
    assert (sent_with_key["fields"], sent_with_key["pending"]) == (TASK, A_NOTE)
    next_entry = after(after(sent_with_key, NO_ANSWER), SENDING, once=False)
    assert next_entry["state"] == UNKNOWN, "the agent has decided about one try"


@pytest.mark.parametrize("kind", [ACTIVITY_REJECTED, FIELD_REJECTED, NOT_WRITTEN])
def test_an_ambiguous_failure_keeps_the_fields_of_the_earlier_try(kind: str) -> None:
    entry = after(after(sent_with_its_key(tries=MAX_TRIES), AMENDED, fields=A_NOTE), NO_ANSWER)
    entry = after(after(entry, SENDING, once=True), kind, names=[])
    assert (entry["state"], entry["fields"], entry["pending"]) == (REJECTED, TASK, A_NOTE)
    next_entry = after(entry, RETRIED)
    assert after(next_entry, SENDING, once=False)["state"] == UNKNOWN, "the agent has not decided about that"
    saved = after(after(next_entry, SENDING, once=True), ANSWERED_SAVED, fields=TASK, untouched=False)
    assert saved["fields"] == A_NOTE


def test_a_proof_that_nothing_was_written_merges_later_changes() -> None:
    entry = after(after(sent_with_its_key(), AMENDED, fields=A_NOTE), NO_ANSWER)
    entry = after(after(entry, SENDING, once=True), ACTIVITY_REJECTED, proven=True)
    assert (entry["state"], entry["fields"], entry["fields_frozen"]) == (REJECTED, {**TASK, **A_NOTE}, False)


def test_rejected_fields_are_sent_after_an_unanswered_create() -> None:
    entry = after(sent_with_its_key(dropped={"Topic__c": "cars", "Rank__c": "1"}), NO_ANSWER)
    next_entry = after(entry, RETRIED)
    assert (next_entry["fields"], next_entry["pending"], next_entry["dropped"]) == (
        TASK,
        {"Rank__c": "1"},
        {},
    )


def test_an_activity_records_none_of_these_and_a_task_that_continued_elsewhere() -> None:
    entry = after(an_entry(OPEN), TAKEN_OVER, superseded=True)
    entry = after(entry, ENDED, no_record=True)
    assert (entry["superseded"], entry["no_record"]) == (True, True)
    assert after(an_entry(WAITING), RELATED, fields={})["no_record"]
    assert not after(entry, RELATED, fields={"WhoId": BOB})["no_record"]
    back = after(after(an_entry(OPEN), TAKEN_OVER, superseded=True), OPENED)
    assert (back["superseded"], back["elsewhere"]) == (False, False)
    assert after(after(an_entry(OPEN), TAKEN_OVER, superseded=True), TAKEN_OVER)["superseded"]


@pytest.mark.parametrize("once", [True, False])
def test_an_activity_that_another_session_may_log_needs_the_agent_only_without_a_key(once: bool) -> None:
    ended = after(an_entry(OPEN), ENDED, confirm=True, once=once)
    assert (ended["state"], ended["elsewhere"]) == (WAITING if once else UNKNOWN, True)


@each("kind", [OPENED, COMPLETING])
def test_a_key_does_not_help_if_another_session_may_have_had_none(kind: str) -> None:
    entry = after(after(an_entry(ABSENT), kind, keyless=True), OPENED, keyless=False)
    ended = after(entry, ENDED, confirm=True, once=True)
    assert (ended["state"], after(ended, KEY_RELIED_ON)["state"]) == (UNKNOWN, UNKNOWN)
    stored = after_logout({**entry, "state": OPEN}, [])
    assert after(stored, ENDED, confirm=True, once=True)["state"] == UNKNOWN
    assert after(entry, ENDED, confirm=False, once=True)["state"] == WAITING, "no other session has the task"


@each("state", [SAVED, DISCARDED])
def test_an_entry_is_kept_while_its_task_continues(state: str) -> None:
    entry = an_entry(state)
    assert after(entry, CONTINUED, now=entry["at"] + HOUR_MS) is entry, "not stored with every heartbeat"
    now = entry["at"] + HOUR_MS + 1
    assert after(entry, CONTINUED, now=now) == {**entry, "at": now}


@pytest.mark.parametrize("state", [OPEN, DRAFT, WAITING, UNKNOWN])
def test_a_key_that_was_missing_for_a_while_does_not_help_later(state: str) -> None:
    entry = after(an_entry(state, elsewhere=True), KEY_MISSING)
    assert after(entry, KEY_MISSING) is entry, "each connection reports it, and nothing has to be stored"
    ended = after(entry, ENDED if state in (OPEN, DRAFT) else SENDING, confirm=True, once=True)
    assert (ended["state"], after(ended, KEY_RELIED_ON)["state"]) == (UNKNOWN, UNKNOWN)


def test_a_repeated_create_is_held_back_too_if_another_session_may_have_had_no_key() -> None:
    sent = after(an_entry(WAITING, elsewhere=True), SENDING, once=True)
    entry = after(after(sent, NO_ANSWER), KEY_MISSING)
    held_back = after(entry, SENDING, once=True)
    assert (held_back["state"], after(held_back, KEY_RELIED_ON)["state"]) == (UNKNOWN, UNKNOWN)
    assert after(after(held_back, RETRIED), SENDING, once=True)["state"] == SENT


def test_an_activity_held_back_for_another_session_is_sent_when_keys_are_supported() -> None:
    assert after(an_entry(UNKNOWN, elsewhere=True), KEY_RELIED_ON)["state"] == WAITING
    in_doubt = after(after(sent_with_its_key(), NO_ANSWER), SENDING, once=False)
    assert (in_doubt["state"], after(in_doubt, KEY_RELIED_ON)["state"]) == (UNKNOWN, WAITING)
    for entry in (
        an_entry(UNKNOWN, tries=1),
        after({**in_doubt, "state": WAITING}, CLAIMED_ELSEWHERE),
        an_entry(UNKNOWN, elsewhere=True, tries=1),
        an_entry(UNKNOWN, elsewhere=True, id=ID),
        after(an_entry(WAITING), CLAIMED_ELSEWHERE),
    ):
        assert after(entry, KEY_RELIED_ON)["state"] == UNKNOWN, "it may have been written without a key"


def test_after_a_logout_an_unanswered_create_is_repeated_without_customer_data() -> None:
    sent = after(an_entry(WAITING, fields={**TASK, **A_NOTE}), SENDING, once=True, token="by1")
    stored = after_logout(sent, [])
    assert (stored["state"], stored["fields_frozen"], stored["token"]) == (WAITING, True, "by1")
    assert "Description" not in stored["fields"]
    assert after(stored, SENDING)["state"] == UNKNOWN
