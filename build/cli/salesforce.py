"""`package.py salesforce`: the call center definition; salesforce_org.py has the other actions."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from build.bundle.settings import Settings, load_settings
from build.cli import ROOT, salesforce_org
from build.errors import UserError
from build.files import read
from build.salesforce.call_center import is_call_center, parameters, to_xml

STANDARD_OUTPUT = "-"
NEXT = """\
Import it in Salesforce: Setup, Call Centers, Import. Then assign the agents. Each step, with how to check it:
docs/salesforce-setup.md"""
STANDBY = (
    "call_center.standby_url: if Flex has not started after the timeout, for instance because the agent has "
    "not logged in yet, Salesforce shows that page until the browser restarts"
)


def main(options: argparse.Namespace) -> int:
    """Carry out the action."""
    work = {"callcenter": _write_call_center, **salesforce_org.ACTIONS}[options.action]
    return work(options, load_settings(ROOT, environment=options.env))


def _write_call_center(options: argparse.Namespace, settings: Settings) -> int:
    """Write the definition, or show it; return 0."""
    values = parameters(settings.call_center)
    xml = to_xml(values)
    shows = options.dry_run or options.file == STANDARD_OUTPUT
    outcome = "not written" if shows else _write(Path(options.file), xml)
    warnings = [STANDBY] if settings.call_center.standby_url else []
    for warning in warnings:
        print(f"warning: {warning}", file=sys.stderr)
    if options.json:
        document = {
            "ok": True,
            "file": None if options.file == STANDARD_OUTPUT else options.file,
            "outcome": outcome,
            "parameters": values,
            "warnings": warnings,
            "xml": xml.decode(),
        }
        print(json.dumps(document))
    elif shows:
        sys.stdout.flush()
        sys.stdout.buffer.write(xml)  # UTF-8, as its declaration says, whatever the terminal's encoding
    else:
        print(f"{options.file}: {outcome}")
        print(NEXT)
    return 0


def _write(file: Path, xml: bytes) -> str:
    """Write the file, and return a message. Raises UserError if that would replace another file."""
    try:
        outcome = "written"
        if file.exists():
            before = read(file)
            if before == xml:
                return "is up to date"
            if not is_call_center(before):
                raise UserError(f"{file}: exists and is not a call center definition: choose another name")
            outcome = "replaced"
        draft = file.with_name(f"{file.name}.new")
        draft.write_bytes(xml)
        os.replace(draft, file)
    except OSError as error:
        reason = error.strerror if file.parent.is_dir() else f"there is no folder {file.parent}"
        raise UserError(f"{file}: cannot be written: {reason}") from error
    return outcome
