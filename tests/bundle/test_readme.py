"""Examples in README.md work when they are copied, and links in the documents lead somewhere."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest

from build.bundle.extension_module import generated
from build.bundle.extensions import POINTS, load_extensions
from build.bundle.settings import load_settings
from build.cli import ROOT
from build.cli.commands import COMMANDS
from build.demo.twilio.account import FLEX_UI_VERSION
from flex_sfdc.configuration import parse
from tests.support.checkout import SETTINGS
from tests.support.plugin.extension import make_extension

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
EXAMPLE = ROOT / "examples" / "acme_flex"
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


@pytest.mark.parametrize("document", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_every_python_file_that_a_document_names_exists(document: str) -> None:
    folders = ("build", "examples", "flex_sfdc", "tests")
    files = [
        f"/{path.relative_to(ROOT).as_posix()}"
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
    ]
    named = re.findall(r"`([\w./]+\.py)`", (ROOT / document).read_text("utf-8"))
    assert len(named) > 20
    missing = [
        name for name in named if not any(file.endswith(f"/{name}") for file in ("/package.py", *files))
    ]
    assert missing == []


def test_the_plugin_and_the_settings_accept_the_configuration_in_the_readme(tmp_path: Path) -> None:
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


def test_the_set_up_page_shows_the_projects_call_center(tmp_path: Path) -> None:
    (section,) = blocks("yaml", "docs/salesforce-setup.md")
    (tmp_path / "settings.yaml").write_text(SETTINGS + section, "utf-8")
    assert load_settings(tmp_path).call_center == load_settings(ROOT).call_center


def test_the_readme_names_the_flex_ui_of_the_tests() -> None:
    assert f"tested with {FLEX_UI_VERSION}." in (ROOT / "README.md").read_text("utf-8")


def test_the_commands_in_the_readme_exist() -> None:
    documents = "".join(document.read_text("utf-8") for document in DOCUMENTS)
    assert set(re.findall(r"package\.py ([a-z][a-z-]*)\b", documents)) <= {*COMMANDS}


def test_the_recipes_in_the_readme_are_the_example_word_for_word() -> None:
    files = [*EXAMPLE.rglob("*.py"), *EXAMPLE.rglob("*.yaml")]
    example = [file.read_text("utf-8") for file in files]
    section = (ROOT / "README.md").read_text("utf-8").partition("\n## Change it\n")[2].partition("\n## ")[0]
    recipes = re.findall(r"^```(?:python|yaml)\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    assert len(recipes) == 8
    assert [recipe for recipe in recipes if not any(recipe in text for text in example)] == []


def test_every_extension_point_is_documented_and_its_examples_are_accepted(tmp_path: Path) -> None:
    document = (ROOT / "docs" / "extensions.md").read_text("utf-8")
    assert set(re.findall(r"^\| `(\w+)` \| [^|]+ \| [^|]+ \|$", document, re.MULTILINE)) >= set(POINTS)
    (rules,) = (block for block in blocks("python", "docs/extensions.md") if "def searches" in block)
    assert [point.example(name) for name, point in POINTS.items() if point.example(name) not in rules] == []
    make_extension(tmp_path, rules=rules)
    (extension,) = load_extensions(tmp_path, ["acme_flex"])
    assert set(extension.rules) == set(POINTS)
    assert "_item_status" in generated(ROOT, [extension])
