"""`package.py doctor`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from build.bundle.dist import read_dist
from build.bundle.settings import Settings, load_settings
from build.cli import ROOT
from build.cli.account import Account, counted, run
from build.twilio.doctor import (
    WHERE,
    Access,
    CheckResults,
    Expected,
    Finding,
    only_in_flex,
    run_checks,
)


def main(options: argparse.Namespace) -> int:
    """Check the account. Change nothing, and return 1 if there is a problem."""
    settings = load_settings(ROOT, environment=options.env)
    return run(options, lambda account: _report(_check(account, settings)))


def _report(results: CheckResults) -> FindingsReport:
    return FindingsReport(results.findings, {"account": results.account_sid}, only_in_flex())


def _check(account: Account, settings: Settings) -> CheckResults:
    expected = Expected(
        settings.name,
        settings.environment,
        settings.flex_ui,
        settings.configuration,
        settings.schemas,
        read_dist(ROOT, ROOT / "dist"),
    )
    return run_checks(Access(account.twilio, account.files, account.credentials), expected)


@dataclass(frozen=True)
class FindingsReport:
    """The findings, one line each, and the account that they are about."""

    findings: Sequence[Finding]
    about: Mapping[str, object]
    only_in_flex: Sequence[str] = ()
    """The checks that only Flex can make."""

    @property
    def exit_code(self) -> int:
        """1 if there is a problem; warnings are allowed."""
        return 1 if self._count("problem") else 0

    def in_words(self) -> str:
        """Return each finding with advice, the checks that only Flex can make, and a summary."""
        lines = [line for finding in self.findings for line in _lines(finding)]
        problems, warnings = self._count("problem"), self._count("warning")
        if self.only_in_flex:
            checks = ", ".join(self.only_in_flex)
            lines += [f"in Flex  only Flex can check: {checks}", f"         -> {WHERE}"]
        return "\n".join([*lines, f"{_number(problems, 'problem')}, {_number(warnings, 'warning')}"])

    def document(self) -> Mapping[str, object]:
        """Return the JSON object."""
        return {
            **self.about,
            "findings": [asdict(finding) for finding in self.findings],
            **({"onlyInFlex": self.only_in_flex} if self.only_in_flex else {}),
            "problems": self._count("problem"),
            "warnings": self._count("warning"),
        }

    def _count(self, level: str) -> int:
        return sum(finding.level == level for finding in self.findings)


def _lines(finding: Finding) -> list[str]:
    then = [f"         -> {finding.next}"] if finding.next else []
    text = " ".join(finding.text.splitlines())
    return [f"{finding.level:<8} {finding.check}: {text}", *then]


def _number(count: int, word: str) -> str:
    return counted(count, word) if count else f"no {word}s"
