"""docs/specification.md, section 5: a person and a second record, such as a case, on one activity."""

from __future__ import annotations

from time import process_time
from types import SimpleNamespace
from typing import Any

import pytest

from flex_sfdc.flex.components import SECOND_LABEL, SECOND_NONE
from flex_sfdc.flex.task_facts import second_changes
from flex_sfdc.record_choice.rules import MAX_CHOICES_BY_MESSAGE, NONE, second_in, second_of
from flex_sfdc.salesforce.fields import can_be_second, related
from flex_sfdc.salesforce.records import RELATED_ID, RELATED_TYPE
from tests.support.cases import each
from tests.support.plugin.desk import NUMBER, Desk
from tests.support.plugin.flex import FakePromise, Settled
from tests.support.plugin.page import RECORD_CHOICE, Page
from tests.support.plugin.views import RecordDropdown, UnsavedList
from tests.support.records import ACME, ADA, BOB, CASE, LEE

OPPORTUNITY = "0065f0000000009AAA"
USER = "0055f0000000001AAA"
CHANNEL = "Records__c"
FOUND = {
    ADA: {"Name": "Ada", "RecordType": "Contact"},
    BOB: {"Name": "Bob", "RecordType": "Contact"},
    LEE: {"Name": "Lee", "RecordType": "Lead"},
    CASE: {"CaseNumber": "00001026", "RecordType": "Case"},
    OPPORTUNITY: {"Name": "Boat", "RecordType": "Opportunity"},
}
DELETED = {"statusCode": "ENTITY_IS_DELETED", "message": "entity is deleted", "fields": []}


def record(record_id: str, kind: str = "") -> Any:
    return {"id": record_id, "type": kind, "name": record_id}


class Choosing(Desk):
    """A task on the agent's screen whose search found people, a case and an opportunity."""

    def __init__(
        self, found: object = None, page: Page | None = None, attributes: object = None, **settings: Any
    ) -> None:
        super().__init__(page or Page({**RECORD_CHOICE, "record_channel": CHANNEL, **settings}), attributes)
        self.page.salesforce.found = FOUND if found is None else found
        if page is None:
            self.boot()
            self.task.status = "accepted"
            self.accepted()
            self.page.accept(self.task)
            self.passes()

    @property
    def dropdown(self) -> RecordDropdown:
        return RecordDropdown(self.page, self.task)

    @property
    def dropdowns(self) -> list[Any]:
        return [part.props for part in self.dropdown.of("select")]

    @property
    def values(self) -> list[str]:
        """The values of the dropdowns."""
        return [dropdown["value"] for dropdown in self.dropdowns]

    @property
    def offered(self) -> list[str]:
        """The values of the second dropdown, without that for none."""
        (label,) = [part for part in self.dropdown.of("label") if part.key == SECOND_LABEL]
        return [option.props["value"] for option in label.children[1].children[0]][1:]

    def choose(self, value: str) -> Choosing:
        self.dropdowns[0]["onChange"](SimpleNamespace(target=SimpleNamespace(value=value)))
        return self.passes()

    def choose_second(self, value: str) -> Choosing:
        self.dropdowns[-1]["onChange"](SimpleNamespace(target=SimpleNamespace(value=value)))
        return self.passes()

    def ended(self) -> dict[str, Any]:
        """Return the activity after the task."""
        return self.completes().completed().activity

    def related(self) -> tuple[object, object]:
        """Return both records of the activity."""
        return self.activity.get("WhoId"), self.activity.get("WhatId")

    def ends_with(self) -> tuple[object, object]:
        """End the task, and return both records of its activity."""
        self.ended()
        return self.related()

    def has(self, attributes: dict[str, str]) -> None:
        """Show the task in Flex with these attributes."""
        self.task.attributes = attributes
        self.updated()
        self.shows()

    def rejects(self, *names: str) -> Choosing:
        """Let Salesforce reject the records in these fields from now on."""
        self.page.salesforce.rejected = {name: {**DELETED, "fields": [name]} for name in names}
        return self

    def reloaded(self) -> Choosing:
        """Load the frame again, with the same task."""
        after = Choosing(page=self.reload().page)
        after.task = self.task
        after.page.manager.flex_state.worker.tasks = dict(self.tasks)
        after.boot()
        return after

    def says(self, **message: Any) -> Any:
        self.page.salesforce.says(CHANNEL, message)
        return self

    def views(self, record_id: str, kind: str) -> None:
        """Go to a record in Salesforce."""
        page = {"url": f"/{record_id}", "recordId": record_id, "recordName": "x", "objectType": kind}
        self.page.salesforce.shows(page)


# Salesforce's rules


@each(
    ("first", "second", "fields"),
    [
        (ADA, CASE, {"WhoId": ADA, "WhatId": CASE}),
        (CASE, ADA, {"WhoId": ADA, "WhatId": CASE}),
        (ADA, ACME, {"WhoId": ADA, "WhatId": ACME}),
        (ADA, BOB, {"WhoId": ADA}),
        (CASE, OPPORTUNITY, {"WhatId": CASE}),
        (LEE, CASE, {"WhoId": LEE}),
        (CASE, LEE, {"WhatId": CASE}),
        (ADA, USER, {"WhoId": ADA}),
        (ADA, "", {"WhoId": ADA}),
        ("", CASE, {}),
    ],
)
def test_a_contact_and_another_record_are_both_related_but_a_lead_has_no_second(
    first: str, second: str, fields: dict[str, str]
) -> None:
    assert related(record(first), record(second)) == fields
    assert can_be_second(record(second), record(first)) is (len(fields) == 2)


def test_the_second_dropdown_lists_records_of_the_other_kind_once() -> None:
    facts: Any = {"choices": [record(ADA), record(CASE)], "viewed": record(CASE[:15])}
    all_facts: Any = {**facts, "chosen": record(ADA), "offered": record(CASE), "second": record(CASE)}
    assert second_of({}, all_facts) == ([record(CASE)], CASE)
    assert second_of({}, facts) == ([], ""), "nothing is chosen"


def test_the_time_for_many_choices_is_linear() -> None:
    def seconds(count: int) -> float:
        choices = [record(f"500{number:012}") for number in range(count)]
        began = process_time()
        assert len(second_of({"sfdcObjectId": ADA}, {"choices": choices})[0]) == count
        return process_time() - began

    assert min(seconds(2_000) for _ in range(3)) < 9 * max(seconds(500) for _ in range(3))


# In the canvas


def test_the_second_dropdown_appears_for_a_person_and_offers_no_people() -> None:
    desk = Choosing()
    assert len(desk.dropdowns) == 1
    desk.choose(ADA)
    assert desk.values == [ADA, ""]
    assert desk.offered == [CASE, OPPORTUNITY]


@pytest.mark.parametrize("late", ["the customer leaves", "the second", "another person", "nothing"])
def test_the_second_record_stays_if_the_task_ends_without_an_event(late: str) -> None:
    desk = Choosing().choose(ADA)
    if late != "the second":
        desk.choose_second(CASE)
    desk.completes()
    if late == "the customer leaves":
        desk.happens("taskWrapup", "wrapping")
    elif late == "the second":
        desk.choose_second(CASE)
    elif late == "another person":
        desk.choose(BOB)
    desk.passes().vanishes().passes(60_000)
    person = BOB if late == "another person" else ADA
    assert desk.related() == (person, CASE)


def test_a_second_record_that_is_removed_after_complete_is_on_no_activity() -> None:
    desk = Choosing().choose(ADA).choose_second(CASE).completes().choose_second("")
    desk.vanishes().passes(60_000)
    assert desk.activity["WhoId"] == ADA
    assert not desk.activity.get("WhatId")


def test_a_contact_and_a_case_are_on_one_activity() -> None:
    desk = Choosing().choose(ADA).choose_second(CASE)
    assert desk.values == [ADA, CASE]
    assert desk.ends_with() == (ADA, CASE)
    first, second = desk.task.written
    assert first == {"from": NUMBER, "sfdcObjectId": ADA, "sfdcObjectType": "Contact"}
    assert second == {"from": NUMBER, "sfdcRelatedId": CASE, "sfdcRelatedType": "Case"}


def test_a_task_on_a_case_can_have_a_contact_as_its_second_record() -> None:
    desk = Choosing().choose(CASE)
    assert desk.offered == [ADA, BOB]
    desk.choose_second(BOB)
    assert desk.ends_with() == (BOB, CASE)


@pytest.mark.parametrize("first", [LEE, NONE])
def test_with_a_lead_or_without_a_record_no_second_record_is_offered(first: str) -> None:
    desk = Choosing().choose(ADA).choose_second(CASE).choose(first)
    assert len(desk.dropdowns) == 1
    activity = desk.ended()
    assert activity.get("WhoId") == (LEE if first == LEE else None)
    assert "WhatId" not in activity


def test_the_second_record_is_optional_and_can_be_removed() -> None:
    desk = Choosing().choose(ADA).choose_second(CASE).choose_second("")
    assert desk.ends_with() == (ADA, None)


def test_choosing_another_person_keeps_the_second_record() -> None:
    desk = Choosing().choose(ADA).choose_second(CASE).choose(BOB)
    assert desk.ends_with() == (BOB, CASE)


def test_a_reload_keeps_the_second_record() -> None:
    desk = Choosing().choose(ADA).choose_second(CASE)
    after = desk.reloaded()
    assert after.values == [ADA, CASE]
    after.page.salesforce.activities = {}
    assert after.ends_with() == (ADA, CASE)


# On the task, for the agent it is transferred to


ON_TASK = {"sfdcObjectId": ADA, "sfdcObjectType": "Contact", RELATED_ID: CASE, RELATED_TYPE: "Case"}


def taken(record_id: str, kind: str = "") -> Any:
    return {"second": {**record(record_id, kind), "detail": "", "picked": False}, "second_own": []}


@each(
    ("attributes", "facts", "changes"),
    [
        (ON_TASK, {}, taken(CASE, "Case")),
        (ON_TASK, {"second": record(CASE)}, {}),
        (ON_TASK, {"second": record(CASE[:15]), "second_own": ["", CASE]}, {"second_own": []}),
        (ON_TASK, {"second": record(ACME), "second_own": [CASE, ACME]}, {}),
        (ON_TASK, {"second": record(ACME), "second_own": ["", ACME]}, taken(CASE, "Case")),
        (ON_TASK, {"second": record(ACME)}, taken(CASE, "Case")),
        ({RELATED_ID: ""}, {"second": record(CASE)}, taken("")),
        ({RELATED_ID: ""}, {"second": record(CASE), "second_own": ["", CASE]}, {}),
        ({RELATED_ID: ""}, {"second": record(""), "second_own": [CASE, ""]}, {"second_own": []}),
        ({RELATED_ID: ""}, {}, {}),
        ({}, {"second": record(CASE)}, {}),
        ({RELATED_ID: 7}, {}, {}),
        ({RELATED_ID: USER}, {}, {}),
        ({RELATED_ID: "x"}, {"second": record(CASE)}, {}),
        ({**ON_TASK, "pre_engagement_data": {"case": CASE[:15]}}, {}, {}),
        (None, {}, {}),
    ],
)
def test_the_second_record_on_the_task_counts_unless_a_choice_made_here_is_being_saved(
    attributes: object, facts: Any, changes: object
) -> None:
    assert second_changes(attributes, facts) == changes


def test_the_agent_a_task_is_transferred_to_sees_and_logs_both_records() -> None:
    desk = Choosing(attributes={**ON_TASK})
    desk.task.incomingTransferObject = {"mode": "COLD"}
    assert desk.values == [CASE]
    desk.page.select(desk.task)
    desk.shows()
    assert desk.page.salesforce.published[-1][1]["relatedId"] == CASE
    assert desk.ends_with() == (ADA, CASE)
    assert desk.task.written == [], "the task has it already"


def test_of_two_agents_on_one_task_the_last_choice_counts() -> None:
    desk = Choosing().choose(ADA).choose_second(CASE)
    desk.has(ON_TASK)
    desk.has({**ON_TASK, RELATED_ID: OPPORTUNITY, RELATED_TYPE: "Opportunity"})
    assert desk.values == [ADA, OPPORTUNITY]
    assert desk.ended()["WhatId"] == OPPORTUNITY


def test_a_removed_second_record_is_removed_from_the_task() -> None:
    desk = Choosing(attributes=ON_TASK).choose_second("")
    assert desk.task.written == [{**ON_TASK, RELATED_ID: "", RELATED_TYPE: ""}]
    assert "WhatId" not in desk.ended()


def test_a_second_record_that_could_not_be_saved_counts_and_is_saved_after_a_reload() -> None:
    desk = Choosing().choose(ADA)
    desk.task.promises = [Settled(reason=SimpleNamespace(status=400))]
    desk.choose_second(CASE)
    desk.has({**ON_TASK, RELATED_ID: ""})
    assert desk.values == [ADA, CASE]
    written = len(desk.task.written)
    desk.reloaded()
    assert [item[RELATED_ID] for item in desk.task.written[written:]] == [CASE]


def test_the_last_of_two_choices_is_on_the_task() -> None:
    desk = Choosing().choose(ADA)
    slow: Any = FakePromise()
    desk.task.promises = [slow]
    desk.choose_second(CASE).choose_second(OPPORTUNITY)
    desk.has(ON_TASK)
    slow.resolve(None)
    desk.passes()
    assert desk.task.written[-1][RELATED_ID] == OPPORTUNITY
    assert desk.values == [ADA, OPPORTUNITY]


# The record in view


def test_a_case_that_the_agent_opens_for_a_task_on_a_contact_is_offered_but_not_chosen() -> None:
    desk = Choosing({ADA: FOUND[ADA]})
    assert desk.dropdown.all == [], "the only match"
    desk.page.select(desk.task)
    desk.views(ADA, "Contact")
    desk.views(CASE, "Case")
    assert desk.values == [""]
    assert desk.offered == [CASE]
    desk.choose_second(CASE)
    assert desk.ends_with() == (ADA, CASE)


def test_a_record_opened_for_no_task_or_unfit_as_second_is_not_offered() -> None:
    desk = Choosing({ADA: FOUND[ADA]})
    desk.page.select(desk.task)
    desk.views(ADA, "Contact")
    for other, kind in ((BOB, "Contact"), (LEE, "Lead"), (USER, "User")):
        desk.views(other, kind)
        assert desk.dropdown.all == []


# By message


def test_a_message_sets_both_records_together() -> None:
    desk = Choosing()
    desk.page.select(desk.task)
    desk.says(taskSid=desk.task.taskSid, recordId=ADA, objectType="Contact", relatedId=CASE).passes()
    assert desk.values == [ADA, CASE]
    assert desk.page.salesforce.published[-1][1]["relatedId"] == CASE
    assert desk.ends_with() == (ADA, CASE)


def test_a_message_without_a_record_sets_only_the_second_one() -> None:
    desk = Choosing().choose(ADA)
    desk.says(taskSid=desk.task.sid, relatedId=OPPORTUNITY)
    assert desk.values[1] == OPPORTUNITY
    desk.says(taskSid=desk.task.sid, relatedId="")
    assert desk.values[1] == ""


@each("related_id", [BOB, LEE, USER, "x", 5, None, ["x"], {}])
def test_a_message_with_another_second_record_changes_nothing(related_id: object) -> None:
    desk = Choosing().choose(ADA)
    desk.says(taskSid=desk.task.sid, relatedId=related_id)
    assert desk.values == [ADA, ""]


def test_components_cannot_replace_the_agents_second_record_or_choose_without_limit() -> None:
    desk = Choosing().choose(ADA)
    for number in range(MAX_CHOICES_BY_MESSAGE + 5):
        desk.says(taskSid=desk.task.sid, relatedId=(CASE, OPPORTUNITY)[number % 2])
    assert desk.values[1] == (CASE, OPPORTUNITY)[(MAX_CHOICES_BY_MESSAGE - 1) % 2]
    second_agent = Choosing().choose(ADA).choose_second(CASE)
    second_agent.says(taskSid=second_agent.task.sid, relatedId=OPPORTUNITY)
    assert second_agent.values[1] == CASE


def test_a_message_to_dial_sets_no_second_record() -> None:
    assert second_in({"relatedId": CASE, "number": "+1", "taskSid": ""}) is None
    assert second_in({"recordId": CASE}) is None
    assert second_in({"relatedId": CASE, "relatedType": "Case"}) == ("", record(CASE, "Case"))


# Rejected by Salesforce


def on_two(first: str, second: str) -> Choosing:
    """Return a desk on which the agent has chosen two records."""
    return Choosing().choose(first).choose_second(second)


def test_only_a_rejected_second_record_is_left_out_and_another_can_replace_it() -> None:
    desk = on_two(ADA, CASE).rejects("WhatId")
    assert desk.ends_with() == (ADA, None)
    desk.rejects()
    desk.says(taskSid=desk.task.taskSid, recordId=OPPORTUNITY, objectType="Opportunity").passes()
    assert desk.related() == (ADA, OPPORTUNITY)


SECOND_REJECTED = ("PSSalesforceActivitySecondRefused", "PSSalesforceActivitySecondUnrelated")
RECORD_REJECTED = ("PSSalesforceActivityRelationRefused", "PSSalesforceActivityUnrelated")


@pytest.mark.parametrize(
    ("first", "second", "rejected", "texts"),
    [
        (ADA, CASE, "WhatId", SECOND_REJECTED),
        (ADA, CASE, "WhoId", RECORD_REJECTED),
        (CASE, ADA, "WhoId", SECOND_REJECTED),
        (CASE, ADA, "WhatId", RECORD_REJECTED),
    ],
)
def test_the_agent_reads_which_of_the_two_records_is_left_out(
    first: str, second: str, rejected: str, texts: tuple[str, str]
) -> None:
    desk = on_two(first, second).rejects(rejected)
    desk.ended()
    assert (desk.page.shown, UnsavedList(desk.page).statuses) == ([texts[0]], [texts[1]])


def test_without_both_records_the_agent_reads_that_no_record_is_related() -> None:
    desk = on_two(ADA, CASE).rejects("WhoId", "WhatId")
    assert desk.ends_with() == (None, None)
    assert UnsavedList(desk.page).statuses == ["PSSalesforceActivityUnrelated"]


def test_the_list_offers_replacements_for_the_second_record_even_a_second_time() -> None:
    desk = on_two(ADA, CASE)
    desk.page.salesforce.rejected = {"WhatId": DELETED}
    desk.ended()
    for offered in ([OPPORTUNITY], [CASE]):  # the record that was rejected last is not offered
        shown = UnsavedList(desk.page)
        assert [option.props["value"] for option in shown.of("option")][1:] == offered
        assert shown.texts("button") == [SECOND_NONE]
        shown.choose(offered[0])
        desk.passes()
        assert UnsavedList(desk.page).statuses == ["PSSalesforceActivitySecondUnrelated"]
    desk.rejects()
    UnsavedList(desk.page).choose(OPPORTUNITY)
    desk.passes()
    assert desk.related() == (ADA, OPPORTUNITY)
    assert UnsavedList(desk.page).all == []


@pytest.mark.parametrize("by", ["list", "component"])
@pytest.mark.parametrize("times", [1, 2])
def test_a_record_that_replaces_the_first_is_not_a_second_record_in_either_field(by: str, times: int) -> None:
    desk = on_two(ADA, CASE).rejects("WhoId")
    desk.ended()
    desk.rejects("WhatId")
    for _ in range(times):
        if by == "component":
            desk.says(taskSid=desk.task.taskSid, recordId=OPPORTUNITY, objectType="Opportunity")
        else:
            UnsavedList(desk.page).choose(OPPORTUNITY)
        desk.passes()
        assert UnsavedList(desk.page).statuses == [RECORD_REJECTED[1]]
    assert SECOND_REJECTED[0] not in desk.page.shown


def test_a_lead_that_replaces_a_rejected_contact_has_no_second_record() -> None:
    desk = on_two(ADA, CASE).rejects("WhoId")
    assert desk.ends_with() == (None, CASE)
    desk.rejects()
    desk.says(taskSid=desk.task.taskSid, recordId=LEE, objectType="Lead").passes()
    assert desk.related() == (LEE, None)


def test_a_rejection_that_names_no_relation_leaves_out_the_second_record_first() -> None:
    desk = on_two(ADA, CASE)
    desk.page.salesforce.rejected = {"WhatId": DELETED}
    assert desk.ends_with() == (ADA, None)


# A task that ends without an event after Complete


@pytest.mark.parametrize("is_reloaded", [False, True])
@pytest.mark.parametrize(
    ("chosen", "related_to"),
    [([], {"WhoId": ADA, "WhatId": CASE}), ([BOB], {"WhoId": BOB, "WhatId": CASE}), ([LEE], {"WhoId": LEE})],
)
def test_the_second_record_survives_a_change_after_complete(
    chosen: list[str], related_to: dict[str, str], is_reloaded: bool
) -> None:
    desk: Any = Choosing()
    desk.choose(ADA).choose_second(CASE).completes()
    for record_id in chosen:
        desk.choose(record_id)
    desk.happens("taskWrapup", "wrapping").passes().vanishes()
    if is_reloaded:
        desk = desk.reload()
        desk.boot()
    desk.passes(60_000)
    activity = desk.activity
    assert {name: activity[name] for name in ("WhoId", "WhatId") if activity.get(name)} == related_to


@pytest.mark.parametrize(("second", "what"), [(CASE, CASE), (NONE, None)])
def test_a_second_record_chosen_after_complete_counts(second: str, what: str | None) -> None:
    desk = Choosing().choose(ADA).choose_second(OPPORTUNITY).completes().choose_second(second)
    desk.vanishes().passes(60_000)
    assert desk.related() == (ADA, what)


@pytest.mark.parametrize("is_reloaded", [False, True])
def test_a_relation_from_activity_fields_survives_a_change_after_complete(is_reloaded: bool) -> None:
    desk: Any = Choosing(activity_fields={"WhatId": CASE})
    desk.choose(ADA).completes()
    if is_reloaded:
        desk = desk.reload()
        desk.boot()
    desk.happens("taskWrapup", "wrapping").passes().vanishes().passes(60_000)
    assert (desk.activity["WhoId"], desk.activity["WhatId"]) == (ADA, CASE)
