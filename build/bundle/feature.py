"""Describe the feature's section of the Flex configuration: its schema, and its table in README.md.

`python -m build.bundle.feature` writes the table between its markers, and the patterns of the schema that
repeat rules of the plugin; a test fails if they differ.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from flex_sfdc.utils.log_activity import CODE, KINDS, OWN, PARTS

ROOT = Path(__file__).parents[2]
SCHEMA = Path(__file__).parent / "schemas" / "configuration.schema.json"
DOCUMENT = ROOT / "README.md"
_KEY_START = r"([A-Za-z0-9_@:#-]|[^\x00-\x7f])"
_KEY_REST = r"([A-Za-z0-9_@:# -]|[^\x00-\x7f])*"
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


def patterns() -> dict[str, str]:
    """Return the patterns that repeat rules of the plugin, by the key that each pattern checks."""
    key, dotted_key = rf"{_KEY_START}{_KEY_REST}", rf"(\.{_KEY_START}{_KEY_REST})"
    roots = "|".join(PARTS)
    parts = {root: "|".join(names) for root, names in PARTS.items() if names}
    others = "|".join(rf"{root}\.({names})" for root, names in parts.items())
    nested = rf"attributes\.|({roots})\.([^{{}}]*\.)?attributes\."
    no_other_root = rf"(?!attributes\.(({others})\s*($|\}}\}})|{nested}))"
    attributes = rf"(?![^{{}}]* ({roots})\.){no_other_root}attributes{dotted_key}+"
    parts["worker"] += f"|{attributes}"
    order = ["worker", *(root for root in parts if root != "worker")]
    path = "(" + "|".join([attributes, *(rf"{root}\.({parts[root]})" for root in order)]) + ")"
    text = r"((?!\{\{)[\s\S])*"
    any_root = "|".join(map(_any_case, PARTS))
    marks = "|".join(map(re.escape, CODE)).replace("\\-", "-")  # which JavaScript does not accept
    code = f"({any_root})({marks})"
    whole_text = "|".join(
        [
            rf"{path}\s*",
            rf"(?!constant\.){text}(\{{\{{\s*({path}|{'|'.join(OWN)})\s*\}}\}}{text})+",
            r"constant\.[\s\S]*\S[\s\S]*",
            rf"(?!constant\.)(?![\s\S]*\{{\{{)(?!(attributes|copilot)\s*$)(?!({roots})\.)"
            rf"(?![\s\S]*{code})(?!([a-z_][A-Za-z0-9_]*|{any_root})(\.[A-Za-z0-9_]+)+\s*$)"
            r"[\s\S]*",
        ]
    )
    own_root = rf"{_any_case('attributes')}\."
    is_other_root = rf"({own_root}|(?!{own_root}))(({others}) *$|{nested})"
    attribute = rf"^(?!.* ({roots})\.)(?!{is_other_root}){key}{dotted_key}*$"
    return {
        "activity_fields": rf"^\s*(?!\s)({whole_text})$",
        "search_attributes": attribute,
        "trusted_attributes": attribute,
        "kinds": f"^({'|'.join(KINDS)})$",
    }


def _any_case(word: str) -> str:
    """Return a pattern that matches a word in upper or lower case: a schema's patterns have no flags."""
    return "".join(f"[{letter.upper()}{letter}]" for letter in word)


def with_patterns(schema: str) -> str:
    """Return the text of the schema with its patterns replaced."""
    old = _patterned(json.loads(schema)["properties"])
    for key, pattern in patterns().items():
        schema = schema.replace(json.dumps(old[key]["pattern"]), json.dumps(pattern))
    return schema


def _patterned(fields: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the parts of the schema that have these patterns."""
    return {
        "activity_fields": fields["activity_fields"]["additionalProperties"],
        "search_attributes": fields["search_attributes"]["items"],
        "trusted_attributes": fields["trusted_attributes"]["items"],
        "kinds": fields["log_tasks"]["properties"]["kinds"]["items"],
    }


if __name__ == "__main__":
    SCHEMA.write_text(with_patterns(SCHEMA.read_text("utf-8")), "utf-8")
    DOCUMENT.write_text(with_table(DOCUMENT.read_text("utf-8")), "utf-8")
