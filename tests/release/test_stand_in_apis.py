"""The stand-in for Twilio, API by API: what it remembers, and what it refuses as Twilio does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from .http_requests import SERVICE, send
from .twilio_stand_in import Row, TwilioStandIn, build_fails, build_never_ends, others

CONFIGURATION = "flex-api.twilio.com/v1/Configuration"
SERVICES = "serverless.twilio.com/v1/Services"
UPLOADS = "serverless-upload.twilio.com/v1/Services"


@pytest.fixture
def twilio() -> Iterator[TwilioStandIn]:
    with TwilioStandIn() as stand_in:
        yield stand_in


@pytest.fixture
def service(twilio: TwilioStandIn) -> Row:
    return others.service(twilio)


def post(twilio: TwilioStandIn, address: str, **fields: str | list[str]) -> Any:
    """The document of an answer that is no error."""
    answer = send(twilio, "POST", address, data=fields)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def refusal(twilio: TwilioStandIn, address: str, **fields: str | list[str]) -> tuple[int, str]:
    """Status and message of an error."""
    answer = send(twilio, "POST", address, data=fields)
    return answer.status_code, answer.json()["message"]


def upload(
    twilio: TwilioStandIn, service: Row, path: str, content: bytes, visibility: str = "Protected"
) -> Row:
    """A new asset with one file."""
    asset = post(twilio, f"{SERVICES}/{service['sid']}/Assets", FriendlyName="plugin-sample")
    answer = send(
        twilio,
        "POST",
        f"{UPLOADS}/{service['sid']}/Assets/{asset['sid']}/Versions",
        data={"Path": path, "Visibility": visibility},
        files={"Content": ("plugin-sample.js", content, "application/javascript")},
    )
    assert answer.status_code == 201, answer.text
    row: Row = answer.json()
    return row


def environment_of(
    twilio: TwilioStandIn, service: Row, name: str = "plugin-sample", suffix: str = "ab12c"
) -> Row:
    row: Row = post(twilio, f"{SERVICES}/{service['sid']}/Environments", UniqueName=name, DomainSuffix=suffix)
    return row


def test_the_flex_configuration_replaces_attributes_whole_and_keeps_the_others(twilio: TwilioStandIn) -> None:
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


def test_the_flex_configuration_wants_the_account_and_takes_a_form_as_well(twilio: TwilioStandIn) -> None:
    assert send(twilio, "POST", CONFIGURATION, json={"crm_enabled": True}).status_code == 400
    assert send(twilio, "POST", CONFIGURATION, json={"account_sid": "ACother"}).status_code == 400
    sids = ["ZS1", "ZS2"]
    post(twilio, CONFIGURATION, account_sid=twilio.account.sid, serverless_service_sids=sids)
    assert send(twilio, "GET", CONFIGURATION).json()["serverless_service_sids"] == sids


def test_a_service_has_a_name_of_its_own_and_is_found_by_it(twilio: TwilioStandIn, service: Row) -> None:
    assert refusal(twilio, SERVICES, UniqueName="default", FriendlyName="Again")[0] == 409
    assert refusal(twilio, SERVICES, UniqueName="other")[0] == 400
    assert send(twilio, "GET", f"{SERVICES}/default").json()["sid"] == service["sid"]
    assert post(twilio, f"{SERVICES}/{service['sid']}")["friendly_name"] == service["friendly_name"]
    assert post(twilio, f"{SERVICES}/{service['sid']}", FriendlyName="New")["friendly_name"] == "New"
    assert (service["include_credentials"], service["ui_editable"]) == (True, False)


def test_an_environment_has_a_name_and_a_domain_of_its_own(twilio: TwilioStandIn, service: Row) -> None:
    environment = environment_of(twilio, service)
    assert environment["domain_name"] == "default-1234-ab12c.twil.io"
    assert environment["build_sid"] is None
    address = f"{SERVICES}/{service['sid']}/Environments"
    taken = (409, "Environment with this UniqueName or DomainSuffix already exists.")
    assert refusal(twilio, address, UniqueName="plugin-sample", DomainSuffix="other") == taken
    assert refusal(twilio, address, UniqueName="other", DomainSuffix="ab12c") == taken
    assert refusal(twilio, address, UniqueName="other", DomainSuffix="a" * 17)[0] == 400
    assert refusal(twilio, address, UniqueName="x" * 101)[0] == 400


def test_an_upload_keeps_every_byte_of_the_file(twilio: TwilioStandIn, service: Row) -> None:
    content = bytes(range(256)) * 3 + b"\r\n--\r\n\r\n--x\r\n" + "ä\u2028\n".encode() + b"\r"
    row = upload(twilio, service, "plugins/a.js", content)
    assert twilio.account.contents[row["sid"]] == content
    assert (row["path"], row["visibility"]) == ("/plugins/a.js", "protected")
    file = twilio.requests[-1].files["Content"]
    assert (file.filename, file.content_type) == ("plugin-sample.js", "application/javascript")


def test_an_upload_is_refused_at_the_wrong_host_without_a_file_or_with_a_bad_path(
    twilio: TwilioStandIn, service: Row
) -> None:
    asset = post(twilio, f"{SERVICES}/{service['sid']}/Assets", FriendlyName="a")
    versions = f"/{service['sid']}/Assets/{asset['sid']}/Versions"
    file = {"Content": ("a.js", b"1", "application/javascript")}
    good = {"Path": "/a.js", "Visibility": "Public"}
    assert send(twilio, "POST", SERVICES + versions, data=good, files=file).status_code == 405
    assert refusal(twilio, UPLOADS + versions, Path="/a.js", Visibility="Public")[0] == 400
    for wrong in ({"Path": "/" + "a" * 255}, {"Visibility": "Hidden"}, {"Path": ""}):
        answer = send(twilio, "POST", UPLOADS + versions, data={**good, **wrong}, files=file)
        assert answer.status_code == 400
    assert twilio.account.asset_versions == []


def test_a_build_takes_its_time_and_can_be_asked_for_its_status_alone(
    twilio: TwilioStandIn, service: Row
) -> None:
    twilio.account.polls_until_built = 2
    version = upload(twilio, service, "/a.js", b"1")
    builds = f"{SERVICES}/{service['sid']}/Builds"
    build = post(twilio, builds, AssetVersions=[version["sid"]], Runtime="latest")
    seen = [
        build["status"],
        *(_poll(twilio, f"{builds}/{build['sid']}{end}") for end in ("", "/Status", "", "")),
    ]
    assert seen == ["building", "building", "building", "completed", "completed"]
    assert [row["path"] for row in build["asset_versions"]] == ["/a.js"]


def _poll(twilio: TwilioStandIn, address: str) -> str:
    return str(send(twilio, "GET", address).json()["status"])


def test_a_build_can_fail_and_can_never_end_and_only_the_one_meant(
    twilio: TwilioStandIn, service: Row
) -> None:
    version = upload(twilio, service, "/a.js", b"1")
    twilio.faults.on("POST", "/v1/Services/*/Builds", build_fails())
    twilio.faults.on("POST", "/v1/Services/*/Builds", build_never_ends(), nth=2)
    ends = []
    for _ in range(3):
        builds = f"{SERVICES}/{service['sid']}/Builds"
        build = post(twilio, builds, AssetVersions=version["sid"])
        ends.append([_poll(twilio, f"{builds}/{build['sid']}/Status") for _ in range(20)][-1])
    assert ends == ["failed", "building", "completed"]


def test_a_build_wants_known_versions_with_different_paths(twilio: TwilioStandIn, service: Row) -> None:
    builds = f"{SERVICES}/{service['sid']}/Builds"
    a, b, c = (upload(twilio, service, path, b"1")["sid"] for path in ("/a.js", "/a.js", "/c.js"))
    message = "At least one Function Version or Asset Version is required for Build."
    assert refusal(twilio, builds) == (400, message)
    assert refusal(twilio, builds, AssetVersions=[a, b])[0] == 400
    assert refusal(twilio, builds, AssetVersions=["ZN" + "0" * 32])[0] == 400
    assert refusal(twilio, builds, AssetVersions=[a], FunctionVersions=["ZN" + "0" * 32])[0] == 400
    assert len(post(twilio, builds, AssetVersions=[a, c])["asset_versions"]) == 2


def test_a_deployment_is_refused_unless_it_says_that_it_is_a_plugin(
    twilio: TwilioStandIn, service: Row
) -> None:
    version = upload(twilio, service, "/plugins/a.js", b"1", "Public")
    environment = environment_of(twilio, service)
    builds = f"{SERVICES}/{service['sid']}/Builds"
    build = post(twilio, builds, AssetVersions=[version["sid"]])["sid"]
    deployments = f"{SERVICES}/{service['sid']}/Environments/{environment['sid']}/Deployments"
    not_yet = refusal(twilio, deployments, BuildSid=build, IsPlugin="true")
    assert not_yet == (400, f"Build {build} is not completed")
    _poll(twilio, f"{builds}/{build}")
    _poll(twilio, f"{builds}/{build}")
    status, message = refusal(twilio, deployments, BuildSid=build)
    assert (status, message[:52]) == (400, "You cannot deploy Flex Plugins via the Serverless AP")
    assert refusal(twilio, deployments, BuildSid=build, IsPlugin="false")[0] == 400
    assert twilio.account.deployments == []
    assert post(twilio, deployments, BuildSid=build, IsPlugin="true")["build_sid"] == build
    there = (409, "Environment already has requested deployment.")
    assert refusal(twilio, deployments, BuildSid=build, IsPlugin="true") == there
    address = f"{SERVICES}/{service['sid']}/Environments/{environment['sid']}"
    assert send(twilio, "GET", address).json()["build_sid"] == build


def test_the_domain_serves_public_files_without_credentials_and_no_protected_ones(
    twilio: TwilioStandIn, service: Row
) -> None:
    versions = [
        upload(twilio, service, "/plugins/a/1.0.0/bundle.js", b"public", "Public"),
        upload(twilio, service, "/plugins/a/1.1.0/bundle.js", b"secret", "Protected"),
    ]
    environment = others.deployed_environment(twilio, service, "a", versions)
    domain = environment["domain_name"]
    public = send(twilio, "GET", f"{domain}/plugins/a/1.0.0/bundle.js", auth=None)
    assert (public.content, public.headers["Content-Type"]) == (b"public", "application/javascript")
    assert send(twilio, "GET", f"{domain}/plugins/a/1.1.0/bundle.js", auth=None).status_code == 403
    assert send(twilio, "GET", f"{domain}/plugins/a/9.9.9/bundle.js", auth=None).status_code == 404
    assert send(twilio, "GET", "other.twil.io/plugins/a/1.0.0/bundle.js", auth=None).status_code == 404


def test_a_plugin_is_found_by_name_and_an_update_changes_only_what_is_sent(twilio: TwilioStandIn) -> None:
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


def test_a_version_is_taken_once_and_the_newest_comes_first(twilio: TwilioStandIn) -> None:
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


def test_a_configuration_keeps_phases_and_order_and_refuses_what_cannot_be_loaded(
    twilio: TwilioStandIn,
) -> None:
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


def test_a_release_makes_a_configuration_active_and_an_older_one_active_again(twilio: TwilioStandIn) -> None:
    old = others.released_plugins(twilio, 1)
    others.moved_release(twilio)
    again = post(twilio, f"{SERVICE}/Releases", ConfigurationId=old["configuration_sid"])
    rows = send(twilio, "GET", f"{SERVICE}/Releases").json()["releases"]
    assert len(rows) == 3
    assert rows[0] == again
    assert send(twilio, "GET", f"{SERVICE}/Releases/{again['sid']}").json() == again
    assert refusal(twilio, f"{SERVICE}/Releases", ConfigurationId="FJnone")[0] == 400


def test_what_is_archived_is_archived_once_and_can_no_longer_be_used(twilio: TwilioStandIn) -> None:
    release = others.released_plugins(twilio, 1, prefix="a")
    sid = release["configuration_sid"]
    for address in ("Plugins/a-0/Versions/1.0.0", "Plugins/a-0", f"Configurations/{sid}"):
        assert post(twilio, f"{SERVICE}/{address}/Archive")["archived"] is True
        assert refusal(twilio, f"{SERVICE}/{address}/Archive")[0] == 400
    assert refusal(twilio, f"{SERVICE}/Releases", ConfigurationId=sid)[0] == 400
    new = refusal(twilio, f"{SERVICE}/Plugins/a-0/Versions", Version="2.0.0", PluginUrl="https://x/y.js")
    assert new == (400, "The plugin is archived.")
    row = send(twilio, "GET", f"{SERVICE}/Configurations/{sid}/Plugins").json()["plugins"][0]
    assert (row["plugin_archived"], row["plugin_version_archived"]) == (True, True)


def test_a_service_and_an_environment_go_with_what_is_in_them(twilio: TwilioStandIn, service: Row) -> None:
    version = others.asset(twilio, service, "/a.js")
    environment = others.deployed_environment(twilio, service, "a", [version])
    build = f"{SERVICES}/{service['sid']}/Builds/{environment['build_sid']}"
    assert send(twilio, "DELETE", build).status_code == 409
    address = f"{SERVICES}/{service['sid']}/Environments/{environment['sid']}"
    assert send(twilio, "DELETE", address).status_code == 204
    assert send(twilio, "GET", address).status_code == 404
    assert send(twilio, "DELETE", build).status_code == 204
    assert send(twilio, "DELETE", f"{SERVICES}/{service['sid']}").status_code == 204
    account = twilio.account
    assert [account.services, account.assets, account.asset_versions, account.builds] == [[], [], [], []]
