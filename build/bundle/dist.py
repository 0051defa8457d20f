"""What a build left in its folder: whether it is whole, and whether its sources have changed since."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from build.bundle.manifest import FILE


@dataclass(frozen=True)
class Dist:
    """The build that is there."""

    name: str
    version: str
    environment: str | None
    sha256: str
    """Of the script, as the manifest says."""
    is_whole: bool
    """Whether the script is there, and that one."""
    changed_sources: tuple[str, ...]
    """Files that it was made from and that are others now, or gone."""


def read_dist(root: Path, out: Path) -> Dist | None:
    """The build in `out`; None where there is none, or its manifest cannot be read."""
    try:
        entry = json.loads((out / FILE).read_text("utf-8"))[0]
        name, facts = str(entry["name"]), entry["build"]
        digests = {str(one["file"]): str(one["sha256"]) for one in facts["products"]}
        sources = {str(file): str(digest) for file, digest in facts["sources"].items()}
        environment = facts["environment"]
        version, script = str(entry["version"]), digests[f"{name}.js"]
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None
    return Dist(
        name,
        version,
        None if environment is None else str(environment),
        script,
        _digest(out / f"{name}.js") == script,
        tuple(file for file, digest in sources.items() if _text_digest(root / file) != digest),
    )


def _digest(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def _text_digest(path: Path) -> str | None:
    """As the manifest has it: of the text, whatever ends its lines."""
    try:
        return hashlib.sha256(path.read_text("utf-8").encode()).hexdigest()
    except (OSError, ValueError):
        return None
