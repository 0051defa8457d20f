"""Every request of a release, failing in every way: what is reported, what is left, how the next run ends.

Most go without a socket: test_fake_server.py proves that a fault is the same on the wire.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from build.demo.twilio_api import FakeTwilio, others
from tests.support.cases import case
from tests.support.in_process import InProcess
from tests.support.twilio_runs import released_plugins, run_release, run_rollback
from tests.twilio.every_fault import DONE, FAULTS, WAYS, Step, failure, says_the_step_and_the_next_step

SERVICE = "/v1/PluginService"
OF_A_RELEASE = [
    Step("look for the plugin plugin-x", "GET", f"{SERVICE}/Plugins/plugin-x"),
    Step("list the versions of plugin-x", "GET", f"{SERVICE}/Plugins/plugin-x/Versions"),
    Step("list the releases", "GET", f"{SERVICE}/Releases"),
    Step("list the plugins of the configuration", "GET", f"{SERVICE}/Configurations/*/Plugins"),
    Step("list the configurations", "GET", f"{SERVICE}/Configurations"),
    Step("create the configuration", "POST", f"{SERVICE}/Configurations"),
    Step("list the releases", "GET", f"{SERVICE}/Releases", nth=2),
    Step("release the configuration", "POST", f"{SERVICE}/Releases"),
    Step("list the releases", "GET", f"{SERVICE}/Releases", nth=3),
]
OF_A_ROLLBACK = [
    Step("list the releases", "GET", f"{SERVICE}/Releases"),
    Step("list the plugins of the configuration", "GET", f"{SERVICE}/Configurations/*/Plugins"),
    Step("look for the configuration", "GET", f"{SERVICE}/Configurations/*"),
    Step("release the configuration", "POST", f"{SERVICE}/Releases"),
]
BEFORE = {"plugin-other-0": ("1.0.0", 3), "plugin-other-1": ("1.0.0", 3)}
AFTER = {**BEFORE, "plugin-x": ("1.0.0", 2)}


@contextmanager
def fake_with_plugins() -> Iterator[FakeTwilio]:
    with FakeTwilio() as fake:
        others.released_plugins(fake, 2)
        others.plugin_version(fake, "plugin-x", "1.0.0")
        yield fake


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    with fake_with_plugins() as fake:
        yield fake


def test_the_table_has_all_requests_of_a_release_in_order(twilio: FakeTwilio) -> None:
    run_release(twilio, "plugin-x")
    assert [request.method for request in twilio.requests] == [step.method for step in OF_A_RELEASE]
    for request, step in zip(twilio.requests, OF_A_RELEASE, strict=True):
        assert request.path.count("/") == step.path.count("/")
        assert request.path.startswith(step.path.partition("*")[0])


@pytest.mark.parametrize("step", OF_A_RELEASE, ids=str)
def test_a_release_completes_or_names_the_step_and_the_next_one_completes_it(step: Step) -> None:
    for fault, for_ever in WAYS:
        with case(fault, "for ever" if for_ever else "once"), fake_with_plugins() as twilio:
            _release_goes_wrong(twilio, step, fault, for_ever)


def _release_goes_wrong(twilio: FakeTwilio, step: Step, fault: str, for_ever: bool) -> None:
    times, wire = None if for_ever else 1, InProcess(twilio)
    twilio.faults.on(step.method, step.path, FAULTS[fault], nth=step.nth, times=times)
    error = failure(lambda: run_release(twilio, "plugin-x", wire=wire))
    assert not twilio.faults.unmet()
    twilio.faults.clear()
    assert (error is None) == step.ends_well(FAULTS[fault], for_ever=for_ever), error
    if error is None:
        assert released_plugins(twilio) == AFTER
    else:
        says_the_step_and_the_next_step(error, step, fault)
        assert released_plugins(twilio) in (BEFORE, AFTER)
    run_release(twilio, "plugin-x", wire=wire)
    assert released_plugins(twilio) == AFTER
    assert len(twilio.account.configurations) == 2
    assert len(twilio.account.releases) == 2


@pytest.mark.parametrize("fault", DONE)
@pytest.mark.parametrize("step", [item for item in OF_A_RELEASE if item.method == "POST"], ids=str)
def test_a_releases_request_whose_answer_was_lost_is_not_sent_again(
    twilio: FakeTwilio, step: Step, fault: str
) -> None:
    twilio.faults.on(step.method, step.path, FAULTS[fault])
    run_release(twilio, "plugin-x")
    assert released_plugins(twilio) == AFTER
    assert len(twilio.changes) == 2


@pytest.mark.parametrize("step", OF_A_ROLLBACK, ids=str)
def test_a_rollback_completes_or_names_the_step_and_the_next_one_completes_it(step: Step) -> None:
    for fault, for_ever in WAYS:
        with case(fault, "for ever" if for_ever else "once"), fake_with_plugins() as twilio:
            _rollback_goes_wrong(twilio, step, fault, for_ever)


def _rollback_goes_wrong(twilio: FakeTwilio, step: Step, fault: str, for_ever: bool) -> None:
    wire = InProcess(twilio)
    run_release(twilio, "plugin-x", wire=wire)
    before = twilio.account.releases[0]["configuration_sid"]
    times = None if for_ever else 1
    twilio.faults.on(step.method, step.path, FAULTS[fault], nth=step.nth, times=times)
    error = failure(lambda: run_rollback(twilio, before, wire=wire))
    assert not twilio.faults.unmet()
    twilio.faults.clear()
    assert (error is None) == step.ends_well(FAULTS[fault], for_ever=for_ever), error
    if error is not None:
        says_the_step_and_the_next_step(error, step, fault)
        assert released_plugins(twilio) == AFTER
        run_rollback(twilio, before, wire=wire)
    assert released_plugins(twilio) == BEFORE
    assert len(twilio.account.releases) == 3
