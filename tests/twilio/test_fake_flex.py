"""The fake's Flex configuration, plugins and releases: kept, and refused as Twilio does."""

from __future__ import annotations

import json

from build.demo.twilio_api import FakeTwilio, others
from tests.twilio.http_requests import SERVICE, post, refusal, send

CONFIGURATION = "flex-api.twilio.com/v1/Configuration"


def test_the_flex_configuration_replaces_each_sent_attribute_and_keeps_the_others(twilio: FakeTwilio) -> None:
    send(
        twilio,
        "POST",
        CONFIGURATION,
        json={
            "account_sid": twilio.account.sid,
            "ui_attributes": {"a": {"b": 1, "c": 2}},
            "crm_enabled": True,
        },
    )
    sent = {"account_sid": twilio.account.sid, "ui_attributes": {"a": {"b": 3}}, "url": "x"}
    send(twilio, "POST", CONFIGURATION, json=sent)
    now = send(twilio, "GET", CONFIGURATION).json()
    assert now["ui_attributes"] == {"a": {"b": 3}}
    assert now["crm_enabled"] is True
    assert now["url"] == f"https://{CONFIGURATION}"


def test_the_flex_configuration_needs_the_account_and_takes_a_form_as_well(twilio: FakeTwilio) -> None:
    assert send(twilio, "POST", CONFIGURATION, json={"crm_enabled": True}).status_code == 400
    assert send(twilio, "POST", CONFIGURATION, json={"account_sid": "ACother"}).status_code == 400
    sids = ["ZS1", "ZS2"]
    post(twilio, CONFIGURATION, account_sid=twilio.account.sid, serverless_service_sids=sids)
    assert send(twilio, "GET", CONFIGURATION).json()["serverless_service_sids"] == sids


def test_a_plugin_is_found_by_name_and_an_update_changes_only_the_sent_fields(twilio: FakeTwilio) -> None:
    plugins = f"{SERVICE}/Plugins"
    made = post(twilio, plugins, UniqueName="a", FriendlyName="A", Description="what it does")
    assert refusal(twilio, plugins, UniqueName="a")[0] == 409
    assert refusal(twilio, plugins)[0] == 400
    post(twilio, f"{plugins}/a", FriendlyName="B")
    now = send(twilio, "GET", f"{plugins}/{made['sid']}").json()
    assert (now["friendly_name"], now["description"]) == ("B", "what it does")
    assert post(twilio, f"{plugins}/a", Description="")["description"] == ""
    assert refusal(twilio, f"{plugins}/a", Description="x" * 501)[0] == 400
    assert post(twilio, f"{plugins}/a", Description="ä" * 500)["description"] == "ä" * 500


def test_a_version_is_taken_once_and_the_newest_comes_first(twilio: FakeTwilio) -> None:
    plugins = f"{SERVICE}/Plugins"
    post(twilio, plugins, UniqueName="a")
    for number in ("1.0.0", "2.0.0-rc.1", "1.0.1"):
        post(twilio, f"{plugins}/a/Versions", Version=number, PluginUrl="https://x/y.js", Private="true")
    assert refusal(twilio, f"{plugins}/a/Versions", Version="1.0.0", PluginUrl="https://x/y.js")[0] == 409
    assert refusal(twilio, f"{plugins}/a/Versions", Version="1.0", PluginUrl="https://x/y.js")[0] == 400
    assert refusal(twilio, f"{plugins}/a/Versions", Version="3.0.0")[0] == 400
    rows = send(twilio, "GET", f"{plugins}/a/Versions").json()["plugin_versions"]
    assert [row["version"] for row in rows] == ["1.0.1", "2.0.0-rc.1", "1.0.0"]
    by_number = send(twilio, "GET", f"{plugins}/a/Versions/1.0.1").json()
    assert (by_number["sid"], by_number["private"]) == (rows[0]["sid"], True)


def test_a_configuration_keeps_phases_and_order_and_refuses_what_cannot_be_loaded(twilio: FakeTwilio) -> None:
    first, second, newer = (
        others.plugin_version(twilio, name, version)["sid"]
        for name, version in (("a", "1.0.0"), ("b", "1.0.0"), ("a", "2.0.0"))
    )
    configurations = f"{SERVICE}/Configurations"

    def plugins(*chosen: tuple[str, int]) -> list[str]:
        return [json.dumps({"plugin_version": sid, "phase": phase}) for sid, phase in chosen]

    made = post(twilio, configurations, Name="n", Plugins=plugins((second, 4), (first, 3)))
    rows = send(twilio, "GET", f"{configurations}/{made['sid']}/Plugins").json()["plugins"]
    assert [(row["unique_name"], row["phase"], row["version"]) for row in rows] == [
        ("b", 4, "1.0.0"),
        ("a", 3, "1.0.0"),
    ]
    assert send(twilio, "GET", f"{configurations}/{made['sid']}/Plugins/b").json()["phase"] == 4
    for wrong in (plugins((first, 3), (newer, 3)), ["FV1"], ['{"phase": 3}'], plugins(("FVnone", 3))):
        assert refusal(twilio, configurations, Name="n", Plugins=wrong)[0] == 400
    assert refusal(twilio, configurations, Plugins=plugins((first, 3)))[0] == 400
    post(twilio, f"{SERVICE}/Plugins/a/Versions/2.0.0/Archive")
    assert refusal(twilio, configurations, Name="n", Plugins=plugins((newer, 3)))[0] == 400
    assert len(twilio.account.configurations) == 1


def test_a_release_makes_a_configuration_active_and_an_older_one_active_again(twilio: FakeTwilio) -> None:
    old = others.released_plugins(twilio, 1)
    others.moved_release(twilio)
    second_release = post(twilio, f"{SERVICE}/Releases", ConfigurationId=old["configuration_sid"])
    rows = send(twilio, "GET", f"{SERVICE}/Releases").json()["releases"]
    assert len(rows) == 3
    assert rows[0] == second_release
    assert send(twilio, "GET", f"{SERVICE}/Releases/{second_release['sid']}").json() == second_release
    assert refusal(twilio, f"{SERVICE}/Releases", ConfigurationId="FJnone")[0] == 400


def test_a_resource_is_archived_once_and_can_no_longer_be_used(twilio: FakeTwilio) -> None:
    release = others.released_plugins(twilio, 1, prefix="a")
    sid = release["configuration_sid"]
    for address in ("Plugins/a-0/Versions/1.0.0", "Plugins/a-0", f"Configurations/{sid}"):
        assert post(twilio, f"{SERVICE}/{address}/Archive")["archived"] is True
        assert refusal(twilio, f"{SERVICE}/{address}/Archive")[0] == 400
    assert refusal(twilio, f"{SERVICE}/Releases", ConfigurationId=sid)[0] == 400
    new = refusal(twilio, f"{SERVICE}/Plugins/a-0/Versions", Version="2.0.0", PluginUrl="https://x/y.js")
    assert new == (400, "The plugin is archived.")
    others.plugin_version(twilio, "b", "1.0.0")
    version = others.plugin_version(twilio, "b", "2.0.0")["sid"]
    post(twilio, f"{SERVICE}/Plugins/b/Archive")
    chosen = json.dumps({"plugin_version": version, "phase": 3})
    assert refusal(twilio, f"{SERVICE}/Configurations", Name="n", Plugins=chosen)[0] == 400
    row = send(twilio, "GET", f"{SERVICE}/Configurations/{sid}/Plugins").json()["plugins"][0]
    assert (row["plugin_archived"], row["plugin_version_archived"]) == (True, True)
