"""`package.py release`: what is live, with these plugins in these versions, goes live as a new configuration.

Without NAME@VERSION and --disable it is this project's plugin in its newest version on the account.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from build.cli import ROOT

if TYPE_CHECKING:
    from build.bundle.settings import Settings
    from build.cli.release_report import ReleaseReport
    from build.cli.remote import Account
    from build.twilio.release.specs import Wish


def main(arguments: Sequence[str]) -> int:
    """Reads what is wished for before the account is asked anything."""
    options = _parser().parse_args(arguments)

    from build.bundle.settings import load_settings
    from build.cli.remote import run
    from build.twilio.release.specs import LATEST, Wish, read_wish

    wishes = [read_wish(text) for text in options.plugins]
    settings = load_settings(ROOT, environment=options.env)
    if not wishes and not options.disable:
        wishes = [Wish(settings.name, LATEST)]
    return run(options, lambda account: _release(account, settings, wishes, options))


def _parser() -> argparse.ArgumentParser:
    from build.cli.remote import given, parser_of

    parser = parser_of("release", __doc__, changes=True)
    parser.add_argument(
        "plugins", nargs="*", metavar="NAME@VERSION", help="NAME alone or NAME@latest: the newest version"
    )
    parser.add_argument(
        "--disable", action="append", default=[], type=given, metavar="NAME", help="take it out"
    )
    parser.add_argument("--new", action="store_true", help="keep nothing of what is live")
    parser.add_argument("--env", metavar="NAME", help="an environment of settings.yaml")
    return parser


def _release(
    account: Account, settings: Settings, wishes: Sequence[Wish], options: argparse.Namespace
) -> ReleaseReport:
    from build.cli.release_report import ReleaseReport, showing
    from build.cli.remote import check_account
    from build.twilio.release.new_release import make_release
    from build.twilio.release.specs import find_changes

    check_account(account)
    account.progress.step("read what is on the account")
    phases = {settings.name: settings.phase}
    changes = find_changes(account.transport, wishes, options.disable, phases, is_new=options.new)
    done = make_release(
        account.transport, changes, account.clock, account.progress, showing(account.progress)
    )
    return ReleaseReport(done, "released", account.is_dry_run)
