"""Salesforce's own converter makes the same zip, and an independent client deploys to the fake org."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import pytest

from build.bundle.settings import load_settings
from build.cli import ROOT
from build.demo import npm
from build.salesforce.conversion import convert
from build.salesforce.org_package import read_package
from tests.salesforce.conftest import skip_or_fail
from tests.support.fake_org import FakeOrg
from tests.support.fake_org.server import TOKEN
from tests.support.org_project import EVERY_KIND, FOLDER, make_project
from tests.support.salesforce_runs import package

HERE = Path(__file__).parent / "converter"
SECONDS = 120


@pytest.fixture(scope="session")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the scripts beside their modules, because Node looks for those in the folders above a script."""
    try:
        modules = npm.modules("salesforce-converter", HERE, "Salesforce's converter")
    except npm.Missing as missing:
        skip_or_fail(str(missing))
        raise
    folder = tmp_path_factory.mktemp("converter")
    os.symlink(modules, folder / "node_modules", target_is_directory=True)
    for script in HERE.glob("*.mjs"):
        shutil.copy(script, folder)
    return folder


def run(scripts: Path, script: str, *arguments: str) -> str:
    """Run a script of the folder and return its output; it writes logs below its home."""
    environ = {"PATH": os.environ["PATH"], "HOME": str(scripts), "USERPROFILE": str(scripts)}
    command = [npm.node(), str(scripts / script), *arguments]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=SECONDS)
    assert done.returncode == 0, done.stderr
    return done.stdout


def meaning(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the files, XML in its canonical form: without comments and blanks between elements."""
    return {name: _canonical(data) for name, data in files.items() if not name.endswith("/")}


def _canonical(data: bytes) -> str:
    text = data.decode()
    if not text.startswith("<?xml"):
        return text
    return ElementTree.canonicalize(text, strip_text=True, rewrite_prefixes=True)


def unzipped(content: bytes) -> dict[str, bytes]:
    archive = zipfile.ZipFile(io.BytesIO(content))
    return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("which", ["small", "every kind", "checkout"])
def test_salesforces_converter_produces_the_same_zip(scripts: Path, tmp_path: Path, which: str) -> None:
    folder = ROOT / "salesforce"
    if which != "checkout":
        folder = make_project(tmp_path / "salesforce", files=EVERY_KIND if which == "every kind" else None)
    mine = read_package(folder, load_settings(ROOT))
    zip = tmp_path / "theirs.zip"
    run(scripts, "convert.mjs", str(folder / FOLDER), mine.api_version, str(zip))
    theirs = meaning(unzipped(zip.read_bytes()))
    assert meaning(unzipped(convert(mine.files, mine.api_version).content)) == theirs


def test_an_independent_client_deploys_to_the_fake_and_reads_it(
    scripts: Path, tmp_path: Path, org: FakeOrg
) -> None:
    mine = package(tmp_path)
    zip = tmp_path / "mine.zip"
    zip.write_bytes(convert(mine.files, mine.api_version).content)
    result = json.loads(run(scripts, "deploy.mjs", org.url, TOKEN, str(zip)))
    (deploy,) = org.deploys
    assert result["id"] == deploy.id
    assert (result["result"]["status"], result["result"]["numberComponentsDeployed"]) == ("Succeeded", 15)
    assert len(result["result"]["details"]["componentSuccesses"]) == 15
    assert [row["EndpointUrl"] for row in result["urls"]] == ["https://flex.twilio.com"]
    assert result["unknown"] == "INVALID_TYPE"
