"""A user of the commands that deploy and release."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .twilio_checkout import Desk, desk


@pytest.fixture
def user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Desk]:
    with desk(tmp_path, monkeypatch, capsys) as sitting:
        yield sitting
