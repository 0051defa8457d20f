"""`package.py test`: ruff, mypy and pytest. With arguments pytest runs alone, and they are its own.

The parts are folders of tests/: unit (the plugin in CPython), properties, build (the tool chain), cli (the
commands), v8 and matrix (the compiled plugin), release (deploying), desktop (the real Flex UI; the slowest).
As in `package.py test tests/unit -k choice`.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from build.commands import ROOT
from build.commands.check import lint
from build.commands.steps import run_step, summary


def main(arguments: Sequence[str]) -> int:
    """Pytest comes last, so that its closing line closes the whole: what failed before it was said above."""
    if arguments and arguments[0] in ("-h", "--help"):
        print(f"usage: package.py test [ARGUMENTS OF PYTEST]\n\n{__doc__}")
        return 0
    results = [] if arguments else [run_step(step) for step in lint([], write=True)]
    if results:
        print(summary(results))
        print("== tests", flush=True)
    tests = subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=ROOT, check=False).returncode
    return tests or int(not all(passed for _, passed in results))
