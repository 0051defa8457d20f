"""One V8 for the whole matrix, and a clean one for each test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.shared_product import built_once

from .page import OPEN_CTI, Engine


@pytest.fixture(scope="session")
def shared_engine(shared_folder: Path) -> Iterator[Engine]:
    """Yield V8 with the plugin as it is built now."""
    is_ready = bool(os.environ.get("MATRIX_PRODUCTS"))
    engine = Engine(None if is_ready else built_once(shared_folder).script.decode())
    yield engine
    engine.close()


@pytest.fixture
def engine(shared_engine: Engine, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Yield the shared V8. No world of the test may end with an error that a browser would report.

    `page.BOTH` runs a test with each driver; the others run with that of `--host`.
    """
    shared_engine.host = getattr(request, "param", request.config.getoption("--host") or OPEN_CTI)
    yield shared_engine
    mistakes = shared_engine.forget_all()
    assert mistakes == []
