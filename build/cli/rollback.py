"""`package.py rollback`."""

from __future__ import annotations

import argparse

from build.cli.account import Account, check_account, run
from build.cli.release_report import ReleaseReport
from build.twilio.release.rollback import roll_back


def main(options: argparse.Namespace) -> int:
    """Show the changes before making them."""
    # Once it is done, another configuration is the previous one.
    after_ctrl_c = None if options.configuration else "Check with `package.py status` what is released now."
    return run(options, lambda account: _roll_back(account, options.configuration), after_ctrl_c)


def _roll_back(account: Account, sid: str | None) -> ReleaseReport:
    check_account(account)
    account.twilio.progress.step("read what is released")
    return ReleaseReport(roll_back(account.twilio, sid), "rolled back", account.is_dry_run)
