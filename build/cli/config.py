"""`package.py config`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from build.bundle.settings import Settings, load_settings
from build.cli import ROOT
from build.cli.account import Account, Report, confirm, counted, run, table
from build.errors import UserError
from build.twilio.client.flex_configuration import FlexConfiguration, with_flags
from build.twilio.flags import (
    ABSENT,
    FlagChange,
    Flags,
    changes,
    flag_warnings,
    only_on_account,
    push_flags,
    shown,
)
from flex_sfdc.configuration import DEFAULTS, Schema

PLACE = "ui_attributes.custom_data.features.salesforce_integration"
DECLINED = 1
"""The exit code when a person declines: the command did not do its work."""


def main(options: argparse.Namespace) -> int:
    """Check the settings, then read the flags, and push or compare them."""
    settings = load_settings(ROOT, environment=options.env)
    if options.action == "push" and not settings.configuration:
        raise UserError(_nothing_to_push(options.env))
    return run(options, lambda account: _work(account, options, settings))


def _nothing_to_push(environment: str | None) -> str:
    scope = f" (for all, or below environments.{environment})" if environment else ""
    return (
        f"settings.yaml: has no flags to push: add a section `configuration:`{scope} with those that the "
        "account should have, as in `configuration: {enabled: true, screen_pop: true}`; README.md lists them"
    )


def _work(account: Account, options: argparse.Namespace, settings: Settings) -> Report:
    desired, schemas = settings.configuration, settings.schemas
    account.twilio.progress.step("read the Flex configuration")
    configuration = account.twilio.configuration.read()
    account.credentials.check_account(configuration.account_sid)
    if options.action == "show":
        flags = configuration.flags_with(schemas)
        extension_defaults = {
            name: {key: default for key, (_, default) in keys.items()} for name, keys in schemas.items()
        }
        defaults = {**DEFAULTS, **extension_defaults}
        return Shown(
            configuration.account_sid,
            flags,
            desired,
            defaults,
            tuple(flag_warnings(flags, schemas)),
            (*schemas,),
        )
    difference = _difference(configuration, desired, schemas)
    if options.action == "push":
        return _push(account, options.yes, configuration, settings, difference)
    return difference


def _difference(
    configuration: FlexConfiguration, desired: Flags, schemas: Mapping[str, Schema]
) -> Difference:
    flags = configuration.flags_with(schemas)
    with_flags(configuration.ui_attributes, desired, schemas)  # raises at once if a push is impossible
    return Difference(
        configuration.account_sid,
        changes(flags, desired),
        only_on_account(flags, desired),
        tuple(flag_warnings(flags, schemas)),
        bool(desired),
        (*schemas,),
    )


def _push(
    account: Account, yes: bool, configuration: FlexConfiguration, settings: Settings, difference: Difference
) -> Pushed:
    if not difference.changes:
        return Pushed(difference, "nothing to change", is_changed=False)
    question = "\n".join([difference.place, *difference.lines(), "Apply these changes?"])
    was_shown = not yes and not account.is_dry_run and sys.stdout.isatty()
    if not account.is_dry_run and not confirm(question, yes, account.twilio.progress):
        outcome = "cancelled: nothing was changed"
        return Pushed(difference, outcome, is_changed=False, was_shown=was_shown, exit_code=DECLINED)
    account.twilio.progress.step("push the flags")
    push_flags(account.twilio, configuration, settings.configuration, settings.schemas)
    if account.is_dry_run:
        return Pushed(difference, "this would be applied", is_changed=False)
    outcome = "applied; agents get it when they next load Flex"
    return Pushed(difference, outcome, is_changed=True, was_shown=was_shown)


def _place(account_sid: str, extensions: Sequence[str]) -> str:
    """Return the place of the flags, and of the extensions' keys next to them."""
    beside = PLACE.rpartition(".")[0]
    sections = "".join(f"; {name}: {beside}.{name}" for name in extensions)
    return f"{PLACE} of {account_sid}{sections}"


@dataclass(frozen=True)
class Shown:
    """The flags in columns."""

    account_sid: str
    account: Flags
    settings: Flags
    defaults: Flags
    warnings: tuple[str, ...]
    extensions: tuple[str, ...] = ()
    exit_code: int = 0

    def in_words(self) -> str:
        """Return a line for each key."""
        keys = {**self.defaults, **self.account}
        columns = (self.account, self.settings, self.defaults)
        rows = [(key, *(shown(column.get(key, ABSENT)) for column in columns)) for key in keys]
        return "\n".join(
            [
                _place(self.account_sid, self.extensions),
                *table([("", "account", "settings.yaml", "default"), *rows]),
                *(f"warning: {warning}" for warning in self.warnings),
            ]
        )

    def document(self) -> Mapping[str, object]:
        """Return the JSON object."""
        return {
            "account": self.account_sid,
            "flags": dict(self.account),
            "settings": dict(self.settings),
            "defaults": dict(self.defaults),
            "warnings": list(self.warnings),
        }


@dataclass(frozen=True)
class Difference:
    """The flags that a push would change, and the flags that it would keep."""

    account_sid: str
    changes: tuple[FlagChange, ...]
    kept: Flags
    warnings: tuple[str, ...]
    has_settings: bool
    extensions: tuple[str, ...] = ()
    exit_code: int = 0

    @property
    def place(self) -> str:
        """The place of the flags on the account."""
        return _place(self.account_sid, self.extensions)

    def lines(self) -> list[str]:
        """Return only the differences."""
        return [
            *(f"  {change}" for change in self.changes),
            *(f"  = {key}: {shown(value)} (only on the account: kept)" for key, value in self.kept.items()),
            *(f"  warning: {warning}" for warning in self.warnings),
        ]

    def in_words(self) -> str:
        """Return each different key, and the next command."""
        last = "nothing to change"
        if not self.has_settings:
            last = "settings.yaml has no section `configuration:`, so there is nothing to push"
        elif self.changes:
            last = f"{counted(len(self.changes), 'change')}: run `package.py config push` to apply"
        return "\n".join([self.place, *self.lines(), last])

    def document(self) -> Mapping[str, object]:
        """Return the JSON object."""
        return {
            "account": self.account_sid,
            "changes": [change.document() for change in self.changes],
            "kept": dict(self.kept),
            "warnings": list(self.warnings),
        }


@dataclass(frozen=True)
class Pushed:
    """The result of a push."""

    difference: Difference
    outcome: str
    is_changed: bool = field(kw_only=True)
    was_shown: bool = False
    """Whether the question showed the differences on the same terminal."""
    exit_code: int = 0

    def in_words(self) -> str:
        """Return the differences, and the outcome."""
        lines = [] if self.was_shown else [self.difference.place, *self.difference.lines()]
        return "\n".join([*lines, self.outcome])

    def document(self) -> Mapping[str, object]:
        """Return the JSON object."""
        return {**self.difference.document(), "changed": self.is_changed, "outcome": self.outcome}
