"""Build the deployed files and the new ones together, and deploy that build."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from build.remote.errors import Conflict
from build.twilio.client.serverless import AssetVersion, Build, Deployment, Environment
from build.twilio.client.twilio import Twilio

MAX_ROUNDS = 5
"""The maximum number of builds if others keep deploying to the environment."""
MAX_RESTORES = 25
"""The maximum number of builds after we have displaced files of others: only this run knows which."""


@dataclass(frozen=True)
class Activation:
    """Deployments to one environment."""

    twilio: Twilio
    service: str
    environment: Environment

    def activate(self, base: Build | None, files: Sequence[AssetVersion]) -> Build:
        """Deploy `files` next to everything that is deployed, and return the deployed build.

        `base` is the build that was deployed when the state was read. Keep files that others have deployed
        since: no request prevents a deployment between the last read and ours, so read the history after it.

        Raises BuildFailed, BuildUnfinished, Conflict if others keep deploying, ReleaseError.
        """
        serverless, progress = self.twilio.serverless, self.twilio.progress
        deployed = base
        displaced: list[AssetVersion] = []
        for number in range(MAX_RESTORES):
            if number >= MAX_ROUNDS and not displaced:
                break
            assets = _together(deployed, displaced, files)
            if deployed and set(assets) == set(deployed.asset_versions):
                return deployed
            progress.step("build the environment")
            build = self._build(deployed, assets)
            now = self._deployed_sid()
            if now == (deployed.sid if deployed else None):
                progress.step(f"deploy the build to {self.environment.domain_name}")
                self._deploy(build.sid)
                unseen = self._unseen(build, deployed)
                if not unseen:
                    return build
                builds = [serverless.read_build(self.service, sid) for sid in unseen]
                displaced += [asset for earlier in builds for asset in earlier.asset_versions]
                now = self._deployed_sid()
            progress.note("somebody else has just deployed to this environment: their files are kept")
            deployed = serverless.read_build(self.service, now) if now else None
        raise self._conflict(deployed, displaced)

    def _conflict(self, deployed: Build | None, displaced: Sequence[AssetVersion]) -> Conflict:
        """Return the error for an environment that others keep changing. Name their lost files."""
        served = {asset.path for asset in deployed.asset_versions} if deployed else set()
        lost = sorted({asset.path for asset in displaced} - served)
        then = "Run the same command again when the others are done."
        if lost:
            then += f" Then deploy again what is no longer served: {', '.join(lost)}."
        rounds = MAX_RESTORES if displaced else MAX_ROUNDS
        problem = (
            f"somebody else deployed to {self.environment.domain_name} {rounds} times during this deploy"
        )
        return Conflict("deploy the build", problem, then)

    def restore_overwritten(self, files: Sequence[AssetVersion]) -> None:
        """Serve again the files of another pipeline that `files` have replaced under the same paths.

        Raises what `activate` raises.
        """
        serverless = self.twilio.serverless
        own_sids = {asset.sid for asset in files}
        paths = {asset.path for asset in files}
        self.twilio.progress.step("restore the files of the other pipeline")
        for deployment in serverless.deployments(self.service, self.environment.sid):
            if deployment.build_sid is None:
                continue
            build = serverless.read_build(self.service, deployment.build_sid)
            overwritten = [
                asset for asset in build.asset_versions if asset.path in paths and asset.sid not in own_sids
            ]
            if overwritten:
                now = self._deployed_sid()
                self.activate(serverless.read_build(self.service, now) if now else None, overwritten)
                return

    def _deployed_sid(self) -> str | None:
        return self.twilio.serverless.read_environment(self.service, self.environment.sid).build_sid

    def _build(self, deployed: Build | None, assets: Sequence[AssetVersion]) -> Build:
        serverless = self.twilio.serverless
        sids = [asset.sid for asset in assets]

        def find() -> Build | None:
            for build in serverless.builds(self.service):
                if {asset.sid for asset in build.asset_versions} == set(sids) and build.status != "failed":
                    return build
            return None

        def start() -> Build:
            functions = deployed.function_versions if deployed else ()
            dependencies = deployed.dependencies if deployed else ()
            return serverless.start_build(self.service, sids, functions, dependencies)

        return serverless.wait_for_build(self.service, self.twilio.create_idempotently(start, find))

    def _deploy(self, build: str) -> None:
        def find() -> Deployment | None:
            # Only the environment shows which build is deployed, so the deployment's SID is not needed.
            return Deployment("", build, "") if self._deployed_sid() == build else None

        self.twilio.create_idempotently(
            lambda: self.twilio.serverless.deploy_build(self.service, self.environment.sid, build), find
        )

    def _unseen(self, build: Build, deployed: Build | None) -> list[str]:
        """Return the builds that others have deployed since `deployed`, before or after ours."""
        deployments = self.twilio.serverless.deployments(self.service, self.environment.sid)
        history = [deployment.build_sid for deployment in deployments]
        if build.sid not in history:  # the made-up build of a dry run
            return []
        unseen: list[str] = []
        for sid in history:
            if deployed and sid == deployed.sid:
                break
            if sid and sid != build.sid:
                unseen.append(sid)
        return unseen


def _together(
    deployed: Build | None, displaced: Sequence[AssetVersion], files: Sequence[AssetVersion]
) -> list[AssetVersion]:
    """Return deployed assets, assets that our deployment displaced, and ours. Ours win on equal paths."""
    own_paths = {asset.path for asset in files}
    by_path = {asset.path: asset for asset in (*displaced, *(deployed.asset_versions if deployed else ()))}
    return [*(asset for path, asset in by_path.items() if path not in own_paths), *files]
