"""What all tests share.

- pytest-timeout fails a test that hangs (`timeout` in pyproject.toml), with its name and where it hangs.
- pytest-xdist runs folders on several workers, and files alone in one process; `-n 0` or `-n 4` overrules it.
"""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path
from typing import Any

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


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two workers a core, as desktop tests mostly wait; none for files, which start faster so."""
    folders = [name for name in config.args if Path(name.partition("::")[0]).is_dir()]
    return 2 * (os.cpu_count() or 1) if folders else 0


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say once why desktop tests did not run, where they were skipped or failed for that."""
    reports = [*terminalreporter.stats.get("skipped", []), *terminalreporter.stats.get("error", [])]
    found = [re.search(r"desktop tests cannot run: ([^'\"\n]*)", str(report.longrepr)) for report in reports]
    for why in dict.fromkeys(match[1] for match in found if match):
        terminalreporter.write_line(f"DESKTOP TESTS DID NOT RUN: {why}", red=True, bold=True)
