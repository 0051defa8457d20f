"""One V8 for the whole matrix."""

from __future__ import annotations

import pytest

from .page import Engine


@pytest.fixture(scope="session")
def engine() -> Engine:
    """With the plugin as it is built now."""
    return Engine()
