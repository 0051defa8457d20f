"""`package.py status`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass

from build.bundle.settings import load_settings
from build.cli import ROOT
from build.cli.account import Account, check_account, run, table
from build.twilio.client.plugins import Configuration
from build.twilio.release.released import ReleasedPlugins, read_released
from build.twilio.versions import highest


def main(options: argparse.Namespace) -> int:
    """Show the released plugins. Change nothing."""
    name = load_settings(ROOT, environment=options.env).name
    return run(options, lambda account: _status(account, name))


def _status(account: Account, name: str) -> StatusReport:
    check_account(account)
    twilio = account.twilio
    twilio.progress.step("read what is released")
    released = read_released(twilio)
    configuration = None
    if released.release:
        configuration = twilio.plugins.find_configuration(released.release.configuration_sid)
    twilio.progress.step(f"read the versions of {name}")
    is_registered = twilio.plugins.find_plugin(name) is not None
    versions = twilio.plugins.versions(name) if is_registered else []
    newest = highest(version.version for version in versions if not version.archived)
    return StatusReport(released, configuration, name, newest)


@dataclass(frozen=True)
class StatusReport:
    """The released plugins, and the state of this project's plugin."""

    released: ReleasedPlugins
    configuration: Configuration | None
    name: str
    newest: str | None
    """The plugin's highest version on the account."""
    exit_code: int = 0

    @property
    def released_version(self) -> str | None:
        """The released version of the plugin."""
        plugin = self.released.plugin(self.name)
        return plugin.version if plugin else None

    def in_words(self) -> str:
        """Return the release, its plugins, and a possible next step."""
        release = self.released.release
        if release is None:
            return f"nothing is released on this account\n{self._next()}"
        name = f' "{self.configuration.name}"' if self.configuration else ""
        lines = [
            f"released since {release.date_created}: the configuration {release.configuration_sid}{name}",
            f"  release {release.sid}",
        ]
        rows = [
            (
                plugin.name,
                plugin.version,
                f"phase {plugin.phase}",
                "private" if plugin.private else "public",
                plugin.url,
            )
            for plugin in self.released.plugins
        ]
        return "\n".join([*lines, *(table(rows) if rows else ["  no plugin"]), self._next()])

    def _next(self) -> str:
        if self.newest is None:
            return f"{self.name} is not on this account: python3 package.py deploy"
        if self.released_version == self.newest:
            return f"{self.name} {self.newest} is released, and there is no newer one on the account"
        now = f"{self.released_version} is released" if self.released_version else "no version is released"
        spec = f"{self.name}@{self.newest}"
        return f"{self.name}: {now}, {self.newest} is deployed: python3 package.py release {spec}"

    def document(self) -> Mapping[str, object]:
        """Return the JSON object."""
        release = self.released.release
        return {
            "releaseSid": release.sid if release else None,
            "configurationSid": release.configuration_sid if release else None,
            "configurationName": self.configuration.name if self.configuration else None,
            "since": release.date_created if release else None,
            "plugins": [
                {
                    "name": plugin.name,
                    "version": plugin.version,
                    "phase": plugin.phase,
                    "private": plugin.private,
                    "url": plugin.url,
                }
                for plugin in self.released.plugins
            ],
            "name": self.name,
            "liveVersion": self.released_version,
            "newestVersion": self.newest,
        }
