"""`package.py init-ci`."""

from __future__ import annotations

import argparse
import os

from build.bundle.settings import load_settings
from build.bundle.templates import render
from build.cli import ROOT
from build.errors import UserError
from build.files import read
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
AND_STAGING = "And an environment flex-staging, with the credentials of the test account as its own secrets."
AND_SALESFORCE = """\
And an environment flex-salesforce, with the people who must approve a deploy of the org package
  its secrets: SALESFORCE_INSTANCE_URL, SALESFORCE_CLIENT_ID and SALESFORCE_CLIENT_SECRET"""
AND_SANDBOX = "And an environment flex-sandbox, with these secrets of a sandbox, which gets the package first"


def main(options: argparse.Namespace) -> int:
    """Write the workflow, and print the remaining steps on GitHub."""
    staging = options.staging
    if staging:
        load_settings(ROOT, environment=staging, option="--staging")  # refuses one that does not exist
    values = {
        "python": ".".join(map(str, NEWEST)),
        "staging": staging or "",
        "environment": CHOSEN if staging else APPROVED,
        "orgs": _orgs(staging) if options.salesforce else [],
    }
    print(f"{FILE}: {_write(render(ROOT, TEMPLATE, values), force=options.force)}")
    print(AFTERWARDS)
    for text in _also_needed(staging, options.salesforce):
        print(text)
    return 0


def _orgs(staging: str | None) -> list[dict[str, str]]:
    """Return the jobs that deploy the org package. Each needs the job before it."""
    names = {"job": "salesforce", "name": "Deploy the org package", "environment": "flex-salesforce"}
    if not staging:
        return [{**names, "needs": "test", "settings": ""}]
    sandbox = {
        "job": "sandbox",
        "name": "Deploy the org package to the sandbox",
        "environment": "flex-sandbox",
    }
    return [
        {**sandbox, "needs": "test", "settings": staging},
        {**names, "needs": "sandbox", "settings": ""},
    ]


def _also_needed(staging: str | None, salesforce: bool) -> list[str]:
    texts = {AND_STAGING: staging, AND_SALESFORCE: salesforce, AND_SANDBOX: staging and salesforce}
    return [text for text, is_needed in texts.items() if is_needed]


def _write(text: str, *, force: bool) -> str:
    """Write the file, and return a message. Raises UserError if that would lose changes."""
    file = ROOT / FILE
    try:
        if not file.exists():
            outcome = "written"
        elif read(file) == text.encode():
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
        raise UserError(f"{error.filename or FILE}: cannot be written: {error.strerror}") from error
    return outcome
