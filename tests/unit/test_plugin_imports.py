"""The modules of the plugin import only what is below them: ARCHITECTURE.md, "The plugin at run time"."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.support.cases import each

PLUGIN = Path(__file__).parents[2] / "flex_sfdc"
FEATURES = {
    *("activities", "click_to_dial", "context_switching", "diagnostics", "page_events", "panel"),
    *("record_choice", "screen_pop", "utility_bar"),
}
EXTENDING = ("flex_sfdc.extensions", "flex_sfdc.extension_points", "flex_sfdc.extension_wrappers")
TEMPLATE_MODULES = {"click_to_dial", "log_activity", "screen_pop", "sfdc_loader"}
# Shapes, ids and the reading of plain values: without state and without I/O.
BELOW_UTILS = {
    *("flex_sfdc.flex.notifications", "flex_sfdc.flex.task_facts", "flex_sfdc.flex.types"),
    *("flex_sfdc.phone_numbers", "flex_sfdc.plain_data", "flex_sfdc.salesforce.fields"),
    *("flex_sfdc.salesforce.records", "flex_sfdc.utils.log_activity"),
}


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(PLUGIN.parent).with_suffix("").parts)


def imports(path: Path) -> Iterator[str]:
    """Yield the plugin's modules that a module imports."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("flex_sfdc"):
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if is_module(inner) else f"{node.module}"


def is_module(name: str) -> bool:
    return PLUGIN.parent.joinpath(*name.split(".")).with_suffix(".py").exists()


@cache
def all_imports() -> list[tuple[str, str]]:
    """Return which module of the plugin imports which."""
    paths = sorted(PLUGIN.rglob("*.py"))
    return [(module_name(path), target) for path in paths for target in set(imports(path))]


def folder_of(module: str) -> str:
    """Return the folder of a module in the plugin, "" for a module that is in none."""
    parts = module.split(".")
    return parts[1] if len(parts) > 2 else ""


def entry_of(feature: str) -> str:
    """Return the module with a feature's `register`: its hooks if it has several parts, or its service."""
    has_hooks = (PLUGIN / feature / "hooks.py").exists()
    return f"flex_sfdc.{feature}.{'hooks' if has_hooks else 'service'}"


def test_the_modules_are_read() -> None:
    assert ("flex_sfdc.plugin", "flex_sfdc.services") in all_imports()
    assert {folder_of(source) for source, _ in all_imports()} >= {
        *FEATURES,
        "utils",
        "flex",
        "salesforce",
        "browser",
    }


def test_utils_is_the_templates_four_modules() -> None:
    names = {path.stem for path in (PLUGIN / "utils").glob("*.py")}
    assert names == {"__init__", *TEMPLATE_MODULES}


def test_nothing_imports_the_entry() -> None:
    assert [source for source, target in all_imports() if target == "flex_sfdc.plugin"] == []


def test_shared_modules_import_no_feature() -> None:
    above = ("flex_sfdc.plugin", *EXTENDING)
    up = [
        (source, target)
        for source, target in all_imports()
        if folder_of(target) in FEATURES and folder_of(source) not in FEATURES and source not in above
    ]
    assert up == []


def test_the_extension_points_import_only_the_rules_of_a_feature() -> None:
    inside = {
        target for source, target in all_imports() if source in EXTENDING and folder_of(target) in FEATURES
    }
    assert inside
    assert {target.rpartition(".")[2] for target in inside} == {"rules"}


@each("feature", sorted(FEATURES))
def test_a_feature_imports_no_other_feature(feature: str) -> None:
    others = FEATURES - {feature}
    across = [
        (source, target)
        for source, target in all_imports()
        if folder_of(source) == feature and folder_of(target) in others
    ]
    assert across == []


def test_the_entry_imports_only_what_registers_a_feature() -> None:
    inside = [
        target
        for source, target in all_imports()
        if source == "flex_sfdc.plugin" and folder_of(target) in FEATURES
    ]
    assert all(target == entry_of(folder_of(target)) for target in inside)
    assert {folder_of(target) for target in inside} == FEATURES


def test_the_browser_knows_nothing_of_salesforce() -> None:
    assert {folder_of(target) for source, target in all_imports() if folder_of(source) == "browser"} <= {
        "",
        "browser",
        "flex",
    }


def test_utils_imports_only_shapes_ids_and_plain_data() -> None:
    used = {
        target
        for source, target in all_imports()
        if folder_of(source) == "utils" and folder_of(target) != "utils"
    }
    assert used <= BELOW_UTILS
