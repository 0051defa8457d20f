"""`package.py test`: ruff, mypy and pytest. With arguments pytest runs alone, and they are its own.

  --fast   ruff, mypy, the unit tests and a sample of the compiled code: before each commit

The parts are folders of tests/: unit (the plugin in CPython), properties, build (the tool chain), cli (the
commands), v8 and matrix (the compiled plugin), release (deploying), desktop (the real Flex UI; the slowest).
As in `package.py test tests/unit -k choice`. Folders run on several workers (-n 0: in one process).
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from build.cli import ROOT
from build.cli.check import lint
from build.cli.signals import ended_by_sigterm
from build.cli.steps import run_steps, summary

FAST = "--fast"
SAMPLE = ("tests/unit", "tests/compiler/test_plugin_functions.py", "tests/compiler/test_language.py")
"""What `--fast` runs: the plugin in CPython, and its pure functions as they are compiled, in V8."""


def main(arguments: Sequence[str]) -> int:
    """Pytest comes last, so that its closing line closes the whole: what failed before it was said above."""
    if arguments and arguments[0] in ("-h", "--help"):
        print(f"usage: package.py test [--fast] [ARGUMENTS OF PYTEST]\n\n{__doc__}")
        return 0
    is_fast = FAST in arguments
    chosen = [argument for argument in arguments if argument != FAST]
    with ended_by_sigterm():
        results = run_steps(lint([])) if is_fast or not chosen else []
        if results:
            print(summary(results))
            print("== tests", flush=True)
        command = [sys.executable, "-m", "pytest", *(SAMPLE if is_fast else ()), *chosen]
        tests = subprocess.run(command, cwd=ROOT, check=False).returncode
    return tests or int(not all(passed for _, passed in results))
