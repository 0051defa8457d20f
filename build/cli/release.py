"""`package.py release`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from build.bundle.settings import Settings, load_settings
from build.cli import ROOT
from build.cli.account import Account, approval, check_account, run
from build.cli.release_report import ReleaseReport
from build.twilio.release.new_release import make_release
from build.twilio.release.specs import LATEST, PluginSpec, find_changes, parse_spec


def main(options: argparse.Namespace) -> int:
    """Parse the plugins, then release them."""
    specs = [parse_spec(text) for text in options.plugins]
    settings = load_settings(ROOT, environment=options.env)
    if not specs and not options.disable:
        specs = [PluginSpec(settings.name, LATEST)]
    return run(options, lambda account: _release(account, settings, specs, options))


def _release(
    account: Account, settings: Settings, specs: Sequence[PluginSpec], options: argparse.Namespace
) -> ReleaseReport:
    check_account(account)
    account.twilio.progress.step("read the account")
    phases = {settings.name: settings.phase}
    changes = find_changes(account.twilio, specs, options.disable, phases, is_new=options.new)
    done = make_release(account.twilio, changes, approval(account, "release", options.yes))
    return ReleaseReport(done, "released", account.is_dry_run)
