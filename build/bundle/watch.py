"""Wait for a change of a build's inputs, and recognise the folders of the checkout."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TypeAlias

from build.bundle.extension_layout import OWN_FOLDERS

FILES = ("settings.yaml", "pyproject.toml", "CHANGELOG.md")
FOLDERS = ("flex_sfdc", "templates", "build")
PAUSE = 0.3
"""Seconds between two polls. Polling costs milliseconds and works on every kind of file system."""

FileStates: TypeAlias = "dict[str, tuple[int, int]]"


def file_states(root: Path) -> FileStates:
    """Return the modification time and size of every file that a build reads."""
    paths = [*(root / name for name in FILES), *root.glob("*.py")]
    for folder in sorted({*FOLDERS, *_packages(root)}):
        paths += [
            path
            for path in (root / folder).rglob("*")
            if path.suffix in (".py", ".js", ".j2", ".json", ".yaml")
        ]
    states: FileStates = {}
    for path in paths:
        try:
            status = path.stat()
        except OSError:  # removed between two polls, or never there
            continue
        states[str(path)] = (status.st_mtime_ns, status.st_size)
    return states


def _packages(root: Path) -> list[str]:
    """Return the extensions and the packages that they may import, which need no `__init__.py`."""
    return [
        folder.name
        for folder in root.iterdir()
        if folder.name.isidentifier()
        and folder.name not in (*OWN_FOLDERS, "node_modules")
        and not (folder / "pyvenv.cfg").exists()
        and any(folder.rglob("*.py"))
    ]


def is_in_sources(root: Path, folder: Path) -> bool:
    """Return whether a folder is the checkout itself, or in one of its folders other than dist."""
    if folder.exists() and folder.samefile(root):
        return True
    packages = [path.parent for path in root.glob("*/__init__.py")]
    hidden = (".git", ".github", ".ci", ".venv")
    sources = [root / name for name in (*FOLDERS, *OWN_FOLDERS, *hidden) if name != "dist"]
    existing = [source for source in (*sources, *packages) if source.exists()]
    around = [path for path in (folder.resolve(), *folder.resolve().parents) if path.exists()]
    return any(path.samefile(source) for source in existing for path in around)


def wait_for_change(
    root: Path, before: FileStates, pause: float = PAUSE, ended: threading.Event | None = None
) -> FileStates:
    """Return the first state that differs from `before` and is stable for a moment: editors save in steps.

    When another thread sets `ended`, return the current state.
    """
    ended = ended or threading.Event()
    now = before
    while not ended.wait(pause):
        before_pause, now = now, file_states(root)
        if now == before_pause != before:
            break
    return now
