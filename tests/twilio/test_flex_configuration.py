"""The account's Flex configuration is read, merged and written without losing what is not ours."""

from __future__ import annotations

import copy

import pytest

from build.remote.errors import InputError
from build.twilio.client.flex_configuration import with_flags
from tests.support.recorded import Recorded, bound

DATA = {
    "account_sid": "AC1",
    "serverless_service_sids": None,
    "ui_version": "~2.7.0",
    "ui_dependencies": {"react": "17.0.2"},
    "ui_attributes": {"theme": {"a": 1}, "custom_data": {"features": {"salesforce_integration": {"x": 1}}}},
}


def test_the_fields_in_use_are_read_and_a_list_of_services_may_be_null() -> None:
    transport = Recorded(DATA)
    answer = bound(transport).configuration.read()
    assert (answer.account_sid, answer.service_sids, answer.ui_version) == ("AC1", (), "~2.7.0")
    assert answer.ui_dependencies == {"react": "17.0.2"}
    assert answer.flags == {"x": 1}
    assert (transport.only.method, transport.only.host, transport.only.path) == (
        "GET",
        "flex-api.twilio.com",
        "/v1/Configuration",
    )


@pytest.mark.parametrize(
    "attributes",
    [None, {}, {"custom_data": None}, {"custom_data": {"features": 5}}, {"custom_data": {"features": {}}}],
)
def test_an_account_without_the_feature_has_no_flags(attributes: object) -> None:
    transport = Recorded({**DATA, "ui_attributes": attributes})
    assert bound(transport).configuration.read().flags == {}


def test_services_are_registered_as_json_with_the_existing_ones() -> None:
    transport = Recorded({**DATA, "serverless_service_sids": ["ZS0", "ZS1"]})
    assert bound(transport).configuration.register_services("AC1", ("ZS0", "ZS1")).service_sids == (
        "ZS0",
        "ZS1",
    )
    assert (transport.only.method, transport.only.path) == ("POST", "/v1/Configuration")
    assert transport.only.body == {"account_sid": "AC1", "serverless_service_sids": ["ZS0", "ZS1"]}


def test_all_attributes_are_written_since_twilio_replaces_them() -> None:
    transport = Recorded(DATA)
    bound(transport).configuration.write_ui_attributes("AC1", {"theme": {"a": 1}})
    assert transport.only.body == {"account_sid": "AC1", "ui_attributes": {"theme": {"a": 1}}}


def test_flags_are_merged_and_every_other_key_stays() -> None:
    attributes: dict[str, object] = {
        "theme": {"a": 1},
        "custom_data": {
            "other": [1, 2],
            "features": {
                "another": {"enabled": True},
                "salesforce_integration": {"enabled": False, "kept": "x", "deep": {"a": 1, "b": [1, 2]}},
            },
        },
    }
    before = copy.deepcopy(attributes)
    merged = with_flags(attributes, {"enabled": True, "deep": {"b": [3], "c": 4}, "new": "y"})
    assert merged == {
        "theme": {"a": 1},
        "custom_data": {
            "other": [1, 2],
            "features": {
                "another": {"enabled": True},
                "salesforce_integration": {
                    "enabled": True,
                    "kept": "x",
                    "deep": {"a": 1, "b": [3], "c": 4},
                    "new": "y",
                },
            },
        },
    }
    assert attributes == before


@pytest.mark.parametrize("attributes", [{}, {"custom_data": None}, {"custom_data": {"features": None}}])
def test_missing_levels_are_created(attributes: dict[str, object]) -> None:
    assert with_flags(attributes, {"enabled": True}) == {
        "custom_data": {"features": {"salesforce_integration": {"enabled": True}}}
    }


@pytest.mark.parametrize(
    ("attributes", "place"),
    [
        ({"custom_data": []}, "ui_attributes.custom_data of"),
        ({"custom_data": {"features": "x"}}, "ui_attributes.custom_data.features of"),
        ({"custom_data": {"features": {"salesforce_integration": True}}}, "salesforce_integration of"),
    ],
)
def test_a_value_of_another_type_is_never_overwritten(attributes: dict[str, object], place: str) -> None:
    with pytest.raises(InputError, match=place):
        with_flags(attributes, {"enabled": True})
