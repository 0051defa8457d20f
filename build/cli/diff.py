"""`package.py diff [FROM] [TO]`: what changes from one configuration to another.

Each is a configuration's sid, or `live`. Without any: from what is live to what `package.py release` would
make of it. With FROM alone: from that one to what is live.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from build.cli import ROOT

if TYPE_CHECKING:
    from build.bundle.settings import Settings
    from build.cli.remote import Account
    from build.twilio.client.plugins import ConfiguredPlugin
    from build.twilio.release.difference import Change

LIVE = "live"


def main(arguments: Sequence[str]) -> int:
    """Reads, and changes nothing."""
    options = _parser().parse_args(arguments)

    from build.bundle.settings import load_settings
    from build.cli.remote import run

    settings = load_settings(ROOT, environment=options.env)
    return run(options, lambda account: _diff(account, settings, options))


def _parser() -> argparse.ArgumentParser:
    from build.cli.remote import given, parser_of

    parser = parser_of("diff", __doc__, changes=False)
    parser.add_argument(
        "before", nargs="?", type=given, metavar="FROM", help="a configuration's sid, or live"
    )
    parser.add_argument("after", nargs="?", type=given, metavar="TO", help="likewise")
    parser.add_argument("--env", metavar="NAME", help="an environment of settings.yaml")
    return parser


def _diff(account: Account, settings: Settings, options: argparse.Namespace) -> DiffReport:
    from build.cli.remote import check_account
    from build.twilio.release.difference import differences

    check_account(account)
    account.progress.step("read the configurations")
    before, old = _plugins(account, options.before or LIVE)
    if options.before:
        after, new = _plugins(account, options.after or LIVE)
    else:
        after, new = f"{settings.name}@latest", _released(account, settings, old)
    return DiffReport(before, after, differences(old, new))


def _plugins(account: Account, sid: str) -> tuple[str, Sequence[ConfiguredPlugin]]:
    """What it is called, and what is in it."""
    from build.twilio.client import plugins
    from build.twilio.errors import InputError
    from build.twilio.release.active import read_live_plugins

    if sid == LIVE:
        live = read_live_plugins(account.transport)
        return f"live ({live.release.configuration_sid if live.release else 'nothing'})", live.plugins
    if plugins.find_configuration(account.transport, sid) is None:
        way = "See `package.py list releases`: it takes live, and a configuration's sid, FJ and 32 digits."
        raise InputError(f"diff {sid}", "the account has no such configuration", way)
    return sid, plugins.configured_plugins(account.transport, sid)


def _released(
    account: Account, settings: Settings, live: Sequence[ConfiguredPlugin]
) -> Sequence[ConfiguredPlugin]:
    from build.twilio.release.specs import LATEST, Wish, find_changes

    wishes = [Wish(settings.name, LATEST)]
    phases = {settings.name: settings.phase}
    return find_changes(account.transport, wishes, (), phases, is_new=False).of(live)


@dataclass(frozen=True)
class DiffReport:
    """The plugins that differ."""

    before: str
    after: str
    changes: Sequence[Change]
    exit_code: int = 0

    def in_words(self) -> str:
        """A line for each plugin."""
        lines = [f"from {self.before} to {self.after}"]
        return "\n".join([*lines, *(f"  {change}" for change in self.changes or ("no difference",))])

    def document(self) -> Mapping[str, object]:
        """The same for machines."""
        return {
            "from": self.before,
            "to": self.after,
            "changes": [change.document() for change in self.changes],
        }
