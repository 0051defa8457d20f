"""docs/message-channels.md, `dial_channel`: the page dials by message, with the same guards as a click."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from flex_sfdc.flex.notifications import ALREADY_ON_PHONE, DIALING_FAILED
from tests.support.cases import each
from tests.support.plugin.flex import FakeTask
from tests.support.plugin.page import Page
from tests.support.plugin.salesforce import never, refuses, throws

CHANNEL = "Dial__c"
ON = {"enabled": True, "click_to_dial": True, "dial_channel": CHANNEL}
MESSAGE = {"number": "(415) 555-0101", "recordId": "0035f0000000001AAA", "objectType": "Contact"}
CALL = {
    "destination": "(415) 555-0101",
    "taskAttributes": {"sfdcObjectId": "0035f0000000001AAA", "sfdcObjectType": "Contact"},
}


def test_a_message_dials_with_its_record() -> None:
    page = Page(ON).boot()
    page.salesforce.says(CHANNEL, MESSAGE)
    assert page.calls == [CALL]


@each(
    ("number", "destination"),
    [
        ("(203) 555-0184 x204", "(203) 555-0184 x204"),
        ("203-555-0184 ext. 204", "203-555-0184 ext. 204"),
        ("tel:+14155550101", "+14155550101"),
        ("TEL: +14155550101", "+14155550101"),
        ("tel://+14155550101", "+14155550101"),
        ("callto:+14155550101", "+14155550101"),
        ("\u202a+1\u00a0415\u2011555\u20110101\u202c", "+1 415-555-0101"),
        ("\uff0b14155550101", "+14155550101"),
        ("+14155550101;ext=204", "+14155550101;ext=204"),
        ("+1 415-555-0101 (mobile)", "+1 415-555-0101"),
        *((number, "+14155550101") for number in ("sip:+14155550101@x.example", "WhatsApp:+14155550101")),
        *((f"Mobile: {number}", number) for number in ("+1 415-555-0101", "(415) 555-0101")),
        *(
            (f"+1 415-555-0101{note}", "+1 415-555-0101")
            for note in (" evenings", " - ex", " x", "/ +49 30 1234567")
        ),
        ("+1 415-555-0101, +1 415-555-0102", "+1 415-555-0101"),
        ("415-555-0101 extension 204", "415-555-0101 extension 204"),
        *(
            (f"+1 415-555-0101{extension} (work)", f"+1 415-555-0101{extension}")
            for extension in (" x 22", ",,22#", ";ext=22")
        ),
        *((f"+1 415-555-0101{note}", "+1 415-555-0101") for note in (" home", "\nwork", "Büro")),
        ("(030) 123456 Frau Kunz", "(030) 123456"),
        *((number, number) for number in ("+14155550101,,204#", "415-555-0101 Ext 204", "+14155550101X9")),
        *((f"{word}415-555-0101", "415-555-0101") for word in ("mobile ", "Tel. ", "Ph.", "\u96fb\u8a71 ")),
        ("home: 415-555-0101 work: 415-555-0102", "415-555-0101"),
        ("Mobile: +1 415-555-0101 (evenings)", "+1 415-555-0101"),
        ("Tel. (415) 555-0101 x204", "(415) 555-0101 x204"),
        *(
            (f"415-555-0101{second}", "415-555-0101")
            for second in ("/415-555-0102", " / 0102", " (415) 555-0102", "(415) 555-0102")
        ),
        *((number, number) for number in ("030/12345678", "+1/415/555/0101", "+44 (0)20 7946 0958")),
        *(
            (f"{scheme}:%2B1%20415%20555%200101", "+1 415 555 0101")
            for scheme in ("tel", "TEL", "callto", "sip")
        ),
        ("tel:%2B1%20%28415%29%20555-0101", "+1 (415) 555-0101"),
        ("tel:5550101;phone-context=+1415", "5550101"),
        ("tel:5550101;ext=204", "5550101;ext=204"),
        ("\u0660\u0665\u0660 \u06f1\u06f2\u06f3 \u0967\u09e7\u0e51\u0e52", "050 123 1112"),
        ("+1\u00ad4155550101\u061c", "+14155550101"),
        ("\u17e0\u17e1\u1041 \u0ed2\u0ed3\u0ed4 \u1045\u1046\u1047\u1048", "011 234 5678"),
        *(
            (f"{number} {second}", number)
            for number in ("415-555-0101", "4155550101", "0151 12345678", "+1 415 555 0101")
            for second in ("4155550199", "030 12345678", "(415) 555-0199")
        ),
        *((number, number) for number in ("011 49 151 1234567890", "+1 415 555 0101,,1234567890#")),
        *((number, number) for number in ("*67 415 555 0101", "#31#+4915112345678", "*98")),
    ],
)
def test_a_message_dials_like_a_click_on_the_same_number(number: str, destination: str) -> None:
    message = {"number": number, "params": "500,Case"}
    heard, clicked = Page(ON).boot(), Page(ON).boot()
    heard.salesforce.says(CHANNEL, message)
    clicked.salesforce.click(message)
    expected = {"destination": destination, "taskAttributes": {"sfdcParams": "500,Case"}}
    assert heard.calls == clicked.calls == [expected]


@pytest.mark.parametrize("number", ["ext", "tel:", "()", "+1415 HELP", "tel:tel"])
def test_a_number_without_digits_or_with_other_letters_is_refused(number: str) -> None:
    page = Page(ON).boot()
    page.salesforce.says(CHANNEL, {"number": number})
    assert (page.calls, page.shown) == ([], [DIALING_FAILED])


@each(
    "number",
    [
        *("N/A", "none", "-", "call me", "()", "tel:", "@", "javascript:x"),
        *("30.11.2026", "2026-11-30", "11/30/2026", "14:30", "call at 2:30 PM", "2026-11-30T14:30:00Z"),
        *("ada@x.example", "ada1234567@x.example", "mailto:ada4155550101@x.example"),
    ],
)
def test_a_click_on_a_text_without_a_number_tells_the_agent(number: str) -> None:
    page = Page(ON).boot()
    page.salesforce.click({"number": number})
    assert (page.calls, page.shown) == ([], [DIALING_FAILED])


@each("number", ["*67 415 555 0101", "#31#4155550101", "911", "1-800-FLOWERS", "sip:ada1234567890@x.example"])
def test_a_click_dials_codes_vanity_numbers_and_addresses_unchanged(number: str) -> None:
    page = Page(ON).boot()
    page.salesforce.click({"number": number})
    assert page.calls[0]["destination"] == number


def test_a_message_and_a_click_share_their_guards() -> None:
    page = Page(ON).boot()
    page.salesforce.says(CHANNEL, MESSAGE)
    page.salesforce.click(MESSAGE)
    page.salesforce.says(CHANNEL, dict(MESSAGE))
    assert len(page.calls) == 1
    page.flex.Actions.promises[0].resolve()
    call = FakeTask(1, SimpleNamespace(direction="outbound"))
    call.taskChannelUniqueName = "voice"
    page.manager.flex_state.worker.tasks["WR1"] = call
    page.manager.store.changes()
    page.flex.StateHelper.call = SimpleNamespace()
    page.salesforce.says(CHANNEL, dict(MESSAGE))
    assert (len(page.calls), page.shown) == (1, [ALREADY_ON_PHONE])


def test_a_message_opens_the_panel_as_a_click_does() -> None:
    page = Page({**ON, "show_panel_automatically": True}).boot()
    page.salesforce.panel_visible = False
    page.salesforce.says(CHANNEL, MESSAGE)
    assert page.salesforce.panel_visible


@pytest.mark.parametrize("message", ["dial", [], {}, {"recordId": "0035f0000000001AAA"}])
def test_a_message_without_a_number_is_ignored_without_a_notification(message: object) -> None:
    page = Page(ON).boot()
    page.salesforce.says(CHANNEL, message)
    assert (page.calls, page.shown) == ([], [])
    assert page.window.console.of("log")[-1].endswith("has no number: ignored")


def test_an_invalid_number_is_refused_and_the_agent_is_notified() -> None:
    page = Page(ON).boot()
    page.salesforce.says(CHANNEL, {"number": "javascript:alert(1)"})
    assert (page.calls, page.shown) == ([], [DIALING_FAILED])


def test_an_invalid_record_is_left_out_of_the_call() -> None:
    page = Page(ON).boot()
    page.salesforce.says(CHANNEL, {**MESSAGE, "recordId": "../x"})
    assert page.calls == [{"destination": MESSAGE["number"], "taskAttributes": {}}]


def test_without_click_to_dial_the_channel_is_off_and_one_warning_says_so() -> None:
    page = Page({**ON, "click_to_dial": False}).boot()
    assert page.salesforce.subscribed == []
    assert page.window.console.of("warn") == ["[flex-sfdc] dial_channel has no effect: click_to_dial is off"]


def test_without_a_channel_nothing_is_subscribed_to() -> None:
    assert Page({"enabled": True, "click_to_dial": True}).boot().salesforce.subscribed == []


def test_a_refused_subscription_is_asked_for_again() -> None:
    page = Page(ON)
    page.salesforce.respond["subscribe"] = refuses
    page.boot()
    page.salesforce.respond.clear()
    page.passes(5_000).passes(60_000)
    assert page.salesforce.calls.count("subscribe") == 2
    assert page.window.console.of("error") == []


@pytest.mark.parametrize("respond", [never, refuses, throws])
def test_a_failed_subscription_is_logged_once_as_an_error_and_not_shown_to_the_agent(respond: Any) -> None:
    page = Page(ON)
    page.salesforce.respond["subscribe"] = respond
    page.boot().passes(600_000)
    assert page.salesforce.calls.count("subscribe") == 3
    assert len(page.window.console.of("error")) == 1
    assert page.shown == []


def test_a_lost_answer_to_a_subscription_makes_no_message_dial_twice() -> None:
    page = Page(ON)
    page.salesforce.respond["subscribe"] = never
    page.boot().passes(6_000)
    assert len(page.salesforce.subscribed) == 2
    page.flex.Actions.throws = RuntimeError("no")  # the first call fails at once
    page.salesforce.says(CHANNEL, MESSAGE)
    assert len(page.calls) == 1


def test_the_content_of_a_message_is_not_printed() -> None:
    page = Page(ON).boot()
    page.salesforce.says(CHANNEL, MESSAGE)
    page.salesforce.says(CHANNEL, {"number": "Ada Lovelace", "recordId": "Ada"})
    for secret in ("555", "Ada", "0035f"):
        assert secret not in page.printed
