"""`package.py demo` as a process: a signal, or closing its window, ends all its processes."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from build.demo.chromium import present
from build.demo.product import ROOT
from build.demo.run import SIGNALS, WITH_WINDOW, WITHOUT_WINDOW, expect_failures_after, signals_end
from tests.support.processes import running, wait_until
from tests.support.screen import Windows, screen

MARK = "DEMO_TEST_MARK"
PROCESSES = Path("/proc")


def marked(mark: str) -> list[str]:
    """Return the commands of the processes that have the mark in their environment."""
    results = []
    for folder in PROCESSES.glob("[0-9]*"):
        try:
            if f"{MARK}={mark}".encode() in (folder / "environ").read_bytes():
                results.append((folder / "cmdline").read_text())
        except OSError:  # the process has just ended, or belongs to another user
            continue
    return [command for command in results if command]  # a zombie process has no command


pytestmark = [
    pytest.mark.usefixtures("flex_scripts"),
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]
READY = (f"{WITH_WINDOW}\n", f"{WITHOUT_WINDOW}\n")


@pytest.fixture
def folder() -> Iterator[Path]:
    """Yield a folder for temporary files: in pytest's own, a browser's socket would have too long a path."""
    with tempfile.TemporaryDirectory(prefix="demo-") as name:
        yield Path(name)


def test_a_signal_ends_a_running_demo_with_all_its_processes_and_files(folder: Path) -> None:
    with _demo(folder, "--headless") as (process, mark):
        assert len(marked(mark)) > 2, "the demo, the builder and the browser"
        process.send_signal(signal.SIGINT)
        assert process.wait() == 0


@pytest.mark.parametrize("name", SIGNALS)
async def test_each_of_the_signals_asks_the_demo_to_end(name: str) -> None:
    ended = asyncio.Event()
    with signals_end(ended):
        os.kill(os.getpid(), getattr(signal, name))
        await ended.wait()


@pytest.mark.parametrize("has_ended", [False, True])
def test_a_failure_after_the_end_is_not_reported(caplog: pytest.LogCaptureFixture, has_ended: bool) -> None:
    async def fail_unnoticed() -> None:
        ended = asyncio.Event()
        expect_failures_after(ended)
        if has_ended:
            ended.set()
        asyncio.get_running_loop().create_future().set_exception(Exception("the driver is gone"))
        gc.collect()

    asyncio.run(fail_unnoticed())
    assert ("the driver is gone" in caplog.text) is not has_ended


def test_closing_the_window_ends_a_visible_demo_during_a_call(folder: Path) -> None:
    browser = present(headless=False)  # whatever CHROMIUM names may have no windows
    if browser is None:
        pytest.skip("there is no browser with windows")
    options = ("--scenario", "screen-pop", "--browser", browser)
    with screen() as display, _demo(folder, *options, DISPLAY=display) as (process, _):
        windows = Windows(display)
        assert any("Control room" in title for title in windows.titles()), "the call's tab does not cover it"
        windows.close("| Salesforce")
        assert process.wait() == 0


@contextmanager
def _demo(folder: Path, *options: str, **environ: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start a demo. Return it and its mark; check after its end that no process is left."""
    mark = uuid.uuid4().hex
    environ = {**os.environ, MARK: mark, "TMPDIR": str(folder), **environ}
    command = [sys.executable, "package.py", "demo", *options]
    with running(command, cwd=ROOT, stderr=subprocess.PIPE, env=environ) as process:
        assert process.stderr is not None
        lines: list[str] = []
        while (line := process.stderr.readline()) not in READY:
            assert line, f"it ended: {lines}"
            lines.append(line)
        assert "building the plugin\n" in lines
        assert any(said.startswith("control room: http://127.0.0.1:") for said in lines)
        yield process, mark
        assert process.stderr.read() == ""
    wait_until(lambda: not marked(mark), "all of it has ended")
    assert [path.name for path in folder.iterdir() if path.name.startswith(("flex-sfdc", "desktop"))] == []
