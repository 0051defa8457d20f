"""Examples in README.md work when they are copied, and links in the documents lead somewhere."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from build.bundle.settings import load_settings
from build.cli import ROOT
from build.cli.options import COMMANDS
from build.compiler.compile import compile_program
from flex_sfdc.configuration import parse
from tests.support.checkout import SETTINGS

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
LINK = re.compile(r"(?<!`)\]\(([^)\s]+)\)")


def blocks(language: str, document: str = "README.md") -> list[str]:
    text = (ROOT / document).read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@cache
def anchors(document: Path) -> frozenset[str]:
    """Return the anchors of a document's headings, as GitHub makes them."""
    text = re.sub(r"^```.*?^```", "", document.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return frozenset(re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.relative_to(ROOT).as_posix())
def test_every_link_to_a_document_leads_to_a_file_and_a_heading(document: Path) -> None:
    broken = []
    for link in LINK.findall(document.read_text("utf-8")):
        place, _, anchor = link.partition("#")
        if "://" in place or place.startswith("mailto:"):
            continue
        target = (document.parent / place).resolve() if place else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert not broken


def test_its_configuration_is_what_the_plugin_and_the_settings_accept(tmp_path: Path) -> None:
    (pilot,) = (json.loads(block) for block in blocks("json"))
    (account,) = (json.loads(block) for block in blocks("json", "docs/releasing.md"))
    (section,) = (block for block in blocks("yaml") if block.startswith("configuration:"))
    (tmp_path / "settings.yaml").write_text(SETTINGS + section, "utf-8")
    custom_data = account["ui_attributes"]["custom_data"]
    assert dict(load_settings(tmp_path).configuration) == custom_data["features"]["salesforce_integration"]

    assert parse(custom_data, None)[1] == []
    without = parse({"features": {"salesforce_integration": {"screen_pop": True}}}, None)[0]
    configuration, warnings = parse({"features": {"salesforce_integration": {"screen_pop": True}}}, pilot)
    assert (without.enabled, configuration.enabled, configuration.screen_pop, warnings) == (
        False,
        True,
        True,
        [],
    )


def test_the_call_center_of_the_set_up_page_is_the_one_of_the_project(tmp_path: Path) -> None:
    (section,) = blocks("yaml", "docs/salesforce-setup.md")
    (tmp_path / "settings.yaml").write_text(SETTINGS + section, "utf-8")
    assert load_settings(tmp_path).call_center == load_settings(ROOT).call_center


def test_its_commands_exist() -> None:
    documents = "".join(document.read_text("utf-8") for document in DOCUMENTS)
    assert set(re.findall(r"package\.py ([a-z][a-z-]*)\b", documents)) <= {*COMMANDS}


def test_the_hook_to_start_from_is_a_new_one_that_the_linter_and_the_compiler_take(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    found = re.search(r"such as `(\w+)/hooks\.py`.*?```python\n(.*?)```", readme, re.DOTALL)
    assert found
    name, source = found.groups()
    assert not (ROOT / "flex_sfdc" / name).exists()

    shutil.copytree(ROOT / "flex_sfdc", tmp_path / "flex_sfdc")
    hook = tmp_path / "flex_sfdc" / name / "hooks.py"
    hook.parent.mkdir()
    hook.write_text(source, "utf-8")
    linter = [sys.executable, "-m", "ruff", "check", "--no-cache", "--config", str(ROOT / "pyproject.toml")]
    linted = subprocess.run([*linter, str(hook)], capture_output=True, text=True, check=False)
    assert linted.returncode == 0, linted.stdout

    main = tmp_path / "main.py"
    main.write_text(f"from flex_sfdc.{name}.hooks import register\n\nprint(register)\n", "utf-8")
    assert "taken back" in compile_program(main, root=tmp_path).code
