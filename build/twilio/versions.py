"""Compute the next version by the rules of semantic versions, over all versions of the plugin."""

from __future__ import annotations

from collections.abc import Iterable

from semver import Version

from build.remote.errors import InputError

BUMPS = ("patch", "minor", "major")
FIRST = Version(0, 0, 0)
"""The version of a plugin without versions."""


def highest(versions: Iterable[str]) -> str | None:
    """Return the highest version, None if there is none. Ignore strings that are not semantic versions."""
    parsed = _parsed(versions)
    return str(max(parsed)) if parsed else None


def newest_first(versions: Iterable[str]) -> list[str]:
    """Return the versions, the highest first. Strings that are not semantic versions come last."""
    listed = list(versions)
    parsed = sorted(
        (version for version in listed if Version.is_valid(version)), key=Version.parse, reverse=True
    )
    return parsed + [version for version in listed if not Version.is_valid(version)]


def next_version(versions: Iterable[str], bump: str) -> str:
    """Return the version after the highest. A pre-release is followed by its release, if the bump allows it.

    1.2.3 with minor: 1.3.0. 1.3.0-rc.1 with minor: 1.3.0. 1.2.3-rc.1 with patch: 1.2.3, with minor: 1.3.0.
    """
    if bump not in BUMPS:
        raise InputError("--bump", f'expected {", ".join(BUMPS)}, got "{bump}"')
    return str(max(_parsed(versions), default=FIRST).next_version(bump))


def check_greater(version: str, versions: Iterable[str]) -> None:
    """Raise InputError unless the version is above all the others."""
    existing = list(versions)
    step = f"the version {version}"
    try:
        new = Version.parse(version)
    except ValueError:
        raise InputError(step, "is not a semantic version, such as 1.4.0 or 1.4.0-rc.1") from None
    if new <= FIRST or new.build:
        raise InputError(step, "Twilio rejects it: it must be higher than 0.0.0 and have no +build part")
    top = max(_parsed(existing), default=FIRST)
    if version in existing or new == top:
        raise InputError(step, "is on the account already", _ways(top))
    if new < top:
        raise InputError(step, f"must be higher than {top}, the highest version on the account", _ways(top))


def _ways(top: Version) -> str:
    return f"Use --bump, or --plugin-version {top.next_version('patch')}."


def _parsed(versions: Iterable[str]) -> list[Version]:
    return [Version.parse(version) for version in versions if Version.is_valid(version)]
