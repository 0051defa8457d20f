"""What the desktop tests need on the machine, and the one line that says what is missing."""

from __future__ import annotations

import importlib.util
import os
import shutil

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


class Missing(Exception):
    """A prerequisite is not there; the message is one line that says what to install."""


def command(name: str, hint: str) -> str:
    """The path of a program, or Missing with the hint."""
    found = shutil.which(name)
    if found is None:
        raise Missing(f"{name} was not found: {hint}")
    return found


def chromium() -> str:
    """The browser to drive: the one `CHROMIUM` names, else the first Chromium or Chrome of the system."""
    named = os.environ.get("CHROMIUM")
    if named:
        return command(named, "the environment variable CHROMIUM names it")
    for name in CHROMIUM_NAMES:
        found = shutil.which(name)
        if found is not None:
            return found
    raise Missing(
        "Chromium was not found: install it (on Debian: apt-get install chromium) or name one in CHROMIUM"
    )


def check() -> None:
    """Raise Missing for the first thing that is not there."""
    if importlib.util.find_spec("playwright") is None:
        raise Missing("the Python package playwright was not found: `python package.py test` installs it")
    chromium()
    command("node", "install Node.js 18 or later (https://nodejs.org): it bundles the real Flex UI")
    command("npm", "install npm (it comes with Node.js): it fetches the real Flex UI")
