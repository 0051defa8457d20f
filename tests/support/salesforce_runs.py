"""Deploys and checks on the fake org, through the library, with a clock that does not wait."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from build.remote.progress import Progress, Silence
from build.remote.retry import Clock
from build.salesforce.client.credentials import Credentials, find_credentials
from build.salesforce.client.org import Org
from build.salesforce.client.transport import OrgTransport
from build.salesforce.deploy import deploy, plan_package
from build.salesforce.deploy_result import DeployResult
from build.salesforce.doctor.run import CheckResults, run_checks
from build.salesforce.doctor.snapshot import Expected
from build.salesforce.org_package import OrgPackage, read_package
from tests.support.fake_org import FakeOrg
from tests.support.org_project import make_project, settings
from tests.support.twilio_runs import moving_clock

FLEX = "https://flex.twilio.com/agent-desktop"


def package(folder: Path) -> OrgPackage:
    """Return the small package."""
    return read_package(make_project(folder / "salesforce"), settings())


@contextmanager
def bound(
    fake: FakeOrg,
    *,
    credentials: Credentials | None = None,
    clock: Clock | None = None,
    progress: Progress | None = None,
    wire: httpx.BaseTransport | None = None,
) -> Iterator[Org]:
    """Return the API of the fake, by default with its token and a clock that only sleeping moves."""
    clock = clock or moving_clock()
    chosen = credentials or find_credentials({"PATH": "", **fake.environ})
    with OrgTransport(chosen, clock=clock, wire=wire) as http:
        yield Org(http, "66.0", clock, progress or Silence())


def run_deploy(
    fake: FakeOrg,
    small_package: OrgPackage,
    *,
    check_only: bool = False,
    clock: Clock | None = None,
    progress: Progress | None = None,
    reset: bool = False,
    wire: httpx.BaseTransport | None = None,
) -> DeployResult:
    """Run a whole deploy like the command. Raises ReleaseError."""
    with bound(fake, clock=clock, progress=progress, wire=wire) as org:
        plan = plan_package(org, small_package, reset=reset)
        return deploy(org, plan, plan.archive.source, lambda *_: True, check_only=check_only)


def run_doctor(fake: FakeOrg, small_package: OrgPackage, *, flex: str = FLEX) -> CheckResults:
    """Run all checks like the command. Raises ReleaseError."""
    with bound(fake) as org:
        return run_checks(org, Expected(small_package, flex, "a test"))
