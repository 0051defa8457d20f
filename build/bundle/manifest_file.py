"""Read the manifest of a build: the one reader, for the products of earlier builds and of others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FILE = "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """A build in its folder, as its manifest describes it."""

    name: str
    version: str
    phase: int
    integrity: str
    environment: str | None
    digests: Mapping[str, str]
    """The SHA-256 of each product, by file name; the script comes first."""
    sources: Mapping[str, str]
    """The SHA-256 of each source's text, by file name."""


def read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest in the folder, or None if there is none or it lists no products."""
    try:
        entry = json.loads((folder / FILE).read_text("utf-8"))[0]
        build = entry["build"]
        environment = build.get("environment")
        return Manifest(
            name=str(entry.get("name", "")),
            version=str(entry.get("version", "")),
            phase=int(entry.get("phase", 0)),
            integrity=str(entry.get("integrity", "")),
            environment=None if environment is None else str(environment),
            digests={str(product["file"]): str(product["sha256"]) for product in build["products"]},
            sources={str(file): str(digest) for file, digest in build.get("sources", {}).items()},
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
