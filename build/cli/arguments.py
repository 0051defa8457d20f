"""The argument parser of every command, and the options that several commands share."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from build.errors import UserError, did_you_mean


class Parser(argparse.ArgumentParser):
    """Raise UserError for a mistake: one line with advice, or a document with `--json`."""

    def __init__(self, *, prog: str, description: str | None = None, **options: Any) -> None:
        # No abbreviations: a new option must not change the meaning of a pipeline's `--env`.
        super().__init__(prog=prog, description=description, **{**options, "allow_abbrev": False})
        self.register("type", None, not_empty)  # for every argument without a type

    def error(self, message: str) -> NoReturn:
        """Raise UserError. argparse itself would print the usage and exit."""
        end = "" if message.endswith("?") else "."
        raise UserError(f"{self.prog}: {message}{end} See `{self.prog} --help`.")

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: Any = None
    ) -> tuple[Any, list[str]]:
        """Refuse unknown arguments here, where the options of the action are known."""
        parsed, unknown = super().parse_known_args(args, namespace)
        if unknown:
            options = re.findall(r"--[a-z-]+", self.format_usage())
            hint = did_you_mean(unknown[0].partition("=")[0], options)
            self.error(": ".join(filter(None, [f"unrecognized arguments: {' '.join(unknown)}", hint])))
        return parsed, []


def add_yes(parser: argparse.ArgumentParser) -> None:
    """Add `--yes`, for commands that ask before they change something."""
    parser.add_argument(
        "--yes", action="store_true", help="do not ask for confirmation; required without a terminal"
    )


def add_environment(parser: argparse.ArgumentParser) -> None:
    """Add the option of commands that read the settings of an environment."""
    parser.add_argument("--env", metavar="NAME", help="use an environment of settings.yaml")


def add_plugin(parser: argparse.ArgumentParser) -> None:
    """Add the options of commands that build the plugin, which take precedence over settings.yaml."""
    add_environment(parser)
    parser.add_argument("--name", help="the plugin's name (default: that of settings.yaml)")
    parser.add_argument(
        "--plugin-version", metavar="X.Y.Z", help="the plugin's version (default: that of settings.yaml)"
    )


def add_account(parser: argparse.ArgumentParser, *, changes: bool) -> None:
    """Add the options of commands that talk to Twilio. `changes`: also of commands that change something."""
    group = parser.add_argument_group("the account")
    group.add_argument(
        "--profile",
        metavar="NAME",
        help="take the credentials from a profile of the Twilio CLI",
    )
    group.add_argument(
        "--api-base",
        metavar="URL",
        help="send every request to this address (default: FLEX_SFDC_API_BASE, or Twilio itself)",
    )
    add_json(group)
    if changes:
        group.add_argument(
            "--dry-run", action="store_true", help="show what would be sent, and change nothing"
        )


def add_org(parser: argparse.ArgumentParser) -> None:
    """Add the options of commands that talk to an org."""
    group = parser.add_argument_group("the org")
    group.add_argument(
        "--target-org",
        metavar="ALIAS",
        help="an org that the Salesforce CLI is logged in to",
    )
    group.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="another host that may receive the credentials; may be repeated",
    )
    add_json(group)


def add_json(options: argparse._ActionsContainer) -> None:
    """Add `--json` to a parser, or to a group of its options."""
    options.add_argument("--json", action="store_true", help="print one JSON document")


def a_path(text: str) -> Path:
    """Return the path. Refuse an empty argument, which would mean the current folder."""
    return Path(not_empty(text))


def not_empty(text: str) -> str:
    """Refuse an empty argument. It comes from an unset variable, and must not select a default."""
    if not text.strip():
        raise argparse.ArgumentTypeError("expected a value, got an empty string")
    return text
