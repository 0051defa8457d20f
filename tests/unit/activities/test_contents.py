"""docs/specification.md, section 6: the contents of an activity."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from flex_sfdc.activities.tracker import DETECTED_AFTER_MS
from tests.support.plugin.browser import JsError
from tests.support.plugin.desk import NUMBER, Desk
from tests.support.plugin.tab import HOUR, MINUTE
from tests.support.records import ADA, BOB

CLOCKS = [0, 5 * HOUR, -5 * HOUR]  # how far the server's clock is ahead of the computer's


def test_a_completed_call_is_logged_once() -> None:
    desk = Desk().boot().accepted().hangs_up().completes()
    desk.completed()
    assert desk.activity == {
        "entityApiName": "Task",
        "Subject": "[Completed] Inbound voice at Jan 15, 2027, 08:01 AM",
        "Status": "Completed",
        "ActivityDate": "2027-01-15",
        "CallType": "Inbound",
        "TaskSubtype": "Call",
        "CallObject": desk.task.taskSid,
        "CallDurationInSeconds": 61,
        "Phone": NUMBER,
    }


def test_the_record_of_the_task_is_related() -> None:
    desk = Desk(attributes={"sfdcObjectId": ADA, "sfdcObjectType": "Contact"}).boot().accepted()
    desk.completed()
    assert desk.activity["WhoId"] == ADA


def nested(depth: int, kind: str, inner: object) -> object:
    """Return a value inside of this many lists or objects."""
    for _ in range(depth):
        inner = [inner] if kind == "lists" else {"a": inner}
    return inner


@pytest.mark.parametrize("kind", ["lists", "objects"])
@pytest.mark.parametrize("key", ["pre_engagement_data", "name", "from", "conversations"])
def test_a_task_with_a_deeply_nested_attribute_is_logged(key: str, kind: str) -> None:
    desk = Desk(attributes={"sfdcObjectId": ADA, key: nested(5_000, kind, "x")}).boot().accepted()
    desk.completed()
    assert desk.activity["WhoId"] == ADA
    assert "failed" not in desk.page.printed


class ThrowingList(list[object]):
    """A list of another plugin that throws when it is read."""

    def __iter__(self) -> Iterator[object]:
        raise JsError(NUMBER)


class ThrowingObject(dict[str, object]):
    """An object of another plugin that throws when it is read."""

    def __iter__(self) -> Iterator[str]:
        raise JsError(NUMBER)

    def __getitem__(self, key: str) -> object:
        raise JsError(NUMBER)

    def __len__(self) -> int:
        raise JsError(NUMBER)


@pytest.mark.parametrize("throwing", [ThrowingList(["x"]), ThrowingObject(a="x")], ids=["list", "object"])
@pytest.mark.parametrize("is_inside", [False, True])
@pytest.mark.parametrize("key", ["pre_engagement_data", "name", "customers", "conversations"])
def test_a_task_with_an_attribute_that_throws_is_logged(key: str, is_inside: bool, throwing: object) -> None:
    sources = {"Topic__c": "attributes.customers", "Name__c": "{{attributes.name}}"}
    value = {"a": [throwing]} if is_inside else throwing
    desk = Desk(attributes={"sfdcObjectId": ADA, key: value}, activity_fields=sources).boot().accepted()
    desk.completed()
    assert desk.activity["WhoId"] == ADA
    assert "failed" not in desk.page.printed


def throws() -> object:
    """Throw, as a method of another plugin."""
    raise JsError(NUMBER)


@pytest.mark.parametrize("date", [None, "x", *(SimpleNamespace(getTime=value) for value in (5, throws))])
def test_a_task_without_a_usable_date_is_logged(date: object) -> None:
    desk = Desk(attributes={"sfdcObjectId": ADA}).boot()
    desk.task.dateUpdated = date
    desk.page.manager.events.emit("taskAccepted", desk.task)
    desk.passes(5_000)
    desk.page.manager.events.emit("taskCompleted", desk.task)
    desk.vanishes().passes()
    assert desk.activity["CallDurationInSeconds"] == 5


def test_a_choice_that_could_not_be_saved_on_the_task_is_still_related() -> None:
    desk = Desk(attributes={"sfdcObjectId": ADA}).boot().accepted()
    store = desk.page.manager.store
    chosen = {
        "chosen": {"id": BOB, "type": "Contact", "name": "Bob"},
        "replaces_record_id": ADA,
        "failed": True,
    }
    changes = {"tasks": {desk.task.sid: chosen}}
    store.dispatch({"type": "salesforceIntegration/changed", "changes": changes})
    desk.completed()
    assert desk.activity["WhoId"] == BOB


@pytest.mark.parametrize("ahead", CLOCKS)
def test_a_call_lasts_from_accept_to_hang_up(ahead: int) -> None:
    desk = Desk().boot()
    desk.server_ahead = ahead
    desk.passes(20_000).accepted().hangs_up(9_999).passes(60_000)
    desk.completed()
    assert desk.activity["CallDurationInSeconds"] == 9


def test_a_call_that_ends_with_its_task_lasts_until_the_task_ends() -> None:
    desk = Desk().boot().accepted().passes(5_000).completed()
    assert desk.activity["CallDurationInSeconds"] == 5


def test_a_clock_that_was_set_back_gives_no_negative_duration() -> None:
    desk = Desk().boot().accepted()
    desk.page.window.now -= 50_000
    desk.happens("taskWrapup", "wrapping").completed()
    assert desk.activity["CallDurationInSeconds"] == 0


@pytest.mark.parametrize("ahead", CLOCKS)
def test_a_reload_during_the_call_changes_nothing_about_its_duration(ahead: int) -> None:
    desk = Desk()
    desk.server_ahead = ahead
    desk.boot().accepted().passes(10_000)
    reloaded = desk.reload().boot()
    reloaded.hangs_up(50_000 - DETECTED_AFTER_MS).completed()
    assert reloaded.activity["CallDurationInSeconds"] == 60


@pytest.mark.parametrize("ahead", CLOCKS)
@pytest.mark.parametrize("hangs_up", [True, False])
def test_a_call_that_began_before_the_plugin_is_timed_by_the_servers_clock(
    ahead: int, hangs_up: bool
) -> None:
    desk = Desk()
    desk.server_ahead = ahead - 30_000
    desk.updated("accepted")
    desk.server_ahead = ahead
    desk.shows().boot().passes(10_000 - DETECTED_AFTER_MS - 1)
    if hangs_up:
        desk.hangs_up(0).passes(60_000)
    desk.completed()
    assert desk.activity["CallDurationInSeconds"] == 40


@pytest.mark.parametrize("ahead", CLOCKS)
def test_a_call_that_ended_without_network_lasts_until_its_reservation_changed(ahead: int) -> None:
    desk = Desk()
    desk.server_ahead = ahead
    desk.boot().accepted().passes(8 * HOUR)
    desk.server_ahead = ahead - 8 * HOUR + 90_000
    desk.updated("wrapping")
    desk.shows()
    desk.server_ahead = ahead
    desk.completed()
    assert desk.activity["CallDurationInSeconds"] == 90


def test_a_call_that_ended_before_the_plugin_started_has_no_duration() -> None:
    desk = Desk()
    desk.updated("wrapping")
    desk.shows().boot().passes(DETECTED_AFTER_MS).completed()
    assert "CallDurationInSeconds" not in desk.activity


@pytest.mark.parametrize("ahead", CLOCKS)
def test_a_call_that_vanished_lasts_until_it_was_last_seen(ahead: int) -> None:
    desk = Desk()
    desk.server_ahead = ahead
    desk.boot().accepted().passes(20_000).vanishes()
    desk.passes(MINUTE)
    assert desk.activity["CallDurationInSeconds"] == 20


def test_the_activity_date_is_the_agents_date() -> None:
    desk = Desk()
    desk.page.manager.workerClient.attributes = {"language": "de-DE"}
    desk.boot().accepted().completed()
    assert desk.activity["Subject"] == "[Completed] Inbound voice at 15.01.2027, 08:00"


def test_if_flex_cannot_recognise_calls_the_channels_name_decides() -> None:
    desk = Desk()

    def broken(_: object) -> bool:
        raise JsError("a plugin's channel")

    desk.page.flex.TaskHelper.isCallTask = broken
    desk.boot().accepted().completed()
    assert desk.activity["TaskSubtype"] == "Call"


def test_a_chat_is_logged_as_a_task_without_a_number_or_a_duration() -> None:
    desk = Desk().chat().boot().accepted().completed()
    assert desk.activity["Subject"].startswith("[Completed] Inbound chat at ")
    assert desk.activity["TaskSubtype"] == "Task"
    assert "Phone" not in desk.activity
    assert "CallDurationInSeconds" not in desk.activity


def test_the_accounts_custom_fields_are_added() -> None:
    fields = {"External_Id__c": "attributes.customers.external_id", "Mood__c": "copilot.sentiment", "N__c": 3}
    desk = Desk(activity_fields=fields).chat().boot().accepted()
    desk.says(customers={"external_id": "C-1"}).notes(sentiment="neutral").completed()
    own = {name: desk.activity.get(name) for name in fields}
    assert own == {"External_Id__c": "C-1", "Mood__c": "neutral", "N__c": 3}


def test_custom_fields_take_values_of_the_task_the_worker_and_the_call() -> None:
    fields = {
        "Queue__c": "task.queueName",
        "Task__c": "task.sid",
        "Reservation__c": "task.reservationSid",
        "Agent__c": "{{worker.name}} ({{worker.attributes.team}})",
        "Hold__c": "call.holdTime",
        "Subject": "ACME: {{subject}}",
        "CallDurationInSeconds": "call.holdTime",
    }
    desk = Desk(activity_fields=fields)
    desk.page.manager.workerClient.name = "Grace"
    desk.page.manager.workerClient.attributes = {"team": "Gold"}
    desk.boot().accepted()
    for seconds, is_held in ((20, True), (15, False), (10, True), (5, False)):
        desk.passes(seconds * 1000)
        desk.holds(is_held)
    desk.hangs_up(0).completed()
    own = {name: desk.activity.get(name) for name in fields}
    assert own == {
        "Queue__c": "Everyone",
        "Task__c": desk.task.taskSid,
        "Reservation__c": desk.task.sid,
        "Agent__c": "Grace (Gold)",
        "Hold__c": 20,
        "Subject": "ACME: [Completed] Inbound voice at Jan 15, 2027, 08:00 AM",
        "CallDurationInSeconds": 20,
    }


def test_the_hold_of_a_customer_who_hangs_up_ends_with_the_call() -> None:
    desk = Desk(activity_fields={"Hold__c": "call.holdTime"}).boot().accepted()
    desk.holds(True)
    desk.hangs_up(20_000)  # Flex still says that the customer is on hold
    desk.passes(60_000).completed()
    assert desk.activity["Hold__c"] == 20


def test_a_recording_that_arrives_while_the_task_is_completed_is_in_the_activity() -> None:
    desk = Desk(activity_fields={"Recording__c": "attributes.conversations.media.0.url"}).boot().accepted()
    desk.hangs_up().completes().says(conversations={"media": [{"url": "https://x.example/1"}]})
    desk.completed()
    assert desk.activity["Recording__c"] == "https://x.example/1"


def test_a_custom_field_that_is_too_long_is_named_in_the_console_without_its_text() -> None:
    desk = Desk(activity_fields={"Long__c": "attributes.x"}, attributes={"x": "s3cret" * 50})
    desk.boot().accepted().completed()
    assert len(desk.activity["Long__c"]) == 255
    warnings = [line for line in desk.page.window.console.of("warn") if "Long__c" in line]
    assert len(warnings) == 1
    assert "s3cret" not in desk.page.printed


def test_the_customer_is_not_in_the_console() -> None:
    desk = Desk(attributes={"from": NUMBER, "sfdcObjectId": ADA, "conversations": {"content": "s3cret"}})
    desk.chat().boot().accepted().completes()
    desk.notes().completed()
    for secret in (NUMBER, ADA, "s3cret", "refund"):
        assert secret not in desk.page.printed
