"""The section `configuration:` of settings.yaml."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from py_mini_racer import MiniRacer

from build.bundle.feature import SCHEMA, properties
from build.bundle.manifest import configuration_defaults
from build.bundle.products import ENTRY, make_products
from build.bundle.settings import load_settings
from build.bundle.settings_schema import EXPECTED, FIRST_DIGITS, FORMAT
from build.cli import ROOT
from build.compiler.compile import compile_program
from build.errors import SettingsError
from flex_sfdc.configuration import SECTION, parse
from flex_sfdc.plain_data import merged
from tests.support.checkout import SETTINGS, make_checkout

WHOLE = """\
configuration:
  enabled: true
  activity_logging: false
  context_switching: true
  trusted_origins:
    - https://acme.lightning.force.com
    - https://acme.example:8443
  open_cti_version: "66.0"
  activity_fields:
    Origin__c: attributes.customers.external_id
    Topic__c: copilot.topic_path
    Priority: High
    Minutes__c: 15
    Rate__c: 1.5
    Billable__c: true
    Code__c: "010"
  log_tasks:
    kinds: [inbound, outbound]
    queues: [Sales]
  search_attributes: [customers.external_id, from]
  trusted_attributes: [from]
  number_formats:
    "+49": "0*"
    "+1": "(###) ###-####"
  prefer: [Case, most_recent]
  record_channel: Records__c
  dial_channel: ""
  event_channel: Events__c
  caller_id: "+14155550101"
  queue_sid: WQ00000000000000000000000000000001
"""


def load(root: Path, text: str, environment: str | None = None) -> dict[str, object]:
    (root / "settings.yaml").write_text(text, "utf-8")
    return dict(load_settings(root, environment=environment).configuration)


def mistake(root: Path, section: str) -> str:
    """Return the only mistake in a file with this section, which begins on line 12."""
    with pytest.raises(SettingsError) as refused:
        load(root, f"{SETTINGS}configuration:\n{section}")
    (line,) = str(refused.value).splitlines()
    return line.removeprefix("settings.yaml:")


def test_without_the_section_there_are_no_flags(tmp_path: Path) -> None:
    assert load(tmp_path, SETTINGS) == {}


def test_the_flags_have_the_types_of_the_flex_configuration(tmp_path: Path) -> None:
    flags = load(tmp_path, SETTINGS + WHOLE)
    assert flags == {
        "enabled": True,
        "activity_logging": False,
        "context_switching": True,
        "trusted_origins": ["https://acme.lightning.force.com", "https://acme.example:8443"],
        "open_cti_version": "66.0",
        "activity_fields": {
            "Origin__c": "attributes.customers.external_id",
            "Topic__c": "copilot.topic_path",
            "Priority": "High",
            "Minutes__c": 15,
            "Rate__c": 1.5,
            "Billable__c": True,
            "Code__c": "010",
        },
        "log_tasks": {"kinds": ["inbound", "outbound"], "queues": ["Sales"]},
        "search_attributes": ["customers.external_id", "from"],
        "trusted_attributes": ["from"],
        "number_formats": {"+49": "0*", "+1": "(###) ###-####"},
        "prefer": ["Case", "most_recent"],
        "record_channel": "Records__c",
        "dial_channel": "",
        "event_channel": "Events__c",
        "caller_id": "+14155550101",
        "queue_sid": "WQ00000000000000000000000000000001",
    }
    assert parse({"features": {SECTION: flags}}, None)[1] == []


def test_an_environments_flags_are_merged_over_the_general_ones_key_by_key(tmp_path: Path) -> None:
    text = (
        SETTINGS
        + "    configuration:\n      enabled: false\n      activity_fields: {Priority: Low}\n"
        + WHOLE
    )
    assert load(tmp_path, text)["enabled"] is True
    staging = load(tmp_path, text, "staging")
    assert (staging["enabled"], staging["open_cti_version"]) == (False, "66.0")
    fields = staging["activity_fields"]
    assert isinstance(fields, dict)
    assert (fields["Priority"], fields["Minutes__c"]) == ("Low", 15)


def test_merging_flags_changes_neither_input() -> None:
    below: dict[str, object] = {"a": {"b": 1}, "c": [1]}
    assert merged(below, {"a": {"d": 2}, "c": [2]}) == {"a": {"b": 1, "d": 2}, "c": [2]}
    assert below == {"a": {"b": 1}, "c": [1]}


def test_a_mistake_in_an_environment_is_reported_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        load(tmp_path, SETTINGS + "    configuration:\n      enabled: 1\n")
    assert str(refused.value) == (
        "settings.yaml:13: environments.staging.configuration.enabled: expected true or false, got 1"
    )


@pytest.mark.parametrize("text", ["yes", "no", "on", "Off", '"true"', "1", "1.0", "", "[true]"])
def test_a_switch_is_true_or_false_and_no_other_yaml_word(tmp_path: Path, text: str) -> None:
    line = mistake(tmp_path, f"  enabled: {text}\n")
    got = {"": "nothing", "[true]": "a list"}.get(text, text)
    assert line == f"13: configuration.enabled: expected true or false, got {got}"


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ("  screenpop: true\n", "13: configuration.screenpop: unknown key, did you mean screen_pop?"),
        (
            "  open_cti_version: 66.0\n",
            f"13: configuration.open_cti_version: expected {EXPECTED['open_cti_version']}, got 66.0",
        ),
        (
            "  open_cti_version: 66\n",
            f"13: configuration.open_cti_version: expected {EXPECTED['open_cti_version']}, got 66",
        ),
        (
            '  open_cti_version: "66"\n',
            f'13: configuration.open_cti_version: expected {EXPECTED["open_cti_version"]}, got "66"',
        ),
        (
            '  open_cti_version: "66.0\\n"\n',
            f'13: configuration.open_cti_version: expected {EXPECTED["open_cti_version"]}, got "66.0\\n"',
        ),
        (
            "  trusted_origins:\n",
            f"13: configuration.trusted_origins: expected {EXPECTED['trusted_origins']}, got nothing",
        ),
        (
            "  trusted_origins: https://a.example\n",
            f'13: configuration.trusted_origins: expected {EXPECTED["trusted_origins"]}, got "https://a.example"',
        ),
        (
            "  trusted_origins:\n    - https://a.example\n    - https://a.example/\n",
            f'15: configuration.trusted_origins: expected {EXPECTED["trusted_origins"]}, got "https://a.example/"',
        ),
        (
            "  trusted_origins:\n    - http://a.example\n",
            f'14: configuration.trusted_origins: expected {EXPECTED["trusted_origins"]}, got "http://a.example"',
        ),
        (
            "  trusted_origins:\n    - https://a..example\n",
            f'14: configuration.trusted_origins: expected {EXPECTED["trusted_origins"]}, got "https://a..example"',
        ),
        (
            "  activity_fields: [Priority]\n",
            f"13: configuration.activity_fields: expected {EXPECTED['activity_fields']}, got a list",
        ),
        (
            "  activity_fields:\n    Id: x\n",
            "14: configuration.activity_fields.Id: expected a field's name such as Origin__c; Id, entityApiName, Flex_Key__c and Flex_Updates__c are the plugin's",
        ),
        *[
            (
                f"  activity_fields:\n    {name}: {value}\n",
                f"14: configuration.activity_fields.{name}: the field does not accept {value}",
            )
            for name, value in (
                ("CallType", '"inbound"'),
                ("ActivityDate", '"2027-1-2"'),
                ("whoid", '"x"'),
                ("Status", "true"),
            )
        ],
        (
            "  activity_fields:\n    A: 1\n    A: 2\n",
            "15: configuration.activity_fields.A: set twice (first on line 14)",
        ),
        (
            '  number_formats:\n    "49": "0*"\n',
            f"14: configuration.number_formats.49: expected {FIRST_DIGITS}",
        ),
        (
            '  number_formats:\n    "+49": "0"\n',
            f'14: configuration.number_formats."+49": expected {FORMAT}, got "0"',
        ),
        (
            "  search_attributes: [a..b]\n",
            f'13: configuration.search_attributes: expected {EXPECTED["search_attributes"]}, got "a..b"',
        ),
        (
            "  log_tasks: [inbound]\n",
            f"13: configuration.log_tasks: expected {EXPECTED['log_tasks']}, got a list",
        ),
        (
            "  log_tasks:\n    kinds: [inbuond]\n",
            f'14: configuration.log_tasks.kinds: expected {EXPECTED["log_tasks.kinds"]}, got "inbuond"',
        ),
        (
            "  log_tasks:\n    queue: [Sales]\n",
            "14: configuration.log_tasks.queue: unknown key, did you mean queues?",
        ),
        (
            "  record_channel: Records\n",
            f'13: configuration.record_channel: expected {EXPECTED["record_channel"]}, got "Records"',
        ),
        (
            "  caller_id: +14155550101\n",
            f"13: configuration.caller_id: expected {EXPECTED['caller_id']}, got +14155550101",
        ),
        (
            "  queue_sid: Sales\n",
            f'13: configuration.queue_sid: expected {EXPECTED["queue_sid"]}, got "Sales"',
        ),
        ("  enabled: true\n  enabled: true\n", "14: configuration.enabled: set twice (first on line 13)"),
    ],
)
def test_a_mistake_is_reported_in_one_line_with_what_was_expected(
    tmp_path: Path, section: str, expected: str
) -> None:
    assert mistake(tmp_path, section) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("yes", "010", "1:30", "0x1F", "1_000", ".inf", ".nan", "2026-01-01", "~", "[1]", "{a: 1}"),
        *("custmers.id", "copilot.tone", "attributes.", "attributes.name attributes.from", "task.queue"),
        *('"{{name}}"', '"{{task.queueName"', "constant.", "attributes['name']", """'attributes["name"]'"""),
        *("Call from attributes['name']", "task['queueName']", "worker['attributes']['name']"),
        *("attributes?.name", "Attributes['x']", "copilot->summary"),
    ],
)
def test_a_source_that_yaml_or_the_plugin_reads_as_something_else_is_refused(
    tmp_path: Path, text: str
) -> None:
    line = mistake(tmp_path, f"  activity_fields:\n    A__c: {text}\n")
    assert line.startswith("14: configuration.activity_fields.A__c: expected attributes.PATH, ")


def test_every_key_of_the_schema_can_be_set() -> None:
    switches = {key for key, schema in properties().items() if schema["type"] == "boolean"}
    assert switches | {key for key in EXPECTED if "." not in key} == set(properties())


def test_the_section_does_not_change_the_products(tmp_path: Path) -> None:
    root = make_checkout(tmp_path)
    without = make_products(root, load_settings(root), compile_program(root / ENTRY, root=root)).products
    (root / "settings.yaml").write_text(SETTINGS + WHOLE, "utf-8")
    assert load_settings(root).configuration
    assert (
        make_products(root, load_settings(root), compile_program(root / ENTRY, root=root)).products == without
    )


def test_the_example_in_the_file_of_the_project_is_valid(tmp_path: Path) -> None:
    text = (ROOT / "settings.yaml").read_text("utf-8")
    begin = text.index("# configuration:")
    example = [line.removeprefix("# ") for line in text[begin:].split("\n\n")[0].splitlines()]
    assert set(load(tmp_path, SETTINGS + "\n".join(example))) < set(configuration_defaults(ROOT))


parts = st.sampled_from(
    [
        *("attributes", "copilot", "constant", "summary", "a", "A", "1", "_", " ", "-", "ä", "", "https://x"),
        *("task", "worker", "call", "queueName", "name", "duration", "subject", "{{", "}}", " {{ ", "+"),
        *("Attributes", "attributes['x']", "TASK?", "call[x", "worker->name", " Copilot::x"),
    ]
)
paths = st.sampled_from(
    [
        *("attributes.a.0", "attributes.task.queueName", "attributes.task.a.attributes.b"),
        *("attributes.attributes.a", "task.attributes.a", "task.queueName", "subject", "call.x"),
        *("worker.attributes.a-b", "b.c", "attributes.a b.c", "attributes.a attributes.b", "attributes. a"),
        *("attributes.a ", " attributes.a", "\n task.queueName\n", "Attributes.task.queueName"),
        "Attributes.a",
    ]
)
templates = st.lists(paths.map(lambda path: f"{{{{{path}}}}}") | parts, min_size=1, max_size=4).map("".join)
sources = (
    st.lists(parts, min_size=1, max_size=4).map(".".join)
    | templates
    | paths
    | st.text(st.characters(exclude_categories=["C"]))  # only the plugin knows that a text shows nothing
)


def takes(section: dict[str, object]) -> tuple[bool, bool]:
    """Return whether the plugin and the schema take a section."""
    _, warnings = parse({"features": {SECTION: section}}, None)
    return not warnings, Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).is_valid(section)


@given(
    st.lists(
        st.sampled_from(
            [*("Contact", "most", "recent", "Recent", "recnt", "_", "__", "c", "x", "ns", "1", "-")]
        ),
        min_size=1,
        max_size=4,
    ).map("".join)
)
@example("most_recent")
@example("PersonAccount")
@example("Flex_Key__c")
@example("Knowledge__kav")
def test_the_schema_and_the_plugin_take_the_same_objects(name: str) -> None:
    assert takes({"prefer": [name]}) in [(True, True), (False, False)]


def test_the_patterns_of_the_schema_are_patterns_in_javascript_too() -> None:
    patterns = re.findall(r'"pattern": ("(?:[^"\\]|\\.)*")', SCHEMA.read_text("utf-8"))
    assert len(patterns) > 9
    engine = MiniRacer()
    for pattern in patterns:
        engine.eval(f"new RegExp({pattern}, 'u').source")


@example("queueName.a")
@example("1.2.3")
@given(sources)
def test_the_schema_and_the_plugin_take_the_same_sources(source: str) -> None:
    assert takes({"activity_fields": {"A__c": source}}) in [(True, True), (False, False)]


@given(sources.map(str.strip))
def test_the_schema_and_the_plugin_take_the_same_attributes(path: str) -> None:
    assert takes({"search_attributes": [path]}) in [(True, True), (False, False)]
