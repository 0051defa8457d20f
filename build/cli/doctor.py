"""`package.py doctor`: whether everything on the account is as the plugin needs it."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from build.cli import ROOT

if TYPE_CHECKING:
    from build.bundle.settings import Settings
    from build.cli.remote import Account
    from build.twilio.doctor import Examination, Finding


def main(arguments: Sequence[str]) -> int:
    """Reads, and changes nothing; 1 where something is a problem."""
    options = _parser().parse_args(arguments)

    from build.bundle.settings import load_settings
    from build.cli.remote import run

    settings = load_settings(ROOT, environment=options.env)
    return run(options, lambda account: Told(_examine(account, settings)))


def _parser() -> argparse.ArgumentParser:
    from build.cli.remote import parser_of

    parser = parser_of("doctor", __doc__, changes=False)
    parser.add_argument("--env", metavar="NAME", help="an environment of settings.yaml")
    return parser


def _examine(account: Account, settings: Settings) -> Examination:
    from build.bundle.dist import read_dist
    from build.twilio.doctor import Access, Subject, examine

    access = Access(account.transport, account.http, account.credentials)
    subject = Subject(
        settings.name,
        settings.environment,
        settings.flex_ui,
        settings.configuration,
        read_dist(ROOT, ROOT / "dist"),
    )
    return examine(access, subject, account.progress)


@dataclass(frozen=True)
class Told:
    """The findings, a line each."""

    examination: Examination

    @property
    def exit_code(self) -> int:
        """1 with a problem; warnings are allowed."""
        return 1 if self._count("problem") else 0

    def in_words(self) -> str:
        """Each thing looked at, what to do about it below, and a sum."""
        lines = [line for finding in self.examination.findings for line in _lines(finding)]
        return "\n".join(
            [
                *lines,
                f"{_number(self._count('problem'), 'problem')}, {_number(self._count('warning'), 'warning')}",
            ]
        )

    def document(self) -> Mapping[str, object]:
        """The same for machines."""
        return {
            "account": self.examination.account_sid,
            "findings": [asdict(finding) for finding in self.examination.findings],
            "problems": self._count("problem"),
            "warnings": self._count("warning"),
        }

    def _count(self, level: str) -> int:
        return sum(finding.level == level for finding in self.examination.findings)


def _lines(finding: Finding) -> list[str]:
    then = [f"         -> {finding.next}"] if finding.next else []
    text = " ".join(finding.text.splitlines())
    return [f"{finding.level:<8} {finding.check}: {text}", *then]


def _number(count: int, word: str) -> str:
    from build.cli.remote import counted

    return counted(count, word) if count else f"no {word}s"
