from __future__ import annotations

import threading
from pathlib import Path

import pytest

from build.bundle.watch import file_states, is_in_sources, wait_for_change
from tests.support.checkout import make_checkout


@pytest.mark.parametrize("file", ["settings.yaml", "flex_sfdc/strings/en-US.yaml", "templates/plugin.js.j2"])
def test_a_change_of_any_input_of_a_build_ends_the_wait(tmp_path: Path, file: str) -> None:
    root = make_checkout(tmp_path)
    before = file_states(root)
    path = root / file
    timer = threading.Timer(0.05, path.write_text, [path.read_text("utf-8") + "\n", "utf-8"])
    timer.start()
    assert wait_for_change(root, before, pause=0.02) == file_states(root) != before


def test_new_and_removed_files_are_changes(tmp_path: Path) -> None:
    root = make_checkout(tmp_path)
    before = file_states(root)
    (root / "flex_sfdc" / "new.py").write_text("", "utf-8")
    added = file_states(root)
    (root / "flex_sfdc" / "greeting.py").unlink()
    assert before != added != file_states(root)


@pytest.mark.parametrize("name", ["acme.py", "acme/numbers.py", "acme/vendored/numbers.py"])
def test_a_module_that_an_extension_imports_is_noticed(tmp_path: Path, name: str) -> None:
    root = make_checkout(tmp_path / "checkout")
    module = root / name
    module.parent.mkdir(parents=True, exist_ok=True)
    module.write_text("ONE = 1\n")
    before = file_states(root)
    module.write_text("ONE = 10\n")
    assert file_states(root) != before


def test_a_virtual_environment_in_the_checkout_is_not_read(tmp_path: Path) -> None:
    root = make_checkout(tmp_path)
    before = file_states(root)
    for path in ("venv/pyvenv.cfg", "venv/lib/library.py"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("")
    assert file_states(root) == before


def test_products_and_caches_are_not_changes(tmp_path: Path) -> None:
    root = make_checkout(tmp_path)
    before = file_states(root)
    (root / "dist").mkdir()
    (root / "dist" / "x.js").write_text("", "utf-8")
    (root / "flex_sfdc" / "__pycache__").mkdir()
    (root / "flex_sfdc" / "__pycache__" / "x.pyc").write_text("", "utf-8")
    assert file_states(root) == before


def test_only_a_package_is_a_folder_of_the_sources(tmp_path: Path) -> None:
    root = make_checkout(tmp_path)
    for path in ("crm/scripts/deploy.py", "acme/__init__.py"):
        (root / path).parent.mkdir(parents=True)
        (root / path).write_text("")
    assert not is_in_sources(root, root / "crm")  # a Salesforce project, for `salesforce source`
    assert is_in_sources(root, root / "acme" / "products")


def test_another_thread_can_end_the_wait(tmp_path: Path) -> None:
    root = make_checkout(tmp_path)
    before = file_states(root)
    ended = threading.Event()
    threading.Timer(0.05, ended.set).start()
    assert wait_for_change(root, before, pause=60, ended=ended) == before
