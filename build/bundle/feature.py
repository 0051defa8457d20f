"""The feature's section of the Flex configuration: its schema, and its table in README.md.

`python -m build.bundle.feature` writes the table between its markers; a test fails if they differ.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SCHEMA = Path(__file__).parent / "schemas" / "configuration.schema.json"
DOCUMENT = ROOT / "README.md"
_MARKED = re.compile(r"(<!-- table: configuration -->\n).*?(<!-- end -->)", re.DOTALL)


def properties() -> dict[str, dict[str, Any]]:
    """Return the keys that an admin can set, each with its `type`, `default` and `description`."""
    properties: dict[str, dict[str, Any]] = json.loads(SCHEMA.read_text("utf-8"))["properties"]
    return properties


def table() -> str:
    """Return the keys as a Markdown table."""
    rows = [
        f"| `{key}` | {_default(field)} | {field['description']} |\n" for key, field in properties().items()
    ]
    return f"| key | default | what it does |\n| --- | --- | --- |\n{''.join(rows)}"


def _default(field: dict[str, Any]) -> str:
    return "none" if field["default"] in (None, "", {}, []) else f"`{json.dumps(field['default'])}`"


def with_table(text: str) -> str:
    """Return the document with its table replaced."""
    return _MARKED.sub(lambda match: f"{match[1]}{table()}{match[2]}", text)


if __name__ == "__main__":
    DOCUMENT.write_text(with_table(DOCUMENT.read_text("utf-8")), "utf-8")
