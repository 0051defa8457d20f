"""The schema of the feature's configuration lists what the plugin reads, and README.md shows it."""

from __future__ import annotations

import json

from jsonschema import Draft202012Validator

from build.bundle.feature import DOCUMENT, SCHEMA, patterns, properties, with_patterns, with_table
from flex_sfdc.configuration import DEFAULTS, SECTION, parse
from tests.support.cases import each

VALUES = [
    None,
    True,
    False,
    0,
    1.5,
    "",
    "x",
    "66.0",
    "Channel__c",
    [],
    ["https://a.example"],
    ["no"],
    {},
    {"A": "b"},
]


def validator() -> Draft202012Validator:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def test_the_schema_repeats_the_plugins_own_rules() -> None:
    text = SCHEMA.read_text("utf-8")
    assert with_patterns(text) == text
    kinds = json.dumps(patterns()["kinds"])
    assert with_patterns(text.replace(kinds, '"^(inbound)$"')) == text


def test_the_schema_has_the_plugins_keys_and_defaults() -> None:
    assert {key: schema["default"] for key, schema in properties().items()} == DEFAULTS


@each("key", DEFAULTS)
def test_the_plugin_warns_of_exactly_what_the_schema_refuses(key: str) -> None:
    schema = validator()
    for value in VALUES:
        section = {key: value}
        _, warnings = parse({"features": {SECTION: section}}, None)
        assert bool(warnings) == (not schema.is_valid(section)), (value, warnings)


def test_an_unknown_key_is_refused_by_both() -> None:
    assert parse({"features": {SECTION: {"colour": 1}}}, None)[1]
    assert not validator().is_valid({"colour": 1})


def test_the_table_in_the_readme_is_that_of_the_schema() -> None:
    text = DOCUMENT.read_text("utf-8")
    assert "<!-- table: configuration -->" in text
    assert with_table(text) == text, "run `python -m build.bundle.feature`"
