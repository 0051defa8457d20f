"""The parts of the tool chain depend on each other in one direction."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from build.cli import ROOT

BUILD = ROOT / "build"
MAY_IMPORT = {
    "compiler": {"compiler"},
    "bundle": {"bundle", "compiler"},
    "remote": {"remote"},
    "twilio": {"twilio", "remote", "bundle"},
    "salesforce": {"salesforce", "remote", "bundle"},
    "demo": {"demo", "bundle", "compiler"},
    "cli": {"cli", "bundle", "compiler", "remote", "twilio", "salesforce", "demo"},
}
"""Every part may also use errors.py, files.py and locks.py."""
PHASES = ("load", "runtime", "analysis", "lower", "emit", "link")
"""The compiler's phases in order: each may import the ones before it."""
BEFORE_THE_ENVIRONMENT = (
    "bootstrap",
    "cli/__init__",
    "cli/commands",
    "cli/options",
    "cli/arguments",
    "errors",
    "files",
    "locks",
)


def sources(folder: Path) -> list[Path]:
    library = BUILD / "compiler" / "stdlib"
    return [path for path in sorted(folder.rglob("*.py")) if not path.is_relative_to(library)]


def imported(path: Path) -> Iterator[str]:
    """Return the modules that a file imports, at its top and inside its functions."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def parts(path: Path) -> set[str]:
    """Return the parts of build/ that a file imports from."""
    names = (name.split(".") for name in imported(path))
    return {name[1] for name in names if name[0] == "build" and len(name) > 1 and name[1] in MAY_IMPORT}


@pytest.mark.parametrize("part", MAY_IMPORT)
def test_a_part_imports_only_the_parts_below_it(part: str) -> None:
    wrong = {str(path): extra for path in sources(BUILD / part) if (extra := parts(path) - MAY_IMPORT[part])}
    assert not wrong


def test_nothing_imports_the_tests() -> None:
    wrong = [path for path in sources(BUILD) if any(name.split(".")[0] == "tests" for name in imported(path))]
    assert not wrong


def test_a_phase_of_the_compiler_imports_only_the_phases_before_it() -> None:
    for place, phase in enumerate(PHASES):
        later = {f"build.compiler.{name}" for name in (*PHASES[place + 1 :], "compile")}
        for path in sources(BUILD / "compiler" / phase):
            names = {name for name in imported(path) if any(name.startswith(item) for item in later)}
            assert not names, path


def test_code_that_runs_before_the_environment_imports_only_the_standard_library() -> None:
    early_modules = {
        f"build.{name.replace('/', '.').removesuffix('.__init__')}" for name in BEFORE_THE_ENVIRONMENT
    }
    for name in BEFORE_THE_ENVIRONMENT:
        tree = ast.parse((BUILD / f"{name}.py").read_text("utf-8"))
        for node in tree.body:
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            modules += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert all(
                module in early_modules or module.split(".")[0] in sys.stdlib_module_names
                for module in modules
            ), name


def test_imports_are_at_the_top_except_those_of_one_platform_or_of_a_shim() -> None:
    inside = []
    # The bootstrap runs before every command, so it loads as little as it can.
    for path in set(sources(BUILD)) - {BUILD / "bootstrap.py"}:
        tree = ast.parse(path.read_text("utf-8"))
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        nodes = (node for function in functions for node in ast.walk(function))
        for node in nodes:
            if isinstance(node, ast.Import | ast.ImportFrom):
                name = node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
                inside.append((path.relative_to(BUILD).as_posix(), name))
    assert sorted(set(inside)) == [
        ("bundle/script_check.py", "esbuild_py"),
        ("compiler/v8.py", "resource"),
        ("locks.py", "fcntl"),
        ("locks.py", "msvcrt"),
    ]
