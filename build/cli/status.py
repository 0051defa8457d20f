"""`package.py status`: which plugins are live, and whether this project's newest version is one of them."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from build.cli import ROOT

if TYPE_CHECKING:
    from build.cli.remote import Account
    from build.twilio.client.plugins import Configuration
    from build.twilio.release.active import LivePlugins


def main(arguments: Sequence[str]) -> int:
    """Reads, and changes nothing."""
    options = _parser().parse_args(arguments)

    from build.bundle.settings import load_settings
    from build.cli.remote import run

    name = load_settings(ROOT, environment=options.env).name
    return run(options, lambda account: _status(account, name))


def _parser() -> argparse.ArgumentParser:
    from build.cli.remote import parser_of

    parser = parser_of("status", __doc__, changes=False)
    parser.add_argument("--env", metavar="NAME", help="an environment of settings.yaml")
    return parser


def _status(account: Account, name: str) -> StatusReport:
    from build.cli.remote import check_account
    from build.twilio.client import plugins
    from build.twilio.release.active import read_live_plugins
    from build.twilio.versions import greatest

    check_account(account)
    account.progress.step("read what is live")
    live = read_live_plugins(account.transport)
    configuration = None
    if live.release:
        configuration = plugins.find_configuration(account.transport, live.release.configuration_sid)
    account.progress.step(f"read the versions of {name}")
    is_there = plugins.find_plugin(account.transport, name) is not None
    versions = plugins.versions(account.transport, name) if is_there else []
    newest = greatest(one.version for one in versions if not one.archived)
    return StatusReport(live, configuration, name, newest)


@dataclass(frozen=True)
class StatusReport:
    """What is live, and how this project's plugin stands."""

    live: LivePlugins
    configuration: Configuration | None
    name: str
    newest: str | None
    """The plugin's greatest version on the account."""
    exit_code: int = 0

    @property
    def live_version(self) -> str | None:
        """The plugin's version that is live."""
        plugin = self.live.plugin(self.name)
        return plugin.version if plugin else None

    def in_words(self) -> str:
        """The release, its plugins, and what could be done next."""
        from build.cli.remote import table

        release = self.live.release
        if release is None:
            return f"nothing is live on this account\n{self._next()}"
        name = f' "{self.configuration.name}"' if self.configuration else ""
        lines = [
            f"live since {release.date_created}: the configuration {release.configuration_sid}{name}",
            f"  release {release.sid}",
        ]
        rows = [
            (one.name, one.version, f"phase {one.phase}", "private" if one.private else "public", one.url)
            for one in self.live.plugins
        ]
        return "\n".join([*lines, *(table(rows) if rows else ["  no plugin"]), self._next()])

    def _next(self) -> str:
        if self.newest is None:
            return f"{self.name} is not on this account: python3 package.py deploy"
        if self.live_version == self.newest:
            return f"{self.name} {self.newest} is live, and there is no newer one on the account"
        now = f"{self.live_version} is live" if self.live_version else "no version is live"
        wish = f"{self.name}@{self.newest}"
        return f"{self.name}: {now}, {self.newest} is deployed: python3 package.py release {wish}"

    def document(self) -> Mapping[str, object]:
        """The same for machines."""
        release = self.live.release
        return {
            "releaseSid": release.sid if release else None,
            "configurationSid": release.configuration_sid if release else None,
            "configurationName": self.configuration.name if self.configuration else None,
            "since": release.date_created if release else None,
            "plugins": [
                {
                    "name": one.name,
                    "version": one.version,
                    "phase": one.phase,
                    "private": one.private,
                    "url": one.url,
                }
                for one in self.live.plugins
            ],
            "name": self.name,
            "liveVersion": self.live_version,
            "newestVersion": self.newest,
        }
