"""`package.py demo` as a command: what keeps it from starting is one line, and signals end it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from build.cli import ROOT
from build.demo.scenarios import SCENARIOS
from tests.support.processes import running

ENVIRON = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}


def demo(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "package.py", "demo", *arguments]
    return subprocess.run(command, cwd=ROOT, env={**ENVIRON, **environ}, capture_output=True, text=True)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
def test_without_a_display_it_says_how_to_go_on() -> None:
    done = demo()
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr == "demo: this machine has no display: add --headless, and open the address it prints\n"
    )


def test_a_browser_that_is_not_there_is_named() -> None:
    done = demo("--headless", "--browser", "/no/such/browser")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "/no/such/browser was not found" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("--scenario", "screen-pip"),
            "--scenario screen-pip: there is no such scenario: did you mean screen-pop?",
        ),
        (("--scenario", "xyz"), "--scenario xyz: there is no such scenario: --list names them"),
        (("--port", "70000"), "--port 70000: expected a number up to 65535"),
    ],
)
def test_a_wrong_argument_is_reported_in_one_line(arguments: tuple[str, ...], message: str) -> None:
    done = demo("--headless", *arguments)
    assert (done.returncode, done.stderr) == (2, message + "\n")


def test_list_names_every_scenario() -> None:
    done = demo("--list")
    assert done.returncode == 0
    assert [name for name in SCENARIOS if f"\n  {name} " not in done.stdout] == []


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
@pytest.mark.skipif(sys.platform == "win32", reason="sends signals")
def test_a_signal_ends_it_while_it_starts(end: signal.Signals) -> None:
    command = [sys.executable, "package.py", "demo", "--headless"]
    with running(command, cwd=ROOT, stderr=subprocess.PIPE, env=ENVIRON) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "building the plugin\n"
        process.send_signal(end)
        assert process.wait() == 0
