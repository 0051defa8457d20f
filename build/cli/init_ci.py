"""`package.py init-ci`."""

from __future__ import annotations

import argparse
import os

from build.bundle.settings import load_settings
from build.bundle.templates import render
from build.cli import ROOT
from build.errors import ToolChainError, UserError
from package import NEWEST

TEMPLATE = "github-workflow.yml.j2"
FILE = ".github/workflows/flex-plugin.yml"
APPROVED = "flex-release"
CHOSEN = f"${{{{ inputs.account == 'staging' && 'flex-staging' || '{APPROVED}' }}}}"
AFTERWARDS = """\
What GitHub still needs, in the repository's settings:
  Environments: flex-deploy, and flex-release with the people who must approve a release
  in both of them, or as secrets of the repository, the account's credentials:
    TWILIO_API_KEY and TWILIO_API_SECRET, or TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN
Then commit the file: a tag v1.4.0 deploys, and "Run workflow" releases, rolls back or runs the doctor."""


def main(options: argparse.Namespace) -> int:
    """Write the workflow and print what else GitHub needs."""
    staging = options.staging
    if staging:
        load_settings(ROOT, environment=staging)  # refuses an environment that does not exist
    values = {
        "python": ".".join(map(str, NEWEST)),
        "staging": staging or "",
        "environment": CHOSEN if staging else APPROVED,
    }
    print(f"{FILE}: {_write(render(ROOT, TEMPLATE, values), force=options.force)}")
    print(AFTERWARDS)
    if staging:
        print("And an environment flex-staging, with the credentials of the test account as its own secrets.")
    return 0


def _write(text: str, *, force: bool) -> str:
    """Write the file and return what was done. Raises UserError instead of losing changes."""
    file = ROOT / FILE
    try:
        if not file.exists():
            outcome = "written"
        elif file.read_bytes() == text.encode():
            return "is up to date"
        elif force:
            outcome = "replaced"
        else:
            raise UserError(f"{FILE}: differs from the generated one: keep it, or replace it with --force")
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(file.name + ".new")
        draft.write_bytes(text.encode())
        os.replace(draft, file)
    except OSError as error:
        raise ToolChainError(f"{error.filename or FILE}: cannot be written: {error.strerror}") from error
    return outcome
