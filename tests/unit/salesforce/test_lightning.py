"""docs/specification.md, section 10: the Lightning driver keeps every promise of the port to the CRM."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from flex_sfdc.activities.events import FIELD_REJECTED
from flex_sfdc.activities.rejections import classify
from flex_sfdc.answer import Answer
from flex_sfdc.flex.notifications import CONSOLE_NOT_REACHABLE, NOT_REACHABLE
from flex_sfdc.salesforce.lightning_port import QUIET_MS
from flex_sfdc.services import Services
from tests.support.cases import each
from tests.support.plugin.browser import FRAME_QUERY, SALESFORCE, JsError
from tests.support.plugin.lightning import FakePort, channel
from tests.support.plugin.page import Page
from tests.support.plugin.salesforce import LOCKED, Respond, answers, lost, never, refuses, rejects, twice

ADA = "0035f00000ABCDEAA5"
BOB = "0035f00000BOBBBAA4"
KEY = f"WR{1:032x}"
LIGHTNING = {"enabled": True, "crm_host": "lightning"}
MINUTE = 60_000


class Host:
    """The driver of a page in a Lightning component, and the answers that it gave."""

    def __init__(self, **settings: Any) -> None:
        self.page = Page({**LIGHTNING, **settings})
        self.page.window.location.search = ""
        self.lightning = self.page.lightning
        self.salesforce = self.page.salesforce
        self.services: Services = self.page.wired()
        self.crm = self.services.crm
        self.answers: list[Answer] = []

    def start(self) -> Host:
        """Connect."""
        self.services.notifications.register_all()
        self.services.connection.start()
        self.passes(QUIET_MS[0])
        return self

    def passes(self, milliseconds: int) -> Host:
        """Let time pass."""
        self.page.window.passes(milliseconds)
        return self

    def saves(
        self, fields: Mapping[str, Any], respond: Respond | None = None, marks: list[str] | None = None
    ) -> Host:
        """Save an activity. `respond`: how Salesforce responds from now on."""
        if respond is not None:
            self.salesforce.respond["saveLog"] = respond
        self.crm.save_activity(KEY, fields, marks or [], self.answers.append)
        return self

    def pops(self, respond: Respond | None = None) -> Host:
        """Pop Ada. `respond`: how Salesforce responds from now on."""
        if respond is not None:
            self.salesforce.respond["screenPop"] = respond
        self.crm.pop_record(ADA, self.answers.append)
        return self

    @property
    def answer(self) -> Answer:
        """The only answer."""
        (found,) = self.answers
        return found

    def is_ready(self) -> bool:
        """Return whether features can use the CRM."""
        ready: list[bool] = []
        self.services.connection.when_ready(lambda: ready.append(True))
        return bool(ready)


def test_no_salesforce_script_is_loaded_and_no_customer_data_leaves_by_the_window() -> None:
    host = Host().start()
    assert host.is_ready()
    assert host.salesforce.requested == []
    ((text, origin),) = host.page.window.parent.posted
    assert origin == SALESFORCE
    assert json.loads(text) == {
        "flexSfdc": "hello",
        "id": host.lightning.hellos[0]["id"],
        "versions": [1],
        "plugin": "1.2.3",
    }


def test_a_silent_host_is_tried_again_and_the_agent_is_notified_once() -> None:
    host = Host()
    host.lightning.is_silent = True
    host.start().passes(30_000)
    assert host.page.shown == [NOT_REACHABLE]
    ids = [hello["id"] for hello in host.lightning.hellos]
    assert len(ids) == len(set(ids)) > 3
    host.lightning.is_silent = False
    host.passes(4 * MINUTE)
    assert host.is_ready()


def test_a_late_welcome_is_used_by_the_next_attempt() -> None:
    host = Host()
    host.lightning.is_silent = True
    host.start().passes(2_100)
    host.lightning.welcome(host.lightning.hellos[0]["id"])
    host.passes(1_000)
    assert host.is_ready()
    assert len(host.lightning.hellos) == 1


def test_a_host_with_other_versions_is_reported_in_the_log() -> None:
    host = Host()
    host.page.window.parent.heard = lambda text: host.lightning.post(
        json.dumps({"flexSfdc": "sorry", "id": json.loads(text)["id"], "versions": [2, 3]}), []
    )
    host.start().passes(MINUTE)
    assert "other versions of the protocol: [2, 3]" in host.page.printed


@pytest.mark.parametrize(
    ("versions", "shown"),
    [([14155550101], "[]"), ([True, 0, -1, 1.5, "2", 7], "[7]"), ([2] * 50_000, f"{[2] * 20}"), ("x", "[]")],
)
def test_only_a_possible_version_is_named_and_at_limited_length(versions: object, shown: str) -> None:
    host = Host()
    host.page.window.parent.heard = lambda text: host.lightning.post(
        json.dumps({"flexSfdc": "sorry", "id": json.loads(text)["id"], "versions": versions}), []
    )
    host.start().passes(MINUTE)
    assert f"other versions of the protocol: {shown}\n" in f"{host.page.printed}\n"
    assert host.services.outcomes["salesforce"].endswith(shown)


def test_missing_access_is_named_by_codes_and_at_limited_length() -> None:
    host = Host()
    host.lightning.facts["missing"] = ["Lovelace", "access", "14155550101", "Ada_Lovelace"] * 3_000
    host.start()
    assert "something, access, something, something" in host.page.printed
    assert host.crm.health()["access"].startswith("something, access, something")
    assert len(host.page.printed) < 1_000
    assert len(host.crm.health()["access"]) < 1_000


# The handshake: hostile pages


def hello_of(host: Host) -> str:
    """Start without an answer, and return the id of the hello."""
    host.page.window.parent.heard = lambda text: host.lightning.hellos.append(json.loads(text))
    host.start()
    return str(host.lightning.hellos[0]["id"])


def welcome(host: Host, **changes: Any) -> str:
    message = {"flexSfdc": "welcome", "id": host.lightning.hellos[-1]["id"], "version": 1, "facts": {}}
    return json.dumps({**message, **changes})


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "https://flex.twilio.com",
        f"{SALESFORCE}.evil.example",
        "null",
        "",
        SALESFORCE + "/",
    ],
)
def test_a_welcome_from_another_origin_is_ignored(origin: str) -> None:
    host = Host()
    hello_of(host)
    own_port, host_port = channel()
    host.lightning.post(welcome(host), [host_port], origin=origin)
    assert own_port.received == []
    assert not host.is_ready()


def test_a_welcome_from_a_sibling_frame_with_the_right_origin_is_ignored() -> None:
    host = Host()
    hello_of(host)
    own_port, host_port = channel()
    host.lightning.post(welcome(host), [host_port], source=SimpleNamespace())
    assert own_port.received == []
    assert not host.is_ready()


def test_a_page_script_that_answers_first_gets_nothing_after_the_host_has_answered_too() -> None:
    host = Host()
    received = host.lightning.hear
    own_port, host_port = channel()
    own_port.onmessage = lambda _: None  # no answer to the ping before the host's welcome

    def both_answer(text: str) -> None:
        host.lightning.hellos.append(json.loads(text))
        host.lightning.post(welcome(host), [host_port])
        received(text)

    host.page.window.parent.heard = both_answer
    host.start().saves({"Subject": "Call with Ada"})
    assert not host.answer.success
    assert not host.answer.unknown
    assert all("ping" in text for text in own_port.received)
    assert host_port.is_closed
    assert host.lightning.requests == []
    host.passes(30_000)
    assert host.page.shown == [NOT_REACHABLE]
    assert "a second component answers for Salesforce" in host.page.printed


def test_a_stranger_who_answers_later_ends_the_port_and_the_plugin_says_hello_again() -> None:
    host = Host().start()
    before = host.lightning.port
    own_port, host_port = channel()
    host.lightning.post(welcome(host), [host_port])
    host.crm.publish("Records__c", {"a": 1}, lambda _: None)
    assert own_port.received == []
    assert host_port.is_closed
    assert len(host.lightning.hellos) == 2
    assert host.salesforce.published == []
    host.passes(QUIET_MS[1])
    host.crm.publish("Records__c", {"a": 1}, host.answers.append)
    assert host.answer.success
    assert host.lightning.port is not before


@pytest.mark.parametrize("delay", [0, 50, 1_000, 8_000, 40_000])
def test_two_components_that_always_answer_are_reported_and_neither_is_used(delay: int) -> None:
    host = Host()
    received = host.lightning.hear
    ports: list[FakePort] = []

    def both_answer(text: str) -> None:
        received(text)
        second = welcome(host)
        ports.append(channel()[1])
        host.page.window.setTimeout(lambda: host.lightning.post(second, ports[-1:]), delay)

    host.page.window.parent.heard = both_answer
    host.start().passes(10 * MINUTE)
    assert NOT_REACHABLE in host.page.shown
    assert "a second component answers for Salesforce" in host.services.outcomes["salesforce"]
    assert len(host.lightning.hellos) < 30
    before = len(host.lightning.requests)
    host.saves({"Subject": "Call with Ada"}).passes(10 * MINUTE)
    assert not host.answer.success
    assert {request["call"] for request in host.lightning.requests[before:]} == {"ping"}
    assert not any(port.received for port in ports)


@pytest.mark.parametrize("delay", [0, 50, QUIET_MS[0] - 10])
def test_if_a_second_component_answers_a_little_later_neither_gets_any_data(delay: int) -> None:
    host = Host()
    received = host.lightning.hear
    own_port, host_port = channel()

    def both_answer(text: str) -> None:
        received(text)
        second = welcome(host)
        host.page.window.setTimeout(lambda: host.lightning.post(second, [host_port]), delay)

    host.page.window.parent.heard = both_answer
    host.crm.watch_view(lambda _: None, lambda _: None)
    host.start().saves({"Subject": "Call with Ada"})
    assert not host.answer.success
    assert {request["call"] for request in host.lightning.requests} == {"ping"}
    assert own_port.received == []


def test_a_replayed_welcome_to_an_earlier_hello_is_ignored() -> None:
    host = Host()
    host.lightning.is_silent = True
    host.start().passes(5_000)
    own_port, host_port = channel()
    old = host.lightning.hellos[0]["id"]
    assert len(host.lightning.hellos) > 1
    host.lightning.post(welcome(host, id=old), [host_port])
    assert own_port.received == []
    host.lightning.is_silent = False
    host.passes(MINUTE)
    assert host.is_ready()


def test_answers_on_another_port_and_with_forged_ids_settle_nothing() -> None:
    host = Host().start().saves({"Subject": "x"}, never)
    number = host.lightning.requests[-1]["id"]
    saved = {"success": True, "value": {"id": "00T5f0000000000AAA", "existed": False}}
    assert host.lightning.port is not None
    for forged_id in (number + 1, f"{number}", [number], None, True, -number):
        host.lightning.port.postMessage(json.dumps({"id": forged_id, **saved}))
    _, stranger = channel()
    host.lightning.post(json.dumps({"id": number, **saved}), [stranger])
    assert host.answers == []
    host.passes(30_000)
    assert host.answer.unknown


def test_another_page_on_a_new_port_cannot_answer_requests_of_the_old_port() -> None:
    host = Host().start().saves({"Subject": "x"}, never)
    number = host.lightning.requests[-1]["id"]
    host.lightning.is_dead = True
    host.crm.ask(lambda _: None)
    port: list[FakePort] = []
    host.page.window.parent.heard = lambda text: port.append(host.lightning.welcome(json.loads(text)["id"]))
    host.passes(8_000)
    assert port[0].other is not None
    port[0].other.postMessage(
        json.dumps({"id": number, "success": True, "value": {"id": "00T5f0000000000AAA"}})
    )
    assert host.answers == []


# Messages through the port


@pytest.mark.parametrize(
    "data",
    ["", "null", "[]", '"x"', "{", "x" * 262_145, None, 7, {"id": 1, "success": True}, '{"event":"click"}'],
    ids=lambda data: str(data)[:12],
)
def test_malformed_messages_are_ignored(data: object) -> None:
    host = Host().start()
    clicks: list[object] = []
    host.crm.listen_for_clicks(clicks.append, host.answers.append)
    assert host.lightning.port is not None
    assert host.lightning.port.other is not None
    host.lightning.port.other.onmessage(SimpleNamespace(data=data))
    host.lightning.post(data, [])
    assert clicks == []
    assert host.page.window.console.of("error") == []


def test_an_answer_counts_once() -> None:
    host = Host().start().pops(twice)
    assert host.answer.success


def test_an_answer_after_its_time_limit_is_dropped_unless_it_is_to_a_save() -> None:
    host = Host().start()
    held_back: list[Any] = []
    for method in ("screenPop", "saveLog"):
        host.salesforce.respond[method] = lambda callback, value: held_back.append((callback, value))
    host.pops().saves({"Subject": "x"}).passes(31_000)
    assert [answer.unknown for answer in host.answers] == [True, True]
    for callback, value in held_back:
        answers(callback, value)
    assert [answer.success for answer in host.answers] == [False, False, True]


def test_refusals_are_logged_only_by_their_codes() -> None:
    host = Host().start().pops(refuses)
    assert host.answer.why == "pop was refused: PLATFORM"
    host.saves({"Subject": "x"}, rejects(LOCKED))
    assert host.answers[1].value == [LOCKED]
    assert host.answers[1].why == "save was refused: UNABLE_TO_LOCK_ROW"


@each("name", ["code", "statusCode"])
@each("code", ["Lovelace", "LOVELACE", "Ada_Lovelace", "14155550101", "PLATFORM 7"])
def test_a_name_in_place_of_a_code_is_not_logged(code: str, name: str) -> None:
    host = Host().start().saves({"Subject": "x"}, rejects({name: code}))
    assert host.answer.why == "save was refused: no code"


@pytest.mark.parametrize("code", ["NOT_READY", "NO_ACCESS", "UNKNOWN_CALL"])
def test_a_save_that_was_not_tried_does_not_reject_the_activity(code: str) -> None:
    host = Host().start().saves({"Subject": "x"}, rejects({"code": code}))
    assert host.answer == Answer(False, None, f"save was refused: {code}")


def test_a_message_that_is_too_long_is_not_sent() -> None:
    host = Host().start().saves({"Description": "x" * 300_000})
    assert host.answer.value == [{"code": "INVALID_PARAM"}]
    assert host.lightning.of("save") == []


@pytest.mark.parametrize(("character", "count"), [("x", 9), ("\U0001f600", 5)])
def test_an_activity_that_is_too_long_is_saved_without_its_longest_own_field(
    character: str, count: int
) -> None:
    host = Host().start()
    fields: dict[str, object] = {f"F{place}__c": character * 31_000 for place in range(count)}
    host.saves({**fields, "Long__c": character * 32_000, "Subject": "x"})
    assert host.lightning.of("save") == []
    verdict = classify(False, False, host.answer.value, {**fields, "Long__c": "x", "Subject": "x"})
    assert (verdict["kind"], verdict["names"]) == (FIELD_REJECTED, ["Long__c"])


@pytest.mark.parametrize("extra", [1, 40])
def test_an_activity_with_too_many_fields_is_saved_without_the_last_of_its_own(extra: int) -> None:
    host = Host().start()
    own = {f"F{place}__c": "x" for place in range(498 + extra)}
    host.saves({**own, "Subject": "x", "Status": "y"})
    assert host.lightning.of("save") == []
    verdict = classify(False, False, host.answer.value, {**own, "Subject": "x", "Status": "y"})
    assert (verdict["kind"], verdict["names"]) == (FIELD_REJECTED, list(own)[498:])
    saved = {name: own[name] for name in own if name not in verdict["names"]}
    host.saves({**saved, "Subject": "x", "Status": "y"})
    assert len(host.lightning.of("save")[0]["fields"]) == 500


def test_a_port_that_throws_is_a_failure() -> None:
    host = Host().start()

    def broken(_event: object) -> None:
        raise JsError(ADA, "DataCloneError")

    assert host.lightning.port is not None
    host.lightning.port.onmessage = broken
    host.pops()
    assert not host.answer.success
    assert ADA not in host.answer.why


# The promises


def test_records_pages_and_results_are_shown() -> None:
    host = Host().start()
    host.salesforce.found_later = {ADA: {"RecordType": "Contact", "Name": "Ada"}, BOB: {"Name": "Bob"}}
    host.crm.pop_record(ADA, lambda _: None)
    host.crm.pop_url("/lightning/n/Acme", lambda _: None)
    host.crm.search_and_pop("+14155550101", {"Phone": "+14155550101"}, lambda _: None)
    host.crm.search("ada@acme.example", host.answers.append)
    host.crm.pop_result(host.answer.value, lambda _: None)
    assert host.salesforce.searches == ["ada@acme.example"]
    assert host.lightning.of("search")[1]["kind"] == "email"
    assert host.salesforce.pops == [
        {"recordId": ADA},
        {"path": "/lightning/n/Acme"},
        {"term": "+14155550101", "kind": "phone", "show": True, "fields": {"Phone": "+14155550101"}},
        {"term": "ada@acme.example", "recordIds": [ADA, BOB]},
    ]


def test_an_activity_is_created_under_its_key_and_updated_by_its_id() -> None:
    host = Host().start().saves({"entityApiName": "Task", "Subject": "x", "WhoId": ADA}, marks=["noted"])
    created = host.answers[0]
    host.saves({"entityApiName": "Task", "Subject": "z"})
    host.saves({"Id": f"{created.value}", "Description": "y"})
    host.saves({"entityApiName": "Task", "Subject": "z"})
    assert [answer.value for answer in host.answers] == [created.value] * 4
    assert [answer.untouched for answer in host.answers] == [False, True, False, True]
    assert [answer.updated for answer in host.answers] == [[], ["noted"], [], ["description", "noted"]]
    assert host.salesforce.activities == {created.value: {"Subject": "x", "WhoId": ADA, "Description": "y"}}
    assert host.lightning.of("save") == [
        {"key": KEY, "fields": {"Subject": "x", "WhoId": ADA}, "marks": ["noted"]},
        {"key": KEY, "fields": {"Subject": "z"}, "marks": []},
        {"id": created.value, "fields": {"Description": "y"}, "marks": []},
        {"key": KEY, "fields": {"Subject": "z"}, "marks": []},
    ]


def test_the_records_of_the_last_save_are_refreshed() -> None:
    host = Host().start()
    host.crm.refresh_view()
    host.saves({"Subject": "x", "WhoId": ADA, "WhatId": None})
    host.crm.refresh_view()
    assert host.lightning.of("refresh") == [{"recordIds": [ADA]}]


def test_clicks_views_and_messages_are_passed_on() -> None:
    host = Host().start()
    received: list[object] = []
    host.salesforce.view = {"recordId": ADA}
    host.crm.listen_for_clicks(lambda click: received.append(("click", click)), host.answers.append)
    host.crm.watch_view(lambda view: received.append(("view", view)), host.answers.append)
    host.crm.watch_view(lambda view: received.append(("second", view)), host.answers.append)
    host.crm.listen_on(
        "Records__c", lambda message: received.append(("message", message)), host.answers.append
    )
    host.salesforce.click({"number": "1"})
    host.salesforce.says("Records__c", {"type": "request"})
    host.salesforce.says("Dial__c", {"number": "2"})
    assert all(answer.success for answer in host.answers)
    assert ("view", {"recordId": ADA}) in received
    assert ("second", {"recordId": ADA}) in received
    assert received[-2:] == [("click", {"number": "1"}), ("message", {"type": "request"})]


def test_a_listener_that_raises_stops_no_other() -> None:
    host = Host().start()
    received: list[object] = []

    def raises(_: object) -> None:
        raise JsError("Ada Lovelace")

    host.crm.listen_on("Records__c", raises, host.answers.append)
    host.crm.listen_on("Records__c", received.append, host.answers.append)
    host.salesforce.subscribed = host.salesforce.subscribed[:1]
    host.salesforce.says("Records__c", {"a": 1})
    assert received == [{"a": 1}]
    assert "Lovelace" not in host.page.printed


def test_the_item_shows_a_label_that_fits() -> None:
    host = Host().start()
    host.crm.set_item_icon("task", lambda _: None)
    host.crm.set_item_label("x" * 100, lambda _: None)
    host.crm.open_panel()
    assert host.salesforce.item == ["task", "x" * 80]
    host.crm.set_item_label("\U0001f600" * 80, lambda _: None)
    assert host.salesforce.item[-1] == "\U0001f600" * 40
    assert host.lightning.of("open") == [{}]


def test_popout_is_controlled_as_soon_as_the_host_says_so() -> None:
    host = Host()
    done: list[str] = []
    host.crm.when_popout_is_controlled(lambda: done.append("waited"))
    host.start()
    host.crm.when_popout_is_controlled(lambda: done.append("at once"))
    assert done == ["waited", "at once"]
    host.crm.allow_popout(False, host.answers.append)
    assert host.salesforce.popoutable == [False]


def test_a_host_that_cannot_control_popout_is_reported_to_the_agent() -> None:
    host = Host(prevent_popout_during_call=True)
    host.lightning.facts["popout"] = False
    host.crm.when_popout_is_controlled(lambda: host.answers.append(Answer(True, None, "")))
    host.start()
    assert host.answers == []
    assert host.page.shown == [CONSOLE_NOT_REACHABLE]


def test_missing_rights_are_named_in_the_log() -> None:
    host = Host()
    host.lightning.facts |= {"savesOnce": False, "missing": ["key", "+14155550101 Ada"]}
    host.start()
    assert not host.crm.saves_once()
    (warning,) = host.page.window.console.of("warn")
    assert "key, something" in warning


# Ports that die, and components that are replaced


def test_after_a_dead_port_all_subscriptions_are_repeated() -> None:
    host = Host().start()
    received: list[object] = []
    host.crm.listen_for_clicks(received.append, host.answers.append)
    host.crm.listen_on("Records__c", received.append, host.answers.append)
    host.crm.set_item_icon("task", host.answers.append)
    host.crm.set_item_label("2 tasks", host.answers.append)
    host.crm.allow_popout(False, host.answers.append)
    host.lightning.is_replaced()
    host.salesforce.item.clear()
    host.passes(2 * MINUTE)
    assert len(host.lightning.hellos) == 2
    assert host.salesforce.item == ["task", "2 tasks"]
    assert host.salesforce.popoutable[-1] is False
    host.salesforce.click({"number": "1"})
    host.salesforce.says("Records__c", {"a": 1})
    assert received == [{"number": "1"}, {"a": 1}]
    assert host.is_ready()


def test_an_unanswered_request_finds_a_dead_port_at_once() -> None:
    host = Host().start()
    host.lightning.is_replaced()
    host.pops().passes(11_000)
    assert host.answer.unknown
    assert len(host.lightning.hellos) == 2
    host.pops()
    assert host.answers[1].success


def test_an_unanswered_request_does_not_end_a_port_that_answers_pings() -> None:
    host = Host().start().pops(lost).passes(5 * MINUTE)
    assert len(host.lightning.hellos) == 1


def test_while_the_port_is_dead_nothing_is_sent_and_features_wait() -> None:
    host = Host().start()
    host.lightning.is_replaced()
    host.lightning.is_silent = True
    host.crm.ask(host.answers.append)
    host.passes(5_000).saves({"Subject": "x"})
    assert [answer.unknown for answer in host.answers] == [True, False]
    assert not host.is_ready()
    host.passes(MINUTE)
    assert host.page.shown == [NOT_REACHABLE]
    host.lightning.is_silent = False
    host.passes(2 * MINUTE)
    assert host.is_ready()
    assert host.page.flex.Notifications.active == []


def test_a_save_on_a_dead_port_may_still_be_answered_there() -> None:
    host = Host().start()
    held_back: list[Any] = []
    host.saves({"Subject": "x"}, lambda callback, value: held_back.append((callback, value)))
    host.lightning.is_dead = True
    host.crm.ask(lambda _: None)
    host.passes(4_900)
    host.lightning.is_dead = False
    host.passes(1_000)
    assert len(host.lightning.hellos) == 2
    answers(*held_back[0])
    assert host.answer.success


# Which driver


def test_with_lightning_the_scripts_are_not_loaded_even_with_open_ctis_query() -> None:
    page = Page({"enabled": True, "click_to_dial": True, "crm_host": "lightning"}).boot()
    assert page.window.location.search == FRAME_QUERY
    assert page.salesforce.requested == []
    assert len(page.lightning.hellos) == 1


def test_with_open_cti_nothing_is_posted_to_the_page() -> None:
    page = Page({"enabled": True, "click_to_dial": True, "crm_host": "open_cti"})
    page.window.location.search = "?crmHost=lightning"
    page.boot().passes(MINUTE)
    assert page.window.parent.posted == []
    assert page.salesforce.requested != []


def undecided(search: str = "") -> Page:
    page = Page({"enabled": True, "click_to_dial": True})
    page.window.location.search = search
    page.lightning.is_silent = False
    return page


def test_open_ctis_query_selects_open_cti() -> None:
    page = undecided(FRAME_QUERY).boot()
    assert page.window.parent.posted == []
    assert page.salesforce.listeners != []


def test_the_components_hint_selects_it_and_is_remembered() -> None:
    page = undecided("?crmHost=lightning").boot()
    page.window.location.search = ""
    reloaded = page.reload()
    reloaded.lightning.is_silent = True
    reloaded.boot().passes(MINUTE)
    assert page.salesforce.requested == reloaded.salesforce.requested == []
    assert reloaded.lightning.hellos != []


def test_without_a_hint_the_component_is_asked_first() -> None:
    page = undecided().boot().passes(QUIET_MS[0])
    assert page.salesforce.requested == []
    assert page.salesforce.listeners != []
    assert page.window.sessionStorage.items == {"plugin-under-test.driver": "lightning"}


def test_without_a_hint_and_a_component_open_cti_is_tried() -> None:
    page = undecided()
    page.lightning.is_silent = True
    page.boot().passes(4_000)
    assert page.salesforce.listeners != []
    assert page.shown == []
    assert page.window.sessionStorage.items["plugin-under-test.driver"] == "open_cti"
    page.salesforce.click({"number": "+14155550101"})
    assert len(page.calls) == 1


def test_without_a_hint_popout_waits_for_the_driver_that_answers() -> None:
    page = Page({"enabled": True, "prevent_popout_during_call": True})
    page.window.location.search = ""
    page.lightning.is_silent = True
    page.boot().passes(4_000)
    assert page.salesforce.popoutable == [True]


def test_open_cti_in_a_tab_that_had_the_component_is_used_at_once() -> None:
    page = undecided("?crmHost=lightning").boot()
    reloaded = page.reload()
    reloaded.window.location.search = FRAME_QUERY
    reloaded.boot()
    assert reloaded.window.parent.posted == []
    assert reloaded.window.sessionStorage.items["plugin-under-test.driver"] == "open_cti"
