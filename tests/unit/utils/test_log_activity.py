"""docs/specification.md, section 6: the decisions about an activity's fields."""

from __future__ import annotations

from typing import Any

import pytest

from flex_sfdc.salesforce.fields import Value
from flex_sfdc.utils.log_activity import (
    NOTHING,
    Note,
    Work,
    activity,
    canceled_reason,
    duration_of,
    held_ms,
    hold_changes,
    is_logged,
    is_source,
    kind_of,
    late,
    note_of,
)
from tests.support.cases import each
from tests.support.plugin.desk import NUMBER
from tests.support.records import ACME, ADA, CASE, LEE

USER = "0055f0000000006AAA"
WHEN = "Jan 15, 2027, 8:00 AM"
FIRST: Any = {"id": ADA, "type": "Contact", "name": "Ada"}


def work(attributes: object = None, **changes: Any) -> Work:
    """Return a call that the agent has completed."""
    made: Any = {
        "completed": True,
        "sid": "WT1",
        "attributes": {} if attributes is None else attributes,
        "channel": "voice",
        "voice": True,
        "when": WHEN,
        "date": "2027-01-15",
        "seconds": 61,
        "held": 7,
        "second": None,
        "record": None,
        "reason": "",
        "task": {"sid": "WT1", "queueName": "Sales", "priority": 5, "channel": "voice"},
        "worker": {"name": "Grace", "sid": "WK1", "attributes": {"team": {"name": "Gold"}}},
    }
    return {**made, **changes}  # type: ignore[typeddict-item]


def fields(attributes: object = None, **changes: Any) -> dict[str, Value]:
    """Return the activity of the call that `work` makes."""
    return activity(work(attributes, **changes), {}, {})[0]


def mapped(sources: dict[str, Any], attributes: object = None, **note: str) -> dict[str, Value]:
    """Return the activity with these custom fields."""
    return activity(work(attributes), note, sources)[0]


def test_a_completed_call_fills_every_field() -> None:
    attributes = {
        "from": NUMBER,
        "direction": "inbound",
        "conversations": {"content": "All fine.", "outcome": "Resolved"},
        "conference": {"participants": {"worker": "CA1"}},
    }
    assert fields(attributes, record=FIRST) == {
        "entityApiName": "Task",
        "Subject": f"[Completed] Inbound voice at {WHEN}",
        "Status": "Completed",
        "ActivityDate": "2027-01-15",
        "CallType": "Inbound",
        "TaskSubtype": "Call",
        "Description": "All fine.",
        "CallDisposition": "Resolved",
        "CallObject": "CA1",
        "CallDurationInSeconds": 61,
        "Phone": NUMBER,
        "WhoId": ADA,
    }


def test_a_cancelled_chat_fills_only_the_fields_of_a_task() -> None:
    assert fields({"from": "Ada"}, completed=False, channel="web", voice=False, seconds=9) == {
        "entityApiName": "Task",
        "Subject": f"[Canceled] Inbound chat at {WHEN}",
        "Status": "Completed",
        "ActivityDate": "2027-01-15",
        "CallType": "Inbound",
        "TaskSubtype": "Task",
        "CallObject": "WT1",
    }


def test_an_outbound_call_has_the_number_that_was_called() -> None:
    values = fields({"direction": "outbound", "outbound_to": NUMBER, "from": "+15550001111"})
    assert values["Subject"] == f"[Completed] Outbound voice at {WHEN}"
    assert (values["CallType"], values["Phone"]) == ("Outbound", NUMBER)


@pytest.mark.parametrize("direction", ["Outbound", "OUTBOUND", "outbound-api"])
def test_an_outbound_direction_is_recognised_in_any_notation(direction: str) -> None:
    values = fields({"direction": direction, "outbound_to": NUMBER, "from": "+15550001111"})
    assert (values["CallType"], values["Phone"]) == ("Outbound", NUMBER)
    assert "Phone" not in fields({"direction": direction, "from": "+15550001111"})


def test_a_number_counts_as_text_in_a_text_field() -> None:
    values = fields({"from": 4155550101, "conversations": {"content": 7, "outcome": 3}})
    assert [values[name] for name in ("Phone", "Description", "CallDisposition")] == ["4155550101", "7", "3"]
    values = fields({"from": True, "conversations": {"content": ["x"], "outcome": False}})
    assert all(name not in values for name in ("Phone", "Description", "CallDisposition"))


@each(
    ("address", "phone"),
    [
        *((f"{prefix}{NUMBER}", NUMBER) for prefix in ("tel:", "SIP:", "whatsapp:", "\u202a")),
        (f"sip:{NUMBER}@trunk.example:5060;user=phone", NUMBER),
        *((number, number) for number in ("(203) 555-0184 x204", "88333", "sip:ada@x.example")),
        *((withheld, None) for withheld in ("anonymous", "+266696687", "sip:anonymous@anonymous.invalid")),
    ],
)
def test_the_phone_is_the_number_without_its_channel_and_none_if_it_is_withheld(
    address: str, phone: str | None
) -> None:
    assert fields({"from": address}).get("Phone") == phone
    assert fields({"direction": "outbound", "outbound_to": address}).get("Phone") == phone


@pytest.mark.parametrize("key", ["to", "called"])
def test_a_call_made_by_twilios_api_has_the_number_it_was_placed_to(key: str) -> None:
    assert fields({"direction": "outbound-api", "from": "+15550001111", key: NUMBER})["Phone"] == NUMBER
    assert fields({"direction": "inbound", "from": NUMBER, key: "+15550001111"})["Phone"] == NUMBER


COLLEAGUE = {"name": "Alice Agent", "from": "client:alice_40acme_2Ecom", "client_call": True}


@pytest.mark.parametrize("mark", [{"internal": "true"}, {"client_call": True}, {"internal": True}])
@pytest.mark.parametrize("direction", ["inbound", "outbound"])
def test_a_call_of_a_colleague_is_internal_and_has_no_number(mark: Any, direction: str) -> None:
    call = {"from": "client:alice_40acme_2Ecom", "outbound_to": "client:bob", "direction": direction, **mark}
    values = fields(call)
    assert values["CallType"] == "Internal"
    assert values["Subject"] == f"[Completed] Internal voice at {WHEN}"
    assert "Phone" not in values
    assert values["CallDurationInSeconds"] == 61


@pytest.mark.parametrize("internal", ["false", False, 1.5, "", None, [], {}])
def test_a_customers_call_is_not_internal(internal: object) -> None:
    values = fields({"from": NUMBER, "internal": internal, "client_call": internal})
    assert (values["CallType"], values["Phone"]) == ("Inbound", NUMBER)


@pytest.mark.parametrize("kind", ["callback", "voicemail"])
def test_a_callback_request_or_a_voicemail_is_not_a_call(kind: str) -> None:
    for written in (fields({"from": NUMBER, "taskType": kind}), fields({"from": NUMBER}, channel=kind)):
        assert written["Subject"] == f"[Completed] Inbound {kind} at {WHEN}"
        assert (written["TaskSubtype"], written["CallType"], written["Phone"]) == ("Task", "Inbound", NUMBER)
        assert "CallDurationInSeconds" not in written


@each(
    ("attributes", "channel", "is_answered", "kind"),
    [
        ({}, "voice", True, "inbound"),
        (None, "", False, "inbound"),
        ({"direction": "outbound"}, "voice", True, "outbound"),
        ({"direction": "outbound"}, "voice", False, "unanswered"),
        *[({"direction": word}, "voice", True, "outbound") for word in ("Outbound", "OUTBOUND")],
        *[({"direction": f"outbound-{word}"}, "voice", True, "outbound") for word in ("api", "dial")],
        ({"direction": "INBOUND"}, "voice", True, "inbound"),
        *[({"internal": flag}, "voice", True, "internal") for flag in ("True", "TRUE", 1, "1")],
        ({**COLLEAGUE, "direction": "outbound"}, "voice", False, "internal"),
        ({"taskType": "Callback"}, "voice", True, "callback"),
        ({"taskType": "voicemail", "direction": "inbound"}, "chat", True, "voicemail"),
        ({"taskType": "survey"}, "voicemail", True, "voicemail"),
        ({}, "Callback", True, "callback"),
        ({"taskType": 7}, "voice", True, "inbound"),
    ],
)
def test_the_kind_of_a_contact_follows_from_its_attributes_and_its_channel(
    attributes: object, channel: str, is_answered: bool, kind: str
) -> None:
    assert kind_of(attributes, channel, is_answered) == kind


@each(
    ("limits", "expected"),
    [
        ({}, True),
        ({"kinds": ["inbound"]}, True),
        ({"kinds": ["outbound"]}, False),
        ({"channels": ["chat"]}, True),
        ({"channels": ["web"]}, True),
        ({"channels": ["voice"]}, False),
        ({"queues": ["sales"]}, True),
        ({"queues": ["wq1"]}, True),
        ({"queues": ["support"]}, False),
        ({"kinds": ["inbound"], "queues": ["support"]}, False),
    ],
)
def test_a_logged_task_is_in_every_list_that_has_entries(limits: Any, expected: bool) -> None:
    contact = {"kinds": ["inbound"], "channels": ["web", "chat"], "queues": ["Sales", "WQ1"]}
    assert is_logged(contact, limits) is expected


def test_only_a_call_has_a_number_and_a_duration() -> None:
    values = fields({"from": NUMBER}, voice=False, channel="sms")
    assert "Phone" not in values
    assert "CallDurationInSeconds" not in values
    assert values["Subject"] == f"[Completed] Inbound sms at {WHEN}"


def test_the_subject_of_a_task_without_a_channel_reads_well() -> None:
    assert fields(voice=False, channel="")["Subject"] == f"[Completed] Inbound task at {WHEN}"


@pytest.mark.parametrize(
    ("seconds", "expected"), [(0, 0), (-5, 0), (10**9, 99_999_999), (99_999_999, 99_999_999)]
)
def test_a_duration_is_never_negative_and_has_eight_digits_at_most(seconds: int, expected: int) -> None:
    assert fields(seconds=seconds)["CallDurationInSeconds"] == expected


def test_an_unknown_duration_is_left_out() -> None:
    assert "CallDurationInSeconds" not in fields(seconds=None)


HOURS = 5 * 3_600_000  # between the two clocks
BOTH = {"accepted": 1_000, "accepted_at_server": HOURS + 1_000, "ended_at_server": HOURS + 5_000}


@each(
    ("facts", "expected"),
    [
        ({}, None),
        ({"ended": 9_000}, None),
        ({"accepted_at_server": 0, "ended_at_server": HOURS + 9_000}, None),
        ({"accepted": 1_000}, 19_000),
        ({"accepted": 1_000, "ended": 9_999}, 8_999),
        ({"accepted": 1_000, "accepted_at_server": HOURS + 1_000, "ended": 9_000}, 8_000),
        ({"accepted": 1_000, "accepted_at_server": HOURS + 1_000, "ended_at_server": HOURS + 5_000}, 4_000),
        ({**BOTH, "ended": 9_000}, 4_000),
        ({**BOTH, "ended": 9_000 - HOURS}, 4_000),
        ({**BOTH, "ended": 9_000, "ended_at_server": HOURS + 1_000}, 8_000),
        ({"accepted": 1_000, "ended_at_server": HOURS + 5_000}, 19_000),
        ({"accepted": 1_000, "accepted_at_server": 0, "ended_at_server": HOURS + 5_000}, 19_000),
        ({"accepted_at_server": HOURS + 1_000}, 29_000),
        ({"accepted_at_server": HOURS + 1_000, "ended": 9_000}, 29_000),
        ({"accepted_at_server": HOURS + 1_000, "ended_at_server": HOURS + 5_000}, 4_000),
    ],
)
@each("ahead", [0, -HOURS, HOURS])
def test_a_duration_is_between_two_times_of_one_clock(facts: Any, expected: int | None, ahead: int) -> None:
    shifted: Any = {
        key: value + ahead if value and "server" in key else value for key, value in facts.items()
    }
    assert duration_of(shifted, 20_000, HOURS + 30_000 + ahead) == expected


def test_without_a_time_of_the_server_after_the_accept_the_duration_is_unknown() -> None:
    assert duration_of({"accepted_at_server": HOURS}, 20_000, 0) is None


@each(
    ("code", "reason"),
    [
        *((45303, "Busy"), (45305, "No answer"), (45306, "Canceled"), ("13223", "Invalid number")),
        *(
            (13227, "Country not enabled"),
            (21216, "Number blocked"),
            (45399, "Not answered (45399)"),
            (99, ""),
            (123456, ""),
        ),
        *((0, ""), (-1, ""), ("", ""), ("-1", ""), ("0", ""), ("x", ""), (None, ""), (True, ""), ([], "")),
        *((45303.5, ""), ({}, ""), ("45303.0", "")),
    ],
)
def test_a_call_that_nobody_answered_has_twilios_reason(code: object, reason: str) -> None:
    assert canceled_reason(code) == reason


def test_the_reason_of_an_unanswered_call_is_the_disposition_unless_the_task_has_another() -> None:
    assert fields({}, completed=False, seconds=None, reason="Busy")["CallDisposition"] == "Busy"
    attributes = {"conversations": {"outcome": "Callback"}}
    assert fields(attributes, reason="Busy")["CallDisposition"] == "Callback"
    assert "CallDisposition" not in fields({}, reason="")


@each(
    ("record_id", "field"),
    [
        *((ADA, "WhoId"), (LEE, "WhoId"), (ADA[:15], "WhoId"), (LEE[:15], "WhoId")),
        *((ACME, "WhatId"), (CASE, "WhatId"), ("a0B5f0000000001EAA", "WhatId"), (CASE[:15], "WhatId")),
    ],
)
@each("kind", ["", "Contact", "Lead", "Case"])
def test_a_contact_or_lead_is_the_who_id_and_any_other_record_the_what_id(
    record_id: str, field: str, kind: str
) -> None:
    values = fields(record={"id": record_id, "type": kind, "name": "x"})
    other_field = "WhatId" if field == "WhoId" else "WhoId"
    assert values[field] == record_id
    assert other_field not in values


@pytest.mark.parametrize("value", ["", "  ", "Ada", "0035f0000000001AAB", f"{ADA} "])
def test_without_a_salesforce_id_there_is_no_relation(value: str) -> None:
    values = fields(record={"id": value, "type": "Contact", "name": "x"})
    assert "WhoId" not in values
    assert "WhatId" not in values


@pytest.mark.parametrize("record_id", [USER, "00G5f0000000001", "0695f0000000001", "00O5f0000000001"])
def test_a_record_that_cannot_have_activities_is_not_a_relation(record_id: str) -> None:
    values = fields(record={"id": record_id, "type": "User", "name": "x"})
    assert "WhoId" not in values
    assert "WhatId" not in values


@each("name", ["WhoId", "WhatId"])
@each("value", [USER, "Ada", 3, True])
def test_a_relation_from_a_custom_source_is_the_id_of_a_record_that_can_have_activities(
    name: str, value: object
) -> None:
    assert name not in mapped({name: "attributes.x"}, {"x": value})
    values, cut = activity(work({"x": value}, record=FIRST), {}, {name: "attributes.x"})
    assert (values["WhoId"], values.get("WhatId"), cut) == (ADA, None, [])


@each(
    ("name", "value", "expected"),
    [
        ("Tags__c", ["a", " b ", 3, True, None, {"x": 1}, ""], "a;b;3;true"),
        ("Phone", ["+14155550101"], "+14155550101"),
        ("WhoId", [ADA], ADA),
        ("WhoId", [ADA, ADA], None),
        ("CallDurationInSeconds", [35], 65),
        ("Tags__c", [], None),
    ],
)
def test_a_list_becomes_a_text_as_multi_select_picklists_take_it(
    name: str, value: object, expected: object
) -> None:
    values, _ = activity({**work({"x": value}), "seconds": 65}, {}, {name: "attributes.x"})
    assert values.get(name) == expected


@pytest.mark.parametrize("value", ["", " \n", None, True, ["x"], {"x": 1}])
def test_a_value_that_is_empty_or_not_a_text_is_left_out(value: object) -> None:
    attributes = {
        "from": value,
        "direction": value,
        "conversations": {"content": value, "outcome": value},
        "conference": {"participants": {"worker": value}},
    }
    assert set(fields(attributes)) == {
        *("entityApiName", "Subject", "Status", "ActivityDate", "CallType", "TaskSubtype"),
        *("CallObject", "CallDurationInSeconds"),
    }


@pytest.mark.parametrize(
    "attributes", ["x", 3, [], {"conversations": "x"}, {"conference": {"participants": 1}}]
)
def test_attributes_of_any_shape_make_an_activity(attributes: object) -> None:
    assert fields(attributes)["CallObject"] == "WT1"


@pytest.mark.parametrize(
    ("name", "length"),
    [
        *(("Subject", 255), ("Description", 32_000), ("CallDisposition", 255), ("CallObject", 255)),
        ("Phone", 40),
    ],
)
def test_a_text_is_cut_to_the_length_of_its_field(name: str, length: int) -> None:
    long = "x" * 40_000
    values, _ = activity(
        work(
            {
                "from": long,
                "conversations": {"content": long, "outcome": long},
                "conference": {"participants": {"worker": long}},
            },
            channel=long,
        ),
        {},
        {},
    )
    assert len(str(values[name])) == length


def test_the_copilots_note_replaces_the_tasks_values() -> None:
    wrapup = {
        "summary": "Wants a refund.",
        "sentiment": "negative",
        "dispositionCode": {"disposition_code": "Refund", "topic_path": "Billing|Refund", "sid": "x"},
        "detectedLanguage": "en",
        "channelSid": "UO1",
    }
    note = note_of(wrapup)
    assert note == {
        "summary": "Wants a refund.",
        "sentiment": "negative",
        "disposition_code": "Refund",
        "topic_path": "Billing|Refund",
        "detected_language": "en",
    }
    values, _ = activity(work({"conversations": {"content": "typed", "outcome": "typed"}}), note, {})
    assert (values["Description"], values["CallDisposition"]) == ("Wants a refund.", "Refund")


@pytest.mark.parametrize("code", [None, "Refund", {}, {"disposition_code": None}, []])
def test_a_note_without_a_disposition_keeps_its_summary(code: object) -> None:
    note = note_of({"summary": "Wants a refund.", "dispositionCode": code})
    values, _ = activity(work({"conversations": {"content": "typed", "outcome": "Resolved"}}), note, {})
    assert (values["Description"], values["CallDisposition"]) == ("Wants a refund.", "Resolved")


@pytest.mark.parametrize("wrapup", [None, "x", 3, [], {"summary": 3}])
def test_a_value_that_is_not_a_note_is_ignored(wrapup: object) -> None:
    assert not any(note_of(wrapup).values())


def test_the_accounts_custom_fields_are_added() -> None:
    sources = {
        "External_Id__c": "attributes.customers.external_id",
        "Topic__c": "copilot.topic_path",
        "Mood__c": "copilot.sentiment",
        "Source__c": "constant.attributes.x",
        "Origin__c": "Phone call",
        "Count__c": 3,
        "Rate__c": 0.5,
        "IsReminderSet": False,
        "Vip__c": "attributes.vip",
        "Missing__c": "attributes.a.b",
        "None__c": "copilot.disposition_code",
    }
    attributes = {"customers": {"external_id": "C-1"}, "vip": True, "a": "b"}
    values = mapped(sources, attributes, topic_path="Billing", sentiment="neutral", disposition_code="")
    own = {name: value for name, value in values.items() if name in sources}
    assert own == {
        "External_Id__c": "C-1",
        "Topic__c": "Billing",
        "Mood__c": "neutral",
        "Source__c": "attributes.x",
        "Origin__c": "Phone call",
        "Count__c": 3,
        "Rate__c": 0.5,
        "IsReminderSet": False,
        "Vip__c": True,
    }


def test_a_custom_source_replaces_a_default_where_it_has_a_value() -> None:
    sources = {"Subject": "attributes.title", "CallDisposition": "attributes.result"}
    values = mapped(sources, {"title": "Own", "conversations": {"outcome": "kept"}})
    assert (values["Subject"], values["CallDisposition"]) == ("Own", "kept")


@pytest.mark.parametrize("name", ["Subject", "Description", "CallDisposition", "CallObject", "Phone"])
def test_a_text_field_takes_a_number_as_text_but_not_true(name: str) -> None:
    assert mapped({name: 3})[name] == "3"
    for value in (True, float("nan"), float("inf"), 10**20):
        assert mapped({name: value}) == fields()


@each(
    ("source", "expected"),
    [
        ("task.queueName", "Sales"),
        ("task.sid", "WT1"),
        ("task.priority", 5),
        ("worker.name", "Grace"),
        ("worker.attributes.team.name", "Gold"),
        ("call.duration", 61),
        ("call.holdTime", 7),
        ("attributes.conversations.media.0.url", "https://x.example/1"),
        ("attributes.conversations.media.1.url", None),
        ("attributes.conversations.media.-1.url", None),
        ("attributes.conversations.media.url", None),
        ("{{attributes.name}} via {{task.queueName}}", "Ada via Sales"),
        ("ACME: {{subject}}", f"ACME: [Completed] Inbound voice at {WHEN}"),
        ("{{ phone }}", NUMBER),
        ("{{Phone}} {{CallType}}", f"{NUMBER} Inbound"),
        ("{{attributes.missing}} via {{task.queueName}}", "via Sales"),
        ("Call from {{attributes.missing}}", None),
        ("{{task.priority}}", 5),
        ("P{{task.priority}}: {{attributes.vip}}", "P5: true"),
        ("{{attributes.conversations}}", None),
        ("{{task.sid}}}", "WT1}"),
        ("constant.{{task.sid}}", "{{task.sid}}"),
        ("task", "task"),
        ("call me", "call me"),
    ],
)
def test_a_source_is_a_path_a_text_with_paths_or_a_constant(source: str, expected: object) -> None:
    attributes = {
        "from": NUMBER,
        "name": "Ada",
        "vip": True,
        "conversations": {"media": [{"url": "https://x.example/1"}]},
    }
    assert is_source(source)
    assert mapped({"A__c": source}, attributes).get("A__c") == expected


def test_a_text_with_paths_replaces_a_standard_field_and_can_contain_the_activitys_own_value() -> None:
    sources: Any = {
        "Subject": "{{subject}} ({{task.queueName}})",
        "Description": "{{description}} - {{worker.name}}",
    }
    values = mapped(sources, {"conversations": {"content": "typed"}}, summary="Wants a refund.")
    assert values["Subject"] == f"[Completed] Inbound voice at {WHEN} (Sales)"
    assert values["Description"] == "Wants a refund. - Grace"


@each(
    ("name", "good", "bad"),
    [
        ("CallType", "Internal", "Callback"),
        ("TaskSubtype", "Email", "Fax"),
        ("ActivityDate", "2028-02-29", "2027-02-29"),
        ("ActivityDate", "2000-02-29", "1900-02-29"),
        ("ActivityDate", "2027-12-31", "2027-13-01"),
        ("ActivityDate", "2027-01-01", "27-1-1"),
        ("CallDurationInSeconds", 5, "5 minutes"),
        ("CallDurationInSeconds", 0, -1),
        ("CallDurationInSeconds", 0, True),
        ("WhoId", ADA, USER),
        ("WhoId", LEE, ACME),
        ("WhatId", ACME, ADA),
    ],
)
def test_a_standard_field_takes_only_what_salesforce_does(name: str, good: object, bad: object) -> None:
    for value in (good, bad):
        values = mapped({name: "attributes.x"}, {"x": value})
        assert values.get(name) == (good if value == good else fields().get(name))


@pytest.mark.parametrize("value", [None, {}, [], {"a": 1}, ""])
def test_a_value_that_fits_no_field_is_left_out(value: object) -> None:
    assert "A__c" not in mapped({"A__c": "attributes.x"}, {"x": value})


def test_a_text_too_long_for_a_custom_field_is_cut_and_reported() -> None:
    sources: dict[str, Value] = {
        "Long__c": "attributes.x",
        "Phone": "attributes.x",
        "Summary__c": "copilot.summary",
    }
    values, cut_ones = activity(work({"x": "x" * 300}), {"summary": "s" * 40_000}, sources)
    assert [len(str(values[name])) for name in sources] == [255, 40, 32_000]
    assert cut_ones == ["Long__c", "Phone", "Summary__c"]


@pytest.mark.parametrize("value", [10**15, -(10**15), float("inf"), float("-inf"), float("nan")])
def test_a_number_that_fits_no_field_is_left_out(value: float) -> None:
    assert "N__c" not in mapped({"N__c": "attributes.n"}, {"n": value})


@pytest.mark.parametrize("value", [10**15 - 1, 1 - 10**15, 0, 0.5, False])
def test_any_other_number_is_accepted_and_not_reported_as_cut(value: float) -> None:
    values, cut_ones = activity(work({"n": value}), {}, {"N__c": "attributes.n"})
    assert values["N__c"] == value
    assert cut_ones == []


def test_a_lead_is_never_related_to_anything_else() -> None:
    account = {"id": ACME, "type": "Account", "name": "x"}
    values, _ = activity(work({"lead": LEE}, record=account), {}, {"WhoId": "attributes.lead"})
    assert values["WhoId"] == LEE
    assert "WhatId" not in values
    both, _ = activity(work({"account": ACME}, record=FIRST), {}, {"WhatId": "attributes.account"})
    assert (both["WhoId"], both["WhatId"]) == (ADA, ACME)


def late_changes(done: Work | None, before: Note, note: Note, sources: Any) -> dict[str, Value]:
    """Return what a note changes in the activity of a task, None for one that this page does not know."""
    without, with_it = (activity(done or NOTHING, item, sources)[0] for item in (before, note))
    return late(without, with_it, sources, done is not None)


def test_a_late_note_changes_only_its_own_fields() -> None:
    note = {"summary": "S", "disposition_code": "D", "topic_path": "T", "sentiment": ""}
    sources: dict[str, Value] = {
        "Topic__c": "copilot.topic_path",
        "Mood__c": "copilot.sentiment",
        "X__c": "attributes.x",
        "CallDisposition": "Fixed",
        "N__c": 3,
    }
    assert late_changes(None, {}, note, sources) == {"Description": "S", "Topic__c": "T"}
    assert late_changes(None, {}, {"summary": "S"}, {}) == {"Description": "S"}
    assert late_changes(None, {}, {}, sources) == {}


def test_a_late_note_changes_a_text_with_paths_and_keeps_the_rest_of_it() -> None:
    sources: Any = {"Description": "{{task.queueName}}: {{description}}", "Mood__c": "{{copilot.sentiment}}!"}
    assert late_changes(work(), {}, {"summary": "S", "sentiment": "good"}, sources) == {
        "Description": "Sales: S",
        "Mood__c": "good!",
    }
    assert late_changes(work(), {"summary": "S"}, {"summary": "S"}, sources) == {}


def test_after_a_reload_a_late_note_changes_only_the_fields_that_use_it() -> None:
    sources: Any = {
        "Description": "{{task.queueName}}: {{description}}",
        "CallDisposition": "attributes.result",
        "Topic__c": "copilot.topic_path",
    }
    note = {"summary": "S", "disposition_code": "D", "topic_path": "T"}
    assert late_changes(None, {}, note, sources) == {"Description": ": S", "Topic__c": "T"}


@pytest.mark.parametrize(
    ("seconds", "duration", "held"), [(None, None, 90), (61, 61, 61), (100, 100, 90), (0, 0, 0), (-7, 0, 0)]
)
def test_a_hold_is_at_most_as_long_as_the_call_and_neither_is_negative(
    seconds: int | None, duration: int | None, held: int
) -> None:
    sources: dict[str, Value] = {"Duration__c": "call.duration", "Hold__c": "call.holdTime"}
    values, _ = activity(work(seconds=seconds, held=90), {}, sources)
    assert (values.get("Duration__c"), values["Hold__c"]) == (duration, held)


@pytest.mark.parametrize(
    ("facts", "held", "changes", "milliseconds"),
    [
        ({}, False, {}, 0),
        ({}, True, {"held_since": 9_000}, 0),
        ({"held_since": 4_000}, True, {}, 5_000),
        ({"held_since": 4_000}, False, {"held": 5_000, "held_since": 0}, 5_000),
        ({"held": 1_000, "held_since": 4_000}, False, {"held": 6_000, "held_since": 0}, 6_000),
        ({"held": 1_000, "held_since": 0}, False, {}, 1_000),
        ({"held_since": 99_000}, False, {"held": 0, "held_since": 0}, 0),
    ],
)
def test_the_time_on_hold_is_the_sum_of_all_holds(
    facts: Any, held: bool, changes: object, milliseconds: int
) -> None:
    assert hold_changes(facts, held, 9_000) == changes
    assert held_ms(facts, 9_000) == milliseconds
