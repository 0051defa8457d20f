"""The property names that compiled code reads, from the sources; data of the page may use any of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from build.compiler.link.tokens import tokens
from build.compiler.runtime.library import RUNTIME, runtime_units

_PLUGIN = Path(__file__).parents[1] / "flex_sfdc"
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
# What JavaScript itself asks of objects, and what the runtime's marks would be called as strings.
_PROTOCOL = (
    "then",
    "toJSON",
    "hasOwnProperty",
    "isPrototypeOf",
    "__proto__",
    "$py",
    "kind$",
    "name$",
    "map$",
)


@cache
def names_of_the_runtime() -> tuple[str, ...]:
    """Return every name in the runtime after a dot, in an object literal or as a complete text."""
    names = set(_PROTOCOL)
    for file in RUNTIME.glob("*.js"):
        names.update(_in_javascript(file.read_text(encoding="utf-8")))
    names.update(name for name in runtime_units() if name.startswith("$_"))
    return tuple(sorted(names))


@cache
def names_of_the_plugin() -> tuple[str, ...]:
    """Return every attribute in the plugin, and every name in a string such as `flex.worker.tasks`."""
    names: set[str] = set()
    for file in _PLUGIN.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute):
                names.add(node.attr)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                names.update(part for part in node.value.split(".") if _NAME.fullmatch(part))
    return tuple(sorted(names))


def _in_javascript(code: str) -> Iterator[str]:
    for token in tokens(code):
        if token.kind in ("property", "shorthand"):
            yield token.text
        elif token.text[0] in "'\"" and _NAME.fullmatch(token.text[1:-1]):
            yield token.text[1:-1]
