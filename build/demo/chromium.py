"""Find the browser to drive: an installed one, or else Playwright's or Debian's Chromium.

Without a window, a headless shell comes first.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from build.demo.npm import CACHE, Missing
from build.locks import exclusive

NAMES = (
    *("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"),
    *("microsoft-edge-stable", "microsoft-edge", "msedge"),
)
SHELLS = ("chromium-headless-shell", "chrome-headless-shell")
"""Chromium without windows: pages behave as in the whole browser, for a seventh less processor time."""
MAC_APPS = ("Google Chrome", "Chromium", "Microsoft Edge")
WINDOWS_PROGRAMS = (
    r"Google\Chrome\Application\chrome.exe",
    r"Chromium\Application\chrome.exe",
    r"Microsoft\Edge\Application\msedge.exe",
)
WINDOWS_FOLDERS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
INSTALL_TIMEOUT = 600.0
PLAYWRIGHTS_PATH = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


def find_chromium(headless: bool = True) -> str:
    """Return the browser that `CHROMIUM` names, or an installed one; install one if there is none."""
    named = os.environ.get("CHROMIUM")
    if named:
        path = shutil.which(named)
        if path is None:
            raise Missing(f"{named} was not found: the environment variable CHROMIUM names it")
        return path
    return installed(headless) or _install(headless)


def present(headless: bool) -> str | None:
    """Return an installed browser, or one that Playwright has downloaded."""
    return installed(headless) or _playwrights(headless)


def installed(headless: bool) -> str | None:
    """Return an installed browser."""
    for name in (*SHELLS, *NAMES) if headless else NAMES:
        if path := shutil.which(name):
            return path
    return next((str(place) for place in usual_places(sys.platform) if place.is_file()), None)


def usual_places(platform: str) -> Iterator[Path]:
    """Yield where installers put a browser that is not on the path."""
    if platform == "darwin":
        for folder, app in product((Path("/Applications"), Path.home() / "Applications"), MAC_APPS):
            yield folder / f"{app}.app" / "Contents" / "MacOS" / app
    elif platform == "win32":
        for variable, program in product(WINDOWS_FOLDERS, WINDOWS_PROGRAMS):
            if programs := os.environ.get(variable):
                yield Path(programs, *program.split("\\"))


def _install(headless: bool) -> str:
    """Install a browser. Only one of several test processes does so; the others then find it."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with exclusive(CACHE / "chromium.lock"):
        browser = present(headless)
        kind = "--only-shell" if headless else "--no-shell"
        if browser is None and _runs([sys.executable, "-m", "playwright", "install", kind, "chromium"]):
            browser = _playwrights(headless)
        if browser is None and _is_debian_root():
            browser = _from_debian(headless)
    if browser is None:
        raise Missing(
            "Chromium was not found, and Playwright could not download it: install Chromium, Chrome or Edge "
            "(on Debian: apt-get install chromium), or name a browser in CHROMIUM"
        )
    return browser


def _from_debian(headless: bool) -> str | None:
    """Install Debian's package, and return the browser; None if there is no package."""
    _runs(["apt-get", "update"])
    for package in (SHELLS[0], "chromium") if headless else ("chromium",):
        is_done = _runs(["apt-get", "install", "-y", "--no-install-recommends", package])
        if is_done and (browser := installed(headless)):
            return browser
    return None


def _playwrights(headless: bool) -> str | None:
    """Return the Chromium that Playwright has downloaded, if the system has the libraries that it needs."""
    done = subprocess.run(
        [sys.executable, "-c", PLAYWRIGHTS_PATH], capture_output=True, text=True, check=False
    )
    browser = Path(done.stdout.strip())
    shells = sorted(shells_beside(browser)) if headless else []
    # On Windows `--version` opens a window, and the libraries come with it.
    for program in (*shells, browser):
        if program.is_file() and (sys.platform == "win32" or _runs([str(program), "--version"])):
            return str(program)
    return None


def shells_beside(browser: Path) -> Iterator[Path]:
    """Yield the headless shells that match Playwright's browser: `chromium-1255/chrome-linux64/chrome`."""
    for folder in browser.parents:
        name, _, version = folder.name.partition("-")
        if name == "chromium" and version:
            shell = f"chromium_headless_shell-{version}/*/chrome-headless-shell"
            yield from (*folder.parent.glob(shell), *folder.parent.glob(f"{shell}.exe"))


def _is_debian_root() -> bool:
    return sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _runs(command: list[str]) -> bool:
    """Run a program without its output; return whether it succeeded."""
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(command, env=environ, capture_output=True, check=False, timeout=INSTALL_TIMEOUT)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
