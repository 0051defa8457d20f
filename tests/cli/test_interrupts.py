"""Tests in an environment that ignores SIGINT, as `nohup` and a script's `&` start them."""

from __future__ import annotations

import subprocess
import sys

from build.cli import ROOT

START = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
os.execv(sys.executable, [sys.executable, "-m", "pytest", *sys.argv[1:]])
"""


def test_a_suite_in_the_background_can_interrupt_itself_and_its_children() -> None:
    files = ("tests/cli/test_build.py", "tests/cli/test_releases.py")
    tests = [*files, "-k", "(watching_ends or signal_ended) and SIGINT"]
    command = [sys.executable, "-c", START, "-p", "no:cacheprovider", "--timeout", "60", *tests]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "2 passed" in done.stdout, done.stdout
