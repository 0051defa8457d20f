"""Deploys and releases on the fake, through the library, with a clock that does not wait."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import httpx

from build.demo.twilio_api import FakeTwilio, Row
from build.remote.progress import Silence
from build.remote.retry import Clock
from build.twilio.client.api_base import find_api_base
from build.twilio.client.credentials import Credentials
from build.twilio.client.served_file import ServedFiles
from build.twilio.client.transport import HttpTransport
from build.twilio.client.twilio import Twilio
from build.twilio.deploy import BuiltPlugin, Comparison, Deployed, deploy, plan_plugin, read_state
from build.twilio.release.new_release import ReleaseOutcome, make_release
from build.twilio.release.rollback import roll_back
from build.twilio.release.specs import find_changes, parse_spec

PLUGIN = BuiltPlugin(
    name="plugin-x",
    version="1.0.0",
    friendly_name="The X",
    description="What X does",
    changelog="First",
    public=False,
    tool_version="0.1.0",
    bundle=b"// bundle 1.0.0",
    source_map=b'{"version": 3}',
)
SECOND = replace(PLUGIN, version="1.1.0", changelog="Second", bundle=b"// bundle 1.1.0")


@dataclass
class RecordedProgress:
    """Progress that a test can read afterwards."""

    steps: list[str]
    notes: list[str]

    def step(self, text: str) -> None:
        self.steps.append(text)

    def update(self, text: str) -> None:
        self.steps.append(text)

    def note(self, text: str) -> None:
        self.notes.append(text)


def moving_clock() -> Clock:
    """Return a clock that only sleeping moves, so that a test never waits."""
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    return Clock(seconds=lambda: now[0], wall=lambda: 1_800_000_000 + now[0], sleep=sleep)


@contextmanager
def connection(
    twilio: FakeTwilio, clock: Clock, *, key: bool = False, wire: httpx.BaseTransport | None = None
) -> Iterator[tuple[HttpTransport, Credentials]]:
    """Return a connection with the auth token, or with an API key. `wire` replaces the network."""
    user, secret = twilio.key if key else twilio.token
    credentials = Credentials(user, secret, twilio.account.sid, "a test")
    base = find_api_base(twilio.base_url, {})
    with HttpTransport(credentials, base, clock=clock, wire=wire) as http:
        yield http, credentials


def run_deploy(
    twilio: FakeTwilio,
    plugin: BuiltPlugin = PLUGIN,
    *,
    key: bool = False,
    progress: RecordedProgress | None = None,
    wire: httpx.BaseTransport | None = None,
) -> Deployed:
    """Run a whole deploy like the command. Raises ReleaseError."""
    clock = moving_clock()
    with connection(twilio, clock, key=key, wire=wire) as (http, credentials):
        api = Twilio(http, clock, progress or Silence())
        state = read_state(api, plugin.name)
        plan = plan_plugin(state, plugin, Comparison(state, ServedFiles(http, credentials)))
        return deploy(api, state, plan, plugin)


def run_release(
    twilio: FakeTwilio,
    *named: str,
    disable: tuple[str, ...] = (),
    is_new: bool = False,
    progress: RecordedProgress | None = None,
    wire: httpx.BaseTransport | None = None,
) -> ReleaseOutcome:
    """Run a whole release like the command. Raises ReleaseError."""
    with _bound(twilio, progress, wire) as api:
        specs = [parse_spec(text) for text in named]
        changes = find_changes(api, specs, disable, {"plugin-x": 2}, is_new=is_new)
        return make_release(api, changes)


def run_rollback(
    twilio: FakeTwilio,
    sid: str | None = None,
    *,
    progress: RecordedProgress | None = None,
    wire: httpx.BaseTransport | None = None,
) -> ReleaseOutcome:
    """Run a whole rollback. Raises ReleaseError."""
    with _bound(twilio, progress, wire) as api:
        return roll_back(api, sid)


@contextmanager
def _bound(
    twilio: FakeTwilio, progress: RecordedProgress | None, wire: httpx.BaseTransport | None
) -> Iterator[Twilio]:
    clock = moving_clock()
    with connection(twilio, clock, wire=wire) as (http, _):
        yield Twilio(http, clock, progress or Silence())


def served_files(twilio: FakeTwilio, name: str = "plugin-x") -> dict[str, bytes]:
    """Return the files that the plugin's environment serves, by path."""
    environment = twilio.account.environments.find(unique_name=name)
    build = environment and twilio.account.builds.find(sid=environment["build_sid"])
    versions: list[Row] = build["asset_versions"] if build else []
    return {row["path"]: twilio.account.contents[row["sid"]] for row in versions}


def released_plugins(twilio: FakeTwilio) -> dict[str, tuple[str, int]]:
    """Return version and phase of the released plugins, by name."""
    account = twilio.account
    release = account.active_release
    if release is None:
        return {}
    rows = account.configured_plugins.newest(configuration_sid=release["configuration_sid"])
    return {row["unique_name"]: (row["version"], row["phase"]) for row in reversed(rows)}
