"""Whether what agents load is what was built here."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from build.bundle.dist import Dist
from build.twilio.doctor.findings import Finding, ok, problem, warning

BUNDLE = "bundle"
_TWILIOS = re.compile(r"https://((?:[a-z0-9-]{1,63}\.)+twil\.io)(/[A-Za-z0-9._~+/-]+)")


@dataclass(frozen=True)
class Live:
    """A version of the plugin on the account."""

    version: str
    url: str
    private: bool
    is_released: bool

    @property
    def place(self) -> tuple[str, str] | None:
        """Host and path, where Twilio serves it; None for another's host, which is asked nothing."""
        match = _TWILIOS.fullmatch(self.url)
        return (match[1], match[2]) if match else None


def judge_served(live: Live, content: bytes | None, can_sign: bool) -> Finding | None:
    """Whether the file is there; None where it is."""
    label = _label(live)
    if content is not None:
        return None
    if live.private and not can_sign:
        return warning(
            BUNDLE,
            f"{label} is protected, and an API key cannot read it: not compared",
            "Use the account's auth token once: TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.",
        )
    then = "Deploy it again, or a next version: `package.py deploy --bump patch`, then release that."
    return problem(BUNDLE, f"{label} is not served at {live.url}", then)


def judge_bundle(live: Live, content: bytes, built: Dist | None, wanted: tuple[str, str | None]) -> Finding:
    """Compares by digest; `wanted` is the plugin's name and environment by the settings."""
    digest = hashlib.sha256(content).hexdigest()
    label = f"{_label(live)} (sha256 {digest[:16]})"
    environment = f" --env {wanted[1]}" if wanted[1] else ""
    build = f"Run `package.py build{environment}`, then look again."
    if built is None:
        return warning(BUNDLE, f"{label}: nothing is built here to compare it with", build)
    if (built.name, built.environment) != wanted:
        what = built.name + (f" for {built.environment}" if built.environment else "")
        return warning(BUNDLE, f"{label}: dist/ has another build, {what}", build)
    if not built.is_whole:
        return warning(BUNDLE, f"{label}: the script in dist/ is not the one of its manifest", build)
    stale = f", before {_few(built.changed_sources)} changed" if built.changed_sources else ""
    if digest == built.sha256:
        return ok(BUNDLE, f"{label} is the one built here{stale}")
    if built.version != live.version:
        build = f"package.py build{environment} --plugin-version {live.version}"
        then = f"To compare: `{build}`. To bring this one: deploy it."
        return warning(BUNDLE, f"{label}: dist/ has version {built.version}", then)
    if stale:
        return warning(BUNDLE, f"{label} is another one than dist/ has{stale}", build)
    then = "A version never changes: `package.py deploy --bump patch`, then release that, if this is wanted."
    return problem(BUNDLE, f"{label} is not the one built here (sha256 {built.sha256[:16]})", then)


def _label(live: Live) -> str:
    return f"{live.version}, {'live' if live.is_released else 'not released'}"


def _few(names: Sequence[str]) -> str:
    more = f" and {len(names) - 2} more" if len(names) > 2 else ""
    return ", ".join(names[:2]) + more
