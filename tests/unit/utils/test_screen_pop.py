"""docs/specification.md, section 4: the decisions about an accepted task's pop."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flex_sfdc.phone_numbers import number_formats, other_notation
from flex_sfdc.plain_data import digits_of
from flex_sfdc.salesforce.records import is_record_id
from flex_sfdc.utils.screen_pop import (
    MAX_SEARCH_LENGTH,
    MAX_VALUE_LENGTH,
    MIN_SEARCH_LENGTH,
    SEARCH_SYNTAX,
    Pop,
    SearchRules,
    addresses_in,
    decide,
    default_fields,
    phone_of,
    search_term,
    searches_of,
    usable_term,
)
from tests.support.cases import each
from tests.support.plugin.desk import NUMBER
from tests.support.records import ACME, ADA, BOB

NATIONAL = "4155550101"
VALUES: st.SearchStrategy[object] = (
    st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text()) | st.just({})
)
KEYS = ["direction", "sfdcObjectId", "name", "from", "identity", "customerAddress"]
ATTRIBUTES = VALUES | st.dictionaries(st.sampled_from(KEYS), VALUES | st.sampled_from(["outbound", ADA]))


def test_the_record_of_the_task_is_popped_and_nothing_else() -> None:
    assert decide({"sfdcObjectId": ADA, "from": NUMBER}, False) == Pop("its record", ADA, "")


@pytest.mark.parametrize(
    "form",
    [
        *({"record": ADA}, {"a": 1, "note": f"see {ADA[:15]}"}, f'{{"x":"{ADA}"}}'),
        *({"contact": {"id": ADA}}, {"records": [{"id": ADA}]}, [[ADA]], {"id": ADA.lower()}),
    ],
)
def test_a_record_that_the_customer_typed_before_a_chat_is_popped_as_a_suggestion(form: object) -> None:
    attributes = {"sfdcObjectId": ADA, "pre_engagement_data": form}
    assert decide(attributes, False) == Pop("its record", ADA, "", True)
    assert not decide(attributes, False, SearchRules(trusted=["sfdcObjectId"])).is_typed


@pytest.mark.parametrize("form", ["x" * 30_000, {"a": "x" * 15_000, "b": ["x" * 15_000]}])
def test_a_form_that_is_too_long_to_read_makes_no_value_the_tasks_own(form: object) -> None:
    assert decide({"sfdcObjectId": ADA, "pre_engagement_data": form}, False).is_typed
    assert decide({"from": NUMBER, "pre_engagement_data": form}, False).is_typed


@pytest.mark.parametrize("form", [None, {}, {"name": "Ada"}, "", [BOB], 7, {"record": ACME}])
def test_a_record_that_is_not_in_the_form_before_a_chat_is_the_tasks_own(form: object) -> None:
    assert decide({"sfdcObjectId": ADA, "pre_engagement_data": form}, False) == Pop("its record", ADA, "")


@pytest.mark.parametrize("url", [f"/lightning/r/Case/{ADA}/view", "/apex/Customer?id=1&x=%20", "/"])
def test_a_page_of_the_org_is_popped_instead_of_a_search(url: str) -> None:
    assert decide({"sfdcUrl": url, "from": NUMBER}, False).url == url
    assert decide({"sfdcUrl": url, "sfdcObjectId": ADA}, False) == Pop("its record", ADA, "")
    assert decide({"sfdcUrl": url, "pre_engagement_data": {"u": url}, "from": NUMBER}, False).term == NUMBER


@each(
    "url",
    [
        *("//evil.example", "/\\evil.example", "https://acme.lightning.force.com/", "javascript:alert(1)"),
        *("lightning/page/home", "/a b", "/a\tb", "/" + "a" * 2_000, "", 7, None, ["/"]),
    ],
)
def test_an_address_that_is_not_a_path_is_not_popped_and_the_search_runs(url: object) -> None:
    pop = decide({"sfdcUrl": url, "from": NUMBER}, False)
    assert (pop.url, pop.term) == ("", NUMBER)


def test_the_record_in_view_is_offered_for_outbound_and_anonymous_tasks_but_not_internal_calls() -> None:
    assert decide({"direction": "outbound", "outbound_to": NUMBER}, False).offers_view
    assert decide({"from": "anonymous"}, False).offers_view
    assert not decide({"direction": "outbound", "internal": "true"}, False).offers_view
    assert not decide({"from": "client:alice", "client_call": True}, False).offers_view


def test_spaces_around_the_id_are_ignored() -> None:
    assert decide({"sfdcObjectId": f" {ADA}\n"}, False).record_id == ADA


def test_an_id_of_spaces_is_not_an_id() -> None:
    assert decide({"sfdcObjectId": "  ", "from": NUMBER}, False) == Pop(
        "a search", "", NUMBER, False, NATIONAL
    )


@pytest.mark.parametrize("direction", ["inbound", "", None, 1])
def test_only_an_outbound_task_does_not_pop(direction: object) -> None:
    assert decide({"direction": direction, "from": NUMBER}, False).term == NUMBER


def test_an_outbound_task_does_not_pop() -> None:
    pop = decide({"direction": "outbound", "from": NUMBER, "sfdcObjectId": ADA}, False)
    assert (pop.record_id, pop.term) == ("", "")


def test_an_outbound_task_that_was_transferred_to_this_agent_pops() -> None:
    assert decide({"direction": "outbound", "sfdcObjectId": ADA}, True).record_id == ADA


def test_for_an_outbound_call_the_called_number_is_searched_for_not_the_companys() -> None:
    call = {"direction": "outbound", "from": "+18005550100", "outbound_to": NUMBER}
    assert decide(call, True).term == NUMBER
    assert decide({**call, "name": "Ada Lovelace"}, True).term == "Ada Lovelace"
    assert decide({**call, "direction": "inbound"}, True).term == "+18005550100"


def test_for_a_colleagues_call_nothing_is_searched_for() -> None:
    call = {
        "name": "Alice Agent",
        "from": "client:alice_40acme_2Ecom",
        "client_call": True,
        "internal": "true",
    }
    assert decide(call, False) == Pop("none, internal", "", "")
    assert decide({**call, "sfdcObjectId": ADA}, False).record_id == ADA


@pytest.mark.parametrize("flag", [True, "true", "True", " TRUE ", 1, "1"])
def test_a_flag_of_a_task_counts_in_any_case_and_as_a_number(flag: object) -> None:
    assert decide({"internal": flag, "from": NUMBER}, False).outcome == "none, internal"
    assert decide({"client_call": flag, "from": NUMBER}, False).outcome == "none, internal"


@each("flag", [False, "false", "False", 0, "0", "", None, [], 2])
def test_any_other_value_of_a_flag_is_not_set(flag: object) -> None:
    assert decide({"internal": flag, "from": NUMBER}, False).term == NUMBER


@pytest.mark.parametrize("direction", ["Outbound", "OUTBOUND", " outbound "])
def test_an_outbound_direction_is_recognised_in_any_case(direction: str) -> None:
    call = {"direction": direction, "from": "+18005550100", "outbound_to": NUMBER}
    assert decide(call, False).outcome == "none, outbound"
    assert decide(call, True).term == NUMBER


def test_a_call_by_twilios_api_pops_the_customer_whom_no_agent_chose() -> None:
    call = {"direction": "outbound-api", "from": "+18005550100", "outbound_to": NUMBER}
    assert decide(call, False).term == NUMBER
    assert decide({**call, "sfdcObjectId": ADA}, False).record_id == ADA


@pytest.mark.parametrize("value", [ADA, "0035f0000000001", "001D000000IqhSLIAZ", "a0B5f0000000001EAA"])
def test_fifteen_or_eighteen_characters_are_an_id(value: str) -> None:
    assert is_record_id(value)


@each(
    "value",
    [
        *("", "003", "0035f000000000", "0035f0000000001A", "0035f0000000001AA", "001D000000IqhSLAAA"),
        *("ß" * 15, "0035f0000000001AAAA", "0035f00000000-1", "0035f0000000001AA!"),
        *("/../../secur/x", "SCREEN_POP_DATA", "000000000000000", "000000000000000AAA"),
    ],
)
def test_anything_else_is_not_popped_and_the_search_runs(value: str) -> None:
    pop = decide({"sfdcObjectId": value, "from": NUMBER}, False)
    assert (pop.record_id, pop.term) == ("", NUMBER)


@pytest.mark.parametrize("key", ["name", "from", "identity", "customerAddress"])
def test_each_attribute_is_searched_for(key: str) -> None:
    assert search_term({key: NUMBER}) == NUMBER


def test_the_first_attribute_that_is_not_empty_is_searched_for() -> None:
    assert search_term({"name": " ", "from": NUMBER, "identity": "x@y.example"}) == NUMBER
    assert search_term({"name": "Ada", "from": NUMBER}) == "Ada"


@each(
    ("address", "term"),
    [
        ("whatsapp:+14155550101", NUMBER),
        ("WhatsApp: +14155550101", NUMBER),
        ("sip:+14155550101@trunk.example;transport=udp", NUMBER),
        ("sip:ada@example.com", "ada@example.com"),
        ("client:ada", "ada"),
        ("messenger:1234567890123456", "1234567890123456"),
        ("callto:+14155550101", NUMBER),
        ("tel://+14155550101", NUMBER),
        ("sms:+14155550101?body=Hello", NUMBER),
        ("mailto:ada@example.com?subject=x", "ada@example.com"),
        ("mailto:ada%40example.com", "ada@example.com"),
        ("client:ada%40example.com", "ada@example.com"),
        ("+14155550101@trunk.example", NUMBER),
        *((f"sip:%2{letter}14155550101@trunk.example", NUMBER) for letter in "Bb"),
        ("tel:+1%20415%20555%200101", "+1 415 555 0101"),
        ("Ada Lovelace <ada@example.com>", "ada@example.com"),
        ('"Lovelace, Ada" <mailto:ada@example.com>', "ada@example.com"),
        ('"Ada" <sip:+14155550101@trunk.example;user=phone>;tag=1', NUMBER),
        ("sip:+14155550101;ext=12@x.example;user=phone", NUMBER),
        ("tel\uff1a+14155550101", NUMBER),
        ("ada\uff20example.com", "ada@example.com"),
        ("Ada <3", "Ada 3"),
        ("Dr: Ada", "Dr: Ada"),
    ],
)
def test_channel_prefixes_are_removed(address: str, term: str) -> None:
    assert search_term({"from": address}) == term


@each(
    "addresses",
    [
        *("a@x.example; b@y.example", "a@x.example, b@y.example", "a@x.example b@y.example"),
        *("mailto:a@x.example,b@y.example", "a@x.example;", "Ada <a@x.example>; Bob <b@y.example>"),
        *('"Lovelace, Ada" <a@x.example>,b@y.example', "a@x.example|b@y.example"),
        *("Ada Lovelace a@x.example", "a@x.example\nb@y.example"),
        *("a@x.example/b@y.example", "a@x.example?subject=x", "a\uff20x.example\uff1bb@y.example"),
    ],
)
def test_each_email_address_of_a_text_is_searched_for_separately(addresses: str) -> None:
    pop = decide({"from": addresses}, False)
    assert (pop.term, pop.is_typed) == ("a@x.example", False)
    assert pop.second == ("b@y.example" if "b@" in addresses else "")


@pytest.mark.parametrize(
    "address",
    [
        *("Ada (a@x.example)", "[a@x.example](mailto:a@x.example)", "Write to a@x.example.", '"a@x.example"'),
        *("'a@x.example'", "\u201ca@x.example\u201d", "\u2018a@x.example\u2019", "\u2039a@x.example\u203a"),
        *("\u00aba@x.example\u00bb", "`a@x.example`", "Ada's: a@x.example!"),
    ],
)
def test_an_email_address_is_searched_for_without_what_surrounds_it(address: str) -> None:
    pop = decide({"from": address}, False)
    assert (pop.term, pop.second) == ("a@x.example", "")


@each(
    "numbers",
    [
        *("+14155550101; +14155550199", "+14155550101,+14155550199", "+14155550101 or +14155550199"),
        *("+14155550101 / +14155550199", "+14155550101\n+14155550199", "+14155550101|+14155550199"),
        *("+14155550101 +14155550199", "mobile: +14155550101, home: +14155550199"),
        *("\uff0b14155550101\uff1b+14155550199", "+14155550101\u00a0+14155550199"),
        *("tel:+14155550101;whatsapp:+14155550199", "Ada <+14155550101>, Bob <+14155550199>"),
    ],
)
def test_each_number_of_a_text_is_searched_for_separately(numbers: str) -> None:
    terms = [("+14155550101", False), (NATIONAL, False), ("+14155550199", False), ("4155550199", False)]
    assert searches_of({"from": numbers}, SearchRules()) == terms


@each(
    "numbers",
    [
        "4155550101/4155550199",
        "415-555-0101 or 415-555-0199",
        "12345678/87654321",
        "4155550101\r\n4155550199",
    ],
)
def test_national_numbers_of_a_text_are_searched_for_separately(numbers: str) -> None:
    first, second = searches_of({"from": numbers}, SearchRules())
    assert "4155550" in first[0].replace("-", "") or first[0] == "12345678"
    assert not first[1]
    assert not second[1]


@each(
    "text",
    ["ada@x.example; +1 (415) 555-0101", "ada@x.example 555-0101", "ada@x.example, 12 Main St 1234567"],
)
def test_a_part_of_a_number_next_to_an_email_address_is_not_searched_for(text: str) -> None:
    assert searches_of({"from": text}, SearchRules()) == [("ada@x.example", False)]


@each("handle", ["@ada_x", "instagram:@ada_x"])
def test_a_handle_is_searched_for_without_its_at_sign(handle: str) -> None:
    pop = decide({"customerAddress": handle}, False)
    assert (pop.term, default_fields(pop.term)) == ("ada_x", {"LastName": "ada_x"})


def test_only_the_first_ten_addresses_are_read() -> None:
    for address in ("a{}@x.example;", "+1415555{};"):
        addresses = "".join(address.format(1000 + place) for place in range(400))
        assert 10 <= len(searches_of({"identity": addresses}, SearchRules())) <= 20


@each(
    "text", ["ada@x.example, +14155550101", "+14155550101 Ada <ada@x.example>", "ada@x.example +14155550101"]
)
def test_an_email_address_and_a_number_in_a_text_are_both_searched_for(text: str) -> None:
    pop = decide({"from": text}, False)
    assert (pop.term, pop.second, pop.is_typed) == ("ada@x.example", NUMBER, False)


@each(
    "number",
    [
        *("+1/415/555/0101", "030/12345678", "+49 (0) 30 / 12345678", "+14155550101,,204#"),
        *("+14155550101 x204", "a1234567b7654321c", "b3b41234567c-7654321d", "12345678-1234-1234-1234-1"),
        *("ada1234567@x.example", "4155550101 Ada", "1234567 Ontario Inc."),
    ],
)
def test_a_text_with_fewer_than_two_numbers_is_searched_for_unchanged(number: str) -> None:
    assert searches_of({"identity": number}, SearchRules())[0][0] == number.replace("(0) ", "")


def test_digits_in_an_email_address_or_in_a_flows_text_are_not_a_number() -> None:
    assert decide({"identity": "12345678@qq.example"}, False).second == ""
    assert decide({"sfdcSearchString": "7654321-A"}, False).second == ""
    assert decide({"sfdcSearchString": "+14155550101 Ada"}, False).second == NATIONAL


@each(
    "when",
    [
        *("30.11.2026", "2026-11-30", "11/30/2026", "30/11/2026", "1.11.2026", "2026/11/30", "29.02.2028"),
        *("14:30", "(14:30)", "14h30", "30.11.2026 14:30", "2026-11-30T14:30:00Z", "30.11.2026, 14:30"),
    ],
)
def test_a_date_or_a_time_is_not_a_number(when: str) -> None:
    pop = decide({"from": when}, False)
    assert (pop.term, pop.second, default_fields(when)) == (when.strip("()"), "", {})
    for text in (f"4155550101 {when}", f"{when} 4155550101", f"Ada {when} 4155550101"):
        assert decide({"from": text}, False).second == NATIONAL


@pytest.mark.parametrize(
    "number", ["12.34.5678", "30-13-2026", "31.11.2026", "29.02.2027", "12-3456-78", "20-12-20301234"]
)
def test_digits_in_groups_like_those_of_a_date_are_a_number(number: str) -> None:
    assert default_fields(number) == {"Phone": number}


@pytest.mark.parametrize("text", ['"ada lovelace"@x.example', "Ada @x.example"])
def test_the_host_of_an_email_address_is_not_a_search_term(text: str) -> None:
    assert "x.example" not in [term for term, _ in searches_of({"from": text}, SearchRules())]


@each("number", ["415 555-0101", "4155550101", "0151 12345678", "+1 415 555 0101"])
@each("note", ["mobile", "cell phone", "- private", "(mobile)", "home", "Ada", "Nummer"])
def test_a_number_with_a_note_is_searched_for_and_then_only_the_number(number: str, note: str) -> None:
    pop = decide({"from": f"{number} {note}"}, False)
    alone = NATIONAL if number[0] == "+" else number
    assert (pop.term, pop.second) == (f"{number} {note.strip('()')}", alone)
    assert phone_of({"from": f"{number} {note}"})


@each("number", ["(415) 555-0101", "415-555-0101", "030 12345678", "415.555.0101 x204", "4155550101 (home)"])
@each(
    "words", ["Ada", "Ada Lovelace", "Tel.", "Ada,", "Ada -", "Ada;", "Ada /", "\u05dc\u05d0\u05d4", "\u738b"]
)
def test_a_national_number_after_other_words_is_searched_for_next(words: str, number: str) -> None:
    text = f"{words} {number}"
    for attributes in ({"from": text}, {"customerAddress": text}, {"name": text, "from": "+14155550199"}):
        pop = decide(attributes, False)
        assert pop.term == usable_term(text)
        assert pop.second == number.partition(" x")[0].partition(" (home")[0].lstrip("(").replace(")", "")
    assert decide({"name": text, "from": "+14155550199"}, False).second_is_typed


@each("number", ["+14155550101", "(+14155550101)", "(415) 555-0101", "4155550101", "+1 415 555 0101 x204"])
@each(
    "words",
    ["Callback", "Voicemail", "Callback request from", "Customer", "Unknown caller -", "WhatsApp", "SMS:"],
)
def test_only_the_number_after_placeholder_words_is_searched_for(words: str, number: str) -> None:
    pop = decide({"name": f"{words} {number}"}, False)
    assert pop == decide({"name": number}, False)
    assert decide({"name": f"{words} {number}", "from": "+14155550199"}, False).is_typed
    assert search_term({"name": words.strip(":"), "from": NUMBER}) == NUMBER


@each("number", ["+ 1 415 555 0101", "( 415 ) 555 0101", "+1 415 555 0101 ", "(+1) 415 555 0101"])
def test_spaces_in_a_number_separate_no_words_from_it(number: str) -> None:
    for attributes in ({"from": number}, {"from": f"Customer {number}"}):
        assert search_term(attributes) == usable_term(number)
    assert decide({"from": f"Ada {number}"}, False).second == usable_term(number)


@each("number", [NUMBER, "+49 30 12345678", "415 555 0101", "(415) 555-0101", "030 12345678"])
@each(
    "words",
    [
        *(
            "Room 12 ",
            "Apt. 4, ",
            "Ada 2 ",
            "M1: ",
            "7 days: ",
            "Line 2 - ",
            "Tel.",
            "'",
            "\U0001f4de",
            "phone=",
        ),
        *(
            "Termin:30.11.2026 ",
            "F\u00e4llig:30.11.2026, ",
            "14:30,",
            "24/7 ",
            "9am-5pm: ",
            "Ada,2026-11-30: ",
        ),
    ],
)
def test_a_whole_number_is_found_after_words_with_digits_or_without_a_space(words: str, number: str) -> None:
    pop = decide({"customerAddress": f"{words}{number}"}, False)
    notations = (usable_term(number), other_notation(number, number_formats({})))
    assert pop.term in notations or pop.second in notations


@each("when", ["24/7", "9am-5pm", "(24h)", ",14:30", ",30.11.2026", "8-17h"])
def test_a_time_after_a_number_is_not_part_of_it(when: str) -> None:
    assert decide({"from": f"{NUMBER} {when}"}, False).second == NATIONAL


@each(
    "identity", ["550e8400-e29b-41d4-a716-446655440000", "acct_4155550101", "user-4155550101", "x@4155550101"]
)
def test_digits_of_an_id_are_not_a_number(identity: str) -> None:
    assert decide({"identity": identity, "customerAddress": "Ada"}, False).second == "Ada"


@each("name", ["Order 123456789", "Ada 612 34 56 78"])
def test_a_short_number_after_a_name_does_not_replace_the_callers_number(name: str) -> None:
    pop = decide({"name": name, "from": NUMBER}, False)
    assert (pop.term, pop.second) == (name, NUMBER)
    assert decide({"name": "Ada, +376 712 345", "from": NUMBER}, False).second == "+376 712 345"


@each(
    "text",
    [
        "Order 123456789 from +14155550101",
        "Order 1234567890 from +14155550101",
        "Case 1234567890123456 +14155550101",
        "Order 123456789 (+14155550101)",
        "A+ Ltd 123456789: +14155550101 x204 (room 5)",
    ],
)
def test_a_number_with_a_country_code_is_found_after_a_shorter_one(text: str) -> None:
    assert decide({"from": text}, False).second == "+14155550101"


@each("name", ["C++ Ltd 123456789", "Google+ Ltd 123456789", "C++ Ltd 12345678"])
def test_a_plus_in_a_name_makes_no_number_after_it_international(name: str) -> None:
    assert decide({"name": name, "from": NUMBER}, False).second == NUMBER


@each("number", ["+1 415 555 0101", "+14155550101", "415.555.0101.77", "\uff0b14155550101"])
@each("length", [255, 2_000])
def test_a_number_that_would_be_cut_is_not_searched_for(number: str, length: int) -> None:
    for shown in range(8, len(number)):
        text = f"+442079460018;{'Ada ' * 500}"[: length - shown - 1] + ";" + number
        terms = [term for term, _ in searches_of({"from": text}, SearchRules())]
        parts = [term for term in terms if term.strip("+(")[:2] in ("1 ", "14", "41")]
        assert digits_of("".join(parts)) in ("", digits_of(number), "141555501014155550101"), shown


@each("numbers", ["0049 6151/1234567", "0043 5574 / 1234567"])
def test_a_slash_after_an_area_code_does_not_separate_two_numbers(numbers: str) -> None:
    terms = [term for term, _ in searches_of({"from": numbers}, SearchRules())]
    assert terms == [numbers, other_notation(numbers, number_formats({}))]
    assert terms[1][:1] == "0"


@each("name", ["visitor12345678", "anonymous1234567", "user-1234567@x.invalid", "customer7654321"])
def test_a_placeholder_with_a_long_number_is_not_searched_for(name: str) -> None:
    assert search_term({"name": name}) == ""


@each("text", ["02 234 5678 mobile", "Kunde 22 12 34 56", "22 12 34 56 (privat)"])
def test_a_short_number_with_a_note_is_not_a_placeholder(text: str) -> None:
    assert search_term({"from": text}) == usable_term(text) != ""
    assert phone_of({"from": text})


@each(
    "text", ["Order 00001026", "Ada 555-0101", "Main St 12, 30 555", "ada4155550101", "v1.2.3-20261130 build"]
)
def test_digits_after_words_that_are_not_a_whole_number_are_not_searched_for(text: str) -> None:
    assert [term for term, _ in searches_of({"from": text}, SearchRules())] == [text]


@each(
    "text", ["Ada, +14155550101", "Ada Lovelace +1 (415) 555-0101", "M +14155550101", "Room 12 +14155550101"]
)
def test_a_number_with_a_country_code_after_other_words_is_searched_for_next(text: str) -> None:
    pop = decide({"customerAddress": text}, False)
    assert (pop.term, pop.second[:2]) == (text.replace("(", "").replace(")", ""), "+1")


@pytest.mark.parametrize("name", ["Ada @ Acme Ltd", "Coffee@Home GmbH", "Lovelace, Ada"])
def test_a_text_without_an_email_address_is_searched_for_unchanged(name: str) -> None:
    assert search_term({"name": name}) == name


@each("text", ["Ada Lovelace", "lovelace  ADA", "Lovelace, Ada"])
@each(
    "form",
    [
        {"first": "Ada", "last": "Lovelace,", "email": "ada@x.example"},
        '{"name": "Lovelace, Ada", "email": "ada@x.example"}',
    ],
)
def test_a_text_that_a_flow_joined_from_the_form_is_typed(text: str, form: object) -> None:
    attributes = {"sfdcSearchString": text, "pre_engagement_data": form}
    assert decide(attributes, False).is_typed
    assert not decide({**attributes, "sfdcSearchString": f"{text} 00001026"}, False).is_typed
    assert not decide({"sfdcSearchString": text, "pre_engagement_data": {}}, False).is_typed


@each("direction", ["outbound", "outbound-api", "Outbound-Dial"])
@each("key", ["outbound_to", "to", "called", "customerAddress"])
def test_a_number_that_the_company_called_is_not_typed_by_the_customer(direction: str, key: str) -> None:
    call = {"direction": direction, "from": "+18005550100", key: NUMBER}
    assert searches_of(call, SearchRules()) == [(NUMBER, False), (NATIONAL, False)]
    assert searches_of({**call, "name": "4155550101"}, SearchRules())[0] == (NUMBER, False)
    assert searches_of({**call, "name": "+14155550199"}, SearchRules())[0] == ("+14155550199", True)


@each(
    ("sender", "name", "is_typed"),
    [
        ("ada@example.com", "Ada@Example.COM", False),
        ("Ada@Example.com", "ada@example.com", False),
        ("ada@example.com", "bob@example.com", True),
        (14155550101, "4155550101", False),
        (14155550101, "+14155550199", True),
    ],
)
def test_a_name_that_is_the_senders_own_address_is_not_typed(
    sender: object, name: str, is_typed: bool
) -> None:
    pop = decide({"name": name, "from": sender}, False)
    assert (pop.term, pop.is_typed) == (name if is_typed else str(sender), is_typed)


def test_each_email_address_that_the_customer_typed_is_a_suggestion() -> None:
    form = {"pre_engagement_data": {"email": "b@y.example"}}
    addresses = {"customerAddress": "a@x.example; b@y.example"}
    pop = decide({**addresses, **form}, False)
    assert (pop.is_typed, pop.second_is_typed) == (False, True)
    assert decide({"name": "a@x.example, b@y.example", "from": "a@x.example"}, False).second_is_typed


@each(
    "value",
    [
        *("", "  ", "ab", "+1", "---", "***", "client:al", "anonymous", "Anonymous", "RESTRICTED"),
        *("+266696687", "{{trigger.call.From}}", "{{flow.data.customer_name}}"),
        *("00266696687", "00 86282452253", "0266696687", "N/A", "n.a."),
        *("sip:c8oqz84zk7z@anonymous.invalid", "Ada <sip:x1y2@Unknown.Invalid:5060>"),
        *("sip:anonymous@anonymous.invalid", "whatsapp:", "unknown", "No Caller ID", "null"),
    ],
)
def test_without_a_usable_value_nothing_is_searched_for(value: str) -> None:
    pop = decide({"from": value}, False)
    assert (pop.outcome, pop.record_id, pop.term) == ("none, nothing to search for", "", "")
    assert phone_of({"from": "N/A"}) is None
    assert phone_of({"from": "{{trigger.call.From}}"}) is None


def test_an_unusable_value_gives_way_to_the_next() -> None:
    assert search_term({"name": "Anonymous", "identity": "ada@example.com"}) == "ada@example.com"


def test_patterns_are_not_searched_for_and_long_values_are_cut() -> None:
    assert search_term({"name": "Ada* {Lovelace}?"}) == "Ada Lovelace"
    for name in ("O'Brien-Smith", "Max Xu", "XXX"):
        assert search_term({"name": name}) == name
    assert len(search_term({"name": "A" * 1000})) == MAX_SEARCH_LENGTH


@pytest.mark.parametrize("word", ["Ada ", "x@y.example;", f"{NUMBER}, ", "1"])
@pytest.mark.parametrize("listed", [False, True])
def test_only_the_beginning_of_a_very_long_value_is_read(word: str, listed: bool) -> None:
    value = word * 5_000
    assert sum(len(address) for address in addresses_in([value] if listed else value)) <= 2 * MAX_VALUE_LENGTH
    assert search_term({"name": value}) != ""


@each(
    ("term", "fields"),
    [
        (NUMBER, {"Phone": NUMBER}),
        ("(415) 555-0101", {"Phone": "(415) 555-0101"}),
        ("ada@example.com", {"Email": "ada@example.com"}),
        ("Ada Lovelace", {"LastName": "Ada Lovelace"}),
        ("Łukasz", {"LastName": "Łukasz"}),
        ("(203) 555-0184 x204", {"Phone": "(203) 555-0184 x204"}),
        ("+1 415 555 0101 " + "x" * 30 + "7", {}),
        ("4155550101 Ada", {}),
        ("88333", {}),
        ("1234567890123456", {}),
        ("00001026", {}),
        ("1985-03-12", {}),
        ("1985-13-12", {"Phone": "1985-13-12"}),
        ("user_4f3a", {}),
        *((term, {}) for term in ("urn:mbid:AQAAY", "conversations/abc", "abc==", "example.com/x")),
        ("ada@localhost", {}),
        ("Ada Lovelace <ada@example.com", {}),
    ],
)
def test_a_new_record_gets_a_phone_an_address_or_a_name_depending_on_the_term(
    term: str, fields: dict[str, str]
) -> None:
    assert default_fields(term) == fields


@given(ATTRIBUTES, st.booleans())
def test_any_attributes_pop_at_most_one_record_page_or_search(attributes: object, transferred: bool) -> None:
    pop = decide(attributes, transferred)
    assert not (pop.record_id and pop.term)
    assert not pop.record_id or is_record_id(pop.record_id)
    assert not pop.term or MIN_SEARCH_LENGTH <= len(pop.term) <= MAX_SEARCH_LENGTH
    assert not set(pop.term) & set(SEARCH_SYNTAX)
    assert len(default_fields(pop.term)) <= 1
    assert pop.outcome.startswith(("none, ", "its record", "a search"))


CHANNELS = (
    "whatsapp messenger sip sips client tel sms mms rcs mailto email chat"
    " instagram telegram viber line wechat gbm apple google facebook fb-messenger twitter tiktok skype kakao"
    " zalo signal"
)
WITHHELD = (
    *("anonymous", "restricted", "blocked", "unknown", "unavailable", "private", "withheld"),
    *("no caller id", "private number", "unknown caller", "null", "undefined", "anonymous caller"),
    *("caller unknown", "spam likely", "potential spam", "scam likely", "number withheld", "no name"),
    *("not provided", "website visitor", "webchat user", "toll free caller", "out-of-area"),
    *("unknown_caller", "restricted number", "customer", "wireless caller", "caller id blocked"),
    *("anonymous user", "anonymous@anonymous.invalid", "sip:restricted@10.0.0.1", "+266 69 66 87"),
    *("+266-696-687", "0000000000", "000-000-0000", "not available", "callerid unavailable", "payphone"),
    *("telemarketer", "nuisance likely", "unterdrückte nummer", "privatnummer", "anonymer anrufer"),
    *("appel masqué", "llamada privada", "número não identificado", "非通知設定", "通知不可能", "表示圏外"),
    *("+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253", "266696687", "1266696687"),
    *("+1 266 696 687", "86282452253", "sip:266696687@trunk.example", "numero prive", "numero masque"),
    *("anonimo", "numero oculto", "unterdrueckte nummer", "sconosciuto", "numero privato", "onbekend"),
    *("anoniem", "okänt nummer", "ukendt nummer", "skjult nummer", "nieznany numer"),
    *(
        "bilinmeyen numara",
        "kunde 12",
        "visiteur 4",
        "cliente 7",
        "'anonymous'",
        "`unknown`",
        "+anonymous",
        "sip:+anonymous@10.0.0.1",
    ),
    *("invitado", "invité 3", "visitante", "convidado", "ゲスト", "お客様", "usuario anónimo", "usuário"),
    *("utilisateur inconnu", "benutzer", "número bloqueado"),
)


@each("channel", CHANNELS.split())
def test_the_prefix_of_every_channel_is_removed(channel: str) -> None:
    assert search_term({"from": f"{channel}:{NUMBER}"}) == NUMBER
    assert search_term({"from": f"{channel.upper()}:{NUMBER}"}) == NUMBER


def test_the_prefix_of_any_channel_is_removed_but_not_the_beginning_of_a_text() -> None:
    assert search_term({"from": f"my-channel:{NUMBER}"}) == NUMBER
    assert search_term({"from": f"custom_chat:{NUMBER}"}) == NUMBER
    assert search_term({"from": f"My-Channel: {NUMBER}"}) == NUMBER
    assert search_term({"customerAddress": "discord:ada.lovelace"}) == "ada.lovelace"
    assert search_term({"name": "Smith: Jones"}) == "Smith: Jones"


@each("withheld", WITHHELD)
def test_words_and_numbers_for_withheld_callers_are_not_searched_for(withheld: str) -> None:
    assert search_term({"from": withheld}) == ""
    assert search_term({"from": withheld.upper(), "identity": NUMBER}) == NUMBER


@each(
    "name",
    [
        *("Mark Guest", "Guest Services Ltd", "Mobile Johnson", "Private Bank", "Customer First GmbH"),
        *("Ann Caller", "Freeman", "Idris", "Nom", "Webber", "Callahan", "guest@hotel.example"),
        *("web@acme.example", "private.customer@acme.example", "7378742833", "Noé", "Inés Guest"),
        *("Anna Kund", "Utente Rossi", "WhatsApp Ireland", "Клиент Банк", "Klantenservice"),
        *("Custom Ink", "Nadia Numan", "anonymouse@acme.example", "unknowns@acme.example"),
    ],
)
def test_a_name_that_contains_a_placeholder_word_is_searched_for(name: str) -> None:
    assert search_term({"name": name, "from": NUMBER}) == name


def test_a_zero_that_is_not_dialled_from_abroad_is_left_out() -> None:
    pop = decide({"from": "+49 (0)30 12345678"}, False)
    assert (pop.term, pop.second) == ("+49 30 12345678", "03012345678")
    assert search_term({"from": "(0)30 12345678"}) == "0 30 12345678"


@pytest.mark.parametrize(
    "number", ["+49 030 12345678", "+4903012345678", "0049 (0)30 12345678", "(+49) (0)30 12345678"]
)
def test_a_country_code_before_the_national_zero_leaves_one_zero(number: str) -> None:
    assert decide({"from": number}, False).second == "03012345678"
    assert "(0)" not in number or " 0" not in search_term({"from": number})


def test_numbers_of_a_country_that_keeps_the_zero_keep_it() -> None:
    for number in ("+39 06 1234567", "+39 (0)6 1234567", "0039 (0)6 1234567"):
        assert decide({"from": number}, False).second == "061234567"


def test_the_port_of_an_address_is_not_searched_for() -> None:
    assert search_term({"from": "sip:ada@example.com:5060;transport=tls"}) == "ada@example.com"


@pytest.mark.parametrize(("digits", "phone"), [(6, False), (7, True), (15, True), (16, False)])
def test_seven_to_fifteen_digits_are_a_phone_number(digits: int, phone: bool) -> None:
    assert ("Phone" in default_fields("1" * digits)) is phone


def test_spaces_before_the_parameters_of_an_address_are_ignored() -> None:
    assert search_term({"from": "sip:ada ;transport=tls"}) == "ada"


def test_a_search_term_may_be_as_long_as_salesforces_names() -> None:
    assert len(search_term({"name": "x" * 200})) == 80
    assert len(search_term({"name": "\U0001f600" * 200})) == 40, "Salesforce counts two for each"


# The terms of the search


@pytest.mark.parametrize(
    ("value", "term"),
    [
        ("Ada & (Lovelace)!", "Ada Lovelace"),
        ("Ada AND NOT Bob OR Lee", "Ada Bob Lee"),
        ("Anders And", "Anders And"),
        ("Ada\x00\x1f\x7fLovelace", "Ada Lovelace"),
        ("(415) 555-0101", "415 555-0101"),
        ("O'Brien-Smith: Ada", "O'Brien-Smith: Ada"),
        ("AND OR", ""),
    ],
)
def test_search_syntax_never_reaches_salesforce(value: str, term: str) -> None:
    assert search_term({"name": value}) == term


@each(
    "name",
    [
        *("Customer", "customer", "WIRELESS CALLER", "Toll Free Call", "Unknown Name", "guest"),
        *("Hidden number", "Facebook User", "Аноним"),
        *("Visitor 1234", "guest-42", "Web User #7", "Customer (1)"),
        *("Unbekannter Anrufer", "Nummer unterdrückt", "NUMÉRO MASQUÉ", "Numéro inconnu", "Anonyme"),
        *("Número oculto", "Número privado", "Desconocido", "Anónimo", "Número desconhecido", "Anônimo"),
        *("非通知", "通知不可", "公衆電話", "匿名", "非通知設定", "通知不可能", "表示圏外"),
        *("未知", "未知号码", "未知來電", "匿名用户", "隐藏号码", "발신번호표시제한"),
        *("Неизвестный номер", "Неизвестно", "رقم محجوب", "חסוי", "מספר חסוי"),
        *("Numer prywatny", "Gizli numara", "Rufnummer unterdrückt", "Rufnummer unbekannt", "Keine Nummer"),
        *("Ανώνυμος", "Άγνωστος αριθμός", "Απόκρυψη", "Neznámé číslo", "Skryté číslo", "Numer zastrzeżony"),
        *("Tuntematon numero", "Salainen numero", "Özel numara", "Скрытый номер", "Номер не определён"),
        *("מספר פרטי", "مجهول", "رقم خاص", "अज्ञात नंबर", "ไม่แสดงหมายเลข", "ไม่ระบุชื่อ", "발신자 표시 제한"),
        *("私人号码", "未顯示號碼", "番号非通知", "Afgeschermd nummer", "Dolt nummer", "Privénummer"),
        *("[object Object]", "${name}", "%name%"),
        *(
            "Klient 12",
            "Klientka",
            "klant",
            "Kund",
            "Visitatore",
            "Utente 4",
            "Клиент",
            "לא ידוע",
            "מספר לא ידוע",
        ),
        *("Unidentified caller", "WhatsApp User", "SMS customer"),
        *("Asiakas 12", "Vieras", "Tuntematon asiakas", "Nimetön", "Müşteri 12", "Misafir", "Ziyaretçi"),
        *("Bilinmeyen müşteri", "Ügyfél 12", "Vendég", "Látogató", "Ismeretlen hívó", "לקוח 12", "אורח"),
        *("לקוח לא ידוע", "عميل 12", "ضيف", "زائر", "غير معروف", "عميل مجهول", "ग्राहक 12", "अतिथि"),
        *("अज्ञात ग्राहक", "ลูกค้า 12", "แขก", "ไม่ทราบ"),
    ],
)
def test_a_placeholder_word_is_not_searched_for(name: str) -> None:
    assert search_term({"from": name}) == ""
    assert search_term({"name": name, "from": NUMBER}) == NUMBER


@pytest.mark.parametrize(
    "name",
    [
        *("4711", "ID: 4711", "Guest House 7", "42", "Caller Ada", "Anonymous Content"),
        *("Auftragsnummer 4711", "Номер заказа 4711", "محجوب", "Leah לאה", "nummer@acme.example"),
        *("Matti Vieras", "Konuk", "Anna Vendég", "معروف", "أحمد زائر"),
        *("Reinder Nummerdor", "أرقم", "Номеровский", "山田未知子", "通知書"),
    ],
)
def test_a_text_with_more_than_placeholder_words_is_searched_for(name: str) -> None:
    assert search_term({"name": name}) == ("" if len(name) < 3 else name)


@pytest.mark.parametrize(
    "pasted",
    [
        *("\u202a+14155550101\u202c", "+1\u00a0415\u00a0555\u00a00101", "+1 415\u2011555\u20130101"),
        *("+1\u2003415\u20025550101", "+1\u200a415\u205f555\u20060101", "+1\u2005415\u20085550101\u2028"),
        *("\uff0b\uff11415\uff15\uff15\uff150101", "\ufeff+1\u2009415\u202f5550101\u200b"),
    ],
)
def test_a_pasted_number_has_plain_characters(pasted: str) -> None:
    pop = decide({"from": pasted}, False)
    assert pop.term.replace(" ", "").replace("-", "") == NUMBER
    assert pop.second == "4155550101"
    assert not pop.is_typed


def test_the_search_text_of_a_flow_comes_first() -> None:
    pop = decide({"sfdcSearchString": "00123456", "name": "Ada", "from": NUMBER}, False)
    assert (pop.term, pop.is_typed) == ("00123456", False)


# The second search


@each(
    ("number", "second"),
    [
        (NUMBER, "4155550101"),
        ("+493012345678", "03012345678"),
        ("+35315550101", "015550101"),
        ("+74955550101", "84955550101"),
        ("+3615550101", "0615550101"),
        ("203 555-0184 x204", "203 555-0184"),
        ("203 555-0184 ext. 204", "203 555-0184"),
        ("+1 415-555-0101 x7", "4155550101"),
        ("030 12345678", ""),
        *[("+390612345678", "0612345678"), ("+97145550101", "045550101"), ("+37061234567", "061234567")],
        *[
            ("+5511912345678", "11912345678"),
            ("+37167123456", "67123456"),
            ("+23480312345678", "080312345678"),
        ],
        *[
            ("+8613812345678", "13812345678"),
            ("+861012345678", "01012345678"),
            ("+862112345678", "02112345678"),
        ],
        ("004930123456", "030123456"),
        *[("+004930123456", "030123456"), ("011 49 30 123456", "030123456"), ("0113 496 0123", "")],
        *[("(00 49) 30 123456", "030123456"), ("0011234567", ""), ("011-123-4567", "")],
        *[(f"+1 415 555 0101 {note}", "4155550101") for note in ("(204)", "[204]", "(204) Ada")],
        *[("[+49] 30 12345678", "03012345678"), ("+49 [0] 30 12345678", "03012345678")],
        *[("0011 65 6123 4567", "61234567"), ("0011 1 203 555 0184", "2035550184")],
        *[("011 15 1234-5678", ""), ("0111512345678", "")],
        *[("011 91234-5678", ""), ("011 45 1234 5678", "12345678"), ("011 4512 345678", "12345678")],
        *[("+1 415 555 0101 extension 7", "4155550101"), ("+1 415 555 0101 Ext7", "4155550101")],
        *[("+14155550101, +14155550102", "4155550101"), ("+14155550101 / +14155550102", "4155550101")],
        ("sip:+493012345678@acme.sip.twilio.com", "03012345678"),
        ("+1 (203) 555-0184;ext=204", "2035550184"),
        *[("+88345550101", ""), ("+2661234", ""), ("+22112345", "")],
        *[("+51912345678", "912345678"), ("+9779841234567", "9841234567"), ("+375152450911", "80152450911")],
        *[("whatsapp:+5215512345678", "5512345678"), ("whatsapp:+5491123456789", "01123456789")],
        *[("+250788123456", "0788123456"), ("+37761234567", "061234567"), ("+37797123456", "97123456")],
        *[("+221301012345", "301012345"), ("+298201234", "201234"), ("+261202123456", "0202123456")],
        ("ada@x.example", ""),
        ("Ada Lovelace", ""),
        ("123456", ""),
    ],
)
def test_a_number_is_searched_for_in_its_national_notation_next(number: str, second: str) -> None:
    assert decide({"from": number}, False).second == second


@pytest.mark.parametrize(
    ("formats", "second"),
    [
        ({"+1": "(###) ###-####"}, "(415) 555-0101"),
        ({"+1415": "###-####"}, "555-0101"),
        ({"+14": "*", "+1415": "9 *"}, "9 5550101"),
        ({"+1": "###-####"}, ""),
        ({"+1": "#### ####-####"}, ""),
        ({"+49": "0*"}, "4155550101"),
    ],
)
def test_a_format_of_the_accounts_own_counts_where_the_number_fits(
    formats: dict[str, str], second: str
) -> None:
    assert decide({"from": NUMBER}, False, SearchRules(None, None, formats)).second == second


def test_the_next_search_is_for_the_next_attribute_and_no_value_is_searched_for_twice() -> None:
    pop = decide({"name": "Ada", "from": NUMBER, "identity": NUMBER}, False)
    assert (pop.term, pop.second) == ("Ada", NUMBER)
    assert decide({"from": "Ada", "identity": "Ada"}, False).second == ""


@pytest.mark.parametrize("key", ["customers.phones", "identity"])
def test_each_value_of_a_list_is_searched_for_separately(key: str) -> None:
    phones = [True, None, {"a": NUMBER}, "anonymous", NUMBER, ["a@x.example; b@x.example"]]
    attributes = {"customers": {"phones": phones}} if "." in key else {key: phones}
    pop = decide(attributes, False, SearchRules([key]))
    assert (pop.term, pop.is_typed, pop.second) == (NUMBER, False, NATIONAL)


def test_a_list_that_the_customer_may_have_typed_is_a_suggestion() -> None:
    assert decide({"name": ["Ada Lovelace"]}, False).is_typed
    assert decide({"from": [NUMBER], "channelType": "web"}, False).is_typed


def test_the_accounts_attributes_are_searched_for_and_no_others() -> None:
    rules = SearchRules(["customers.external_id", "ids.1", "from"])
    decision = decide({"name": "Ada", "customers": {"external_id": 12345}, "ids": ["a", "bcd"]}, False, rules)
    assert (decision.term, decision.is_typed, decision.second) == ("12345", False, "bcd")
    assert decide({"name": "Ada"}, False, rules).term == ""
    call = {"direction": "outbound", "from": "+18005550100", "outbound_to": NUMBER}
    assert decide(call, True, rules).term == NUMBER


# Trusted and untrusted matches


@each(
    ("attributes", "is_typed"),
    [
        ({"name": "Ada Lovelace"}, True),
        ({"name": NUMBER}, False),
        ({"from": NUMBER}, False),
        ({"from": "Ada"}, True),
        ({"from": "ada@x.example"}, False),
        ({"identity": "Ada Lovelace"}, False),
        ({"customerAddress": "Ada Lovelace"}, False),
        ({"from": NUMBER, "channelType": "web"}, True),
        ({"name": "ada@x.example", "channelType": "web"}, True),
        ({"customerAddress": NUMBER, "channelType": "web"}, False),
        ({"from": NUMBER, "channelType": "sms"}, False),
        *[
            ({"from": f"{NUMBER}{extension}"}, False)
            for extension in (" x204", " ext. 204", ";ext=204", ",,7#")
        ],
        *[({"from": address}, False) for address in ("messenger:1234567890123456", "rcs:acme_agent")],
        ({"from": "messenger:1234567890123456", "channelType": "web"}, True),
        ({"name": "messenger:123456", "from": "messenger:123456"}, False),
        ({"name": "+1 415 555 0101", "from": "+1 415 555 0101"}, False),
        *[
            ({"name": name, "from": f"whatsapp:{NUMBER}"}, True)
            for name in ("sms:Ada Lovelace", "+14155550199", "victim@x.example", "tel:+14155550199")
        ],
        ({"name": "sms:Ada Lovelace"}, True),
        ({"name": NUMBER, "from": f"whatsapp:{NUMBER}"}, False),
        ({"customerAddress": NUMBER, "pre_engagement_data": {"phone": NUMBER}}, True),
        ({"sfdcSearchString": "00123456", "pre_engagement_data": {"order": "No. 00123456"}}, True),
        ({"identity": "ada@x.example", "pre_engagement_data": '{"email": "ada@x.example"}'}, True),
        ({"identity": "ada@x.example", "pre_engagement_data": {"email": "bob@x.example"}}, False),
        *[({"name": f"{NUMBER} {word}"}, True) for word in ("Ada", "extra", "x", "7 Ada")],
        *[
            ({"customerAddress": NUMBER, "pre_engagement_data": form}, True)
            for form in (
                {"phone": "(415) 555-0101"},
                {"contact": {"phones": [NUMBER]}},
                [[NUMBER]],
                4155550101,
            )
        ],
        ({"identity": "ada@x.example", "pre_engagement_data": {"contact": {"email": "ADA@X.example"}}}, True),
        ({"customerAddress": NUMBER, "pre_engagement_data": {"phone": "415 555 0102", "n": 550101}}, False),
        ({"identity": "4155550101@x.example", "pre_engagement_data": {"phone": NUMBER}}, False),
        ({"from": NUMBER, "channelType": "Web"}, True),
        *[
            ({"customerAddress": NUMBER, "pre_engagement_data": {"phone": phone}}, True)
            for phone in ("\u0664\u0661\u0665\u0665\u0665\u0665\u0660\u0661\u0660\u0661", "415\u200b5550101")
        ],
        ({"identity": "ada@x.example", "pre_engagement_data": {"email": "ada\u00ad@x.example"}}, True),
        ({"identity": "\u202aada@x.example\u202c", "pre_engagement_data": {"email": "ada@x.example"}}, True),
    ],
)
def test_names_and_text_typed_before_a_chat_are_not_trusted(attributes: object, is_typed: bool) -> None:
    assert decide(attributes, False).is_typed is is_typed


@each(
    ("name", "number"),
    [
        *[(name, NUMBER) for name in ("(415) 555-0101", "4155550101", "1 415 555 0101", "001-415-555-0101")],
        *[(name, NUMBER) for name in ("+1 (415) 555-0101", "415.555.0101")],
        ("\u0664\u0661\u0665 \u0665\u0665\u0665 \u0660\u0661\u0660\u0661", NUMBER),
        ("\u202a415-555-0101\u202c", NUMBER),
        *[(name, "+493012345678") for name in ("030 12345678", "030/12345678", "0049 30 12345678")],
        ("020 7946 0123", "+442079460123"),
        ("22 12 34 56", "+4722123456"),
        *[(name, "+375291234567") for name in ("80 29 123-45-67", "8 029 123 45 67", "+375 29 1234567")],
        *[(name, "+5215512345678") for name in ("+52 55 1234 5678", "55 1234 5678", "0052 1 55 12345678")],
        *[(name, "+525512345678") for name in ("+52 1 55 1234 5678", "55 1234 5678")],
        *[(name, "+5491123456780") for name in ("+54 11 2345-6780", "011 2345-6780", "+54 9 11 23456780")],
    ],
)
def test_a_name_that_is_the_callers_number_is_handled_as_the_number(name: str, number: str) -> None:
    for sender in (number, f"whatsapp:{number}"):
        caller = {"from": sender, "channelType": "whatsapp"}
        assert decide({**caller, "name": name}, False) == decide(caller, False)
    call = {"direction": "outbound", "from": "+18005550100", "outbound_to": number}
    assert decide({**call, "name": name}, True) == decide(call, True)
    by_name = SearchRules(["name"])
    assert decide({"name": name, "from": number}, False, by_name).term == number


@pytest.mark.parametrize(
    ("name", "number"),
    [
        *[("+1 301 234 5678", "+493012345678"), ("0049 30 12345678", "+13012345678")],
        *[("+30 12345678", "+493012345678"), ("+13012345678", "whatsapp:+493012345678")],
        *[
            ("+5212345678901", "+5221234567890"),
            ("+44 44 1234567", "+49441234567"),
            ("4155501", "+14155501000"),
        ],
        *[("+3012345678", "+13012345678"), ("+541123456781", "+5491123456780")],
        *[("040 12345678", "+493012345678"), ("415 555 0101", "+12125550101")],
    ],
)
def test_another_number_with_the_same_last_digits_is_not_the_callers(name: str, number: str) -> None:
    pop = decide({"name": name, "from": number}, False)
    assert pop.is_typed
    assert pop.term == usable_term(name)


def test_the_callers_number_in_the_notation_of_russia_is_theirs() -> None:
    assert decide({"name": "8 495 555-01-01", "from": "+74955550101"}, False).term == "+74955550101"


@pytest.mark.parametrize("key", ["to", "called"])
def test_a_call_made_by_twilios_api_is_with_the_number_it_was_placed_to(key: str) -> None:
    call = {"direction": "outbound-api", "from": "+18005550100", key: NUMBER}
    assert decide(call, False).term == NUMBER
    assert decide({**call, "direction": "inbound"}, False).term == "+18005550100"
    assert decide({**call, "outbound_to": "+14155550102"}, False).term == "+14155550102"


@pytest.mark.parametrize("name", ["(212) 555-0102", "Ada 4155550101", "0101", "+12125550101"])
def test_a_name_that_is_not_the_callers_number_is_searched_for_first(name: str) -> None:
    pop = decide({"name": name, "from": NUMBER}, False)
    assert pop.is_typed
    assert pop.term == usable_term(name)


def test_an_attribute_of_the_form_before_a_chat_is_not_trusted() -> None:
    form = {"pre_engagement_data": {"email": "ada@x.example"}}
    path = "pre_engagement_data.email"
    assert decide(form, False, SearchRules([path])).is_typed
    assert not decide(form, False, SearchRules([path], trusted=[path])).is_typed


def test_for_a_transferred_outbound_call_only_the_number_called_is_searched_for() -> None:
    call = {"direction": "outbound", "from": "+18005550100", "outbound_to": "030 12345678"}
    pop = decide(call, True)
    assert (pop.term, pop.second) == ("030 12345678", "")
    assert not decide(call, True, SearchRules(trusted=["from"])).is_typed
    assert decide({**call, "outbound_to": ""}, True).term == "+18005550100"


def test_the_account_says_which_attributes_are_trusted() -> None:
    for trusted, is_typed in ((["name"], False), (["from"], True), ([], True)):
        assert decide({"name": "Ada"}, False, SearchRules(None, trusted)).is_typed is is_typed
