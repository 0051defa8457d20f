"""The plugin as `package.py build` builds it, for the demo and the tests to load."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from build.demo.twilio import PluginFile

ROOT = Path(__file__).parents[2]
MANIFEST = "manifest.json"
BUILD_TIMEOUT = 300.0


@dataclass(frozen=True)
class Product:
    """The files of one build."""

    folder: Path

    @property
    def entry(self) -> dict[str, Any]:
        """The manifest's entry in the form of Flex's plugin list."""
        entries: list[dict[str, Any]] = json.loads(self._read(MANIFEST))
        return entries[0]

    @property
    def name(self) -> str:
        """The plugin's name, and that of its files."""
        return str(self.entry["name"])

    @property
    def script(self) -> bytes:
        """The script that Flex loads."""
        return self._read(f"{self.name}.js")

    @property
    def module(self) -> bytes:
        """The script as an ES module."""
        return self._read(f"{self.name}.mjs")

    @property
    def source_map(self) -> dict[str, Any]:
        """The source map from the script to Python."""
        source_map: dict[str, Any] = json.loads(self._read(f"{self.name}.js.map"))
        return source_map

    def plugin_file(self) -> PluginFile:
        """Return the plugin as Flex's plugin service lists and serves it."""
        keys = ("name", "version", "phase", "integrity")
        return PluginFile({key: self.entry[key] for key in keys if key in self.entry}, self.script)

    def _read(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()


def build(into: Path) -> Product:
    """Build the plugin without extensions.

    `DESKTOP_TEST_PRODUCTS` names a folder with existing products to test instead.
    """
    ready = os.environ.get("DESKTOP_TEST_PRODUCTS")
    if ready:
        return Product(Path(ready).resolve())
    command = [sys.executable, "package.py", "build", "--without-extensions", "--out", str(into)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=BUILD_TIMEOUT)
    if done.returncode != 0:
        raise RuntimeError(f"the plugin could not be built:\n{done.stdout}{done.stderr}")
    return Product(into)
