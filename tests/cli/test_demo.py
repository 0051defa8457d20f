"""`package.py demo` as a command: what keeps it from starting is one line, and signals end it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from build.cli import ROOT, main
from build.demo.room.server import listen
from build.demo.scenarios import SCENARIOS
from tests.support.processes import running

ENVIRON = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}


Capture = pytest.CaptureFixture[str]


def refused(capsys: Capture, *arguments: str) -> str:
    """Return why the command does not start."""
    assert main(["demo", *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    return printed.err


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
def test_without_a_display_it_names_the_option_to_add(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    why = "demo: this machine has no display: add --headless, and open the address it prints\n"
    assert refused(capsys) == why


def test_a_missing_browser_is_named(capsys: Capture) -> None:
    why = refused(capsys, "--headless", "--browser", "/no/such/browser")
    assert why == "--browser /no/such/browser: not found; pass the path of a Chromium, Chrome or Edge\n"


def test_a_port_in_use_is_reported_before_anything_is_built(capsys: Capture) -> None:
    with listen(0) as busy_socket:
        port = busy_socket.getsockname()[1]
        why = refused(capsys, "--headless", "--port", str(port))
    assert why == f"--port {port}: is already in use: stop the program that uses it, or choose another\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--twilio", "--scenario", "screen-pop"], "--scenario: has no effect with --twilio"),
        (["--list", "--headless"], "--headless: has no effect with --list"),
        (["--list", "--crm-host", "lightning"], "--crm-host: has no effect with --list"),
        (
            ["--scenario", "lost-answer", "--crm-host", "lightning"],
            "--scenario lost-answer: runs only with --crm-host open_cti",
        ),
        (["--tour", "x", "--scenario", "screen-pop"], "--scenario: has no effect with --tour"),
        (["--others", "2"], "--others: has no effect without --twilio"),
    ],
)
def test_an_option_without_effect_is_refused(capsys: Capture, arguments: list[str], message: str) -> None:
    assert refused(capsys, *arguments) == message + "\n"


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
def test_a_wrong_argument_is_reported_in_one_line(
    capsys: Capture, arguments: tuple[str, ...], message: str
) -> None:
    assert refused(capsys, "--headless", *arguments) == message + "\n"


def test_list_names_every_scenario(capsys: Capture) -> None:
    assert main(["demo", "--list"]) == 0
    listed = capsys.readouterr().out
    assert [name for name in SCENARIOS if f"\n  {name} " not in listed] == []


@pytest.mark.parametrize("end", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.skipif(sys.platform == "win32", reason="sends signals")
def test_a_signal_ends_it_while_it_starts(end: str) -> None:
    command = [sys.executable, "package.py", "demo", "--headless"]
    with running(command, cwd=ROOT, stderr=subprocess.PIPE, env=ENVIRON) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "building the plugin\n"
        process.send_signal(getattr(signal, end))
        assert process.wait() == 0
        assert process.stderr.read() == ""
