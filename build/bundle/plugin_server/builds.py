"""The builds that can be asked for: held in memory, so that a build in progress cannot be seen half-way."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from build.bundle.manifest import FILE
from build.errors import ToolChainError

KEPT = 8
"""How many builds: a page loads the script a moment after the list, its map whenever DevTools open."""


@dataclass(frozen=True)
class Shelved:
    """One build."""

    key: str
    """Differs where the scripts differ."""
    name: str
    version: str
    phase: int
    integrity: str
    files: Mapping[str, bytes]
    """The script, the module, the source map."""

    @property
    def script(self) -> str:
        return f"{self.name}.js"


class Shelf:
    """The newest build that succeeded, and a few before it. Threads may read while one puts."""

    def __init__(self) -> None:
        self._builds: tuple[Shelved, ...] = ()

    @property
    def newest(self) -> Shelved | None:
        builds = self._builds
        return builds[0] if builds else None

    def put(self, build: Shelved) -> None:
        """Makes it the newest."""
        others = tuple(other for other in self._builds if other.key != build.key)
        self._builds = (build, *others)[:KEPT]

    def find(self, key: str) -> Shelved | None:
        """The build of that key, while it is kept."""
        return next((build for build in self._builds if build.key == key), None)


def read_build(folder: Path) -> Shelved:
    """The build whose products are in the folder. Raises ToolChainError where they cannot be read."""
    try:
        entry = json.loads((folder / FILE).read_text("utf-8"))[0]
        products = entry["build"]["products"]
        return Shelved(
            key=products[0]["sha256"][:12],
            name=entry["name"],
            version=entry["version"],
            phase=entry["phase"],
            integrity=entry["integrity"],
            files={product["file"]: (folder / product["file"]).read_bytes() for product in products},
        )
    except OSError as error:
        raise ToolChainError(f"{error.filename}: cannot be read: {error.strerror}") from error
