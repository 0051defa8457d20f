"""Render the products with Jinja2: as plain text, without undefined names, with values inserted as JSON."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import jinja2

from build.errors import UserError


def render(root: Path, template: str, values: dict[str, object]) -> str:
    """Render a template of `templates/` with these values. Raises UserError for a mistake in it."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(root / "templates"),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # JavaScript and JSON: the `json` filter quotes the values
        keep_trailing_newline=False,
        trim_blocks=False,
        auto_reload=False,
    )
    environment.filters["json"] = _json
    try:
        return environment.get_template(template).render(values) + "\n"
    except jinja2.TemplateNotFound as error:
        place = str(root / "templates" / template)
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), place) from error
    except jinja2.TemplateSyntaxError as error:
        raise UserError(
            f"templates/{template}:{error.lineno}: not a valid template: {error.message}"
        ) from error
    except jinja2.TemplateError as error:
        raise UserError(f"templates/{template}: not a valid template: {error}") from error


def _json(value: object, indent: int | None = None) -> str:
    """Return JSON that is also JavaScript: on one line, or on lines indented by `indent` columns."""
    if indent is None:
        return json.dumps(value, ensure_ascii=True, sort_keys=True)
    return json.dumps(value, ensure_ascii=True, indent=2).replace("\n", "\n" + " " * indent)
