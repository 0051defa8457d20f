"""Keep the builds that the server serves in memory, so that no request gets a half-written build."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from build.bundle.manifest import FILE, read_manifest
from build.errors import ToolChainError
from build.files import read

KEPT = 8
"""The number of builds: a page loads the script right after the list, but its map whenever DevTools open."""


@dataclass(frozen=True)
class ServedBuild:
    """One build."""

    key: str
    """Different for different scripts."""
    name: str
    version: str
    phase: int
    integrity: str
    files: Mapping[str, bytes]
    """The script, the module, the source map."""

    @property
    def script(self) -> str:
        """The script's name."""
        return f"{self.name}.js"


class Builds:
    """The newest good build, and a few earlier ones. Threads may read while another one calls `put`."""

    def __init__(self) -> None:
        self._builds: tuple[ServedBuild, ...] = ()

    @property
    def newest(self) -> ServedBuild | None:
        """The newest build."""
        builds = self._builds
        return builds[0] if builds else None

    def put(self, build: ServedBuild) -> None:
        """Make a build the newest."""
        others = tuple(earlier for earlier in self._builds if earlier.key != build.key)
        self._builds = (build, *others)[:KEPT]

    def find(self, key: str) -> ServedBuild | None:
        """Return the build with that key, None if it is no longer kept."""
        return next((build for build in self._builds if build.key == key), None)


def read_build(folder: Path) -> ServedBuild:
    """Read the products in the folder. Raises ToolChainError if they cannot be read."""
    manifest = read_manifest(folder)
    if manifest is None:
        raise ToolChainError(f"{folder / FILE}: cannot be read: it is missing, or lists no products")
    try:
        return ServedBuild(
            key=manifest.digests[f"{manifest.name}.js"][:12],
            name=manifest.name,
            version=manifest.version,
            phase=manifest.phase,
            integrity=manifest.integrity,
            files={file: read(folder / file) for file in manifest.digests},
        )
    except OSError as error:
        raise ToolChainError(f"{error.filename}: cannot be read: {error.strerror}") from error
