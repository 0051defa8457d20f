"""One V8 for the whole matrix."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .page import Engine


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """With the plugin as it is built now."""
    engine = Engine()
    yield engine
    engine.close()
