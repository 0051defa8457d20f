"""Where the desktop tests cannot run, they are skipped with one clear line; on a build server they fail."""

from __future__ import annotations

import os
import re
import runpy
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from build.demo import chromium, npm, prerequisites
from build.demo.flex import bundle as flex_bundle
from build.demo.salesforce import panel

ROOT = Path(__file__).parents[2]
NOWHERE = "/no/such/chromium"
CLOSED_PORT = "http://127.0.0.1:9/"


def run_without_chromium(**environment: str) -> subprocess.CompletedProcess[str]:
    """Run some desktop tests without Chromium."""
    environ = {key: value for key, value in os.environ.items() if key != "CI"}
    command = [
        *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
        "tests/desktop/test_fake_console.py",
    ]
    return subprocess.run(
        command, cwd=ROOT, env={**environ, "CHROMIUM": NOWHERE, **environment}, capture_output=True, text=True
    )


def loud_lines(output: str) -> list[str]:
    """Return the lines with the reason why nothing ran."""
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


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """Return a machine without a browser; record the programs that should run there, all of which fail."""
    ran: list[list[str]] = []

    def fails(command: list[str]) -> bool:
        ran.append(command)
        return False

    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(chromium, "CACHE", tmp_path)
    monkeypatch.setattr(chromium, "installed", lambda _: None)
    monkeypatch.setattr(chromium, "_playwrights", lambda _: None)
    monkeypatch.setattr(chromium, "_is_debian_root", lambda: False)
    monkeypatch.setattr(chromium, "_runs", fails)
    return ran


def test_a_run_without_a_window_prefers_the_headless_shell(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    ending = ".exe" if sys.platform == "win32" else ""
    browser, shell = (tmp_path / f"{name}{ending}" for name in ("chromium", "chromium-headless-shell"))
    for program in (browser, shell):
        program.touch(mode=0o755)
    assert [Path(chromium.find_chromium(headless)) for headless in (True, False)] == [shell, browser]
    shell.unlink()
    assert Path(chromium.find_chromium()) == browser


def test_playwrights_shell_is_found_next_to_its_browser(tmp_path: Path) -> None:
    shells = [
        tmp_path / f"chromium_headless_shell-{version}" / "shell-linux64" / "chrome-headless-shell"
        for version in (1254, 1255)
    ]
    for shell in shells:
        shell.parent.mkdir(parents=True)
        shell.touch()
    browser = tmp_path / "chromium-1255" / "chrome-linux64" / "chrome"
    assert list(chromium.shells_beside(browser)) == [shells[1]]


@pytest.mark.parametrize(("headless", "kind"), [(True, "--only-shell"), (False, "--no-shell")])
def test_without_a_browser_playwrights_is_downloaded(
    monkeypatch: pytest.MonkeyPatch, bare: list[list[str]], headless: bool, kind: str
) -> None:
    def downloads(command: list[str]) -> bool:
        bare.append(command)
        monkeypatch.setattr(chromium, "_playwrights", lambda _: "/cache/chrome")
        return True

    monkeypatch.setattr(chromium, "_runs", downloads)
    assert chromium.find_chromium(headless) == "/cache/chrome"
    assert [command[1:] for command in bare] == [["-m", "playwright", "install", kind, "chromium"]]
    assert chromium.find_chromium(headless) == "/cache/chrome"
    assert len(bare) == 1


@pytest.mark.parametrize(
    ("headless", "offered", "found"),
    [
        (True, ("chromium-headless-shell", "chromium"), "chromium-headless-shell"),
        (True, ("chromium",), "chromium"),
        (False, ("chromium-headless-shell", "chromium"), "chromium"),
    ],
)
def test_if_the_download_fails_root_on_debian_gets_a_package(
    monkeypatch: pytest.MonkeyPatch,
    bare: list[list[str]],
    headless: bool,
    offered: tuple[str, ...],
    found: str,
) -> None:
    def installs(command: list[str]) -> bool:
        bare.append(command)
        package = command[-1]
        if command[:2] == ["apt-get", "install"] and package in offered:
            monkeypatch.setattr(chromium, "installed", lambda _: f"/usr/bin/{package}")
        return command[:2] == ["apt-get", "update"] or package in offered

    monkeypatch.setattr(chromium, "_is_debian_root", lambda: True)
    monkeypatch.setattr(chromium, "_runs", installs)
    assert chromium.find_chromium(headless) == f"/usr/bin/{found}"
    assert bare[-1][-1] == found


def test_if_nothing_can_be_installed_one_line_says_what_to_do(bare: list[list[str]]) -> None:
    with pytest.raises(npm.Missing, match=r"install Chromium, Chrome or Edge .* CHROMIUM$"):
        chromium.find_chromium()
    assert len(bare) == 1


@pytest.mark.parametrize(
    ("platform", "place"),
    [
        ("darwin", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
        ("win32", str(Path("C:", "Google", "Chrome", "Application", "chrome.exe"))),
    ],
)
def test_a_browser_is_found_where_installers_put_it(
    monkeypatch: pytest.MonkeyPatch, platform: str, place: str
) -> None:
    monkeypatch.setenv("PROGRAMFILES", "C:")
    assert Path(place) in list(chromium.usual_places(platform))


def test_node_and_npm_come_with_the_packages() -> None:
    versions = [
        subprocess.run([*command, "--version"], capture_output=True, text=True, check=True).stdout
        for command in ([npm.node()], npm.npm_command())
    ]
    assert all(re.fullmatch(r"v?\d+\.\d+\.\d+\n", version) for version in versions)


def test_two_simultaneous_first_runs_install_only_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(npm, "CACHE", tmp_path / "cache")
    installed: list[Path] = []

    def make(into: Path) -> None:
        installed.append(into)
        time.sleep(0.1)
        (into / "file").write_text("whole")

    threads = [
        threading.Thread(target=npm.cached, args=("npm", flex_bundle.HERE, npm.MANIFESTS, make))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(installed) == 1
    assert npm.cached("npm", flex_bundle.HERE, npm.MANIFESTS, make).joinpath("file").read_text() == "whole"


def test_an_installation_that_breaks_off_leaves_nothing_that_looks_finished(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(npm, "CACHE", tmp_path)

    def break_off(into: Path) -> None:
        (into / "half").write_text("")
        raise npm.Missing("no network")

    with pytest.raises(npm.Missing):
        npm.cached("npm", flex_bundle.HERE, npm.MANIFESTS, break_off)
    assert [path.name for path in tmp_path.iterdir()] == []


def test_without_the_npm_registry_one_line_names_it_as_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(npm, "CACHE", tmp_path)
    monkeypatch.setenv("npm_config_registry", CLOSED_PORT)
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm"))
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    with pytest.raises(
        npm.Missing, match=r"^npm could not install .*is the npm registry reachable\?"
    ) as caught:
        flex_bundle.flex_bundle()
    assert "\n" not in str(caught.value)
    assert not flex_bundle.is_bundled()


def test_the_whole_suite_prepares_flex_and_the_panel_on_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    handlers: dict[int, object] = {}
    monkeypatch.setattr(chromium, "find_chromium", lambda _: made.append("browser"))
    monkeypatch.setattr(flex_bundle, "flex_bundle", lambda: made.append("flex"))
    monkeypatch.setattr(panel, "panel_script", lambda: made.append("panel"))
    monkeypatch.setattr(signal, "signal", handlers.__setitem__)
    runpy.run_path(prerequisites.__file__, run_name="__main__")
    assert made == ["browser", "flex", "panel"]
    assert handlers == {signal.SIGTERM: signal.default_int_handler}


def test_the_workers_begin_with_the_desktop_tests(request: pytest.FixtureRequest) -> None:
    assert request.session.items[0].get_closest_marker("desktop") is not None
