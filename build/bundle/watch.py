"""Waiting for a change of what a build is made from."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TypeAlias

FILES = ("settings.yaml", "pyproject.toml", "CHANGELOG.md")
FOLDERS = ("flex_sfdc", "templates", "build")
PAUSE = 0.3
"""Seconds between two looks. Looking costs a few milliseconds and works on every kind of file system."""

Look: TypeAlias = "dict[str, tuple[int, int]]"


def look(root: Path) -> Look:
    """Time and size of every file that a build reads."""
    paths = [root / name for name in FILES]
    for folder in FOLDERS:
        paths += [
            path
            for path in (root / folder).rglob("*")
            if path.suffix in (".py", ".js", ".j2", ".json", ".yaml")
        ]
    seen: Look = {}
    for path in paths:
        try:
            status = path.stat()
        except OSError:  # gone between two looks, or never there
            continue
        seen[str(path)] = (status.st_mtime_ns, status.st_size)
    return seen


def wait_for_change(root: Path, before: Look, pause: float = PAUSE) -> Look:
    """The first look that differs from `before` and has stood still for a moment: editors save in steps."""
    while True:
        time.sleep(pause)
        now = look(root)
        while now != before:
            time.sleep(pause)
            again = look(root)
            if again == now:
                return now
            now = again
