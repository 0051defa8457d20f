"""An empty account for every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from build.demo.twilio_api import FakeTwilio


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    with FakeTwilio() as fake:
        yield fake
