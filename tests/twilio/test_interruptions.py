"""Ctrl-C at every request of the commands that change an account: the same command run again completes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

import httpx
import pytest

from build.demo.twilio_api import FakeTwilio, others
from tests.support.cases import case
from tests.support.in_process import InProcess, InterruptedAt
from tests.support.twilio_runs import (
    PLUGIN,
    SECOND,
    released_plugins,
    run_deploy,
    run_release,
    run_rollback,
    served_files,
)

Run = Callable[[FakeTwilio, httpx.BaseTransport], object]
RUNS: dict[str, Run] = {
    "first deploy": lambda twilio, wire: run_deploy(twilio, PLUGIN, wire=wire),
    "second deploy": lambda twilio, wire: run_deploy(twilio, SECOND, wire=wire),
    "release": lambda twilio, wire: run_release(twilio, "plugin-x", wire=wire),
    "new release": lambda twilio, wire: run_release(twilio, "plugin-x", is_new=True, wire=wire),
    "removal": lambda twilio, wire: run_release(twilio, disable=("plugin-x",), wire=wire),
    "rollback": lambda twilio, wire: run_rollback(
        twilio, twilio.account.releases[0]["configuration_sid"], wire=wire
    ),
}
BEFORE = {"first deploy": 0, "second deploy": 1, "release": 2, "new release": 2, "removal": 3, "rollback": 3}
"""How much of a first deploy, a second deploy and a release has been done before."""


@contextmanager
def account_before(name: str) -> Iterator[FakeTwilio]:
    with FakeTwilio() as twilio:
        others.released_plugins(twilio, 2)
        wire = InProcess(twilio)
        for earlier in ("first deploy", "second deploy", "release")[: BEFORE[name]]:
            RUNS[earlier](twilio, wire)
        yield twilio


def state(twilio: FakeTwilio) -> dict[str, object]:
    """Return what agents and the next command see."""
    account = twilio.account
    return {
        "served": served_files(twilio),
        "released": released_plugins(twilio),
        "plugins": [row["unique_name"] for row in account.plugins],
        "versions": [(row["version"], row["changelog"]) for row in account.versions],
        "services": len(account.services),
        "environments": len(account.environments),
        "registered": len(account.flex["serverless_service_sids"]),
    }


@pytest.mark.parametrize("name", RUNS)
def test_a_command_that_was_interrupted_at_any_request_is_completed_by_the_next_run(name: str) -> None:
    with account_before(name) as twilio:
        RUNS[name](twilio, InProcess(twilio))
        expected = state(twilio)
    for nth, is_done in ((nth, is_done) for nth in count(1) for is_done in (False, True)):
        with case(nth, is_done), account_before(name) as twilio:
            wire = InterruptedAt(twilio, nth, is_done=is_done)
            try:
                RUNS[name](twilio, wire)
            except KeyboardInterrupt:
                RUNS[name](twilio, InProcess(twilio))
            assert state(twilio) == expected
            if not wire.has_interrupted:
                break
    assert nth > 3
