"""Compare the bundle that agents load with the one built here."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from build.bundle.dist import Dist
from build.remote.findings import Finding, ok, problem, warning

BUNDLE = "bundle"
_TWILIOS = re.compile(r"https://((?:[a-z0-9-]{1,63}\.)+twil\.io)(/[A-Za-z0-9._~+/-]+)")


@dataclass(frozen=True)
class Deployed:
    """A version of the plugin on the account."""

    version: str
    url: str
    private: bool
    is_released: bool

    @property
    def place(self) -> tuple[str, str] | None:
        """The host and path of a file that Twilio serves; None for any other host, which gets no request."""
        match = _TWILIOS.fullmatch(self.url)
        return (match[1], match[2]) if match else None


def check_served(deployed: Deployed, content: bytes | None, can_sign: bool) -> Finding | None:
    """Return a finding if the file is not served, otherwise None."""
    label = _label(deployed)
    if content is not None:
        return None
    if deployed.private and not can_sign:
        return warning(
            BUNDLE,
            f"{label} is protected, and an API key cannot read it: not compared",
            "Use the account's auth token once: TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.",
        )
    then = "Deploy it again, or the next version: `package.py deploy --bump patch`, then release that."
    return problem(BUNDLE, f"{label} is not served at {deployed.url}", then)


def check_bundle(
    deployed: Deployed, content: bytes, built: Dist | None, expected: tuple[str, str | None]
) -> Finding:
    """Compare the digests. `expected` has the plugin's name and environment in the settings."""
    digest = hashlib.sha256(content).hexdigest()
    label = f"{_label(deployed)} (sha256 {digest[:16]})"
    environment = f" --env {expected[1]}" if expected[1] else ""
    build = f"Run `package.py build{environment}`, then `package.py doctor` again."
    if built is None:
        return warning(BUNDLE, f"{label}: dist/ has no build to compare it with", build)
    if built.name != expected[0]:
        return warning(BUNDLE, f"{label}: dist/ has a different build, {built.name}", build)
    if not built.is_whole:
        return warning(BUNDLE, f"{label}: the script in dist/ does not match its manifest", build)
    stale = f", before {_few(built.changed_sources)} changed" if built.changed_sources else ""
    if digest == built.sha256:
        return ok(BUNDLE, f"{label} is the one built here{stale}")
    if built.version != deployed.version:
        build = f"package.py build{environment} --plugin-version {deployed.version}"
        then = f"To compare, run `{build}`. To put the build here on the account, deploy it."
        return warning(BUNDLE, f"{label}: dist/ has version {built.version}", then)
    if stale:
        return warning(BUNDLE, f"{label} differs from the one in dist/{stale}", build)
    then = "A version never changes: to use this build, `package.py deploy --bump patch`, then release that."
    return problem(BUNDLE, f"{label} is not the one built here (sha256 {built.sha256[:16]})", then)


def _label(deployed: Deployed) -> str:
    return f"{deployed.version}, {'released' if deployed.is_released else 'not released'}"


def _few(names: Sequence[str]) -> str:
    more = f" and {len(names) - 2} more" if len(names) > 2 else ""
    return ", ".join(names[:2]) + more
