"""The surroundings in which a test runs the commands of `package.py`."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from build.remote.retry import Clock


def set_environ(monkeypatch: pytest.MonkeyPatch, environ: Mapping[str, str]) -> None:
    """Set these environment variables until the test ends."""
    for name, value in environ.items():
        monkeypatch.setenv(name, value)


def retry_without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands repeat requests at once until the test ends."""
    clock = Clock(sleep=lambda _: None)
    defaults = (clock.seconds, clock.wall, clock.sleep, clock.chance)
    monkeypatch.setattr(Clock.__init__, "__defaults__", defaults)
