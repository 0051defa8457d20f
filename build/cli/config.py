"""`package.py config`: the feature's flags on the account, and those of settings.yaml."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from build.cli import ROOT
from build.cli.arguments import Parser
from build.errors import UserError

if TYPE_CHECKING:
    from build.cli.remote import Account, Report
    from build.twilio.client.flex_configuration import FlexConfiguration
    from build.twilio.flags.comparison import FlagChange, Flags

PLACE = "ui_attributes.custom_data.features.salesforce_integration"
ACTIONS = {
    "show": "what the account has, beside the settings and the defaults",
    "diff": "what `push` would change",
    "push": "lay the flags of settings.yaml over those of the account",
}
DECLINED = 1
"""The exit code when a person says no: what was asked for is not done."""


def main(arguments: Sequence[str]) -> int:
    """Checks the settings before the account is asked anything."""
    options = _parser().parse_args(arguments)

    from build.bundle.settings import load_settings
    from build.cli.remote import run

    wanted = load_settings(ROOT, environment=options.env).configuration
    if options.action == "push" and not wanted:
        raise UserError(_nothing_to_push(options.env))
    return run(options, lambda account: _work(account, options, wanted))


def _parser() -> argparse.ArgumentParser:
    from build.cli.remote import add_options

    parser = Parser(prog="package.py config", description=__doc__)
    actions = parser.add_subparsers(dest="action", required=True, metavar="|".join(ACTIONS))
    for name, summary in ACTIONS.items():
        action = actions.add_parser(name, help=summary, description=summary)
        action.add_argument("--env", metavar="NAME", help="an environment of settings.yaml")
        if name == "push":
            action.add_argument("--yes", action="store_true", help="go on without a question")
        add_options(action, changes=name == "push")
    return parser


def _nothing_to_push(environment: str | None) -> str:
    where = f" (for all, or below environments.{environment})" if environment else ""
    return (
        f"settings.yaml: has no flags to push: add a section `configuration:`{where} with those that the "
        "account is to have, as in `configuration: {enabled: true, screen_pop: true}`; README.md lists them"
    )


def _work(account: Account, options: argparse.Namespace, wanted: Flags) -> Report:
    from build.twilio.client.flex_configuration import read_configuration

    account.progress.step("read the Flex configuration")
    configuration = read_configuration(account.transport)
    account.credentials.check_account(configuration.account_sid)
    if options.action == "show":
        return _show(configuration, wanted)
    difference = _difference(configuration, wanted)
    return (
        _push(account, options, configuration, wanted, difference) if options.action == "push" else difference
    )


def _show(configuration: FlexConfiguration, wanted: Flags) -> Shown:
    from build.twilio.flags.comparison import complaints
    from flex_sfdc.configuration import DEFAULTS

    flags = configuration.flags
    return Shown(configuration.account_sid, flags, wanted, DEFAULTS, tuple(complaints(flags)))


def _difference(configuration: FlexConfiguration, wanted: Flags) -> Difference:
    from build.twilio.client.flex_configuration import with_flags
    from build.twilio.flags.comparison import changes, complaints, only_on_account

    flags = configuration.flags
    with_flags(configuration.ui_attributes, wanted)  # says at once what stands in the way of a push
    return Difference(
        configuration.account_sid,
        changes(flags, wanted),
        only_on_account(flags, wanted),
        tuple(complaints(flags)),
        bool(wanted),
    )


def _push(
    account: Account,
    options: argparse.Namespace,
    configuration: FlexConfiguration,
    wanted: Flags,
    difference: Difference,
) -> Pushed:
    from build.cli.remote import confirm
    from build.twilio.flags.push import push_flags

    if not difference.changes:
        return Pushed(difference, "nothing to change", is_changed=False)
    question = "\n".join([difference.place, *difference.lines(), "Set this?"])
    is_told = not options.yes and not account.is_dry_run and sys.stdout.isatty()
    if not account.is_dry_run and not confirm(question, options.yes, account.progress):
        return Pushed(
            difference,
            "nothing was changed, as you said",
            is_changed=False,
            is_told=is_told,
            exit_code=DECLINED,
        )
    account.progress.step("push the flags")
    push_flags(account.transport, configuration, wanted, account.clock)
    if account.is_dry_run:
        return Pushed(difference, "this would be set", is_changed=False)
    outcome = "this is set; agents have it the next time they load Flex"
    return Pushed(difference, outcome, is_changed=True, is_told=is_told)


@dataclass(frozen=True)
class Shown:
    """The flags in columns."""

    account_sid: str
    account: Flags
    settings: Flags
    defaults: Flags
    warnings: tuple[str, ...]
    exit_code: int = 0

    def in_words(self) -> str:
        """A line for each key there is."""
        from build.cli.remote import table
        from build.twilio.flags.comparison import ABSENT, shown

        keys = {**self.defaults, **self.account}
        columns = (self.account, self.settings, self.defaults)
        rows = [(key, *(shown(column.get(key, ABSENT)) for column in columns)) for key in keys]
        return "\n".join(
            [
                f"{PLACE} of {self.account_sid}",
                *table([("", "account", "settings.yaml", "default"), *rows]),
                *(f"warning: {warning}" for warning in self.warnings),
            ]
        )

    def document(self) -> Mapping[str, object]:
        """The same for machines."""
        return {
            "account": self.account_sid,
            "flags": dict(self.account),
            "settings": dict(self.settings),
            "defaults": dict(self.defaults),
            "warnings": list(self.warnings),
        }


@dataclass(frozen=True)
class Difference:
    """What a push would change, and what it would leave."""

    account_sid: str
    changes: tuple[FlagChange, ...]
    kept: Flags
    warnings: tuple[str, ...]
    has_settings: bool
    exit_code: int = 0

    @property
    def place(self) -> str:
        """Where the flags are."""
        return f"{PLACE} of {self.account_sid}"

    def lines(self) -> list[str]:
        """The differences alone."""
        from build.twilio.flags.comparison import shown

        return [
            *(f"  {change}" for change in self.changes),
            *(f"  = {key}: {shown(value)} (only on the account: kept)" for key, value in self.kept.items()),
            *(f"  warning: {warning}" for warning in self.warnings),
        ]

    def in_words(self) -> str:
        """Each key that differs, and how to go on."""
        last = "nothing to change"
        if not self.has_settings:
            last = "settings.yaml has no section `configuration:`, so there is nothing to push"
        elif self.changes:
            last = f"{len(self.changes)} to change: `package.py config push` does it"
        return "\n".join([self.place, *self.lines(), last])

    def document(self) -> Mapping[str, object]:
        """The same for machines."""
        return {
            "account": self.account_sid,
            "changes": [change.document() for change in self.changes],
            "kept": dict(self.kept),
            "warnings": list(self.warnings),
        }


@dataclass(frozen=True)
class Pushed:
    """How a push ended."""

    difference: Difference
    outcome: str
    is_changed: bool = field(kw_only=True)
    is_told: bool = False
    """Whether the question had the differences, on the same terminal."""
    exit_code: int = 0

    def in_words(self) -> str:
        """The differences, and whether they are gone now."""
        told = [] if self.is_told else [self.difference.place, *self.difference.lines()]
        return "\n".join([*told, self.outcome])

    def document(self) -> Mapping[str, object]:
        """The same for machines."""
        return {**self.difference.document(), "changed": self.is_changed, "outcome": self.outcome}
