"""Set-up that all tests share.

- pytest-timeout fails a test that hangs (`timeout` in pyproject.toml), with its name and where it hangs.
- pytest-xdist runs folders on several workers, and files alone in one process; `-n 0` or `-n 4` overrules it.
"""

from __future__ import annotations

import gc
import os
import re
import signal
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any, TypeGuard, TypeVar

import pytest

# Where Python writes no bytecode, keep it in the cache: each worker would compile hypothesis and all tests,
# and each command that a test starts would compile its packages.
if sys.dont_write_bytecode:
    sys.pycache_prefix = str(Path(__file__).parents[1] / ".cache" / "bytecode")
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix

from hypothesis import HealthCheck, settings
from py_mini_racer import DEFAULT_V8_FLAGS, init_mini_racer

DESKTOP = Path(__file__).parent / "desktop"
Item = TypeVar("Item", bound=pytest.Item)

# The tests in V8 run the same code for hours of a page's clock: compile it early, and collect garbage rarely.
YOUNG_GENERATION = ("--min-semi-space-size=32", "--max-semi-space-size=64")
init_mini_racer(flags=(*DEFAULT_V8_FLAGS, "--sparkplug", *YOUNG_GENERATION), ignore_duplicate_init=True)

# On a build server hypothesis tries the same cases each time, elsewhere new ones.
# Neither judges how long a case takes: the machine may be busy.
BUSY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("busy", BUSY)
settings.register_profile("build server", BUSY, derandomize=True)
settings.register_profile("fast", BUSY, max_examples=24)  # of `package.py test --fast`
settings.register_profile("thorough", BUSY, max_examples=2000)
settings.load_profile("build server" if os.environ.get("CI") == "true" else "busy")

# A suite started in the background (`nohup`, `&` in a script) ignores SIGINT, and its children inherit that.
# With a handler that does nothing the suite still ignores it, but the children can be interrupted.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, lambda *_: None)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--days`: the number of random days to try (tests/matrix/test_random_days.py); and `--host`."""
    parser.addoption(
        "--days", type=int, default=100, help="ordinary random days to live through (default: 100)"
    )
    hosts = ["open_cti", "lightning"]
    parser.addoption("--host", choices=hosts, help="what is around Flex in tests/matrix (default: open_cti)")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Use a worker per core, with the desktop tests half as many more; none for single files.

    Each browser runs several processes, so more workers would only wait for the processor.
    """
    named = [config.invocation_params.dir / argument.partition("::")[0] for argument in config.args]
    folders = [path.resolve() for path in named if path.is_dir()]
    with_desktop = any(DESKTOP.is_relative_to(folder) for folder in folders)
    cores = os.cpu_count() or 1
    return (cores + cores // 2 if with_desktop else cores) if folders else 0


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage among ten thousand tests, which stay: that took half of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Generator[None, object, object]:
    """Have the workers begin with the desktop tests, which take longest, in the order of their folder.

    `--dist=worksteal` deals the tests out in as many even pieces as there are workers. The last of three
    workers gets none of them: it uses the processor while the others wait for a browser. The first gets all
    that boot a Flex of their own, because its share of the others begins with those that need no Flex.
    """
    outcome = yield
    workers: int = getattr(config, "workerinput", {}).get("workercount", 1)
    slow = [item for item in items if _is_slow(item)]
    boots = [item for item in slow if "open_desktop" in item.fixturenames]
    shared = [item for item in slow if "open_desktop" not in item.fixturenames]
    others = [item for item in items if not _is_slow(item)]
    without_browser = workers // 3 if len(others) > workers * len(slow) else 0
    items[:] = []
    for left in range(workers, 0, -1):
        size = (len(boots) + len(shared) + len(others)) // left
        browsers = max(left - without_browser, 1)
        piece = [*_take(boots, len(boots)), *_take(shared, len(shared) // browsers)]
        items += piece + _take(others, size - len(piece))
    return outcome


def _is_slow(item: pytest.Item) -> TypeGuard[pytest.Function]:
    return isinstance(item, pytest.Function) and item.get_closest_marker("desktop") is not None


def _take(items: list[Item], count: int) -> list[Item]:
    """Take the first items out of the list."""
    taken = items[:count]
    del items[:count]
    return taken


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that all workers of this run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Report once why desktop tests were skipped, or failed for that reason."""
    reports = [*terminalreporter.stats.get("skipped", []), *terminalreporter.stats.get("error", [])]
    found = [re.search(r"desktop tests cannot run: ([^'\"\n]*)", str(report.longrepr)) for report in reports]
    for why in dict.fromkeys(match[1] for match in found if match):
        terminalreporter.write_line(f"DESKTOP TESTS DID NOT RUN: {why}", red=True, bold=True)
