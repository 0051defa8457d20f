"""Read the products of a build, and find out whether its sources have changed since."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from build.bundle.manifest import read_manifest
from build.compiler.load.modules import SHIMS, SHIMS_SHOWN
from build.files import read, read_text


@dataclass(frozen=True)
class Dist:
    """The build in a folder."""

    name: str
    version: str
    sha256: str
    """The digest of the script in the manifest."""
    is_whole: bool
    """Whether the script exists, and matches the manifest."""
    changed_sources: tuple[str, ...]
    """Sources that have changed since, or are gone."""


def read_dist(root: Path, out: Path) -> Dist | None:
    """Return the build in `out`; None if there is none, or if its manifest cannot be read."""
    manifest = read_manifest(out)
    script = manifest.digests.get(f"{manifest.name}.js") if manifest else None
    if manifest is None or script is None:
        return None
    return Dist(
        manifest.name,
        manifest.version,
        script,
        _digest(out / f"{manifest.name}.js") == script,
        tuple(
            file for file, digest in manifest.sources.items() if _text_digest(_place(root, file)) != digest
        ),
    )


def _place(root: Path, source: str) -> Path:
    """Return the file of a source. Shims of standard modules are in the tool chain, not in the project."""
    if source.startswith(SHIMS_SHOWN):
        return SHIMS / source.removeprefix(SHIMS_SHOWN)
    return root / source


def _digest(path: Path) -> str | None:
    try:
        return hashlib.sha256(read(path)).hexdigest()
    except OSError:
        return None


def _text_digest(path: Path) -> str | None:
    """Return the digest of the text, which ignores line endings, as in the manifest."""
    try:
        return hashlib.sha256(read_text(path).encode()).hexdigest()
    except (OSError, ValueError):
        return None
