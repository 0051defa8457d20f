"""Items that version 0.1.0 left in a browser are still logged."""

from __future__ import annotations

import json
from typing import Any

import pytest

from flex_sfdc.activities.events import OPENED
from tests.support.cases import each
from tests.support.plugin.browser import STARTED_MS
from tests.support.plugin.desk import CHANNEL, Desk
from tests.support.plugin.flex import ACCOUNT_SID, WORKER_SID
from tests.support.plugin.page import Page
from tests.support.plugin.salesforce import never
from tests.support.plugin.tab import HOUR, LEGACY_SCOPE, MINUTE, NAME, ON, OTHER, SID, Tab
from tests.support.records import TASK_ID as ID

FIELDS = {
    **{"entityApiName": "Task", "Subject": f"Call with {NAME}", "Status": "Completed"},
    **{"WhoId": "0035f0000000001AAA", "CallDurationInSeconds": 61, "Topic__c": "boats"},
}
KEPT: dict[str, Any] = {
    "state": "waiting",
    "at": STARTED_MS - HOUR,
    "id": "",
    "fields": FIELDS,
    "custom": ["Topic__c"],
    "amend": {},
    "tries": 0,
    "due": 0,
    "why": "",
}


def page_with(items: dict[str, object]) -> Page:
    """Return a page whose browser has these items of version 0.1.0, by key."""
    page = Page(ON)
    for key, value in items.items():
        page.window.localStorage.items[key] = value if isinstance(value, str) else json.dumps(value)
    return page


def tab_with(**changes: object) -> Tab:
    """Return a tab whose browser has an activity of version 0.1.0."""
    return Tab(page_with({LEGACY_SCOPE + SID: {**KEPT, **changes}}))


def legacy(tab: Tab) -> list[str]:
    """Return the remaining keys of version 0.1.0."""
    return [key for key in tab.page.window.localStorage.items if key.startswith("flex-sfdc.log.")]


def test_a_waiting_activity_is_written() -> None:
    tab = tab_with()
    tab.passes()
    assert tab.written == [FIELDS]
    assert (tab.states, legacy(tab)) == ({SID: "saved"}, [])


def test_the_items_are_read_before_salesforce_answers() -> None:
    page = page_with({LEGACY_SCOPE + SID: {**KEPT, "amend": {"Description": "a boat"}, "why": "Busy."}})
    tab = Tab(page, answering=False)
    entry = tab.kept[SID]
    assert (entry["state"], entry["at"], entry["org"]) == (
        *("waiting", KEPT["at"], "acme.lightning.force.com"),
    )
    assert (entry["pending"], entry["reason"]) == ({"Description": "a boat"}, "Busy.")
    assert legacy(tab) == []


@each(
    ("state", "record_id", "expected"),
    [
        *(("waiting", "", "saved"), ("waiting", ID, "saved"), ("sent", "", "unknown"), ("sent", ID, "saved")),
        *(("saved", ID, "saved"), ("saved", "", "saved"), ("refused", "", "rejected")),
        *(("unknown", "", "unknown"), ("draft", "", "unknown")),
    ],
)
def test_an_activity_continues_from_every_state(state: str, record_id: str, expected: str) -> None:
    tab = tab_with(state=state, id=record_id, why="No.", tries=25, due=STARTED_MS + 60_000)
    tab.passes(2 * MINUTE)
    assert tab.states == {SID: expected}
    sent = [bool(value.get("Id")) for value in tab.salesforce.asked]
    assert sent == ([bool(record_id)] if state == "waiting" or (state, record_id) == ("sent", ID) else [])
    if expected == "rejected":
        assert tab.unsaved[0]["why"] == "No."


def test_a_late_note_is_in_the_activity() -> None:
    tab = tab_with(amend={"Description": "a boat"})
    tab.passes()
    assert tab.written == [{**FIELDS, "Description": "a boat"}]


def test_a_late_note_finds_the_id_of_the_saved_activity() -> None:
    tab = tab_with(state="saved", id=ID, fields={})
    tab.amend({"Description": "a boat"}).passes()
    assert tab.salesforce.asked == [{"Description": "a boat", "Id": ID}]


def test_the_draft_of_an_open_task_is_not_an_activity() -> None:
    desk = Desk(page_with({LEGACY_SCOPE + SID: {**KEPT, "state": "draft"}}))
    desk.page.manager.configuration.custom_data["features"]["salesforce_integration"] = {
        **ON,
        "activity_logging": True,
    }
    desk.task.status = "accepted"
    desk.boot().passes(MINUTE)
    assert desk.activities == []
    desk.completed()
    assert desk.activity["Subject"].startswith("[Completed]")


def test_an_activity_of_another_org_waits_for_it() -> None:
    key = f"flex-sfdc.log.{ACCOUNT_SID}.{WORKER_SID}.acme--dev.sandbox.lightning.force.com.{SID}"
    tab = Tab(page_with({key: KEPT})).passes(HOUR)
    assert tab.salesforce.asked == []
    assert tab.kept[SID]["org"] == "acme--dev.sandbox.lightning.force.com"


def test_an_activity_of_another_worker_is_left_to_them_for_a_week() -> None:
    key = f"flex-sfdc.log.{ACCOUNT_SID}.WK{'1' * 32}.acme.lightning.force.com.{OTHER}"
    tab = Tab(page_with({key: KEPT})).passes(HOUR)
    assert (tab.salesforce.asked, tab.kept, legacy(tab)) == ([], {}, [key])
    after = tab.reloaded(7 * 24 * HOUR)
    after.passes(HOUR)
    assert legacy(after) == []


@pytest.mark.parametrize(
    "item", ["{", "null", {**KEPT, "state": "new"}, {**KEPT, "at": "x"}, {**KEPT, "fields": 1}]
)
def test_an_item_that_is_not_an_activity_is_removed(item: object) -> None:
    tab = Tab(page_with({LEGACY_SCOPE + SID: item, LEGACY_SCOPE + OTHER: KEPT})).passes()
    assert (tab.written, legacy(tab)) == ([FIELDS], [])
    assert "failed" not in tab.page.printed


def test_an_item_of_this_version_takes_precedence() -> None:
    tab = Tab().finish().passes()
    tab.page.window.localStorage.items[LEGACY_SCOPE + SID] = json.dumps(KEPT)
    after = tab.reloaded()
    after.passes(HOUR)
    assert (after.salesforce.asked, after.states, legacy(after)) == ([], {SID: "saved"}, [])


def test_a_full_browser_loses_nothing() -> None:
    page = page_with({LEGACY_SCOPE + SID: KEPT})
    page.window.localStorage.room = len(json.dumps(KEPT)) + 10
    tab = Tab(page, answering=False)
    assert legacy(tab) == [LEGACY_SCOPE + SID]
    after = tab.reloaded()
    after.page.window.localStorage.room = 5_000_000
    after.passes(2 * MINUTE)
    assert after.written == [FIELDS]
    last = after.reloaded()
    last.passes(MINUTE)
    assert (last.salesforce.asked, legacy(last)) == ([], [])


def test_facts_about_tasks_are_migrated_and_leave_the_tab() -> None:
    page = Page(ON)
    ada = {"id": "0035f0000000001AAA", "type": "Contact", "name": NAME}
    tasks = {SID: {"chosen": ada, "saving": True, "accepted": STARTED_MS, "popped": "x"}, OTHER: 5}
    page.window.sessionStorage.items["flex-sfdc.tasks"] = json.dumps(tasks)
    for key in ("channels", "left"):
        page.window.sessionStorage.items[f"flex-sfdc.{key}"] = "{}"
    tab = Tab(page)
    facts = tab.services.tasks.get(SID)
    assert (facts["chosen"], facts["failed"], facts["accepted"]) == (ada, True, STARTED_MS)
    assert "popped" not in facts
    assert not facts.get("saving"), "nobody saves it any more"
    assert [key for key in page.window.sessionStorage.items if key.startswith("flex-sfdc.")] == []
    assert tab.reloaded().services.tasks.get(SID)["accepted"] == STARTED_MS


def test_an_earlier_pages_request_is_not_waited_for() -> None:
    page = page_with({LEGACY_SCOPE + SID: {**KEPT, "state": "sent"}})
    tab = Tab(page).answers(never).passes(MINUTE)
    assert [row["state"] for row in tab.unsaved] == ["unknown"]
    assert tab.salesforce.asked == []


def test_a_task_that_ended_during_the_update_is_logged_with_its_late_note() -> None:
    page = Page(ON)
    stored = {WORKER_SID: {SID: {"at": STARTED_MS - MINUTE, "fields": FIELDS}}}
    page.window.sessionStorage.items["flex-sfdc.left"] = json.dumps(stored)
    page.window.sessionStorage.items["flex-sfdc.channels"] = json.dumps({CHANNEL: SID})
    tab = Tab(page).passes(2 * MINUTE)
    assert tab.kept[SID]["channel"] == CHANNEL
    assert (tab.written, tab.states) == ([FIELDS], {SID: "saved"})


# Beside a tab that still runs version 0.1.0


def beside(tab: Tab, **changes: object) -> None:
    """Have a tab with version 0.1.0 store an activity of the same task."""
    tab.page.window.localStorage.items[LEGACY_SCOPE + SID] = json.dumps({**KEPT, **changes})


@pytest.mark.parametrize(
    ("state", "record_id", "expected", "creates"),
    [
        *(("saved", ID, "saved", 0), ("saved", "", "saved", 0), ("sent", "", "unknown", 0)),
        *(("unknown", "", "unknown", 0), ("waiting", "", "saved", 1), ("refused", "", "saved", 1)),
    ],
)
def test_an_activity_that_the_other_tab_has_already_sent_is_not_sent_again(
    state: str, record_id: str, expected: str, creates: int
) -> None:
    tab = Tab(answering=False).finish()
    beside(tab, state=state, id=record_id)
    tab.answers().passes(HOUR)
    assert (tab.states, len(tab.written)) == ({SID: expected}, creates)
    assert legacy(tab) == [], "the other tab has nothing to send"
    if record_id:
        tab.amend({"Description": "a boat"}).passes()
        assert tab.salesforce.asked[-1] == {"Description": "a boat", "Id": ID}


def test_a_completion_in_the_other_tab_does_not_end_a_task_that_continues_here() -> None:
    tab = Tab().happens(OPENED)
    beside(tab, state="draft")
    tab.finish(OTHER).passes(MINUTE)
    assert (tab.states[SID], len(tab.written), legacy(tab)) == ("open", 1, [LEGACY_SCOPE + SID])
    tab.finish().passes(HOUR)
    assert (tab.states[SID], len(tab.written)) == ("saved", 2)
