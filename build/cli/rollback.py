"""`package.py rollback`."""

from __future__ import annotations

import argparse

from build.cli.account import Account, approval, check_account, run
from build.cli.release_report import ReleaseReport
from build.twilio.release.rollback import roll_back


def main(options: argparse.Namespace) -> int:
    """Show the changes, then release the earlier configuration again."""
    # After the rollback, another configuration is the previous one, so do not advise to run it again.
    after_ctrl_c = None if options.configuration else "Check with `package.py status` what is released now."
    return run(options, lambda account: _roll_back(account, options), after_ctrl_c)


def _roll_back(account: Account, options: argparse.Namespace) -> ReleaseReport:
    check_account(account)
    account.twilio.progress.step("read what is released")
    done = roll_back(account.twilio, options.configuration, approval(account, "rollback", options.yes))
    return ReleaseReport(done, "rolled back", account.is_dry_run)
