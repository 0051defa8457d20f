"""docs/specification.md, section 3: the decisions about a click."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flex_sfdc.flex.notifications import (
    ALREADY_ON_PHONE,
    DIALING_FAILED,
    OTHER_SESSION,
    UNABLE_TO_CALL_OFFLINE,
)
from flex_sfdc.utils.click_to_dial import Decision, Situation, decide, failure_context
from tests.support.cases import each

IDLE = Situation(
    dialling=False,
    other_session=False,
    on_call=False,
    activity_sid="WA1",
    activity_name="Available",
    offline_sid="WA0",
    shows_panel=True,
)
OFFLINE = replace(IDLE, activity_sid="WA0", activity_name="Offline")
CLICK = {
    "number": "(415) 555-0101",
    "recordId": "003000000000001AAA",
    "objectType": "Contact",
    "recordName": "Ada",
}
VALUES: st.SearchStrategy[object] = (
    st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text()) | st.just({})
)
CLICKS = VALUES | st.dictionaries(
    st.sampled_from([*CLICK, "personAccount", "contactId", "accountId"]), VALUES
)
SITUATIONS = st.builds(
    Situation,
    dialling=st.booleans(),
    other_session=st.booleans(),
    on_call=st.booleans(),
    activity_sid=st.sampled_from(["", "WA0", "WA1"]),
    activity_name=st.text(),
    offline_sid=st.sampled_from(["", "WA0"]),
    shows_panel=st.booleans(),
    late=st.booleans(),
)


def attributes(click: object) -> dict[str, str]:
    """Return the task attributes of the call that a click starts."""
    return dict(decide(click, IDLE).attributes)


def test_a_click_dials_the_number_with_its_record() -> None:
    assert decide(CLICK, IDLE) == Decision(
        outcome="dialling",
        opens_panel=True,
        notification="",
        context={},
        destination="(415) 555-0101",
        attributes={"sfdcObjectId": "003000000000001AAA", "sfdcObjectType": "Contact"},
    )


def test_a_second_click_during_the_first_is_ignored() -> None:
    decision = decide(CLICK, replace(IDLE, dialling=True))
    assert (decision.destination, decision.notification, decision.opens_panel) == ("", "", False)


def test_an_agent_who_waits_for_the_first_call_learns_why_a_second_click_does_nothing() -> None:
    decision = decide(CLICK, replace(IDLE, dialling=True, late=True))
    assert (decision.destination, decision.notification, decision.opens_panel) == ("", ALREADY_ON_PHONE, True)


def test_with_another_session_there_is_no_call_and_no_panel_and_the_agent_is_notified() -> None:
    decision = decide(CLICK, replace(OFFLINE, other_session=True, on_call=True))
    assert (decision.destination, decision.notification, decision.opens_panel) == ("", OTHER_SESSION, False)


def test_on_a_call_the_panel_opens_and_the_agent_is_notified() -> None:
    decision = decide(CLICK, replace(OFFLINE, on_call=True))
    assert (decision.destination, decision.notification, decision.opens_panel) == ("", ALREADY_ON_PHONE, True)


def test_offline_the_notification_names_the_activity() -> None:
    decision = decide(CLICK, OFFLINE)
    assert (decision.destination, decision.notification) == ("", UNABLE_TO_CALL_OFFLINE)
    assert decision.context == {"activity": "Offline"}


def test_without_an_activity_there_is_no_session_to_call_in() -> None:
    decision = decide(CLICK, replace(IDLE, activity_sid="", activity_name=""))
    assert (decision.destination, decision.notification, decision.context) == ("", DIALING_FAILED, {})


def test_if_flex_does_not_know_the_offline_activity_every_activity_can_call() -> None:
    assert decide(CLICK, replace(IDLE, offline_sid="")).destination == CLICK["number"]


def test_the_panel_stays_closed_during_a_call_unless_the_account_sets_show_panel_automatically() -> None:
    assert not decide(CLICK, replace(IDLE, shows_panel=False)).opens_panel


def test_a_refused_click_opens_the_panel_so_that_the_agent_sees_why() -> None:
    closed = replace(IDLE, shows_panel=False)
    for now in (
        replace(closed, dialling=True, late=True),
        replace(closed, on_call=True),
        replace(closed, activity_sid=""),
        replace(closed, activity_sid=closed.offline_sid),
    ):
        assert decide(CLICK, now).opens_panel, now
    assert decide({}, closed).opens_panel


@pytest.mark.parametrize("click", [None, "415", [], {}, {"number": ""}, {"number": "  "}, {"number": True}])
def test_without_a_number_the_agent_is_notified(click: object) -> None:
    decision = decide(click, IDLE)
    assert (decision.destination, decision.notification) == ("", DIALING_FAILED)


def test_a_number_of_numeric_type_is_dialled_too() -> None:
    assert decide({"number": 4155550101}, IDLE).destination == "4155550101"


@each(
    ("clicked", "dialled"),
    [
        *[(f"030 12345678{mark} 0171 1234567", "030 12345678") for mark in (",", ";", " /", " or", "\n")],
        *[(f"030 12345678{mark}204", f"030 12345678{mark}204") for mark in (", ", ",", ";", ",,", "; ")],
        *[(number, number) for number in ("+14155550101,,123456789#", "+14155550101,,1234567")],
        *[
            (f"{words} 07700 900123", "07700 900123")
            for words in ("after 5pm", "Room 12:", "2nd", "24/7:", "1st floor")
        ],
        *[
            (f"{words} {number}", number)
            for words in ("Room 204", "Suite 101", "Zimmer 417", "Raum 319", "Desk 730")
            for number in (
                "415 555 0101",
                "415-555-0101",
                "(415) 555-0101",
                "030 12345678",
                "0049 30 1234567",
            )
        ],
        *[
            (f"Tel. {number}", number)
            for number in (
                *("415 555 0101 204", "415 555 0101 5551", "415 555-0101", "612 3456 7890"),
                *("234 803 123 4567", "880 171 234 5678", "521 551 234 5678", "221 077 123 45 67"),
            )
        ],
        *[
            (f"{words} 030 12345678", "030 12345678")
            for words in (
                "14:30",
                "9:05,",
                "30.11.2026 14:30",
                "1.11.2026",
                "11/30/2026",
                "2026-11-30T14:30Z",
                *("(14:30)", "[14:30]", "14h30", "14H", "8-12:30"),
            )
        ],
        *[(number, number) for number in ("20-12-20301234", "03-12-1956789", "11.12.20261")],
        *[(f"{words} :0145678901", "0145678901") for words in ("Tel", "Tél", "Mobile")],
        ("Tel. 4155550101 4155550102", "4155550101"),
        *[(f"415-555-0101 {when}", "415-555-0101") for when in ("14:30", "14:30-15:00", "(30.11.2026)")],
        *[
            (f"Tel. {number}", number)
            for number in (
                *("1 415 555 0101", "44 20 7946 0018", "353 1 234 5678", "7 495 123 45 67"),
                *("0049 30 12345678", "011 49 30 12345678", "55 11 91234 5678", "225 07 12 34 56 78"),
            )
        ],
        *[("call 911", "911"), ("Support  1-800-FLOWERS", "1-800-FLOWERS"), ("ext. 204", "204")],
        *[(f"{words} *67 4155550101", "*67 4155550101") for words in ("dial", "Ada:", "2nd")],
        *[
            ("dial *69", "*69"),
            ("mobile *415-555-0101*", "415-555-0101"),
            ("*67 4155550101", "*67 4155550101"),
        ],
        *[
            (f"415-555-0101 {mark}5550102", f"415-555-0101 {mark}5550102")
            for mark in ("x", "ext ", "x ", "ext. ")
        ],
        *[("tel:5550101;phone-context=+1415", "5550101"), ("9wp4155550101", "4155550101")],
    ],
)
def test_a_click_dials_one_number_of_a_text(clicked: str, dialled: str) -> None:
    assert decide({"number": clicked}, IDLE).destination == dialled


@each(
    ("clicked", "dialled"),
    [
        *[(f"+49{mark}30{mark}12345678", "+49 30 12345678") for mark in "\u00b7\u2022_'\u2019\t"],
        *[(f"415{mark}5550101", "415 5550101") for mark in "\u00b7\u2022_'\u2019\t"],
        *[("[+49] 30 12345678", "(+49) 30 12345678"), ("+49 [0] 30 12345678", "+49 (0) 30 12345678")],
        *[("'+49 30 12345678'", "+49 30 12345678")],
        *[(f"415 555 0101{mark}415 555 0102", "415 555 0101") for mark in "_\t"],
        *[
            ("Ada's_phone: 030 12345678", "030 12345678"),
            ("415 555 0101 [ext. 204]", "415 555 0101 ext. 204"),
        ],
        *[("415 555 0101 ext-204", "415 555 0101 ext-204"), ("415 555 0101 [x-mas]", "415 555 0101")],
        *[("415 555 0101, 9-17", "415 555 0101"), ("415 555 0101 x 204-205", "415 555 0101")],
    ],
)
def test_a_number_with_unusual_separators_is_dialled_in_full(clicked: str, dialled: str) -> None:
    assert decide({"number": clicked}, IDLE).destination == dialled


PHONE = "030 12345678"


@each(
    "when",
    [
        *(
            "14:30",
            "14h30",
            "14:30-15:00",
            "9am-5pm",
            "10am",
            "24/7",
            "30.11.2026",
            "11/30/2026",
            "2026-11-30",
        ),
        *("Termin:30.11.2026", "F\u00e4llig:30.11.2026", "2026-11-30T14:30Z"),
    ],
)
def test_a_date_or_a_time_next_to_a_number_is_not_dialled(when: str) -> None:
    for text in (
        f"{when} {PHONE}",
        f"{when}, {PHONE}",
        f"{when},{PHONE}",
        f"{when};{PHONE}",
        f"({when}) {PHONE}",
    ):
        assert decide({"number": text}, IDLE).destination == PHONE, text
    for text in (
        f"{PHONE} {when}",
        f"{PHONE}, {when}",
        f"{PHONE},{when}",
        f"{PHONE};{when}",
        f"{PHONE} ({when})",
    ):
        assert decide({"number": text}, IDLE).destination == PHONE, text
    assert decide({"number": f"Ada,{when}"}, IDLE).destination == ""


@each("number", ["Tel2:0171 1234567", "M1:0171 1234567", "13CABS", "8-12-30-1234567"])
def test_digits_around_a_colon_or_before_letters_are_not_always_a_time(number: str) -> None:
    assert decide({"number": number}, IDLE).destination == number.rpartition("l2:")[2].rpartition("M1:")[2]


@each("number", ["+1 415 555 0100", "(415) 555-0100", "0049 30 12345678", "02 234 5678", "555-0100"])
@each(
    ("note", "extension"),
    [
        *[(" (ext. 12)", " ext. 12"), (" (x12)", " x12"), ("(x12)", "x12"), (" (Ext: 12)", " Ext: 12")],
        *[(" (ext. 12, Ada)", " ext. 12"), (" (x12) Ada", " x12"), (", ext 12 (Ada)", ", ext 12")],
        *[(" extn 12", " extn 12"), (" (int. 12)", " int. 12"), (", x12", ", x12")],
        *[(" ext. 204 (room 5)", " ext. 204"), (" x204 (2nd floor)", " x204"), (",,204#(5)", ",,204#")],
        *[(" x12, 4155550102", " x12"), (" ext 12; +1 415 555 0102", " ext 12"), (" x12, Ada", " x12")],
        *[(", 1 (415) 555-0102", ""), (", 1 (415) 555-0102 Ada", "")],
        *[(" (204)", ""), (" (home)", ""), (", home", ""), (" (2 lines)", "")],
    ],
)
def test_the_extension_after_a_number_is_dialled_without_brackets_and_notes(
    number: str, note: str, extension: str
) -> None:
    assert decide({"number": number + note}, IDLE).destination == number + extension


@each("number", ["911", "112", "204", "1001", "88333", "555-0100", "13 12 13"])
def test_a_note_after_a_short_number_is_not_dialled(number: str) -> None:
    for note in (" (home)", " (24h)", ", Ada", "; Ada"):
        for words in ("", "Call: ", "Ada "):
            assert decide({"number": f"{words}{number}{note}"}, IDLE).destination == number, (words, note)


@each("code", ["*67", "*31", "*82"])
def test_a_note_after_a_number_with_a_code_is_not_dialled(code: str) -> None:
    for words in ("", "dial ", "2nd "):
        click = {"number": f"{words}{code} 415-555-0101 (home)"}
        assert decide(click, IDLE).destination == f"{code} 415-555-0101"


@each(
    ("text", "number"),
    [
        *[
            (f"{first}{mark}{first}", first)
            for first in ("02 234 5678", "5123 4567")
            for mark in ("/", " / ")
        ],
        *[
            (f"00 420 601 123 456{mark}00 420 601 123 457", "00 420 601 123 456")
            for mark in (", ", "; ", " or ", "\n", " & ", " | ")
        ],
        *[
            (f"4155550101{mark}4155550102{mark}4155550103", "4155550101")
            for mark in (", ", ",", "; ", ";", " / ", "/", " or ", "\n")
        ],
        *[(number, number) for number in ("0043 5574/1234567", "+43 5574/12345-678", "030/1234567")],
    ],
)
def test_the_first_of_two_short_or_two_long_numbers_is_dialled_whole(text: str, number: str) -> None:
    assert decide({"number": text}, IDLE).destination == number


@each(
    ("text", "number"),
    [
        *[(text, "+49 30 12345678") for text in ("0011 49 30 12345678", "Tel. 0011 49 30 12345678 (Ada)")],
        ("0011-44-20-7946-0958", "+44-20-7946-0958"),
        ("0011/44/2079460958", "+44/2079460958"),
        *[(number, number) for number in ("0011", "00112233", "0011223344", "001122334455")],
    ],
)
def test_the_prefix_that_australia_dials_is_a_plus_before_a_whole_number(text: str, number: str) -> None:
    """Flex would read `00` and dial the rest: +11 49."""
    assert decide({"number": text}, IDLE).destination == number


@each(
    ("text", "number"),
    [
        *[
            (number, number)
            for number in ("+1 415 555 0101 *12", "4155550101*67", "+14155550101 x*12", "+1415555-0101,*12")
        ],
        *[(f"415 555 0101 {note}", "415 555 0101") for note in ("*82 first", "(*67)", "- *67 first", "(#2)")],
        ("555-0101 *12", "555-0101 *12"),
        *[(f"{words} *67 4155550101", "*67 4155550101") for words in ("VIP* dial", "a * b *", "Room 12 *")],
        ("*67 4155550101 *12", "*67 4155550101 *12"),
        *[(f"{number} (*home*)", number) for number in ("911", "204", "555-0101", "415 555 0101")],
        *[(f"{number} (**home**)", number) for number in ("911", "204", "555-0101", "415 555 0101")],
    ],
)
def test_only_a_code_before_the_number_is_a_carriers(text: str, number: str) -> None:
    assert decide({"number": text}, IDLE).destination == number


@each(
    ("text", "number"),
    [
        *[(text, text) for text in ("sip:ada@x.example", "SIPS:ada@x.example:5061", "sip:204")],
        *[
            (text, "")
            for text in ("Siprec", "SIP", "sip:", "sips: ", "sipho1@x.example", "Sip Ada: a1@x.org")
        ],
        *[(f"{name} +27 21 555 0101", "+27 21 555 0101") for name in ("Sipho Dlamini", "sip:", "Sipho:")],
    ],
)
def test_only_the_scheme_makes_a_sip_address(text: str, number: str) -> None:
    assert decide({"number": text}, IDLE).destination == number


@each("number", ["+1 415 555 0101", "4155550101", "0800 555 0101", "555-0101", "030 1234567"])
@each(
    "rest",
    [
        *(
            " Ref: 12345678",
            " Case: 00001026",
            " - ID:7654321",
            " (Ref:1234567)",
            ", mobile: +49 171 1234567",
        ),
        " Ref: 1234567 Ada: 7654321",
    ],
)
def test_a_number_before_a_colon_is_dialled_not_the_reference_after_it(number: str, rest: str) -> None:
    assert decide({"number": number + rest}, IDLE).destination == number


@each("words", ["Case 00001026", "Order 1234567", "Room 12", "2nd", "204"])
def test_a_number_after_a_colon_is_dialled_not_the_reference_before_it(words: str) -> None:
    for number in ("415 555 0101", "+49 30 12345678"):
        assert decide({"number": f"{words}: {number}"}, IDLE).destination == number


@each("words", ["Suite 1200,", "Apt 4,", "Room 12,", "204,", "Suite 12a", "2 lines", "Suite 1200;"])
def test_a_local_number_wins_over_a_shorter_group_before_it(words: str) -> None:
    for note in ("", " (home)", ", Ada", " Ref: 12345"):
        assert decide({"number": f"{words} 555-1234{note}"}, IDLE).destination == "555-1234", note


@each("scheme", ["tel", "TEL", "callto"])
@each("number", ["10-11-2020", "20-12-1999", "30.11.2026", "06:12:34:56:78"])
def test_the_number_in_a_link_is_not_a_date(scheme: str, number: str) -> None:
    for link in (f"{scheme}:{number}", f"{scheme}://{number}"):
        assert decide({"number": link}, IDLE).destination == number


@each("number", ["06:12:34:56:78", "06:12:34:56"])
def test_four_pairs_of_digits_are_not_a_time(number: str) -> None:
    for words in ("", "Tel. "):
        assert decide({"number": words + number}, IDLE).destination == number


@each("when", ["14:30:00", "14:30:00-15:30:00", "9:30:00am", "9:30am-10:30am"])
def test_up_to_three_pairs_of_digits_are_a_time(when: str) -> None:
    assert decide({"number": f"{when} 4155550101"}, IDLE).destination == "4155550101"


def test_a_number_that_would_be_cut_is_not_dialled() -> None:
    words = "Ada " * 61
    for number in ("+1 415 555 0101", "\uff14\uff11\uff15 555 01 01 01"):
        assert decide({"number": words + number}, IDLE).destination == ""
    assert decide({"number": f"+14155550101 {words} +14155550102"}, IDLE).destination == "+14155550101"


def test_a_long_text_is_read_in_reasonable_time() -> None:
    for text in ("+" * 100_000, "1 a" * 100_000, "1" * 100_000):
        assert decide({"number": text}, IDLE).attributes == {}


@pytest.mark.parametrize("is_one", [True, "true"])
def test_a_person_account_is_its_contact(is_one: object) -> None:
    account = {**CLICK, "recordId": "001A", "objectType": "Account"}
    click = {**account, "personAccount": is_one, "contactId": "003B"}
    assert attributes(click) == {"sfdcObjectId": "003B", "sfdcObjectType": "Contact"}


@pytest.mark.parametrize(
    "person",
    [
        {"personAccount": True},
        {"personAccount": False, "contactId": "003B"},
        {"personAccount": "false", "contactId": "003B"},
        {"contactId": "003B"},
    ],
)
def test_without_a_contact_or_a_person_account_the_record_is_the_record(person: dict[str, object]) -> None:
    click = {"number": "1", "recordId": "001A", "objectType": "Account", **person}
    assert attributes(click) == {"sfdcObjectId": "001A", "sfdcObjectType": "Account"}


def test_spaces_around_the_record_of_a_click_are_ignored() -> None:
    click = {"number": "1", "recordId": " 003B ", "objectType": "Contact\n"}
    assert attributes(click) == {"sfdcObjectId": "003B", "sfdcObjectType": "Contact"}
    person = {"number": "1", "recordId": "001A", "personAccount": True, "contactId": " "}
    assert attributes(person) == {"sfdcObjectId": "001A"}


@pytest.mark.parametrize(
    "nothing", [{}, {"recordId": "", "objectType": ""}, {"recordId": None, "objectType": 7}]
)
def test_absent_record_fields_are_left_out(nothing: dict[str, object]) -> None:
    assert attributes({"number": "1", **nothing}) == {}


def test_a_failure_is_shown_with_its_reason() -> None:
    assert failure_context(" Not allowed ") == {"reason": "Not allowed"}
    assert failure_context("x" * 1000) == {"reason": "x" * 200}


@pytest.mark.parametrize("nothing", ["", "  "])
def test_a_failure_without_a_message_is_shown_without_a_reason(nothing: str) -> None:
    assert failure_context(nothing) == {}


@given(CLICKS, SITUATIONS)
def test_any_click_in_any_situation_has_a_valid_decision(click: object, now: Situation) -> None:
    decision = decide(click, now)
    assert not (decision.destination and decision.notification)
    free = not (now.dialling or now.other_session or now.on_call)
    if decision.destination:
        assert free
        assert now.activity_sid not in ("", now.offline_sid)
        assert set(decision.attributes) <= {"sfdcObjectId", "sfdcObjectType", "sfdcParams"}
        assert all(isinstance(value, str) and value for value in decision.attributes.values())
    is_seen = now.shows_panel if decision.destination else decision.notification not in ("", OTHER_SESSION)
    assert decision.opens_panel == is_seen


@given(CLICKS, SITUATIONS)
def test_the_log_line_of_a_click_has_no_customer_data(click: object, now: Situation) -> None:
    outcomes = {"dialling", "refused, on a call", "refused, offline", "refused, it has no number"}
    outcomes |= {"ignored, a call is under way", "refused, another session", "refused, no session"}
    assert decide(click, now).outcome in outcomes
