"""For any task and any search result, Salesforce gets no request that it refuses."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from build.demo.salesforce.record_ids import is_record_id
from flex_sfdc.salesforce.records import attributes_of
from flex_sfdc.salesforce.search_results import records_found
from flex_sfdc.utils.screen_pop import decide, default_fields, search_term

from .hostile import addresses, hostile, search_results, task_attributes

SEARCH_SYNTAX = set('?"{}[]^~*\\|')


@hostile
@given(task_attributes, st.booleans())
def test_a_task_pops_a_real_record_or_searches_for_a_usable_text_or_nothing(
    attributes: Any, transferred: bool
) -> None:
    pop = decide(attributes, transferred)
    assert not (pop.record_id and pop.term)
    assert pop.record_id == "" or is_record_id(pop.record_id)
    assert pop.term == "" or 3 <= len(pop.term) <= 80
    assert not SEARCH_SYNTAX & set(pop.term)
    assert pop.term == pop.term.strip() or len(pop.term) == 80
    assert [pop.record_id, pop.term, pop.url].count("") >= 2, "one thing at most"
    assert pop.url == "" or (pop.url[0] == "/" and pop.url[1:2] not in ("/", "\\") and " " not in pop.url)
    assert len(pop.url) <= 2_000
    if pop.url and isinstance(attributes.get("pre_engagement_data"), str):
        assert pop.url not in attributes["pre_engagement_data"], "the customer typed it"


@hostile
@given(task_attributes)
def test_an_outbound_task_pops_nothing_unless_it_was_transferred(attributes: Any) -> None:
    outbound = {**(attributes if isinstance(attributes, dict) else {}), "direction": "outbound"}
    outbound.pop("outbound_to", None)
    pop = decide(outbound, False)
    assert (pop.record_id, pop.term) == ("", "")
    assert decide(outbound, True) == decide({**outbound, "direction": "inbound"}, False)


@hostile
@given(addresses, st.sampled_from(["anonymous", "RESTRICTED", "unknown", "Private"]))
def test_withheld_callers_are_not_searched_for(address: str, withheld: str) -> None:
    for form in (withheld, f"sip:{withheld}@x.example", f"client:{withheld}", f" {withheld} "):
        assert search_term({"name": form}) == ""
    assert search_term({"name": withheld, "from": address}) == search_term({"from": address})


@hostile
@given(addresses)
def test_a_new_record_gets_one_field_at_most_and_never_a_longer_text_than_it_holds(address: str) -> None:
    term = search_term({"from": address})
    fields = default_fields(term)
    assert len(fields) <= 1
    assert set(fields) <= {"Phone", "Email", "LastName"}
    assert all(value == term for value in fields.values())
    assert len(fields.get("Phone", "")) <= 40


@hostile
@given(search_results)
def test_the_matches_of_a_search_are_distinct_records_with_names(result: Any) -> None:
    records = records_found(result)
    ids = [record["id"] for record in records]
    assert len(set(ids)) == len(ids)
    for record in records:
        assert len(record["id"]) in (15, 18)
        assert record["id"].isascii()
        assert record["id"].isalnum()
        assert record["name"]
        assert set(attributes_of(record)) <= {"sfdcObjectId", "sfdcObjectType"}
        assert all(isinstance(value, str) and value for value in attributes_of(record).values())


@hostile
@given(search_results)
def test_the_data_of_a_deferred_pop_is_never_mistaken_for_a_record(result: Any) -> None:
    before = records_found(result)
    if isinstance(result, dict):
        assert records_found({**result, "SCREEN_POP_DATA": {"type": "search", "Name": "x"}}) == before
