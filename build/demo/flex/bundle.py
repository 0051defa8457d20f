"""The real Flex UI as one file a page can load: installed from npm and bundled once, then cached."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from build.demo.flex import node
from build.locks import exclusive

HERE = Path(__file__).parent
CACHE = HERE.parents[2] / ".cache" / "desktop"
MANIFESTS = ("package.json", "package-lock.json", ".npmrc")
BUNDLE_SOURCES = ("bundle.mjs", "page/entry.js", "page/node_globals.js")
INSTALL_TIMEOUT = 900.0
BUNDLE_TIMEOUT = 300.0


def is_bundled() -> bool:
    """Return whether everything is in the cache."""
    return _folder("npm", MANIFESTS).exists() and _folder("flex", MANIFESTS + BUNDLE_SOURCES).exists()


def flex_bundle() -> Path:
    """Return the folder with `flex.js`, `react.js`, `react-dom.js` and `axe.js`.

    Installs and bundles what is not in the cache yet; raises `node.Missing` when it cannot.
    """
    modules = npm_modules()
    return _cached("flex", MANIFESTS + BUNDLE_SOURCES, lambda into: _bundle(modules, into))


def npm_modules() -> Path:
    """Return `node_modules` with everything in package.json; install it if the cache lacks it."""
    return _cached("npm", MANIFESTS, _install) / "node_modules"


def _install(into: Path) -> None:
    for name in MANIFESTS:
        shutil.copy(HERE / name, into / name)
    _run(
        [*node.npm(), "ci"],
        into,
        INSTALL_TIMEOUT,
        "npm could not install the real Flex UI (is the npm registry reachable?)",
    )


def _bundle(modules: Path, into: Path) -> None:
    command = [node.node(), str(HERE / "bundle.mjs"), str(modules), str(into)]
    _run(command, HERE, BUNDLE_TIMEOUT, "the real Flex UI could not be bundled")


def _run(command: list[str], cwd: Path, timeout: float, what: str) -> None:
    try:
        done = subprocess.run(command, cwd=cwd, timeout=timeout, capture_output=True, text=True)
    except subprocess.TimeoutExpired:
        raise node.Missing(f"{what}: no end after {timeout:.0f} s") from None
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if "warn" not in line.lower()]
        raise node.Missing(f"{what}: {' / '.join(lines[:4])[:400]}")


def _cached(name: str, sources: tuple[str, ...], make: Callable[[Path], None]) -> Path:
    """Return the folder made from these sources, once however many test runs start together."""
    CACHE.mkdir(parents=True, exist_ok=True)
    folder = _folder(name, sources)
    with exclusive(CACHE / f"{name}.lock"):
        if not folder.exists():
            _make_whole(folder, make)
    return folder


def _folder(name: str, sources: tuple[str, ...]) -> Path:
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.encode() + b"\0" + (HERE / source).read_bytes() + b"\0")
    return CACHE / f"{name}-{digest.hexdigest()[:16]}"


def _make_whole(folder: Path, make: Callable[[Path], None]) -> None:
    """Fill a temporary folder, then give it its name: a broken run leaves nothing that looks finished."""
    temporary = Path(tempfile.mkdtemp(prefix=folder.name + ".", dir=folder.parent))
    try:
        make(temporary)
        os.replace(temporary, folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
