"""The files become reachable: a build of what is live and what is new, put into the environment."""

from __future__ import annotations

from collections.abc import Sequence

from release import serverless
from release.errors import Conflict
from release.lost_answers import made_once
from release.progress import Progress
from release.request import Transport
from release.retry import Clock
from release.serverless import AssetVersion, Build, Deployment, Environment

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
    """Puts `files` into the environment beside everything that is there.

    `base` is what was live when it was read; what others put there meanwhile is kept as well. Raises
    BuildFailed, BuildUnfinished, Conflict when the environment does not stand still, ReleaseError.
    """
    expected = base.sid if base else None
    for _ in range(MOST_MOVES):
        progress.step("build the environment")
        build = _build(transport, service, base, files, clock)
        now = serverless.read_environment(transport, service, environment.sid).build_sid
        theirs = now
        if now == expected:
            progress.step(f"deploy the build to {environment.domain_name}")
            _deploy(transport, service, environment.sid, build.sid, clock)
            theirs = _overtaken(transport, service, environment.sid, build.sid, expected)
            if theirs is None:
                return build
            now = build.sid
        progress.note("somebody else deployed to this environment meanwhile: their files are kept")
        expected, base = now, serverless.read_build(transport, service, theirs) if theirs else None
    raise Conflict(
        "deploy the build",
        f"somebody else deployed to {environment.domain_name} {MOST_MOVES} times while this was going on",
        "Run the same command again once the others are done.",
    )


def _build(
    transport: Transport, service: str, base: Build | None, files: Sequence[AssetVersion], clock: Clock
) -> Build:
    paths = {one.path for one in files}
    sids = [one.sid for one in base.asset_versions if one.path not in paths] if base else []
    sids += [one.sid for one in files]

    def look() -> Build | None:
        for build in serverless.builds(transport, service):
            if {one.sid for one in build.asset_versions} == set(sids) and build.status != "failed":
                return build
        return None

    def start() -> Build:
        functions = base.function_versions if base else ()
        dependencies = base.dependencies if base else ()
        return serverless.start_build(transport, service, sids, functions, dependencies)

    return serverless.wait_for_build(transport, service, made_once(start, look, clock), clock)


def _deploy(transport: Transport, service: str, environment: str, build: str, clock: Clock) -> None:
    def look() -> Deployment | None:
        live = serverless.read_environment(transport, service, environment).build_sid
        # The environment alone says what is live; the deployment's own sid is not needed any more.
        return Deployment("", build, "") if live == build else None

    made_once(lambda: serverless.deploy_build(transport, service, environment, build), look, clock)


def _overtaken(
    transport: Transport, service: str, environment: str, build: str, base: str | None
) -> str | None:
    """The build that somebody put there between our last look and our deployment, which has thrown it out.

    None where there is none. Only the later of two sees it, so only one of them mends it.
    """
    history = [one.build_sid for one in serverless.deployments(transport, service, environment)]
    if build not in history:
        return None
    before = history[history.index(build) + 1 :]
    previous = before[0] if before else None
    return previous if previous != base else None
