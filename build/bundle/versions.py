"""Read the plugin's version and the commit of the checkout, and check versions."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, cast

import tomli

from build.errors import UserError
from build.files import read_text

_NUMBER = r"(?:0|[1-9]\d*)"
_LABEL = rf"(?:{_NUMBER}|\d*[A-Za-z-][0-9A-Za-z-]*)"
_VERSION = re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-{_LABEL}(?:\.{_LABEL})*)?", re.ASCII)
_RELEASE_HEADING = re.compile(r"^## +\[?v?(\d[^\]\s]*)", re.MULTILINE)

PROJECT = "pyproject.toml"
SOURCES = ("pyproject", "changelog", "git")
"""Places from which the version can be read, instead of writing it in settings.yaml."""


def is_version(text: str) -> bool:
    """Return whether a plugin can have this semantic version: above 0.0.0; Twilio refuses `+build`."""
    return _VERSION.fullmatch(text) is not None and text != "0.0.0"


def find_version(root: Path, source: str) -> str:
    """Read the plugin's version from one of `SOURCES`. Raises LookupError if there is none."""
    places = {"pyproject": _in_pyproject, "changelog": _in_changelog, "git": _in_git}
    version = places[source](root)
    if not is_version(version):
        raise LookupError(
            f'its {source} version is "{version}": expected a semantic version above 0.0.0, such as 1.4.0'
        )
    return version


def project_value(root: Path, *keys: str) -> Any:
    """Return a value of `pyproject.toml`. Raises UserError if the file is not valid or has no such value."""
    value: Any = _project(root)
    for position, key in enumerate(keys):
        if not isinstance(value, dict) or key not in value:
            place = f" under [{'.'.join(keys[:position])}]" if position else ""
            raise UserError(f"{PROJECT}: has no {key}{place}")
        value = value[key]
    return value


def _project(root: Path) -> dict[str, Any]:
    try:
        return tomli.loads(read_text(root / PROJECT))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UserError(f"{PROJECT}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{PROJECT}: not UTF-8 text: save the file as UTF-8") from error
    except tomli.TOMLDecodeError as error:
        raise UserError(f"{PROJECT}:{error.lineno}: not valid TOML: {error.msg}") from error


def _in_pyproject(root: Path) -> str:
    table = _project(root).get("project")
    if not isinstance(table, dict) or "version" not in table:
        raise LookupError(f"{PROJECT} has no version under [project]")
    return str(table["version"])


def _in_changelog(root: Path) -> str:
    try:
        release = _RELEASE_HEADING.search(read_text(root / "CHANGELOG.md"))
    except OSError:
        release = None
    if release is None:
        raise LookupError("CHANGELOG.md has no release: expected a heading such as `## 1.4.0`")
    return cast(str, release[1])


def _in_git(root: Path) -> str:
    command = ["git", "-C", str(root), "describe", "--tags", "--abbrev=0", "--match", "v[0-9]*"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        raise LookupError("git is not installed") from error
    if done.returncode:
        raise LookupError("git has no version tag (such as v1.4.0)")
    return done.stdout.strip().removeprefix("v")


ALLOW = "or pass --allow-dirty"
MAX_SHOWN = 3


def check_clean(root: Path) -> None:
    """Raise UserError if there are uncommitted changes: the history must contain every deployed version."""
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
