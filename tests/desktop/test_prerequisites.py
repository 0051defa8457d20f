"""Where the desktop tests cannot run: skipped with one loud line, or on a build server a failure."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from . import flex_bundle, prerequisites

ROOT = Path(__file__).parents[2]
NOWHERE = "/no/such/chromium"


def run_without_chromium(**environment: str) -> subprocess.CompletedProcess[str]:
    """Some desktop tests, run where there is no Chromium."""
    known = {key: value for key, value in os.environ.items() if key != "CI"}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/desktop/test_fake_console.py",
    ]
    return subprocess.run(
        command, cwd=ROOT, env={**known, "CHROMIUM": NOWHERE, **environment}, capture_output=True, text=True
    )


def loud_lines(output: str) -> list[str]:
    """The lines that say why nothing ran."""
    return [line for line in output.splitlines() if line.startswith("DESKTOP TESTS DID NOT RUN")]


def test_without_a_browser_the_tests_are_skipped_and_one_line_says_what_to_install() -> None:
    done = run_without_chromium()
    assert done.returncode == 0
    assert "5 skipped" in done.stdout
    (line,) = loud_lines(done.stdout)
    assert NOWHERE in line


def test_on_a_build_server_a_missing_browser_is_a_failure() -> None:
    done = run_without_chromium(CI="true")
    assert done.returncode == 1
    assert "5 errors" in done.stdout
    assert len(loud_lines(done.stdout)) == 1


@pytest.mark.parametrize("program", ["node", "npm", "chromium"])
def test_a_missing_program_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    chromium_too = prerequisites.CHROMIUM_NAMES if program == "chromium" else (program,)
    monkeypatch.setattr("shutil.which", lambda name: None if name in chromium_too else f"/usr/bin/{name}")
    with pytest.raises(prerequisites.Missing, match=rf"(?i){program}.*install"):
        prerequisites.check()


def test_two_first_runs_at_once_install_only_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(flex_bundle, "CACHE", tmp_path / "cache")
    made: list[Path] = []

    def make(into: Path) -> None:
        made.append(into)
        time.sleep(0.1)
        (into / "file").write_text("whole")

    threads = [
        threading.Thread(target=flex_bundle._cached, args=("npm", flex_bundle.MANIFESTS, make))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert flex_bundle._cached("npm", flex_bundle.MANIFESTS, make).joinpath("file").read_text() == "whole"


def test_an_installation_that_breaks_off_leaves_nothing_that_looks_finished(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(flex_bundle, "CACHE", tmp_path)

    def break_off(into: Path) -> None:
        (into / "half").write_text("")
        raise prerequisites.Missing("no network")

    with pytest.raises(prerequisites.Missing):
        flex_bundle._cached("npm", flex_bundle.MANIFESTS, break_off)
    assert [path.name for path in tmp_path.iterdir()] == ["npm.lock"]
