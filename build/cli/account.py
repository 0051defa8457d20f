"""Connect the commands to Twilio, and print their reports.

The `main` of such a command passes its work to `run`: a function of the `Account` that returns a `Report`.
Progress and questions go to standard error. Standard output has only the report, which is one JSON document
with `--json`, even after a failure.
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
from typing import Protocol

from build.cli import printable
from build.cli.processes import ended_by_sigterm
from build.cli.progress import pause, progress_on
from build.errors import UserError
from build.remote.errors import InputError, Interrupted
from build.remote.progress import Progress
from build.remote.retry import Clock
from build.twilio.client.api_base import find_api_base
from build.twilio.client.credentials import Credentials, find_credentials
from build.twilio.client.dry_run import DryRun, Planned
from build.twilio.client.served_file import ServedFiles
from build.twilio.client.transport import HttpTransport
from build.twilio.client.twilio import Twilio
from build.twilio.release.difference import Change
from build.twilio.release.new_release import ApproveRelease


class Report(Protocol):
    """The result of a command."""

    @property
    def exit_code(self) -> int:
        """0 unless the report has a problem."""

    def in_words(self) -> str:
        """Return the text for a person, without a line break at its end."""

    def document(self) -> Mapping[str, object]:
        """Return the JSON object, with names in camelCase."""


@dataclass(frozen=True)
class Account:
    """The Twilio account that a command works on."""

    twilio: Twilio
    """Through the dry run with `--dry-run`."""
    files: ServedFiles
    credentials: Credentials
    is_dry_run: bool


@ended_by_sigterm()
def run(
    options: argparse.Namespace, work: Callable[[Account], Report], after_ctrl_c: str | None = None
) -> int:
    """Do the work on the account that the options and the environment name, and print the report.

    `after_ctrl_c`: the advice after Ctrl-C, if it is not to run the same command again.
    """
    began = time.perf_counter()
    _check_encoding(options)
    base = find_api_base(options.api_base, os.environ)
    credentials = find_credentials(os.environ, Path.home(), options.profile)
    clock = Clock()
    with HttpTransport(credentials, base, clock=clock) as http:
        dry = DryRun(http) if getattr(options, "dry_run", False) else None
        try:
            with progress_on(sys.stderr) as progress:
                twilio = Twilio(dry or http, clock, progress)
                report = work(Account(twilio, ServedFiles(http, credentials), credentials, dry is not None))
        except KeyboardInterrupt:
            if dry or "dry_run" not in options:
                raise
            raise Interrupted("interrupted", "ended before everything was done", after_ctrl_c) from None
        requests = http.requests
    seconds = time.perf_counter() - began
    planned = dry.requests if dry else None
    if options.json:
        print(json.dumps(_document(report, planned, requests, seconds)))
    else:
        print(_words(report, planned, requests, seconds))
    return report.exit_code


def _check_encoding(options: argparse.Namespace) -> None:
    """Raise UserError early for a string that is not UTF-8: sending it would fail after most of the work."""
    for text in options.arguments:
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise UserError(f"the argument {text!a} is not UTF-8: pass it in that encoding")


def check_account(account: Account) -> None:
    """Raise CredentialsError if an API key belongs to an account other than TWILIO_ACCOUNT_SID."""
    credentials = account.credentials
    if credentials.account_sid not in (None, credentials.username):
        credentials.check_account(account.twilio.configuration.read().account_sid)


def confirm(question: str, yes: bool, progress: Progress | None = None) -> bool:
    """Ask a person at a terminal whether to continue, unless `yes`. Pause the progress display meanwhile.

    Raises InputError if there is no terminal.
    """
    if yes:
        return True
    if not sys.stdin.isatty():
        raise InputError(
            "confirm",
            "cannot ask for confirmation without a terminal",
            "Pass --yes to confirm.",
        )
    if progress:
        pause(progress)
    print(f"{printable(question)} [y/N] ", end="", file=sys.stderr, flush=True)
    answer = sys.stdin.readline()
    if not answer:  # Ctrl-D: begin the next message on a new line
        print(file=sys.stderr)
    return answer.strip().lower() in ("y", "yes")


def approval(account: Account, verb: str, yes: bool) -> ApproveRelease:
    """Return a function that asks whether to make the shown changes. See `confirm`."""

    def approve(changes: Sequence[Change]) -> bool:
        removed = sum(change.after is None for change in changes)
        summary = counted(len(changes), "change") + (
            f", {counted(removed, 'plugin')} removed" if removed else ""
        )
        return account.is_dry_run or confirm(f"{verb}: {summary}. Continue?", yes, account.twilio.progress)

    return approve


def counted(number: int, word: str) -> str:
    """Return the number with its word: "1 request", "2 requests"."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def table(rows: Sequence[Sequence[str]], indent: str = "  ") -> list[str]:
    """Return lines in columns, each as wide as its widest cell, without trailing spaces."""
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
    """List every request in order. Requests that only read have no fields."""
    changes = sum(request.changes for request in planned)
    lines = [f"dry run: these requests; the {changes} that change something were not sent"]
    if not changes:
        lines = ["dry run: no request would change anything"]
    for request in planned:
        lines.append(f"  {request.method:<4} https://{request.host}{request.path}")
        lines += [f"      {name}={value}" for name, value in request.fields]
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
        document["planned"] = [_request(request) for request in planned if request.changes]
        document["read"] = [_request(request) for request in planned if not request.changes]
    return document


def _request(request: Planned) -> dict[str, object]:
    return {
        "step": request.step,
        "method": request.method,
        "url": f"https://{request.host}{request.path}",
        "fields": [list(field) for field in request.fields],
    }
