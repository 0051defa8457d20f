"""`package.py test`."""

from __future__ import annotations

import argparse
import subprocess
import sys

from build.cli import ROOT
from build.cli.check import lint
from build.cli.signals import ended_by_sigterm
from build.cli.steps import run_steps, summary

FAST = "--fast"
SAMPLE = ("tests/unit", "tests/compiler/test_plugin_functions.py", "tests/compiler/test_language.py")
"""The tests of `--fast`: the plugin in CPython, and its pure functions compiled, in V8."""
FEW_EXAMPLES = "--hypothesis-profile=fast"


def main(options: argparse.Namespace) -> int:
    """Run pytest last, so that its closing line ends the report: earlier failures are above it."""
    is_fast = FAST in options.arguments
    chosen = [argument for argument in options.arguments if argument != FAST]
    with ended_by_sigterm():
        results = run_steps(lint([])) if is_fast or not chosen else []
        if results:
            print(summary(results))
            print("== tests", flush=True)
        command = [sys.executable, "-m", "pytest", *([*SAMPLE, FEW_EXAMPLES] if is_fast else []), *chosen]
        tests = subprocess.run(command, cwd=ROOT, check=False).returncode
    return tests or int(not all(passed for _, passed in results))
