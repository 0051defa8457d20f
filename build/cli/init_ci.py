"""`package.py init-ci`: a workflow for GitHub Actions: a tag deploys, a release is made by hand.

It is written once, to be changed: .github/workflows/flex-plugin.yml. What is there already and differs stays,
unless --force says otherwise.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from build.cli import ROOT
from build.cli.arguments import Parser
from build.errors import ToolChainError, UserError

TEMPLATE = "github-workflow.yml.j2"
FILE = ".github/workflows/flex-plugin.yml"
AFTERWARDS = """\
What GitHub still needs, in the repository's settings:
  Environments: flex-deploy, and flex-release with the people who must approve a release
  in both of them, or as secrets of the repository, the account's credentials:
    TWILIO_API_KEY and TWILIO_API_SECRET, or TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN
Then commit the file: a tag v1.4.0 deploys, and "Run workflow" releases, rolls back or looks."""


def main(arguments: Sequence[str]) -> int:
    """Writes the workflow and says what else is to be done."""
    options = _parser().parse_args(arguments)

    from build.bundle.templates import render
    from package import NEWEST

    text = render(ROOT, TEMPLATE, {"python": ".".join(map(str, NEWEST))})
    said = _write(text, force=options.force)
    print(f"{FILE}: {said}")
    print(AFTERWARDS)
    return 0


def _write(text: str, *, force: bool) -> str:
    """What was done with the file. Raises UserError where it would be lost."""
    file = ROOT / FILE
    try:
        if not file.exists():
            said = "written"
        elif file.read_bytes() == text.encode():
            return "is as it would be written"
        elif force:
            said = "replaced"
        else:
            raise UserError(
                f"{FILE}: differs from what would be written: keep it, or replace it with --force"
            )
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(file.name + ".new")
        draft.write_bytes(text.encode())
        os.replace(draft, file)
    except OSError as error:
        raise ToolChainError(f"{error.filename or FILE}: cannot be written: {error.strerror}") from error
    return said


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="package.py init-ci", description=__doc__)
    parser.add_argument("--force", action="store_true", help="replace a workflow that differs")
    return parser
