"""`package.py rollback`: the configuration that was live before, or the one of that sid, goes live again."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from build.cli.release_report import ReleaseReport
    from build.cli.remote import Account


def main(arguments: Sequence[str]) -> int:
    """Says what it changes before it does."""
    from build.cli.remote import run

    options = _parser().parse_args(arguments)
    # Once it is done, "the configuration before" is another one.
    way_on = None if options.configuration else "Look with `package.py status` what is live now."
    return run(options, lambda account: _roll_back(account, options.configuration), way_on)


def _parser() -> argparse.ArgumentParser:
    from build.cli.remote import given, parser_of

    parser = parser_of("rollback", __doc__, changes=True)
    parser.add_argument(
        "configuration",
        nargs="?",
        type=given,
        metavar="CONFIGURATION_SID",
        help="see `package.py list releases`",
    )
    return parser


def _roll_back(account: Account, sid: str | None) -> ReleaseReport:
    from build.cli.release_report import ReleaseReport, showing
    from build.cli.remote import check_account
    from build.twilio.release.rollback import roll_back

    check_account(account)
    account.progress.step("read what is live")
    done = roll_back(account.transport, sid, account.clock, account.progress, showing(account.progress))
    return ReleaseReport(done, "rolled back", account.is_dry_run)
