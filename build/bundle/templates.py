"""Jinja2 as the products use it: plain text, nothing undefined, JSON where a value goes in."""

from __future__ import annotations

import json
from pathlib import Path

import jinja2


def render(root: Path, template: str, values: dict[str, object]) -> str:
    """A template of `templates/` with its values. Raises jinja2.TemplateError."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(root / "templates"),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # JavaScript and JSON: the `json` filter quotes what goes in
        keep_trailing_newline=False,
        trim_blocks=False,
        auto_reload=False,
    )
    environment.filters["json"] = _json
    return environment.get_template(template).render(values) + "\n"


def _json(value: object, indent: int | None = None) -> str:
    """A JSON text that is JavaScript too, on one line, or on many that stand `indent` columns in."""
    if indent is None:
        return json.dumps(value, ensure_ascii=True, sort_keys=True)
    return json.dumps(value, ensure_ascii=True, indent=2).replace("\n", "\n" + " " * indent)
