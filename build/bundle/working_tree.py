"""What git says of the checkout: which commit it is, and whether it is that commit."""

from __future__ import annotations

import subprocess
from pathlib import Path

from build.errors import UserError

ALLOW = "or give --allow-dirty"
MOST_SHOWN = 3


def check_clean(root: Path) -> None:
    """Raises UserError unless everything is committed: what is live must be found again in the history."""
    status = _git(root, "status", "--porcelain")
    if status is None:
        raise UserError(
            f"git does not take {root} for a checkout, so nobody can tell later what was deployed: "
            f"mend what `git status` says there, {ALLOW}"
        )
    changed = [line[3:] for line in status.splitlines()]
    if changed:
        more = f" and {len(changed) - MOST_SHOWN} more" if len(changed) > MOST_SHOWN else ""
        files = ", ".join(changed[:MOST_SHOWN])
        raise UserError(f"the working tree is not clean ({files}{more}): commit or remove that, {ALLOW}")


def commit_in_words(root: Path) -> str | None:
    """The commit, and whether it was changed since; None where there is none."""
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
