"""The fake's services, environments, files, builds and deployments: kept, and refused as Twilio does."""

from __future__ import annotations

import pytest

from build.demo.twilio_api import FakeTwilio, Row, build_fails, build_never_ends, others
from tests.twilio.http_requests import post, refusal, send

SERVICES = "serverless.twilio.com/v1/Services"
UPLOADS = "serverless-upload.twilio.com/v1/Services"


@pytest.fixture
def service(twilio: FakeTwilio) -> Row:
    return others.service(twilio)


def upload(twilio: FakeTwilio, service: Row, path: str, content: bytes, visibility: str = "Protected") -> Row:
    """Return a new asset with one file."""
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
    twilio: FakeTwilio, service: Row, name: str = "plugin-sample", suffix: str = "ab12c"
) -> Row:
    row: Row = post(twilio, f"{SERVICES}/{service['sid']}/Environments", UniqueName=name, DomainSuffix=suffix)
    return row


def test_a_service_has_a_unique_name_and_is_found_by_it(twilio: FakeTwilio, service: Row) -> None:
    assert refusal(twilio, SERVICES, UniqueName="default", FriendlyName="Again")[0] == 409
    assert refusal(twilio, SERVICES, UniqueName="other")[0] == 400
    assert send(twilio, "GET", f"{SERVICES}/default").json()["sid"] == service["sid"]
    assert post(twilio, f"{SERVICES}/{service['sid']}")["friendly_name"] == service["friendly_name"]
    assert post(twilio, f"{SERVICES}/{service['sid']}", FriendlyName="New")["friendly_name"] == "New"
    assert (service["include_credentials"], service["ui_editable"]) == (True, False)


def test_an_environment_has_a_unique_name_and_domain(twilio: FakeTwilio, service: Row) -> None:
    environment = environment_of(twilio, service)
    assert environment["domain_name"] == "default-1234-ab12c.twil.io"
    assert environment["build_sid"] is None
    address = f"{SERVICES}/{service['sid']}/Environments"
    taken = (409, "Environment with this UniqueName or DomainSuffix already exists.")
    assert refusal(twilio, address, UniqueName="plugin-sample", DomainSuffix="other") == taken
    assert refusal(twilio, address, UniqueName="other", DomainSuffix="ab12c") == taken
    assert refusal(twilio, address, UniqueName="other", DomainSuffix="a" * 17)[0] == 400
    assert refusal(twilio, address, UniqueName="x" * 101)[0] == 400


def test_an_upload_keeps_every_byte_of_the_file(twilio: FakeTwilio, service: Row) -> None:
    content = bytes(range(256)) * 3 + b"\r\n--\r\n\r\n--x\r\n" + "ä\u2028\n".encode() + b"\r"
    row = upload(twilio, service, "plugins/a.js", content)
    assert twilio.account.contents[row["sid"]] == content
    assert (row["path"], row["visibility"]) == ("/plugins/a.js", "protected")
    file = twilio.requests[-1].files["Content"]
    assert (file.filename, file.content_type) == ("plugin-sample.js", "application/javascript")


def test_an_upload_is_refused_at_the_wrong_host_without_a_file_or_with_a_bad_path(
    twilio: FakeTwilio, service: Row
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


def test_a_build_takes_time_and_reports_its_status(twilio: FakeTwilio, service: Row) -> None:
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


def _poll(twilio: FakeTwilio, address: str) -> str:
    return str(send(twilio, "GET", address).json()["status"])


def test_a_fault_makes_only_its_build_fail_or_never_end(twilio: FakeTwilio, service: Row) -> None:
    version = upload(twilio, service, "/a.js", b"1")
    twilio.faults.on("POST", "/v1/Services/*/Builds", build_fails())
    twilio.faults.on("POST", "/v1/Services/*/Builds", build_never_ends(), nth=2)
    ends = []
    for _ in range(3):
        builds = f"{SERVICES}/{service['sid']}/Builds"
        build = post(twilio, builds, AssetVersions=version["sid"])
        ends.append([_poll(twilio, f"{builds}/{build['sid']}/Status") for _ in range(20)][-1])
    assert ends == ["failed", "building", "completed"]


def test_a_build_needs_existing_versions_with_different_paths(twilio: FakeTwilio, service: Row) -> None:
    builds = f"{SERVICES}/{service['sid']}/Builds"
    a, b, c = (upload(twilio, service, path, b"1")["sid"] for path in ("/a.js", "/a.js", "/c.js"))
    message = "At least one Function Version or Asset Version is required for Build."
    assert refusal(twilio, builds) == (400, message)
    assert refusal(twilio, builds, AssetVersions=[a, b])[0] == 400
    assert refusal(twilio, builds, AssetVersions=["ZN" + "0" * 32])[0] == 400
    assert refusal(twilio, builds, AssetVersions=[a], FunctionVersions=["ZN" + "0" * 32])[0] == 400
    assert len(post(twilio, builds, AssetVersions=[a, c])["asset_versions"]) == 2


def test_a_deployment_without_is_plugin_is_refused(twilio: FakeTwilio, service: Row) -> None:
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
    already_requested = (409, "Environment already has requested deployment.")
    assert refusal(twilio, deployments, BuildSid=build, IsPlugin="true") == already_requested
    address = f"{SERVICES}/{service['sid']}/Environments/{environment['sid']}"
    assert send(twilio, "GET", address).json()["build_sid"] == build


def test_the_domain_serves_public_files_without_credentials_and_no_protected_ones(
    twilio: FakeTwilio, service: Row
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


def test_a_service_and_an_environment_are_deleted_with_their_contents(
    twilio: FakeTwilio, service: Row
) -> None:
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


def test_functions_and_dependencies_of_an_earlier_build_can_be_kept(twilio: FakeTwilio, service: Row) -> None:
    values = {"service_sid": service["sid"], "path": "/flex/function", "visibility": "public"}
    function = twilio.account.new("ZN", "https://serverless.twilio.com", values)
    twilio.account.function_versions.append(function)
    builds = f"{SERVICES}/{service['sid']}/Builds"
    needed = '[{"name":"lodash","version":"4.17.21"}]'
    assert refusal(twilio, builds, FunctionVersions=function["sid"], Dependencies="lodash")[0] == 400
    build = post(twilio, builds, FunctionVersions=function["sid"], Dependencies=needed)
    assert build["dependencies"] == [{"name": "lodash", "version": "4.17.21"}]
    assert [row["sid"] for row in build["function_versions"]] == [function["sid"]]


def test_a_deployed_function_needs_a_token(twilio: FakeTwilio) -> None:
    domain = others.deployed_function(twilio, "/flex/function")["domain_name"]
    assert send(twilio, "GET", f"{domain}/flex/function", auth=None).status_code == 403
    assert send(twilio, "GET", f"{domain}/flex/other", auth=None).status_code == 404
