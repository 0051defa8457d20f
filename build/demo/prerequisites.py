"""Prepare the parts of the desktop that are not Python packages, or report the missing part in one line."""

from __future__ import annotations

import functools
import importlib.util
import signal
from pathlib import Path

from build.demo.chromium import find_chromium
from build.demo.flex.bundle import flex_bundle
from build.demo.npm import Missing
from build.demo.salesforce.panel import panel_script


@functools.cache
def prepare(headless: bool = True) -> Path | Missing:
    """Install and bundle the Flex UI if the cache lacks it, once per process; return its folder."""
    try:
        if importlib.util.find_spec("playwright") is None:
            raise Missing("the Python package playwright was not found: `package.py test` installs it")
        find_chromium(headless)
        return flex_bundle()
    except Missing as missing:
        return missing


@functools.cache
def prepare_panel() -> Missing | None:
    """Compile the components of the org package, once per process; return why, if that is impossible."""
    try:
        panel_script()
    except Missing as missing:
        return missing
    return None


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # which also ends npm
    prepare()
    prepare_panel()
