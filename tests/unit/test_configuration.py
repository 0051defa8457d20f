"""docs/specification.md, section 1: the configuration."""

from __future__ import annotations

import copy
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flex_sfdc.configuration import DEFAULTS, Configuration, functions_url, parse
from flex_sfdc.utils.sfdc_loader import is_trusted
from tests.support.cases import case, each

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
KEYS = st.sampled_from([*DEFAULTS, "click_to_dail", "__proto__", ""])
SETTINGS = st.dictionaries(KEYS, ANYTHING | st.lists(st.sampled_from(["https://a.b", "http://a.b"])))
NO_FORMAT = 'not digits and a format, such as "+49": "0*": left out'


def settings(section: object) -> dict[str, object]:
    """Return settings in the places of Flex and of the worker."""
    return {"features": {"salesforce_integration": section}}


def parsed(section: object, overrides: object = None) -> tuple[Configuration, list[str]]:
    """Return the configuration made from the account's and the worker's settings."""
    return parse(settings(section), {"config_overrides": settings(overrides)})


@pytest.mark.parametrize("absent", [None, {}, "off", 7, [], {"features": None}, {"features": {}}])
def test_without_configuration_everything_is_off_without_a_warning(absent: object) -> None:
    configuration, warnings = parse(absent, None)
    assert configuration == Configuration(**DEFAULTS)  # type: ignore[arg-type]
    assert not configuration.enabled
    assert (configuration.crm_host, configuration.open_cti_version) == ("auto", "66.0")
    assert [getattr(configuration, key) for key in (*CHANNELS, "caller_id", "queue_sid")] == [""] * 5
    assert warnings == []


def test_the_fields_of_a_configuration_are_the_keys_in_their_order() -> None:
    assert [field.name for field in fields(Configuration)] == list(DEFAULTS)


@each("key", DEFAULTS)
def test_every_key_has_a_rule_for_its_values(key: str) -> None:
    configuration, warnings = parsed({key: 1.5})
    assert getattr(configuration, key) == DEFAULTS[key]
    assert warnings
    assert warnings[0].startswith(f"salesforce_integration.{key} (a number): ")


def test_every_flag_is_false_when_absent() -> None:
    configuration, _ = parsed({"enabled": True})
    flags = [key for key, value in DEFAULTS.items() if value is False and key != "enabled"]
    assert len(flags) == 9
    assert not any(getattr(configuration, flag) for flag in flags)


@each("flag", [key for key, value in DEFAULTS.items() if value is False])
def test_every_flag_switches_itself_and_no_other(flag: str) -> None:
    configuration, warnings = parsed({flag: True})
    on = [key for key in DEFAULTS if getattr(configuration, key) is True]
    assert on == [flag]
    assert warnings == []


def test_the_worker_wins() -> None:
    configuration, warnings = parsed({"enabled": True, "screen_pop": True}, {"screen_pop": False})
    assert (configuration.enabled, configuration.screen_pop) == (True, False)
    assert warnings == []


def test_a_worker_can_switch_on_a_key_that_the_account_lacks() -> None:
    assert parsed(None, {"enabled": True})[0].enabled


def test_the_warning_about_an_address_with_a_fragment_names_what_is_wrong() -> None:
    configuration, (warning,) = parsed({"help_url": "https://wiki.example/flex#step-9"})
    assert configuration.help_url == ""
    assert warning.endswith("help_url (a string): not an https address without #: ignored")


@each(
    ("key", "usable"),
    [
        *((key, True) for key, default in DEFAULTS.items() if default is False),
        *(
            ("trusted_origins", ("https://a.example",)),
            ("crm_host", "lightning"),
            ("open_cti_version", "60.0"),
        ),
        *(("activity_fields", {"A__c": 1}), ("log_tasks", {"kinds": ["inbound"]}), ("prefer", ["Case"])),
        *(("search_attributes", ["from"]), ("trusted_attributes", ["name"]), ("number_formats", {"+1": "*"})),
        *(("record_channel", "A__c"), ("dial_channel", "B__c"), ("event_channel", "C__c")),
        *(("caller_id", "+14155550101"), ("queue_sid", "WQ" + "0a" * 16), ("help_url", "https://a.example/")),
    ],
)
@each("unusable", [None, 1.5, "  ", "nonsense!", "http://a.example"])
def test_a_workers_mistake_leaves_the_value_of_the_account(
    key: str, usable: object, unusable: object
) -> None:
    assert DEFAULTS[key] != usable
    if key == "trusted_origins" and isinstance(unusable, str):
        return  # a text is a list of one entry
    account = {key: list(usable) if isinstance(usable, tuple) else usable}
    configuration, warnings = parsed(account, {key: unusable})
    assert getattr(configuration, key) == usable
    assert len(warnings) == 1
    assert warnings[0].startswith(f"config_overrides.features.salesforce_integration.{key} (")
    configuration, warnings = parsed({key: unusable}, account)
    assert getattr(configuration, key) == usable
    assert len(warnings) == 1
    assert warnings[0].startswith(f"salesforce_integration.{key} (")


@each(
    ("key", "account", "worker"),
    [
        ("activity_fields", {"Topic__c": "attributes.topic"}, {"topic__C": "attributes['topic']"}),
        ("activity_fields", {"CallType": "Inbound"}, {"CallType": "Callback"}),
        ("number_formats", {"+49": "0*"}, {"+49": "0"}),
        ("log_tasks", {"kinds": ["inbound"]}, {"kinds": ["inbuond"]}),
        ("log_tasks", {"kinds": ["inbound"]}, {"kinds": "outbound"}),
        ("search_attributes", ["from"], ["a..b"]),
        ("prefer", ["Case"], ["my obj"]),
    ],
)
def test_a_mistake_in_an_entry_of_a_worker_leaves_the_entry_of_the_account(
    key: str, account: object, worker: object
) -> None:
    configuration, warnings = parsed({key: account}, {key: worker})
    assert (getattr(configuration, key), len(warnings)) == (account, 1)


def test_a_warning_says_whether_the_account_or_the_worker_made_the_mistake() -> None:
    _, warnings = parsed({"click_to_dail": True}, {"click_to_dail": True})
    warning = "salesforce_integration.click_to_dail (a boolean): unknown key: ignored"
    assert warnings == [warning, f"config_overrides.features.{warning}"]


def test_an_unknown_key_is_named_with_the_type_of_its_value() -> None:
    _, warnings = parsed({"click_to_dail": "secret"})
    assert warnings == ["salesforce_integration.click_to_dail (a string): unknown key: ignored"]


CHANNELS = ("record_channel", "dial_channel", "event_channel")
NOT_CHANNELS = [
    "Records",
    "Records__C",
    "1Records__c",
    "_R__c",
    "__c",
    "R-x__c",
    "R\u00e9__c",
    "R__c ",
    7,
    None,
]
FIELD_SOURCES = {"Topic__c": "copilot.topic_path", "Id__c": "attributes.customers.id", "Count__c": 3}


@each(
    ("key", "value"),
    [
        *(("crm_host", name) for name in ("auto", "open_cti", "lightning")),
        *(("open_cti_version", version) for version in ("60.0", "9.0", "100.0")),
        *((key, channel) for key in CHANNELS for channel in ("Records__c", "Acme__Dial_2__c", "R__c", "")),
        ("trusted_origins", ("https://acme.lightning.force.com", "https://proxy.acme.example:8443")),
        ("trusted_origins", ()),
        ("activity_fields", FIELD_SOURCES),
    ],
)
def test_a_usable_value_is_used_unchanged(key: str, value: object) -> None:
    configuration, warnings = parsed({key: list(value) if isinstance(value, tuple) else value})
    assert (getattr(configuration, key), warnings) == (value, [])


KINDS = {str: "a string", int: "a number", float: "a number", bool: "a boolean", list: "a list"}


@each(
    ("key", "expected", "values"),
    [
        ("screen_pop", "true or false", [None, "true", 1, 0.5, [], {"secret": 1}]),
        ("crm_host", "auto, open_cti or lightning", ["Lightning", "", None, ["lightning"], True, 1]),
        (
            *("open_cti_version", 'a version such as "66.0"'),
            [66, True, "66", "v66.0", "66.0/../..", "66.0.1", "6x.0", "", ".0", "1000.0", None],
        ),
        *((key, "a message channel such as Records__c", NOT_CHANNELS) for key in CHANNELS),
        (
            *("caller_id", "a number such as +14155550101"),
            ["4155550101", "+", "+0155550101", "+1 415", "+1" + "5" * 15, 14155550101, None],
        ),
        (
            "queue_sid",
            "a queue's SID, WQ and 32 characters",
            ["Sales", "WQ" + "0A" * 16, "WQ1", "WW" + "0" * 32, True, {}],
        ),
    ],
)
def test_an_unusable_value_is_named_by_its_type_and_the_default_is_used(
    key: str, expected: str, values: list[object]
) -> None:
    for value in values:
        with case(value):
            configuration, warnings = parsed({key: value})
            assert getattr(configuration, key) == DEFAULTS[key]
            kind = "null" if value is None else KINDS.get(type(value), "an object")
            why = f"not {expected}: ignored"
            assert warnings == [f"salesforce_integration.{key} ({kind}): {why}"]


def test_a_field_of_the_account_has_one_source_however_it_is_spelled() -> None:
    fields = {"Topic__c": "attributes.a", "TOPIC__C": "attributes.b"}
    assert parsed({"activity_fields": fields})[0].activity_fields == {"Topic__c": "attributes.b"}
    account, worker = {"activity_fields": {"Topic__c": "attributes.a"}}, {"activity_fields": {"topic__c": ""}}
    assert parsed(account, worker)[0].activity_fields == {"Topic__c": ""}


@each(
    "origin",
    [
        *("acme.lightning.force.com", "http://acme.lightning.force.com", "https://"),
        *("https://user@acme.example", "https://acme.example:x/", "https:\\\\acme.example"),
        *("https://acme..example/", "https://acme.example:0443", "https://*.force.com", 7),
    ],
)
def test_a_malformed_origin_is_reported_by_its_type_and_left_out(origin: object) -> None:
    configuration, warnings = parsed({"trusted_origins": [origin, "https://acme.example", origin]})
    assert configuration.trusted_origins == ("https://acme.example",)
    kind = "a string" if isinstance(origin, str) else "a number"
    why = "not an origin such as https://acme.example: left out"
    assert warnings == [f"salesforce_integration.trusted_origins ({kind}): {why}"]


@each(
    ("written", "trusted", "why"),
    [
        ("https://acme.example/x", ("https://acme.example",), "not a list: it counts as the only entry"),
        ("acme", (), "not an origin such as https://acme.example: left out"),
        ("", None, "not a list: ignored"),
    ],
)
def test_a_text_instead_of_a_list_of_origins_is_one_warning(written: str, trusted: object, why: str) -> None:
    configuration, warnings = parsed({"trusted_origins": written})
    assert configuration.trusted_origins == trusted
    assert warnings == [f"salesforce_integration.trusted_origins (a string): {why}"]


@pytest.mark.parametrize(
    "pasted",
    [
        "https://Acme.Lightning.Force.com",
        "HTTPS://acme.lightning.force.com:443",
        "https://acme.lightning.force.com/",
        " https://acme.lightning.force.com:443/lightning/r/Contact/0035f0000000001AAA/view?a=b#c\n",
        "https://acme.lightning.force.com?a=/b",
        "https://acme.lightning.force.com#x",
    ],
)
def test_an_origin_is_read_in_the_form_of_browsers(pasted: str) -> None:
    configuration, warnings = parsed({"trusted_origins": [pasted]})
    assert configuration.trusted_origins == ("https://acme.lightning.force.com",)
    assert warnings == []
    assert is_trusted("https://acme.lightning.force.com", configuration.trusted_origins)


def test_another_port_is_another_origin() -> None:
    configuration = parsed({"trusted_origins": ["https://acme.example:8443/x"]})[0].trusted_origins
    assert configuration == ("https://acme.example:8443",)


@pytest.mark.parametrize("origins", [None, {}, 7, ""])
def test_without_a_list_the_built_in_rule_holds(origins: object) -> None:
    configuration, warnings = parsed({"trusted_origins": origins})
    assert configuration.trusted_origins is None
    assert len(warnings) == 1


@pytest.mark.parametrize("origins", [None, {}, 7, ""])
def test_an_invalid_list_of_a_worker_does_not_widen_the_trust_of_the_account(origins: object) -> None:
    for own, trusted in ((["https://a.example", "nonsense"], ("https://a.example",)), (["nonsense"], ())):
        configuration, warnings = parsed({"trusted_origins": own}, {"trusted_origins": origins})
        assert configuration.trusted_origins == trusted
        assert [warning.startswith("config_overrides.") for warning in warnings] == [False, True]


@pytest.mark.parametrize("origins", [["nonsense"], ["http://acme.example", None], "nonsense"])
def test_a_list_without_a_usable_origin_trusts_nobody(origins: object) -> None:
    configuration, warnings = parsed({"trusted_origins": origins})
    assert configuration.trusted_origins == ()
    assert warnings
    assert not is_trusted("https://acme.lightning.force.com", configuration.trusted_origins)


def test_a_worker_adds_to_the_fields_of_the_account_and_replaces_one_of_the_same_name() -> None:
    configuration, _ = parsed({"activity_fields": {"A__c": 1, "B__c": 2}}, {"activity_fields": {"B__c": 3}})
    assert configuration.activity_fields == {"A__c": 1, "B__c": 3}


def test_a_step_to_the_section_that_is_not_an_object_is_reported() -> None:
    """SAML makes every attribute of a worker a string; an empty one has no settings to miss."""
    _, warnings = parse({"features": ["on"]}, {"config_overrides": '{"features": {}}'})
    assert warnings == [
        "features (a list): not an object: ignored",
        "config_overrides (a string): not an object: ignored",
    ]
    assert parse({"features": None}, {"config_overrides": ""})[1] == []


def test_a_section_outside_the_features_is_reported() -> None:
    section = {"salesforce_integration": {"enabled": True}}
    path = "config_overrides.features.salesforce_integration"
    configuration, warnings = parse({**section, "features": {}}, {**section, "config_overrides": section})
    assert not configuration.enabled
    assert warnings == [
        "salesforce_integration (an object): not at features.salesforce_integration: ignored",
        f"salesforce_integration (an object): not at {path}: ignored",
        f"config_overrides.salesforce_integration (an object): not at {path}: ignored",
    ]


@pytest.mark.parametrize(("section", "kind"), [("on", "a string"), (True, "a boolean"), ([], "a list")])
def test_a_section_that_is_not_an_object_is_reported(section: object, kind: str) -> None:
    account = {"features": {"salesforce_integration": section}}
    configuration, warnings = parse(account, {"config_overrides": account})
    assert not configuration.enabled
    path = "features.salesforce_integration"
    assert warnings == [
        f"{path} ({kind}): not an object: ignored",
        f"config_overrides.{path} ({kind}): not an object: ignored",
    ]


def test_a_standard_field_may_be_written_in_any_case() -> None:
    own: dict[str, object] = {"subject": "x", "WHOID": "attributes.person", "description": "y", "Own__C": 1}
    configuration, warnings = parsed({"activity_fields": {**own, "calltype": "inbound"}})
    assert configuration.activity_fields == {
        "Subject": "x",
        "WhoId": "attributes.person",
        "Description": "y",
        "Own__C": 1,
    }
    assert warnings == [
        "salesforce_integration.activity_fields.CallType (a string): not a value of this field: left out"
    ]


def test_a_field_that_cannot_be_set_or_has_no_source_is_reported_and_the_others_are_used() -> None:
    own = {"Id": "attributes.id", "A b": 1, "Lost__c": "attribute.x", "None__c": None, "Topic__c": "Boats"}
    configuration, warnings = parsed({"activity_fields": own})
    assert configuration.activity_fields == {"Topic__c": "Boats"}
    key = "salesforce_integration.activity_fields"
    why = "not a path, a text with paths or a constant: left out"
    assert warnings == [
        f"{key}.Id (a string): not a field that can be set: left out",
        f"{key}.A b (a number): not a field that can be set: left out",
        f"{key}.Lost__c (a string): {why}",
        f"{key}.None__c (null): {why}",
    ]


@each(
    "source",
    [
        *("attributes.name attributes.from", "attributes.", "attributes..a", "task.queue"),
        *("worker.team", "call.x", "{{name}}", "{{attributes.name", "Call from {{attributes.}}", "{{}}"),
        *("{{task.sid}} {{", "constant. "),
    ],
)
def test_a_field_source_that_can_never_have_a_value_is_named(source: str) -> None:
    configuration, warnings = parsed({"activity_fields": {"Subject": source}})
    why = "not a path, a text with paths or a constant: left out"
    assert warnings == [f"salesforce_integration.activity_fields.Subject (a string): {why}"]
    assert configuration.activity_fields == {}


@pytest.mark.parametrize(
    ("name", "source"),
    [
        *(("CallType", "Callback"), ("ActivityDate", "today"), ("CallDurationInSeconds", "long")),
        *(("WhoId", "0055f0000000006AAA"), ("Subject", True)),
    ],
)
def test_a_constant_that_its_field_does_not_accept_is_named(name: str, source: object) -> None:
    configuration, warnings = parsed({"activity_fields": {name: source}})
    assert len(warnings) == 1
    assert warnings[0].startswith(f"salesforce_integration.activity_fields.{name} (")
    assert warnings[0].endswith("): not a value of this field: left out")
    assert configuration.activity_fields == {}


def test_an_empty_source_takes_a_field_of_the_account_away() -> None:
    configuration, warnings = parsed(
        {"activity_fields": {"A__c": "x", "B__c": "y"}}, {"activity_fields": {"A__c": ""}}
    )
    assert (configuration.activity_fields, warnings) == ({"A__c": "", "B__c": "y"}, [])


def test_fields_that_are_not_an_object_are_reported_with_their_type_and_ignored() -> None:
    configuration, warnings = parsed({"activity_fields": ["Topic__c"]})
    assert configuration.activity_fields == {}
    expected = "salesforce_integration.activity_fields (a list): not an object: ignored"
    assert warnings == [expected]


def test_the_case_of_names_in_log_tasks_does_not_matter() -> None:
    configuration, warnings = parsed({"log_tasks": {"kinds": ["Inbound"], "queues": [" Sales "]}})
    assert configuration.log_tasks == {"kinds": ["inbound"], "queues": ["sales"]}
    assert warnings == []


@pytest.mark.parametrize(
    ("value", "expected", "why"),
    [
        ({"kind": ["inbound"]}, {}, "log_tasks.kind (a list): unknown key: ignored"),
        ({"kinds": "inbound"}, {}, "log_tasks.kinds (a string): not a list: ignored"),
        ({"kinds": ["inbuond"]}, {}, "log_tasks.kinds (a list): has unknown entries: left out"),
        ({"channels": ["*"]}, {}, "log_tasks.channels (a list): has unknown entries: left out"),
        (
            {"queues": [" * ", "VIP*"]},
            {"queues": ["vip*"]},
            "log_tasks.queues (a list): has unknown entries: left out",
        ),
        (
            {"queues": ["", "Sales", 7]},
            {"queues": ["sales"]},
            "log_tasks.queues (a list): has unknown entries: left out",
        ),
        (["inbound"], {}, "log_tasks (a list): not an object: ignored"),
    ],
)
def test_a_mistake_in_log_tasks_is_named_and_never_logs_less(
    value: object, expected: object, why: str
) -> None:
    configuration, warnings = parsed({"log_tasks": value})
    assert (configuration.log_tasks, warnings) == (expected, [f"salesforce_integration.{why}"])


UNUSABLE = "(a list): has unusable entries: left out"


@each(
    ("key", "value", "expected", "why"),
    [
        ("search_attributes", ["a.b", "from"], ["a.b", "from"], ""),
        ("search_attributes", ["attributes.a.b", "attributes"], ["a.b", "attributes"], ""),
        ("trusted_attributes", ["attributes.name"], ["name"], ""),
        ("search_attributes", ["name ", " attributes.a.b "], ["name", "a.b"], ""),
        ("search_attributes", ["task.attributes.name", "a.b"], ["a.b"], UNUSABLE),
        ("search_attributes", ["task.queueName", "call.sid"], ["call.sid"], UNUSABLE),
        ("trusted_attributes", ["worker.attributes.team", "copilot.summary "], [], UNUSABLE),
        ("trusted_attributes", ["attributes.worker.name", "attributes.attributes.a"], [], UNUSABLE),
        ("prefer", [" Contact"], ["Contact"], ""),
        ("search_attributes", [], [], ""),
        ("search_attributes", ["a..b", 7], None, "(a list): has unusable entries: left out"),
        ("search_attributes", {"a": 1}, None, "(an object): not a list: ignored"),
        ("trusted_attributes", ["from", ""], ["from"], "(a list): has unusable entries: left out"),
        ("trusted_attributes", [""], [], "(a list): has unusable entries: left out"),
        ("prefer", ["most_recent"], ["most_recent"], ""),
        ("prefer", "most_recent", [], "(a string): not a list: ignored"),
        ("prefer", ["Case", "my obj"], ["Case"], "(a list): has unusable entries: left out"),
        ("prefer", ["personaccount ", "Contact"], ["Contact"], UNUSABLE),
        ("prefer", ["most_recnt", "Contact"], ["Contact"], UNUSABLE),
        ("prefer", ["recent_most", "_recent", "Most_Recent"], ["Most_Recent"], UNUSABLE),
        ("prefer", ["ns__Room_A__c", "my_ns__Item__x"], ["ns__Room_A__c", "my_ns__Item__x"], ""),
        ("prefer", ["Knowledge__kav"], ["Knowledge__kav"], ""),
        ("number_formats", {"+49": "0*", "+1": "(###) ###-####"}, {"+49": "0*", "+1": "(###) ###-####"}, ""),
        ("number_formats", {"49": "0*"}, {}, f".49 (a string): {NO_FORMAT}"),
        ("number_formats", {"+a9": "0*"}, {}, f".+a9 (a string): {NO_FORMAT}"),
        ("number_formats", {"+49": "0"}, {}, f".+49 (a string): {NO_FORMAT}"),
        ("number_formats", {"+49": 0}, {}, f".+49 (a number): {NO_FORMAT}"),
        ("number_formats", ["+49"], {}, "(a list): not an object: ignored"),
    ],
)
def test_the_keys_of_the_search_are_read(key: str, value: object, expected: object, why: str) -> None:
    configuration, warnings = parsed({key: value})
    assert getattr(configuration, key) == expected
    space = "" if why[:1] == "." else " "
    assert warnings == ([f"salesforce_integration.{key}{space}{why}"] if why else [])


@pytest.mark.parametrize(
    ("key", "value"),
    [("caller_id", "+14155550101"), ("caller_id", ""), ("queue_sid", "WQ" + "0a" * 16), ("queue_sid", "")],
)
def test_a_caller_id_and_a_queue_are_taken_from_the_worker_before_the_account(key: str, value: str) -> None:
    account = {"caller_id": "+14155550199", "queue_sid": "WQ" + "ff" * 16}
    configuration, warnings = parsed(account, {key: value})
    assert (getattr(configuration, key), warnings) == (value, [])


def test_an_empty_list_in_log_tasks_is_not_a_limit() -> None:
    assert parsed({"log_tasks": {"queues": []}})[0].log_tasks == {}
    limits = {"queues": ["Sales"], "kinds": ["inbound"]}
    configuration, warnings = parsed({"log_tasks": limits}, {"log_tasks": {"queues": []}})
    assert (configuration.log_tasks, warnings) == ({"kinds": ["inbound"]}, [])


@pytest.mark.parametrize("custom_data", [{"features": "all"}, settings(True), settings([])])
def test_a_section_that_is_not_an_object_is_ignored(custom_data: object) -> None:
    assert not parse(custom_data, None)[0].enabled


@given(
    ANYTHING | SETTINGS.map(settings), ANYTHING | SETTINGS.map(lambda s: {"config_overrides": settings(s)})
)
def test_any_configuration_is_parsed_without_being_changed_or_shown(
    custom_data: Any, attributes: Any
) -> None:
    before = copy.deepcopy((custom_data, attributes))
    configuration, warnings = parse(custom_data, attributes)
    assert (custom_data, attributes) == before
    for key, default in DEFAULTS.items():
        if isinstance(default, bool):
            assert isinstance(getattr(configuration, key), bool)
    assert all(isinstance(warning, str) for warning in warnings)


@given(
    st.text(max_size=12).map(lambda text: f"\u2603{text}\u2603")
)  # marked, for no message to hold it by chance
def test_a_value_that_cannot_be_used_is_never_in_a_warning(value: str) -> None:
    wrong = {key: value for key in DEFAULTS}
    marked = {**wrong, "trusted_origins": [value], "open_cti_version": f"{value}x", "surplus": value}
    assert all(value not in warning for warning in parsed(marked)[1])


@each(
    ("settings", "url"),
    [
        ({"domain": "x-1-dev.twil.io"}, "https://x-1-dev.twil.io"),
        ({"domain": "localhost", "protocol": "http", "port": "3001"}, "http://localhost:3001"),
        ({"domain": "X-1-Dev.Twil.io", "protocol": "HTTP"}, "https://x-1-dev.twil.io"),
        ({"domain": "127.0.0.1", "protocol": "http"}, "http://127.0.0.1"),
        ({"domain": "localhost.evil.example", "protocol": "http"}, "https://localhost.evil.example"),
        ({"domain": "x.twil.io", "protocol": "https", "port": 443}, "https://x.twil.io:443"),
        ({"domain": "x.twil.io", "protocol": "ftp", "port": "a"}, "https://x.twil.io"),
        ({"domain": "<YOUR_FUNCTION_DOMAIN>"}, ""),
        ({"domain": "x.twil.io/evil?"}, ""),
        ({"domain": ""}, ""),
        ({"domain": True}, ""),
        ({}, ""),
    ],
)
def test_the_serverless_functions_are_where_the_account_says(settings: dict[str, object], url: str) -> None:
    assert functions_url({f"serverless_functions_{key}": value for key, value in settings.items()}) == url


def test_without_custom_data_there_are_no_serverless_functions() -> None:
    assert functions_url(None) == ""
