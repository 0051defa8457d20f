"""`package.py test`."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from contextlib import nullcontext

from build.bundle.versions import project_value
from build.cli import ROOT
from build.cli.check import extensions_of, lint
from build.cli.processes import ended_by_sigterm, meanwhile, run_steps, summary

FAST = "--fast"
SAMPLE = ("tests/unit", "tests/compiler/test_plugin_functions.py", "tests/compiler/test_language.py")
"""The tests of `--fast`, with those of the extensions: the plugin in CPython, its pure functions in V8."""
NO_TESTS = 5
"""pytest's exit code."""
PREPARE = (sys.executable, "-m", "build.demo.prerequisites")
"""Installs what the desktop tests need; the checks and the other tests leave a core and the network idle."""
FEW_EXAMPLES = "--hypothesis-profile=fast"


def main(options: argparse.Namespace) -> int:
    """Run the checks, then pytest, whose closing line ends the report."""
    is_fast = FAST in options.arguments
    chosen = [argument for argument in options.arguments if argument != FAST]
    extensions = extensions_of(ROOT)
    folders = [extension.folder.relative_to(ROOT).as_posix() for extension in extensions]
    with ended_by_sigterm(), nullcontext() if is_fast or chosen else meanwhile(PREPARE):
        results = run_steps(lint([], extensions)) if is_fast or not chosen else {}
        if results:
            print(summary(results))
            print("== tests", flush=True)
        sample = [*SAMPLE, *folders, FEW_EXAMPLES] if is_fast else []
        command = [sys.executable, "-m", "pytest", *_with_tests_in(folders), *sample, *chosen]
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
    if code == NO_TESTS:
        print("no tests: pytest runs functions named test_... in files named test_*.py", file=sys.stderr)
    return code or int(not all(results.values()))


def _with_tests_in(folders: Sequence[str]) -> list[str]:
    """Return pytest's option that adds the extensions' tests to those of the project."""
    ours = project_value(ROOT, "tool", "pytest", "ini_options", "testpaths")
    return ["-o", f"testpaths={' '.join([*ours, *folders])}"] if folders else []
