"""The lock files name the versions that pyproject.toml pins, with their hashes."""

from __future__ import annotations

import re

import pytest

from build.bundle.versions import project_value
from build.cli import ROOT

COMMAND = "run the command for lock files in CONTRIBUTING.md"
PIN = re.compile(r"^([\w.-]+)(?:\[\w+\])?==([^\s;\\]+)", re.MULTILINE)


def name(text: str) -> str:
    return re.sub(r"[-_.]+", "-", text).lower()


def pins(text: str) -> dict[str, str]:
    return {name(package): version for package, version in PIN.findall(text)}


@pytest.mark.parametrize(
    ("file", "extras"),
    [("build", []), ("release", ["release"]), ("demo", ["demo"]), ("test", ["release", "demo", "test"])],
)
def test_a_lock_file_has_every_pin_of_the_project(file: str, extras: list[str]) -> None:
    tables = project_value(ROOT, "project")
    expected = [*tables["dependencies"]]
    for extra in extras:
        expected += tables["optional-dependencies"][extra]
    locked = pins((ROOT / "requirements" / f"{file}.txt").read_text("utf-8"))
    missing = {key: value for key, value in pins("\n".join(expected)).items() if locked.get(key) != value}
    assert not missing, COMMAND


@pytest.mark.parametrize("file", ["build", "release", "demo", "test"])
def test_every_package_of_a_lock_file_has_hashes_and_no_file_names_a_host(file: str) -> None:
    text = (ROOT / "requirements" / f"{file}.txt").read_text("utf-8")
    for package in re.split(r"\n(?=\w)", text.strip()):
        assert "--hash=sha256:" in package
    assert "://" not in text
