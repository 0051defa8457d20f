"""Read the checkout's commit from git, and whether there are uncommitted changes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from build.errors import UserError

ALLOW = "or pass --allow-dirty"
MAX_SHOWN = 3


def check_clean(root: Path) -> None:
    """Raise UserError unless everything is committed: the history must contain every deployed version."""
    status = _git(root, "status", "--porcelain")
    if status is None and shutil.which("git") is None:
        raise UserError(
            f"git is not installed, so the deployed version cannot be traced to a commit: install it, {ALLOW}"
        )
    if status is None:
        raise UserError(
            f"{root} is not a git checkout, so the deployed version cannot be traced to a commit: "
            f"fix what `git status` reports there, {ALLOW}"
        )
    changed = [line[3:] for line in status.splitlines()]
    if changed:
        more = f" and {len(changed) - MAX_SHOWN} more" if len(changed) > MAX_SHOWN else ""
        files = ", ".join(changed[:MAX_SHOWN])
        raise UserError(
            f"the working tree is not clean ({files}{more}): commit or discard these changes, {ALLOW}"
        )


def commit_in_words(root: Path) -> str | None:
    """Return the commit in words, with a remark if there are changes; None without a commit."""
    commit = _git(root, "rev-parse", "--short=12", "HEAD")
    if commit is None:
        return None
    return f"commit {commit.strip()}" + (
        " with changes on top" if _git(root, "status", "--porcelain") else ""
    )


def _git(root: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments], capture_output=True, text=True, check=False
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
