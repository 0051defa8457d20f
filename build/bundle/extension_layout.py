"""The layout of an extension: its name, and the files that the build looks for."""

from __future__ import annotations

import json
import sys
from collections.abc import Container
from difflib import get_close_matches
from keyword import iskeyword
from pathlib import Path

from build.bundle.catalogue import is_language_file
from build.bundle.extension_schema import FILE as SCHEMA

RULES, HOOKS = "rules.py", "hooks.py"
OWN_FOLDERS = (
    *("build", "tests", "docs", "dist", "examples", "benchmarks", "requirements", "salesforce", "templates"),
)
TAKEN = ("salesforce_integration", "flex_sfdc", "transcrypt", "pytest", "twilio")
STRINGS = "strings"
SCHEMA_STEMS = ("configuration", "config", "settings", "schema")
SCHEMA_SUFFIXES = (".yaml", ".yml", ".json", ".toml")


def package_problem(root: Path, name: str) -> str | None:
    """Return why a name of `extensions:` cannot be an extension, None if it can."""
    if why := name_problem(root, name):
        return why
    folder = root / name
    if not folder.is_dir() and (folder.exists() or folder.is_symlink()):
        return f"{name} is not a folder: move it away, and `package.py new-extension {name}` creates one"
    if not folder.is_dir():
        near = get_close_matches(name, [path.parent.name for path in root.glob("*/__init__.py")], n=1)
        hint = f"did you mean {near[0]}?" if near else f"`package.py new-extension {name}` creates it"
        return f"there is no folder {name}/ next to flex_sfdc/: {hint}"
    if not (folder / "__init__.py").is_file():
        return f"{name}/ is not a package: add an empty {name}/__init__.py"
    for path in sorted(folder.iterdir()):
        if problem := _misplaced(path):
            return f"{name}/{path.name} {problem}"
    if not any((folder / file).is_file() for file in (RULES, HOOKS)):
        return f"{name}/ has neither {RULES} (extension points) nor {HOOKS} (`register`)"
    return None


def unlisted(root: Path, names: Container[str]) -> tuple[str, ...]:
    """Return the packages that look like extensions and that `extensions:` does not list."""
    beside = sorted(path.parent for path in root.glob("*/__init__.py") if path.parent.name not in names)
    return tuple(
        folder.name
        for folder in beside
        if folder.name not in (*OWN_FOLDERS, *TAKEN)
        and any((folder / file).is_file() for file in (RULES, HOOKS))
    )


def name_problem(root: Path, name: str) -> str | None:
    """Return why an extension cannot have this name."""
    if iskeyword(name):
        return f"{name} is a keyword of Python: choose another name, such as acme_{name}"
    is_word = name.isidentifier() and name.isascii()
    if not is_word or name != name.lower() or name[0] == "_":
        expected = "expected a package's name of lower-case letters, digits and _, such as acme_flex"
        return f"{expected}, got {json.dumps(name, ensure_ascii=False)}"
    if name in sys.stdlib_module_names or name in TAKEN:
        return f"{name} is taken: choose another name, such as acme_{name}"
    if name in OWN_FOLDERS or (root / f"{name}.py").exists():
        return f"{name} belongs to this project: choose another name, such as acme_{name}"
    return None


def _misplaced(path: Path) -> str | None:
    """Return advice about a misplaced file, which the build would not read."""
    if path.name in (RULES, HOOKS, SCHEMA):
        return "is a folder: the build reads a file of this name" if path.is_dir() else None
    if path.name == STRINGS:
        return None if path.is_dir() else "is not a folder: texts are in files such as strings/en-US.yaml"
    if path.is_dir():
        module = f"{path.name}.py"
        is_package = module in (RULES, HOOKS)
        return f"is a folder: move its __init__.py to {module}" if is_package else None
    if path.stem in SCHEMA_STEMS and path.suffix in SCHEMA_SUFFIXES:
        return f"is not read: expected {SCHEMA}"
    if "-" in path.stem and is_language_file(path):
        return f"is not read: move it to {STRINGS}/"
    expected = next((name for name in (RULES, HOOKS) if _is_almost(path.name, name)), None)
    if expected and not (path.parent / expected).exists():
        return f"is not read: rename it to {expected}"
    return None


def _is_almost(name: str, expected: str) -> bool:
    return name != expected and name.lower() in (
        expected,
        expected.replace("s.py", ".py"),
        expected.replace(".py", ".pyi"),
    )
