"""A running `package.py demo` as a process: a signal ends all of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

import pytest

from build.demo.product import ROOT
from tests.support.processes import running

MARK = "DEMO_TEST_MARK"
PROCESSES = Path("/proc")


def marked(mark: str) -> list[str]:
    """Return the commands of the processes that have the mark in their environment."""
    found = []
    for folder in PROCESSES.glob("[0-9]*"):
        try:
            if f"{MARK}={mark}".encode() in (folder / "environ").read_bytes():
                found.append((folder / "cmdline").read_text())
        except OSError:  # it has just ended, or is somebody else's
            continue
    return [command for command in found if command]  # a zombie has none


@pytest.mark.usefixtures("flex_scripts")
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("end", ["SIGINT", "SIGTERM"])
def test_a_signal_ends_a_running_demo_with_all_its_processes_and_files(end: str) -> None:
    # Not pytest's folder: with it, the path of a browser's socket is longer than Linux allows.
    with tempfile.TemporaryDirectory(prefix="demo-") as folder:
        _start_and_end(end, Path(folder))


def _start_and_end(end: str, folder: Path) -> None:
    mark = uuid.uuid4().hex
    environ = {**os.environ, MARK: mark, "TMPDIR": str(folder)}
    command = [sys.executable, "package.py", "demo", "--headless"]
    with running(command, cwd=ROOT, stderr=subprocess.PIPE, env=environ) as process:
        assert process.stderr is not None
        lines: list[str] = []
        while (
            line := process.stderr.readline()
        ) != "press Ctrl-C or close the Salesforce window to end it\n":
            assert line, f"it ended: {lines}"
            lines.append(line)
        assert lines[0] == "building the plugin\n"
        assert lines[-1].startswith("control room: http://127.0.0.1:")
        assert len(marked(mark)) > 2, "the demo, the builder and the browser"
        process.send_signal(getattr(signal, end))
        assert process.wait() == 0
        assert process.stderr.read() == ""
    assert marked(mark) == []
    assert [path.name for path in folder.iterdir() if path.name.startswith(("flex-sfdc", "desktop"))] == []
