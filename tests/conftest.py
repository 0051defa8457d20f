"""What all tests share: on a build server hypothesis tries the same cases each time, elsewhere new ones."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

settings.register_profile("build server", derandomize=True)
if os.environ.get("CI") == "true":
    settings.load_profile("build server")


def pytest_addoption(parser: pytest.Parser) -> None:
    """How many random days are lived through (tests/matrix/test_random_days.py)."""
    parser.addoption("--days", type=int, default=200, help="random days to live through (default: 200)")
