"""What all tests share.

Time limits: pytest-timeout fails a test that hangs (pyproject.toml), with its name and where it hangs.
"""

from __future__ import annotations

import os
import signal

import pytest
from hypothesis import settings

# On a build server hypothesis tries the same cases each time, elsewhere new ones.
settings.register_profile("build server", derandomize=True)
if os.environ.get("CI") == "true":
    settings.load_profile("build server")

# A suite started in the background (`nohup`, `&` in a script) ignores SIGINT, and its children inherit that.
# With a handler that does nothing the suite still ignores it, but the children can be interrupted.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, lambda *_: None)


def pytest_addoption(parser: pytest.Parser) -> None:
    """How many random days are lived through (tests/matrix/test_random_days.py)."""
    parser.addoption("--days", type=int, default=200, help="random days to live through (default: 200)")
