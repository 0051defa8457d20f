"""A fake org, Salesforce's own tools from npm, and Java for those of Apex."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from build.demo import npm
from build.salesforce.org_package import OrgPackage
from tests.support.fake_org import FakeOrg
from tests.support.salesforce_runs import package

TOOLS = Path(__file__).parent / "tools"


def skip_or_fail(why: str) -> None:
    """Skip the test; on a build server, where it would never run, fail."""
    if os.environ.get("CI") == "true":
        pytest.fail(why, pytrace=False)
    pytest.skip(why)


@pytest.fixture(scope="session")
def tools() -> Path:
    """Return the modules of tools/package.json."""
    try:
        return npm.modules("salesforce-tools", TOOLS, "Salesforce's linters")
    except npm.Missing as missing:
        skip_or_fail(str(missing))
        raise


@pytest.fixture(scope="session")
def java(tools: Path) -> list[str]:
    """Return Java with the checkers of Apex in its class path."""
    program = shutil.which("java")
    if program is None:
        skip_or_fail("Apex was not checked: there is no Java; install Java 17, such as default-jre-headless")
    jars = tools / "@salesforce" / "code-analyzer-pmd-engine" / "dist" / "java-lib" / "*"
    # In a run of a second, the optimizing compiler and a parallel collector cost more than they save.
    return [str(program), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", str(jars)]


@pytest.fixture(scope="session")
def small_package(tmp_path_factory: pytest.TempPathFactory) -> OrgPackage:
    """Return the small package, read once: it does not change."""
    return package(tmp_path_factory.mktemp("package"))


@pytest.fixture
def org() -> Iterator[FakeOrg]:
    """Yield an empty org."""
    with FakeOrg() as fake:
        yield fake
