"""Deploys on a fake Twilio: the requests, the result, the refusals."""

from __future__ import annotations

from dataclasses import replace

import pytest

from build.demo.twilio_api import FakeTwilio, build_fails, build_never_ends, first, others, refuse
from build.remote.errors import Conflict, InputError, ReleaseError
from build.twilio.client.serverless import BuildFailed, BuildUnfinished
from tests.support.twilio_runs import PLUGIN, SECOND, RecordedProgress, run_deploy, served_files

FOLDER = "/plugins/plugin-x/1.0.0"


def _changes(twilio: FakeTwilio) -> list[str]:
    """Return the requests that change something, without SIDs."""
    return [f"{change.host.split('.')[0]} {'/'.join(_named(change.path))}" for change in twilio.changes]


def _named(path: str) -> list[str]:
    return ["*" if len(part) == 34 else part for part in path.split("/")[2:]]


def test_a_deploy_to_an_empty_account_sends_the_requests_of_the_official_command_line_in_order(
    twilio: FakeTwilio,
) -> None:
    done = run_deploy(twilio)
    assert _changes(twilio) == [
        "serverless Services",
        "flex-api Configuration",
        "serverless Services/*/Environments",
        "serverless Services/*/Assets",
        "serverless-upload Services/*/Assets/*/Versions",
        "serverless Services/*/Assets",
        "serverless-upload Services/*/Assets/*/Versions",
        "serverless Services/*/Builds",
        "serverless Services/*/Environments/*/Deployments",
        "flex-api PluginService/Plugins",
        "flex-api PluginService/Plugins/plugin-x/Versions",
    ]
    sent = twilio.changes
    assert sent[3].fields == (("FriendlyName", "plugin-x"),)
    assert sent[4].fields == (("Path", f"{FOLDER}/bundle.js"), ("Visibility", "Protected"))
    assert sent[4].files["Content"].filename == "plugin-x.js"
    assert sent[6].fields == (("Path", f"{FOLDER}/bundle.js.map"), ("Visibility", "Protected"))
    assert sent[7].value("Runtime") == "latest"
    assert sent[8].value("IsPlugin") == "true"
    assert dict(sent[9].fields) == {
        "UniqueName": "plugin-x",
        "FriendlyName": "The X",
        "Description": "What X does",
    }
    assert dict(sent[10].fields) == {
        "Version": "1.0.0",
        "PluginUrl": done.version.url,
        "Private": "true",
        "Changelog": "First",
        "CliVersion": "0.1.0",
        "ValidateStatus": "failure",
    }
    assert done.version.url == f"https://{done.domain}{FOLDER}/bundle.js"
    assert served_files(twilio) == {
        f"{FOLDER}/bundle.js": PLUGIN.bundle,
        f"{FOLDER}/bundle.js.map": PLUGIN.source_map,
    }


def test_a_public_deploy_is_public_in_both_places(twilio: FakeTwilio) -> None:
    run_deploy(twilio, replace(PLUGIN, public=True))
    assert {row["visibility"] for row in twilio.account.asset_versions} == {"public"}
    assert twilio.account.versions[0]["private"] is False


def test_the_second_version_keeps_every_earlier_file_and_the_functions_and_dependencies(
    twilio: FakeTwilio,
) -> None:
    run_deploy(twilio)
    build = twilio.account.builds[0]
    function = {"sid": "ZN" + "f" * 32, "service_sid": build["service_sid"], "path": "/theirs"}
    twilio.account.function_versions.append(function)
    build["function_versions"] = [function]
    build["dependencies"] = [{"name": "lodash", "version": "4.17.21"}]
    run_deploy(twilio, SECOND)
    assert list(served_files(twilio)) == [
        f"{FOLDER}/bundle.js",
        f"{FOLDER}/bundle.js.map",
        "/plugins/plugin-x/1.1.0/bundle.js",
        "/plugins/plugin-x/1.1.0/bundle.js.map",
    ]
    newest = twilio.account.builds[-1]
    assert [row["sid"] for row in newest["function_versions"]] == [function["sid"]]
    assert newest["dependencies"] == build["dependencies"]
    assert len(twilio.account.environments) == 1


def test_the_friendly_name_and_description_that_a_person_gave_stay(twilio: FakeTwilio) -> None:
    run_deploy(twilio)
    twilio.account.plugins[0].update(friendly_name="Ours", description="")
    progress = RecordedProgress([], [])
    run_deploy(twilio, SECOND, progress=progress)
    plugin = twilio.account.plugins[0]
    assert (plugin["friendly_name"], plugin["description"]) == ("Ours", "What X does")
    assert any('("Ours"); --update-texts' in note for note in progress.notes)
    run_deploy(twilio, replace(SECOND, version="1.2.0", replace_texts=True))
    assert twilio.account.plugins[0]["friendly_name"] == "The X"


def test_a_friendly_name_that_the_official_command_line_left_there_is_replaced(twilio: FakeTwilio) -> None:
    run_deploy(twilio)
    twilio.account.plugins[0].update(friendly_name="plugin-x")
    run_deploy(twilio, SECOND)
    assert twilio.account.plugins[0]["friendly_name"] == "The X"


def test_the_same_deploy_again_sends_nothing(twilio: FakeTwilio) -> None:
    run_deploy(twilio)
    before = len(twilio.changes)
    assert run_deploy(twilio).was_deployed
    assert len(twilio.changes) == before


def test_another_bundle_under_a_version_that_is_taken_is_refused_before_anything_is_sent(
    twilio: FakeTwilio,
) -> None:
    run_deploy(twilio)
    before = len(twilio.changes)
    with pytest.raises(
        InputError, match=r"1\.0\.0: is on the account already, with another bundle\. Use --bump"
    ):
        run_deploy(twilio, replace(PLUGIN, bundle=b"// changed"))
    assert len(twilio.changes) == before


def test_with_an_api_key_the_changelog_identifies_a_taken_version_and_that_is_reported(
    twilio: FakeTwilio,
) -> None:
    run_deploy(twilio, key=True)
    progress = RecordedProgress([], [])
    assert run_deploy(twilio, key=True, progress=progress).was_deployed
    assert any("can only be checked with TWILIO_AUTH_TOKEN" in note for note in progress.notes)
    with pytest.raises(InputError, match="with another changelog"):
        run_deploy(twilio, replace(PLUGIN, changelog="Another"), key=True)


def test_a_changelog_that_names_the_bundle_proves_it_with_an_api_key_too(twilio: FakeTwilio) -> None:
    plugin = replace(PLUGIN, changelog=f"bundle sha256 {PLUGIN.bundle_sha256}")
    run_deploy(twilio, plugin, key=True)
    progress = RecordedProgress([], [])
    assert run_deploy(twilio, plugin, key=True, progress=progress).was_deployed
    assert not progress.notes


def test_a_registered_version_that_is_not_served_is_not_deployed(twilio: FakeTwilio) -> None:
    others.plugin_version(twilio, "plugin-x", "1.0.0")
    with pytest.raises(InputError, match="its bundle is not served by this account"):
        run_deploy(twilio)


def test_the_version_must_exceed_every_existing_one_whatever_was_deployed_last(twilio: FakeTwilio) -> None:
    others.plugin_version(twilio, "plugin-x", "2.0.0")
    others.plugin_version(twilio, "plugin-x", "1.0.1")
    with pytest.raises(InputError, match=r"must be higher than 2\.0\.0"):
        run_deploy(twilio)
    assert not twilio.changes


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"changelog": "é" * 1001}, "changelog of the plugin: has 1001 characters"),
        ({"description": "x" * 501}, "description of the plugin: has 501 characters"),
        ({"bundle": b"x" * (10 * 1024 * 1024)}, "upload plugin-x.js: it has 10,485,760 bytes"),
    ],
)
def test_values_that_twilio_rejects_are_refused_before_anything_is_sent(
    twilio: FakeTwilio, change: dict[str, object], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        run_deploy(twilio, replace(PLUGIN, **change))  # type: ignore[arg-type]
    assert not twilio.changes


def test_a_thousand_characters_are_counted_as_characters(twilio: FakeTwilio) -> None:
    run_deploy(twilio, replace(PLUGIN, changelog="é" * 1000))
    assert twilio.account.versions[0]["changelog"] == "é" * 1000


def test_a_service_that_flex_knows_is_used_and_not_registered_again(twilio: FakeTwilio) -> None:
    service = others.service(twilio, registered=True)
    run_deploy(twilio)
    assert [row["sid"] for row in twilio.account.services] == [service["sid"]]
    assert not any(change.path == "/v1/Configuration" for change in twilio.changes)


def test_a_default_service_that_flex_does_not_know_is_registered_and_not_made_again(
    twilio: FakeTwilio,
) -> None:
    service = others.service(twilio)
    run_deploy(twilio)
    assert twilio.account.flex["serverless_service_sids"] == [service["sid"]]
    assert len(twilio.account.services) == 1


def test_missing_services_leave_the_registration_in_the_request_that_adds_ours(
    twilio: FakeTwilio,
) -> None:
    missing = "ZS" + "0" * 32
    twilio.account.flex["serverless_service_sids"] = [missing]
    run_deploy(twilio)
    (service,) = twilio.account.services
    assert twilio.account.flex["serverless_service_sids"] == [service["sid"]]
    assert sum(change.path == "/v1/Configuration" for change in twilio.changes) == 1


def test_other_plugins_and_their_environments_are_left_alone_with_more_than_a_page_of_each(
    twilio: FakeTwilio,
) -> None:
    service = others.service(twilio, registered=True)
    for number in range(60):
        files = [others.asset(twilio, service, f"/plugins/plugin-{number}/1.0.0/bundle.js")]
        others.deployed_environment(twilio, service, f"plugin-{number}", files)
    before = [dict(row) for row in twilio.account.environments]
    run_deploy(twilio)
    run_deploy(twilio, SECOND)
    assert twilio.account.environments[:60] == before
    assert len(twilio.account.environments) == 61


def test_a_taken_domain_is_retried_with_another_suffix(twilio: FakeTwilio) -> None:
    twilio.faults.on("POST", "/v1/Services/*/Environments", refuse(409), times=2)
    run_deploy(twilio)
    suffixes = [
        change.value("DomainSuffix") for change in twilio.changes if change.path.endswith("/Environments")
    ]
    assert len(set(suffixes)) == 3


def test_a_legacy_bundle_is_reported(twilio: FakeTwilio) -> None:
    service = others.service(twilio, registered=True)
    files = [others.asset(twilio, service, "/plugins/plugin-x/0.0.0/bundle.js")]
    others.deployed_environment(twilio, service, "plugin-x", files)
    progress = RecordedProgress([], [])
    run_deploy(twilio, progress=progress)
    assert any("plugin-x 0.0.0, a legacy plugin" in note for note in progress.notes)


def test_a_build_that_fails_deploys_nothing_and_the_next_run_completes_it(twilio: FakeTwilio) -> None:
    twilio.faults.on("POST", "/v1/Services/*/Builds", build_fails())
    with pytest.raises(BuildFailed, match="wait for the build"):
        run_deploy(twilio)
    assert served_files(twilio) == {}
    assert not twilio.account.versions
    run_deploy(twilio)
    assert served_files(twilio)[f"{FOLDER}/bundle.js"] == PLUGIN.bundle
    assert len(twilio.account.assets) == 2


def test_a_build_that_never_ends_is_abandoned_and_the_next_run_completes_it(twilio: FakeTwilio) -> None:
    twilio.faults.on("POST", "/v1/Services/*/Builds", build_never_ends())
    with pytest.raises(BuildUnfinished, match="not done after 60 s"):
        run_deploy(twilio)
    assert served_files(twilio) == {}
    run_deploy(twilio)
    assert len(twilio.account.versions) == 1


def test_files_that_a_failed_run_left_deployed_are_replaced_unless_they_certainly_match(
    twilio: FakeTwilio,
) -> None:
    twilio.faults.on("POST", "/v1/PluginService/Plugins", refuse(400))
    with pytest.raises(Exception, match="register the plugin"):
        run_deploy(twilio)
    twilio.faults.clear()
    changed = replace(PLUGIN, bundle=b"// sources changed in between")
    run_deploy(twilio, changed)
    assert served_files(twilio)[f"{FOLDER}/bundle.js"] == changed.bundle
    assert len(twilio.account.assets) == 2
    assert len(twilio.account.asset_versions) == 3  # the map was the same


def test_with_an_api_key_deployed_files_of_a_failed_run_are_all_replaced(twilio: FakeTwilio) -> None:
    twilio.faults.on("POST", "/v1/PluginService/Plugins", refuse(400))
    with pytest.raises(Exception, match="register the plugin"):
        run_deploy(twilio, key=True)
    twilio.faults.clear()
    changed = replace(PLUGIN, bundle=b"// sources changed in between")
    run_deploy(twilio, changed, key=True)
    assert served_files(twilio)[f"{FOLDER}/bundle.js"] == changed.bundle
    assert len(twilio.account.assets) == 2


def _deploy_of_another(twilio: FakeTwilio) -> None:
    """Add a file to the plugin's environment, as another pipeline."""
    account = twilio.account
    environment, service = account.environments[0], account.services[0]
    files = [others.asset(twilio, service, f"/plugins/plugin-x/0.9.{len(account.deployments)}/bundle.js")]
    old = account.builds.find(sid=environment["build_sid"])
    sids = [row["sid"] for row in [*(old["asset_versions"] if old else []), *files]]
    inside = f"https://serverless.twilio.com/v1/Services/{service['sid']}"
    build = twilio.do("POST", f"{inside}/Builds", {"AssetVersions": sids})
    while twilio.do("GET", f"{inside}/Builds/{build['sid']}")["status"] == "building":
        pass
    where = f"{inside}/Environments/{environment['sid']}/Deployments"
    twilio.do("POST", where, {"BuildSid": build["sid"], "IsPlugin": "true"})


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/v1/Services/*/Builds"), ("POST", "/v1/Services/*/Environments/*/Deployments")],
)
def test_files_that_another_pipeline_deploys_during_ours_are_kept(
    twilio: FakeTwilio, method: str, path: str
) -> None:
    run_deploy(twilio)
    twilio.faults.on(method, path, first(lambda: _deploy_of_another(twilio)))
    progress = RecordedProgress([], [])
    run_deploy(twilio, SECOND, progress=progress)
    assert "/plugins/plugin-x/0.9.1/bundle.js" in served_files(twilio)
    assert f"{FOLDER}/bundle.js" in served_files(twilio)
    assert served_files(twilio)["/plugins/plugin-x/1.1.0/bundle.js"] == SECOND.bundle
    assert any("their files are kept" in note for note in progress.notes)


def test_an_environment_that_keeps_changing_is_a_conflict(twilio: FakeTwilio) -> None:
    run_deploy(twilio)
    fault = first(lambda: _deploy_of_another(twilio))
    path = f"/v1/Services/*/Environments/{twilio.account.environments[0]['sid']}"
    twilio.faults.on("GET", path, fault, times=None)
    with pytest.raises(Conflict, match="5 times during this"):
        run_deploy(twilio, SECOND)


DEPLOYMENTS = "/v1/Services/*/Environments/*/Deployments"


@pytest.mark.parametrize("times", [5, 6])
def test_a_deploy_that_displaced_files_continues_until_they_are_served_again(
    twilio: FakeTwilio, times: int
) -> None:
    run_deploy(twilio)
    twilio.faults.on("POST", DEPLOYMENTS, first(lambda: _deploy_of_another(twilio)), times=times)
    run_deploy(twilio, SECOND)
    served = served_files(twilio)
    deployed = {row["path"] for build in twilio.account.builds for row in build["asset_versions"]}
    assert set(served) == deployed
    assert served["/plugins/plugin-x/1.1.0/bundle.js"] == SECOND.bundle


def test_a_deploy_that_cannot_restore_displaced_files_names_them(twilio: FakeTwilio) -> None:
    run_deploy(twilio)
    twilio.faults.on("POST", DEPLOYMENTS, first(lambda: _deploy_of_another(twilio)), times=None)
    with pytest.raises(Conflict, match="25 times during this") as raised:
        run_deploy(twilio, SECOND)
    deployed = {row["path"] for build in twilio.account.builds for row in build["asset_versions"]}
    lost = deployed - set(served_files(twilio))
    assert lost
    assert all(path in raised.value.next for path in lost)


def test_a_version_that_another_pipeline_registers_first_is_a_conflict(twilio: FakeTwilio) -> None:
    run_deploy(twilio)
    path = "/v1/PluginService/Plugins/plugin-x/Versions"
    twilio.faults.on("POST", path, first(lambda: others.plugin_version(twilio, "plugin-x", "1.1.0")))
    with pytest.raises(Conflict, match="another pipeline registered that version"):
        run_deploy(twilio, SECOND)


def test_another_pipeline_that_registered_the_same_version_first_has_its_own_files_served(
    twilio: FakeTwilio,
) -> None:
    """Two bumps at the same time: the same number and different bundles in the same environment."""
    run_deploy(twilio)
    theirs = replace(SECOND, bundle=b"// theirs", changelog="Theirs")
    path = "/v1/Services/*/Environments/*/Deployments"
    twilio.faults.on("POST", path, first(lambda: run_deploy(twilio, theirs)))
    with pytest.raises(Conflict, match="another pipeline registered that version"):
        run_deploy(twilio, SECOND)
    assert twilio.account.versions[-1]["changelog"] == "Theirs"
    assert served_files(twilio)[SECOND.bundle_path] == theirs.bundle
    assert served_files(twilio)[PLUGIN.bundle_path] == PLUGIN.bundle
    assert run_deploy(twilio, theirs).was_deployed


def test_files_that_cannot_be_restored_are_reported_with_the_version_that_has_them(
    twilio: FakeTwilio,
) -> None:
    run_deploy(twilio)
    theirs = replace(SECOND, bundle=b"// theirs", changelog="Theirs")
    deployments = "/v1/Services/*/Environments/*/Deployments"
    twilio.faults.on("POST", deployments, first(lambda: run_deploy(twilio, theirs)))
    # The history is read after their deployment and after ours; the third time is to give back.
    twilio.faults.on("GET", deployments, refuse(500), nth=3, times=None)
    with pytest.raises(ReleaseError, match=r"Do not release 1\.1\.0: another pipeline registered it"):
        run_deploy(twilio, SECOND)


def test_an_archived_plugin_is_refused_before_anything_is_sent(twilio: FakeTwilio) -> None:
    run_deploy(twilio)
    twilio.account.plugins[0]["archived"] = True
    before = len(twilio.changes)
    for plugin in (PLUGIN, SECOND):
        with pytest.raises(InputError, match=r"archived on this account.* under another name"):
            run_deploy(twilio, plugin)
    assert len(twilio.changes) == before


def test_an_archived_version_does_not_count_as_deployed(twilio: FakeTwilio) -> None:
    run_deploy(twilio)
    twilio.account.versions[0]["archived"] = True
    with pytest.raises(InputError, match=r"on the account already, and archived\. Use --bump"):
        run_deploy(twilio)


def test_a_service_removed_from_flex_is_registered_again_even_if_the_version_exists(
    twilio: FakeTwilio,
) -> None:
    run_deploy(twilio)
    twilio.account.flex["serverless_service_sids"] = None
    assert not run_deploy(twilio).was_deployed
    assert twilio.account.flex["serverless_service_sids"] == [twilio.account.services[0]["sid"]]
    assert run_deploy(twilio).was_deployed
    assert len(twilio.account.versions) == 1


def test_a_service_that_is_gone_leaves_the_registration_wherever_it_is(twilio: FakeTwilio) -> None:
    run_deploy(twilio)
    twilio.account.flex["serverless_service_sids"].append("ZS" + "0" * 32)
    run_deploy(twilio, SECOND)
    assert twilio.account.flex["serverless_service_sids"] == [twilio.account.services[0]["sid"]]


def test_a_deployed_build_that_is_gone_is_reported_and_nothing_is_sent(twilio: FakeTwilio) -> None:
    run_deploy(twilio)
    twilio.account.builds.clear()
    before = len(twilio.changes)
    with pytest.raises(ReleaseError, match=r"that build is gone.* In the Twilio Console deploy another"):
        run_deploy(twilio, SECOND)
    assert len(twilio.changes) == before


def test_somebody_elses_nameless_asset_does_not_stop_a_deploy(twilio: FakeTwilio) -> None:
    others.asset(twilio, others.service(twilio, registered=True), "/theirs.js")
    twilio.account.assets[0]["friendly_name"] = None
    run_deploy(twilio)
    run_deploy(twilio, SECOND)
    assert served_files(twilio)[SECOND.bundle_path] == SECOND.bundle


def test_an_account_without_flex_is_reported(twilio: FakeTwilio) -> None:
    twilio.faults.on("GET", "/v1/Configuration", refuse(404))
    with pytest.raises(ReleaseError, match="Flex is not set up on this account"):
        run_deploy(twilio)
