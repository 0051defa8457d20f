"""What the commands that talk to Twilio have in common: their options, the connection, how they end.

Such a command's `main` parses its arguments and hands `run` the work: a function of the `Account` that gives
a `Report`. Everything a person reads while waiting goes to standard error; standard output has the report
alone, which is one JSON document with `--json`, after a failure too.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from build.cli import printable
from build.cli.arguments import Parser

if TYPE_CHECKING:  # `--help` works before there is an environment with what these need
    from build.twilio.client.credentials import Credentials
    from build.twilio.client.dry_run import Planned
    from build.twilio.client.request import Transport
    from build.twilio.client.retry import Clock
    from build.twilio.client.transport import HttpTransport
    from build.twilio.progress import Progress


class Report(Protocol):
    """How a command ended."""

    @property
    def exit_code(self) -> int:
        """0, unless what was found is bad."""

    def in_words(self) -> str:
        """For a person, without a line break at its end."""

    def document(self) -> Mapping[str, object]:
        """For machines: what can be JSON, under names in camelCase."""


@dataclass(frozen=True)
class Account:
    """A Twilio account as the work sees it."""

    transport: Transport
    """The dry run's, where that was asked for."""
    http: HttpTransport
    credentials: Credentials
    progress: Progress
    clock: Clock
    is_dry_run: bool


def parser_of(command: str, description: str | None, *, changes: bool) -> argparse.ArgumentParser:
    """A parser with the options of every such command; `changes`: also those of one that changes things."""
    parser = Parser(prog=f"package.py {command}", description=description)
    add_options(parser, changes=changes)
    return parser


def add_options(parser: argparse.ArgumentParser, *, changes: bool) -> None:
    """The options, for a parser that is made otherwise."""
    group = parser.add_argument_group("the account")
    group.add_argument(
        "--profile", type=given, metavar="NAME", help="a profile of the Twilio CLI, for its credentials"
    )
    group.add_argument("--api-base", metavar="URL", help="send every request there (FLEX_SFDC_API_BASE)")
    group.add_argument("--json", action="store_true", help="print one JSON document")
    if changes:
        group.add_argument(
            "--dry-run", action="store_true", help="show what would be sent, and change nothing"
        )


def given(text: str) -> str:
    """An argument that says something: an empty one is a variable that is not set, and means no default."""
    if not text.strip():
        raise argparse.ArgumentTypeError("expected a name, got an empty text")
    return text


def run(
    options: argparse.Namespace, work: Callable[[Account], Report], after_ctrl_c: str | None = None
) -> int:
    """Does the work on the account that the options and the environment name; prints how it ended.

    `after_ctrl_c`: what to do next, where running the same command again is not the answer.
    """
    from build.cli.progress import shown
    from build.twilio.client.api_base import find_api_base
    from build.twilio.client.credentials import find_credentials
    from build.twilio.client.dry_run import DryRun
    from build.twilio.client.retry import Clock
    from build.twilio.client.transport import HttpTransport
    from build.twilio.errors import Interrupted

    began = time.perf_counter()
    _check_encoding(options)
    base = find_api_base(options.api_base, os.environ)
    credentials = find_credentials(os.environ, Path.home(), options.profile)
    clock = Clock()
    with HttpTransport(credentials, base, clock=clock) as http:
        dry = DryRun(http) if getattr(options, "dry_run", False) else None
        try:
            with shown() as progress:
                account = Account(dry or http, http, credentials, progress, clock, dry is not None)
                report = work(account)
        except KeyboardInterrupt:
            if dry or "dry_run" not in options:
                raise
            raise Interrupted("Ctrl-C", "ended before everything was done", after_ctrl_c) from None
        requests = http.requests
    seconds = time.perf_counter() - began
    planned = dry.requests if dry else None
    if options.json:
        print(json.dumps(_document(report, planned, requests, seconds)))
    else:
        print(_words(report, planned, requests, seconds))
    return report.exit_code


def _check_encoding(options: argparse.Namespace) -> None:
    """Raises UserError: what is not UTF-8 cannot be sent, which would show after most of the work."""
    from build.errors import UserError

    for value in vars(options).values():
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and any("\ud800" <= sign <= "\udfff" for sign in text):
                raise UserError(f"the argument {text!a} is not UTF-8: write it in that encoding")


def check_account(account: Account) -> None:
    """Raises CredentialsError where an API key is of another account than TWILIO_ACCOUNT_SID names."""
    from build.twilio.client.flex_configuration import read_configuration

    credentials = account.credentials
    if credentials.account_sid not in (None, credentials.username):
        credentials.check_account(read_configuration(account.transport).account_sid)


def confirm(question: str, yes: bool, progress: Progress | None = None) -> bool:
    """Whether to go on: `--yes`, or what a person at a terminal answers, while the progress stands still.

    Raises ReleaseError's InputError where nobody can be asked.
    """
    from build.cli.progress import pause
    from build.twilio.errors import InputError

    if yes:
        return True
    if not sys.stdin.isatty():
        raise InputError("confirm", "nobody can be asked here", "Give --yes to go on without a question.")
    if progress:
        pause(progress)
    print(f"{printable(question)} [y/N] ", end="", file=sys.stderr, flush=True)
    answer = sys.stdin.readline()
    if not answer:  # Ctrl-D: what is said next begins on a line of its own
        print(file=sys.stderr)
    return answer.strip().lower() in ("y", "yes")


def counted(number: int, word: str) -> str:
    """As in "1 request" and "2 requests"."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def table(rows: Sequence[Sequence[str]], indent: str = "  ") -> list[str]:
    """Lines in columns, each as wide as its widest cell; no blanks at the end of a line."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        (indent + "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))).rstrip()
        for row in rows
    ]


def _words(report: Report, planned: Sequence[Planned] | None, requests: int, seconds: float) -> str:
    lines = [report.in_words()]
    if planned is not None:
        lines += _plan(planned)
    lines.append(f"{counted(requests, 'request')}, {seconds:.1f} s")
    return printable("\n".join(lines))


def _plan(planned: Sequence[Planned]) -> list[str]:
    """Every request in its order; those that only read have no fields."""
    changes = sum(one.changes for one in planned)
    lines = [f"dry run: these requests; the {changes} that change something were not sent"]
    if not changes:
        lines = ["dry run: nothing would be sent that changes anything"]
    for one in planned:
        lines.append(f"  {one.method:<4} https://{one.host}{one.path}")
        lines += [f"      {name}={value}" for name, value in one.fields]
    return lines


def _document(
    report: Report, planned: Sequence[Planned] | None, requests: int, seconds: float
) -> dict[str, object]:
    document = {
        "ok": report.exit_code == 0,
        **report.document(),
        "requests": requests,
        "seconds": round(seconds, 3),
    }
    if planned is not None:
        document["planned"] = [_request(one) for one in planned if one.changes]
        document["read"] = [_request(one) for one in planned if not one.changes]
    return document


def _request(one: Planned) -> dict[str, object]:
    return {
        "step": one.step,
        "method": one.method,
        "url": f"https://{one.host}{one.path}",
        "fields": [list(field) for field in one.fields],
    }
