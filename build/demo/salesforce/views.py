"""The HTML of the Lightning page: the frame around the softphone, and a record with numbers to click."""

from __future__ import annotations

import html
from pathlib import Path

from build.demo.salesforce.org import Record, Softphone

PAGE = Path(__file__).parent / "page"


def lightning_page(softphone_url: str, softphone: Softphone) -> str:
    """The page the agent works in."""
    page = (PAGE / "lightning.html").read_text()
    values = {"SOFTPHONE_URL": softphone_url, "WIDTH": softphone.width, "HEIGHT": softphone.height}
    for name, value in values.items():
        page = page.replace(f"{{{{{name}}}}}", html.escape(str(value)))
    return page


def record_view(record: Record | None, dialling: bool) -> str:
    """The record the agent looks at; its number can be clicked once click-to-dial is on."""
    if record is None:
        return "<article><h1>Home</h1></article>"
    number = html.escape(record.phone)
    disabled = str(not dialling).lower()
    return (
        f"<article><h1>{html.escape(record.name)}</h1><dl>"
        f"<dt>{record.type}</dt><dd>{record.id}</dd>"
        f'<dt>Phone</dt><dd><a href="#" data-dial="{number}" data-record="{record.id}"'
        f' aria-disabled="{disabled}">{number}</a></dd>'
        f"<dt>Email</dt><dd>{html.escape(record.email)}</dd></dl></article>"
    )
