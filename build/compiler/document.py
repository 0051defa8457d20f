"""Write the tables of docs/dialect.md from the compiler's own rules.

`python -m build.compiler.document` writes the tables between their markers; a test fails if they differ.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from pathlib import Path

from build.compiler.load.modules import ANNOTATIONS_ONLY, RUNTIME_MODULES, SHIMS, TYPING_MODULES
from build.compiler.lower.refusals import (
    ATTRIBUTES_REFUSED,
    BASES_REFUSED,
    BUILTINS_REFUSED,
    CONSTRUCTS,
    SPECIAL_METHODS_REFUSED,
)
from build.compiler.runtime.library import BUILTINS, METHODS

DOCUMENT = Path(__file__).parents[2] / "docs" / "dialect.md"
_MARKED = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def with_tables(text: str) -> str:
    """Return the document with every marked table replaced. Raises KeyError for an unknown marker."""
    return _MARKED.sub(lambda match: f"{match[1]}{_TABLES[match[2]]()}{match[3]}", text)


def _words(names: Iterable[str]) -> str:
    return " ".join(f"`{name}`" for name in sorted(names)) + "\n"


def _refusals(rules: dict[str, str]) -> str:
    return "".join(f"- `{name}`: {reason}\n" for name, reason in sorted(rules.items()))


def _standard_library() -> str:
    rows = {module: {*names, *ANNOTATIONS_ONLY.get(module, ())} for module, names in RUNTIME_MODULES.items()}
    for path in sorted(SHIMS.rglob("*.py")):
        module = ".".join(path.relative_to(SHIMS).with_suffix("").parts).removesuffix(".__init__")
        rows[module] = _public_names(path)
    lines = [f"| `{module}` | {_words(names).strip()} |\n" for module, names in sorted(rows.items()) if names]
    types = ", ".join(f"`{name}`" for name in sorted(TYPING_MODULES))
    return (
        f"| module | what it has |\n| --- | --- |\n{''.join(lines)}| {types} | everything, in annotations |\n"
    )


def _public_names(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names.update(target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return {name for name in names if not name.startswith("_")}


def _constructs() -> str:
    return "".join(f"- {reason}\n" for _, reason in sorted(CONSTRUCTS.items()))


_TABLES = {
    "builtins": lambda: _words(name for name in BUILTINS if "_" not in name),
    "methods": lambda: _words(METHODS),
    "standard_library": _standard_library,
    "refused_builtins": lambda: _refusals(BUILTINS_REFUSED),
    "refused_methods": lambda: _refusals(SPECIAL_METHODS_REFUSED),
    "refused_attributes": lambda: _refusals(ATTRIBUTES_REFUSED),
    "refused_bases": lambda: _words(BASES_REFUSED),
    "refused_constructs": _constructs,
}


if __name__ == "__main__":
    DOCUMENT.write_text(with_tables(DOCUMENT.read_text("utf-8")), "utf-8")
