"""The files become reachable: a build of what is live and what is new, put into the environment."""

from __future__ import annotations

from collections.abc import Sequence

from build.twilio.client import serverless
from build.twilio.client.idempotency import made_once
from build.twilio.client.request import Transport
from build.twilio.client.retry import Clock
from build.twilio.client.serverless import AssetVersion, Build, Deployment, Environment
from build.twilio.errors import Conflict
from build.twilio.progress import Progress

MOST_MOVES = 5
"""How often the build is made anew because somebody else deployed to the environment meanwhile."""


def go_live(
    transport: Transport,
    service: str,
    environment: Environment,
    base: Build | None,
    files: Sequence[AssetVersion],
    clock: Clock,
    progress: Progress,
) -> Build:
    """Puts `files` into the environment beside everything that is there, and gives what is live then.

    `base` is what was live when it was read; what others put there meanwhile is kept as well: between the
    last look and a deployment there is a gap that no request closes, so the history is read afterwards.

    Raises BuildFailed, BuildUnfinished, Conflict when the environment does not stand still, ReleaseError.
    """
    live = base
    owed: list[AssetVersion] = []
    for _ in range(MOST_MOVES):
        wanted = _together(live, owed, files)
        if live and set(wanted) == set(live.asset_versions):
            return live
        progress.step("build the environment")
        build = _build(transport, service, live, wanted, clock)
        now = serverless.read_environment(transport, service, environment.sid).build_sid
        if now == (live.sid if live else None):
            progress.step(f"deploy the build to {environment.domain_name}")
            _deploy(transport, service, environment.sid, build.sid, clock)
            unseen = _unseen(transport, service, environment.sid, build, live)
            if not unseen:
                return build
            builds = [serverless.read_build(transport, service, sid) for sid in unseen]
            owed += [one for other in builds for one in other.asset_versions]
            now = serverless.read_environment(transport, service, environment.sid).build_sid
        progress.note("somebody else deployed to this environment meanwhile: their files are kept")
        live = serverless.read_build(transport, service, now) if now else None
    raise Conflict(
        "deploy the build",
        f"somebody else deployed to {environment.domain_name} {MOST_MOVES} times while this was going on",
        "Run the same command again once the others are done.",
    )


def give_back(
    transport: Transport,
    service: str,
    environment: Environment,
    files: Sequence[AssetVersion],
    clock: Clock,
    progress: Progress,
) -> None:
    """Serves again what somebody else had put under the paths of `files`, before these came over it.

    Raises what `go_live` raises.
    """
    ours = {one.sid for one in files}
    paths = {one.path for one in files}
    progress.step("give the files of the other pipeline back")
    for deployment in serverless.deployments(transport, service, environment.sid):
        if deployment.build_sid is None:
            continue
        build = serverless.read_build(transport, service, deployment.build_sid)
        theirs = [one for one in build.asset_versions if one.path in paths and one.sid not in ours]
        if theirs:
            now = serverless.read_environment(transport, service, environment.sid).build_sid
            live = serverless.read_build(transport, service, now) if now else None
            go_live(transport, service, environment, live, theirs, clock, progress)
            return


def _together(
    live: Build | None, owed: Sequence[AssetVersion], files: Sequence[AssetVersion]
) -> list[AssetVersion]:
    """What is live, what others lost through us, and ours, which wins where a path comes twice."""
    ours = {one.path for one in files}
    there = {one.path: one for one in (*owed, *(live.asset_versions if live else ()))}
    return [*(one for path, one in there.items() if path not in ours), *files]


def _build(
    transport: Transport, service: str, live: Build | None, wanted: Sequence[AssetVersion], clock: Clock
) -> Build:
    sids = [one.sid for one in wanted]

    def look() -> Build | None:
        for build in serverless.builds(transport, service):
            if {one.sid for one in build.asset_versions} == set(sids) and build.status != "failed":
                return build
        return None

    def start() -> Build:
        functions = live.function_versions if live else ()
        dependencies = live.dependencies if live else ()
        return serverless.start_build(transport, service, sids, functions, dependencies)

    return serverless.wait_for_build(transport, service, made_once(start, look, clock), clock)


def _deploy(transport: Transport, service: str, environment: str, build: str, clock: Clock) -> None:
    def look() -> Deployment | None:
        live = serverless.read_environment(transport, service, environment).build_sid
        # The environment alone says what is live; the deployment's own sid is not needed any more.
        return Deployment("", build, "") if live == build else None

    made_once(lambda: serverless.deploy_build(transport, service, environment, build), look, clock)


def _unseen(
    transport: Transport, service: str, environment: str, build: Build, live: Build | None
) -> list[str]:
    """The builds of others that were deployed since `live` was: below ours, or above it by now."""
    history = [one.build_sid for one in serverless.deployments(transport, service, environment)]
    if build.sid not in history:  # a dry run's
        return []
    unseen: list[str] = []
    for sid in history:
        if live and sid == live.sid:
            break
        if sid and sid != build.sid:
            unseen.append(sid)
    return unseen
