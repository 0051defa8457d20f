"""Deploys and checks on the fake org, through the library, with a clock that does not wait."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from build.remote.progress import Progress, Silence
from build.remote.retry import Clock
from build.salesforce.client.credentials import Credentials, find_credentials
from build.salesforce.client.org import Org
from build.salesforce.client.transport import OrgTransport
from tests.support.fake_org import FakeOrg
from tests.support.twilio_runs import moving_clock


@contextmanager
def bound(
    fake: FakeOrg,
    *,
    credentials: Credentials | None = None,
    clock: Clock | None = None,
    progress: Progress | None = None,
) -> Iterator[Org]:
    """The API of the fake, by default with its token and a clock that only sleeping moves."""
    clock = clock or moving_clock()
    found = credentials or find_credentials({"PATH": "", **fake.environ})
    with OrgTransport(found, clock=clock) as http:
        yield Org(http, "66.0", clock, progress or Silence())
