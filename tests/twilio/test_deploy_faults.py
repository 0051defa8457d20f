"""Every request of a deploy, failing in every way: what is reported, what is left, how the next run ends.

Most go without a socket: test_fake_server.py proves that a fault is the same on the wire.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from build.demo.twilio_api import FakeTwilio
from build.remote.errors import ReleaseError
from build.twilio.deploy import BuiltPlugin
from tests.support.cases import case
from tests.support.in_process import InProcess
from tests.support.twilio_runs import PLUGIN, SECOND, run_deploy, served_files
from tests.twilio.every_fault import (
    DONE,
    FAULTS,
    REFUSED,
    WAYS,
    Step,
    failure,
    says_the_step_and_the_next_step,
)

NAME = "/v1/PluginService/Plugins/plugin-x"
SERVICE = "/v1/Services/*"

UPLOADING = (
    Step("create an asset", "POST", f"{SERVICE}/Assets"),
    Step("upload plugin-x.js", "POST", f"{SERVICE}/Assets/*/Versions"),
    Step("create an asset", "POST", f"{SERVICE}/Assets", nth=2),
    Step("upload plugin-x.js.map", "POST", f"{SERVICE}/Assets/*/Versions", nth=2),
    Step("start the build", "POST", f"{SERVICE}/Builds"),
)
GOING_LIVE = (
    Step("read the environment", "GET", f"{SERVICE}/Environments/*"),
    Step("deploy the build", "POST", f"{SERVICE}/Environments/*/Deployments"),
    Step("list the deployments", "GET", f"{SERVICE}/Environments/*/Deployments"),
)
ON_AN_EMPTY_ACCOUNT = (
    Step("read the Flex configuration", "GET", "/v1/Configuration"),
    Step("list the services", "GET", "/v1/Services"),
    Step("look for the plugin plugin-x", "GET", NAME),
    Step("create the service", "POST", "/v1/Services"),
    Step("read the Flex configuration", "GET", "/v1/Configuration", nth=2),
    Step("register the service with Flex", "POST", "/v1/Configuration"),
    Step("create the environment", "POST", f"{SERVICE}/Environments"),
    *UPLOADING,
    Step("read the build", "GET", f"{SERVICE}/Builds/*"),
    *GOING_LIVE,
    Step("register the plugin plugin-x", "POST", "/v1/PluginService/Plugins"),
    Step("register plugin-x 1.0.0", "POST", f"{NAME}/Versions"),
)
FOUND_ON_THE_ACCOUNT = (
    Step("read the service", "GET", SERVICE),
    Step("list the environments", "GET", f"{SERVICE}/Environments"),
    Step("read the build", "GET", f"{SERVICE}/Builds/*"),
    Step("look for the plugin plugin-x", "GET", NAME),
    Step("list the versions of plugin-x", "GET", f"{NAME}/Versions"),
    Step("list the assets", "GET", f"{SERVICE}/Assets"),
)
KNOWN_ALREADY = (
    Step("update the plugin plugin-x", "POST", NAME),
    Step("register plugin-x 1.1.0", "POST", f"{NAME}/Versions"),
)
OF_A_SECOND_VERSION = (
    Step("read the Flex configuration", "GET", "/v1/Configuration"),
    *FOUND_ON_THE_ACCOUNT,
    *UPLOADING,
    Step("read the build", "GET", f"{SERVICE}/Builds/*", nth=2),
    *GOING_LIVE,
    *KNOWN_ALREADY,
)
NO_IS_AN_ANSWER = {
    ("look for the plugin plugin-x", "404"),
    ("read the service", "404"),
    ("create the environment", "409"),
}
"""Refusals after which a deploy continues: it creates what is missing, or tries another domain."""


def _requests(twilio: FakeTwilio) -> list[tuple[str, str]]:
    return [(request.method, request.path) for request in twilio.requests]


def _is(step: Step, request: tuple[str, str]) -> bool:
    parts, wanted = request[1].split("/"), step.path.split("/")
    same = len(parts) == len(wanted) and all(b in ("*", a) for a, b in zip(parts, wanted, strict=True))
    return same and request[0] == step.method


def test_the_table_has_all_requests_of_a_deploy_in_order(twilio: FakeTwilio) -> None:
    twilio.account.polls_until_built = 0
    run_deploy(twilio)
    requests = _requests(twilio)
    assert len(requests) == len(ON_AN_EMPTY_ACCOUNT)
    assert all(map(_is, ON_AN_EMPTY_ACCOUNT, requests))
    twilio.requests.clear()
    run_deploy(twilio, SECOND)
    requests = _requests(twilio)
    assert len(requests) == len(OF_A_SECOND_VERSION)
    assert all(map(_is, OF_A_SECOND_VERSION, requests))


@pytest.mark.parametrize("step", ON_AN_EMPTY_ACCOUNT, ids=str)
def test_a_first_deploy_completes_or_names_the_step_and_the_next_one_completes_it(step: Step) -> None:
    for fault, for_ever in WAYS:
        with case(fault, "for ever" if for_ever else "once"), FakeTwilio() as twilio:
            wire = InProcess(twilio)
            _goes_wrong(twilio, wire, step, fault, for_ever, PLUGIN)
            run_deploy(twilio, wire=wire)
            _is_complete(twilio, PLUGIN)


@pytest.mark.parametrize("step", [*FOUND_ON_THE_ACCOUNT, *KNOWN_ALREADY], ids=str)
def test_a_second_version_completes_or_names_the_step_and_the_next_run_completes_it(step: Step) -> None:
    for fault, for_ever in WAYS:
        with case(fault, "for ever" if for_ever else "once"), FakeTwilio() as twilio:
            wire = InProcess(twilio)
            run_deploy(twilio, wire=wire)
            if step.words.startswith("update"):  # so that there is something to update
                twilio.account.plugins[0]["description"] = ""
            _goes_wrong(twilio, wire, step, fault, for_ever, SECOND)
            assert served_files(twilio)["/plugins/plugin-x/1.0.0/bundle.js"] == PLUGIN.bundle
            run_deploy(twilio, SECOND, wire=wire)
            _is_complete(twilio, PLUGIN, SECOND)


def _goes_wrong(
    twilio: FakeTwilio, wire: InProcess, step: Step, fault: str, for_ever: bool, plugin: BuiltPlugin
) -> None:
    """Deploy, and check the outcome."""
    times = None if for_ever else 1
    twilio.faults.on(step.method, step.path, FAULTS[fault], nth=step.nth, times=times)
    error = failure(lambda: run_deploy(twilio, plugin, wire=wire))
    assert not twilio.faults.unmet()
    twilio.faults.clear()
    is_answer = (step.words, fault) in NO_IS_AN_ANSWER
    assert is_answer or (error is None) == step.ends_well(FAULTS[fault], for_ever=for_ever), error
    if error is None:
        assert [row["version"] for row in twilio.account.versions].count(plugin.version) == 1
    elif not is_answer:
        says_the_step_and_the_next_step(error, step, fault)
    _registered_is_served(twilio)


def _registered_is_served(twilio: FakeTwilio) -> None:
    """Check that the bundle of every registered version is served."""
    paths = served_files(twilio)
    for row in twilio.account.versions:
        assert row["plugin_url"].partition(".twil.io")[2] in paths


def _is_complete(twilio: FakeTwilio, *deployed: BuiltPlugin) -> None:
    """Check that everything exists, and nothing exists twice."""
    account = twilio.account
    (service,) = account.services
    (environment,) = account.environments
    (plugin,) = account.plugins
    assert account.flex["serverless_service_sids"] == [service["sid"]]
    assert environment["unique_name"] == plugin["unique_name"] == "plugin-x"
    assert (plugin["friendly_name"], plugin["description"]) == (PLUGIN.friendly_name, PLUGIN.description)
    assert [row["version"] for row in account.versions] == [item.version for item in deployed]
    assert len(account.assets) == 2 * len(deployed)
    assert served_files(twilio) == {
        path: file.content for item in deployed for path, file in item.files.items()
    }


@pytest.mark.parametrize("fault", DONE)
@pytest.mark.parametrize("step", [item for item in ON_AN_EMPTY_ACCOUNT if item.method == "POST"], ids=str)
def test_a_deploys_request_whose_answer_was_lost_is_not_sent_again(
    twilio: FakeTwilio, step: Step, fault: str
) -> None:
    twilio.faults.on(step.method, step.path, FAULTS[fault], nth=step.nth)
    run_deploy(twilio)
    _is_complete(twilio, PLUGIN)
    assert len(twilio.changes) == sum(item.method == "POST" for item in ON_AN_EMPTY_ACCOUNT)
    assert len(twilio.account.asset_versions) == 2
    assert len(twilio.account.builds) == len(twilio.account.deployments) == 1


@pytest.mark.parametrize("fault", REFUSED)
def test_a_failed_read_before_any_change_leaves_the_account_untouched(twilio: FakeTwilio, fault: str) -> None:
    twilio.faults.on("GET", "/v1/Configuration", FAULTS[fault])
    with pytest.raises(ReleaseError, match="read the Flex configuration"):
        run_deploy(twilio, replace(PLUGIN, public=True))
    assert not twilio.changes
