"""Any configuration, any task, any answer from Salesforce: nothing raises, and no invalid value is sent."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from build.demo.salesforce.record_ids import is_record_id
from build.demo.salesforce.task_fields import problems
from flex_sfdc.activities.entries import REJECTED, UNKNOWN, WAITING, Entry, blank, payload
from flex_sfdc.activities.events import AMENDED, RELATED, RETRIED, SENDING
from flex_sfdc.activities.rejections import classify
from flex_sfdc.activities.rules import MAX_TRIES, transition
from flex_sfdc.configuration import DEFAULTS, parse
from flex_sfdc.context_switching.rules import MAX_EDITED, edited_after, record_to_show
from flex_sfdc.flex.selectors import is_logged_task
from flex_sfdc.flex.task_facts import second_changes
from flex_sfdc.record_choice.rules import choices_message, may_relate, second_in, second_of
from flex_sfdc.salesforce.fields import RELATIONS, related
from flex_sfdc.salesforce.search_results import preferred, records_found
from flex_sfdc.screen_pop.service import search_rules
from flex_sfdc.utils.log_activity import NOTHING, activity, note_fields
from flex_sfdc.utils.screen_pop import SEARCH_SYNTAX, decide
from tests.support.plugin.entries import ID, NOW, ORG
from tests.support.records import ACME, ADA, CASE, LEE

from .hostile import addresses, anything, hostile, search_results, task_attributes, texts

paths = st.sampled_from(["name", "from", "customers.phone", "a.0", "", "a..b", "pre_engagement_data"])
KEYS: dict[str, st.SearchStrategy[Any]] = {
    "search_attributes": st.lists(st.one_of(paths, anything), max_size=3),
    "trusted_attributes": st.lists(st.one_of(paths, anything), max_size=3),
    "prefer": st.lists(st.sampled_from(["Contact", "most_recent", "", "A b", 5]), max_size=3),
    "number_formats": st.dictionaries(
        st.sampled_from(["+1", "+49", "49", "+", "+123456789"]),
        st.sampled_from(["(###) ###-####", "0*", "**", "#", "", "x", 5, None]),
        max_size=3,
    ),
    "log_tasks": st.dictionaries(
        st.sampled_from(["kinds", "channels", "queues", "x"]),
        st.one_of(
            st.lists(st.sampled_from(["inbound", "internal", "voice", "Sales", 3]), max_size=3), anything
        ),
        max_size=3,
    ),
    "caller_id": st.one_of(addresses, texts),
    "queue_sid": st.one_of(st.just("WQ" + "0" * 32), texts),
    "event_channel": st.sampled_from(["E__c", "e", "__c", "E__c/../x", 5]),
    "context_switching": st.one_of(st.booleans(), anything),
}
configurations = st.fixed_dictionaries(
    {}, optional={key: st.one_of(value, anything) for key, value in KEYS.items()}
).map(lambda values: parse({"features": {"salesforce_integration": values}}, None)[0])
ids = st.one_of(st.sampled_from([ADA, LEE, ACME, CASE, ADA[:15], "0055f0000000001AAA", ""]), texts)
records = st.fixed_dictionaries({"id": ids, "type": texts, "name": texts})
facts: st.SearchStrategy[Any] = st.fixed_dictionaries(
    {},
    optional={
        "choices": st.lists(records, max_size=3),
        **dict.fromkeys(("viewed", "chosen", "second", "offered"), records),
        "replaces_record_id": ids,
    },
)
errors = st.recursive(
    st.one_of(anything, st.sampled_from(["ENTITY_IS_DELETED", f"id: {ADA}", "WhatId", "Topic__c"])),
    lambda inner: st.dictionaries(
        st.sampled_from(["code", "statusCode", "message", "details", "fields", "fieldErrors"]),
        inner,
        max_size=4,
    ),
    max_leaves=8,
)


def test_the_properties_cover_every_new_key() -> None:
    flags = [key for key, default in DEFAULTS.items() if default is False]
    others = ("trusted_origins", "open_cti_version", "activity_fields", "record_channel", "dial_channel")
    covered = {*KEYS, *flags, *others, "crm_host", "help_url"}
    assert set(DEFAULTS) == covered


@hostile
@given(configurations, task_attributes, st.booleans(), search_results)
def test_whatever_is_configured_only_usable_texts_are_searched_for_and_a_match_is_one_that_was_found(
    configuration: Any, attributes: Any, transferred: bool, result: Any
) -> None:
    pop = decide(attributes, transferred, search_rules(configuration, False))
    for term in (pop.term, pop.second):
        assert term == "" or 3 <= len(term) <= 80
        assert not set(SEARCH_SYNTAX) - {"(", ")"} & set(term), "a format may have parentheses"
    assert not (pop.second and not pop.term)
    assert pop.record_id == "" or is_record_id(pop.record_id)
    matches = records_found(result)
    assert preferred(matches, configuration.prefer) in (None, *matches)
    task = {"attributes": attributes, "channelType": "web", "queueName": attributes}
    assert is_logged_task(configuration.log_tasks, task, True) in (True, False)


@hostile
@given(task_attributes, facts)
def test_whatever_is_chosen_salesforce_accepts_both_relations(attributes: Any, task_facts: Any) -> None:
    options, value = second_of(attributes, task_facts)
    assert value in ("", *[option["id"] for option in options])
    chosen = task_facts.get("chosen")
    nothing: Any = NOTHING
    work = {**nothing, "when": "now", "date": "2027-01-15", "record": chosen}
    second_fact: Any = task_facts.get("second")
    for second in (*options, second_fact, None):
        related_work: Any = {**work, "second": second}
        fields, _ = activity(related_work, {}, {})
        assert problems(fields) == []
    message = choices_message("", "", chosen, task_facts)
    assert message["relatedId"] == "" or len(related(chosen, task_facts["second"])) == len(RELATIONS)


@hostile
@given(task_attributes, facts, st.lists(ids, max_size=3))
def test_the_second_record_of_a_task_can_have_activities(
    attributes: Any, task_facts: Any, own: list[str]
) -> None:
    before: Any = {**task_facts, "second_own": own}
    changes = second_changes(attributes, before)
    assert set(changes) <= {"second", "second_own"}
    second = changes.get("second")
    if second is not None:
        assert second["id"] not in own, "what the agent chose here counts until it is on the task"
        assert second["id"] == "" or (is_record_id(second["id"]) and second["id"][:3] != "005")
    after: Any = {**before, **changes}
    assert second_changes(attributes, after) == {}


@hostile
@given(task_attributes, facts, st.lists(ids, max_size=2), st.lists(ids, max_size=2), anything)
def test_a_selected_task_shows_no_record_in_view_and_hides_no_edit(
    attributes: Any, task_facts: Any, view: list[str], edited: list[str], message: Any
) -> None:
    shown = record_to_show(attributes, task_facts, view, edited)
    if shown:
        assert is_record_id(shown)
        assert not {item[:15] for item in view} & {item[:15] for item in (shown, *edited)}
    for page_message in (message, {"type": "editing", "recordId": message, "editing": True}):
        assert len(edited_after(edited, page_message)) <= max(len(edited), MAX_EDITED)


@hostile
@given(anything, records, st.one_of(st.none(), records), facts)
def test_a_message_sets_a_second_record_that_salesforce_accepts_or_none(
    message: Any, second: Any, record: Any, task_facts: Any
) -> None:
    named = second_in({"relatedId": message, "taskSid": ""})
    assert named is None or is_record_id(named[1]["id"])
    second_in(message)
    if may_relate(second, record, task_facts, 0):
        assert second["id"] == "" or len(related(record, second)) == len(RELATIONS)


@hostile
@given(errors, st.booleans())
def test_whatever_salesforce_answers_a_rejected_relation_was_sent(answer: Any, unknown: bool) -> None:
    sent = {"entityApiName": "Task", "Subject": "x", "WhoId": ADA, "WhatId": CASE, "Topic__c": "y"}
    verdict = classify(False, unknown, answer, sent)
    assert isinstance(verdict["reason"], str)
    if verdict["kind"] == "relation rejected":
        assert verdict["names"]
        assert set(verdict["names"]) <= set(RELATIONS)


FROM_ANYWHERE = {
    "Topic__c": "attributes.from",
    "WhatId": "attributes.sfdcRelatedId",
    "CallType": "attributes.direction",
    "ActivityDate": "attributes.name",
    "Subject": "{{subject}} {{attributes.from}}",
    "CallDurationInSeconds": "attributes.customers.external_id",
}
answers = st.tuples(
    st.just("answer"), errors, st.sampled_from([(False, False), (False, True), (True, False)])
)
choices = st.tuples(st.just("choice"), records, st.one_of(st.none(), records))
notes = st.tuples(st.just("note"), texts, texts)


@hostile
@given(task_attributes, facts, st.lists(st.one_of(answers, choices, notes), max_size=8), st.booleans())
def test_whatever_salesforce_answers_and_the_agent_does_salesforce_accepts_every_request(
    attributes: Any, task_facts: Any, happened: list[Any], again: bool
) -> None:
    nothing: Any = NOTHING
    named: Any = {
        "record": task_facts.get("chosen"),
        "second": task_facts.get("second"),
        "attributes": attributes,
    }
    work = {**nothing, **named, "when": "now", "date": "2027-01-15"}
    created, _ = activity(work, {}, FROM_ANYWHERE)  # type: ignore[arg-type]
    entry: Entry = {**blank(ORG), "state": WAITING, "at": NOW, "fields": created}
    for step, first, detail in happened:
        if step == "choice":
            entry = after(entry, RELATED, fields=related(first, detail), about="")
        elif step == "note":
            entry = after(entry, AMENDED, fields=note_fields({"summary": first, "disposition_code": detail}))
        else:
            entry = after(entry, SENDING)
            sent = {name: value for name, value in payload(entry).items() if not name.endswith("__c")}
            assert problems(sent) == []
            verdict = classify(detail[0], detail[1], first, entry["fields"])
            changes = {"fields": entry["fields"], "names": verdict["names"], "reason": verdict["reason"]}
            entry = after(entry, verdict["kind"], id=ID if detail[0] else "", **changes)
        if again and entry["state"] in (REJECTED, UNKNOWN):
            entry = after(entry, RETRIED)
    assert entry["tries"] <= MAX_TRIES


def after(entry: Entry, kind: str, **changes: Any) -> Entry:
    """Return the entry after an event."""
    event: Any = {"kind": kind, "now": NOW, "due": NOW, "id": "", "reason": "", "fields": {}, **changes}
    return transition(entry, event)
