"""The build in dist/."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from build.bundle.dist import read_dist
from build.bundle.products import ENTRY, make_products, write_products
from build.bundle.settings import load_settings
from build.compiler.compile import compile_program
from tests.support.checkout import make_checkout


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = make_checkout(tmp_path)
    built = make_products(
        root, load_settings(root, environment="staging"), compile_program(root / ENTRY, root=root)
    )
    write_products(built.products, root / "dist")
    return root


def test_an_untouched_build_is_complete_and_matches_its_sources(root: Path) -> None:
    dist = read_dist(root, root / "dist")
    assert dist is not None
    assert (dist.name, dist.version) == ("plugin-tiny", "1.2.3")
    assert dist.is_whole
    assert dist.changed_sources == ()


def test_a_standard_module_is_a_source_of_the_tool_chain(tmp_path: Path) -> None:
    greeting = "import re\n\n\ndef greeting(name):\n    return re.sub('x', 'y', name)\n"
    root = make_checkout(tmp_path / "with re", {"greeting.py": greeting})
    program = compile_program(root / ENTRY, root=root)
    assert "python/re.py" in [source.name for source in program.sources]
    write_products(make_products(root, load_settings(root), program).products, root / "dist")
    dist = read_dist(root, root / "dist")
    assert dist is not None
    assert dist.changed_sources == ()
    manifest = root / "dist" / "manifest.json"
    digest = json.loads(manifest.read_text("utf-8"))[0]["build"]["sources"]["python/re.py"]
    manifest.write_text(manifest.read_text("utf-8").replace(digest, "0" * 64), "utf-8")
    dist = read_dist(root, root / "dist")
    assert dist is not None
    assert dist.changed_sources == ("python/re.py",)


def test_a_changed_or_removed_source_is_named(root: Path) -> None:
    (root / "flex_sfdc" / "greeting.py").write_text("changed = 1\n", "utf-8")
    (root / "flex_sfdc" / "host.js").unlink()
    dist = read_dist(root, root / "dist")
    assert dist is not None
    assert set(dist.changed_sources) == {"flex_sfdc/greeting.py", "flex_sfdc/host.js"}


def test_a_script_that_differs_from_the_manifest_makes_a_build_incomplete(root: Path) -> None:
    (root / "dist" / "plugin-tiny.js").write_text("other\n", "utf-8")
    dist = read_dist(root, root / "dist")
    assert dist is not None
    assert not dist.is_whole


@pytest.mark.parametrize("text", [None, "", "[]", "{}", "[{}]", '[{"name": "x", "build": 3}]'])
def test_a_missing_build_or_manifest_reads_as_none(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "manifest.json").write_text(text, "utf-8")
    assert read_dist(tmp_path, tmp_path) is None
