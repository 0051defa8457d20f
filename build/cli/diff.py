"""`package.py diff`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from build.bundle.settings import Settings, load_settings
from build.cli import ROOT
from build.cli.account import Account, check_account, run
from build.remote.errors import InputError
from build.twilio.client.plugins import ConfiguredPlugin
from build.twilio.release.difference import Change, differences
from build.twilio.release.released import read_released
from build.twilio.release.specs import LATEST, PluginSpec, find_changes

LIVE = "live"
"""The argument that selects the released configuration."""


def main(options: argparse.Namespace) -> int:
    """Compare two configurations. Change nothing."""
    settings = load_settings(ROOT, environment=options.env)
    return run(options, lambda account: _diff(account, settings, options))


def _diff(account: Account, settings: Settings, options: argparse.Namespace) -> DiffReport:
    check_account(account)
    account.twilio.progress.step("read the configurations")
    before, old = _plugins(account, options.before or LIVE)
    if options.before:
        after, new = _plugins(account, options.after or LIVE)
    else:
        after, new = f"{settings.name}@latest", _next_release(account, settings, old)
    return DiffReport(before, after, differences(old, new))


def _plugins(account: Account, sid: str) -> tuple[str, Sequence[ConfiguredPlugin]]:
    """Return a configuration's label and its plugins."""
    plugins = account.twilio.plugins
    if sid == LIVE:
        released = read_released(account.twilio)
        label = released.release.configuration_sid if released.release else "nothing"
        return f"{LIVE} ({label})", released.plugins
    if plugins.find_configuration(sid) is None:
        then = "See `package.py list releases`: pass live, or a configuration's SID, FJ and 32 digits."
        raise InputError(f"diff {sid}", "the account has no such configuration", then)
    return sid, plugins.configured_plugins(sid)


def _next_release(
    account: Account, settings: Settings, released: Sequence[ConfiguredPlugin]
) -> Sequence[ConfiguredPlugin]:
    specs = [PluginSpec(settings.name, LATEST)]
    phases = {settings.name: settings.phase}
    return find_changes(account.twilio, specs, (), phases, is_new=False).of(released)


@dataclass(frozen=True)
class DiffReport:
    """The plugins that differ."""

    before: str
    after: str
    changes: Sequence[Change]
    exit_code: int = 0

    def in_words(self) -> str:
        """Return a line for each plugin."""
        lines = [f"from {self.before} to {self.after}"]
        return "\n".join([*lines, *(f"  {change}" for change in self.changes or ("no difference",))])

    def document(self) -> Mapping[str, object]:
        """Return the JSON object."""
        return {
            "from": self.before,
            "to": self.after,
            "changes": [change.document() for change in self.changes],
        }
